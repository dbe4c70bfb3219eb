"""Brings a file of old conversations in: NDJSON, or an export of Telegram Desktop.

Every record carries a key of its own, so stopping anywhere and starting again adds nothing twice; a small state file
beside the report only saves the time. Bad lines go to a report as number, code and reason, never with their text, and
never stop the rest.
"""

from __future__ import annotations

import hashlib
import itertools
import os
import re
import time
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, Final, NamedTuple

import msgspec

from handclasp.intake import ndjson, telegram
from handclasp.intake.errors import InputError
from handclasp.intake.message import Limits
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
_HEAD = 1 << 16
_BOM = b"\xef\xbb\xbf"
_TELEGRAM = re.compile(rb'\s*\{\s*"(?:name|about|type|id)"\s*:')


class Counts(msgspec.Struct):
    """What became of a file's records: new in the log, there before, refused.

    `bare` ones are on record without the file that was attached to them, which is not taken; they say so.
    """

    new: int = 0
    doubled: int = 0
    rejected: int = 0
    bare: int = 0


class Rejected(msgspec.Struct, frozen=True):
    """A line of the report: line number (NDJSON) or number of the message (Telegram), from 1."""

    line: int
    code: str
    reason: str


class _State(msgspec.Struct):
    """How far an import of this very file for this tenant came: everything up to item `number` has its answer."""

    digest: str
    tenant: str
    number: int = 0
    offset: int = 0
    report: int = 0
    counts: Counts = msgspec.field(default_factory=Counts)


class _Item(NamedTuple):
    number: int
    end: int
    made: Raw | InputError


class How(NamedTuple):
    """The clock (ms, UTC), how to wait some seconds, the limits, and who a Telegram chat's agents are (`from_id`)."""

    now: Callable[[], int] = lambda: time.time_ns() // 1_000_000
    wait: Callable[[float], None] = time.sleep
    limits: Limits = IMPORTS
    agents: Collection[str] = ()


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
    state = _resume(state_path, _digest(path), tenant)
    size = path.stat().st_size
    with path.open("rb") as file, _report(report_path, state.report) as report:
        items = _items(file, telegram.Source(tenant, path.parent, how.now, how.limits, how.agents), state)
        while batch := list(itertools.islice(items, chunk)):
            _append(batch, append_all, report, state.counts, how.wait)
            state.number, state.offset, state.report = batch[-1].number, batch[-1].end, report.tell()
            _save(state_path, state)
            if progress is not None:
                progress(min(state.offset, size), size, state.counts)
    state_path.unlink(missing_ok=True)
    if not state.counts.rejected and not state.counts.bare:
        report_path.unlink(missing_ok=True)
    return state.counts


def is_telegram(head: bytes) -> bool:
    """Tell from the first bytes of a file whether it is a Telegram export rather than NDJSON."""
    if not _TELEGRAM.match(head):
        return False
    first = head.lstrip().partition(b"\n")[0]
    return b'"conversation"' not in first and (b'"messages"' in head or b'"chats"' in head)


def _items(file: BinaryIO, source: telegram.Source, state: _State) -> Iterator[_Item]:
    head = file.read(_HEAD)
    file.seek(0)
    if is_telegram(head):
        for number, made in telegram.read(file, source):
            if number > state.number:
                yield _Item(number, file.tell(), made)
        return
    # Editors on Windows put a mark before the first line of a file; at the live doors it is refused.
    start = max(state.offset, len(_BOM) if head.startswith(_BOM) else 0)
    file.seek(start)
    blocks = iter(lambda: file.read(_BLOCK), b"")
    limits = source.limits
    for number, end, data in ndjson.lines(blocks, limits.max_line_bytes, number=state.number, offset=start):
        yield _Item(number, end, ndjson.decode_line(data, source.tenant, source.clock(), limits))


def _append(
    batch: list[_Item], append_all: AppendAll, report: BinaryIO, counts: Counts, wait: Callable[[float], None]
) -> None:
    """See one batch through: every item of it ends as new, doubled or rejected."""
    refused: list[Rejected] = []
    bare: list[Rejected] = []
    waiting: list[tuple[int, Raw]] = []
    for number, _, made in batch:
        if isinstance(made, InputError):
            refused.append(Rejected(number, made.code, str(made)))
        else:
            waiting.append((number, made))
    while waiting:
        again: list[tuple[int, Raw]] = []
        pause = 0
        for item, answer in zip(waiting, _answers([_said(raw) for _, raw in waiting], append_all), strict=True):
            if isinstance(answer, Receipt):
                counts.doubled += answer.stored.doubled
                counts.new += not answer.stored.doubled
            elif isinstance(answer, (Overloaded, OutcomeUnknown)):
                again.append(item)
                pause = max(pause, getattr(answer, "retry_after", 1))
            elif isinstance(answer, InputError) and answer.field == "attachment" and item[1].attached is not None:
                # What was said is on record whatever was attached to it.
                bare.append(Rejected(item[0], answer.code, f"{answer} The record stands without it."))
                again.append((item[0], _without_file(item[1], answer.code)))
            elif isinstance(answer, _THEIRS):
                refused.append(Rejected(item[0], answer.code, str(answer)))
            else:
                # A full disk is no fault of the line: stop here, and a later run takes this batch again.
                raise answer
        waiting = again
        if pause:
            wait(pause)
    counts.rejected += len(refused)
    counts.bare += len(bare)
    lines = sorted([*refused, *bare], key=lambda line: line.line)
    report.write(b"".join(msgspec.json.encode(line) + b"\n" for line in lines))
    report.flush()


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


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _resume(state_path: Path, digest: str, tenant: str) -> _State:
    try:
        state = msgspec.json.decode(state_path.read_bytes(), type=_State)
    except (FileNotFoundError, msgspec.DecodeError):
        return _State(digest, tenant)
    return state if (state.digest, state.tenant) == (digest, tenant) else _State(digest, tenant)


def _report(path: Path, length: int) -> BinaryIO:
    """Open the report for writing after its first `length` bytes; what a cut-off run wrote beyond is written again."""
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    file = os.fdopen(descriptor, "r+b")
    file.truncate(min(length, os.fstat(descriptor).st_size))
    file.seek(0, os.SEEK_END)
    return file


def _save(path: Path, state: _State) -> None:
    fresh = path.with_name(path.name + ".new")
    fresh.write_bytes(msgspec.json.encode(state))
    fresh.replace(path)
