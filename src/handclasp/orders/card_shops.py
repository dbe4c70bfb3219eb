"""What the databases of the two most used card shops say of an order: dujiaoka (独角数卡) and acg-faka (异次元发卡).

Each knows the shop's tables and what its numbers mean, and nothing more: dujiaoka keeps no time of payment,
neither keeps a time of delivery, a currency, a first view or disputes, so those stay unknown.
"""

from __future__ import annotations

from typing import Any, ClassVar, Final
from zoneinfo import ZoneInfo

from handclasp.orders.http import amount
from handclasp.orders.mariadb import Database, statement
from handclasp.orders.model import MOST_CARDS, MOST_EARLIER, Brief, Card, Checked, State, Told
from handclasp.orders.shop_time import moment
from handclasp.records import Secret

_DUJIAOKA: Final[dict[int, tuple[State, str]]] = {
    1: ("unpaid", "待支付"),
    2: ("paid", "待处理"),
    3: ("processing", "处理中"),
    4: ("completed", "已完成"),
    5: ("failed", "处理失败"),
    6: ("failed", "异常"),
    -1: ("expired", "已过期"),
}


class CardShop:
    """What both have in common. Thread-safe; `currency` is what the shop sells in, by the settings ("": unknown)."""

    kind: str
    _FILE: ClassVar[str]
    _READS: ClassVar[tuple[str, ...]]
    _LACKS: ClassVar[tuple[str, ...]]

    def __init__(self, database: Database, zone: ZoneInfo, prefix: str = "", currency: str = "") -> None:
        self._database = database
        self._zone = zone
        self._currency = currency or None
        self._order = statement(f"{self._FILE}_order", prefix)
        self._customer = statement(f"{self._FILE}_customer", prefix)

    def order(self, number: str) -> Told | None:
        """See model.Shop."""
        rows = self._database.rows(self._order, {"number": number})
        return self._told(rows[0], number) if rows else None

    def customer(self, contact: str) -> tuple[Brief, ...] | None:
        """See model.Shop."""
        return self._others(contact, "")

    def check(self) -> Checked:
        """See model.Shop: both statements run, for an order that no shop has."""
        server = self._database.server()
        self.order("0")
        self._others("nobody", "0")
        lacks = self._LACKS if self._currency else (*self._LACKS, "currency")
        return Checked(server, self._READS, lacks)

    def close(self) -> None:
        """See model.Shop."""
        self._database.close()

    def _others(self, contact: str, but: str) -> tuple[Brief, ...]:
        rows = self._database.rows(self._customer, {"contact": contact, "but": but, "most": MOST_EARLIER})
        return tuple(self._brief(row) for row in rows)

    def _told(self, row: dict[str, Any], number: str) -> Told:
        raise NotImplementedError

    def _brief(self, row: dict[str, Any]) -> Brief:
        raise NotImplementedError


class Dujiaoka(CardShop):
    """dujiaoka 2.x: tables orders, pays."""

    kind = "dujiaoka"
    _FILE = "dujiaoka"
    _READS = ("orders", "pays")
    _LACKS = ("paid", "delivered at", "first viewed", "viewed from", "disputes")

    def _told(self, row: dict[str, Any], number: str) -> Told:
        state, word = _DUJIAOKA.get(int(row["status"]), (None, str(row["status"])))
        return Told(
            number=number,
            product=_text(row["title"]),
            quantity=int(row["buy_amount"]),
            amount=amount(row["actual_price"]),
            currency=self._currency,
            state=state,
            shop_state=word,
            method=_text(row["pay_name"]),
            created=moment(row["created_at"], self._zone),
            customer=_secret(row["email"]),
            bought_from=_secret(row["buy_ip"]),
            delivered=state == "completed",
            cards=_cards(row["cards"]),
            earlier=self._others(str(row["email"]), number) if row["email"] else None,
        )

    def _brief(self, row: dict[str, Any]) -> Brief:
        state, _ = _DUJIAOKA.get(int(row["status"]), (None, ""))
        return Brief(
            number=str(row["order_sn"]),
            product=_text(row["title"]),
            amount=amount(row["actual_price"]),
            currency=self._currency,
            state=state,
            created=moment(row["created_at"], self._zone),
        )


class AcgFaka(CardShop):
    """acg-faka 3.x: tables order, commodity, pay behind a prefix."""

    kind = "acg-faka"
    _FILE = "acg_faka"
    _READS = ("order", "commodity", "pay")
    _LACKS = ("delivered at", "first viewed", "viewed from", "disputes")

    def _told(self, row: dict[str, Any], number: str) -> Told:
        return Told(
            number=number,
            product=_text(row["product"]),
            quantity=int(row["card_num"]),
            amount=amount(row["amount"]),
            currency=self._currency,
            state=_acg_state(row),
            shop_state=f"{'已支付' if row['status'] else '未支付'}，{'已发货' if row['delivery_status'] else '未发货'}",
            method=_text(row["method"]),
            created=moment(row["create_time"], self._zone),
            paid=moment(row["pay_time"], self._zone),
            customer=_secret(row["contact"]),
            bought_from=_secret(row["create_ip"]),
            merchant=str(row["user_id"]) if row["user_id"] else None,
            delivered=bool(row["delivery_status"]),
            cards=_cards(row["cards"]),
            earlier=self._others(str(row["contact"]), number) if row["contact"] else None,
        )

    def _brief(self, row: dict[str, Any]) -> Brief:
        return Brief(
            number=str(row["trade_no"]),
            product=_text(row["product"]),
            amount=amount(row["amount"]),
            currency=self._currency,
            state=_acg_state(row),
            created=moment(row["create_time"], self._zone),
        )


def _acg_state(row: dict[str, Any]) -> State:
    if not row["status"]:
        return "unpaid"
    return "completed" if row["delivery_status"] else "paid"


def _cards(text: object) -> tuple[Card, ...]:
    """One card a line, as both shops write them."""
    lines = [line.strip() for line in str(text or "").splitlines()]
    return tuple(Card(Secret(line)) for line in lines if line)[:MOST_CARDS]


def _text(value: object) -> str | None:
    return str(value)[:200] if value else None


def _secret(value: object) -> Secret[str] | None:
    return Secret(str(value)[:200]) if value else None
