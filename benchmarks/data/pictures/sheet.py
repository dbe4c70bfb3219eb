"""A sheet is a document drawn flat: text, lines and pictures placed in units of its own, and marks where fields stand.

Documents are laid out once, in tenths of a millimetre or so, and drawn straight at the resolution that a picture needs.
"""

from __future__ import annotations

import random
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from benchmarks.data.pictures.fonts import font
from PIL import Image, ImageDraw

Colour = tuple[int, int, int]
Box = tuple[float, float, float, float]
INK: Colour = (28, 28, 32)


@dataclass
class Mark:
    """A field on a sheet or a picture: what it is, and the four corners of where it stands, in pixels."""

    kind: str
    text: str
    quad: tuple[tuple[float, float], ...]


def corners(box: Box) -> tuple[tuple[float, float], ...]:
    """Return the corners of an upright box, clockwise from the top left."""
    left, top, right, bottom = box
    return ((left, top), (right, top), (right, bottom), (left, bottom))


class Sheet:
    """A drawing surface. `stance` says what it is in the world: a card, a paper, a screen, or a whole scene."""

    def __init__(
        self,
        rng: random.Random,
        size: tuple[int, int],
        pixels: int,
        ground: Colour = (255, 255, 255),
        *,
        stance: str = "card",
        corner: float = 0,
    ) -> None:
        self.rng = rng
        self.width, self.height = size
        self.scale = pixels / max(size)
        self.image = Image.new("RGB", (round(size[0] * self.scale), round(size[1] * self.scale)), ground)
        self.draw = ImageDraw.Draw(self.image)
        self.stance = stance
        self.corner = corner * self.scale
        self.detail = ""
        self.face = "sans"
        self.ink = INK
        self.marks: list[Mark] = []

    def px(self, *values: float) -> list[float]:
        """Turn units into pixels."""
        return [value * self.scale for value in values]

    def repaint(self, image: Image.Image) -> None:
        """Replace what is drawn so far by another image of the same size."""
        self.image = image
        self.draw = ImageDraw.Draw(image)

    def mark(self, kind: str, box: Box, words: str = "") -> None:
        """Note a field at a box given in units."""
        left, top, right, bottom = self.px(*box)
        self.marks.append(Mark(kind, words, corners((left, top, right, bottom))))

    def length(self, words: str, size: float, face: str = "") -> float:
        """Return how wide words will be."""
        return font(face or self.face, round(size * self.scale)).getlength(words) / self.scale

    def fit(self, words: str, size: float, width: float, face: str = "") -> float:
        """Return the size, at most `size`, at which words fit a width."""
        return min(size, size * width / max(1.0, self.length(words, size, face)))

    def text(
        self,
        at: tuple[float, float],
        words: str,
        size: float = 26,
        *,
        face: str = "",
        fill: Colour | None = None,
        anchor: str = "ls",
        kind: str = "",
    ) -> float:
        """Write one line; `at` is its baseline. Returns where it ends."""
        used = font(face or self.face, round(size * self.scale))
        spot = (at[0] * self.scale, at[1] * self.scale)
        self.draw.text(spot, words, font=used, fill=fill or self.ink, anchor=anchor)
        if kind and words:
            left, top, right, bottom = self.draw.textbbox(spot, words, font=used, anchor=anchor)
            self.marks.append(Mark(kind, words, corners((left - 1, top - 1, right + 1, bottom + 1))))
        return at[0] + used.getlength(words) / self.scale

    def spaced(
        self,
        at: tuple[float, float],
        words: str,
        size: float,
        pitch: float,
        *,
        face: str = "",
        fill: Colour | None = None,
        kind: str = "",
    ) -> None:
        """Write one line with every character at a fixed distance from the one before."""
        for place, char in enumerate(words):
            self.text((at[0] + place * pitch, at[1]), char, size, face=face, fill=fill)
        if kind:
            self.mark(kind, (at[0], at[1] - size * 0.9, at[0] + pitch * len(words), at[1] + size * 0.15), words)

    def wrap(self, words: str, size: float, width: float, face: str = "") -> list[str]:
        """Break words into lines: between characters in Chinese, between words elsewhere."""
        lines: list[str] = []
        for part in words.split("\n"):
            pieces = list(part) if any(ord(char) > 0x2E80 for char in part) else part.replace(" ", " \0").split("\0")
            line = ""
            for piece in pieces:
                if line and self.length((line + piece).rstrip(), size, face) > width:
                    lines.append(line.rstrip())
                    line = ""
                line += piece
            lines.append(line.rstrip())
        return lines

    def block(
        self,
        at: tuple[float, float],
        words: str,
        size: float,
        width: float,
        *,
        face: str = "",
        fill: Colour | None = None,
        kind: str = "",
    ) -> float:
        """Write wrapped lines; returns the baseline of the line after them."""
        lines = self.wrap(words, size, width, face)
        step = size * 1.38
        for place, line in enumerate(lines):
            self.text((at[0], at[1] + place * step), line, size, face=face, fill=fill)
        if kind:
            wide = max(self.length(line, size, face) for line in lines)
            box = (at[0], at[1] - size, at[0] + wide, at[1] + (len(lines) - 1) * step + size * 0.25)
            self.mark(kind, box, words.replace("\n", " "))
        return at[1] + len(lines) * step

    def labels(self, rows: Iterable[tuple[float, float, str]], size: float, fill: Colour, face: str = "") -> None:
        """Write many short texts in one style."""
        for x, y, words in rows:
            self.text((x, y), words, size, face=face, fill=fill)

    def values(self, rows: Iterable[tuple[float, float, str, str]], size: float, face: str = "") -> None:
        """Write many fields in one style: where, what, and of which kind ("" is not sensitive)."""
        for x, y, words, kind in rows:
            self.text((x, y), words, size, face=face, kind=kind)

    def mrz(self, lines: Sequence[str], box: Box) -> None:
        """Write machine-readable lines so that they fill a box, and mark each."""
        left, top, right, bottom = box
        step = (bottom - top) / len(lines)
        size = (right - left) / max(map(len, lines)) / 0.602
        face = self.rng.choice(("latinmono", "latinmono", "latinmonobold"))
        for place, line in enumerate(lines):
            self.text((left, top + step * (place + 0.75)), line, size, face=face, kind="mrz")

    def box(self, box: Box, fill: Colour | None = None, outline: Colour | None = None, width: float = 2) -> None:
        """Draw a rectangle."""
        pen = max(1, round(width * self.scale)) if outline else 0
        self.draw.rectangle(self.px(*box), fill=fill, outline=outline, width=pen)

    def rounded(self, box: Box, radius: float, fill: Colour | None = None, outline: Colour | None = None) -> None:
        """Draw a rectangle with round corners."""
        self.draw.rounded_rectangle(self.px(*box), radius * self.scale, fill=fill, outline=outline)

    def oval(self, box: Box, fill: Colour | None = None, outline: Colour | None = None, width: float = 2) -> None:
        """Draw an ellipse."""
        pen = max(1, round(width * self.scale)) if outline else 0
        self.draw.ellipse(self.px(*box), fill=fill, outline=outline, width=pen)

    def line(self, points: Sequence[float], fill: Colour, width: float = 2) -> None:
        """Draw a line through points x, y, x, y."""
        self.draw.line(self.px(*points), fill=fill, width=max(1, round(width * self.scale)))

    def polygon(self, points: Sequence[float], fill: Colour) -> None:
        """Draw a filled polygon."""
        self.draw.polygon(self.px(*points), fill=fill)

    def table(self, columns: Sequence[float], rows: Sequence[float], fill: Colour, width: float = 2) -> None:
        """Draw the lines of a grid."""
        for x in columns:
            self.line((x, rows[0], x, rows[-1]), fill, width)
        for y in rows:
            self.line((columns[0], y, columns[-1], y), fill, width)

    def specimen(self, at: tuple[float, float] | None = None, size: float = 12, fill: Colour = (150, 150, 150)) -> None:
        """Say, small, that this is no real document."""
        words = self.rng.choice(("样本 SPECIMEN", "SPECIMEN", "样本"))
        spot = at or (self.width - size * 1.2, self.height - size * 0.9)
        self.text(spot, words, size, fill=fill, anchor="rs", face="sans")
