"""WhatsApp's chat export: the text that telephones of any make and language write, alone or in its zip.

The lines have no ids, so a record's key is made of its time, author, words and how often they came just then: the same
chat exported again adds only what is new. Names and numbers of people are never kept: an id made of them is.
"""

from __future__ import annotations

import hashlib
import io
import itertools
import re
from collections import Counter
from collections.abc import Collection, Iterator
from datetime import UTC, datetime
from typing import BinaryIO, Final, NamedTuple

from handclasp.intake.errors import InputError, Malformed
from handclasp.intake.foreign import File, Said, records
from handclasp.intake.source import Source
from handclasp.records import Author, Raw

CHANNEL: Final = "whatsapp"
ORDERS: Final = ("dmy", "mdy", "ymd")

_MARKS: Final = str.maketrans("", "", "\u200e\u200f\u202a\u202b\u202c\u202d\u202e\ufeff")
_BROKEN: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff]")
_MOST: Final = 1 << 20
_AM: Final = r"a\.?\s?m\.?|p\.?\s?m\.?|上午|下午|凌晨|清晨|早上|中午|晚上|오전|오후|午前|午後"
_START: Final = re.compile(
    r"(?P<open>\[)?(?P<a>\d{1,4})(?P<by>[./\-年])\s?(?P<b>\d{1,2})[./\-月]\s?(?P<c>\d{1,4})日?\.?,?\s*"
    r"(?:(?:klo|kl\.|at|um|a las|à|às|la|om)\s+)?"
    rf"(?P<before>{_AM})?\s*(?P<hour>\d{{1,2}})[:.](?P<minute>\d{{2}})(?:[:.](?P<second>\d{{2}}))?\s*(?P<after>{_AM})?"
    r"(?(open)\]\s?|\s[-–]\s)(?P<rest>.*)",
    re.IGNORECASE | re.DOTALL,
)
_AUTHOR: Final = re.compile(r"(?P<who>[^:\n]{1,100}): ?(?P<text>.*)", re.DOTALL)
_TAGGED: Final = re.compile(r"<[^:：<>\n]{1,40}[:：]\s?(?P<name>[^<>\n/\\]{1,200})>")
_BEHIND: Final = re.compile(r"^(?P<name>[^\n/\\]{1,200}\.[A-Za-z0-9]{1,8}) \([^()\n]{2,60}\)$", re.MULTILINE)


class Line(NamedTuple):
    """A message: its line in the file (from 1), its date as written, its time of day, and what stands behind."""

    number: int
    date: tuple[int, int, int]
    by: str
    clock: tuple[int, int, int]
    rest: str


class Stray(NamedTuple):
    """A line that belongs to no message, and why."""

    number: int
    error: InputError


def is_it(head: bytes) -> bool:
    """Whether the beginning of a file is a chat of WhatsApp's."""
    lines = [line for line in head.decode("utf-8", "replace").splitlines()[:20] if line.strip()]
    return any(_start(line) for line in lines[:3])


def read(file: BinaryIO, source: Source) -> Iterator[tuple[int, Raw | InputError]]:
    """Yield (line in the file from 1, record or refusal); raises Malformed when no order of day and month fits."""
    order = source.reading.dates or _order(file, datetime.fromtimestamp(source.clock() / 1000, UTC).year + 1)
    seen: Counter[bytes] = Counter()
    for line in _lines(file):
        if isinstance(line, Stray):
            yield line
            continue
        try:
            said = _said(line, order, source)
            whole = f"{line.date}{line.clock}{said.author.id}\n{line.rest}"
            digest = hashlib.sha256(whole.encode("utf-8", "surrogatepass")).digest()[:16]
            seen[digest] += 1
            for record in records(said._replace(id=f"{digest.hex()}-{seen[digest]}"), source):
                yield line.number, record
        except InputError as error:
            yield line.number, error


def _said(line: Line, order: str, source: Source) -> Said:
    if _BROKEN.search(line.rest):
        raise InputError("control-character", "The text holds control characters, or is not UTF-8.", "text")
    found = _AUTHOR.fullmatch(line.rest)
    name = _name(found["who"]) if found else ""
    text = found["text"] if found else line.rest
    files = [File(str(number), named, "", (named,)) for number, named in enumerate(_named(text, source), 1)]
    text = _without(text, {file.name for file in files})
    if not name:
        author = Author("system", CHANNEL)
    elif name in source.agents:
        author = Author("agent", name)
    else:
        author = Author("customer", source.reading.alias(f"whatsapp/{name}"))
    return Said(
        conversation=f"whatsapp:{source.reading.conversation}",
        id="",
        author=author,
        sent=_sent(line, order, source),
        text=text.strip(),
        channel=CHANNEL,
        files=files,
    )


def _named(text: str, source: Source) -> list[str]:
    """The files that a message names and that came with it: what only looks like a name stays words."""
    bare = text.translate(_MARKS)
    names = [found["name"].strip() for pattern in (_TAGGED, _BEHIND) for found in pattern.finditer(bare)]
    return [name for name in dict.fromkeys(names) if source.has(name)]


def _without(text: str, names: Collection[str]) -> str:
    """A text without the words by which the export names these files."""

    def left(tag: re.Match[str]) -> str:
        return "" if tag["name"].strip() in names else tag[0]

    return _BEHIND.sub(left, _TAGGED.sub(left, text.translate(_MARKS)))


def _name(who: str) -> str:
    return who.translate(_MARKS).strip().removeprefix("~").strip()


def _sent(line: Line, order: str, source: Source) -> int:
    year, month, day = _read_as(line.date, "ymd" if line.date[0] > 99 else order)
    try:
        when = datetime(year + 2000 if year < 100 else year, month, day, *line.clock, tzinfo=source.reading.zone)
        return round(when.timestamp() * 1000)
    except (ValueError, OverflowError):
        reason = f"There is no such day when it is read as {order}: say the order of day and month with --dates."
        raise InputError("bad-time", reason, "sent") from None


def _lines(file: BinaryIO) -> Iterator[Line | Stray]:
    """The messages of a file, lines that go on put together."""
    file.seek(0)
    held: Line | None = None
    text = io.TextIOWrapper(file, "utf-8", "surrogateescape", newline="\n")
    try:
        for number, raw in enumerate(iter(lambda: text.readline(_MOST), ""), 1):
            line = raw.rstrip("\r\n")
            start = _start(line)
            if start is not None:
                if held is not None:
                    yield held
                held = start._replace(number=number)
            elif held is not None:
                held = held._replace(rest=f"{held.rest}\n{line}"[: _MOST + 1])
            elif line.translate(_MARKS).strip():
                reason = "The line belongs to no message: a chat begins with a date and a time."
                yield Stray(number, InputError("bad-row", reason))
        if held is not None:
            yield held
    finally:
        text.detach()  # the file is whoever opened it's to close


def _start(line: str) -> Line | None:
    found = _START.fullmatch(line.lstrip("\u200e\u200f\ufeff"))
    if found is None:
        return None
    hour = int(found["hour"])
    half = (found["before"] or found["after"] or "").lower().replace(".", "").replace(" ", "")
    if half:
        hour = _hour(hour, half)
    clock = (hour, int(found["minute"]), int(found["second"] or 0))
    return Line(0, (int(found["a"]), int(found["b"]), int(found["c"])), found["by"], clock, found["rest"])


def _hour(hour: int, half: str) -> int:
    """An hour of a clock with halves as one of 24; one that already is stays."""
    if hour > 12:
        return hour
    if half in {"pm", "下午", "晚上", "오후", "午後"} or (half == "中午" and hour < 11):
        return hour % 12 + 12
    return hour if half == "中午" else hour % 12


def _order(file: BinaryIO, latest: int) -> str:
    """The order of day, month and year (`latest` at most) that fits all dates of a file; raises Malformed."""
    dates: list[tuple[int, int, int]] = []
    points = False
    for line in _lines(file):
        if isinstance(line, Line):
            if line.date[0] > 99:
                return "ymd"
            points = points or line.by == "."
            if not dates or dates[-1] != line.date:
                dates.append(line.date)
    fits = [order for order in ORDERS if all(_is_date(date, order, latest) for date in dates)]
    able = [order for order in fits if order != "ymd"] or fits
    back = {order: sum(_read_as(b, order) < _read_as(a, order) for a, b in itertools.pairwise(dates)) for order in able}
    best = sorted(able, key=lambda order: back[order])
    if len(best) == 2 and points:
        return "dmy"  # points between the numbers are written where the day comes first
    if not best or (len(best) == 2 and back[best[0]] == back[best[1]]):
        reason = "Whether day or month comes first cannot be told: say it with --dates dmy or --dates mdy."
        raise Malformed("dates-unclear", reason, "sent")
    return best[0]


def _is_date(date: tuple[int, int, int], order: str, latest: int) -> bool:
    year, month, day = _read_as(date, order)
    return 1 <= month <= 12 and 1 <= day <= 31 and 2008 < year + 2000 * (year < 100) <= latest


def _read_as(date: tuple[int, int, int], order: str) -> tuple[int, int, int]:
    """Year, month and day of a date as written."""
    year, month, day = _PLACES[order]
    return date[year], date[month], date[day]


_PLACES: Final = {"dmy": (2, 1, 0), "mdy": (2, 0, 1), "ymd": (0, 1, 2)}
"""Where year, month and day stand, by order."""
