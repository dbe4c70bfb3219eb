"""The desk's numbers as CSV: one figure a line, so that any spreadsheet can turn it as it likes.

UTF-8 with a byte order mark, every cell in quotes, lines end in CR LF; no cell is ever a formula.
"""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING, Final

from handclasp.documents.spreadsheet import cell

if TYPE_CHECKING:
    from collections.abc import Iterator

    from handclasp.desk.numbers import Numbers, Took

COLUMNS: Final = ("measure", "day", "item", "value", "unit")
"""An empty day: over the whole span. `item` is a topic, a type or a form."""

Row = tuple[str, str, str, int, str]


def spreadsheet(told: Numbers) -> bytes:
    """Return the CSV."""
    text = io.StringIO()
    writer = csv.writer(text, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    writer.writerows(map(cell, row) for row in rows(told))
    return b"\xef\xbb\xbf" + text.getvalue().encode()


def rows(told: Numbers) -> Iterator[Row]:
    """Every figure: by day, then over the whole span."""
    for one in told.days:
        day = one.day.isoformat()
        yield "begun", day, "", one.begun, "conversations"
        yield "messages_in", day, "", one.heard, "messages"
        yield "messages_out", day, "", one.said, "messages"
        yield from _took("first_answer", day, one.first)
        yield from _took("resolution", day, one.resolution)
        yield "exported", day, "", one.exported, "exports"
    yield "begun", "", "", told.begun, "conversations"
    yield "unanswered", "", "", told.unanswered, "conversations"
    yield "messages_in", "", "", told.heard, "messages"
    yield "messages_out", "", "", told.said, "messages"
    yield from _took("first_answer", "", told.first)
    yield from _took("resolution", "", told.resolution)
    yield "rating_asked", "", "", told.asked, "customers"
    for measure, items, unit in (
        ("topic", told.topics, "conversations"),
        ("tag", told.tags, "conversations"),
        ("masked", told.seen, "masks"),
        ("exported", told.exported, "exports"),
        ("rating", told.rated, "customers"),
    ):
        for item, count in items:
            yield measure, "", item, count, unit


def _took(measure: str, day: str, took: Took) -> Iterator[Row]:
    """How often, the median and the 90th percentile; of nothing there are no times."""
    yield f"{measure}_count", day, "", took.times, "conversations"
    if took.times:
        yield f"{measure}_median", day, "", round(took.half / 1000), "seconds"
        yield f"{measure}_p90", day, "", round(took.most / 1000), "seconds"
