"""Judges a storm from outside: the receipts that clients hold against the log that anybody can read. Nothing else.

Every id was given one place and has it still; every place in the clients' conversations belongs to one id; every
receipt verifies offline under the pinned keys; and every checkpoint ever seen, in receipts or elsewhere, is a
beginning of the log.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from tests.crash.clients import Answer, Memory

from handclasp.verify import Trust, parse_vkey
from handclasp.verify.log import Log, read_log, split_bundle, tile_path
from handclasp.verify.note import check_signers, parse_checkpoint
from handclasp.verify.reasons import Fault
from handclasp.verify.receipt import read_receipt
from handclasp.verify.record import parse_entry

TILE: Final = 256
Place = tuple[int, str, int, str]
"""Index, conversation, seq and record (hex)."""


@dataclass
class Verdict:
    """What was counted; `wrong` says in words whatever must not be."""

    acknowledged: int = 0
    lost: int = 0
    doubled: int = 0
    receipts: int = 0
    checkpoints: int = 0
    size: int = 0
    wrong: list[str] = field(default_factory=list)


def judge(memory: Memory, folder: Path, vkeys: Iterable[str], excused: Callable[[str, int], bool]) -> Verdict:
    """Compare what the clients hold with the exported log in `folder`.

    `excused(conversation, seq)` is asked about records that no client sent: the house's own, which are counts (heads)
    and what turned out sensitive only with the next message (rescreens).
    """
    trust = Trust(tuple(parse_vkey(vkey) for vkey in vkeys))
    verdict = Verdict(wrong=list(memory.wrong))
    log = read_log(folder, trust)
    if not log.signers.pinned:
        verdict.wrong.append("the exported log is not signed by the pinned keys")
    verdict.size = log.checkpoint.size
    entries = read_entries(folder, log.checkpoint.size)
    _check_places(memory.answers, entries, verdict)
    _check_strangers(memory.answers, entries, excused, verdict)
    _check_receipts(memory.answers, log, trust, verdict)
    _check_checkpoints(memory.checkpoints, log, trust, verdict)
    return verdict


def read_entries(folder: Path, size: int) -> list[Place]:
    """All entries of an exported log, in order."""
    places: list[Place] = []
    for number in range((size + TILE - 1) // TILE):
        width = min(TILE, size - number * TILE)
        name = tile_path("entries", number, width)
        for raw in split_bundle((folder / name).read_bytes(), width, name):
            entry = parse_entry(raw, name)
            places.append((len(places), entry.conversation.hex(), entry.seq, entry.record.hex()))
    return places


def _check_places(answers: list[Answer], entries: list[Place], verdict: Verdict) -> None:
    given: defaultdict[str, set[Place]] = defaultdict(set)
    for answer in answers:
        given[answer.id].add((answer.index, answer.conversation, answer.seq, answer.record))
    verdict.acknowledged = len(given)
    owners: dict[int, str] = {}
    for name, places in given.items():
        if len(places) > 1:
            verdict.doubled += 1
            verdict.wrong.append(f"{name} was given several places: {sorted(places)}")
        for place in places:
            if place[0] >= len(entries) or entries[place[0]] != place:
                verdict.lost += 1
                verdict.wrong.append(f"{name} was acknowledged at {place[0]} and does not stand there")
            if owners.setdefault(place[0], name) != name:
                verdict.lost += 1
                verdict.wrong.append(f"{name} and {owners[place[0]]} were given the same place {place[0]}")


def _check_strangers(
    answers: list[Answer], entries: list[Place], excused: Callable[[str, int], bool], verdict: Verdict
) -> None:
    """Every id was acknowledged in the end, so a record that nobody was given is one that was written twice."""
    ours = {answer.conversation for answer in answers}
    known = {answer.index for answer in answers}
    for index, conversation, seq, _ in entries:
        if conversation in ours and index not in known and not excused(conversation, seq):
            verdict.doubled += 1
            verdict.wrong.append(f"record {seq} of {conversation} at {index} was acknowledged to nobody")


def _check_receipts(answers: list[Answer], log: Log, trust: Trust, verdict: Verdict) -> None:
    for answer in answers:
        if answer.receipt is None:
            continue
        verdict.receipts += 1
        try:
            receipt = read_receipt(answer.receipt, trust)
        except Fault as fault:
            verdict.wrong.append(f"the receipt of {answer.id} does not verify: {fault.reason} {fault.where}")
            continue
        note = receipt.checkpoint
        if not receipt.signers.pinned or receipt.index != answer.index:
            verdict.wrong.append(f"the receipt of {answer.id} is not signed by the pinned keys, or of another place")
        if receipt.record.entry.record.hex() != answer.record or receipt.record.get("id") not in {None, answer.id}:
            verdict.wrong.append(f"the receipt of {answer.id} is of another record")
        if note.size > log.checkpoint.size or log.tree.root(note.size) != note.root:
            verdict.wrong.append(f"the receipt of {answer.id} stands in another history of size {note.size}")


def _check_checkpoints(notes: set[str], log: Log, trust: Trust, verdict: Verdict) -> None:
    for note in notes:
        verdict.checkpoints += 1
        checkpoint = parse_checkpoint(note.encode())
        if not check_signers(checkpoint, trust).pinned:
            verdict.wrong.append(f"a checkpoint of size {checkpoint.size} is not signed by the pinned keys")
        if checkpoint.size > log.checkpoint.size or log.tree.root(checkpoint.size) != checkpoint.root:
            verdict.wrong.append(f"the checkpoint of size {checkpoint.size} is of another history")
