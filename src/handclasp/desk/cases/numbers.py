"""What disputes come to: how many, how soon, for whom, how often money goes back; by product, claim and ground.

Counted from where cases stand (`models.Dispute`) in conversations that the reader's lists show; no order, no customer.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Sequence
from decimal import Decimal, InvalidOperation
from statistics import median
from typing import Final, NamedTuple

from handclasp.desk.cases.words import Outcome, State
from handclasp.desk.models import Dispute

BY: Final[dict[str, Callable[[Dispute], str]]] = {
    "claim": lambda row: row.claim,
    "ground": lambda row: row.ground,
    "product": lambda row: row.product,
}
"""What the numbers are parted by."""

COLUMNS: Final = (
    "by", "group", "opened", "decided", "withdrawn", "late", "median_hours", "slowest_hours", "for_customer",
    "for_merchant", "appealed", "refunds_proposed", "refunds_accepted", "refund_rate", "amounts",
)  # fmt: skip
_HOUR: Final = 3_600_000
_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")


class Count(NamedTuple):
    """The numbers of a group of cases; hours are from opening to the decision that stands, None without one.

    `late`: decided after their deadline, or past it and undecided. `amounts`: accepted refunds by currency.
    """

    group: str
    opened: int
    decided: int
    withdrawn: int
    late: int
    median_hours: float | None
    slowest_hours: float | None
    for_customer: int
    for_merchant: int
    appealed: int
    proposed: int
    accepted: int
    amounts: tuple[tuple[str, str], ...]

    @property
    def refund_rate(self) -> float | None:
        """Accepted refunds per decided case, 0 to 1; None where none was decided."""
        return self.accepted / self.decided if self.decided else None


def count(group: str, rows: Sequence[Dispute], now: int) -> Count:
    """The numbers of these cases."""
    decided = [row for row in rows if row.state in {State.DECIDED, State.APPEALED} and row.outcome]
    hours = [(row.decided - row.opened) / _HOUR for row in decided]
    accepted = [row for row in decided if row.refund == "accepted"]
    sums: dict[str, Decimal] = {}
    for row in accepted:
        try:
            sums[row.currency] = sums.get(row.currency, Decimal(0)) + Decimal(row.amount)
        except InvalidOperation:
            continue
    ended = {State.DECIDED, State.WITHDRAWN}
    return Count(
        group=group,
        opened=len(rows),
        decided=len(decided),
        withdrawn=sum(row.state == State.WITHDRAWN for row in rows),
        late=sum((row.decided if row.state in ended else now) > row.due for row in rows),
        median_hours=median(hours) if hours else None,
        slowest_hours=max(hours, default=None),
        for_customer=sum(row.outcome in {Outcome.CUSTOMER, Outcome.PARTLY} for row in decided),
        for_merchant=sum(row.outcome == Outcome.MERCHANT for row in decided),
        appealed=sum(row.appealed > 0 for row in rows),
        proposed=sum(row.refund != "" for row in decided),
        accepted=len(accepted),
        amounts=tuple((currency, str(total)) for currency, total in sorted(sums.items())),
    )


def parted(rows: Iterable[Dispute], by: str, now: int) -> list[Count]:
    """The numbers by group, the largest first; cases without one (no product, no ground yet) stand under ''."""
    groups: dict[str, list[Dispute]] = {}
    for row in rows:
        groups.setdefault(BY[by](row), []).append(row)
    return sorted((count(name, found, now) for name, found in groups.items()), key=lambda one: (-one.opened, one.group))


def as_csv(rows: Sequence[Dispute], now: int) -> str:
    """All of it as CSV (RFC 4180): the whole first, then each way of parting."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(COLUMNS)
    for by, found in [("all", [count("", rows, now)]), *((by, parted(rows, by, now)) for by in BY)]:
        for one in found:
            writer.writerow(map(_cell, (by, *_row(one))))
    return out.getvalue()


def _row(one: Count) -> tuple[object, ...]:
    rate = one.refund_rate
    hours = (None if value is None else round(value, 1) for value in (one.median_hours, one.slowest_hours))
    amounts = " ".join(f"{total} {currency}" for currency, total in one.amounts)
    return (
        one.group, one.opened, one.decided, one.withdrawn, one.late, *hours, one.for_customer, one.for_merchant,
        one.appealed, one.proposed, one.accepted, None if rate is None else round(rate, 3), amounts,
    )  # fmt: skip


def _cell(value: object) -> object:
    """A value that no spreadsheet takes for a formula: product names come from shops."""
    return f"'{value}" if isinstance(value, str) and value.startswith(_FORMULA) else "" if value is None else value
