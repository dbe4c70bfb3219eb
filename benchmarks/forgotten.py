"""Looking for what was forgotten: in every table, file, index and copy, and by every key in what old backups hold.

Words lie encrypted, so a search for them alone proves little. A thief's hoard is kept beside the house: at every look
it takes what the database holds, wrapped keys too, as a backup of that day would. Later every key that still exists
anywhere is tried on all of it.
"""

from __future__ import annotations

import mmap
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any, Final, NamedTuple

import psycopg
from benchmarks.forgetting import MARK, Life, Talk, Wrong
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from psycopg import sql
from tests.flow.test_never_stored import database_folder, newest_wal, spellings
from tests.house_fixture import House

from handclasp.disclose.search import Asked
from handclasp.house import searching
from handclasp.house.copies import mac_key
from handclasp.records import Compartment, HandclaspError, Kind
from handclasp.seal import kit
from handclasp.seal.keys import ConversationKeys, compartment_keys, context
from handclasp.seal.record import open_body
from handclasp.search import Upkeep
from handclasp.store.embedded import Embedded
from handclasp.store.fsck import fsck
from handclasp.store.keeping_erase import Erasures
from handclasp.store.warm.keyset import keys_in

STAYS: Final = {
    "entries": "the log: hashes",
    "bin": "that it was deleted, and erased",
    "holds": "holds that were lifted",
    "extensions": "extensions that are over",
    "rights": "the customer's request",
    "restrictions": "the customer's request",
    "salvaged": "which lost records came back: numbers",
    "subjects": "finds the journal's records about it, its certificate among them",
    "approvals": "what a second person was asked about it",
}
"""Tables in which an erased conversation's pseudonym may stand, and what for. It opens nothing."""

_HEX: Final = re.compile(r"(?<![0-9a-f])[0-9a-f]{32}(?![0-9a-f])")
_PIECE: Final = 16 * 1024 * 1024
"""Bytes that are looked through at a time."""

_NONCE: Final = 12
_KEY: Final = 32


class Old(NamedTuple):
    """What an old backup holds of one record."""

    at: int
    record: bytes
    nonce: bytes
    commitments: bytes
    body: bytes


class Hoard:
    """Everything that was ever in the house, by conversation, as backups of many days hold it together."""

    def __init__(self) -> None:
        self.keys: dict[bytes, dict[tuple[int, Compartment], bytes]] = defaultdict(dict)
        self.records: dict[bytes, dict[int, Old]] = defaultdict(dict)
        self.traces: dict[bytes, set[bytes]] = defaultdict(set)
        self.tried: set[bytes] = set()

    def take(self, house: House) -> None:
        """Take what is there today."""
        with psycopg.connect(str(house.settings.database_url)) as admin:
            for row in admin.execute(
                "select conversation, epoch, body_key, originals_key, name_hash from handclasp.conversations "
                "where not journal and tenant_id = 1"
            ):
                self.keys[row[0]] |= {(row[1], Compartment.BODY): row[2], (row[1], Compartment.ORIGINALS): row[3]}
                self.traces[row[0]].add(row[4])
            for row in admin.execute(
                "select s.conversation, s.idx, e.record, s.nonce, s.commitments, s.body from handclasp.sealed s "
                "join handclasp.entries e using (log_id, idx) join handclasp.conversations c "
                "on (c.log_id, c.tenant_id, c.conversation) = (s.log_id, s.tenant_id, s.conversation) "
                "where not c.journal and s.tenant_id = 1"
            ):
                self.records[row[0]][row[1]] = Old(*row[1:])
                self.traces[row[0]] |= {row[3], row[5]}
            for row in admin.execute("select conversation, key_hash, digest from handclasp.idempotency"):
                self.traces[row[0]] |= {row[1], row[2]}


def scanned(life: Life, hoard: Hoard, postgres: Embedded) -> Counter[str]:
    """Look through everything that lasts; raises Wrong. Returns how much was looked at."""
    house, seen = life.house, Counter[str]()
    gone = {talk.it for talk in life.talks if talk.gone}
    seen["values of tables"] = _tables(house, gone, hoard)
    places: dict[str, Iterator[bytes | mmap.mmap]] = {
        "the data directory": _files(house.settings.data_dir),
        "the copy": _files(life.copy),
        "the server's data": _files(database_folder(house, postgres)),
        "the server's log": iter([postgres.log_file.read_bytes()]),
        "the write-ahead log": iter([newest_wal(postgres)]),
    }
    for place, contents in places.items():
        for data in contents:
            seen["bytes of files"] += len(data)
            if mark := in_the_clear(data):
                raise Wrong(f"{place} holds {mark!r} in the clear")
    _blobs(life, house)
    seen["segments of the index"] = _index(life)
    seen["keys in the copy"] = _copied_keys(life, gone)
    return seen


def _tables(house: House, gone: set[bytes], hoard: Hoard) -> int:
    """Values of every table: no trace of what is gone but where STAYS says so."""
    traces = set[bytes]().union(*(hoard.traces[one] for one in gone)) if gone else set()
    named, count = {one.hex() for one in gone}, 0
    with psycopg.connect(str(house.settings.database_url)) as admin:
        for table, value in _values(admin):
            count += 1
            if isinstance(value, bytes):
                if value in traces:
                    raise Wrong(f"{table} still holds something of an erased conversation")
                told = value in gone
            else:
                words = value if isinstance(value, str) else str(value)
                if MARK in words:
                    raise Wrong(f"{table} holds a canary in the clear")
                told = not named.isdisjoint(_HEX.findall(words))
            if told and table not in STAYS:
                raise Wrong(f"{table} still names an erased conversation")
    return count


def _values(admin: psycopg.Connection[Any]) -> Iterator[tuple[str, Any]]:
    """Every value of every relation that the catalogue knows, whoever made it; numbers and times hold nothing."""
    relations = admin.execute(
        "select n.nspname::text, c.relname::text from pg_class c join pg_namespace n on n.oid = c.relnamespace "
        "where c.relkind in ('r', 'm', 'f') and n.nspname not in ('pg_catalog', 'information_schema', 'pg_toast')"
    ).fetchall()
    row = admin.execute("select count(*) from pg_largeobject").fetchone()
    if row is None or row[0]:
        raise Wrong("there are large objects, which nothing here looks into")
    for schema, table in relations:
        with admin.cursor(name="every_value") as cursor:
            cursor.itersize = 5_000
            for found in cursor.execute(sql.SQL("select * from {}").format(sql.Identifier(schema, table))):
                for value in found:
                    for one in value if isinstance(value, list) else [value]:
                        if one is not None and not isinstance(one, (int, float, bool, datetime)):
                            yield table, one


def _files(folder: Path) -> Iterator[bytes | mmap.mmap]:
    """Every file, mapped rather than read: those of a large table have a gigabyte."""
    for path in folder.rglob("*"):
        if path.is_file() and path.stat().st_size:
            with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data:
                yield data


def _in_turn(marks: Sequence[bytes]) -> Callable[[bytes | mmap.mmap], bytes | None]:
    """Says which of these stands in some bytes, or None; by hyperscan where there is it: far faster."""
    try:
        import hyperscan  # noqa: PLC0415 - not on every machine
    except ImportError:
        found = re.compile(b"|".join(map(re.escape, marks)))
        return lambda data: match[0] if (match := found.search(data)) else None
    database = hyperscan.Database()
    spelt = [b"".join(b"\\x%02x" % byte for byte in one) for one in marks]
    once = [hyperscan.HS_FLAG_SINGLEMATCH] * len(marks)
    database.compile(expressions=spelt, ids=list(range(len(marks))), elements=len(marks), flags=once)
    overlap = max(map(len, marks)) - 1

    def look(data: bytes | mmap.mmap) -> bytes | None:
        hits: list[int] = []
        for at in range(0, len(data), _PIECE):
            piece = data[max(0, at - overlap) : at + _PIECE]
            database.scan(piece, match_event_handler=lambda number, *_: hits.append(number))
            if hits:
                return marks[hits[0]]
        return None

    return look


in_the_clear: Final = _in_turn(spellings(MARK, MARK))
"""Which spelling of the canary stands in some bytes; None when none does."""


def _blobs(life: Life, house: House) -> None:
    """The files of what lives are there, and no others, in the house and (of what is certified) in the copy."""
    wanted = {blob.hex() for talk in life.talks if not talk.gone for blob in talk.files}
    here = {path.name for path in house.paths.blobs.rglob("*") if path.is_file()}
    if here != wanted:
        raise Wrong(f"{len(wanted - here)} files are lost, {len(here - wanted)} are left over")
    certified = life.certified()
    over = {blob.hex() for talk in life.talks if talk.it in certified for blob in talk.files}
    if not over.isdisjoint(path.name for path in life.copy.rglob("*")):
        raise Wrong("the copy still has a file of a conversation whose erasure is certified")


def _index(life: Life) -> int:
    """Open every segment of the search index: no posting of what is gone is in any."""
    index = searching.index(life.house)
    segments, upkeep = index.rows.segments(1), Upkeep(index, life.clock)
    erasures = Erasures(life.house.database, life.house.log.log_id)
    records = frozenset(erasures.records(1, [talk.it for talk in life.talks if talk.gone]))
    for one in segments:
        if upkeep._held(1, one, records):  # noqa: SLF001 - what it asks itself before it writes one anew
            raise Wrong("the search index still holds something of an erased conversation")
    return len(segments)


def _copied_keys(life: Life, gone: set[bytes]) -> int:
    """The wrapped keys in the copy; of what is certified there are none."""
    over, count = life.certified(), 0
    for path in life.copy.glob("**/keys/*/*/*"):
        tenant, epoch = int(path.parts[-3]), int(path.parts[-2])
        given: dict[str, Any] = {"origin": life.house.log.origin, "tenant": tenant, "epoch": epoch, "part": path.name}
        for row in keys_in(path.read_bytes(), path.name, mac_key(life.house.keys), **given):
            count += 1
            if row.conversation in over:
                raise Wrong("the copy still has the keys of a conversation whose erasure is certified")
    return count if gone else 0


def certificates(house: House) -> Counter[str]:
    """How many certificates of each conversation's erasure stand sealed in the journals, by pseudonym in hex."""
    found: Counter[str] = Counter()
    with psycopg.connect(str(house.settings.database_url)) as admin:
        rows = admin.execute(
            "select s.idx from handclasp.sealed s join handclasp.conversations c "
            "on (c.log_id, c.tenant_id, c.conversation) = (s.log_id, s.tenant_id, s.conversation) "
            "where c.journal and s.tenant_id = 1 and position('\\x06636f70696573'::bytea in s.commitments) > 0"
        ).fetchall()
    for (index,) in rows:
        said = house.records.journalled(1, index) or {}
        if said.get("kind") == Kind.ERASURE:
            found.update(str(one) for one in said["subjects"])  # type: ignore[union-attr]  # a list
    return found


# --- by key


def every_key(life: Life, identity: Any) -> list[bytes]:
    """Every 32 bytes that are a key anywhere: in the key folder, and in the escrow of the copy, by the recovery kit."""
    folder = life.house.keys
    secrets = [folder._read(path.stem) for path in folder.folder.glob("*.key")]  # noqa: SLF001 - as a thief would
    secrets += [kit.release(identity, path.read_bytes()) for path in life.copy.rglob("*.age")]
    secrets += [kit.release(identity, path.read_bytes()) for path in (folder.folder / "escrow").glob("*.age")]
    return list({one[at : at + _KEY] for one in secrets for at in range(0, len(one) - _KEY + 1, _KEY)})


def unwrapped(it: bytes, hoard: Hoard, ciphers: Iterable[AESGCM]) -> list[ConversationKeys]:
    """What some of these keys make of a conversation's wrapped keys, in any backup of any day."""
    found: dict[int, dict[Compartment, bytes]] = defaultdict(dict)
    for (epoch, compartment), wrapped in hoard.keys[it].items():
        bound = context(1, 1, it, compartment, epoch)
        for cipher in ciphers:
            try:
                found[epoch][compartment] = cipher.decrypt(wrapped[:_NONCE], wrapped[_NONCE:], bound)
            except InvalidTag:
                continue
    both = [one for one in found.values() if one]
    return [
        ConversationKeys(
            *(compartment_keys(one.get(part, bytes(_KEY))) for part in (Compartment.BODY, Compartment.ORIGINALS))
        )
        for one in both
    ]


def opens(it: bytes, hoard: Hoard, keys: Iterable[ConversationKeys]) -> int:
    """How many records of a conversation, out of the hoard, some of these keys open."""
    count = 0
    for one in keys:
        for old in hoard.records[it].values():
            try:
                open_body(old.body, old.nonce, old.commitments, old.record, one)
            except HandclaspError:
                continue
            count += 1
    return count


def tried(life: Life, hoard: Hoard, identity: Any, most: int = 300, *, every: bool = True) -> Counter[str]:
    """Try every key on everything that an old backup holds of what is certified; raises Wrong.

    Without `every`, of what was tried before only on some: no key that is made later opens what an older one closed.

    The same is tried on `most` of what lives, where it must open: else the trial would be blind.
    """
    ciphers, seen = [AESGCM(key) for key in every_key(life, identity)], Counter[str]()
    live = [talk for talk in life.talks if not talk.gone and talk.it in hoard.keys]
    certified = life.certified()
    over = [talk for talk in life.talks if talk.it in certified]
    if not every:
        before = life.chance.sample(over, min(most, len(over)))
        over = [*(talk for talk in over if talk.it not in hoard.tried), *before]
    living: list[ConversationKeys] = []
    for talk in live[-most:]:
        keys = unwrapped(talk.it, hoard, ciphers)
        living += keys
        if not keys or opens(talk.it, hoard, keys) < len(hoard.records[talk.it]):
            raise Wrong(f"the trial is blind: what lives does not open, of {talk}")
        seen["records of the living that opened"] += len(hoard.records[talk.it])
    for number, talk in enumerate(over):
        seen["wrapped keys of the erased tried"] += len(hoard.keys[talk.it])
        seen["records of the erased in the hoard"] += len(hoard.records[talk.it])
        if unwrapped(talk.it, hoard, ciphers):
            raise Wrong(f"a key still opens what an old backup holds of {talk}")
        if number % max(1, len(over) // 50) == 0 and opens(talk.it, hoard, living):
            raise Wrong(f"another conversation's key opens {talk}")
        hoard.tried.add(talk.it)
    seen["keys that exist"] = len(ciphers)
    return seen


def ended(life: Life) -> Counter[str]:
    """At the end: the log verifies, each erasure has exactly one certificate."""
    house, seen = life.house, Counter[str]()
    report = fsck(house.log, house.log_key, house.signer, house.database, lambda *_: None, house.erasing.covers)
    if not report.sound or list(house.erasing.amiss(1)):
        raise Wrong(f"fsck: {report.findings[:3]}, {list(house.erasing.amiss(1))[:3]}")
    seen["records in the log"], seen["of them erased"] = report.size, report.erased
    found = certificates(house)
    for talk in life.talks:
        if found[talk.it.hex()] != talk.gone:
            raise Wrong(f"{found[talk.it.hex()]} certificates of {talk}")
        seen["certificates"] += talk.gone
    return seen


def searched(life: Life, talks: list[Talk], who: Any) -> int:
    """Search for the word of each; it must be found where the conversation is kept and not in the bin."""
    for talk in talks:
        found = life.house.searches.search(who, Asked(text=talk.word), reason="a specimen of two years")
        if bool(found) == bool(talk.put):
            raise Wrong(f"the search finds {len(found)} records of {talk}")
    return len(talks)
