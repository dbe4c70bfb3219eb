"""Choices of notices: what can be chosen, and when nothing comes."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from handclasp.desk.notices.choices import KINDS, WAYS, BadChoice, Choices, chosen


def at(text: str, zone: str = "Asia/Shanghai") -> int:
    return int(datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone)).timestamp() * 1000)


def test_nothing_is_on_until_it_is_switched_on() -> None:
    assert [Choices().kinds(way) for way in WAYS] == [frozenset() for _ in WAYS]


def test_what_is_chosen_is_kept_by_kind_and_way() -> None:
    found = chosen(["waits/desktop", "task/desktop"], ("22:00", "07:30"), "Asia/Shanghai")
    assert found.kinds("desktop") == {"waits", "task"}
    assert found.quiet == (22 * 60, 7 * 60 + 30)


@pytest.mark.parametrize(
    ("wanted", "quiet", "zone", "fault"),
    [
        (["gossip/desktop"], None, "UTC", "wanted"),
        (["waits/pigeon"], None, "UTC", "wanted"),
        (["waits"], None, "UTC", "wanted"),
        ([], ("25:00", "07:00"), "UTC", "quiet"),
        ([], ("22:00", ""), "UTC", "quiet"),
        ([], ("08:00", "08:00"), "UTC", "quiet"),
        ([], None, "Moon/Tranquility", "zone"),
        ([], None, "../etc/passwd", "zone"),
    ],
)
def test_what_cannot_be_chosen_is_said(wanted: list[str], quiet: tuple[str, str] | None, zone: str, fault: str) -> None:
    with pytest.raises(BadChoice) as caught:
        chosen(wanted, quiet, zone)
    assert caught.value.fault == fault


def test_every_kind_can_be_chosen_by_every_way() -> None:
    everything = [f"{kind}/{way}" for kind in KINDS for way in WAYS]
    assert len(chosen(everything, None, "UTC").wanted) == len(KINDS) * len(WAYS)


@pytest.mark.parametrize(
    ("quiet", "now", "loud"),
    [
        (("22:00", "07:30"), "2026-11-29T21:59", "2026-11-29T21:59"),
        (("22:00", "07:30"), "2026-11-29T22:00", "2026-11-30T07:30"),
        (("22:00", "07:30"), "2026-11-30T03:10", "2026-11-30T07:30"),
        (("22:00", "07:30"), "2026-11-30T07:30", "2026-11-30T07:30"),
        (("12:00", "13:00"), "2026-11-29T12:30", "2026-11-29T13:00"),
        (("12:00", "13:00"), "2026-11-29T13:00", "2026-11-29T13:00"),
    ],
)
def test_in_quiet_hours_nothing_comes_until_they_end(quiet: tuple[str, str], now: str, loud: str) -> None:
    choices = chosen([], quiet, "Asia/Shanghai")
    assert choices.loud_at(at(now)) == at(loud)


def test_the_hours_are_those_of_the_person() -> None:
    choices = chosen([], ("22:00", "07:30"), "Europe/Berlin")
    night = at("2026-11-29T23:00", "Europe/Berlin")
    assert choices.loud_at(night) == at("2026-11-30T07:30", "Europe/Berlin")
    assert choices.loud_at(at("2026-11-29T23:00")) == at("2026-11-29T23:00")
