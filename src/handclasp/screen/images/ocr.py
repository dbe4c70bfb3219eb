"""Reading text in pictures: where lines of words stand, and what they say, by the PP-OCRv6 models in RapidOCR's wheel.

Promises one thread, no network and no file written: the models are opened from the installed wheel, and nothing of
RapidOCR's own code runs (it would fetch what it misses). Never keeps a picture.
"""

from __future__ import annotations

import importlib
import importlib.util
import os
from functools import cache
from pathlib import Path
from typing import Any, Final

import cv2
import numpy as np
from numpy.typing import NDArray

from handclasp.records import HandclaspError

Pixels = NDArray[np.uint8]
"""Height × width × 3, blue first as OpenCV has it."""
Corners = NDArray[np.float32]
"""Four points (x, y) clockwise from the top left of the line as it is written."""

_DETECTOR: Final = "PP-OCRv6_det_small.onnx"
_RECOGNISER: Final = "PP-OCRv6_rec_small.onnx"
_TURNER: Final = "ch_ppocr_mobile_v2.0_cls_mobile.onnx"

_INK: Final = 0.3
"""A pixel of the detector's map above this belongs to text (PP-OCR's own threshold)."""
_SURE: Final = 0.5
_GROWN: Final = 1.6
"""Text kernels are found shrunken; area × this ÷ perimeter is how far they are grown again (PP-OCR's unclip ratio)."""
_TALL: Final = 1.5
_LINE_HEIGHT: Final = 48
_LONGEST_LINE: Final = 1600
_BATCH_WIDTH: Final = 1600
"""Lines read at once share one tensor of about this width: the output has 18,710 numbers for each 8 pixels."""


cv2.setNumThreads(1)


class ModelsMissing(HandclaspError):
    """The text models are not where RapidOCR's wheel has them; no picture can be judged."""

    code = "picture-models-missing"


def _model(name: str) -> Path:
    spec = importlib.util.find_spec("rapidocr")
    for place in (spec.submodule_search_locations or ()) if spec else ():
        if (path := Path(place, "models", name)).is_file():
            return path
    message = (
        f"the text model {name} is not installed, so pictures cannot be judged and stay held. "
        "Install rapidocr 3.10 as requirements.lock pins it (its wheel carries the models)."
    )
    raise ModelsMissing(message)


@cache
def _runtime() -> Any:
    # Its wheels since 1.31 report their use to the vendor, by network and by a file in the home folder, unless told not
    # to before they are loaded. Pictures of customers' papers are no place for that.
    os.environ["ORT_DISABLE_TELEMETRY"] = "1"
    runtime = importlib.import_module("onnxruntime")
    runtime.disable_telemetry_events()
    return runtime


@cache
def _session(name: str) -> Any:
    onnxruntime = _runtime()
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    # Every picture has another size: an arena would keep the largest tensor of each.
    options.enable_cpu_mem_arena = options.enable_mem_pattern = False
    options.log_severity_level = 4
    return onnxruntime.InferenceSession(str(_model(name)), options, providers=["CPUExecutionProvider"])


@cache
def _alphabet() -> tuple[str, ...]:
    characters = _session(_RECOGNISER).get_modelmeta().custom_metadata_map["character"].splitlines()
    return ("", *characters, " ")


def _run(name: str, tensor: NDArray[np.float32]) -> NDArray[np.float32]:
    session = _session(name)
    found: Any = session.run(None, {session.get_inputs()[0].name: tensor})[0]
    return np.asarray(found, np.float32)


def _tensor(picture: Pixels) -> NDArray[np.float32]:
    return ((picture.astype(np.float32) / 127.5) - 1.0).transpose(2, 0, 1)


def lines(picture: Pixels, side: int) -> list[Corners]:
    """Where lines of text stand, largest first, in pixels of `picture`; looked for on `side` squared pixels."""
    height, width = picture.shape[:2]
    times = side / (height * width) ** 0.5
    small = cv2.resize(
        picture,
        (max(32, round(width * times / 32) * 32), max(32, round(height * times / 32) * 32)),
        interpolation=cv2.INTER_AREA if times < 1 else cv2.INTER_LINEAR,
    )
    heat = _run(_DETECTOR, _tensor(np.asarray(small, np.uint8))[None])[0, 0]
    inked = cv2.dilate((heat > _INK).astype(np.uint8), np.ones((2, 2), np.uint8))
    contours, _ = cv2.findContours(inked, cv2.RETR_LIST, cv2.CHAIN_APPROX_SIMPLE)
    scale = np.array([width / heat.shape[1], height / heat.shape[0]], np.float32)
    found = [box * scale for contour in contours[:1000] if (box := _box(heat, contour)) is not None]
    return sorted(found, key=_area, reverse=True)


def _box(heat: NDArray[np.float32], contour: Any) -> Corners | None:
    centre, (a, b), angle = cv2.minAreaRect(contour)
    if min(a, b) < 3 or _score(heat, cv2.boxPoints((centre, (a, b), angle))) < _SURE:
        return None
    grown = 2 * _GROWN * a * b / (2 * (a + b))
    return clockwise(cv2.boxPoints((centre, (a + grown, b + grown), angle)))


def _score(heat: NDArray[np.float32], box: Any) -> float:
    height, width = heat.shape
    left, top = np.clip(np.floor(box.min(axis=0)).astype(int), 0, (width - 1, height - 1))
    right, bottom = np.clip(np.ceil(box.max(axis=0)).astype(int), 0, (width - 1, height - 1))
    mask = np.zeros((bottom - top + 1, right - left + 1), np.uint8)
    cv2.fillPoly(mask, [(box - (left, top)).astype(np.int32)], 1)
    return float(cv2.mean(heat[top : bottom + 1, left : right + 1], mask)[0])


def clockwise(points: Any) -> Corners:
    """Four corners in order, from the top left."""
    left, right = np.split(points[np.argsort(points[:, 0], kind="stable")], 2)
    left, right = left[np.argsort(left[:, 1])], right[np.argsort(right[:, 1])]
    return np.array([left[0], right[0], right[1], left[1]], np.float32)


def _area(box: Corners) -> float:
    return width_of(box) * height_of(box)


def width_of(box: Corners) -> float:
    """Length of the line's upper edge."""
    return float(np.linalg.norm(box[0] - box[1]))


def height_of(box: Corners) -> float:
    """Length of the line's left edge."""
    return float(np.linalg.norm(box[0] - box[3]))


def thickness_of(box: Corners) -> float:
    """How high its letters stand, whether the line runs across or down."""
    return height_of(box) if not tall(box) else width_of(box)


def tall(box: Corners) -> bool:
    """Whether the line runs down rather than across."""
    return height_of(box) >= _TALL * width_of(box)


def flat(box: Corners) -> bool:
    """Whether the line clearly runs across."""
    return width_of(box) >= _TALL * height_of(box)


def cut(picture: Pixels, box: Corners) -> Pixels:
    """The line straightened, as high as the recogniser wants it; lines that run down are turned left."""
    if tall(box):
        box = np.roll(box, -1, axis=0)
    width = round(_LINE_HEIGHT * max(width_of(box), 1) / max(height_of(box), 1))
    width = min(max(width, _LINE_HEIGHT // 2), _LONGEST_LINE)
    target = np.array([[0, 0], [width, 0], [width, _LINE_HEIGHT], [0, _LINE_HEIGHT]], np.float32)
    return np.asarray(_warped(picture, box, target, (width, _LINE_HEIGHT)), np.uint8)


def _warped(picture: Pixels, box: Corners, target: Corners, size: tuple[int, int]) -> Any:
    # Only the surroundings are touched, and reduced first where they are much larger, or strokes would be skipped.
    height, width = picture.shape[:2]
    left, top = np.clip(np.floor(box.min(axis=0)).astype(int) - 2, 0, (width - 1, height - 1))
    right, bottom = np.clip(np.ceil(box.max(axis=0)).astype(int) + 3, 1, (width, height))
    part, moved = picture[top:bottom, left:right], box - np.array([left, top], np.float32)
    if (times := size[1] / max(height_of(box), 1)) < 0.6:
        part = np.asarray(cv2.resize(part, None, fx=times, fy=times, interpolation=cv2.INTER_AREA), np.uint8)
        moved = moved * np.float32(times)
    matrix = cv2.getPerspectiveTransform(moved.astype(np.float32), target)
    return cv2.warpPerspective(part, matrix, size, borderMode=cv2.BORDER_REPLICATE, flags=cv2.INTER_CUBIC)


def upside_down(strips: list[Pixels]) -> list[float]:
    """How likely each strip stands on its head, 0 to 1."""
    if not strips:
        return []
    tensor = np.zeros((len(strips), 3, _LINE_HEIGHT, 192), np.float32)
    for place, strip in enumerate(strips):
        part = strip[:, :192] if strip.shape[1] > 192 else strip
        tensor[place, :, :, : part.shape[1]] = _tensor(part)
    return [float(one[1]) for one in _run(_TURNER, tensor)]


def read(strips: list[Pixels]) -> list[tuple[str, float]]:
    """What each strip says, and how sure that is (0 to 1)."""
    said: list[tuple[str, float]] = [("", 0.0)] * len(strips)
    for places in _batches(strips):
        widest = max(strips[place].shape[1] for place in places)
        tensor = np.zeros((len(places), 3, _LINE_HEIGHT, widest), np.float32)
        for row, place in enumerate(places):
            tensor[row, :, :, : strips[place].shape[1]] = _tensor(strips[place])
        for place, chances in zip(places, _run(_RECOGNISER, tensor), strict=True):
            said[place] = _decoded(chances)
    return said


def _batches(strips: list[Pixels]) -> list[list[int]]:
    """Strips of about the same width together: what is padded costs as much as what is read."""
    batches: list[list[int]] = []
    for place in sorted(range(len(strips)), key=lambda place: strips[place].shape[1]):
        width = strips[place].shape[1]
        if batches and width * (len(batches[-1]) + 1) <= _BATCH_WIDTH and width < 1.3 * strips[batches[-1][0]].shape[1]:
            batches[-1].append(place)
        else:
            batches.append([place])
    return batches


def _decoded(chances: NDArray[np.float32]) -> tuple[str, float]:
    """Connectionist temporal classification, greedily: repeats fold into one, blanks (0) vanish."""
    best = chances.argmax(axis=1)
    kept = (best != 0) & np.concatenate(([True], best[1:] != best[:-1]))
    if not kept.any():
        return "", 0.0
    letters = _alphabet()
    return "".join(letters[place] for place in best[kept]), float(chances.max(axis=1)[kept].mean())
