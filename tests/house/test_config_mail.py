"""Settings of the mail server: what belongs together, and when it may be spoken to in the clear."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from handclasp import config
from handclasp.config import BadConfiguration

GIVEN: dict[str, Any] = {"smtp_host": "mail.shop.example", "smtp_from": "desk@shop.example"}


@pytest.fixture(autouse=True)
def _elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def test_without_a_server_there_is_no_mail_and_with_one_it_is_spoken_to_by_tls() -> None:
    assert config.load().smtp_host == ""
    found = config.load(**GIVEN)
    assert (found.smtp_port, found.smtp_security) == (587, "starttls")


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"smtp_from": ""}, "smtp_from beside it"),
        ({"smtp_from": "desk"}, "it must look like desk@shop.example"),
        ({"smtp_from": "desk@shop.example\nBcc: all@shop.example"}, "it must look like desk@shop.example"),
        ({"smtp_user": "desk"}, "belong together"),
        ({"smtp_password_file": "password"}, "belong together"),
        ({"smtp_security": "none"}, "in the clear"),
        ({"smtp_security": "ssl"}, "starttls, tls or none"),
        ({"smtp_port": 0}, "1 to 65535"),
        ({"notice_minutes": 0}, "1 to 1440"),
    ],
)
def test_what_cannot_be_is_said(wrong: dict[str, Any], said: str) -> None:
    with pytest.raises(BadConfiguration, match=said):
        config.load(**GIVEN | wrong)


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "::1"])
def test_a_server_on_this_machine_may_be_spoken_to_in_the_clear(host: str) -> None:
    assert config.load(**GIVEN | {"smtp_host": host, "smtp_security": "none"}).smtp_security == "none"
