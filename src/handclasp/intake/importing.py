"""Brings a file of old conversations in: NDJSON, a table, or an export of another desk or messenger (formats.py).

Every record carries a key of its own, so stopping anywhere and starting again adds nothing twice; a small state file
beside the report only saves the time. Bad lines go to a report as number, code and reason, never with their text, and
never stop the rest.
"""

from __future__ import annotations

import hashlib
import os
import time
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, Final, NamedTuple

import msgspec

from handclasp.intake import formats, ndjson
from handclasp.intake.errors import InputError, Malformed
from handclasp.intake.formats import is_telegram
from handclasp.intake.message import Limits
from handclasp.intake.source import PLAIN, Reading, Source
from handclasp.records import (
    SAID,
    HandclaspError,
    Invalid,
    KeyReused,
    Kind,
    Moved,
    NotFound,
    OutcomeUnknown,
    Overloaded,
    Raw,
    Receipt,
    Refused,
    Secret,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator, Sequence
    from concurrent.futures import Future

    AppendAll = Callable[[Sequence[Raw]], Future[list[Receipt | HandclaspError]]]

IMPORTS: Final = Limits(past_ms=None)
"""An import may be of any age; everything else is as strict as at the live doors."""

_THEIRS: Final = (Invalid, KeyReused, Moved, NotFound, Refused)
_BLOCK = 1 << 20
_HEAVY = 32 << 20
"""Bytes of files that are held at once."""
_BOM = b"\xef\xbb\xbf"


class Counts(msgspec.Struct):
    """What became of a file's records: new in the log, there before, refused.

    `bare` ones are on record without the file that was attached to them, which is not taken; they say so.
    """

    new: int = 0
    doubled: int = 0
    rejected: int = 0
    bare: int = 0


class Rejected(msgspec.Struct, frozen=True):
    """A line of the report: the file's line, or in an array of JSON the number of the message or entry, from 1."""

    line: int
    code: str
    reason: str


class State(msgspec.Struct):
    """How far an import of this very file for this tenant came: everything up to item `number` has its answer."""

    digest: str
    tenant: str
    number: int = 0
    offset: int = 0
    report: int = 0
    counts: Counts = msgspec.field(default_factory=Counts)


class Item(NamedTuple):
    """A record of a file, or why it is none: its number among them (NDJSON: its line), how far the file was read.

    `line` is where it stands, as reports say it.
    """

    number: int
    end: int
    line: int
    made: Raw | InputError


class How(NamedTuple):
    """The clock (ms, UTC), how to wait some seconds, the limits, who the agents are, as the export names them.

    `format` is one of `formats.NAMES`, or empty: found out; `reading` is what the file does not say by itself.
    """

    now: Callable[[], int] = lambda: time.time_ns() // 1_000_000
    wait: Callable[[float], None] = time.sleep
    limits: Limits = IMPORTS
    agents: Collection[str] = ()
    format: str = ""
    reading: Reading = PLAIN


__all__ = [
    "IMPORTS",
    "Counts",
    "How",
    "Item",
    "Rejected",
    "State",
    "appended",
    "batches",
    "digest_of",
    "import_file",
    "is_telegram",
    "items_of",
]
USUAL: Final = How()


def import_file(
    path: Path,
    tenant: str,
    append_all: AppendAll,
    *,
    progress: Callable[[int, int, Counts], None] | None = None,
    report_path: Path | None = None,
    chunk: int = 500,
    how: How = USUAL,
) -> Counts:
    """Append every record of `path` to `tenant`, `chunk` at a time, and return what became of them.

    `progress(done bytes, all bytes, counts)` is called after each chunk. Refused lines stand in `report_path`
    (default `<file>.rejected.ndjson`; absent when there are none). Waits while the log is overloaded or an outcome is
    unknown, and asks again with the same keys; whatever else ails the house is raised, and a later run goes on from
    there. Raises Malformed when the file itself is broken, OSError, HandclaspError.
    """
    report_path = report_path or path.with_name(path.name + ".rejected.ndjson")
    state_path = report_path.with_name(report_path.name + ".state")
    state = _resume(state_path, digest_of(path), tenant)
    size = path.stat().st_size
    with formats.opened(path) as file, _report(report_path, state.report) as report:
        items = items_of(file, tenant, how, state)
        for batch in batches(items, chunk):
            lines = appended(batch, append_all, state.counts, how.wait)
            report.write(b"".join(msgspec.json.encode(line) + b"\n" for line in lines))
            report.flush()
            state.number, state.offset, state.report = batch[-1].number, batch[-1].end, report.tell()
            _save(state_path, state)
            if progress is not None:
                progress(min(state.offset, size), size, state.counts)
    state_path.unlink(missing_ok=True)
    if not state.counts.rejected and not state.counts.bare:
        report_path.unlink(missing_ok=True)
    return state.counts


def batches(items: Iterator[Item], chunk: int) -> Iterator[list[Item]]:
    """Items, at most `chunk` at a time and fewer where they carry files.

    What came before the place where a file breaks is yielded before Malformed is raised.
    """
    batch: list[Item] = []
    weight = 0
    try:
        for item in items:
            batch.append(item)
            made = item.made
            weight += len(made.attached.content) if isinstance(made, Raw) and made.attached is not None else 0
            if len(batch) == chunk or weight > _HEAVY:
                yield batch
                batch, weight = [], 0
    except Malformed:
        if batch:
            yield batch
        raise
    if batch:
        yield batch


def items_of(opened: formats.Opened, tenant: str, how: How, after: State | None = None) -> Iterator[Item]:
    """The records of a file in order, from where `after` says; raises Malformed."""
    state = after or State("", tenant)
    reading = how.reading._replace(conversation=how.reading.conversation or opened.name)
    source = Source(tenant, opened.files, how.now, how.limits, how.agents, reading)
    name = how.format or formats.recognised(opened.file)
    if name not in formats.NAMES:
        reason = f"A file of messages is one of: {', '.join(formats.NAMES)}."
        raise Malformed("unknown-format", reason)
    if name == formats.NDJSON:
        yield from _lines(opened.file, source, state)
        return
    opened.file.seek(0)
    for number, (line, made) in enumerate(formats.reader(name)(opened.file, source), 1):
        if number > state.number:
            yield Item(number, opened.file.tell(), line, made)


def _lines(file: BinaryIO, source: Source, state: State) -> Iterator[Item]:
    file.seek(0)
    # Editors on Windows put a mark before the first line of a file; at the live doors it is refused.
    start = max(state.offset, len(_BOM) if file.read(len(_BOM)) == _BOM else 0)
    file.seek(start)
    blocks = iter(lambda: file.read(_BLOCK), b"")
    limits = source.limits
    for number, end, data in ndjson.lines(blocks, limits.max_line_bytes, number=state.number, offset=start):
        yield Item(number, end, number, ndjson.decode_line(data, source.tenant, source.clock(), limits))


def appended(
    batch: Sequence[Item], append_all: AppendAll, counts: Counts, wait: Callable[[float], None]
) -> list[Rejected]:
    """See one batch through: every item of it ends in `counts`, and what was not taken is told, in the file's order.

    Waits by `wait(seconds)` while the log is overloaded or an outcome unknown. Raises HandclaspError for what is no
    fault of a line; the batch may then be given again.
    """
    refused: list[Rejected] = []
    bare: list[Rejected] = []
    waiting: list[tuple[int, Raw]] = []
    for item in batch:
        if isinstance(item.made, InputError):
            refused.append(Rejected(item.line, item.made.code, str(item.made)))
        else:
            waiting.append((item.line, item.made))
    while waiting:
        again: list[tuple[int, Raw]] = []
        pause = 0
        for asked, answer in zip(waiting, _answers([_said(raw) for _, raw in waiting], append_all), strict=True):
            if isinstance(answer, Receipt):
                counts.doubled += answer.stored.doubled
                counts.new += not answer.stored.doubled
            elif isinstance(answer, (Overloaded, OutcomeUnknown)):
                again.append(asked)
                pause = max(pause, getattr(answer, "retry_after", 1))
            elif isinstance(answer, InputError) and answer.field == "attachment" and asked[1].attached is not None:
                # What was said is on record whatever was attached to it.
                bare.append(Rejected(asked[0], answer.code, f"{answer} The record stands without it."))
                again.append((asked[0], _without_file(asked[1], answer.code)))
            elif isinstance(answer, _THEIRS):
                refused.append(Rejected(asked[0], answer.code, str(answer)))
            else:
                # A full disk is no fault of the line: stop here, and a later run takes this batch again.
                raise answer
        waiting = again
        if pause:
            wait(pause)
    counts.rejected += len(refused)
    counts.bare += len(bare)
    return sorted([*refused, *bare], key=lambda line: line.line)


def _without_file(raw: Raw, code: str) -> Raw:
    text = raw.text.reveal() if raw.text is not None else ""
    said = Secret("\n".join(part for part in (text, f"[file: not taken, {code}]") if part))
    return msgspec.structs.replace(raw, kind=Kind.MESSAGE, attached=None, text=said)


def _said(raw: Raw) -> Raw:
    # It left long ago: the outbound guard would only keep it from being on record.
    return msgspec.structs.replace(raw, cleared=SAID)


def _answers(raws: list[Raw], append_all: AppendAll) -> list[Receipt | HandclaspError]:
    try:
        return append_all(raws).result()
    except (Overloaded, OutcomeUnknown) as error:
        return [error] * len(raws)


def digest_of(path: Path) -> str:
    """SHA-256 of a file, in hex."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _resume(state_path: Path, digest: str, tenant: str) -> State:
    try:
        state = msgspec.json.decode(state_path.read_bytes(), type=State)
    except (FileNotFoundError, msgspec.DecodeError):
        return State(digest, tenant)
    return state if (state.digest, state.tenant) == (digest, tenant) else State(digest, tenant)


def _report(path: Path, length: int) -> BinaryIO:
    """Open the report for writing after its first `length` bytes; what a cut-off run wrote beyond is written again."""
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    file = os.fdopen(descriptor, "r+b")
    file.truncate(min(length, os.fstat(descriptor).st_size))
    file.seek(0, os.SEEK_END)
    return file


def _save(path: Path, state: State) -> None:
    fresh = path.with_name(path.name + ".new")
    fresh.write_bytes(msgspec.json.encode(state))
    fresh.replace(path)
