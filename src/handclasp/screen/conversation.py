"""What shows only across messages: a number finished in the next one, a label in one and its value in the other.

Promises that each message keeps what is found in it alone. Never joins more than neighbours.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from handclasp.screen.engine import Engine, Match, engine

if TYPE_CHECKING:
    from collections.abc import Sequence

_JOINT: Final = "\n"
_REACH: Final = 400


def find_in_conversation(texts: Sequence[str], using: Engine | None = None) -> list[list[Match]]:
    """Return for each message what is sensitive in it, alone or because of the messages beside it."""
    its = using or engine()
    found = [its.matches(text) for text in texts]
    for first in range(len(texts) - 1):
        for span in (2, 3):
            if first + span <= len(texts):
                _join(its, texts[first : first + span], found[first : first + span])
    return found


def _join(its: Engine, texts: Sequence[str], found: Sequence[list[Match]]) -> None:
    """Add to `found` what shows when the texts are read as one."""
    if not all(texts) or sum(map(len, texts)) > 2 * _REACH:
        return
    starts = [0]
    for text in texts:
        starts.append(starts[-1] + len(text) + len(_JOINT))
    for match in its.matches(_JOINT.join(texts)):
        for place, text in enumerate(texts):
            start, end = max(match.start - starts[place], 0), min(match.end - starts[place], len(text))
            if start < end:
                _add(found[place], Match(start, end, match.type))


def _add(found: list[Match], match: Match) -> None:
    """Add a match unless something was found there already; a longer one takes the place of parts of it."""
    inside = [one for one in found if one.start < match.end and match.start < one.end]
    if any(one.start <= match.start and match.end <= one.end for one in inside):
        return
    if all(match.start <= one.start and one.end <= match.end for one in inside):
        found[:] = sorted([one for one in found if one not in inside] + [match])
