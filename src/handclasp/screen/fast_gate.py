"""The scan by hyperscan: all words and shapes in one pass, about a few microseconds for a message.

Promises the answers of `gate.Plain`. Never imported where hyperscan is missing.
"""

from __future__ import annotations

import re
import threading
from typing import TYPE_CHECKING, Any, Final

import hyperscan

from handclasp.screen.compiled import compiled
from handclasp.screen.gate import SHORT

if TYPE_CHECKING:
    from collections.abc import Sequence

    from handclasp.screen.gate import Part, Word

_ONCE: Final = int(hyperscan.HS_FLAG_SINGLEMATCH)
_ANY_CASE: Final = int(hyperscan.HS_FLAG_CASELESS)
_IN_A_WORD: Final = re.compile("[0-9A-Za-z_]")


def _collect(number: int, _start: int, end: int, _flags: int, found: Any) -> None:
    found.append((end, number))


class Fast:
    """Compiled words and shapes."""

    def __init__(self, words: Sequence[Word], shapes: Sequence[Part]) -> None:
        self._local: Final = threading.local()
        self._database: Final[Any] = compiled(
            [_literal(word.text) for word in words] + [part.expression.encode() for part in shapes],
            [_ANY_CASE] * len(words) + [_ONCE | (0 if part.cased else _ANY_CASE) for part in shapes],
        )

    def hits(self, data: bytes) -> list[tuple[int, int]]:
        """Return (end in bytes, number) of each word wherever it stands, and of each shape once; ascending words."""
        found: list[tuple[int, int]] = []
        try:
            scratch = self._local.scratch
        except AttributeError:
            scratch = self._local.scratch = hyperscan.Scratch(self._database)  # one for each thread
        try:
            self._database.scan(data, _collect, context=found, scratch=scratch)
        except hyperscan.ScanTerminated:
            return found  # every shape has matched once: nothing more can
        return found


def _literal(word: str) -> bytes:
    edge = b"\\b" if len(word) <= SHORT and _IN_A_WORD.match(word) else b""
    return edge + b"".join(b"\\x%02x" % byte for byte in word.encode())
