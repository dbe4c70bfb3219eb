"""Settings of the OpenID provider: what belongs together, and what a wrong one says."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from handclasp import config
from handclasp.config import BadConfiguration

GIVEN: dict[str, Any] = {
    "oidc_issuer": "https://login.example.com/realm",
    "oidc_client_id": "desk",
    "oidc_tenant": "shop",
}


@pytest.fixture(autouse=True)
def _elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def test_without_an_issuer_there_is_no_single_sign_on() -> None:
    assert config.load().oidc_issuer is None


def test_roles_stand_in_a_table_whose_order_is_kept() -> None:
    Path(config.FILE).write_text('[oidc_roles]\n"team leads" = "lead"\nsupport = "agent"\n', encoding="utf-8")
    assert list(config.load(**GIVEN).oidc_roles.items()) == [("team leads", "lead"), ("support", "agent")]


def test_roles_stand_in_the_environment_as_pairs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HANDCLASP_OIDC_ROLES", "cn=leads=lead, support=agent")
    assert list(config.load(**GIVEN).oidc_roles.items()) == [("cn=leads", "lead"), ("support", "agent")]


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"oidc_issuer": "http://login.example.com"}, "must look like https://"),
        ({"oidc_issuer": "https://login.example.com/?a"}, "must look like https://"),
        ({"oidc_issuer": "https://a:b@login.example.com"}, "must look like https://"),
        ({"oidc_client_id": ""}, "needs oidc_client_id and oidc_tenant"),
        ({"oidc_tenant": ""}, "needs oidc_client_id and oidc_tenant"),
        ({"oidc_roles": {"x": "Agent!"}}, "a role such as agent"),
        ({"oidc_roles": {"": "agent"}}, "a claim's value"),
        ({"oidc_roles": {"x": "merchant"}}, "seller's id"),
        ({"oidc_roles": {"x": "administrator"}}, "only oidc_administrators = true allows"),
    ],
)
def test_a_setting_that_opens_too_much_or_says_too_little_ends_the_start(wrong: dict[str, Any], said: str) -> None:
    with pytest.raises(BadConfiguration, match=said):
        config.load(**(GIVEN | wrong))


def test_administrators_come_from_the_provider_only_when_that_is_said_twice() -> None:
    roles = {"root": "administrator"}
    assert config.load(**GIVEN, oidc_roles=roles, oidc_administrators=True).oidc_roles == roles


def test_on_this_machine_the_provider_may_speak_plain_http() -> None:
    assert config.load(**(GIVEN | {"oidc_issuer": "http://127.0.0.1:9000"})).oidc_issuer == "http://127.0.0.1:9000"


def test_the_secret_is_never_repeated() -> None:
    assert "specimen-secret" not in repr(config.load(**GIVEN, oidc_client_secret="specimen-secret"))
    with pytest.raises(BadConfiguration) as caught:
        config.load(**GIVEN, oidc_client_secret=["specimen-secret"])
    assert "specimen-secret" not in str(caught.value)
