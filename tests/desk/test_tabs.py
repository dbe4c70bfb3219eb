"""A tab counts what it shows, and the word of state that comes with the counts is the lists' own."""

from __future__ import annotations

import pytest
from tests.desk.test_visible import ROWS, SHOWN, digest, of, rows
from tests.web.console.people import Desk

from handclasp.access.policy import Reader

__all__ = ["rows"]
TABS = ("mine", "due", "unassigned", "team", "all", "closed")


@pytest.mark.parametrize("role", SHOWN)
def test_each_tab_counts_what_it_shows(rows: dict[str, object], role: str) -> None:
    from handclasp.desk.models import Conversation  # noqa: PLC0415
    from handclasp.desk.tabs import counted, within  # noqa: PLC0415

    for name in ("mine elsewhere", "let go"):
        Conversation.objects.filter(pseudonym=digest(name)).update(closed_at=5)
    for at, name in enumerate(ROWS):
        Conversation.objects.filter(pseudonym=digest(name)).update(waiting=True, near_at=at)
    lists, who = of(role), Reader("demo", role, "me", "desk", "seller-42")
    found = counted(lists, who, TABS, 4, 100)
    assert found.state == lists.state()
    assert found.tabs == {tab: lists.all().filter(within(tab, who, 4)).count() for tab in TABS}
    assert sum(found.tabs.values()) > 0 or not SHOWN[role]


def test_nothing_is_counted_beyond_what_is_told(rows: dict[str, object]) -> None:
    from handclasp.desk.tabs import counted  # noqa: PLC0415

    who = Reader("demo", "director", "me", "desk")
    assert counted(of("director"), who, ("all",), 4, 3).tabs == {"all": 3}


def test_somebody_whose_name_looks_like_a_place_in_the_question_is_asked_about_by_name(desk: Desk) -> None:
    from tests.desk.test_visible import POLICIES  # noqa: PLC0415

    from handclasp.desk.models import Conversation  # noqa: PLC0415
    from handclasp.desk.tabs import counted  # noqa: PLC0415
    from handclasp.desk.visible import Lists  # noqa: PLC0415

    odd = "%(p0)s' or 'a' = 'a"
    Conversation.objects.create(tenant="demo", pseudonym=bytes(16), last_index=1, agent=odd, team="100%")
    Conversation.objects.create(tenant="demo", pseudonym=bytes([1]) * 16, last_index=2, agent="tom", team="100%")
    who = Reader("demo", "agent", odd, "100%")
    assert counted(Lists(who, POLICIES), who, ("mine", "unassigned"), 4, 9).tabs == {"mine": 1, "unassigned": 0}
