"""What each author last sent in each conversation, so that the guard reads on where a question was cut in two.

Kept in this process's memory alone, for five minutes and for some thousands of authors: never stored, never logged, and
each process knows only what it sent itself. Only ends of texts that left without anybody's leave are kept, with marks
(hashes in a key of this process) of sentences in which the guard found nothing.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from typing import TYPE_CHECKING, Final, NamedTuple

from handclasp.records import Raw, Secret

if TYPE_CHECKING:
    from collections.abc import Sequence

FOR_MS: Final = 5 * 60 * 1000
REACH: Final = 200
"""How many characters of an earlier text may matter."""
_TEXTS: Final = 2
_MARKS: Final = 12
_KEYS: Final = 8
_AUTHORS: Final = 4096

_Place = tuple[str, str, str]


class _Sent(NamedTuple):
    key: str
    at: int
    end: Secret[str]
    quiet: tuple[int, ...] = ()


class Recent:
    """Remembers a little and forgets by itself. Thread-safe."""

    def __init__(self, authors: int = _AUTHORS) -> None:
        self._authors = authors
        self._lock = threading.Lock()
        self._sent: OrderedDict[_Place, list[_Sent]] = OrderedDict()

    def before(self, raw: Raw) -> tuple[Secret[str], ...]:
        """The ends of what its author sent just before it, the oldest first; a retry sees what its first try saw."""
        return self.seen(raw)[0]

    def seen(self, raw: Raw) -> tuple[tuple[Secret[str], ...], tuple[int, ...]]:
        """`before`, and the marks of their sentences that ask for nothing."""
        with self._lock:
            sent = self._sent.get(_place(raw), [])
            known = next((place for place, one in enumerate(sent) if one.key == raw.key), len(sent))
            live = [one for one in sent[:known] if abs(raw.received - one.at) <= FOR_MS][-_TEXTS:]
        return tuple([one.end for one in live]), tuple([mark for one in live for mark in one.quiet])

    def keep(self, raw: Raw, quiet: Sequence[int] = ()) -> None:
        """Remember what was sent, and the marks of the last of its sentences that ask for nothing."""
        if raw.text is None:
            return
        end = Secret(raw.text.reveal()[-REACH:])
        with self._lock:
            sent = self._sent.setdefault(_place(raw), [])
            if all(one.key != raw.key for one in sent):
                sent.append(_Sent(raw.key, raw.received, end, tuple(quiet[-_MARKS:])))
                del sent[:-_KEYS]
            self._sent.move_to_end(_place(raw))
            while len(self._sent) > self._authors:
                self._sent.popitem(last=False)
            self._expire(raw.received)

    def forget(self, raw: Raw) -> None:
        """Read on from nothing: what was just allowed must not hold up the next text."""
        with self._lock:
            self._sent.pop(_place(raw), None)

    def _expire(self, now: int) -> None:
        """Let go of those who have not written for long; the longest silent stand first."""
        while self._sent:
            place, sent = next(iter(self._sent.items()))
            if now - sent[-1].at <= FOR_MS:
                return
            del self._sent[place]


def _place(raw: Raw) -> _Place:
    return raw.tenant, raw.conversation, raw.author.id
