"""The connectors against a real MariaDB: what they tell, what stays unknown, and whom they refuse to be."""

from __future__ import annotations

import itertools
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from tests.orders.shops import CARD_ONE, CARD_TWO, IP, MAIL, PASSWORD, READER, Server

from handclasp.orders.card_shops import AcgFaka, Dujiaoka
from handclasp.orders.mariadb import Database, Login, statement, too_much
from handclasp.orders.model import ShopRefused, ShopUnavailable
from handclasp.records import Secret

SHANGHAI = ZoneInfo("Asia/Shanghai")
_users = itertools.count(1)


def login(server: Server, database: str, user: str = READER, *, password: str = PASSWORD, tcp: bool = False) -> Login:
    return Login("127.0.0.1", server.port, "" if tcp else str(server.socket), user, Secret(password), database)


def dujiaoka(server: Server, currency: str = "CNY") -> Dujiaoka:
    return Dujiaoka(Database("djk", login(server, "dujiaoka")), SHANGHAI, currency=currency)


def acg_faka(server: Server, prefix: str = "acg_") -> AcgFaka:
    return AcgFaka(Database("acg", login(server, "acg", tcp=True)), SHANGHAI, prefix)


def at(text: str) -> int:
    return round(datetime.fromisoformat(text).replace(tzinfo=UTC).timestamp() * 1000)


def test_an_order_of_dujiaoka_is_told_with_what_the_shop_does_not_record_left_open(mariadb: Server) -> None:
    told = dujiaoka(mariadb).order("DJK2026A")
    assert told is not None
    assert (told.product, told.quantity, told.amount, told.currency) == ("样品点卡 100元 x 2", 2, "199.00", "CNY")
    assert (told.state, told.shop_state, told.method) == ("completed", "已完成", "支付宝 当面付")
    assert told.created == at("2026-03-01 04:00:00")
    assert told.delivered is True
    # updated_at changes with everything: it is neither the time of payment nor that of delivery.
    assert (told.paid, told.delivered_at, told.viewed_at, told.viewed_from, told.disputes) == (None,) * 5
    assert [card.secret.reveal() for card in told.cards if card.secret] == [CARD_ONE, CARD_TWO]
    assert told.customer is not None
    assert told.customer.reveal() == MAIL
    assert told.bought_from is not None
    assert told.bought_from.reveal() == IP
    assert told.earlier is not None
    assert [(one.number, one.state, one.amount) for one in told.earlier] == [("DJK2026B", "unpaid", "99.50")]


def test_what_a_customer_filled_in_is_never_taken_for_a_card(mariadb: Server) -> None:
    shop = dujiaoka(mariadb)
    by_hand, unpaid = shop.order("DJK2026C"), shop.order("DJK2026B")
    assert by_hand is not None
    assert by_hand.cards == ()
    assert unpaid is not None
    assert (unpaid.cards, unpaid.delivered) == ((), False)


def test_an_order_of_acg_faka_has_a_time_of_payment_and_none_of_delivery(mariadb: Server) -> None:
    told = acg_faka(mariadb).order("1126052812000000001")
    assert told is not None
    assert (told.product, told.amount, told.currency, told.method) == ("样品会员 30 天", "25.50", None, "支付宝")
    assert (told.state, told.merchant, told.delivered) == ("completed", "42", True)
    # A card's purchase_time is a copy of the time of payment: it is not shown as that of delivery.
    assert (told.paid, told.delivered_at) == (at("2026-03-01 04:01:05"), None)
    assert (told.viewed_at, told.viewed_from, told.disputes) == (None, None, None)
    assert [card.secret.reveal() for card in told.cards if card.secret] == [CARD_ONE]
    assert told.earlier is not None
    assert [one.number for one in told.earlier] == ["1126052812000000002"]
    unpaid = acg_faka(mariadb).order("1126052812000000002")
    assert unpaid is not None
    assert (unpaid.state, unpaid.paid, unpaid.delivered, unpaid.merchant, unpaid.cards) == (
        "unpaid",
        None,
        False,
        None,
        (),
    )


def test_an_order_that_is_not_there_or_deleted_is_none(mariadb: Server) -> None:
    assert dujiaoka(mariadb).order("DJK2026X") is None
    assert dujiaoka(mariadb).order("' OR 1=1 -- ") is None
    assert acg_faka(mariadb).order("1126052812000000009") is None


def test_a_customers_orders_are_found_by_what_they_gave_at_the_till(mariadb: Server) -> None:
    by_mail = dujiaoka(mariadb).customer(MAIL)
    assert by_mail is not None
    assert [one.number for one in by_mail] == ["DJK2026B", "DJK2026A"]
    assert acg_faka(mariadb).customer("nobody@example.com") == ()


def test_checking_says_what_is_read_and_what_the_shop_does_not_record(mariadb: Server) -> None:
    checked = dujiaoka(mariadb, currency="").check()
    assert "MariaDB" in checked.server
    assert checked.reads == ("orders", "pays")
    assert {"paid", "first viewed", "currency"} <= set(checked.not_recorded)
    assert "paid" not in acg_faka(mariadb).check().not_recorded


@pytest.mark.parametrize(
    "grant",
    [
        "GRANT INSERT ON `dujiaoka`.* TO",
        "GRANT SELECT, UPDATE ON `dujiaoka`.`orders` TO",
        "GRANT UPDATE (status) ON `dujiaoka`.`orders` TO",
        "GRANT ALL PRIVILEGES ON *.* TO",
        "GRANT FILE ON *.* TO",
        "GRANT EXECUTE ON `dujiaoka`.* TO",
        "GRANT PROCESS ON *.* TO",
    ],
)
def test_a_user_who_may_do_more_than_read_is_refused_before_anything_is_read(mariadb: Server, grant: str) -> None:
    name = f"writer_{next(_users)}"
    mariadb.user(name, "GRANT SELECT ON `dujiaoka`.* TO", grant)
    shop = Dujiaoka(Database("djk", login(mariadb, "dujiaoka", name)), SHANGHAI)
    with pytest.raises(ShopRefused, match="more than SELECT"):
        shop.order("DJK2026A")
    with pytest.raises(ShopRefused, match="more than SELECT"):
        shop.check()


def test_a_user_who_may_pass_on_what_they_have_or_has_a_role_is_refused(mariadb: Server) -> None:
    mariadb.user("passes_on", "GRANT SELECT ON `dujiaoka`.* TO")
    mariadb.run("GRANT SELECT ON `dujiaoka`.* TO 'passes_on'@'localhost' WITH GRANT OPTION")
    mariadb.run("CREATE ROLE IF NOT EXISTS shop_writer; GRANT INSERT ON `dujiaoka`.* TO shop_writer")
    mariadb.user("has_role", "GRANT SELECT ON `dujiaoka`.* TO")
    mariadb.run("GRANT shop_writer TO 'has_role'@'localhost'")
    for name in ("passes_on", "has_role"):
        with pytest.raises(ShopRefused, match="more than SELECT"):
            Database("djk", login(mariadb, "dujiaoka", name)).server()


def test_a_user_who_may_read_these_columns_alone_is_enough(mariadb: Server) -> None:
    columns = "order_sn, title, buy_amount, actual_price, status, type, email, buy_ip, created_at, info, pay_id"
    mariadb.user(
        "columns",
        f"GRANT SELECT (id, {columns}, deleted_at) ON `dujiaoka`.`orders` TO",
        "GRANT SELECT (id, pay_name) ON `dujiaoka`.`pays` TO",
    )
    shop = Dujiaoka(Database("djk", login(mariadb, "dujiaoka", "columns")), SHANGHAI)
    assert shop.check().reads == ("orders", "pays")
    with pytest.raises(ShopRefused, match="not granted"):
        Database("djk", login(mariadb, "dujiaoka", "columns")).rows("SELECT merchant_key FROM pays", {})


@pytest.mark.parametrize(
    "grants",
    [
        [],
        ["GRANT SELECT ON `a`.* TO `b`@`%`; DROP TABLE x"],
        ["GRANT PROXY ON ''@'%' TO 'root'@'localhost' WITH GRANT OPTION"],
        ["SET DEFAULT ROLE `r` FOR `b`@`%`"],
        ["REVOKE SELECT ON `a`.* FROM `b`@`%`"],
        ["GRANT SELECT, SHOW VIEW ON `a`.* TO `b`@`%`"],
        ["GRANT SELECT ON `a`.* TO `b`@`%` WITH GRANT OPTION"],
    ],
)
def test_grants_that_are_not_understood_count_as_too_much(grants: list[str]) -> None:
    assert too_much(grants)


def test_grants_of_a_reader_as_servers_write_them() -> None:
    assert not too_much(
        ["GRANT USAGE ON *.* TO `b`@`%` IDENTIFIED BY PASSWORD '*94BDCEBE19083CE2A1F959FD02F964C7AF4CFC29'"]
    )
    assert not too_much(
        ["GRANT USAGE ON *.* TO `b`@`%`", "GRANT SELECT (`id`, `order_sn`) ON `INSERT`.`orders` TO `b`@`%`"]
    )
    assert not too_much(["GRANT USAGE ON *.* TO `b`@`%` IDENTIFIED BY PASSWORD '*9' REQUIRE SSL"])


def test_a_session_cannot_write_and_a_statement_ends_after_two_seconds(mariadb: Server) -> None:
    database = Database("djk", login(mariadb, "dujiaoka"))
    with pytest.raises(ShopRefused, match="error 1142"):
        database.rows("UPDATE orders SET status = 1", {})
    with pytest.raises(ShopUnavailable, match=r"error 1792"):
        database.rows("CREATE TABLE dujiaoka.new (id int)", {})
    with pytest.raises(ShopUnavailable, match=r"error (1969|3024|2013)"):
        database.rows("SELECT COUNT(*) FROM seq_1_to_100000 a, seq_1_to_100000 b, seq_1_to_100000 c", {})
    assert database.rows("SELECT 1 AS one", {}) == [{"one": 1}]


def test_a_connection_that_the_server_ended_is_made_anew(mariadb: Server) -> None:
    database = Database("djk", login(mariadb, "dujiaoka"))
    (row,) = database.rows("SELECT CONNECTION_ID() AS id", {})
    mariadb.run(f"KILL {row['id']}")
    assert database.rows("SELECT 1 AS one", {}) == [{"one": 1}]


def test_errors_name_no_value_and_no_password(mariadb: Server) -> None:
    wrong = Database("djk", login(mariadb, "dujiaoka", password="specimen-wrong-0815"))
    with pytest.raises(ShopRefused, match="does not let its user in") as refused:
        wrong.server()
    assert "0815" not in str(refused.value)
    with pytest.raises(ShopRefused, match="table or column"):
        acg_faka(mariadb, prefix="other_").order("1126052812000000001")
    nobody = Database("djk", login(mariadb, "dujiaoka")._replace(socket="/nowhere/s.sock"))
    with pytest.raises(ShopUnavailable):
        nobody.server()


def test_a_prefix_is_letters_digits_and_underscores() -> None:
    assert "`x_order`" in statement("acg_faka_order", "x_")
    with pytest.raises(ValueError, match="prefix"):
        statement("acg_faka_order", "x`; --")


def test_a_card_shows_itself_in_no_repr(mariadb: Server) -> None:
    told = dujiaoka(mariadb).order("DJK2026A")
    assert CARD_ONE not in repr(told)
    assert MAIL not in repr(told)
