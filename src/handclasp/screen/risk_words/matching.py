"""Finds a list's entries in a text: one pass through a compiled database, then a closer look at what it woke.

Promises the same flags with hyperscan and without it: the database only says where to look, Python decides. Never
raises on any text and keeps nothing of it.
"""

from __future__ import annotations

import re
import threading
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from handclasp.screen.folding import closed, folded
from handclasp.screen.risk_words.lines import Entry

try:
    import hyperscan
except ImportError:  # pragma: no cover - a platform without it; a test takes it away by hand
    hyperscan = None

if TYPE_CHECKING:
    from types import ModuleType

_WORD: Final = re.compile(r"[a-z0-9]")


class Flag(NamedTuple):
    """What a text is about: the category, how severe (1-3), and the version of the list that says so."""

    category: str
    severity: int
    version: str


class Matcher:
    """The compiled entries of one list. Thread-safe."""

    def __init__(self, entries: Sequence[Entry], version: str, engine: ModuleType | None = hyperscan) -> None:
        self._version = version
        self._entries = [entry for entry in entries if not entry.takes_back]
        self._patterns = [_whole(entry) for entry in self._entries]
        self._back: dict[str, list[re.Pattern[str]]] = {}
        for entry in entries:
            if entry.takes_back:
                self._back.setdefault(entry.category, []).append(re.compile(entry.expression))
        self._engine = engine if self._entries else None
        self._local = threading.local()
        if self._engine is not None:
            self._database = self._compiled(self._engine)
        else:
            self._any = re.compile("|".join(entry.expression for entry in self._entries) or r"(?!)")

    def flags(self, text: str, *, outgoing: bool, plain: str | None = None) -> list[Flag]:
        """What a text is about, by category; an entry for the other direction does not count.

        `plain` is the text folded, where that was done already.
        """
        plain = closed(folded(text) if plain is None else plain)
        worst: dict[str, int] = {}
        for place in self._woken(plain):
            entry = self._entries[place]
            if entry.direction == ("in" if outgoing else "out") or worst.get(entry.category, 0) >= entry.severity:
                continue
            if self._stands(plain, place, entry.category):
                worst[entry.category] = entry.severity
        return [Flag(category, severity, self._version) for category, severity in sorted(worst.items())]

    def _stands(self, plain: str, place: int, category: str) -> bool:
        taken = [found.span() for back in self._back.get(category, ()) for found in back.finditer(plain)]
        return any(
            not any(start <= found.start() and found.end() <= end for start, end in taken)
            for found in self._patterns[place].finditer(plain)
        )

    def _woken(self, plain: str) -> Sequence[int]:
        """The places of the entries that may stand in the text."""
        if self._engine is None:
            return range(len(self._entries)) if self._any.search(plain) else ()
        found: set[int] = set()
        data = plain.encode(errors="replace")
        self._database.scan(data, _collect, context=found, scratch=self._scratch(self._engine))
        return sorted(found)

    def _compiled(self, engine: ModuleType) -> Any:
        database = engine.Database()
        flags = engine.HS_FLAG_UTF8 | engine.HS_FLAG_SINGLEMATCH
        database.compile(
            expressions=[entry.expression.encode() for entry in self._entries],
            ids=list(range(len(self._entries))),
            flags=[flags] * len(self._entries),
        )
        return database

    def _scratch(self, engine: ModuleType) -> Any:
        try:
            return self._local.scratch
        except AttributeError:
            scratch = self._local.scratch = engine.Scratch(self._database)
            return scratch


def _collect(place: int, _start: int, _end: int, _flags: int, found: Any) -> None:
    found.add(place)


def _whole(entry: Entry) -> re.Pattern[str]:
    """The pattern with its Latin ends at the ends of words: `sue` does not stand in `issue`."""
    before = r"(?<![a-z0-9])" if _WORD.match(entry.written) or entry.written.startswith("(") else ""
    after = r"(?![a-z0-9])" if _WORD.match(entry.written[-1]) or entry.written.endswith((")", ")?")) else ""
    return re.compile(f"{before}(?:{entry.expression}){after}")
