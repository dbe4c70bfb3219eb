"""Messages made once and sent as often as needed: again under other names and other ids, so that none is a double."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from itertools import islice
from random import Random
from typing import Final

from handclasp.bench.talk import Talk
from handclasp.bench.workload import Message, messages

_RUN: Final = re.compile(r"[0-9a-f]{8}")
_ALL: Final = 1 << 32
_SAMPLE: Final = 20


class Pool:
    """`size` messages of the workload, or of talk with a large vocabulary, numbered on for ever.

    Names and ids begin with eight hex digits of the run. From the second time on another run stands in their place
    (and, once in four thousand million times eight digits, in a text, where it does no harm). `messages` are there only
    if they are to be kept; `sample` are texts from all over it.
    """

    def __init__(self, seed: int, now: int, size: int, *, talk: bool = False, keep: bool = False) -> None:
        self.messages: list[Message] = []
        self.sample: list[str] = []
        self._lines: list[bytes] = []
        names: set[str] = set()
        length, apart = 0, max(1, size // _SAMPLE)
        for number, message in enumerate(islice(_talk(seed, now) if talk else messages(seed, now), size), 1):
            self._lines.append(message.line())
            names.add(message.conversation)
            length += len(message.text.encode())
            if number % apart == 0:
                self.sample.append(message.text)
            if keep:
                self.messages.append(message)
            self._run = message.id[:8]
        if not _RUN.fullmatch(self._run):
            raise ValueError(f"messages are named after their run, and {self._run!r} is none")
        self.conversations, self.mean_bytes = len(names), length / size

    def body(self, start: int, size: int) -> bytes:
        """Messages [start, start + size) as a body of `POST /v1/batches`; a batch of one is a message's body too."""
        whole = len(self._lines)
        parts = []
        while size:
            turn, place = divmod(start, whole)
            count = min(size, whole - place)
            part = b"\n".join(self._lines[place : place + count])
            parts.append(part if turn == 0 else part.replace(self._run.encode(), self._named(turn)))
            start, size = start + count, size - count
        return b"\n".join(parts)

    def bodies(self, starts: Sequence[int], size: int) -> Callable[[int], bytes]:
        """The body of each of these batches, by its number: made now where there are few, else when it is asked for."""
        if len(starts) * size > len(self._lines):
            return lambda number: self.body(starts[number], size)
        return [self.body(start, size) for start in starts].__getitem__

    def _named(self, turn: int) -> bytes:
        return f"{(int(self._run, 16) + turn) % _ALL:08x}".encode()


def _talk(seed: int, now: int) -> Iterator[Message]:
    """Talk as messages. What might be stopped on its way to a customer, customers say: whatever has a digit in it."""
    source = Random(seed)  # noqa: S311 - a workload, not a secret
    run = f"{source.getrandbits(32):08x}"
    seen: dict[str, int] = {}
    for number, said in enumerate(Talk(seed).messages()):
        seq = seen[said.conversation] = seen.get(said.conversation, 0) + 1
        customer = said.role == "customer" or any(letter.isdigit() for letter in said.text)
        yield Message(
            conversation=f"{run}-{said.conversation}",
            seq=seq,
            id=f"{run}.{number:016x}",
            role="customer" if customer else "agent",
            speaker="7f3a" if customer else f"agent{number % 40}",
            sent=now + number,
            text=said.text,
        )
