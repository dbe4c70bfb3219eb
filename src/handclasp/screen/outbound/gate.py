"""What a text must hold before it is read closely: one scan for all ways of asking and of leading away in a language.

Promises to miss nothing that the close look would find: patterns are scanned for without what they look for around
them, first over the whole text wherever they may stand in it, then, in the few texts that stir anything, over the very
clauses and sentences that are read later. Without hyperscan every text is read closely.
"""

from __future__ import annotations

import re
import threading
from collections.abc import Callable, Collection, Sequence
from itertools import chain
from typing import TYPE_CHECKING, Any, Final

try:
    import hyperscan
except ImportError:  # pragma: no cover - a platform without it; a test takes it away by hand
    hyperscan = None

if TYPE_CHECKING:
    from types import ModuleType


Hit = tuple[int, int]
"""Where a match ends, in bytes, and which pattern it is of."""


class Gate:
    """The patterns of one language in groups, compiled. Thread-safe.

    `harmless` is what texts are read without, if anything; a gate that is not `first` asked whether anything `stirs`
    needs no table for that.
    """

    def __init__(
        self, harmless: str, *groups: Sequence[str], engine: ModuleType | None = hyperscan, first: bool = True
    ) -> None:
        groups = (*groups, [harmless] if harmless else [])
        self._places: Final = [(group, place) for group, its in enumerate(groups) for place in range(len(its))]
        self._last: Final = len(self._places) - 1 if harmless else -1
        self._all: Final = tuple(frozenset(range(len(its))) for its in groups)
        self._harmless: Final = re.compile(harmless)
        expressions = [loosened(text) for text in chain(*groups)]
        self._exact: Final[_Table | None] = None if engine is None else _Table(engine, expressions, once=True)
        loose = [anywhere(text) for text in expressions]
        self._anywhere: Final[_Table | None] = _Table(engine, loose, once=False) if engine and first else None
        # Those that stand at the beginning or the end of something are looked for twice.
        self._bound: Final = frozenset([number for number, text in enumerate(loose) if text != expressions[number]])

    def stirs(self, line: str) -> Sequence[Hit] | None:
        """Where which patterns may match in this line, its clauses and its sentences; None: all, anywhere."""
        return None if self._anywhere is None else self._anywhere.hits(line)

    def looks(self, lines: Sequence[str], stirring: Collection[int] | None = None) -> tuple[frozenset[int], ...]:
        """Which patterns of each group may match any of these clauses and sentences, by their places in the group.

        The last group, of one, is whether anything harmless may stand in them. `stirring`: those that stirred there.
        """
        if self._exact is None:
            return self._all
        if stirring is None or not self._bound.isdisjoint(stirring):
            found = self._exact.scan("\n".join(lines))
        else:
            found = set(stirring)
        if self._last in found:
            without = [self._harmless.sub(" ", line) for line in lines]
            changed = [new for new, line in zip(without, lines, strict=True) if new != line]
            found |= self._exact.scan("\n".join(changed))
        seen = [self._places[number] for number in found]
        return tuple([frozenset([place for its, place in seen if its == group]) for group in range(len(self._all))])


class _Table:
    """Compiled expressions. Thread-safe: each thread has its own scratch."""

    def __init__(self, engine: ModuleType, expressions: Sequence[str], *, once: bool) -> None:
        self._engine: Final = engine
        self._database: Final[Any] = _compiled(engine, expressions, once=once)
        self._local: Final = threading.local()

    def scan(self, text: str) -> set[int]:
        """The numbers of the expressions that match anywhere."""
        found: set[int] = set()
        self._scan(text, _collect, found)
        return found

    def hits(self, text: str) -> list[Hit]:
        """Every match."""
        found: list[Hit] = []
        self._scan(text, _collect_hits, found)
        return found

    def _scan(self, text: str, collect: Callable[[int, int, int, int, Any], None], found: object) -> None:
        try:
            scratch = self._local.scratch
        except AttributeError:
            scratch = self._local.scratch = self._engine.Scratch(self._database)
        self._database.scan(text.encode(errors="replace"), collect, context=found, scratch=scratch)


def _collect(number: int, _start: int, _end: int, _flags: int, found: Any) -> None:
    found.add(number)


def _collect_hits(number: int, _start: int, end: int, _flags: int, found: Any) -> None:
    found.append((end, number))


def _compiled(engine: ModuleType, expressions: Sequence[str], *, once: bool) -> Any:
    from handclasp.screen.compiled import compiled  # noqa: PLC0415 - it needs hyperscan

    flags = engine.HS_FLAG_UTF8 | engine.HS_FLAG_MULTILINE | engine.HS_FLAG_ALLOWEMPTY
    flags |= engine.HS_FLAG_SINGLEMATCH if once else 0
    return compiled([text.encode() for text in expressions], [flags] * len(expressions))


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
    return _WRITTEN.sub(lambda code: chr(int(code[1], 16)), "".join(kept))


def anywhere(expression: str) -> str:
    """A loosened expression without `^` and `$`: it matches wherever it did in a line that its own is a part of."""
    return _SIGN.sub(lambda sign: "" if sign[0] in {"^", "$"} else sign[0], expression)


_WRITTEN: Final = re.compile(r"\\u([0-9a-f]{4})")
"""A character by its number, which hyperscan does not read."""
_SIGN: Final = re.compile(rf"{_CLASS.pattern}|\\.|[\^$]", re.DOTALL)
