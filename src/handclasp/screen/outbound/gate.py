"""What a text must hold before it is read closely: one scan for all ways of asking and of leading away in a language.

Promises to miss nothing that the close look would find: patterns are scanned for without what they look for around
them, over the very clauses and sentences that are read later. Without hyperscan every text is read closely.
"""

from __future__ import annotations

import re
import threading
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any, Final, NamedTuple

try:
    import hyperscan
except ImportError:  # pragma: no cover - a platform without it; a test takes it away by hand
    hyperscan = None  # type: ignore[assignment]

if TYPE_CHECKING:
    from types import ModuleType


class Looks(NamedTuple):
    """What may stand in a text: a secret's name, a word that stirs, a way of leading away."""

    named: bool
    stirred: bool
    leads: bool


ALL: Final = Looks(named=True, stirred=True, leads=True)


class Gate:
    """The patterns of one language, compiled. Thread-safe."""

    def __init__(
        self,
        named: Iterable[str],
        stirs: str,
        leads: Iterable[str],
        harmless: str,
        engine: ModuleType | None = hyperscan,
    ) -> None:
        kinds = [(_NAMED, text) for text in named] + [(_STIRS, stirs), (_HARMLESS, harmless)]
        kinds += [(_LEADS, text) for text in leads]
        self._kinds: Final = [kind for kind, _text in kinds]
        self._harmless: Final = re.compile(harmless)
        self._local: Final = threading.local()
        self._engine: Final = engine
        self._database: Final[Any] = None if engine is None else _compiled(engine, [text for _kind, text in kinds])

    def looks(self, lines: Sequence[str]) -> Looks:
        """What may stand in these clauses and sentences, also once words that say nothing are taken out of them."""
        if self._engine is None:
            return ALL
        found = self._scan(self._engine, lines)
        if _HARMLESS in found:
            found |= self._scan(self._engine, [self._harmless.sub(" ", line) for line in lines])
        return Looks(_NAMED in found, _STIRS in found, _LEADS in found)

    def _scan(self, engine: ModuleType, lines: Sequence[str]) -> set[int]:
        found: set[int] = set()
        try:
            scratch = self._local.scratch
        except AttributeError:
            scratch = self._local.scratch = engine.Scratch(self._database)
        data = "\n".join(lines).encode(errors="replace")
        self._database.scan(data, _collect, context=(found, self._kinds), scratch=scratch)
        return found


_NAMED, _STIRS, _LEADS, _HARMLESS = range(4)


def _collect(number: int, _start: int, _end: int, _flags: int, context: Any) -> None:
    found, kinds = context
    found.add(kinds[number])


def _compiled(engine: ModuleType, expressions: Sequence[str]) -> Any:
    from handclasp.screen.compiled import compiled  # noqa: PLC0415 - it needs hyperscan

    flags = engine.HS_FLAG_UTF8 | engine.HS_FLAG_MULTILINE | engine.HS_FLAG_ALLOWEMPTY
    return compiled(
        [loosened(text).encode() for text in expressions], [flags | engine.HS_FLAG_SINGLEMATCH] * len(expressions)
    )


_LOOKS: Final = ("(?=", "(?!", "(?<=", "(?<!")


def loosened(expression: str) -> str:
    """The expression without what only looks around, so that it matches wherever it did, and more."""
    kept: list[str] = []
    at, in_class, dropped = 0, False, 0  # `dropped`: how many groups deep inside one that looks around
    while at < len(expression):
        char = expression[at]
        token = expression[at : at + 2] if char == "\\" else char
        opens, closes = token == "(" and not in_class, token == ")" and not in_class
        if opens and (dropped or expression.startswith(_LOOKS, at)):
            dropped += 1
        elif closes and dropped:
            dropped -= 1
        elif not dropped:
            kept.append("\\S" if token == "\\w" and not in_class else token)  # theirs knows no letters but ASCII's
        if token == "[" and not in_class:
            in_class = True
            if expression[at + 1] == "^":
                token = "[^"
                if not dropped:
                    kept[-1] = token
            if expression[at + len(token)] == "]":
                token += "]"
                if not dropped:
                    kept[-1] = token
        elif token == "]":
            in_class = False
        at += len(token)
    return "".join(kept)
