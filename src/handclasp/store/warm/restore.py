"""Rebuilds a log from its copies: every segment verified before a row of it is written, the end proved.

Reads from any copy, and turns to another where one is damaged or at an end; what was wrong is named. A crash is cured
by starting again: what the database has is not read twice. Trusts nothing in a copy but what the log's own signature
and this house's keyed digest cover.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any, Final, NamedTuple

from handclasp.records import Compartment
from handclasp.seal.entry import leaf_hash
from handclasp.seal.keys import CompartmentKeys, KeyMissing, WrappedKeys, compartment_keys, context
from handclasp.seal.note import LogKey, read_head
from handclasp.seal.provider import FileKeys
from handclasp.seal.tree import Edge, Tile
from handclasp.store.batch import Log
from handclasp.store.warm.erased import ErasedRow, erased_in
from handclasp.store.warm.keyset import KeyRow, keys_in
from handclasp.store.warm.load import Loader
from handclasp.store.warm.objects import Damaged
from handclasp.store.warm.place import Copy, log_folder, segment_name, start_of
from handclasp.store.warm.segment import Copied, Extras, Segment, opened_extras
from handclasp.store.warm.vault import Missing, StoreUnreachable

_CACHE: Final = 65_536


class Wanted(NamedTuple):
    """What is to be restored: records received until then (ms since 1970), of one conversation (its content alone).

    `as_far_as_it_goes`: end before what is damaged in every copy, instead of refusing.
    """

    until: int | None = None
    conversation: bytes | None = None
    as_far_as_it_goes: bool = False


ALL: Final = Wanted()


class Verified(NamedTuple):
    """A range out of a copy, verified: the tree after it is what its checkpoint says."""

    records: list[Copied]
    tiles: list[Tile]
    edge: Edge
    note: str | None
    tenants: dict[int, str]


class Reached(NamedTuple):
    """How far a restore came: records, conversations with keys, the newest checkpoint any copy holds, what was wrong.

    `newest` may be of more records than were reached. `note` is the last checkpoint that was reached.
    """

    size: int
    root: bytes
    conversations: int
    note: str | None
    newest: int
    problems: tuple[str, ...]
    whole: bool


class Shelf:
    """One log's part of one copy."""

    def __init__(self, copy: Copy, origin: str, key: bytes) -> None:
        self.copy = copy
        self._folder = log_folder(origin)
        self._origin = origin
        self._key = key
        listed = (start_of(one.name) for one in copy.lasting.names(f"{self._folder}/segments"))
        self.starts = sorted(start for start in listed if start is not None)

    def segment(self, position: int) -> Segment | None:
        """The segment that holds an index, digests and place right; None when this copy ends before. Raises Damaged."""
        at = bisect_right(self.starts, position) - 1
        if at < 0:
            return None
        name = f"{self._folder}/{segment_name(self.starts[at])}"
        try:
            data = self.copy.lasting.read(name)
        except Missing:
            raise Damaged("copy-object-missing", name, f"it is not in copy {self.copy.name} any more") from None
        found = Segment(data, name, self._key, origin=self._origin, start=self.starts[at])
        if found.about.end > position:
            return found
        if at + 1 < len(self.starts):
            missing = f"{self._folder}/{segment_name(found.about.end)}"
            raise Damaged("copy-object-missing", missing, f"it is not in copy {self.copy.name}, though a later one is")
        return None

    def end(self) -> int:
        """Where this copy says it ends; no less than where its last segment begins, when that cannot be read."""
        last = self.starts[-1] if self.starts else 0
        try:
            found = self.segment(last) if self.starts else None
        except (Damaged, StoreUnreachable):
            return last + 1
        return found.about.end if found else last

    def keys(self, problems: list[str]) -> Iterator[KeyRow]:
        """All wrapped keys in this copy."""
        for found in self.copy.erasable.names(f"{self._folder}/keys"):
            parts = found.name.split("/")
            try:
                tenant, epoch, part = int(parts[-3]), int(parts[-2]), parts[-1]
                data = self.copy.erasable.read(found.name)
                yield from keys_in(
                    data, found.name, self._key, origin=self._origin, tenant=tenant, epoch=epoch, part=part
                )
            except (Damaged, Missing, ValueError) as error:
                problems.append(f"copy {self.copy.name}: {error}")

    def erased(self, problems: list[str]) -> Iterator[tuple[int, ErasedRow]]:
        """All conversations that this copy knows to be erased, with their tenants."""
        for found in self.copy.lasting.names(f"{self._folder}/erased"):
            parts = found.name.split("/")
            try:
                tenant, part = int(parts[-2]), parts[-1]
                data = self.copy.lasting.read(found.name)
                rows = erased_in(data, found.name, self._key, origin=self._origin, tenant=tenant, part=part)
                yield from ((tenant, row) for row in rows)
            except (Damaged, Missing, ValueError) as error:
                problems.append(f"copy {self.copy.name}: {error}")


class Restore:
    """Rebuilds one log from its shelves, in their order of preference, into a loader's database.

    `erased`: after `run`, what any of the copies knows to be erased, by tenant and conversation. `later` are the
    shelves of the logs that went on from this one: they know what was erased since, and have its keys anew.
    """

    def __init__(
        self,
        log: Log,
        key: LogKey,
        keys: FileKeys,
        shelves: Sequence[Shelf],
        wanted: Wanted = ALL,
        later: Sequence[Shelf] = (),
    ) -> None:
        self._later = later
        self._log = log
        self._key = key
        self._keys = keys
        self._shelves = shelves
        self._wanted = wanted
        self._problems: list[str] = []
        self.erased: dict[tuple[int, bytes], ErasedRow] = {}
        self._wrapped: dict[tuple[int, bytes], WrappedKeys] = {}
        self._opened: dict[tuple[int, bytes], CompartmentKeys | None] = {}

    def run(self, loader: Loader, progress: Callable[[int, int], Any]) -> Reached:
        """Load all that can be reached; `progress(done, all)` counts records. Raises Damaged, StoreUnreachable."""
        edge = loader.begin()
        conversations = self._load_keys(loader)
        goal = max((shelf.end() for shelf in self._shelves), default=0)
        whole, note = True, None
        # While one range is written, the next one is read and verified.
        with ThreadPoolExecutor(1, "restore") as writing:
            written: Future[None] | None = None
            while whole:
                progress(edge.size, max(goal, edge.size))
                found = self._next(edge)
                if found is None:
                    break
                records = self._until(found.records)
                whole = len(records) == len(found.records)
                if not whole:
                    found = _cut(edge, found, records)
                ready = self._ready(found)
                if written is not None:
                    written.result()
                written = writing.submit(loader.segment, *ready)
                edge, note = found.edge, found.note or note
            if written is not None:
                written.result()
        return Reached(edge.size, edge.root(), conversations, note, goal, tuple(self._problems), whole)

    def _load_keys(self, loader: Loader) -> int:
        """Of every copy: a conversation's keys are as good from one as from another, and one may lack some."""
        living: dict[int, list[int]] = {}
        for shelf in (*self._shelves, *self._later):
            for tenant, gone in shelf.erased(self._problems):
                self.erased[tenant, gone.conversation] = gone

        def rows() -> Iterator[KeyRow]:
            for shelf in (*self._shelves, *self._later):
                for row in shelf.keys(self._problems):
                    epochs = living.setdefault(row.tenant, self._keys.epochs(row.tenant))
                    # What was erased stays erased, whatever keys of it an older copy still holds.
                    lives = row.epoch in epochs and (row.tenant, row.conversation) not in self.erased
                    if lives and self._wanted.conversation in (None, row.conversation):
                        known = self._wrapped.get((row.tenant, row.conversation))
                        if known is None or known.epoch < row.epoch:
                            fresh = WrappedKeys(row.conversation, row.epoch, row.body, row.originals)
                            self._wrapped[row.tenant, row.conversation] = fresh
                        yield row

        return loader.keys(rows(), {tenant: self._keys.epoch(tenant) for tenant in self._tenants()})

    def _tenants(self) -> list[int]:
        """The tenants that have keys."""
        names = (path.stem.split("-") for path in self._keys.folder.glob("tenant-*.key"))
        return sorted(int(parts[1]) for parts in names)

    def _next(self, edge: Edge) -> Verified | None:
        """The range that goes on from `edge`, from the first copy that has it unharmed."""
        wrong: list[str] = []
        for shelf in self._shelves:
            try:
                found = shelf.segment(edge.size)
                if found is not None:
                    verified = self._verified(found, edge)
                    self._problems += wrong
                    return verified
            except Damaged as error:
                wrong.append(f"copy {shelf.copy.name}: {error} [{error.code}]")
            except StoreUnreachable as error:
                wrong.append(f"{error}")
        if wrong and not self._wanted.as_far_as_it_goes:
            words = "; ".join(wrong) + ". Name another copy with --from too, or end here with --as-far-as-it-goes"
            raise Damaged("restore-damaged", self._log.origin, words)
        self._problems += wrong
        return None

    def _verified(self, found: Segment, edge: Edge) -> Verified:
        records = [record for record in found.records() if record.index >= edge.size]
        after = edge.copy()
        tiles = after.append([leaf_hash(record.entry) for record in records])
        note = found.about.checkpoint
        head = read_head(note)
        if (head.size, head.root) != (after.size, after.root()):
            raise Damaged(
                "copy-root-differs", found.name, "its records are not the ones its checkpoint was signed over"
            )
        if note.startswith(self._log.origin + "\n") and not self._key.signed(note):
            raise Damaged("copy-unsigned", found.name, "its checkpoint does not carry this log's signature")
        return Verified(records, tiles, after, note, {int(n): name for n, name in found.about.tenants.items()})

    def _until(self, records: list[Copied]) -> list[Copied]:
        """What was received in time: all up to the first record that was not."""
        until = self._wanted.until
        if until is None:
            return records
        late = (i for i, r in enumerate(records) if r.body is not None and r.received > until)
        return records[: next(late, len(records))]

    def _ready(
        self, found: Verified
    ) -> tuple[list[Copied], list[Extras | None], list[Tile], Edge, str | None, dict[int, str]]:
        """What a loader writes of a range: its content as wanted, and what finds its records, opened."""
        chosen = self._wanted.conversation
        records = found.records
        if chosen is not None:
            records = [r if r.conversation == chosen else _bare(r) for r in records]
        extras = [self._extras(record) for record in records]
        return records, extras, found.tiles, found.edge, found.note, found.tenants

    def _extras(self, record: Copied) -> Extras | None:
        if not record.extras:
            return None
        place = record.tenant, record.conversation
        if place not in self._opened:
            if len(self._opened) >= _CACHE:
                self._opened.clear()
            self._opened[place] = self._body_keys(*place)
        keys = self._opened[place]
        return opened_extras(record.extras, record.record, keys, f"record {record.index}") if keys else None

    def _body_keys(self, tenant: int, conversation: bytes) -> CompartmentKeys | None:
        row = self._wrapped.get((tenant, conversation))
        if row is None:
            return None  # erased: what found its records died with its keys
        bound = context(self._log.log_id, tenant, conversation, Compartment.BODY, row.epoch)
        try:
            return compartment_keys(self._keys.unwrap(tenant, row.epoch, Compartment.BODY, row.body, bound))
        except KeyMissing as error:
            self._problems.append(f"conversation {conversation.hex()}: {error}")
            return None


def _cut(edge: Edge, found: Verified, records: list[Copied]) -> Verified:
    """A range cut off at a moment: it was verified whole, so its beginning is what was signed."""
    after = edge.copy()
    tiles = after.append([leaf_hash(record.entry) for record in records])
    return Verified(records, tiles, after, None, found.tenants)


def _bare(record: Copied) -> Copied:
    """A record's place in the log alone."""
    return Copied(
        record.index,
        record.tenant,
        record.conversation,
        record.seq,
        record.record,
        record.previous,
        0,
        None,
        None,
        None,
    )
