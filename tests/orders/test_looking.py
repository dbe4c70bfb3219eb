"""Looking at orders in a real house with real shops: masked, recorded, refused; nothing secret anywhere."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import structlog
from tests.house_fixture import AGENT, House, NewHouse, assigned, hired, said
from tests.orders.shops import CARD_ONE, CARD_TWO, IP, MAIL, PASSWORD, READER, Server

from handclasp.access.policy import Reader
from handclasp.config import BadConfiguration, Settings
from handclasp.disclose import Question
from handclasp.disclose.orders import OF_AN_ORDER, RECORDED
from handclasp.house import doctor
from handclasp.house.ordering import ScreenersMasks, Shops, check
from handclasp.orders.model import BadOrder, ShopUnavailable
from handclasp.records import Author, HandclaspError, Kind, NotFound, Refused

AUDITOR = Reader("shop", "auditor", "wu", "audit")
SELLER = Reader("shop", "merchant", "seller-shop", merchant="seller-7")
DIRECTOR = Reader("shop", "director", "qin", "risk")
SECRETS = (CARD_ONE, CARD_TWO, MAIL, IP, PASSWORD)


def connectors(server: Server, folder: Path, **more: Any) -> dict[str, Any]:
    password = folder / "password"
    password.write_text(PASSWORD + "\n")
    given = {"tenant": "shop", "kind": "dujiaoka", "password_file": str(password), "currency": "CNY"}
    return {"djk": {**given, "dsn": f"mysql://{READER}@localhost/dujiaoka?socket={server.socket}", **more}}


@pytest.fixture
def shop(new_house: NewHouse, mariadb: Server, tmp_path: Path) -> House:
    made = new_house(connectors=connectors(mariadb, tmp_path))
    hired(made, AGENT, AUDITOR, SELLER, DIRECTOR)
    talk(made)
    return made


def event(
    house: House, key: str, name: str, *, at: int | None = None, conversation: str = "order 1001", **more: Any
) -> None:
    facts = {"order": "DJK2026A", "event": name, **more}
    author = Author("system", "shop")
    house.flow.append(
        said("", key, conversation=conversation, kind=Kind.ORDER_EVENT, author=author, facts=facts, sent=at)
    )


def talk(house: House) -> None:
    """A conversation of the agent's."""
    house.flow.append(said("卡密无效", "1"))
    assigned(house, place(house), AGENT)


def place(house: House) -> bytes:
    found = house.keyring.find(1, "order 1001")
    assert found is not None
    return found


def test_the_order_of_a_conversation_is_shown_masked(shop: House) -> None:
    event(shop, "2", "paid")
    look = shop.orders.look(AGENT, place(shop), purpose="support", zh=True)
    assert look.numbers == ("DJK2026A",)
    assert look.connected
    assert look.problem is None
    order = look.order
    assert order is not None
    assert (order.shop, order.kind, order.product, order.amount) == ("djk", "dujiaoka", "样品点卡 100元 x 2", "199.00")
    assert order.cards == ("【卡密 ****-KD04】", "【卡密 ****-9Z8Y】")
    assert order.customer is not None
    assert order.customer.startswith("【邮箱 ")
    assert order.bought_from == "【IP地址 203.0.*.*】"
    assert (order.paid, order.delivered_at, order.viewed_at, order.viewed_from, order.disputes) == (None,) * 5
    assert not [secret for secret in SECRETS if secret in repr(look)]
    english = shop.orders.look(AGENT, place(shop), purpose="support").order
    assert english is not None
    assert english.cards[0] == "【Card code ****-KD04】"


def test_looking_is_recorded_before_anything_is_shown_and_names_the_order_by_a_token(shop: House) -> None:
    shop.orders.look(AGENT, place(shop), number="DJK2026A", purpose="dispute", reason="the code fails")
    views = shop.audit.journal(AUDITOR, Question(kinds=frozenset({Kind.ACCESS})), limit=5)
    (view,) = (one for one in views if one.author.role == "agent")
    assert view.author == Author("agent", "zhou")
    assert view.facts["purpose"] == "dispute"
    assert view.facts["reason"] == "the code fails"
    assert view.facts["subjects"] == [place(shop).hex()]
    token = shop.keyring.token(1, "DJK2026A").hex()
    assert view.facts["scope"] == f"the order beside the talk, order {token}"
    looked = shop.disclose.who_looked(DIRECTOR, place(shop), reason="asked who looked")
    assert [str(one.author) for one in looked if "the order" in str(one.facts.get("scope"))] == ["agent:zhou"]


def test_nothing_is_asked_of_a_shop_when_the_journal_cannot_be_written(shop: House) -> None:
    shop.committer.close()
    with pytest.raises(Exception, match=r".+"):
        shop.orders.look(AGENT, place(shop), number="DJK2026A", purpose="support")


def test_whom_the_policies_let_read_nothing_sees_no_order(shop: House) -> None:
    for who in (AUDITOR, Reader("shop", "agent", "lena", "elsewhere"), Reader("shop", "customer", "7F3A")):
        with pytest.raises((Refused, NotFound)):
            shop.orders.look(who, place(shop), number="DJK2026A", purpose="support")
    for who in (AUDITOR, AGENT):
        with pytest.raises(Refused):
            shop.orders.look(who, None, number="DJK2026A", purpose="support")
    shown = shop.orders.look(DIRECTOR, None, number="DJK2026A", purpose="risk", reason="a chargeback").order
    assert shown is not None


def test_a_seller_sees_orders_of_the_talk_alone_and_nothing_of_people(shop: House) -> None:
    event(shop, "2", "paid", details={"merchant": "seller-7"})
    assigned(shop, place(shop), AGENT, merchant="seller-7")
    order = shop.orders.look(SELLER, place(shop), purpose="support", zh=True).order
    assert order is not None
    assert (order.customer, order.bought_from, order.earlier) == ("【邮箱】", "【IP地址】", None)
    assert order.cards[0] == "【卡密 ****-KD04】"
    with pytest.raises(NotFound):
        shop.orders.look(SELLER, place(shop), number="DJK2026B", purpose="support")


def test_what_the_shop_does_not_record_comes_from_its_hooks_with_the_record_named(shop: House) -> None:
    event(shop, "2", "card-delivered", at=1_772_337_660_000)
    event(shop, "3", "card-viewed", at=1_772_337_999_000, conversation=f"{OF_AN_ORDER}DJK2026A", details={"ip": IP})
    event(shop, "4", "card-viewed", at=1_772_338_999_000, details={"ip": "198.51.100.4"})
    customer = Author("customer", "7F3A")
    facts = {"order": "DJK2026A", "event": "card-viewed"}
    shop.flow.append(said("", "5", kind=Kind.ORDER_EVENT, author=customer, facts=facts, sent=1))
    look = shop.orders.look(AGENT, place(shop), purpose="support")
    order = look.order
    assert order is not None
    assert (order.delivered_at, order.viewed_at) == (1_772_337_660_000, 1_772_337_999_000)
    assert order.viewed_from is not None
    assert "203.0." in order.viewed_from
    assert IP not in order.viewed_from
    assert [one.event for one in look.events] == ["card-delivered", "card-viewed", "card-viewed"]
    assert order.by == {"delivered_at": look.events[0].index, "viewed_at": look.events[1].index}


def test_a_state_is_recorded_once_masked_and_named_in_the_journal(shop: House) -> None:
    first = shop.orders.record(AGENT, place(shop), number="DJK2026A", purpose="dispute")
    again = shop.orders.record(AGENT, place(shop), number="DJK2026A", purpose="dispute")
    assert not first.stored.doubled
    assert again.stored.doubled
    assert again.stored.index == first.stored.index
    view = shop.disclose.read(AGENT, place(shop), purpose="support")[-1]
    assert (view.kind, view.author) == (Kind.ORDER_EVENT, Author("system", "orders/djk"))
    assert (view.facts["order"], view.facts["event"]) == ("DJK2026A", RECORDED)
    details = view.facts["details"]
    assert isinstance(details, dict)
    assert (details["state"], details["amount"], details["cards"][0]) == ("completed", "199.00", "【卡密 ****-KD04】")
    assert "earlier" not in details
    assert "paid" not in details
    assert not [secret for secret in SECRETS if secret in json.dumps(details, ensure_ascii=False)]
    acts = shop.audit.journal(AUDITOR, Question(kinds=frozenset({Kind.AGENT_ACTION})), limit=5)
    assert [one.author.id for one in acts if one.facts["action"] == "order record"] == ["zhou", "zhou"]


def test_the_same_state_in_another_talk_is_a_record_there(shop: House) -> None:
    shop.flow.append(said("hello", "other", conversation="order 2"))
    other = shop.keyring.find(1, "order 2")
    assert other is not None
    assigned(shop, other, AGENT)
    first = shop.orders.record(AGENT, place(shop), number="DJK2026A", purpose="dispute")
    second = shop.orders.record(AGENT, other, number="DJK2026A", purpose="dispute")
    assert not second.stored.doubled
    assert (first.stored.conversation, second.stored.conversation) == (place(shop), other)


def test_a_changed_state_is_another_record(shop: House, mariadb: Server) -> None:
    first = shop.orders.record(AGENT, place(shop), number="DJK2026B", purpose="dispute")
    mariadb.run("UPDATE orders SET status = -1 WHERE order_sn = 'DJK2026B'", "dujiaoka")
    try:
        second = shop.orders.record(AGENT, place(shop), number="DJK2026B", purpose="dispute")
    finally:
        mariadb.run("UPDATE orders SET status = 1 WHERE order_sn = 'DJK2026B'", "dujiaoka")
    assert second.stored.index > first.stored.index
    assert not second.stored.doubled


def test_nothing_is_recorded_of_an_order_that_no_shop_knows_or_by_who_may_not_write(shop: House) -> None:
    with pytest.raises(NotFound, match="nothing to record"):
        shop.orders.record(AGENT, place(shop), number="NOPE1", purpose="dispute")
    with pytest.raises(Refused):
        shop.orders.record(AUDITOR, place(shop), number="DJK2026A", purpose="dispute")


def test_a_shop_that_does_not_answer_leaves_what_the_log_says(
    new_house: NewHouse, mariadb: Server, tmp_path: Path
) -> None:
    given = connectors(mariadb, tmp_path, dsn=f"mysql://{READER}@localhost/dujiaoka?socket=/nowhere/s")
    made = new_house(connectors=given)
    hired(made, AGENT)
    talk(made)
    event(made, "2", "paid")
    look = made.orders.look(AGENT, place(made), purpose="support")
    assert look.order is None
    assert isinstance(look.problem, ShopUnavailable)
    assert [one.event for one in look.events] == ["paid"]


def test_a_house_without_shops_says_so_and_another_tenants_shop_is_not_asked(
    new_house: NewHouse, mariadb: Server, tmp_path: Path
) -> None:
    made = new_house(connectors=connectors(mariadb, tmp_path, tenant="wallet"))
    hired(made, AGENT)
    talk(made)
    look = made.orders.look(AGENT, place(made), number="DJK2026A", purpose="support")
    assert (look.connected, look.order, look.problem) == (False, None, None)


@pytest.mark.parametrize("number", ["", " ", "a b", "x" * 129, "A1'--", "编号1", "-A"])
def test_what_is_no_orders_number_is_refused_and_not_repeated(shop: House, number: str) -> None:
    if not number:
        assert shop.orders.look(AGENT, place(shop), number=number, purpose="support").number is None
        return
    with pytest.raises(BadOrder) as error:
        shop.orders.look(AGENT, place(shop), number=number, purpose="support")
    assert number.strip() == "" or number not in str(error.value)


def test_no_log_line_holds_what_a_shop_tells(shop: House, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("DEBUG")
    with structlog.testing.capture_logs() as lines:
        shop.orders.look(AGENT, place(shop), number="DJK2026A", purpose="support")
        shop.orders.record(AGENT, place(shop), number="DJK2026A", purpose="support")
    told = repr(lines) + caplog.text
    assert not [secret for secret in SECRETS if secret in told]


@pytest.mark.parametrize(
    ("secret", "shown"),
    [
        ("SPEC-7QX2-91LM-KD04", "【卡密 ****-KD04】"),
        ("账号specimen----密码hunter2x", "【卡密 ****】"),
        ("user specimen pass", "【卡密 ****】"),
        ("A1B2C3", "【卡密 ****】"),
        ("user@example.com|pa55word", "【卡密 ****】"),
    ],
)
def test_a_card_shows_how_it_ends_only_where_it_is_one_code(shop: House, secret: str, shown: str) -> None:
    assert ScreenersMasks(shop.screener).card(secret, "", zh=True) == shown


@pytest.mark.parametrize(
    "contact", ["li.specimen@example.com", "13987654321", "20012345678", "某某", "wx_specimen", "a"]
)
def test_a_contact_is_masked_whatever_it_is(shop: House, contact: str) -> None:
    for zh in (True, False):
        shown = ScreenersMasks(shop.screener).contact("shop", contact, zh=zh)
        assert contact not in shown.replace("【", "").replace("】", "").split(" ")
        assert shown.startswith("【")
        assert shown.endswith("】")


def test_an_address_shows_its_first_half() -> None:
    masks = ScreenersMasks(_NoScreener())  # type: ignore[arg-type]
    assert masks.address("203.0.113.77", zh=False) == "【IP address 203.0.*.*】"
    assert masks.address("2001:db8::1", zh=False) == "【IP address 2001:0db8:*:*】"
    assert masks.address("unknown, 203.0.113.77", zh=False) == "【IP address ****】"


class _NoScreener:
    def find(self, _text: str) -> list[Any]:
        return []


def test_a_shop_that_cannot_be_asked_is_told_of_at_the_start_without_a_secret(
    new_house: NewHouse, mariadb: Server, tmp_path: Path
) -> None:
    mariadb.user("may_write", "GRANT SELECT, UPDATE ON `dujiaoka`.* TO")
    dsn = f"mysql://may_write@localhost/dujiaoka?socket={mariadb.socket}"
    given = connectors(mariadb, tmp_path)
    made = new_house(connectors=given | {"writes": given["djk"] | {"dsn": dsn}})
    with structlog.testing.capture_logs() as lines:
        check(made.shops)
    (line,) = lines
    assert (line["connector"], line["code"]) == ("writes", "shop-refused")
    assert "more than SELECT" in line["why"]
    assert PASSWORD not in repr(lines)


def test_secrets_of_connectors_are_looked_for_at_the_start(
    new_house: NewHouse, mariadb: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(BadConfiguration, match=r"connectors\.djk\.password_file.*cannot be read"):
        new_house(connectors=connectors(mariadb, tmp_path, password_file=str(tmp_path / "none")))
    empty = tmp_path / "empty"
    empty.write_text("\n")
    with pytest.raises(BadConfiguration, match="nothing in its first line"):
        new_house(connectors=connectors(mariadb, tmp_path, password_file=str(empty)))
    by_variable = connectors(mariadb, tmp_path, password_file=None, password_env="SPECIMEN_PASSWORD")
    with pytest.raises(BadConfiguration, match="SPECIMEN_PASSWORD is not set"):
        new_house(connectors=by_variable)
    monkeypatch.setenv("SPECIMEN_PASSWORD", PASSWORD)
    made = new_house(connectors=by_variable)
    assert made.shops("shop")["djk"].check().reads == ("orders", "pays")
    monkeypatch.setenv("SPECIMEN_SECRET", "short")
    with pytest.raises(BadConfiguration, match="fewer than 32") as error:
        Shops(new_house(connectors={}).settings.connectors | _short(made))
    assert "short" not in str(error.value).replace("shorter", "")


def _short(house: House) -> dict[str, Any]:
    one = house.settings.connectors["djk"]
    return {"djk": one.model_copy(update={"secret_env": "SPECIMEN_SECRET"})}


# --- a customer's orders


def test_a_customers_orders_are_found_by_what_they_gave_and_the_journal_does_not_say_what(shop: House) -> None:
    (found,) = shop.orders.customers.look(
        DIRECTOR, MAIL, purpose="dispute", conversation=place(shop), reason="a complaint"
    )
    assert found.orders is not None
    assert {one.number for one in found.orders} == {"DJK2026A", "DJK2026B"}
    looks = shop.audit.journal(AUDITOR, Question(kinds=frozenset({Kind.ACCESS})))
    record = next(one for one in looks if str(one.facts["scope"]).startswith("a customer's orders, contact "))
    assert record.facts["subjects"] == [place(shop).hex()]
    assert MAIL not in json.dumps(record.facts, default=str)


def test_who_reads_their_own_conversations_alone_finds_nobodys_orders(shop: House) -> None:
    assert shop.orders.customers.may(DIRECTOR, "a complaint")
    for who in (AGENT, AUDITOR, SELLER):
        assert not shop.orders.customers.may(who, "a complaint")
        with pytest.raises(Refused):
            shop.orders.customers.look(who, MAIL, purpose="dispute", reason="a complaint")


def test_the_doctor_says_which_shops_answer(shop: House, mariadb: Server, tmp_path: Path) -> None:
    told = doctor.CHECKS["shops"](shop.settings)
    assert told.startswith("djk answers (not recorded: paid, delivered at, first viewed")
    gone = {name: {**one, "dsn": f"mysql://{READER}@localhost/nothing?socket={mariadb.socket}"}
            for name, one in connectors(mariadb, tmp_path).items()}  # fmt: skip

    def settings(**more: Any) -> Settings:
        return Settings(data_dir=tmp_path, **more)

    with pytest.raises(HandclaspError, match="djk: "):
        doctor.CHECKS["shops"](settings(connectors=gone))
    assert doctor.CHECKS["shops"](settings()) == "none connected"
