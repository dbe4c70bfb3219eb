"""Hides what turns out sensitive only in company: a number finished in the next message, a code after its label.

It reads masked views as they come, looks at the last few messages of a conversation together, and where a finding
covers words that still stand open it appends a rescreen record for each. Reading a stretch twice doubles nothing, and
what it keeps in memory is masked, bounded, and read from the log again after a restart.
"""

from __future__ import annotations

import contextlib
import re
from collections import OrderedDict, deque
from collections.abc import Callable, Collection, Iterable, Sequence
from typing import Final, NamedTuple, Protocol

from handclasp.disclose.rescreen import HIDING, NOTHING, Said, mask_more, open_text, rescreened
from handclasp.records import Author, Finding, Kind, Raw, View
from handclasp.screen.masks import DROPPED, chinese, mask

WITHIN: Final = 10 * 60_000
"""Messages further apart than this (ms) are not read together."""

MESSAGES: Final = 24
"""How many messages are read together at most: a seed phrase may come one word a line."""

CONVERSATIONS: Final = 2_000
"""How many conversations are kept in mind; others are read from the log when they go on."""

LONGEST: Final = 2_000
"""Of a longer message only the ends are kept in mind."""

BATCH: Final = 500
AUTHOR: Final = Author("machine", "rescreen")
DETECTOR: Final = "together"
SURE: Final = 90
_SPOKEN: Final = frozenset({Kind.MESSAGE, Kind.TRANSCRIPT_LINE})
_LABELLED: Final = frozenset({"PASSWORD", "OTP", "CVV", "CARD_SECRET", "CRYPTO_KEY"})
"""What is sensitive because of the words before it, whoever said these."""

_FIGURE: Final = "0-9\uff10-\uff19〇零一二三四五六七八九幺壹贰叁肆伍陆柒捌玖"
_PART: Final = re.compile(
    rf"[{_FIGURE}]|密码|口令|验证码|卡密|助记词|私钥|安全码|passw|passcode|\bpin\b|\bcode\b|\bcvv|\bcvc|\botp\b|\bkey\b|\bseed|"
    r"\A\W*(?:\w+\W+){0,4}\w{2,}\W*\Z",
    re.IGNORECASE,
)
"""May be a part of something: figures, a label, or a few words alone."""


OTHER: Final = "OTHER"
"""What a reviewer calls something that has no type of its own."""


def stands_for(type_: str, text: str) -> tuple[str, bool]:
    """What stands in the place of something of this type in a text, and whether it is never stored."""
    dropped, zh = type_ in DROPPED, chinese(text)
    if type_ != OTHER:
        with contextlib.suppress(KeyError):  # a type without a name of its own
            return mask(type_, "****", dropped=dropped, chinese=zh), dropped
    return ("【敏感内容 ****】" if zh else "【Sensitive ****】"), dropped


class Match(Protocol):
    """What was found in one text of several: code points, and the type."""

    @property
    def start(self) -> int:
        """Its first code point."""

    @property
    def end(self) -> int:
        """The one after its last."""

    @property
    def type(self) -> str:
        """What it is."""


Find = Callable[[list[str]], Sequence[Sequence[Match]]]
"""Reads texts of one conversation together: the matches in each (screen.find_in_conversation)."""

Mask = Callable[[str, str], tuple[str, bool]]
"""What stands in the place of a type in a text, and whether it is never stored."""


class Cursor(Protocol):
    """How far each tenant's records were read: the last index done with, -1 at the start."""

    def load(self, tenant: str) -> int:
        """Where to go on after."""

    def save(self, tenant: str, position: int) -> None:
        """Remember it."""


class Line(NamedTuple):
    """A message in mind."""

    seq: int
    role: str
    received: int
    text: str


class Places(NamedTuple):
    """Where in which of some lines (by place in their list) something was found."""

    line: int
    start: int
    end: int
    type: str


def together(lines: Sequence[Line], find: Find) -> list[Places]:
    """What is sensitive in the last of these lines and those before it, read together.

    A number's parts are of one role; a label may be another's.
    """
    last = lines[-1]
    recent = [place for place, line in enumerate(lines) if last.received - line.received <= WITHIN][-MESSAGES:]
    own = [place for place in recent if lines[place].role == last.role]
    found = dict.fromkeys(_found(lines, own, find))
    if len(own) < len(recent):
        others = _found(lines, recent, find)
        # The same type in two messages is one thing in two parts: those are joined for one role alone.
        found |= dict.fromkeys(
            one for one in others if one.type in _LABELLED and _alone(one, others) and lines[one.line].role == last.role
        )
    return list(found)


def _found(lines: Sequence[Line], places: Sequence[int], find: Find) -> list[Places]:
    if len(places) < 2:
        return []  # one alone was screened on its way in
    texts = [lines[place].text for place in places]
    found: list[Places] = []
    for place, text, matches in zip(places, texts, find(texts), strict=True):
        if not matches:
            continue
        # What shows in one alone was judged when it came in: if it stands open, the tenant or a reviewer wants it so.
        alone = {(one.start, one.end, one.type) for one in find([text])[0]}
        seen = [(one.start, one.end, one.type) for one in matches]
        found += [Places(place, *one) for one in seen if one not in alone]
    return found


def _alone(one: Places, others: Sequence[Places]) -> bool:
    return not any(other.type == one.type and abs(other.line - one.line) == 1 for other in others)


class Rescreening:
    """Reads each tenant's feed from where it stopped. Not thread-safe: one thread takes the steps.

    `feed` gives masked views of a tenant after a log index, `lately` those of one conversation after a seq.
    """

    def __init__(
        self,
        *,
        feed: Callable[[str, int, int], Sequence[View]],
        lately: Callable[[str, bytes, int], Sequence[View]],
        append: Callable[[Raw], object],
        tenants: Callable[[], Iterable[str]],
        cursor: Cursor,
        find: Find,
        mask: Mask,
        clock: Callable[[], int],
    ) -> None:
        self._feed = feed
        self._lately = lately
        self._append = append
        self._tenants = tenants
        self._cursor = cursor
        self._find = find
        self._mask = mask
        self._clock = clock
        self._minds: OrderedDict[tuple[str, bytes], list[Line]] = OrderedDict()
        self._gone: deque[frozenset[bytes]] = deque()

    def forget(self, conversations: Collection[bytes]) -> None:
        """Have these, which were erased, out of mind from the next step on. Thread-safe."""
        self._gone.append(frozenset(conversations))

    def step(self) -> int:
        """Take what is new for every tenant, one batch each; returns how many views were taken (0: all caught up)."""
        while self._gone:
            gone = self._gone.popleft()
            for key in [key for key in self._minds if key[1] in gone]:
                del self._minds[key]
        return sum(self._step(tenant) for tenant in self._tenants())

    def _step(self, tenant: str) -> int:
        views = self._feed(tenant, self._cursor.load(tenant), BATCH)
        for view in views:
            if view.kind in _SPOKEN and view.body:
                self._take(tenant, view)
        if views:
            # Saved after the records stand: a crash in between reads the batch again and appends the same.
            self._cursor.save(tenant, views[-1].index)
        return len(views)

    def _take(self, tenant: str, view: View) -> None:
        lines = self._in_mind(tenant, view)
        lines.append(_line(view))
        del lines[:-MESSAGES]
        # Of several only the last may be new: earlier ones were read together when they came.
        parts = _PART.search(lines[-1].text) and any(_PART.search(line.text) for line in lines[:-1])
        if parts and together(lines, self._find):
            self._hide(tenant, view, lines[0].seq)

    def _in_mind(self, tenant: str, view: View) -> list[Line]:
        key = (tenant, view.conversation)
        lines = self._minds.get(key)
        if lines is None:
            lines = []
            if view.seq > 1:
                before = self._lately(tenant, view.conversation, max(0, view.seq - 1 - 2 * MESSAGES))
                lines = [_line(one) for one in _spoken(before) if one.seq < view.seq]
            self._minds[key] = lines
        self._minds.move_to_end(key)
        if len(self._minds) > CONVERSATIONS:
            self._minds.popitem(last=False)
        return [line for line in lines if line.seq < view.seq] if lines and lines[-1].seq >= view.seq else lines

    def _hide(self, tenant: str, view: View, first: int) -> None:
        """Look again at the words as they stand by now, whole; append what hides them."""
        views = [one for one in _spoken(self._lately(tenant, view.conversation, first - 1)) if one.seq <= view.seq]
        if not views:
            return
        lines = [Line(one.seq, one.author.role, one.received, open_text(one)) for one in views]
        by_line: dict[int, list[Places]] = {}
        for place in together(lines, self._find):
            by_line.setdefault(place.line, []).append(place)
        for number, places in by_line.items():
            others = [other for other in by_line if other != number]
            self._append_for(tenant, views[number], places, views[others[0] if others else number - 1].seq)

    def _append_for(self, tenant: str, view: View, places: Sequence[Places], other: int) -> None:
        text = view.body or ""
        findings = []
        for place in places:
            mask, dropped = self._mask(place.type, text)
            findings.append(Finding(place.type, place.start, place.end, DETECTOR, SURE, mask, dropped))
        words = mask_more(text, view.spans, findings)
        if words is None:
            return
        reason = f"sensitive when read together with record {other}"
        self._append(rescreened(view, Said(tenant, AUTHOR, self._clock(), reason), words, hide=HIDING))


def _spoken(views: Iterable[View]) -> list[View]:
    return [view for view in views if view.kind in _SPOKEN and view.body]


def _line(view: View) -> Line:
    text = open_text(view)
    if len(text) > LONGEST:
        text = f"{text[: LONGEST // 2]}\n{NOTHING}\n{text[-LONGEST // 2 :]}"
    return Line(view.seq, view.author.role, view.received, text)
