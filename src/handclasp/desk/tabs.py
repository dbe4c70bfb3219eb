"""The tabs of somebody's lists: which conversations each shows, and how many, counted for all tabs in one question.

What is said of a tab for rows (`within`) and for counting (`_COUNTED`) is the same; a test holds them together.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, NamedTuple

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import Q

from handclasp.desk.visible import word

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from handclasp.access.policy import Reader
    from handclasp.desk.visible import Lists

_COUNTED: Final = {
    "mine": "closed_at is null and agent = %(person)s",
    "due": "closed_at is null and waiting and near_at <= %(now)s",
    "unassigned": "closed_at is null and agent = ''",
    "team": "closed_at is null and team = %(team)s and agent <> ''",
    "all": "true",
    "closed": "closed_at is not null",
}
_NEEDED: Final = ("agent", "team", "closed_at", "waiting", "near_at", "last_index")


class Counted(NamedTuple):
    """The word of state of somebody's lists (`Lists.state`), and how many conversations each tab has."""

    state: str
    tabs: Mapping[str, int]


def within(tab: str, who: Reader, now: int) -> Q:
    """Which of the conversations that are listed a tab shows; `now` in ms since 1970."""
    standing = Q(closed_at__isnull=True)
    return {
        "mine": standing & Q(agent=who.id),
        "due": standing & Q(waiting=True, near_at__lte=now),
        "unassigned": standing & Q(agent=""),
        "team": standing & Q(team=who.team) & ~Q(agent=""),
        "all": Q(pk__isnull=False),
        "closed": ~standing,
    }[tab]


def _many(tab: str) -> str:
    return f"(select count(*) from (select from listed where {_COUNTED[tab]} limit %(most)s) as found)"  # noqa: S608 - ours


def counted(lists: Lists, who: Reader, tabs: Sequence[str], now: int, most: int) -> Counted:
    """Look at the lists once: nothing is counted beyond `most`."""
    try:
        # Compiling a query of Django's takes longer than counting: one for all, looked at from each side.
        listed, given = lists.all().values(*_NEEDED).query.sql_with_params()
    except EmptyResultSet:
        return Counted(word(None, 0, whole=lists.whole), dict.fromkeys(tabs, 0))
    asked = ["(select last_index from listed order by last_index desc limit 1)"]
    asked.append("0" if lists.whole else "(select count(*) from listed where closed_at is null)")
    asked += [_many(tab) for tab in tabs]
    named: dict[str, Any] = {"person": who.id, "team": who.team, "now": now, "most": most}
    named |= {f"p{place}": value for place, value in enumerate(given)}
    places = listed % tuple(f"%(p{place})s" for place in range(len(given)))
    with connection.cursor() as cursor:
        # Of these words none comes from outside: what does stands in `named`.
        cursor.execute(f"with listed as not materialized ({places}) select {', '.join(asked)}", named)
        newest, number, *counts = cursor.fetchone()
    return Counted(word(newest, number, whole=lists.whole), dict(zip(tabs, counts, strict=True)))
