"""Pictures in perspective: where points go when a flat sheet is seen from the side, and what it then looks like."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

import numpy as np
from benchmarks.data.pictures.model import Field
from benchmarks.data.pictures.sheet import Mark
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFilter

Matrix = NDArray[np.float64]
Points = Sequence[tuple[float, float]]


@dataclass
class Shot:
    """A picture on its way through a condition, with its marks in the picture's own pixels."""

    image: Image.Image
    marks: list[Mark] = field(default_factory=list)


def homography(source: Points, target: Points) -> Matrix:
    """Return the projection that takes four points to four points."""
    rows, values = [], []
    for (x, y), (u, v) in zip(source, target, strict=True):
        rows += [[x, y, 1, 0, 0, 0, -u * x, -u * y], [0, 0, 0, x, y, 1, -v * x, -v * y]]
        values += [u, v]
    solved = np.linalg.solve(np.array(rows, dtype=np.float64), np.array(values, dtype=np.float64))
    return np.append(solved, 1.0).reshape(3, 3)


def moved(marks: Iterable[Mark], matrix: Matrix) -> list[Mark]:
    """Return the marks as they stand after a projection."""
    result = []
    for mark in marks:
        points = np.array([(x, y, 1.0) for x, y in mark.quad]) @ matrix.T
        flat = points[:, :2] / points[:, 2:]
        result.append(Mark(mark.kind, mark.text, tuple((float(x), float(y)) for x, y in flat)))
    return result


def shifted(marks: Iterable[Mark], x: float, y: float, scale: float = 1.0) -> list[Mark]:
    """Return the marks scaled, then moved."""
    return moved(marks, np.array([[scale, 0, x], [0, scale, y], [0, 0, 1.0]]))


def rounded_mask(size: tuple[int, int], corner: float) -> Image.Image:
    """Return a mask of a whole sheet with round corners."""
    mask = Image.new("L", size, 0)
    ImageDraw.Draw(mask).rounded_rectangle((0, 0, size[0] - 1, size[1] - 1), corner, fill=255)
    return mask


def project(ground: Shot, top: Shot, target: Points, *, corner: float = 0, shadow: int = 0) -> Shot:
    """Lay one picture onto another so that its corners come to stand at `target`."""
    wide, high = top.image.size
    matrix = homography(((0, 0), (wide, 0), (wide, high), (0, high)), target)
    left = max(0, int(min(x for x, _ in target)) - 2)
    upper = max(0, int(min(y for _, y in target)) - 2)
    right = min(ground.image.width, int(max(x for x, _ in target)) + 3)
    lower = min(ground.image.height, int(max(y for _, y in target)) + 3)
    local = np.array([[1, 0, -left], [0, 1, -upper], [0, 0, 1.0]]) @ matrix
    back = np.linalg.inv(local)
    back = (back / back[2, 2]).flatten()[:8].tolist()
    size = (right - left, lower - upper)
    method, smooth = Image.Transform.PERSPECTIVE, Image.Resampling.BILINEAR
    seen = top.image.transform(size, method, back, smooth)
    mask = rounded_mask(top.image.size, corner).transform(size, method, back, smooth)
    image = ground.image.copy()
    if shadow:
        small = mask.resize((max(1, size[0] // 8), max(1, size[1] // 8))).filter(ImageFilter.GaussianBlur(2))
        soft = small.resize(size).point([value // 2 for value in range(256)])
        image.paste((20, 18, 16), (left + shadow, upper + shadow, right + shadow, lower + shadow), soft)
    image.paste(seen, (left, upper), mask)
    return Shot(image, [*ground.marks, *moved(top.marks, matrix)])


def turned(shot: Shot, quarters: int) -> Shot:
    """Turn a picture by quarters of a circle, clockwise."""
    image, marks = shot.image, shot.marks
    for _ in range(quarters % 4):
        high = image.height
        image = image.transpose(Image.Transpose.ROTATE_270)
        marks = moved(marks, np.array([[0, -1, high], [1, 0, 0], [0, 0, 1.0]]))
    return Shot(image, marks)


def resized(shot: Shot, wide: int) -> Shot:
    """Scale a picture to a width."""
    scale = wide / shot.image.width
    high = max(1, round(shot.image.height * scale))
    image = shot.image.resize((wide, high), Image.Resampling.BICUBIC, reducing_gap=2.0)
    matrix = np.array([[scale, 0, 0], [0, high / shot.image.height, 0], [0, 0, 1.0]])
    return Shot(image, moved(shot.marks, matrix))


def fields(shot: Shot) -> tuple[Field, ...]:
    """Return the fields of a finished picture: upright boxes, cut at its edges."""
    wide, high = shot.image.size
    found = []
    for mark in shot.marks:
        left = max(0, int(min(x for x, _ in mark.quad)))
        upper = max(0, int(min(y for _, y in mark.quad)))
        right = min(wide, int(np.ceil(max(x for x, _ in mark.quad))))
        lower = min(high, int(np.ceil(max(y for _, y in mark.quad))))
        if right > left and lower > upper:
            found.append(Field(mark.kind, (left, upper, right, lower), mark.text))
    return tuple(found)
