"""`handclasp orders` in a real shell beside a real house and a real card shop."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from tests.house.terminal import Terminal
from tests.house_fixture import AGENT, House, assigned, said
from tests.orders.shops import CARD_ONE, IP, MAIL, PASSWORD, READER, Server

PEOPLE = (("zhou", "agent", "desk"), ("wu", "auditor", "audit"))


@pytest.fixture(scope="module")
def shell(module_house: House, mariadb: Server, tmp_path_factory: pytest.TempPathFactory) -> Terminal:
    made = Terminal(module_house, PEOPLE)
    password: Path = tmp_path_factory.mktemp("secrets") / "password"
    password.write_text(PASSWORD)
    dsn = f"mysql://{READER}@localhost/dujiaoka?socket={mariadb.socket}"
    shop = {"tenant": "shop", "kind": "dujiaoka", "dsn": dsn, "password_file": str(password)}
    made.environment["HANDCLASP_CONNECTORS"] = json.dumps({"djk": shop})
    module_house.flow.append(said("卡密无效", "1"))
    place = module_house.keyring.find(1, "order 1001")
    assert place is not None
    assigned(module_house, place, AGENT)
    return made


def test_a_shop_is_checked(shell: Terminal) -> None:
    done = shell.operator("orders", "check", "--tenant", "shop")
    assert done.returncode == 0, done.stderr
    assert "djk (dujiaoka)" in done.stdout
    assert "reads orders, pays" in done.stdout
    assert "not recorded by this shop: paid" in done.stdout
    assert shell.operator("orders", "check", "--tenant", "wallet").returncode == 1


def test_an_order_is_shown_masked_and_recorded_once(shell: Terminal) -> None:
    shown = shell.run("zhou", "orders", "show", "DJK2026A", "--in", "order 1001")
    assert shown.returncode == 0, shown.stderr
    for words in ("样品点卡", "199.00", "****-KD04", "not recorded"):
        assert words in shown.stdout
    for secret in (CARD_ONE, MAIL, IP, PASSWORD):
        assert secret not in shown.stdout + shown.stderr
    first = shell.run("zhou", "orders", "record", "DJK2026A", "--in", "order 1001")
    assert first.stdout.startswith("recorded: #"), first.stderr
    again = shell.run("zhou", "orders", "record", "DJK2026A", "--in", "order 1001")
    assert again.stdout.startswith("was there already: #"), again.stderr
    refused = shell.run("wu", "orders", "show", "DJK2026A", "--in", "order 1001")
    assert refused.returncode == 1
    assert "refused" in refused.stderr
