"""Revealed pictures and papers: every one that is shown carries, all over, who looked at it and when.

What comes out is pixels drawn anew and nothing else: no metadata, no profile, no second frame, no byte of the file that
came in. Bytes from a stranger are measured before they are decoded, and whatever a decoder chokes on is refused.
"""

from __future__ import annotations

import math
from datetime import UTC, datetime
from io import BytesIO
from typing import Final

from PIL import Image, ImageDraw, ImageFont

from handclasp.pixels import Damaged, Limits, TooLarge, decoded
from handclasp.records import HandclaspError
from handclasp.sheet import LONGEST, PAPERS, NotDrawn, sheet

SHOWN: Final = frozenset({"image/png", "image/jpeg", "image/webp", "image/gif"}) | PAPERS
"""Media types that can be shown with a mark."""

MOST_BYTES: Final = 32 * 1024 * 1024
MOST_PIXELS: Final = 30_000_000
LONGEST_SIDE: Final = 20_000
MOST_SCANS: Final = 200
"""Passes over a JPEG: each costs as much as a whole picture, however few bytes it has."""

_FORMATS: Final = ("PNG", "JPEG", "WEBP", "GIF")
_STRANGERS: Final = Limits(MOST_BYTES, MOST_PIXELS, LONGEST_SIDE, MOST_SCANS)
_OURS: Final = Limits(2 * MOST_BYTES, LONGEST * LONGEST, LONGEST, MOST_SCANS)
"""What was drawn here has its bounds already."""
_LEAST_SIDE: Final = 360
"""Smaller pictures are enlarged, or there would be no room for the mark."""
_ANGLE: Final = 24
_DARK, _LIGHT = (20, 20, 20, 95), (255, 255, 255, 95)
"""Ink and its edge: one of them shows on any ground."""


class NotAPicture(HandclaspError):
    """The bytes cannot be shown as a marked picture; nothing was shown."""

    code = "not-a-picture"


def watermarked(content: bytes, media_type: str, who: str, when: datetime) -> tuple[bytes, str]:
    """Return the picture with `who · when` over all of it, and its media type (image/png or image/jpeg).

    The first frame of an animation is shown, upright, on white where it was transparent; of a PDF all pages, below each
    other. `when` is written in UTC. Raises NotAPicture for other types, for what is too large, and for what is damaged.
    """
    picture, lossy = _opened(content, media_type)
    _mark(picture, f"{_drawable(who)} · {when.astimezone(UTC):%Y-%m-%d %H:%M:%S} UTC")
    return _saved(picture, lossy=lossy)


def redrawn(content: bytes, media_type: str) -> tuple[bytes, str]:
    """The same without a mark: the copy of a picture that everybody may see. Raises NotAPicture."""
    picture, lossy = _opened(content, media_type)
    return _saved(picture, lossy=lossy)


def _opened(content: bytes, media_type: str) -> tuple[Image.Image, bool]:
    if media_type not in SHOWN:
        message = "only pictures and PDFs can be shown. This file is neither; nothing was shown."
        raise NotAPicture(message)
    return _decoded(_sheet(content), _OURS) if media_type in PAPERS else _decoded(content, _STRANGERS)


def _saved(picture: Image.Image, *, lossy: bool) -> tuple[bytes, str]:
    out = BytesIO()
    if lossy:
        picture.save(out, "JPEG", quality=88)
        return out.getvalue(), "image/jpeg"
    picture.save(out, "PNG", compress_level=1)
    return out.getvalue(), "image/png"


def _sheet(content: bytes) -> bytes:
    try:
        return sheet(content)
    except NotDrawn:
        message = (
            "this file is damaged, locked, too large or too long to be drawn with a mark. Ask for a photograph of it. "
            "Nothing was shown."
        )
        raise NotAPicture(message) from None


def _decoded(content: bytes, limits: Limits) -> tuple[Image.Image, bool]:
    """The upright pixels of the first frame, enlarged for the mark where small; whether they were kept lossily.

    Which of the four types it is, the bytes say: names given by phones and channels are often wrong.
    """
    try:
        picture, format_, _, _ = decoded(content, _FORMATS, limits)
    except TooLarge:
        raise _too_large() from None
    except Damaged as error:
        message = (
            "this picture is damaged, cut off or of another type than it says, so it cannot be shown with a mark. "
            "Ask for it to be sent again. Nothing was shown."
        )
        raise NotAPicture(message) from error
    if (longest := max(picture.size)) < _LEAST_SIDE:
        times = math.ceil(_LEAST_SIDE / longest)
        picture = picture.resize((picture.width * times, picture.height * times))
    return picture, format_ not in ("PNG", "GIF")


def _too_large() -> NotAPicture:
    message = (
        f"this picture is too large to be shown: more than {MOST_PIXELS // 1_000_000} million pixels, "
        f"{LONGEST_SIDE} a side or {MOST_BYTES // 2**20} MiB. Ask for a smaller one. Nothing was shown."
    )
    return NotAPicture(message)


def _drawable(text: str) -> str:
    """The text in characters that the font has; any other as its code point, so that nobody looks unnamed."""
    line = "".join(c if " " <= c <= "~" or "¡" <= c <= "ÿ" else f"U+{ord(c):04X}" for c in text.strip())
    return line[:80] or "?"


def _mark(picture: Image.Image, text: str) -> None:
    """Write the text along parallel diagonals, each beginning elsewhere, from edge to edge."""
    size = max(12, min(picture.size) // 36)
    font = ImageFont.load_default(size)
    edge = max(1, size // 16)
    length, height = math.ceil(font.getlength(text)) + 2 * edge, 2 * size
    stamp = Image.new("RGBA", (length, height))
    ImageDraw.Draw(stamp).text((edge, size // 3), text, _DARK, font, stroke_width=edge, stroke_fill=_LIGHT)
    stamp = stamp.rotate(_ANGLE, Image.Resampling.BICUBIC, expand=True)
    for x, y in _places(picture.size, length + 2 * size, 5 * size):
        picture.paste(stamp, (x - stamp.width // 2, y - stamp.height // 2), stamp)


def _places(size: tuple[int, int], along: int, across: int) -> list[tuple[int, int]]:
    """Centres of the stamps: rows `across` apart, stamps `along` apart in a row, each row shifted by a third."""
    turn = math.radians(-_ANGLE)
    cosine, sine = math.cos(turn), math.sin(turn)
    reach = math.hypot(*size) / 2 + along
    rows, columns = math.ceil(reach / across), math.ceil(reach / along) + 1
    found = []
    for row in range(-rows, rows + 1):
        for column in range(-columns, columns + 1):
            u, v = (column + row % 3 / 3) * along, row * across
            x, y = round(size[0] / 2 + u * cosine - v * sine), round(size[1] / 2 + u * sine + v * cosine)
            if -along < x < size[0] + along and -along < y < size[1] + along:
                found.append((x, y))
    return found
