"""Erasure: what its time in the bin is over for goes, step by step, and a certificate says so in the end.

in the bin (0) → keys dropped (1) → rows (2), files (3), postings (4) gone → listed in the copies (5) → the key epoch
turned, everywhere (6) → certified (7). Each step is safe to repeat and begins where the last one stands in the table,
so a crash anywhere is cured by going on. Until the keys are dropped a hold wins and it can be taken back; afterwards
nobody can. The certificate has one key in the log: there is at most one.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from typing import Any, Final, NamedTuple, Protocol

from handclasp.access.policy import Reader
from handclasp.keep.bin import Sealed
from handclasp.keep.coming_back import by_somebody
from handclasp.records import Author, KeyReused, Kind, Receipt, Value
from handclasp.store.keeping import Bins, InBin
from handclasp.store.keeping_erase import BATCH, Erasures, Going

DROPPED, ROWS, FILES, INDEX, LISTED, TURNED, CERTIFIED = 1, 2, 3, 4, 5, 6, 7
_HOUSE: Final = ("system", "handclasp")


class Said(Protocol):
    """A record as the house's machines see it (records.View)."""

    @property
    def seq(self) -> int:
        """Its number in the conversation."""

    @property
    def index(self) -> int:
        """Its index in the log."""

    @property
    def author(self) -> Author:
        """Who wrote it."""

    @property
    def facts(self) -> Mapping[str, Value]:
        """Its fields."""


class Copies(Protocol):
    """The copies in other places (copies.InCopies)."""

    def erased(self, tenant: int, rows: Sequence[Going], files: Sequence[tuple[bytes, bytes]]) -> None:
        """Put the list of these, with their files, into every copy; raises HandclaspError."""

    def swept(self, tenant: int, epoch: int) -> list[str]:
        """Take what belongs to earlier epochs, and files that are gone, out of every copy; returns their names."""


class SealOnce(Protocol):
    """Seals a record of a key in the tenant's journal (disclose.journal.Journal.seal)."""

    def __call__(self, who: Reader, kind: Kind, facts: dict[str, Value], /, *, key: str) -> Receipt:
        """The record's receipt, the first one's when it stands already; raises KeyReused."""


class Around(NamedTuple):
    """What erasing asks of the rest of the house.

    `said` gives a conversation's records after a seq, `about` the journal's records about one (index, fields), `forget`
    takes records out of the search index, `destroy` a file; `drop` takes keys out of memory; `alive` are the epochs of
    a tenant whose key still exists.
    """

    sealed: Sealed
    seal: SealOnce
    said: Callable[[str, bytes, int], Sequence[Said]]
    about: Callable[[int, bytes], Iterable[tuple[int, Mapping[str, Value]]]]
    came_back: Callable[[str, bytes], object]
    forget: Callable[[int, Collection[int]], None]
    destroy: Callable[[int, bytes], bool]
    drop: Callable[[int, Collection[bytes]], None]
    alive: Callable[[int], Collection[int]]
    copies: Callable[[], Copies]


class Erasing:
    """Erases for all tenants of one log. Any number of processes may; each step is one's."""

    def __init__(self, bins: Bins, rows: Erasures, around: Around) -> None:
        self._bins = bins
        self._rows = rows
        self._around = around

    def run(self, tenant: str, number: int) -> int:
        """Go on with all of a tenant that can go on; returns how many steps were taken. Raises HandclaspError."""
        steps = 0
        while taken := self.step(tenant, number):
            steps += taken
        return steps

    def step(self, tenant: str, number: int) -> int:
        """Take on one batch of each step; returns how many conversations went a step on."""
        return (
            self.drop(tenant, number)
            + self.rows_gone(number)
            + self.files_gone(number)
            + self.index_clean(number)
            + self.listed(number)
            + self.turned(number)
            + self.certified(tenant, number)
        )

    # --- the steps, in order

    def drop(self, tenant: str, number: int) -> int:
        """Drop the keys of what is due: from here on nobody can bring it back."""
        looked: dict[bytes, int] = {}
        records: dict[int, Mapping[str, Value]] = {}
        now = self._bins.now()
        for row in self._rows.due(number):
            if self._may(number, row, now, records):
                seq = self._look(tenant, number, row)
                if seq is not None:
                    looked[row.conversation] = seq
        gone = self._rows.drop_keys(number, looked) if looked else []
        self._around.drop(number, gone)
        return len(gone)

    def rows_gone(self, number: int) -> int:
        """Take away rows, and what the desk derived from them."""
        going = [one.conversation for one in self._rows.at(number, DROPPED)]
        if going:
            self._rows.erase_rows(number, going)
            self._rows.erase_desk(going)
            self._rows.advance(number, DROPPED, going)
        return len(going)

    def files_gone(self, number: int) -> int:
        """Destroy files."""
        going = [one.conversation for one in self._rows.at(number, ROWS)]
        if going:
            for _, blob in self._rows.files(number, going):
                self._around.destroy(number, blob)
            self._rows.advance(number, ROWS, going)
        return len(going)

    def index_clean(self, number: int) -> int:
        """Have the segments of the search index that hold something of it written anew, under new keys."""
        going = [one.conversation for one in self._rows.at(number, FILES)]
        if going:
            self._around.forget(number, self._rows.records(number, going))
            self._rows.advance(number, FILES, going)
        return len(going)

    def listed(self, number: int) -> int:
        """Tell every copy: a restore from before this meets the list."""
        going = self._rows.at(number, INDEX)
        if going:
            named = [one.conversation for one in going]
            self._around.copies().erased(number, going, self._rows.files(number, named))
            self._rows.forget_files(number, named)
            self._rows.advance(number, INDEX, named)
        return len(going)

    def turned(self, number: int) -> int:
        """Pass what lost its keys in an epoch whose key is destroyed, here and in every copy."""
        oldest = min(self._around.alive(number), default=0)
        going = [one for one in self._rows.at(number, LISTED, 10 * BATCH) if one.epoch < oldest]
        if going:
            self._around.copies().swept(number, oldest)
            # Once more: what was just being indexed when its rows went is found now.
            self._around.forget(number, self._rows.records(number, [one.conversation for one in going]))
            self._rows.erase_desk([one.conversation for one in going])
            self._rows.advance(number, LISTED, [one.conversation for one in going])
        return len(going)

    def certified(self, tenant: str, number: int) -> int:
        """Seal the certificates."""
        going = self._rows.at(number, TURNED)
        names = self._around.copies().swept(number, min(self._around.alive(number), default=0)) if going else []
        for one in going:
            self._rows.certify(number, one.conversation, self._certificate(tenant, number, one, names))
        return len(going)

    # --- what proves it

    def covers(self, number: int, conversation: bytes) -> bool:
        """Whether sealed records say why a conversation's content is gone: a certificate, or a deletion under way."""
        row = self._bins.find(number, conversation)
        if row is None or row.state < DROPPED:
            return False
        named = conversation.hex()
        if row.certificate is not None:
            said = self._around.sealed(number, row.certificate) or {}
            return said.get("kind") == Kind.ERASURE and _names(said, named)
        said = self._around.sealed(number, row.idx) or {}
        return said.get("kind") == Kind.DELETION and _names(said, named)

    def amiss(self, number: int) -> list[tuple[str, int, str]]:
        """Rows of the bin that are not what was sealed: (code, index, words)."""
        found = []
        records: dict[int, Mapping[str, Value]] = {}
        for row in self._bins.waiting(number):
            said = self._said(number, row.idx, records)
            if said.get("kind") != Kind.DELETION or not _names(said, row.conversation.hex()):
                found.append(("bin-not-sealed", row.idx, "something lies in the bin that no sealed record put there"))
            elif row.due < _due(said):
                found.append(("bin-due-changed", row.idx, "the bin's row says less time than the sealed deletion does"))
        return found

    # --- helpers

    def _may(self, number: int, row: InBin, now: int, records: dict[int, Mapping[str, Value]]) -> bool:
        """Whether the sealed record of the deletion lets it go too, whatever the row says."""
        said = self._said(number, row.idx, records)
        sealed = said.get("kind") == Kind.DELETION and _names(said, row.conversation.hex())
        return sealed and _due(said) <= now

    def _said(self, number: int, idx: int, records: dict[int, Mapping[str, Value]]) -> Mapping[str, Value]:
        if idx not in records:
            records[idx] = self._around.sealed(number, idx) or {}
        return records[idx]

    def _look(self, tenant: str, number: int, row: InBin) -> int | None:
        """Note the files of a conversation; its last seq, or None when somebody wrote in it: then it is back."""
        said = self._around.said(tenant, row.conversation, 0)
        if by_somebody([one for one in said if one.index > row.idx]):
            self._around.came_back(tenant, row.conversation)
            return None
        facts = [one.facts for one in said]
        blobs = {found[name] for found in facts for name in ("blob", "copy") if isinstance(found.get(name), bytes)}
        self._rows.note_files(number, row.conversation, [blob for blob in blobs if isinstance(blob, bytes)])
        return max((one.seq for one in said), default=0)

    def _certificate(self, tenant: str, number: int, one: Going, names: Sequence[str]) -> int:
        deletion = self._around.sealed(number, one.idx) or {}
        details: dict[str, Any] = {
            "deletion": one.idx,
            "put": one.at,
            "due": one.due,
            "keys_dropped": one.dropped,
            "epoch": one.epoch,
            "records": len(self._rows.records(number, [one.conversation])),
        }
        facts: dict[str, Value] = {
            "subjects": [one.conversation.hex()],
            "rule": str(deletion.get("rule", "")),
            "copies": [{"copy": name, "epoch": one.epoch} for name in names],
            "details": details,
        }
        if deletion.get("request"):
            facts["request"] = str(deletion["request"])
        key = f"erasure/{one.conversation.hex()}/{one.idx}"
        try:
            return self._around.seal(Reader(tenant, *_HOUSE), Kind.ERASURE, facts, key=key).stored.index
        except KeyReused:
            # It was sealed before the process died, when there were other copies: that one stands.
            about = self._around.about(number, one.conversation)
            return next(index for index, said in about if said["kind"] == Kind.ERASURE)


def _names(said: Mapping[str, Value], conversation: str) -> bool:
    subjects = said.get("subjects")
    return isinstance(subjects, list) and conversation in subjects


def _due(said: Mapping[str, Value]) -> int:
    due = said.get("due")
    return due if isinstance(due, int) else 2**53
