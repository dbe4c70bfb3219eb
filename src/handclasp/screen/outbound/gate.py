"""What a text must hold before it is read closely: one scan for all ways of asking and of leading away in a language.

Promises to miss nothing that the close look would find: patterns are scanned for without what they look for around
them, over the very clauses and sentences that are read later. Without hyperscan every text is read closely.
"""

from __future__ import annotations

import re
import threading
from collections.abc import Sequence
from itertools import chain
from typing import TYPE_CHECKING, Any, Final

try:
    import hyperscan
except ImportError:  # pragma: no cover - a platform without it; a test takes it away by hand
    hyperscan = None

if TYPE_CHECKING:
    from types import ModuleType


class Gate:
    """The patterns of one language in groups, compiled. Thread-safe. `harmless` is what texts are read without."""

    def __init__(self, harmless: str, *groups: Sequence[str], engine: ModuleType | None = hyperscan) -> None:
        self._places: Final = [(group, place) for group, its in enumerate(groups) for place in range(len(its))]
        self._all: Final = tuple(frozenset(range(len(its))) for its in groups)
        self._harmless: Final = re.compile(harmless)
        self._local: Final = threading.local()
        self._engine: Final = engine
        self._database: Final[Any] = None if engine is None else _compiled(engine, [*chain(*groups), harmless])

    def looks(self, lines: Sequence[str]) -> tuple[frozenset[int], ...]:
        """Which patterns of each group may match any of these clauses and sentences, by their places in the group."""
        if self._engine is None:
            return self._all
        found = self._scan(self._engine, lines)
        if len(self._places) in found:
            found |= self._scan(self._engine, [self._harmless.sub(" ", line) for line in lines])
            found.discard(len(self._places))
        if not found:
            return _NONE[: len(self._all)]
        seen = [self._places[number] for number in found]
        return tuple(frozenset([place for its, place in seen if its == group]) for group in range(len(self._all)))

    def _scan(self, engine: ModuleType, lines: Sequence[str]) -> set[int]:
        found: set[int] = set()
        try:
            scratch = self._local.scratch
        except AttributeError:
            scratch = self._local.scratch = engine.Scratch(self._database)
        data = "\n".join(lines).encode(errors="replace")
        self._database.scan(data, _collect, context=found, scratch=scratch)
        return found


_NONE: Final[tuple[frozenset[int], ...]] = (frozenset(),) * 8


def _collect(number: int, _start: int, _end: int, _flags: int, found: Any) -> None:
    found.add(number)


def _compiled(engine: ModuleType, expressions: Sequence[str]) -> Any:
    from handclasp.screen.compiled import compiled  # noqa: PLC0415 - it needs hyperscan

    flags = engine.HS_FLAG_UTF8 | engine.HS_FLAG_MULTILINE | engine.HS_FLAG_ALLOWEMPTY | engine.HS_FLAG_SINGLEMATCH
    return compiled([loosened(text).encode() for text in expressions], [flags] * len(expressions))


_LOOKS: Final = ("(?=", "(?!", "(?<=", "(?<!")
_CLASS: Final = re.compile(r"\[\^?\]?(?:\\.|[^\]\\])*\]")


def loosened(expression: str) -> str:
    """The expression without what only looks around, so that it matches wherever it did, and more."""
    kept: list[str] = []
    at = dropped = 0  # `dropped`: how many groups deep inside one that looks around
    while at < len(expression):
        char = expression[at]
        if char == "\\":
            sign = expression[at : at + 2]
        else:
            whole = _CLASS.match(expression, at) if char == "[" else None
            sign = whole[0] if whole else char
        if sign == "(" and (dropped or expression.startswith(_LOOKS, at)):
            dropped += 1
        elif sign == ")" and dropped:
            dropped -= 1
        elif not dropped:
            kept.append(r"\S" if sign == r"\w" else sign)  # hyperscan's \w knows no letters but ASCII's
        at += len(sign)
    return "".join(kept)
