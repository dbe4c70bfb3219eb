"""A conversation as CSV (docs/spec/formats.md §12), to be read in a spreadsheet: no cell of it is ever a formula.

UTF-8 with a byte order mark, for spreadsheets ask for one; every cell in quotes, lines end in CR LF. It proves nothing.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, Final

from handclasp.documents.lines import Line, told

FORMAT: Final = "conversation CSV v1"
COLUMNS: Final = (
    "conversation",
    "number",
    "log_index",
    "received",
    "sent",
    "role",
    "author",
    "kind",
    "text",
    "masked",
    "changed_by",
    "facts",
    "record_hash",
)
_FORMULA: Final = frozenset("=+-@\t\r\n＝＋－＠'")  # spreadsheets set for East Asia take the wide ones too


def spreadsheet(transcript: bytes, _watermark: Mapping[str, Any], _pack: bytes = b"") -> bytes:
    """Return the CSV of a transcript; raises Fault when it is not consistent."""
    document = told(transcript)
    text = io.StringIO()
    writer = csv.writer(text, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    conversation = document.transcript.conversation.hex()
    writer.writerows(map(cell, (conversation, *_cells(line))) for line in document.lines)
    return b"\xef\xbb\xbf" + text.getvalue().encode()


def cell(value: object) -> str:
    """Return a value as a cell that no spreadsheet calculates: what would begin a formula gets an apostrophe before it.

    A text that begins with an apostrophe gets another, so that taking one away always gives the text back.
    """
    text = "" if value is None else str(value)
    first = text.lstrip(" \u00a0\u3000")[:1]
    return f"'{text}" if first in _FORMULA else text


def moment(milliseconds: int | None) -> str:
    """Return a time as RFC 3339 in UTC, to the millisecond; one outside the years 1-9999 as a count."""
    if milliseconds is None:
        return ""
    try:
        when = datetime.fromtimestamp(milliseconds / 1000, UTC)
    except (OverflowError, ValueError, OSError):
        return f"{milliseconds} ms"
    return f"{when:%Y}".zfill(4) + f"{when:-%m-%dT%H:%M:%S}.{milliseconds % 1000:03d}Z"


def _cells(line: Line) -> tuple[object, ...]:
    return (
        line.seq,
        line.place,
        moment(line.received),
        moment(line.sent),
        line.role,
        line.author,
        line.kind,
        line.text,
        " ".join(sorted({mask.type for mask in line.masks})),
        line.by,
        json.dumps(line.facts, ensure_ascii=False, sort_keys=True) if line.facts else "",
        line.hash,
    )
