"""Judging a picture: a fast look names documents at once; only a full reading may call a picture harmless.

Promises that nothing is called harmless on the fast look alone, and that what is dark, small or patterned by a screen
is looked at once more, enhanced. Works in memory on pixels that were decoded safely; never writes, logs or sends.
"""

from __future__ import annotations

from typing import Final, NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray

from handclasp.screen.images import seeds, textual
from handclasp.screen.images.evidence import Scored, weigh
from handclasp.screen.images.kinds import NEVER_KEPT, NONE, TEXT
from handclasp.screen.images.mrz import looks_like_row
from handclasp.screen.images.ocr import Corners, Pixels
from handclasp.screen.images.page import Line, Page
from handclasp.screen.images.reading import SOURCE, SQUEEZED, Reader, shrunk
from handclasp.screen.images.verdict import Box, Stage, Verdict

_FAST: Final = 384
_FULL: Final = 560
_DEEP: Final = 832
"""Text is looked for on as many pixels as this squared in each pass."""
_CHUNK: Final = 7
"""Lines that are read before the page is weighed again."""
_MOST: Final = 4 * _CHUNK
_CLEAR, _SETTLED = 2.0, 1.0
"""How far a type must clear its need, and the next type, for a part of the lines to be enough; or for all in sight."""
_NEARLY, _HARDLY, _PLAIN = -2.5, -1.0, 0.95
"""How far from its need a type is worth another look; if all was read so surely, it must be nearer."""
_RUNNING: Final = 0.7
"""A page of which this much is sentences is no document that is clear after a few lines more."""
_LEGIBLE, _BARE, _FEW = 3, 4, 8
"""Lines: fewer are next to nothing, as many may be a title and little else, more make a page that could be read."""
_DARK, _SMALL, _HARD = 70, 700, 0.8
"""Mean brightness, longer side, and sureness of reading, under which a picture is evened out before it is read."""
_WRONG_WAY: Final = 0.62
_UNREAD, _UNSURE = 0.4, 0.85
"""Lines between these are worth a second reading."""
_CAREFUL: Final = frozenset({"eu_id_card", "td2_id"})
"""Types that only their machine-readable zone tells apart: without it a part of the lines is not enough."""


class _Outcome(NamedTuple):
    type: str
    margin: float
    reasons: tuple[str, ...]
    stage: Stage


class _Read(NamedTuple):
    """Lines that were found, what was read of them so far, and how many that were."""

    boxes: list[Corners]
    lines: list[Line]
    end: int


def judge(picture: Pixels, size: tuple[int, int] | None = None) -> Verdict:
    """Judge upright pixels (height × width × 3, blue first); `size` is width and height for the verdict, if others."""
    width, height = size or (picture.shape[1], picture.shape[0])
    plain = source = shrunk(picture, SOURCE)
    if dark := _dark(plain):
        source = enhanced(plain)
    scale = width / source.shape[1]
    reader = Reader(source, grainy=dark)
    if (found := _fast(reader)) is not None:
        return _hidden(found, width, height)
    found, page, boxes = _full(reader)
    legible = _legible(page.lines)
    poor = _poor(source, page, boxes) or (dark and legible < _LEGIBLE)
    near = _suspicious(page, _NEARLY if page.sureness < _PLAIN else _HARDLY)
    bare = legible <= _BARE and _perhaps(page) is not None
    if found is None and (poor or near or bare):
        # What was evened out is looked at as it came: a bright paper on a dark table has lost a little.
        found, again = _deep(Reader(plain if dark else enhanced(source), grainy=True), everywhere=dark)
        found = found or _seed(reader.page([*page.lines, *again.lines]), "deep")
        if found is None and (poor or dark or bare):
            found = _perhaps(page) or _perhaps(again)
        page = again if again.sureness > page.sureness + 0.1 and not page.lines else page
    if found is not None:
        return _hidden(found, width, height)
    return _shown(reader, page, width, height, scale)


def _fast(reader: Reader) -> _Outcome | None:
    if "qr:payment" in reader.codes():
        return _Outcome("payment_qr", 4, ("qr:payment",), "fast")
    found, read = _in_turns(reader, reader.closer(reader.boxes(_FAST), _FAST, mostly=True), "fast")
    if found is None and reader.page(read.lines).sureness < _WRONG_WAY:
        reader.forget_turn()
    return found


def _in_turns(reader: Reader, boxes: list[Corners], stage: Stage) -> tuple[_Outcome | None, _Read]:
    """Read some lines, weigh them, read some more: until a type is clear, or no more of them is worth it."""
    fast, width = stage == "fast", SQUEEZED
    boxes, lines = _right_way_up(reader, boxes, reader.read(boxes[:_CHUNK]), (2,) if fast else (2, 1, 3))
    if _UNREAD < reader.page(lines).sureness < _UNSURE:
        # This print does not bear to be made narrow: what follows is read as it is.
        width = 1.0
        lines = _better(reader, lines)
    for end in range(_CHUNK, _MOST + 1, _CHUNK):
        if end > _CHUNK:
            lines += reader.read(boxes[end - _CHUNK : end], width)
        if found := _clear(reader, lines, stage, whole=end >= len(boxes)):
            return found, _Read(boxes, lines, end)
        page = reader.page(lines)
        running = page.prose_share(frozenset(range(len(page.lines)))) > _RUNNING
        if end >= len(boxes) or (not _suspicious(page) and (running or (fast and end > _CHUNK))):
            break
    return None, _Read(boxes, lines, end)


def _right_way_up(
    reader: Reader, boxes: list[Corners], lines: list[Line], quarters: tuple[int, ...]
) -> tuple[list[Corners], list[Line]]:
    """If hardly anything could be read, try it turned by so many quarters, and keep what reads best."""
    before = reader.page(lines).sureness
    if not boxes or before >= _WRONG_WAY:
        return boxes, lines
    for turn in quarters:
        over = reader.turned(boxes, turn)
        reader.turn(turn)
        again = reader.read(over[:_CHUNK])
        if reader.page(again).sureness > before + 0.1:
            return over, again
        reader.turn(4 - turn)
    return boxes, lines


def _full(reader: Reader) -> tuple[_Outcome | None, Page, list[Corners]]:
    found, (boxes, lines, end) = _in_turns(reader, reader.closer(reader.boxes(_FULL), _FULL), "full")
    if found:
        return found, reader.page(lines), boxes
    lines += reader.all(boxes[end:])
    if more := reader.unread(boxes, _DEEP):
        lines += reader.all(more[: 4 * _CHUNK])
    page = _again(reader, lines)
    return _enough(page, "full"), page, boxes


def _deep(reader: Reader, *, everywhere: bool) -> tuple[_Outcome | None, Page]:
    boxes = reader.closer(reader.boxes(_DEEP), _FULL)
    boxes, first = _right_way_up(reader, boxes, reader.read(boxes[:_CHUNK], 1.0), (2, 1, 3))
    lines = [*first, *reader.all(boxes[_CHUNK:])]
    if everywhere and _legible(lines) < _LEGIBLE and (more := reader.unread([], _DEEP)):
        lines += reader.all(more[: 4 * _CHUNK])
    page = _again(reader, lines)
    return _enough(page, "deep"), page


def _again(reader: Reader, lines: list[Line]) -> Page:
    """The page with zone rows, long numbers and what was hard to read once more, at full width."""
    page = reader.page(lines)
    if page.zone and page.zone.sure:
        return page
    worth = [line for line in lines if looks_like_row(line.text) or textual.numeric(line)][:6]
    worth += [line for line in lines if _UNREAD < line.sure < _UNSURE and not any(line is other for other in worth)][:8]
    if not worth:
        return page
    kept = [line for line in lines if not any(line is other for other in worth)]
    return reader.page([*kept, *reader.read([line.corners for line in worth], 1.0)])


def _clear(reader: Reader, lines: list[Line], stage: Stage, *, whole: bool) -> _Outcome | None:
    """What a part of the lines says beyond doubt; if they are the `whole` of what was found, a little less will do."""
    page = reader.page(lines)
    found = None if page.zone and not page.zone.sure else _sure(page, stage, whole=whole)
    if found is None and any(looks_like_row(line.text) for line in lines):
        page = _again(reader, lines)
        found = _sure(page, stage, whole=whole)
    if found:
        return found
    found = _seed(page, stage)
    # Numbered words without a title may turn out to be a vocabulary once the rest is read.
    return found if found and "title" in found.reasons else None


def _sure(page: Page, stage: Stage, *, whole: bool) -> _Outcome | None:
    scored = weigh(page)
    need = _SETTLED if whole and page.sureness > _HARD else _CLEAR
    if not scored or scored[0].margin < need or _lead(scored) < _CLEAR:
        return None
    careful = scored[0].type in _CAREFUL and "mrz" not in page.signs and stage == "fast"
    return None if careful else _Outcome(*scored[0], stage)


def _better(reader: Reader, lines: list[Line]) -> list[Line]:
    """The lines, and at full width those that were hard to read."""
    hard = [line for line in lines if line.sure < _UNSURE]
    return [*(line for line in lines if line.sure >= _UNSURE), *reader.read([line.corners for line in hard], 1.0)]


def _enough(page: Page, stage: Stage) -> _Outcome | None:
    if found := _seed(page, stage):
        return found
    scored = weigh(page)
    return _Outcome(*scored[0], stage) if scored and scored[0].margin >= 0 else None


def _perhaps(page: Page) -> _Outcome | None:
    """What a page that was hard to read may well be."""
    if _legible(page.lines) > _FEW:
        return None
    scored = weigh(page, illegible=True)
    return _Outcome(*scored[0], "deep") if scored and scored[0].margin >= 0 else None


def _seed(page: Page, stage: Stage) -> _Outcome | None:
    is_one, reasons = seeds.shown(page)
    return _Outcome("wallet_seed_screenshot", 4, reasons, stage) if is_one else None


def _lead(scored: list[Scored]) -> float:
    return scored[0].margin - scored[1].margin if len(scored) > 1 else _CLEAR


def _dark(picture: Pixels) -> bool:
    return float(cv2.cvtColor(shrunk(picture, 320), cv2.COLOR_BGR2GRAY).mean()) < _DARK


def _poor(picture: Pixels, page: Page, boxes: list[Corners]) -> bool:
    """Whether the picture may hold more than could be read of it."""
    if max(picture.shape[:2]) < _SMALL and (page.sureness < _PLAIN or _legible(page.lines) < _LEGIBLE):
        return True
    return bool(boxes) and page.sureness < _HARD


def _legible(lines: list[Line]) -> int:
    return sum(line.sure > _UNSURE and len(line.text) > 1 for line in lines)


def _suspicious(page: Page, margin: float = _NEARLY) -> bool:
    """Whether a little more might make a document of it."""
    scored = weigh(page)
    return bool(scored) and scored[0].margin >= margin


def enhanced(picture: Pixels) -> Pixels:
    """Each part as bright and as full of contrast as the others, without noise; small pictures enlarged."""
    longest = max(picture.shape[:2])
    if longest < 900:
        times = min(3.0, 1280 / longest)
        picture = np.asarray(cv2.resize(picture, None, fx=times, fy=times, interpolation=cv2.INTER_CUBIC), np.uint8)
    else:
        picture = shrunk(picture, 1600)
    grey = cv2.cvtColor(picture, cv2.COLOR_BGR2GRAY).astype(np.float32)
    light = np.asarray(cv2.GaussianBlur(grey, (0, 0), 1.0), np.float32)
    around = max(picture.shape[:2]) / 24
    mean = _smooth(light, around)
    spread = np.sqrt(np.maximum(_smooth(light * light, around) - mean * mean, 0.0))
    even = np.clip(150 + 52 * (light - mean) / (spread + 3.0), 0, 255).astype(np.uint8)
    return np.asarray(cv2.cvtColor(even, cv2.COLOR_GRAY2BGR), np.uint8)


def _smooth(light: NDArray[np.float32], around: float) -> NDArray[np.float32]:
    """A wide blur, done small."""
    small = cv2.resize(light, None, fx=0.125, fy=0.125, interpolation=cv2.INTER_AREA)
    small = cv2.GaussianBlur(small, (0, 0), around / 8)
    return np.asarray(cv2.resize(small, (light.shape[1], light.shape[0])), np.float32)


def _hidden(found: _Outcome, width: int, height: int) -> Verdict:
    return Verdict(
        type=found.type,
        sure=min(99, max(50, round(60 + 6 * found.margin))),
        needs="placeholder",
        boxes=((0, 0, width, height),),
        width=width,
        height=height,
        reasons=found.reasons,
        stage=found.stage,
        never_kept=found.type in NEVER_KEPT,
    )


def _shown(reader: Reader, page: Page, width: int, height: int, scale: float) -> Verdict:
    """No document: what its text holds is covered, the rest may be seen."""
    found = textual.sensitive(page, but=frozenset({"CRYPTO_SEED"}) if seeds.vocabulary(page) else frozenset())
    if "CRYPTO_SEED" in found.types:
        return _hidden(_Outcome("wallet_seed_screenshot", 2, ("text:CRYPTO_SEED",), "full"), width, height)
    boxes = tuple(_box(reader.as_it_came(corners), scale, width, height) for corners in found.corners)
    return Verdict(
        type=TEXT if found.grave else NONE,
        sure=80 if found.grave else min(99, max(50, round(100 * page.sureness))) if page.lines else 90,
        needs="boxes" if boxes else "none",
        boxes=boxes,
        width=width,
        height=height,
        reasons=tuple(f"text:{name}" for name in found.types),
        stage="full",
        never_kept=found.never_kept,
    )


def _box(corners: Corners, scale: float, width: int, height: int) -> Box:
    left, top = np.floor(corners.min(axis=0) * scale).astype(int)
    right, bottom = np.ceil(corners.max(axis=0) * scale).astype(int)
    return max(0, int(left)), max(0, int(top)), min(width, int(right)), min(height, int(bottom))
