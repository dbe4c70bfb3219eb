"""Is the log in the database the one that was signed? Derives the whole tree again from stored records and compares.

Trusts nothing that it can derive: entries → leaf hashes → every tile and the root; commitments → record hashes; each
conversation's chain, from its genesis, without gaps or branches; every published checkpoint; the signer's floor.
Reads in bounded memory, as the auditor role, which sees no plaintext. Finds, names and counts; mends nothing.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import lru_cache

import msgspec

from handclasp.seal.commitment import record_hash
from handclasp.seal.entry import begins, entry, leaf_hash
from handclasp.seal.note import Head, LogKey, read_head
from handclasp.seal.signer import Signer
from handclasp.seal.tree import Edge, Tile
from handclasp.store.batch import Log
from handclasp.store.database import Connection, Database
from handclasp.store.queries import load

_CHUNK = 20_000
_MOST_EXAMPLES = 20


class Finding(msgspec.Struct, frozen=True):
    """Something wrong: a stable code, the index it was found at (-1: the log as a whole), and words."""

    code: str
    index: int
    words: str


@dataclass
class Report:
    """What fsck saw. `findings` holds the first of each; `counts` counts all by code.

    `erased`: records whose content is gone as sealed records say.
    """

    size: int = 0
    bodies_missing: int = 0
    erased: int = 0
    findings: list[Finding] = field(default_factory=list)
    counts: Counter[str] = field(default_factory=Counter)

    @property
    def sound(self) -> bool:
        """Whether nothing is wrong."""
        return not self.counts

    def add(self, code: str, index: int, words: str) -> None:
        """Note a finding."""
        self.counts[code] += 1
        if self.counts[code] <= _MOST_EXAMPLES:
            self.findings.append(Finding(code, index, words))


class _Row(msgspec.Struct, frozen=True):
    index: int
    tenant: int
    conversation: bytes
    seq: int
    record: bytes
    previous: bytes
    commitments: bytes | None


def fsck(
    log: Log,
    key: LogKey,
    signer: Signer,
    database: Database,
    progress: Callable[[int, int], None],
    covers: Callable[[int, bytes], bool] = lambda _tenant, _conversation: False,
) -> Report:
    """Check a whole log; `progress(done, all)` counts records. Memory: about 300 bytes a conversation.

    `covers` says of a tenant's conversation whether sealed records explain why its content is gone: an erasure
    certificate, or the deletion that an erasure under way goes by.
    """
    report = Report()
    covered = lru_cache(_CHUNK)(covers)
    with database.connect("auditor") as connection:
        connection.execute("set transaction isolation level repeatable read read only")
        head = connection.execute(load("read")["head"], {"log": log.log_id}).fetchone()
        if head is None:
            report.add("log-missing", -1, f"log {log.name} has no head")
            return report
        report.size = head[0]
        floor = signer.newest()
        edge = Edge()
        chains: dict[bytes, tuple[int, bytes]] = {}
        for rows in _chunks(connection, log.log_id, report.size):
            _rows(log, rows, edge.size, chains, report, covered)
            _tiles(connection, log, edge, rows, floor, report)
            progress(edge.size, report.size)
        if edge.size != report.size:
            report.add(
                "entries-missing", edge.size, f"the head says {report.size} records, {edge.size} entries are there"
            )
        if edge.root() != head[1]:
            report.add("root-differs", -1, "the head's root is not the root of the stored entries")
        _checkpoints(log, key, floor, report, connection)
    return report


def _chunks(connection: Connection, log: int, size: int) -> Iterator[list[_Row]]:
    for start in range(0, size, _CHUNK):
        rows = connection.execute(
            "select e.idx, e.tenant_id, e.conversation, e.seq, e.record, e.previous, s.commitments "
            "from handclasp.entries e left join handclasp.sealed s using (log_id, tenant_id, idx) "
            "where e.log_id = %s and e.idx >= %s and e.idx < %s order by e.idx",
            (log, start, min(start + _CHUNK, size)),
            binary=True,
        ).fetchall()
        yield [_Row(*row) for row in rows]


def _rows(
    log: Log,
    rows: list[_Row],
    start: int,
    chains: dict[bytes, tuple[int, bytes]],
    report: Report,
    covers: Callable[[int, bytes], bool],
) -> None:
    for expected, row in enumerate(rows, start):
        if row.index != expected:
            report.add("index-gap", expected, f"entry {expected} is missing")
        seq, previous = chains.get(row.conversation) or (0, row.previous)
        if not seq and not begins(log.origin, row.conversation, row.previous):
            previous = b""
        if row.seq != seq + 1:
            report.add("seq-gap", row.index, f"conversation {row.conversation.hex()} goes from {seq} to {row.seq}")
        if row.previous != previous:
            report.add("chain-broken", row.index, f"record {row.seq} does not follow the record before it")
        chains[row.conversation] = (row.seq, row.record)
        if row.commitments is None:
            report.bodies_missing += 1
            if covers(row.tenant, row.conversation):
                report.erased += 1
            else:
                words = "the record's content is gone, and no erasure certificate says why"
                report.add("body-missing", row.index, words)
        elif record_hash(row.commitments) != row.record:
            report.add("commitments-differ", row.index, "the stored commitments are not the ones in the log")


def _tiles(connection: Connection, log: Log, edge: Edge, rows: list[_Row], floor: str | None, report: Report) -> None:
    """Grow the edge over a chunk, stopping at every size that was ever signed to compare roots and tiles."""
    leaves = [leaf_hash(entry(r.conversation, r.seq, r.record, r.previous)) for r in rows]
    start, end = edge.size, edge.size + len(rows)
    signed = _signed(connection, log, start, end, floor)
    stops = [*sorted(signed), end]
    changed: dict[tuple[int, int], Tile] = {}
    for stop in stops:
        for tile in edge.append(leaves[edge.size - start : stop - start]):
            changed[tile.level, tile.index] = tile
        if stop in signed and signed[stop] != {Head(stop, edge.root())}:
            report.add("checkpoint-differs", stop - 1, f"the checkpoint of size {stop} was signed over other records")
    stored = {
        (level, tile): hashes
        for level, tile, hashes in connection.execute(
            "select t.level, t.tile, t.hashes from unnest(%b::smallint[], %b::bigint[]) n (level, tile) "
            "join handclasp.tiles t on t.log_id = %s and t.level = n.level and t.tile = n.tile",
            ([level for level, _ in changed], [tile for _, tile in changed], log.log_id),
            binary=True,
        )
    }
    for place, tile in changed.items():
        found = stored.get(place)
        if found is None or found[: len(tile.hashes)] != tile.hashes:
            report.add("tile-differs", -1, f"tile {tile.level}/{tile.index} is not the hash of the stored entries")


def _signed(connection: Connection, log: Log, start: int, end: int, floor: str | None) -> dict[int, set[Head]]:
    """What was ever signed, by sizes in (start, end]; the signatures stay in the database, they are 3 KiB each."""
    rows = connection.execute(
        r"select size, split_part(note, E'\n\n', 1) from handclasp.checkpoints "
        "where log_id = %s and size > %s and size <= %s",
        (log.log_id, start, end),
    ).fetchall()
    signed = {size: {read_head(text)} for size, text in rows}
    newest = read_head(floor) if floor is not None else Head(0, b"")
    if start < newest.size <= end:
        signed.setdefault(newest.size, set()).add(newest)
    return signed


def _checkpoints(log: Log, key: LogKey, floor: str | None, report: Report, connection: Connection) -> None:
    newest = connection.execute(load("read")["newest_checkpoint"], {"log": log.log_id}).fetchone()
    if floor is not None and read_head(floor).size > report.size:
        report.add("rolled-back", -1, f"{read_head(floor).size} records were signed, {report.size} are there")
    if newest is not None and newest[0] > report.size:
        report.add("rolled-back", -1, f"a checkpoint of {newest[0]} records was published, {report.size} are there")
    if newest is not None and not key.signed(newest[1]):
        report.add("checkpoint-forged", -1, "the newest checkpoint does not carry this log's signature")
