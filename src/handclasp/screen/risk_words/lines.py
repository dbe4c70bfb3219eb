"""The language of the lists: a heading names category, severity and direction, each line under it is one pattern.

A pattern is plain text with `(one|another)`, `(…)?` for what may be missing, and `…` for up to six characters of
anything. Nothing in it repeats, so nothing in it can run away; what is no pattern is told with its line.
"""

from __future__ import annotations

import re
from typing import Final, NamedTuple

from handclasp.screen.folding import one_script

DIRECTIONS: Final = ("in", "out", "both")
CATEGORIES: Final = (
    "refund",
    "not-received",
    "invalid",
    "complaint",
    "chargeback",
    "regulator",
    "legal",
    "harassment",
    "fraud",
    "off-platform",
    "account-takeover",
    "threat",
    "illegal-goods",
    "self-harm",
)
"""The house's categories; a tenant may have further ones."""

_HEADING: Final = re.compile(r"==\s*([a-z][a-z0-9-]{0,31})\s*\|\s*([1-3])\s*\|\s*(in|out|both)\s*\Z")
_GROUP: Final = re.compile(r"\(([^()]*)\)(\??)")
_GAP: Final = "[^\\n]{0,6}"
_LONGEST: Final = 120
_MOST_LINES: Final = 5_000
_MOST_OPTIONS: Final = 20
_MOST_GAPS: Final = 3


class Fault(NamedTuple):
    """What is wrong with a list, on which line, and what to do."""

    line: int
    code: str
    words: str


class Entry(NamedTuple):
    """One pattern of a list: `expression` is a regular expression without repetition.

    `takes_back`: where it stands, an entry of its category that it covers does not count.
    """

    written: str
    expression: str
    category: str
    severity: int
    direction: str
    takes_back: bool = False


class Parsed(NamedTuple):
    """A list as read: what it adds, what it takes out of the list below it, and what is wrong with it."""

    entries: tuple[Entry, ...]
    removed: frozenset[str]
    faults: tuple[Fault, ...]


def parse(text: str) -> Parsed:
    """Read a list; never raises. What has a fault is left out of `entries`."""
    entries: list[Entry] = []
    removed: set[str] = set()
    faults: list[Fault] = []
    heading: tuple[str, int, str] | None = None
    lines = text.splitlines()
    if len(lines) > _MOST_LINES:
        faults.append(Fault(_MOST_LINES, "too-long", f"a list has at most {_MOST_LINES} lines"))
    for number, whole in enumerate(lines[:_MOST_LINES], 1):
        line = whole.strip()
        if not line or line.startswith("#"):
            continue
        if line.startswith("=="):
            found = _HEADING.match(line)
            heading = (found[1], int(found[2]), found[3]) if found else None
            if found is None:
                faults.append(Fault(number, "heading", "write == category | 1, 2 or 3 | in, out or both"))
        elif line.startswith("- "):
            removed.add(_plain(line[2:]))
        elif heading is None:
            faults.append(Fault(number, "no-heading", "a pattern stands under a heading: == category | 1 | in"))
        else:
            back = line.startswith("not:")
            written = _plain(line[4:] if back else line)
            expression, fault = _expression(written)
            if fault:
                faults.append(Fault(number, "pattern", fault))
            else:
                entries.append(Entry(written, expression, *heading, takes_back=back))
    return Parsed(tuple(entries), frozenset(removed), tuple(faults))


def _plain(written: str) -> str:
    # Folding would turn the sign for a gap into three full stops.
    return "…".join(one_script(part) for part in written.strip().replace("...", "…").split("…"))


def _expression(written: str) -> tuple[str, str]:
    """The regular expression of a pattern, or what is wrong with it."""
    if not 2 <= len(written) <= _LONGEST:
        return "", f"a pattern has 2 to {_LONGEST} characters"
    if written.count("…") > _MOST_GAPS or written.startswith("…") or written.endswith("…"):
        return "", f"a gap stands between words, at most {_MOST_GAPS} in a pattern"
    parts: list[str] = []
    at = 0
    for group in _GROUP.finditer(written):
        options = group[1].split("|")
        if len(options) > _MOST_OPTIONS or (len(options) == 1 and not group[2]) or not all(map(str.strip, options)):
            return "", f"between brackets stand 2 to {_MOST_OPTIONS} texts with | between them"
        chosen = "|".join(_literal(option) for option in options)
        parts += [_literal(written[at : group.start()]), f"(?:{chosen}){group[2]}"]
        at = group.end()
    parts.append(_literal(written[at:]))
    if set("()|?") & set(_GROUP.sub("", written)):
        return "", "brackets stand in pairs and not in each other; | and ? only with them"
    if not _GROUP.sub(lambda group: "" if group[2] else "x", written).strip(" …"):
        return "", "something in a pattern must always be there"
    return "".join(parts), ""


def _literal(text: str) -> str:
    return _GAP.join(" +".join(re.escape(word) for word in part.split(" ")) for part in text.split("…"))
