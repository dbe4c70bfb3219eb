"""Erasure: what its time in the bin is over for goes, step by step, and a certificate says so in the end.

in the bin (0) → keys dropped (1) → rows (2), files (3), postings (4) gone → listed in the copies (5) → the key epoch
turned, everywhere (6) → certified (7). Each step is safe to repeat and begins where the last one stands in the table,
so a crash anywhere is cured by going on. Until the keys are dropped a hold wins and it can be taken back; afterwards
nobody can. The certificate has one key in the log: there is at most one.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from typing import Any, Final, NamedTuple, Protocol

from handclasp.access.policy import Reader
from handclasp.keep.bin import Sealed
from handclasp.keep.bin_check import amiss, deletes, due_of, names
from handclasp.keep.coming_back import by_somebody
from handclasp.keep.resting import Between, at_once
from handclasp.records import Author, HandclaspError, KeyReused, Kind, Receipt, Value
from handclasp.store.keeping import Bins, InBin
from handclasp.store.keeping_erase import WIDE, Erasures, Going

DROPPED, ROWS, FILES, INDEX, LISTED, TURNED, CERTIFIED = 1, 2, 3, 4, 5, 6, 7
_HOUSE: Final = ("system", "handclasp")
_AT_ONCE: Final = 1_000
"""How many conversations one list in the copies names at most."""

_CERTIFIED: Final = 1_000
"""How many certificates are given before the copies are looked at again."""

_SEALED: Final = 50
"""How many of them stand in one batch of the log, behind which messages wait."""


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

    def swept(self, tenant: int, epoch: int) -> list[str] | None:
        """Take what belongs to earlier epochs, and files that are gone, out of every copy; returns their names.

        None while a copy still holds a key of this house's that is not over: no certificate may be given yet.
        """


class SealAll(Protocol):
    """Seals records in the tenant's journal, each under its key (disclose.journal.Journal.seal_all)."""

    def __call__(
        self, who: Reader, kind: Kind, keyed: Mapping[str, dict[str, Value]], /
    ) -> Sequence[Receipt | HandclaspError]:
        """Where each stands, the first of its key when there is one already; KeyReused when that says otherwise."""


class Around(NamedTuple):
    """What erasing asks of the rest of the house.

    `said` gives a conversation's records after a seq, `about` the journal's records about one (index, fields), `forget`
    takes records out of the search index, `destroy` a file; `drop` takes keys out of memory; `alive` are the epochs of
    a tenant whose key still exists; `anew` lets the wait begin anew of what a hold was lifted from (keep.anew).
    `within` is the conversation that has a record at an index.
    """

    sealed: Sealed
    seal_all: SealAll
    said: Callable[[str, bytes, int], Sequence[Said]]
    about: Callable[[int, bytes], Iterable[tuple[int, Mapping[str, Value]]]]
    came_back: Callable[[str, bytes], object]
    forget: Callable[[int, Collection[int]], None]
    destroy: Callable[[int, bytes], bool]
    drop: Callable[[int, Collection[bytes]], None]
    alive: Callable[[int], Collection[int]]
    anew: Callable[[str, int], int]
    copies: Callable[[], Copies]
    within: Callable[[int, int], bytes | None]


class Erasing:
    """Erases for all tenants of one log. Any number of processes may; each step is one's."""

    def __init__(self, bins: Bins, rows: Erasures, around: Around) -> None:
        self._bins = bins
        self._rows = rows
        self._around = around

    def run(self, tenant: str, number: int, between: Between = at_once) -> int:
        """Go on with all of a tenant that can go on; returns how many steps were taken. Raises HandclaspError.

        `between` is called behind each batch.
        """
        steps = 0
        while taken := self.step(tenant, number, between):
            steps += taken
        return steps

    def step(self, tenant: str, number: int, between: Between = at_once) -> int:
        """Take each step on as far as it goes, one after the other; returns how many conversations went a step on."""
        return (
            self.drop(tenant, number, between)
            + _all(between, self.rows_gone, number)
            + _all(between, self.files_gone, number)
            + _all(between, self.index_clean, number)
            + _all(between, self.listed, number)
            + _all(between, self.turned, number)
            + _all(at_once, self.certified, tenant, number, between)
        )

    # --- the steps, in order; where `between` is not theirs to call, each is one batch

    def drop(self, tenant: str, number: int, between: Between = at_once) -> int:
        """Drop the keys of all that is due: from here on nobody can bring it back."""
        while self._around.anew(tenant, number):
            between()
        now, after, count = self._bins.now(), (-1, b""), 0
        # What may not go is passed over, and keeps nobody behind it waiting.
        while rows := self._rows.due(number, after=after):
            looked = self._looked(tenant, number, [row for row in rows if not row.held], now)
            gone = self._rows.drop_keys(number, looked) if looked else []
            if gone:
                self._around.drop(number, gone)
            count += len(gone)
            after = rows[-1].due, rows[-1].conversation
            between()
        return count

    def rows_gone(self, number: int) -> int:
        """Take away rows, and what the desk derived from them."""
        going = [one.conversation for one in self._rows.at(number, DROPPED)]
        if going:
            records = self._rows.records(number, going)
            self._rows.erase_rows(number, going, records)
            self._rows.erase_desk(number, going, records)
            self._rows.advance(number, DROPPED, going)
        return len(going)

    def files_gone(self, number: int) -> int:
        """Destroy files."""
        going = [one.conversation for one in self._rows.at(number, ROWS, _AT_ONCE)]
        if going:
            for _, blob in self._rows.files(number, going):
                self._around.destroy(number, blob)
            self._rows.advance(number, ROWS, going)
        return len(going)

    def index_clean(self, number: int) -> int:
        """Have the segments of the search index that hold something of it written anew, under new keys."""
        going = [one.conversation for one in self._rows.at(number, FILES, WIDE)]
        if going:
            self._around.forget(number, self._rows.records(number, going))
            self._rows.advance(number, FILES, going)
        return len(going)

    def listed(self, number: int) -> int:
        """Tell every copy: a restore from before this meets the list."""
        going = self._rows.at(number, INDEX, _AT_ONCE)
        if going:
            named = [one.conversation for one in going]
            self._around.copies().erased(number, going, self._rows.files(number, named))
            self._rows.forget_files(number, named)
            self._rows.advance(number, INDEX, named)
        return len(going)

    def turned(self, number: int) -> int:
        """Pass what lost its keys in an epoch whose key is destroyed, here and in every copy."""
        oldest = min(self._around.alive(number), default=0)
        going = [one.conversation for one in self._rows.at(number, LISTED, WIDE, before=oldest)]
        if not going or self._around.copies().swept(number, oldest) is None:
            return 0
        # Once more: what was just being indexed or listed when its rows went is found now.
        records = self._rows.records(number, going)
        self._around.forget(number, records)
        self._rows.erase_desk(number, going, records)
        self._rows.advance(number, LISTED, going)
        return len(going)

    def certified(self, tenant: str, number: int, between: Between = at_once) -> int:
        """Seal the certificates, a batch at a time: in the log they take places that messages wait for."""
        going = self._rows.at(number, TURNED, _CERTIFIED)
        if not going:
            return 0
        copies = self._around.copies().swept(number, min(self._around.alive(number), default=0))
        if copies is None:
            return 0
        for first in range(0, len(going), _SEALED):
            some = going[first : first + _SEALED]
            self._rows.certify(number, self._certificates(tenant, number, some, copies))
            between()
        return len(going)

    # --- what proves it

    def covers(self, number: int, conversation: bytes) -> bool:
        """Whether sealed records say why a conversation's content is gone: a certificate, or a deletion under way."""
        row = self._bins.find(number, conversation)
        if row is None or row.state < DROPPED:
            return False
        if row.certificate is not None:
            said = self._around.sealed(number, row.certificate) or {}
            return _certifies(said, conversation) or self._carried(number, row.certificate, conversation)
        said = self._around.sealed(number, row.idx) or {}
        return deletes(said, conversation)

    def _carried(self, number: int, certificate: int, conversation: bytes) -> bool:
        """Whether a certificate went with its journal, whose own is there, and was carried on (keep.journals)."""
        journal = self._around.within(number, certificate)
        if journal is None or journal == conversation or not self.covers(number, journal):
            return False
        return any(_certifies(said, conversation) for _, said in self._around.about(number, conversation))

    def lapsed(self, number: int, index: int) -> bool:
        """Whether a record of a journal is gone because that journal was erased by its rule, which is certified."""
        journal = self._around.within(number, index)
        return journal is not None and self.covers(number, journal)

    def amiss(self, number: int) -> Iterator[tuple[str, int, str]]:
        """What of the bin is not as it was sealed: (code, index, words)."""
        return amiss(self._bins, self._around.sealed, self._around.about, self.lapsed, number)

    # --- helpers

    def _may(self, number: int, row: InBin, now: int, records: dict[int, Mapping[str, Value]]) -> bool:
        """Whether the sealed record of the deletion lets it go too, whatever the row says."""
        said = self._said(number, row.idx, records)
        return deletes(said, row.conversation) and due_of(said) <= now

    def _said(self, number: int, idx: int, records: dict[int, Mapping[str, Value]]) -> Mapping[str, Value]:
        if idx not in records:
            records[idx] = self._around.sealed(number, idx) or {}
        return records[idx]

    def _looked(self, tenant: str, number: int, rows: Sequence[InBin], now: int) -> dict[bytes, int]:
        """What of these may go, with its last seq; their files are noted. Opened is only what has to be."""
        records: dict[int, Mapping[str, Value]] = {}
        may = {row.conversation: row for row in rows if self._may(number, row, now, records)}
        found = self._rows.looked(number, list(may.values())) if may else []
        going: dict[bytes, int] = {}
        files: list[tuple[bytes, bytes]] = []
        for one in found:
            if (one.later or one.files) and not self._opened(tenant, may[one.conversation], files):
                continue
            going[one.conversation] = one.seq
        self._rows.note_files(number, files)
        return going

    def _opened(self, tenant: str, row: InBin, files: list[tuple[bytes, bytes]]) -> bool:
        """Read a conversation, and add its files; False when somebody wrote in it: then it is back."""
        said = self._around.said(tenant, row.conversation, 0)
        if by_somebody([one for one in said if one.index > row.idx]):
            self._around.came_back(tenant, row.conversation)
            return False
        facts = [one.facts for one in said]
        blobs = {found[name] for found in facts for name in ("blob", "copy") if isinstance(found.get(name), bytes)}
        files += [(row.conversation, blob) for blob in blobs if isinstance(blob, bytes)]
        return True

    def _certificates(
        self, tenant: str, number: int, going: Sequence[Going], copies: Sequence[str]
    ) -> dict[bytes, int]:
        """Seal a certificate for each of these, together; where each stands."""
        counts = self._rows.counted(number, [one.conversation for one in going])
        records: dict[int, Mapping[str, Value]] = {}
        keyed = {
            f"erasure/{one.conversation.hex()}/{one.idx}": _certificate(
                one, self._said(number, one.idx, records), counts.get(one.conversation, 0), copies
            )
            for one in going
        }
        answers = self._around.seal_all(Reader(tenant, *_HOUSE), Kind.ERASURE, keyed)
        named = [one.conversation for one in going]
        return {one: self._stands(number, one, answer) for one, answer in zip(named, answers, strict=True)}

    def _stands(self, number: int, conversation: bytes, answer: Receipt | HandclaspError) -> int:
        if isinstance(answer, Receipt):
            return answer.stored.index
        if not isinstance(answer, KeyReused):
            raise answer
        # It was sealed before the process died, when there were other copies: that one stands.
        about = self._around.about(number, conversation)
        return next(index for index, said in about if said["kind"] == Kind.ERASURE)


def _all(between: Between, step: Callable[..., int], *about: object) -> int:
    """Take a step until there is no more to it."""
    steps = 0
    while taken := step(*about):
        steps += taken
        between()
    return steps


def _certifies(said: Mapping[str, Value], conversation: bytes) -> bool:
    return said.get("kind") == Kind.ERASURE and names(said, conversation)


def _certificate(one: Going, deletion: Mapping[str, Value], records: int, copies: Sequence[str]) -> dict[str, Value]:
    """The fields of a certificate; `deletion` are those of the record of the deletion."""
    details: dict[str, Any] = {
        "deletion": one.idx,
        "put": one.at,
        "due": one.due,
        "keys_dropped": one.dropped,
        "epoch": one.epoch,
        "records": records,
    }
    facts: dict[str, Value] = {
        "subjects": [one.conversation.hex()],
        "rule": str(deletion.get("rule", "")),
        "copies": [{"copy": name, "epoch": one.epoch} for name in copies],
        "details": details,
    }
    if deletion.get("request"):
        facts["request"] = str(deletion["request"])
    return facts
