"""By when a request must be answered."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from handclasp.keep.rights.clocks import Clocks
from handclasp.keep.rights.words import Law

SHANGHAI = ZoneInfo("Asia/Shanghai")


def day(moment: int, zone: ZoneInfo | None = None) -> str:
    return f"{datetime.fromtimestamp(moment / 1000, zone or UTC):%Y-%m-%d %H:%M:%S}"


def at(text: str, zone: ZoneInfo | None = None) -> int:
    return int(datetime.fromisoformat(text).replace(tzinfo=zone or UTC).timestamp() * 1000)


def test_gdpr_counts_days() -> None:
    assert day(Clocks().due(Law.GDPR, at("2026-02-10T08:00"))) == "2026-03-12 23:59:59"


@pytest.mark.parametrize(
    ("asked", "due"),
    [
        ("2026-11-02T09:00", "2026-11-23"),  # a Monday: three whole weeks
        ("2026-11-06T23:59", "2026-11-27"),  # a Friday evening
        ("2026-11-07T12:00", "2026-11-27"),  # a Saturday: the first day is Monday
    ],
)
def test_pipl_counts_working_days_of_the_place(asked: str, due: str) -> None:
    assert day(Clocks().due(Law.PIPL, at(asked, SHANGHAI)), SHANGHAI) == f"{due} 23:59:59"


def test_an_extension_is_counted_from_the_deadline() -> None:
    clocks = Clocks()
    due = clocks.due(Law.GDPR, at("2026-02-10T08:00"))
    assert day(clocks.extended(Law.GDPR, due)) == "2026-05-11 23:59:59"
    assert day(
        Clocks(pipl_extension_working_days=1).extended(Law.PIPL, at("2026-11-27T23:59", SHANGHAI)), SHANGHAI
    ) == ("2026-11-30 23:59:59")
