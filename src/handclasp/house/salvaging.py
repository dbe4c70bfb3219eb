"""After a true loss: what others still hold of it, checked against the log that ended, enters the one that goes on.

Nothing inside a piece is trusted: it counts only under the keys of the log that ended, which the successor kept, and
only if it continues what was recovered. What does not is named with the verifier's reason, and changes nothing.
"""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import groupby
from pathlib import Path
from typing import Any, Final, NamedTuple

from handclasp.access.policy import Reader
from handclasp.flow import UnknownTenant
from handclasp.house.app import House, now_ms
from handclasp.records import JOURNAL_KINDS, Author, HandclaspError, Kind, Raw, Secret, Value
from handclasp.seal import commitment, tree
from handclasp.seal.receipt import tlog_proof
from handclasp.store.salvage import Ended, Head, Salvaged, SalvageRows
from handclasp.verify.explain import REASONS
from handclasp.verify.note import Trust, parse_vkey
from handclasp.verify.partial import Partial
from handclasp.verify.pieces import Piece, read_pieces
from handclasp.verify.reasons import Fault, Reason
from handclasp.verify.record import Opening

AUTHOR: Final = Author("system", "salvage")
NAMED: Final = "salvaged/"
"""How a conversation is named whose own name was lost with it; the old pseudonym's hex follows."""

_BATCH: Final = 200
_NOT_OURS: Final = frozenset({"flags"})
_APART: Final = frozenset({"digest"})
"""Stands in the originals' compartment: opened it would let a file be guessed, so it stays closed here."""


class NothingEnded(HandclaspError):
    """This log continues no other: there is nothing to salvage into it."""

    code = "salvage-nothing-lost"


class Erased(HandclaspError):
    """The conversation was erased, or lies in the bin: it does not come back by a receipt."""

    code = "salvage-erased"


class Whose(HandclaspError):
    """Only the lost range knew whose a conversation is, and there are several tenants."""

    code = "salvage-whose"


class Refused(NamedTuple):
    """What was not taken: the file, where in it, a stable code, and words."""

    file: str
    where: str
    code: str
    words: str


class Entered(NamedTuple):
    """A lost record that is back: its old index, its conversation and seq, its index now, are its words open."""

    origin: str
    old: int
    conversation: str
    seq: int
    stands: int
    words: bool


class Span(NamedTuple):
    """From `first` to `last`, both included."""

    first: int
    last: int


class Gap(NamedTuple):
    """A conversation that pieces told of: its last recovered seq (0: none), what is back, and what lies between."""

    conversation: str
    recovered: int
    salvaged: tuple[Span, ...]
    missing: tuple[Span, ...]


class Standing(NamedTuple):
    """How it stands with one log that ended at `size`, which signed at least `proven` records.

    `back`: indexes whose words are back; `unknown`: proven to have existed, words unknown.
    """

    origin: str
    size: int
    proven: int
    back: tuple[Span, ...]
    unknown: tuple[Span, ...]
    conversations: tuple[Gap, ...]


class Report(NamedTuple):
    """What a salvage did. `doubles`: back already; `recovered`: never lost; `here`: of the log that goes on."""

    entered: tuple[Entered, ...]
    doubles: int
    recovered: int
    here: int
    refused: tuple[Refused, ...]
    standing: tuple[Standing, ...]


class _Found(NamedTuple):
    """All pieces of one lost record: the first of them, everything any of them opens, and the file it was in."""

    ended: Ended
    piece: Piece
    openings: dict[str, Opening]
    file: str


def files_in(paths: Iterable[Path]) -> Iterator[Path]:
    """The files named, and those in the folders named, hidden ones aside."""
    for path in paths:
        if path.is_dir():
            yield from sorted(
                one
                for one in path.rglob("*")
                if one.is_file() and not one.name.startswith(".") and not one.is_symlink()
            )
        else:
            yield path


class Salvage:
    """Takes pieces into one house. `tenant` names whose a conversation is that only the lost range knew."""

    def __init__(self, house: House, tenant: str = "") -> None:
        self._house = house
        self._rows = SalvageRows(house.database, house.log.log_id)
        self._ended = {one.origin: one for one in self._rows.ended()}
        if not self._ended:
            message = f"{house.log.origin} continues no other log: nothing was lost, there is nothing to salvage"
            raise NothingEnded(message)
        self._tenants = {
            number: name for name, (number, log) in house.directory.tenants().items() if log == house.log.log_id
        }
        self._unnamed = self._chosen(tenant)
        vkeys = [*(vkey for one in self._ended.values() for vkey in one.vkeys), *house.log_key.vkeys()]
        self._trust = Trust(tuple(parse_vkey(vkey) for vkey in vkeys))
        self._trees = {origin: self._tree(one) for origin, one in self._ended.items()}
        self._heads = {origin: self._rows.heads(one.generation) for origin, one in self._ended.items()}
        self._refused: list[Refused] = []
        self._recovered = self._here = 0

    def take(self, paths: Iterable[Path], progress: Callable[[int], Any] = lambda _: None) -> Report:
        """Check every file, enter what verifies, and say what is still missing. Raises OSError."""
        lost: dict[tuple[str, int], _Found] = {}
        for count, path in enumerate(files_in(paths), 1):
            for found in self._read(path):
                place = found.ended.origin, found.piece.index
                known = lost.get(place)
                lost[place] = found if known is None else known._replace(openings=known.openings | found.openings)
            progress(count)
        entered, doubles = self._enter([lost[place] for place in sorted(lost)])
        self._note(entered)
        return Report(
            tuple(entered), doubles, self._recovered, self._here, tuple(self._refused), tuple(self.standing())
        )

    # --- checking

    def _read(self, path: Path) -> list[_Found]:
        """What a file holds of the lost range; a transcript or pack that forks is refused as a whole."""
        pieces, failed = read_pieces(path.read_bytes(), self._trust)
        for one in failed:
            self._refuse(path, one.where, one.fault)
        found: list[_Found] = []
        for _, group in groupby(enumerate(pieces), key=lambda item: item[0] if item[1].subject == "receipts" else -1):
            try:
                found += self._placed(path, [piece for _, piece in group])
            except Fault as fault:
                self._refuse(path, pieces[0].where if len(pieces) == 1 else "", fault)
        return found

    def _placed(self, path: Path, pieces: Sequence[Piece]) -> list[_Found]:
        """The pieces that were lost, once all of them are seen to continue what is known; raises Fault."""
        found, shown = list[_Found](), list[tuple[Ended, dict[tuple[int, int], bytes], Head]]()
        here = recovered = 0
        try:
            for piece in pieces:
                checkpoint = piece.checkpoint
                ended = self._ended.get(checkpoint.origin)
                if ended is None:
                    here += 1  # the trust holds no other keys than those of logs that ended, and this one's
                    continue
                head = Head(checkpoint.size, checkpoint.root, _note_of(piece))
                shown.append((ended, self._continues(ended, piece), head))
                recovered += piece.index < ended.size
                if piece.index >= ended.size:
                    found.append(_Found(ended, piece, dict(piece.record.openings), str(path)))
        except Fault:
            for ended, nodes, _ in shown:
                self._trees[ended.origin].forget(nodes)
            raise
        for ended, nodes, head in shown:
            beyond = [head] if head.size > ended.size else []
            self._rows.prove(ended.generation, nodes, beyond)
            self._heads[ended.origin] |= {one.size: one.root for one in beyond}
        self._here, self._recovered = self._here + here, self._recovered + recovered
        return found

    def _continues(self, ended: Ended, piece: Piece) -> dict[tuple[int, int], bytes]:
        """See that a piece's tree continues what was recovered and what others proved; raises Fault."""
        checkpoint, partial = piece.checkpoint, self._trees[ended.origin]
        if checkpoint.size <= ended.size:
            known = tree.root(checkpoint.size, self._house.reading.tiles)
        else:
            known = self._heads[ended.origin].get(checkpoint.size, checkpoint.root)
        if known != checkpoint.root:
            raise Fault(Reason.CHECKPOINTS_CONFLICT, f"{piece.where} size {checkpoint.size}".strip())
        nodes = piece.nodes
        if partial.known.get((0, piece.index), nodes[0, piece.index]) != nodes[0, piece.index]:
            raise Fault(Reason.KNOWN_RECORD_DIFFERS, f"{piece.where} index {piece.index}".strip())
        return partial.add(nodes)

    def _tree(self, ended: Ended) -> Partial:
        read = self._house.reading.tiles
        return Partial(
            ended.size, lambda height, number: tree.subtree(height, number, read), self._rows.nodes(ended.generation)
        )

    def _refuse(self, path: Path | str, where: str, fault: Fault) -> None:
        at = fault.where or where
        self._refused.append(Refused(str(path), at, str(fault.reason), REASONS[fault.reason][1]))

    # --- entering

    def _enter(self, lost: Sequence[_Found]) -> tuple[list[Entered], int]:
        known = {(one.generation, one.old): one for one in self._rows.salvaged(list(self._tenants))}
        wanted: list[tuple[_Found, Raw, int]] = []
        doubles = 0
        homes = self._homes(lost)
        for found in lost:
            before = known.get((found.ended.generation, found.piece.index))
            if before is not None and _names(found) <= before.opened:
                doubles += 1
                continue
            home = homes.get(found.piece.record.entry.conversation)
            if isinstance(home, int):
                wanted.append((found, self._raw(found, self._tenants[home], made_here=False), home))
            elif home is None and self._unnamed is not None:
                wanted.append((found, self._raw(found, self._tenants[self._unnamed], made_here=True), self._unnamed))
            else:
                self._refused.append(_homeless(found, home))
        entered: list[Entered] = []
        for start in range(0, len(wanted), _BATCH):
            entered += self._append(wanted[start : start + _BATCH])
        return entered, doubles

    def _append(self, batch: Sequence[tuple[_Found, Raw, int]]) -> Iterator[Entered]:
        answers = self._house.flow.append_all([raw for _, raw, _ in batch], receipts=False).result()
        for (found, _, tenant), answer in zip(batch, answers, strict=True):
            entry, ended, index = found.piece.record.entry, found.ended, found.piece.index
            if isinstance(answer, HandclaspError):
                self._refused.append(Refused(found.file, f"index {index}", answer.code, str(answer)))
                continue
            words = _has_words(found)
            one = Salvaged(
                tenant,
                ended.generation,
                index,
                entry.conversation,
                entry.seq,
                _names(found),
                words,
                answer.stored.index,
            )
            self._rows.add(one, entry.record)
            yield Entered(ended.origin, index, entry.conversation.hex(), entry.seq, answer.stored.index, words)

    def _homes(self, lost: Sequence[_Found]) -> dict[bytes, int | type[Erased]]:
        """The tenant whose conversation it is, or that it was erased; nothing where only the lost range knew it."""
        pseudonyms = sorted({found.piece.record.entry.conversation for found in lost})
        homes: dict[bytes, int | type[Erased]] = {}
        size = self._house.reading.size()
        for conversation in self._rows.tails(list(self._tenants), pseudonyms, size) if pseudonyms else {}:
            homes[conversation] = Erased
        for tenant in self._tenants:
            homes |= dict.fromkeys(self._house.keyring.fetch(tenant, pseudonyms), tenant)
            homes |= dict.fromkeys(self._rows.binned(tenant, pseudonyms), Erased)
        return homes

    def _raw(self, found: _Found, tenant: str, *, made_here: bool) -> Raw:
        piece, record = found.piece, found.piece.record
        opened = {name: one for name, one in found.openings.items() if name not in _NOT_OURS}
        kept = sorted((name for name in opened if name.startswith("original/")), key=_number)
        body = opened["body"].value.value if "body" in opened else None
        plain = {name: one for name, one in opened.items() if name not in {*kept, *_APART}}
        kind = opened["kind"].value.value if "kind" in opened else None
        conversation = record.entry.conversation.hex()
        facts: dict[str, Value] = {
            "origin": found.ended.origin,
            "index": piece.index,
            "entry": record.raw_entry,
            "commitments": commitment.pack(record.commitments.items()),
            "proof": tlog_proof(piece.index, piece.path, _note_of(piece)).encode(),
            "old": {name: _value(one) for name, one in plain.items() if name != "body"},
            "salts": {name: b64encode(one.salt).decode() for name, one in plain.items()},
            "piece": piece.subject,
        }
        if kept:
            facts["kept"] = list(kept)
        return Raw(
            tenant=tenant,
            conversation=NAMED + conversation if made_here else conversation,
            by_pseudonym=not made_here,
            journal=made_here and kind in JOURNAL_KINDS,
            key=f"salvage/{found.ended.origin}/{piece.index}/{'+'.join(sorted(opened))}",
            kind=Kind.SALVAGED,
            author=AUTHOR,
            received=now_ms(),
            text=None if body is None else Secret(str(body)),
            facts=facts,
            originals=tuple(Secret(str(opened[name].value.value)) for name in kept),
        )

    def _chosen(self, tenant: str) -> int | None:
        if not tenant:
            return next(iter(self._tenants)) if len(self._tenants) == 1 else None
        number = self._house.directory.tenant(tenant)
        if number is None:
            message = f"there is no tenant {tenant!r} here; `handclasp tenant list` names them"
            raise UnknownTenant(message)
        return number

    def _note(self, entered: Sequence[Entered]) -> None:
        """Say in the journal what was taken in, once for all of it."""
        if not entered:
            return
        names = sorted(self._tenants.values())
        tenant = "house" if "house" in names else self._tenants.get(self._unnamed or 0, names[0])
        details = {
            "logs": sorted({one.origin for one in entered}),
            "records": len(entered),
            "first": min(one.old for one in entered),
            "last": max(one.old for one in entered),
            "refused": len(self._refused),
        }
        reader = Reader(tenant, "operator", "salvage")
        self._house.journal.seal(reader, Kind.AGENT_ACTION, {"action": "salvage", "details": details})

    # --- what is missing

    def standing(self) -> Iterator[Standing]:
        """What is back and what is not, of each log that ended, the oldest first."""
        rows = self._rows.salvaged(list(self._tenants))
        for ended in self._ended.values():
            mine = [one for one in rows if one.generation == ended.generation]
            proven = max(
                [ended.size, ended.lost_until or 0, *self._heads[ended.origin], *(row.old + 1 for row in mine)]
            )
            back = {one.old for one in mine if one.words}
            unknown = [index for index in range(ended.size, proven) if index not in back]
            gaps = tuple(self._gaps(ended, mine))
            yield Standing(ended.origin, ended.size, proven, spans(sorted(back)), spans(unknown), gaps)

    def _gaps(self, ended: Ended, mine: Sequence[Salvaged]) -> Iterator[Gap]:
        seqs: dict[bytes, set[int]] = {}
        for one in mine:
            seqs.setdefault(one.conversation, set()).add(one.seq)
        tails = self._rows.tails(list(self._tenants), sorted(seqs), ended.size) if seqs else {}
        for conversation, known in sorted(seqs.items()):
            tail = tails[conversation][1] if conversation in tails else 0
            missing = [seq for seq in range(tail + 1, max(known)) if seq not in known]
            yield Gap(conversation.hex(), tail, spans(sorted(known)), spans(missing))


def spans(numbers: Iterable[int]) -> tuple[Span, ...]:
    """Ascending numbers as spans without a gap."""
    found: list[Span] = []
    for number in numbers:
        if found and found[-1].last == number - 1:
            found[-1] = found[-1]._replace(last=number)
        else:
            found.append(Span(number, number))
    return tuple(found)


def _homeless(found: _Found, home: int | type[Erased] | None) -> Refused:
    conversation = found.piece.record.entry.conversation.hex()
    where = f"index {found.piece.index}"
    if home is not None:
        words = f"conversation {conversation} was erased, or lies in the bin; it does not come back by a receipt"
        return Refused(found.file, where, Erased.code, words)
    words = f"only the lost range knew whose conversation {conversation} is: say so with --tenant NAME"
    return Refused(found.file, where, Whose.code, words)


def _names(found: _Found) -> frozenset[str]:
    return frozenset(found.openings) - _NOT_OURS


def _has_words(found: _Found) -> bool:
    """Whether what there was to read is open."""
    return "body" in found.openings if "body" in found.piece.record.commitments else bool(found.openings)


def _number(name: str) -> int:
    return int(name.partition("/")[2])


def _value(opening: Opening) -> dict[str, Any]:
    kind, value = opening.value
    return {"t": kind, "v": b64encode(value).decode() if isinstance(value, bytes) else value}


def _note_of(piece: Piece) -> str:
    """The signed checkpoint as it came."""
    lines = (f"— {one.name} {b64encode(one.id + one.data).decode()}\n" for one in piece.checkpoint.signatures)
    return piece.checkpoint.text.decode() + "\n" + "".join(lines)
