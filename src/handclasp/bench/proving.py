"""Evidence and the log's own check, each beside a plain way, in a process of its own on a house of its own.

The product: a conversation's evidence pack, asked for and approved before the clock starts, then read, opened, checked,
proved record by record, drawn, zipped, recorded and encrypted with age; the same file checked by the offline verifier;
`handclasp log fsck` over the whole log. The plain ways: signed.py, and reading the same rows and hashing each. They
take turns.

Run as a program it reads a Plan from standard input and writes what it measured.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from functools import partial
from itertools import islice
from typing import Any, Final, TypeVar

import msgspec
import psycopg
import pyrage
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from handclasp.access.policy import Reader, StepUp
from handclasp.bench import signed
from handclasp.bench.workload import Message, messages
from handclasp.house.app import House
from handclasp.records import Author, Kind, Raw, Receipt, Secret
from handclasp.store.fsck import fsck
from handclasp.verify import Status, Trust, check, parse_vkey

T = TypeVar("T")
_TENANT: Final = "demo"
_BATCH: Final = 500
_ROWS: Final = (
    "select e.idx, e.tenant_id, e.conversation, e.seq, e.record, e.previous, s.commitments from handclasp.entries e "
    "join handclasp.sealed s using (log_id, tenant_id, idx) where e.log_id = %s order by e.idx"
)


class Plan(msgspec.Struct, frozen=True):
    """A conversation of `records` in a log of at least `log` records, each way `rounds` times.

    `plain` is a superuser's URL of an empty database beside the product's.
    """

    records: int
    log: int
    rounds: int
    seed: int
    plain: str


class Times(msgspec.Struct, kw_only=True):
    """Seconds of each turn; bytes of the last pack (zip) and of the plain export; how many records the log has."""

    pack: list[float] = msgspec.field(default_factory=list)
    verify: list[float] = msgspec.field(default_factory=list)
    command: list[float] = msgspec.field(default_factory=list)
    fsck: list[float] = msgspec.field(default_factory=list)
    plain_pack: list[float] = msgspec.field(default_factory=list)
    plain_verify: list[float] = msgspec.field(default_factory=list)
    plain_read: list[float] = msgspec.field(default_factory=list)
    pack_bytes: int = 0
    plain_bytes: int = 0
    log: int = 0


class Wrong(Exception):
    """What was made does not hold: the figures would mean nothing."""


def main() -> None:
    """Measure as standard input says."""
    from handclasp.config import load  # noqa: PLC0415
    from handclasp.house import running  # noqa: PLC0415 - only the program opens a house

    plan = msgspec.json.decode(sys.stdin.buffer.read(), type=Plan)
    with running.house(load()) as house, psycopg.connect(plan.plain) as plain:
        times = _Measure(house, plain, plan).run()
    sys.stdout.buffer.write(msgspec.json.encode(times))


class _Measure:
    """One run over one house."""

    def __init__(self, house: House, plain: psycopg.Connection[Any], plan: Plan) -> None:
        self._house, self._plain, self._plan = house, plain, plan
        self._vkeys = house.log_key.vkeys()
        self._identity = pyrage.x25519.Identity.generate()
        self._key = Ed25519PrivateKey.generate()
        self._asker, self._approver = _hired(house, "qin", "director"), _hired(house, "su", "privacy")

    def run(self) -> Times:
        """Fill the log, then take turns."""
        plan, times = self._plan, Times()
        source = messages(plan.seed, time.time_ns() // 1_000_000 - plan.log)
        talk = list(islice(source, plan.records - 1))  # asking for a pack seals a head, which is a record too
        signed.store(self._plain, talk)
        conversation = self._said(talk, "one conversation")
        self._said(list(islice(source, plan.log - plan.records)))
        for _ in range(plan.rounds):
            pack = self._packed(conversation, times)
            plain = _timed(times.plain_pack, lambda: signed.export(self._plain, self._key))
            self._verified(pack, times)
            _timed(times.plain_verify, partial(signed.check, plain, self._key.public_key()))
            times.log = _timed(times.fsck, self._fsck)
            _timed(times.plain_read, self._read)
            times.pack_bytes, times.plain_bytes = len(pack), len(plain)
        return times

    def _said(self, talk: Sequence[Message], conversation: str | None = None) -> bytes:
        """Say it all, in one conversation or each message in its own; returns the last one's pseudonym."""
        last = b""
        for start in range(0, len(talk), _BATCH):
            raws = [
                Raw(
                    tenant=_TENANT,
                    conversation=conversation or message.conversation,
                    key=message.id,
                    kind=Kind.MESSAGE,
                    author=Author(message.role, message.speaker),
                    received=message.sent,
                    text=Secret(message.text),
                )
                for message in talk[start : start + _BATCH]
            ]
            answers = self._house.flow.append_all(raws, receipts=False).result(60)
            if not isinstance(answers[-1], Receipt):
                raise Wrong(str(answers[-1]))
            last = answers[-1].stored.conversation
        return last

    def _packed(self, conversation: bytes, times: Times) -> bytes:
        """Ask and approve, then make the file, which alone is timed; returns the pack, decrypted."""
        exports, approvals, why = self._house.exports, self._house.approvals, f"round {len(times.pack)}"
        request = exports.request(self._asker, conversation, purpose="internal-review", reason=f"benchmark, {why}")
        asked = approvals.request(self._asker, request)
        approvals.vote(self._approver, asked.request, "approve", why, asked.digest)
        recipient = str(self._identity.to_public())
        exported = _timed(times.pack, lambda: exports.export(self._asker, request, recipient=recipient))
        return bytes(pyrage.decrypt(exported.content, [self._identity]))

    def _verified(self, pack: bytes, times: Times) -> None:
        """Check the pack in this process, and by the command as a stranger would run it."""
        trust = Trust(tuple(parse_vkey(key) for key in self._vkeys))
        found = _timed(times.verify, lambda: check(pack, trust))
        if found.status is not Status.VALID:
            message = f"a pack that was just made is {found.status}: {found.reason}"
            raise Wrong(message)
        with tempfile.NamedTemporaryFile(suffix=".zip") as file:
            file.write(pack)
            file.flush()
            keys = [word for key in self._vkeys for word in ("--vkey", key)]
            command = [sys.executable, "-m", "handclasp.verify", "--json", file.name, *keys]
            _timed(times.command, lambda: subprocess.run(command, check=True, capture_output=True))

    def _fsck(self) -> int:
        house = self._house
        report = fsck(house.log, house.log_key, house.signer, house.database, lambda _done, _all: None)
        if not report.sound:
            message = f"a log that was just written is not sound: {report.findings}"
            raise Wrong(message)
        return report.size

    def _read(self) -> None:
        """The same rows, read through a cursor of the server and hashed one by one."""
        with self._house.database.connect("auditor") as connection, connection.cursor("rows", binary=True) as cursor:
            cursor.itersize = 10_000
            signed.hashed(cursor.execute(_ROWS, (self._house.log.log_id,)))


def _hired(house: House, name: str, role: str) -> Reader:
    """An account that may do this work, with a second factor of a moment ago."""
    number = house.directory.tenant(_TENANT)
    assert number is not None  # noqa: S101 - made by setup
    with house.database.transaction("console", house.log.log_id, [number]) as connection:
        connection.execute(
            "insert into handclasp.people (tenant_id, person, role, team, merchant, active) "
            "values (%s, %s, %s, '', '', true)",
            (number, name, role),
        )
    return Reader(_TENANT, role, name, stepped=frozenset(one.value for one in StepUp))


def _timed(times: list[float], work: Callable[[], T]) -> T:
    began = time.perf_counter()
    done = work()
    times.append(time.perf_counter() - began)
    return done


if __name__ == "__main__":
    main()
