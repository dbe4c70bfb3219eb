"""What somebody chose to be told of: kinds by ways, and the hours in which nothing comes."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Final, NamedTuple
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from handclasp.records import HandclaspError

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    Row = tuple[Sequence[str], int | None, int | None, str]

WAITS, LINE, DEADLINE, TASK, APPROVAL = "waits", "line", "deadline", "task", "approval"
KINDS: Final = (WAITS, LINE, DEADLINE, TASK, APPROVAL)
"""A customer waits, of one's own or nobody's; a line in one's own conversation; a deadline; a task; an approval."""

DESKTOP, PUSH, MAIL = "desktop", "push", "mail"
WAYS: Final = (DESKTOP, PUSH, MAIL)
"""By the browser while a page of the desk is open in it; by its push service; to an address that was confirmed."""

DAY: Final = 24 * 60
_TIME: Final = re.compile(r"([01]\d|2[0-3]):([0-5]\d)")


class BadChoice(HandclaspError):
    """What was chosen cannot be (`fault`: wanted, quiet, zone, address, code, device); nothing was changed."""

    code = "bad-notice-choice"

    def __init__(self, words: str, fault: str) -> None:
        super().__init__(words)
        self.fault = fault


class Choices(NamedTuple):
    """(kind, way) pairs that are on; quiet hours as minutes of the day [from, until) in `zone`, None without any."""

    wanted: frozenset[tuple[str, str]] = frozenset()
    quiet: tuple[int, int] | None = None
    zone: str = "UTC"

    def kinds(self, way: str) -> frozenset[str]:
        """What comes by a way."""
        return frozenset(kind for kind, by in self.wanted if by == way)

    def loud_at(self, now: int) -> int:
        """When the next notice may come, in ms since 1970: `now`, or the end of the quiet hours that it lies in."""
        if self.quiet is None or self.quiet[0] == self.quiet[1]:
            return now
        start, end = self.quiet
        here = datetime.fromtimestamp(now / 1000, UTC).astimezone(ZoneInfo(self.zone))
        minute = here.hour * 60 + here.minute
        if (minute - start) % DAY >= (end - start) % DAY:
            return now
        wakes = here.replace(hour=end // 60, minute=end % 60, second=0, microsecond=0)
        wakes += timedelta(days=1) if end <= minute else timedelta()
        return max(now, int(wakes.timestamp() * 1000))


def of_row(row: Row) -> Choices:
    """Choices as they were kept; a kind or way that is none any more is left out."""
    wanted, start, end, zone = row
    pairs = ((kind, way) for kind, _, way in (one.partition("/") for one in wanted))
    on = frozenset(pair for pair in pairs if pair[0] in KINDS and pair[1] in WAYS)
    return Choices(on, (start, end) if start is not None and end is not None else None, zone)


def chosen(wanted: Iterable[str], quiet: tuple[str, str] | None, zone: str) -> Choices:
    """Choices from a form: `kind/way` each, times as `HH:MM`, the name of a time zone; raises BadChoice."""
    pairs = frozenset((kind, way) for kind, _, way in (one.partition("/") for one in wanted))
    if any(kind not in KINDS or way not in WAYS for kind, way in pairs):
        raise BadChoice(f"a notice is one of {', '.join(KINDS)}, by one of {', '.join(WAYS)}", "wanted")
    try:
        ZoneInfo(zone)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise BadChoice("the time zone must be a name such as Asia/Shanghai", "zone") from None
    if quiet is None:
        return Choices(pairs, None, zone)
    start, end = (_minute(one) for one in quiet)
    if start == end:
        raise BadChoice("quiet hours end at another time than they begin", "quiet")
    return Choices(pairs, (start, end), zone)


def _minute(written: str) -> int:
    found = _TIME.fullmatch(written)
    if found is None:
        raise BadChoice("write the quiet hours like 22:00 and 07:30", "quiet")
    return int(found[1]) * 60 + int(found[2])


def written(minute: int) -> str:
    """A minute of the day as people write it: `07:30`."""
    return f"{minute // 60:02}:{minute % 60:02}"
