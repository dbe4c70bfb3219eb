"""Settings of connectors: what is taken, and what a wrong one says."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from handclasp import config
from handclasp.config import BadConfiguration

DUJIAOKA = {
    "tenant": '"shop"',
    "kind": '"dujiaoka"',
    "dsn": '"mysql://reader@127.0.0.1/dujiaoka"',
    "password_file": '"shop.password"',
}
HTTP = {"tenant": '"shop"', "kind": '"http"', "endpoint": '"https://shop.example.com/h"', "secret_env": '"SHOP_SECRET"'}


@pytest.fixture(autouse=True)
def _elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for name in list(os.environ):
        if name.upper().startswith(config.PREFIX):
            monkeypatch.delenv(name)


def loaded(keys: dict[str, str], name: str = "shop") -> config.Settings:
    told = "\n".join(f"{key} = {value}" for key, value in keys.items())
    Path(config.FILE).write_text(f"[connectors.{name}]\n{told}\n", encoding="utf-8")
    return config.load()


def test_a_shop_is_a_table(tmp_path: Path) -> None:
    one = loaded(DUJIAOKA).connectors["shop"]
    assert one.password_file == tmp_path / "shop.password"
    assert one.place() == {"host": "127.0.0.1", "port": 3306, "socket": "", "user": "reader", "database": "dujiaoka"}
    assert (one.timezone, one.currency, one.prefix) == ("Asia/Shanghai", "", "")
    by_socket = loaded(DUJIAOKA | {"dsn": '"mysql://reader@localhost/faka?socket=/run/my%20sql.sock"'}).connectors[
        "shop"
    ]
    assert by_socket.place()["socket"] == "/run/my sql.sock"
    assert loaded(HTTP).connectors["shop"].endpoint == "https://shop.example.com/h"


def test_all_of_them_may_be_one_json_object_in_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HANDCLASP_CONNECTORS", '{"own": {"tenant": "shop", "kind": "http", '
                       '"endpoint": "http://127.0.0.1:9/h", "secret_env": "SHOP_SECRET"}}')  # fmt: skip
    assert config.load().connectors["own"].kind == "http"


@pytest.mark.parametrize(
    ("keys", "says"),
    [
        (DUJIAOKA | {"kind": '"shopify"'}, "kind"),
        (DUJIAOKA | {"colour": '"red"'}, "colour"),
        ({"kind": '"http"'}, "tenant"),
        (DUJIAOKA | {"dsn": '"mysql://reader:hunter2x@127.0.0.1/dujiaoka"'}, "leave the password out"),
        (DUJIAOKA | {"dsn": '"postgresql://reader@127.0.0.1/dujiaoka"'}, "mysql://user@host"),
        (DUJIAOKA | {"dsn": '"mysql://127.0.0.1/dujiaoka"'}, "mysql://user@host"),
        (DUJIAOKA | {"dsn": '"mysql://reader@db.example.com/dujiaoka"'}, "database_authority"),
        (DUJIAOKA | {"password_env": '"SHOP_PASSWORD"'}, "not both"),
        (DUJIAOKA | {"password_file": '""', "endpoint": '"https://shop.example.com"'}, "no endpoint"),
        (DUJIAOKA | {"timezone": '"Mars/Olympus"'}, "time zone"),
        (DUJIAOKA | {"prefix": '"x`; drop"'}, "prefix"),
        (DUJIAOKA | {"currency": '"yuan"'}, "currency"),
        (HTTP | {"endpoint": '"http://shop.example.com/h"'}, "https://"),
        (HTTP | {"endpoint": '"https://a:hunter2x@shop.example.com/h"'}, "without a name or password"),
        (HTTP | {"secret_env": '"HANDCLASP_SECRET"'}, "HANDCLASP_"),
        (HTTP | {"dsn": DUJIAOKA["dsn"]}, "no dsn"),
        ({**HTTP, "secret_env": '""'}, "needs endpoint, and secret_file or secret_env"),
    ],
)
def test_a_wrong_one_says_which_and_repeats_no_secret(keys: dict[str, str], says: str) -> None:
    with pytest.raises(BadConfiguration, match=r"connectors\.shop") as error:
        loaded(keys)
    assert says in str(error.value)
    assert "hunter2x" not in str(error.value)


def test_a_name_is_lower_case() -> None:
    with pytest.raises(BadConfiguration, match="lower-case"):
        loaded(DUJIAOKA, "'My Shop'")
