"""Reading a picture step by step: which way up it stands, where its text is, and the text, largest lines first.

Promises to find out a quarter or half turn by itself, to look closer where the text is small in its picture, and to
give all places in pixels of the picture as it came in. Holds one picture's pixels while it lives, and nothing after.
"""

from __future__ import annotations

from typing import Final

import cv2
import numpy as np

from handclasp.screen.images import ocr
from handclasp.screen.images.codes import look
from handclasp.screen.images.ocr import Corners, Pixels
from handclasp.screen.images.page import Line, Page

PAGE: Final = 1280
"""The longer side at which pages are read."""
SOURCE: Final = 2560
"""The longer side from which small text is cut."""
SQUEEZED: Final = 0.55
"""Clear strips are read at this width: half the work, and Chinese as well as digits still come out whole."""
_TIGHTEST: Final = 0.38
_WELL, _SAME = 0.9, 0.95
_FEW: Final = 5
_REACH: Final = {False: (np.array((14, 14)), np.array((14, 14))), True: (np.array((3, 3)), np.array((3, 9)))}
"""How far a paper goes on around its title, in heights of lines: left and up, right and down; at most, or mostly."""
_COARSE = _SEEN = 640
_LARGE: Final = 18
_SPARSE: Final = 8
_WIDTH: Final = 9_000
"""Strip pixels that fit into the time for a harmless page (about 0.07 ms each); denser pages are squeezed more."""


class Reader:
    """One picture (not larger than SOURCE a side), and what was read of it so far."""

    def __init__(self, source: Pixels, *, grainy: bool = False) -> None:
        self._source, self._grainy = source, grainy
        self._page = shrunk(source, PAGE)
        self._upright: dict[int, Pixels] = {}
        self._turns: int | None = None
        self._codes: frozenset[str] | None = None
        self._read: list[tuple[Line, float]] = []

    @property
    def turns(self) -> int:
        """Quarter turns, against the clock, that make the text upright."""
        return self._turns or 0

    def codes(self) -> frozenset[str]:
        """Which bar codes there are (codes.look)."""
        if self._codes is None:
            self._codes = look(self._page)
            if self._codes <= {"qr:none", "qr:unread"} and max(self._source.shape[:2]) > PAGE * 1.3:
                self._codes = self._codes | look(self._source) - {"qr:none"} or self._codes
            if self._grainy and self._codes <= {"qr:none", "qr:unread"}:
                self._codes = look(self._source, grainy=True)
        return self._codes

    def boxes(self, side: int) -> list[Corners]:
        """Lines of text, largest first, in pixels of the source turned upright."""
        if side < _COARSE:  # which is small enough for a smaller copy to do
            page = self._page if not self._turns else np.ascontiguousarray(np.rot90(self._page, self._turns))
            found = [box * np.float32(self._source.shape[1] / self._page.shape[1]) for box in ocr.lines(page, side)]
        else:
            found = ocr.lines(self.upright, side)
        if self._turns is None and found:
            self._turns = _turns(self._source, found)
            if self._turns:
                height, width = self._source.shape[:2]
                found = [_turned(box, self._turns, width, height) for box in found]
        return found

    @property
    def upright(self) -> Pixels:
        """The source turned so that its text can be read."""
        if self.turns not in self._upright:
            self._upright = {self.turns: np.ascontiguousarray(np.rot90(self._source, self.turns))}
        return self._upright[self.turns]

    def closer(self, boxes: list[Corners], side: int, *, mostly: bool = False) -> list[Corners]:
        """Look again at the part that holds the text, or the smallest text, when it fills little of the picture.

        `mostly`: a few lines are taken for the title of a usual card, and its surroundings for the part.
        """
        if not boxes or self._large(boxes, side):
            return boxes
        if found := self._within(boxes, 0.7, side, mostly=mostly):
            return found if len(found) >= len(boxes) else boxes
        heights = [ocr.height_of(box) for box in boxes if not ocr.tall(box)]
        if len(heights) < 4:
            return boxes
        usual = float(np.median(sorted(heights)[len(heights) // 3 :]))
        small = [box for box in boxes if ocr.height_of(box) < 0.72 * usual]
        if len(small) < 2 or not (found := self._within(small, 0.75, side)):
            return boxes
        return [*_outside(boxes, found), *found]

    def _large(self, boxes: list[Corners], side: int) -> bool:
        """Whether even small lines were large where they were looked for, so that no others will have been missed."""
        thin = sorted(ocr.thickness_of(box) for box in boxes)[len(boxes) // 4]
        return len(boxes) >= _FEW and thin * side > _LARGE * self._natural()

    def _natural(self) -> float:
        """The square root of how many pixels there are."""
        height, width = self._source.shape[:2]
        return float((height * width) ** 0.5)

    def unread(self, boxes: list[Corners], side: int) -> list[Corners]:
        """Look again where there is fine structure but no text was found: small print, a document in a screenshot.

        A picture that is fine all over (a table, a carpet) and shows hardly any text is looked at in more detail.
        """
        region = _busiest(self.upright, boxes)
        if region is None:
            return []
        height, width = self.upright.shape[:2]
        whole = region == (0, 0, width, height)
        if whole and self._natural() < _SEEN:  # nothing that has not been seen
            return []
        if whole and len(boxes) < _SPARSE:
            found = self.closer(self._looked(region, side * 6 // 5, 1.0), side * 2 // 3)
        else:
            found = self._looked(region, side, 1.6)
        return [box for box in found if not _covered(box, boxes)]

    def _within(self, boxes: list[Corners], most: float, side: int, *, mostly: bool = False) -> list[Corners]:
        """Lines in the part that the boxes span, enlarged; none if they span more than `most` of the picture."""
        height, width = self.upright.shape[:2]
        points = np.concatenate(boxes)
        low, high = points.min(axis=0), points.max(axis=0)
        before = after = np.repeat(0.1 * float((high - low).max()), 2)
        if len(boxes) < _FEW:  # a title, perhaps, whose paper goes on below in print too small to be seen from here
            letters = max(ocr.height_of(box) for box in boxes)
            before, after = (
                np.maximum(margin, letters * reach)
                for margin, reach in zip((before, after), _REACH[mostly], strict=True)
            )
        left, top = np.clip(low - before, 0, None).astype(int)
        right, bottom = np.clip(high + after, None, (width, height)).astype(int)
        if (right - left) * (bottom - top) > most * most * width * height or min(right - left, bottom - top) < 16:
            return []
        return self._looked((int(left), int(top), int(right), int(bottom)), side)

    def _looked(self, region: tuple[int, int, int, int], side: int, most: float = 3.0) -> list[Corners]:
        left, top, right, bottom = region
        part = np.ascontiguousarray(self.upright[top:bottom, left:right])
        # More than three times larger, blur is all that is gained.
        side = min(side, round(most * ((right - left) * (bottom - top)) ** 0.5))
        return [box + np.array([left, top], np.float32) for box in ocr.lines(part, side)]

    def read(self, boxes: list[Corners], squeezed: float = SQUEEZED, *, crowded: bool = False) -> list[Line]:
        """The lines' text; what was read well before is not read again. On a crowded page small ones get less width."""
        lines, missing = [], []
        for box in boxes:
            known = self._known(box, squeezed)
            lines += [known] if known else []
            missing += [] if known else [box]
        picture = self.upright
        strips = [
            _squeeze(ocr.cut(picture, box), max(squeezed, _at_least(box) * (0.7 if crowded else 1))) for box in missing
        ]
        read = [Line(text, sure, box) for (text, sure), box in zip(ocr.read(strips), missing, strict=True)]
        self._read += [(line, squeezed) for line in read]
        return [line for line in (*lines, *read) if line.text.strip()]

    def _known(self, box: Corners, squeezed: float) -> Line | None:
        """What was read there before, if reading it again would hardly say more."""
        for line, before in reversed(self._read):
            near = 0.5 if line.sure > _SAME else 0.35
            same = float(np.abs(line.corners - box).max()) < near * ocr.thickness_of(box)
            if same and (before >= squeezed if squeezed >= 1 or line.sure < _WELL else True):
                return line
        return None

    def all(self, boxes: list[Corners]) -> list[Line]:
        """Every line, squeezed as much as the time for a page asks."""
        total = sum(min(48 * ocr.width_of(box) / max(1.0, ocr.height_of(box)), 1600) for box in boxes)
        room = _WIDTH / max(total, 1.0)
        return self.read(boxes, min(SQUEEZED, max(_TIGHTEST, room)), crowded=room < SQUEEZED)

    def turned(self, boxes: list[Corners], quarters: int) -> list[Corners]:
        """Where the lines stand after as many quarter turns more."""
        height, width = self.upright.shape[:2]
        return [_turned(box, quarters, width, height) for box in boxes]

    def forget_turn(self) -> None:
        """Find out again which way up the text stands."""
        self._turns, self._read = None, []

    def turn(self, quarters: int) -> None:
        """Read it another way up from now on."""
        self._read = []
        self._turns = (self.turns + quarters) % 4

    def page(self, lines: list[Line]) -> Page:
        """The lines as a page, with the codes that were seen."""
        return Page(lines, self.codes())

    def as_it_came(self, corners: Corners) -> Corners:
        """A place in the picture as it came in."""
        height, width = self.upright.shape[:2]
        return _turned(corners, (4 - self.turns) % 4, width, height)


def shrunk(picture: Pixels, longest: int) -> Pixels:
    """The picture with its longer side at most `longest`."""
    times = longest / max(picture.shape[:2])
    if times >= 1:
        return picture
    return np.asarray(cv2.resize(picture, None, fx=times, fy=times, interpolation=cv2.INTER_AREA), np.uint8)


def _at_least(box: Corners) -> float:
    """Small letters, enlarged to the strip's height, have no width to spare."""
    height = ocr.thickness_of(box)
    return 0.3 if height >= 26 else 0.75 if height >= 17 else 0.9


def _squeeze(strip: Pixels, times: float) -> Pixels:
    if times >= 1 or strip.shape[1] < 60:
        return strip
    size = (max(24, round(strip.shape[1] * times)), strip.shape[0])
    return np.asarray(cv2.resize(strip, size, interpolation=cv2.INTER_AREA), np.uint8)


def _turns(picture: Pixels, boxes: list[Corners]) -> int:
    """How many quarter turns against the clock make most of the text upright."""
    down = sum(ocr.width_of(box) * ocr.height_of(box) for box in boxes if ocr.tall(box))
    across = sum(ocr.width_of(box) * ocr.height_of(box) for box in boxes if ocr.flat(box))
    sideways = down > across
    sample = [box for box in boxes if ocr.tall(box) == sideways][:8]
    heads = ocr.upside_down([ocr.cut(picture, box) for box in sample])
    over = bool(heads) and sum(heads) / len(heads) > 0.5
    # `cut` turns tall lines left, so a tall line that then stands on its head wants three turns.
    return (1 if sideways else 0) + (2 if over else 0)


def _turned(box: Corners, turns: int, width: int, height: int) -> Corners:
    """Corners after so many quarter turns against the clock, again from the line's own top left."""
    for _ in range(turns):
        box = np.stack((box[:, 1], width - box[:, 0]), axis=1).astype(np.float32)
        width, height = height, width
    return ocr.clockwise(box)


def _covered(box: Corners, others: list[Corners]) -> bool:
    x, y = box.mean(axis=0)
    return any(cv2.pointPolygonTest(other, (float(x), float(y)), measureDist=False) >= 0 for other in others)


def _outside(boxes: list[Corners], found: list[Corners]) -> list[Corners]:
    """The boxes that were not found again."""
    return [box for box in boxes if not _covered(box, found) and not any(_covered(other, [box]) for other in found)]


def _busiest(picture: Pixels, boxes: list[Corners]) -> tuple[int, int, int, int] | None:
    """The part with the most edges outside the boxes, if it is a part of its own and large enough to hold text."""
    grey = cv2.cvtColor(shrunk(picture, 1280), cv2.COLOR_BGR2GRAY)
    scale = picture.shape[1] / grey.shape[1]
    edges = (cv2.absdiff(grey, cv2.GaussianBlur(grey, (0, 0), 2)) > 6).astype(np.uint8)
    for box in boxes:
        cv2.fillPoly(edges, [(box / scale).astype(np.int32)], 0)
    cells = cv2.resize(
        edges * 255, (max(1, grey.shape[1] // 24), max(1, grey.shape[0] // 24)), interpolation=cv2.INTER_AREA
    )
    busy = cv2.dilate((cells > 16).astype(np.uint8), np.ones((3, 3), np.uint8))
    count, _, stats, _ = cv2.connectedComponentsWithStats(busy)
    if count < 2 or max(area := stats[1:, 4]) < 0.01 * busy.size:
        return None
    left, top, wide, high, _ = stats[1 + int(np.argmax(area))]
    if wide * high > 0.5 * busy.size:
        return 0, 0, picture.shape[1], picture.shape[0]
    cell = 24 * scale
    right, bottom = min(picture.shape[1], int((left + wide) * cell)), min(picture.shape[0], int((top + high) * cell))
    return int(left * cell), int(top * cell), right, bottom
