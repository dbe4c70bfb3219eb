"""Clients that keep every receipt they were given, and send again, with the same ids, whatever they got no answer to.

What they remember is all that the checker believes: the house's own records are asked for nothing.
"""

from __future__ import annotations

import http.client
import json
import random
import threading
import time
from dataclasses import dataclass, field
from typing import Any, Final

from handclasp.bench.workload import Message, messages

_SHARED: Final = 3
_LINES: Final = 30
_TIMEOUT: Final = 40.0
_AGAIN: Final = frozenset({429, 503, 507})
"""To be sent again: too much waits, the outcome is unknown, or the disk is full, which does not last."""
_GUARDED: Final = "/v1/errors#guarded"
"""What the outbound guard stopped is not in the log and is not to be sent again."""


@dataclass(frozen=True)
class Answer:
    """One acknowledgement: the id, the place it was given, its receipt when there was one, when asked and answered."""

    id: str
    conversation: str
    index: int
    seq: int
    record: str
    doubled: bool
    receipt: bytes | None
    asked: float
    answered: float


@dataclass
class Memory:
    """What all clients remember together."""

    answers: list[Answer] = field(default_factory=list)
    checkpoints: set[str] = field(default_factory=set)
    wrong: list[str] = field(default_factory=list)
    unanswered: int = 0
    lock: threading.Lock = field(default_factory=threading.Lock)


class Client(threading.Thread):
    """Sends single messages and batches until `stop` is set, then until everything it ever sent was acknowledged."""

    def __init__(self, number: int, seed: int, port: int, api_key: str, memory: Memory, stop: threading.Event) -> None:
        super().__init__(name=f"client {number}", daemon=True)
        self._random = random.Random(f"{seed}/{number}")
        self._source = messages(seed * 1000 + number, time.time_ns() // 1_000_000)
        self._number = number
        self._port = port
        self._headers = {"Authorization": f"Bearer {api_key}"}
        self._memory = memory
        self._stopping = stop
        self._connection: http.client.HTTPConnection | None = None
        self._known: list[bytes] = []

    def run(self) -> None:
        try:
            while not self._stopping.is_set():
                self._step()
        except BaseException as error:  # noqa: BLE001 - a client that died unheard would prove nothing
            self._memory.wrong.append(f"{self.name} died: {error!r}")

    def _step(self) -> None:
        what = self._random.random()
        if what < 0.45:
            self._until_acknowledged([self._line()], single=True)
        elif what < 0.85:
            self._until_acknowledged([self._line() for _ in range(self._random.randint(2, _LINES))], single=False)
        elif what < 0.95 and self._known:
            again = self._random.sample(self._known, min(len(self._known), 5))
            self._until_acknowledged([*again, self._line()], single=False)
        else:
            self._look_at_the_log()

    def _line(self) -> bytes:
        """A message in a conversation of our own, or in one that all clients write to."""
        message: Message = next(self._source)
        place = self._random.randrange(_SHARED * 4)
        name = f"crash-all-{place}" if place < _SHARED else f"crash-{self._number}-{place}"
        return message._replace(conversation=name).line()

    def _until_acknowledged(self, lines: list[bytes], *, single: bool) -> None:
        waiting = lines
        pause = 0.02
        while waiting:
            waiting = self._send(waiting, single=single)
            if waiting:
                time.sleep(pause)
                pause = min(0.5, pause * 1.5)
        self._known = (self._known + lines)[-200:]

    def _send(self, lines: list[bytes], *, single: bool) -> list[bytes]:
        """Send lines; returns those that are not acknowledged."""
        asked = time.monotonic()
        path = "/v1/messages?receipt=full" if single else "/v1/batches?receipt=full"
        kind = "application/json" if single else "application/x-ndjson"
        try:
            status, data = self._ask("POST", path, b"\n".join(lines), kind)
        except (OSError, http.client.HTTPException):
            self._memory.unanswered += 1
            return lines
        if status in _AGAIN:
            return lines
        if status not in {200, 201}:
            if _GUARDED.encode() not in data:
                self._memory.wrong.append(f"{path} answered {status}: {data[:300]!r}")
            return []
        if single:
            self._keep(json.loads(data), data, asked)
            return []
        *answers, summary = [json.loads(line) for line in data.splitlines()]
        if summary["checkpoint"]:
            self._memory.checkpoints.add(summary["checkpoint"])
        return [line for line, answer in zip(lines, answers, strict=True) if self._again(answer, data, asked)]

    def _again(self, answer: dict[str, Any], data: bytes, asked: float) -> bool:
        """Note what became of a line; whether it is to be sent again."""
        if answer["status"] in {200, 201}:
            self._keep(answer, data, asked)
        elif answer["status"] not in _AGAIN and answer["type"] != _GUARDED:
            self._memory.wrong.append(f"a line was refused: {answer}")
        return answer["status"] in _AGAIN

    def _keep(self, answer: dict[str, Any], _data: bytes, asked: float) -> None:
        receipt = answer.get("receipt")
        kept = Answer(
            id=answer["id"],
            conversation=answer["conversation"],
            index=answer["index"],
            seq=answer["seq"],
            record=answer["record"],
            doubled=answer["doubled"],
            receipt=json.dumps(receipt, ensure_ascii=False).encode() if receipt else None,
            asked=asked,
            answered=time.monotonic(),
        )
        with self._memory.lock:
            self._memory.answers.append(kept)

    def _look_at_the_log(self) -> None:
        try:
            status, data = self._ask("GET", "/log/main/checkpoint", None, "")
        except (OSError, http.client.HTTPException):
            return
        if status == http.client.OK:
            self._memory.checkpoints.add(data.decode())

    def _ask(self, method: str, path: str, body: bytes | None, kind: str) -> tuple[int, bytes]:
        if self._connection is None:
            self._connection = http.client.HTTPConnection("127.0.0.1", self._port, timeout=_TIMEOUT)
        try:
            self._connection.request(method, path, body, self._headers | ({"Content-Type": kind} if kind else {}))
            response = self._connection.getresponse()
            return response.status, response.read()
        except BaseException:
            self._connection.close()
            self._connection = None
            raise
