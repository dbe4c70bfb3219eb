"""A house's log filled quickly, so that a benchmark can look at a large one.

Every message is really sealed, really placed by the product's own committer and covered by a signed checkpoint, so
the log passes `handclasp log fsck` and every reader takes it for what it is. Left out is what costs most on the way
there: HTTP, authentication, request by request, and screening (only made-up telephone numbers, cards, ids and mail
addresses are masked, by one pattern; made-up passwords and codes stay in the text). Batches are ten times as large as
the product's, and several processes seal at once. So nothing measured while it runs says anything of the product.

As a program it reads a Plan from standard input, does one process's part and writes what it did.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
import time
from collections import deque
from collections.abc import Iterator, Mapping
from concurrent.futures import Future
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple, Protocol

import msgspec

from handclasp.bench import workload
from handclasp.bench.stand import TENANT, NotReady
from handclasp.bench.talk import Talk
from handclasp.records import Author, HandclaspError, Kind, Raw, Screened, Sealed, Secret, Span
from handclasp.screen.masks import chinese, ends, mask
from handclasp.seal import quick
from handclasp.seal.record import seal

if TYPE_CHECKING:
    from handclasp.house.app import House
    from handclasp.store.commit import Answer

BATCH: Final = 5_000
PROCESSES: Final = 2
PARTS: Final = 4_096
"""How many streams of messages a seed has: those of two parts never meet."""

_SENT: Final = 1_750_000_000_000
"""When the first was sent (ms), by the sender's own account: always the same, so that the same seed is the same."""

_SENSITIVE: Final = re.compile(
    r"(?<![0-9A-Za-z])(?:1[3-9]\d{9}|\d{17}[\dX]|\d{19})(?![0-9A-Za-z])|[a-z]+\d*@example\.com"
)
_TYPES: Final = {11: "PHONE", 18: "CN_ID", 19: "BANK_CARD"}


class Where(Protocol):
    """A house that stands, as a Stand tells it."""

    home: Path
    environment: dict[str, str]


class Here(NamedTuple):
    """The same, put together by hand: a working directory, and the environment of a process of that house."""

    home: Path
    environment: Mapping[str, str]


class Plan(msgspec.Struct, frozen=True):
    """One process's part: so many messages, of `talk` (bench/talk.py) or of the workload (bench/workload.py)."""

    messages: int
    seed: int
    part: int
    talk: bool
    batch: int
    tenant: str


class Filled(msgspec.Struct, frozen=True):
    """What stands now: messages and conversations added, the log's size after them, and what it took (s)."""

    messages: int
    conversations: int
    size: int
    seconds: float
    cpu_seconds: float


class _Message(NamedTuple):
    conversation: str
    id: str
    role: str
    speaker: str
    sent: int
    text: str


def fill(
    where: Where | Here,
    messages: int,
    seed: int,
    *,
    talk: bool = False,
    part: int = 0,
    processes: int = PROCESSES,
    batch: int = BATCH,
    tenant: str = TENANT,
) -> Filled:
    """Put so many messages into the log of a house whose PostgreSQL runs; raises NotReady when a process fails.

    `part` is the first process's stream of the seed's PARTS, each with messages and conversations of its own. The same
    stream sends the same messages under the same ids, which a log takes once. Processes that run on the log meanwhile
    are not in its way.
    """
    began = time.perf_counter()
    processes = max(1, min(processes, messages // batch))
    shares = [messages // processes + (number < messages % processes) for number in range(processes)]
    working = [
        _worker(where, Plan(share, seed, part + number, talk, batch, tenant))
        for number, share in enumerate(shares)
        if share
    ]
    try:
        done = [_done(process) for process in working]
    finally:
        for process in working:
            process.kill()
            process.wait()
    return Filled(
        sum(one.messages for one in done),
        sum(one.conversations for one in done),
        max((one.size for one in done), default=0),
        time.perf_counter() - began,
        sum(one.cpu_seconds for one in done),
    )


def _worker(where: Where | Here, plan: Plan) -> subprocess.Popen[bytes]:
    process = subprocess.Popen(
        [sys.executable, "-m", "handclasp.bench.fill"],
        cwd=where.home,
        env=dict(where.environment),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    assert process.stdin is not None  # noqa: S101 - a pipe
    process.stdin.write(msgspec.json.encode(plan))
    process.stdin.close()
    process.stdin = None
    return process


def _done(process: subprocess.Popen[bytes]) -> Filled:
    said, failed = process.communicate()
    if process.returncode:
        message = f"the log could not be filled:\n{failed.decode(errors='replace')[-2000:]}"
        raise NotReady(message)
    return msgspec.json.decode(said.splitlines()[-1], type=Filled)


# --- one process


def main() -> None:
    """Do one process's part, as standard input says."""
    from handclasp.config import load  # noqa: PLC0415
    from handclasp.house import running  # noqa: PLC0415 - only the program needs a house

    plan = msgspec.json.decode(sys.stdin.buffer.read(), type=Plan)
    with running.house(load()) as house:
        filled = put(house, plan)
    sys.stdout.write(json.dumps(msgspec.to_builtins(filled)) + "\n")


def put(house: House, plan: Plan) -> Filled:
    """Seal a plan's messages and commit them, batch by batch; the next one is sealed while the last one commits."""
    began, worked = time.perf_counter(), time.process_time()
    waiting: deque[Future[list[Answer]]] = deque()
    conversations: set[bytes] = set()
    size = 0
    for sealed in sealed_batches(house, plan, plan.messages):
        conversations.update(one.conversation for one in sealed)
        if waiting:
            size = _stands(waiting.popleft())
        waiting.append(house.committer.submit(sealed))
    while waiting:
        size = _stands(waiting.popleft())
    return Filled(plan.messages, len(conversations), size, time.perf_counter() - began, time.process_time() - worked)


def sealed_batches(house: House, plan: Plan, messages: int | None = None) -> Iterator[list[Sealed]]:
    """A plan's messages sealed, batch by batch; without `messages` there is no end to them."""
    coming = islice(_messages(plan), messages)
    while some := list(islice(coming, plan.batch)):
        yield _sealed(house, plan, some)


def _stands(waiting: Future[list[Answer]]) -> int:
    """The size that a checkpoint covers, once all of a batch stands in it."""
    size = 0
    for answer in waiting.result():
        if isinstance(answer, HandclaspError):
            raise answer
        size = answer.size
    return size


def _messages(plan: Plan) -> Iterator[_Message]:
    stream = plan.seed * PARTS + plan.part
    if not plan.talk:
        for one in workload.messages(stream, _SENT, guarded=False):
            yield _Message(one.conversation, one.id, one.role, one.speaker, one.sent, one.text)
        return
    for number, said in enumerate(Talk(plan.seed, plan.part).messages()):
        yield _Message(said.conversation, f"talk/{stream}/{number}", said.role, "bench", _SENT + number, said.text)


def _sealed(house: House, plan: Plan, some: list[_Message]) -> list[Sealed]:
    number = house.directory.tenant(plan.tenant)
    if number is None:
        message = f"there is no tenant {plan.tenant!r} in this house"
        raise NotReady(message)
    places = house.keyring.places(number, [one.conversation for one in some])
    now = time.time_ns() // 1_000_000
    found = []
    for one in some:
        place = places[one.conversation]
        keys = house.keyring.keys(number, place.conversation)
        found.append(seal(_screened(plan.tenant, one, now), place, keys, quick.random).sealed)
    return found


def _screened(tenant: str, one: _Message, now: int) -> Screened:
    raw = Raw(
        tenant=tenant,
        conversation=one.conversation,
        key=one.id,
        kind=Kind.MESSAGE,
        author=Author(one.role, one.speaker),
        received=now,
        sent=one.sent,
        text=Secret(one.text),
    )
    return screened(raw, one.text)


def screened(raw: Raw, text: str) -> Screened:
    """A record of this text as screening would leave it, as far as one pattern goes."""
    parts: list[str] = []
    spans: list[Span] = []
    originals: list[Secret[str]] = []
    done = at = 0
    for match in _SENSITIVE.finditer(text):
        kind = _TYPES.get(len(match[0]), "EMAIL") if "@" not in match[0] else "EMAIL"
        masked = mask(kind, ends(match[0], 3, 4), dropped=False, chinese=chinese(text))
        before = text[done : match.start()]
        at += len(before)
        spans.append(Span(kind, at, at + len(masked), kind.lower(), 96, len(originals)))
        originals.append(Secret(match[0]))
        parts += [before, masked]
        at += len(masked)
        done = match.end()
    masked_text = "".join([*parts, text[done:]]) if parts else text
    return Screened(raw=raw, masked=masked_text, spans=tuple(spans), originals=tuple(originals), anything_dropped=False)


if __name__ == "__main__":
    main()
