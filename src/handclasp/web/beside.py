"""Who is at a conversation now, and who is writing in it: known for seconds, told between processes, kept nowhere.

A page that is open says so again and again, and is forgotten when it falls silent, so that a process that died leaves
nobody behind; that somebody writes is forgotten sooner. Never a word of what is written. It is no evidence: who looked
is in the journal.
"""

from __future__ import annotations

import json
import secrets
import threading
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Final, NamedTuple, Protocol

HERE: Final = 45.0
"""Seconds after which a page that says nothing more is gone."""
AGAIN: Final = 15.0
"""Seconds after which an open page says so again."""
WRITING: Final = 7.0
"""Seconds for which somebody writes who does not say so again."""

DESK: Final = "desk"
CUSTOMER: Final = "customer"
REPLY: Final = "reply"
NOTE: Final = "note"
_GONE, _STILL = "gone", "still"
_SAYS: Final = frozenset({"here", REPLY, NOTE, _GONE, _STILL})


class Somebody(NamedTuple):
    """Of the desk, by account; or the customer, who has no name here."""

    side: str
    name: str = ""


THE_CUSTOMER: Final = Somebody(CUSTOMER)


class Present(NamedTuple):
    """Somebody at a conversation; `writes`: an answer (`reply`), a note, or nothing."""

    who: Somebody
    writes: str = ""


class Line(Protocol):
    """Carries short words to the other processes, perhaps; what is lost is said again."""

    def say(self, words: str) -> None:
        """Say something to all others, at once or soon; never waits, never raises."""

    def hear(self, take: Callable[[str], None]) -> None:
        """Have everything that is said, one's own too, given to `take` (from a thread)."""


@dataclass(slots=True)
class _At:
    """Until when somebody is known to be here, and to write."""

    here: float = 0.0
    writing: float = 0.0
    writes: str = ""


class Beside:
    """Of one process. Thread-safe. Without a line it knows of its own pages alone; `monotonic` counts seconds."""

    def __init__(self, line: Line | None = None, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._line = line
        self._now = monotonic
        self._us = secrets.token_hex(8)
        self._lock = threading.Lock()
        self._own: Counter[tuple[bytes, Somebody]] = Counter()
        self._known: defaultdict[bytes, dict[tuple[str, Somebody], _At]] = defaultdict(dict)
        self._watched: defaultdict[bytes, dict[object, Callable[[], None]]] = defaultdict(dict)
        if line is not None:
            line.hear(self._heard)

    @contextmanager
    def enter(self, conversation: bytes, who: Somebody) -> Iterator[None]:
        """Somebody has this conversation open while this lasts."""
        with self._lock:
            self._own[conversation, who] += 1
        self._tell(conversation, who, "here")
        try:
            yield
        finally:
            with self._lock:
                self._own[conversation, who] -= 1
                last = not self._own[conversation, who]
                if last:
                    del self._own[conversation, who]
            if last:
                self._tell(conversation, who, _GONE)

    def write(self, conversation: bytes, who: Somebody, what: str) -> None:
        """Somebody writes an answer (`reply`), a note, or nothing more (empty)."""
        self._tell(conversation, who, what if what in {REPLY, NOTE} else _STILL)

    def at(self, conversation: bytes) -> tuple[Present, ...]:
        """Who is here, each once; the desk's by name, the customer first."""
        now = self._now()
        with self._lock:
            found: dict[Somebody, str] = {}
            for (_, who), at in self._known.get(conversation, {}).items():
                writes = at.writes if at.writing > now else ""
                if at.here > now or writes:
                    found[who] = writes or found.get(who, "")
        return tuple(Present(who, writes) for who, writes in sorted(found.items()))

    def changes(self, conversation: bytes) -> float:
        """Seconds after which that changes by itself; at most HERE."""
        now = self._now()
        with self._lock:
            ends = [end for at in self._known.get(conversation, {}).values() for end in (at.here, at.writing)]
        return min((end - now for end in ends if end > now), default=HERE) + 0.05

    @contextmanager
    def watch(self, conversation: bytes, wake: Callable[[], None]) -> Iterator[None]:
        """While this lasts, `wake` is called (from any thread) when somebody comes, goes or writes."""
        me = object()
        with self._lock:
            self._watched[conversation][me] = wake
        try:
            yield
        finally:
            with self._lock:
                del self._watched[conversation][me]
                if not self._watched[conversation]:
                    del self._watched[conversation]

    def say_again(self) -> None:
        """Say of every open page that it is open still, and forget who fell silent; once in AGAIN seconds."""
        with self._lock:
            own = list(self._own)
            now = self._now()
            for conversation in list(self._known):
                known = self._known[conversation]
                for key in [key for key, at in known.items() if max(at.here, at.writing) <= now]:
                    del known[key]
                if not known:
                    del self._known[conversation]
        for conversation, who in own:
            self._tell(conversation, who, "here")

    def _tell(self, conversation: bytes, who: Somebody, says: str) -> None:
        self._take(self._us, conversation, who, says)
        if self._line is not None:
            self._line.say(json.dumps({"from": self._us, "at": conversation.hex(), "who": [*who], "says": says}))

    def _heard(self, words: str) -> None:
        told = _understood(words)
        if told is not None and told[0] != self._us:
            self._take(*told)

    def _take(self, process: str, conversation: bytes, who: Somebody, says: str) -> None:
        before = self.at(conversation)
        with self._lock:
            self._settle(self._known[conversation], process, who, says)
            if not self._known[conversation]:
                del self._known[conversation]
            wakes = list(self._watched.get(conversation, {}).values())
        if self.at(conversation) != before:
            for wake in wakes:
                wake()

    def _settle(self, known: dict[tuple[str, Somebody], _At], process: str, who: Somebody, says: str) -> None:
        now, key = self._now(), (process, who)
        if says in {_STILL, _GONE}:
            # Whatever process was told that they write.
            for (_, other), at in known.items():
                if other == who:
                    at.writing = 0.0
        if says == _GONE:
            known.pop(key, None)
        elif says == "here":
            known.setdefault(key, _At()).here = now + HERE
        elif says != _STILL:
            at = known.setdefault(key, _At())
            at.writing, at.writes = now + WRITING, says


def _understood(words: str) -> tuple[str, bytes, Somebody, str] | None:
    """What another process said; None for what is no such thing."""
    try:
        told: Any = json.loads(words)
        process, says, who = str(told["from"]), str(told["says"]), Somebody(*map(str, told["who"]))
        conversation = bytes.fromhex(told["at"])
    except (ValueError, TypeError, KeyError):
        return None
    good = isinstance(told, Mapping) and says in _SAYS and who.side in {DESK, CUSTOMER} and len(conversation) == 16
    return (process, conversation, who, says) if good else None
