"""Tables (CSV, TSV) of old messages: a row each, its columns named by their heads or by whoever imports them.

UTF-8, UTF-16 with its mark, or GB 18030, as spreadsheets in China write it; commas, semicolons, tabs or bars between.
"""

from __future__ import annotations

import codecs
import csv
import hashlib
import io
import json
import re
import tomllib
from collections import Counter
from collections.abc import Iterator, Mapping
from itertools import islice
from pathlib import Path, PurePosixPath
from typing import Any, BinaryIO, Final

from handclasp.intake import chatwoot
from handclasp.intake.errors import InputError, Malformed
from handclasp.intake.foreign import File, Said, moment, records
from handclasp.intake.source import Source
from handclasp.records import Author, Kind, Raw

CHANNEL: Final = "table"
FIELDS: Final = ("conversation", "id", "author", "role", "text", "sent", "kind", "channel", "file")
"""What a column can be."""

_WORDS: Final = tomllib.loads((Path(__file__).parent / "table.toml").read_text("utf-8"))
HEADS: Final[dict[str, list[str]]] = _WORDS["heads"]
"""Heads that a column is known by, the likeliest first."""

ROLES: Final[dict[str, list[str]]] = _WORDS["roles"]
"""Words for a role, its own name first."""

_ROLE_OF: Final = {word: role for role, words in ROLES.items() for word in words}
_NOTES: Final = frozenset({"note", "internal", "private", "备注", "内部备注"})
_LONGEST: Final = 1 << 23
_BLOCK: Final = 1 << 20
_CHANNEL_NAME: Final = re.compile(r"[^\x00-\x1f]{1,64}")

csv.field_size_limit(_LONGEST)


def is_it(head: bytes) -> bool:
    """Whether the beginning of a file is the head of a table in which texts and times can be found."""
    try:
        first = _first_line(head)
        names = next(csv.reader([first], delimiter=_between(first)), [])
    except csv.Error:
        return False
    found = _columns(names, {})
    return {"text", "sent"} <= found.keys() or {name.strip().lower() for name in names} >= chatwoot.COLUMNS


def looks_like(head: bytes) -> bool:
    """Whether it begins as a table does, whatever its columns are called: names side by side, and rows of as many."""
    if b"\0" in head:
        return False
    try:
        first = _first_line(head)
        rows = list(islice(csv.reader(io.StringIO(head.decode("utf-8", "replace")), delimiter=_between(first)), 3))
    except csv.Error:
        return False
    names = rows[0] if rows else []
    return len(names) > 1 and all(name.strip() for name in names) and {len(row) for row in rows} == {len(names)}


def read(file: BinaryIO, source: Source) -> Iterator[tuple[int, Raw | InputError]]:
    """Yield (line in the file from 1, record or refusal); raises Malformed when columns are missing."""
    encoding = _encoding(file)
    file.seek(0)
    text = io.TextIOWrapper(file, encoding, "surrogateescape", newline="")
    try:
        yield from _rows(text, source)
    except UnicodeError:
        reason = "The table is cut off, or not in the code that its first bytes say: save it as UTF-8."
        raise Malformed("unknown-format", reason) from None
    finally:
        text.detach()


def _rows(text: io.TextIOWrapper, source: Source) -> Iterator[tuple[int, Raw | InputError]]:
    first = text.readline(_LONGEST)
    between = _between(first)
    names = [name.strip() for name in next(csv.reader([first], delimiter=between), [])]
    theirs = not source.reading.columns and {name.lower() for name in names} >= chatwoot.COLUMNS
    columns = {} if theirs else _wanted(names, source)
    rows = csv.reader(text, delimiter=between, strict=False)
    seen: Counter[str] = Counter()
    line = 2
    while True:
        try:
            row = next(rows)
        except StopIteration:
            return
        except csv.Error:
            yield (
                line,
                InputError(
                    "bad-row", "The row cannot be read: a quotation mark may be missing, or a cell is too long."
                ),
            )
            line = 2 + rows.line_num
            continue
        at, line = line, 2 + rows.line_num
        if not any(cell.strip() for cell in row):
            continue
        try:
            cells = _cells(names, row)
            said = _chatwoot(cells, source) if theirs else _said(cells, columns, source, seen)
            for record in records(said, source):
                yield at, record
        except InputError as error:
            yield at, error


def _cells(names: list[str], row: list[str]) -> dict[str, str]:
    if len(row) != len(names):
        reason = f"The row has {len(row)} cells, its head {len(names)}: a quotation mark may be missing."
        raise InputError("bad-row", reason)
    return dict(zip(names, row, strict=True))


def _said(cells: Mapping[str, str], columns: Mapping[str, str], source: Source, seen: Counter[str]) -> Said:
    told = {field: cells[column].strip() for field, column in columns.items()}
    role = _role(told, source)
    conversation = told.get("conversation") or source.reading.conversation
    who = told.get("author") or role
    number = told.get("id", "")
    if not number:
        if "id" in columns:
            raise InputError("missing-field", "The cell of `id` is empty: give every row its own.", "id")
        whole = "\n".join([conversation, told["sent"], who, cells[columns["text"]], told.get("file", "")])
        number = hashlib.sha256(whole.encode("utf-8", "surrogatepass")).hexdigest()[:32]
        seen[number] += 1
        number = f"{number}-{seen[number]}"
    file = told.get("file", "")
    return Said(
        conversation=conversation,
        id=number,
        author=Author(role, who),
        sent=moment(told["sent"], source.reading.zone, "sent"),
        text=cells[columns["text"]].replace("\r\n", "\n"),
        channel=told.get("channel") if _CHANNEL_NAME.fullmatch(told.get("channel", "")) else CHANNEL,  # type: ignore[arg-type]
        kind=Kind.NOTE if told.get("kind", "").lower() in _NOTES else Kind.MESSAGE,
        files=[File("file", PurePosixPath(file).name, "", (file, f"attachments/{file}"))] if file else (),
    )


def _role(told: Mapping[str, str], source: Source) -> str:
    if "role" in told:
        role = _ROLE_OF.get(told["role"].lower())
        if role is None:
            known = ", ".join(words[0] for words in ROLES.values())
            raise InputError("unknown-role", f"The cell of `role` is none of: {known}.", "author.role")
        return role
    return "agent" if told.get("author") in source.agents else "customer"


def _chatwoot(cells: Mapping[str, str], source: Source) -> Said:
    told: dict[str, Any] = {name.lower(): cell for name, cell in cells.items()}
    told["attachments"] = _json(told.get("attachments"))
    return chatwoot.message(told, source)


def _json(cell: object) -> object:
    try:
        return json.loads(cell) if isinstance(cell, str) and cell else None
    except (ValueError, RecursionError):
        return None


def _wanted(names: list[str], source: Source) -> dict[str, str]:
    """Which column is what; raises Malformed when what every message needs is not there."""
    for field, column in source.reading.columns.items():
        if field not in FIELDS or column not in names:
            known = ", ".join(FIELDS)
            reason = f"Each --map names a field ({known}) and a column that the table has."
            raise Malformed("no-column", reason)
    found = _columns(names, source.reading.columns)
    needed = {"text", "sent"} | (set() if source.reading.conversation else {"conversation"})
    if lacking := sorted(needed - found.keys()):
        reason = f"No column is known to be: {', '.join(lacking)}. Say which with --map {lacking[0]}=COLUMN."
        raise Malformed("no-column", reason, lacking[0])
    return found


def _columns(names: list[str], given: Mapping[str, str]) -> dict[str, str]:
    by_head = {name.strip().lower(): name.strip() for name in reversed(names)}
    found = {field: by_head[head] for field, heads in HEADS.items() for head in reversed(heads) if head in by_head}
    taken = set(given.values())
    return {field: column for field, column in found.items() if column not in taken} | dict(given)


def _first_line(head: bytes) -> str:
    encoding = next((name for mark, name in _MARKS.items() if head.startswith(mark)), "utf-8")
    text = head.decode(encoding, "replace")
    if "\ufffd" in text.splitlines()[0] if text.splitlines() else False:
        text = head.decode("gb18030", "replace")
    return text.splitlines()[0] if text.splitlines() else ""


_MARKS: Final = {codecs.BOM_UTF8: "utf-8-sig", codecs.BOM_UTF16_LE: "utf-16", codecs.BOM_UTF16_BE: "utf-16"}


def _encoding(file: BinaryIO) -> str:
    file.seek(0)
    head = file.read(4)
    for mark, name in _MARKS.items():
        if head.startswith(mark):
            return name
    file.seek(0)
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        while block := file.read(_BLOCK):
            decoder.decode(block)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return "gb18030"
    return "utf-8"


def _between(head: str) -> str:
    """What stands between the cells of the first line."""
    return max(",;\t|", key=head.count)
