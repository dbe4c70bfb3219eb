"""What was read of a picture: lines of text with their places, and what kind of page they make."""

from __future__ import annotations

import re
from functools import cached_property
from typing import Final, NamedTuple

import numpy as np

from handclasp.screen.images.mrz import Zone, zone
from handclasp.screen.images.numbers import signs
from handclasp.screen.images.ocr import Corners
from handclasp.screen.images.words import han, plain, tight

_SENTENCE: Final = re.compile(r"[，。？！；,;?!]|[“”…]|\.\s")
_JOINS: Final = re.compile(
    r"[的了吗呢您你我哪]|可以|需要|应当|如果|为准|是否|怎么|什么|以及|或者|才能|不能|按照|根据|享受|一致|请[^勿妥]"
)
"""Words that join sentences, and hardly ever stand in a field."""
_SMALL_WORD: Final = re.compile(
    r"\b(?:the|a|an|is|are|you|your|to|of|and|or|in|for|with|if|it|that|this|can|will|be)\b"
)
_STAMPED: Final = re.compile(
    r"仅供|仅限|仅用于|他用无效|它用无效|再次复印|复印无效|另作他用|挪作他用|SPECIMEN|FORVERIFICATION|COPYONLY|VOIDIFCOPIED"
)
"""What owners write across copies of their papers, so that nobody else can use them."""
_FOUR, _THREE = re.compile(r"\s*\d{4}\s*"), re.compile(r"\s*\d{3}\s*")
_PANEL: Final = re.compile(r"\s*(?:\d{4} ){0,3}\d{4}\s+\d{3}\s*")
_NUMBERED: Final = re.compile(r"^\s*(?:1|2|3|4[aAbBcCdD]|5|7|8|9)\s?[.．:]\s?\S")


class Line(NamedTuple):
    """One line of text: what it says, how sure that is (0 to 1), its corners in the picture's upright pixels."""

    text: str
    sure: float
    corners: Corners

    @property
    def top(self) -> float:
        """Its upper edge."""
        return float(self.corners[:, 1].min())

    @property
    def left(self) -> float:
        """Its left edge."""
        return float(self.corners[:, 0].min())

    @property
    def height(self) -> float:
        """How high its letters stand."""
        return float(((self.corners[0] - self.corners[3]) ** 2).sum() ** 0.5)


def is_prose(text: str) -> bool:
    """Whether a line is part of a sentence rather than a title, a label or a value."""
    chinese = han(text)
    if chinese >= 8 and _JOINS.search(text):
        return True
    if chinese >= 12:
        return bool(_SENTENCE.search(text)) or chinese >= 24
    words_ = text.split()
    return len(words_) >= 6 and len(_SMALL_WORD.findall(text)) >= 2


class Page:
    """All lines that were read of one picture, from top to bottom."""

    def __init__(self, lines: list[Line], codes: frozenset[str] = frozenset()) -> None:
        self.lines = sorted((line for line in lines if tight(line.text)), key=lambda line: (line.top, line.left))
        self.codes = codes

    @cached_property
    def tights(self) -> list[str]:
        """The lines without spaces and signs."""
        return [tight(line.text) for line in self.lines]

    @cached_property
    def plains(self) -> list[str]:
        """The lines as words between single spaces, with one at each end."""
        return [f" {plain(line.text)} " for line in self.lines]

    @cached_property
    def prose(self) -> list[bool]:
        """Which lines are part of sentences."""
        return [is_prose(line.text) for line in self.lines]

    def prose_share(self, rows: frozenset[int]) -> float:
        """The share of characters in these rows that stand in sentences."""
        total = sum(len(self.tights[row]) for row in rows)
        return sum(len(self.tights[row]) for row in rows if self.prose[row]) / total if total else 0.0

    def around(self, rows: set[int], reach: int = 1) -> frozenset[int]:
        """The rows in the rectangle that these span, and `reach` line heights around it (more around a single one).

        A document in a screenshot of a chat is judged by what stands in it, not by what is said around it; nor by what
        its owner wrote across it.
        """
        if not rows:
            return frozenset(range(len(self.lines)))
        points = np.concatenate([self.lines[row].corners for row in rows])
        low, high = points.min(axis=0), points.max(axis=0)
        margin = max(self.lines[row].height for row in rows) * (reach if len(rows) > 1 else 6)
        return frozenset(
            row
            for row, line in enumerate(self.lines)
            if not _STAMPED.search(self.tights[row])
            and ((middle := line.corners.mean(axis=0)) >= low - margin).all()
            and (middle <= high + margin).all()
        )

    @cached_property
    def zone(self) -> Zone | None:
        """The machine-readable zone, if one was read."""
        return zone([line.text for line in self.lines])

    @cached_property
    def row_signs(self) -> list[frozenset[str]]:
        """Names of the numbers in each line."""
        return [signs(line.text) for line in self.lines]

    @cached_property
    def signs(self) -> frozenset[str]:
        """Names of the numbers, codes and zones that were seen (numbers.SIGNS, `mrz:…`, `qr:…`)."""
        found = frozenset[str]().union(*self.row_signs) | self.codes
        found |= _zone_signs(self.zone)
        if sum(bool(_NUMBERED.match(line.text)) for line in self.lines) >= 3:
            found |= {"numbered"}
        if _card_back(self.lines):
            found |= {"card-back"}
        return found

    @cached_property
    def sureness(self) -> float:
        """How sure the reading is on the whole, by characters."""
        total = sum(map(len, self.tights))
        return (
            sum(line.sure * len(t) for line, t in zip(self.lines, self.tights, strict=True)) / total if total else 0.0
        )


def _card_back(lines: list[Line]) -> bool:
    """On its back a card shows its last four digits and, right of them, a code of three."""
    if any(_PANEL.fullmatch(line.text) for line in lines):
        return True
    fours = [line.corners.mean(axis=0) for line in lines if _FOUR.fullmatch(line.text)]
    threes = [line for line in lines if _THREE.fullmatch(line.text)]
    return any(
        0 < (centre := line.corners.mean(axis=0))[0] - four[0] < 12 * line.height
        and abs(centre[1] - four[1]) < 1.5 * line.height
        for line in threes
        for four in fours
    )


def _zone_signs(found: Zone | None) -> frozenset[str]:
    if found is None:
        return frozenset()
    names = {"mrz"}
    if found.form == "MRV":
        names.add("mrz:visa")
    elif found.form == "TD3":
        names.add("mrz:passport-chn" if found.issuer in ("CHN", "HKG", "MAC") else "mrz:passport")
    elif found.form == "TD2":
        names.add("mrz:china" if found.issuer == "CHN" else "mrz:td2")
    elif found.issuer in ("CHN", "HKG", "MAC"):
        names.add("mrz:china")
    elif found.issuer == "USA" and found.code.startswith("C"):
        names.add("mrz:green-card")
    elif found.code in ("AR", "IR", "RP", "AF", "RT"):
        names.add("mrz:residence")
    else:
        names.add("mrz:card")
    return frozenset(names)
