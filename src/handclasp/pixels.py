"""Pictures from strangers, decoded within limits: upright pixels and nothing else of the file that came in.

Promises that bytes are measured before they are decoded, that only the first frame is ever looked at, and that whatever
a decoder chokes on is one of two errors. Never follows, runs or keeps anything else that is in a file.
"""

from __future__ import annotations

import contextlib
from io import BytesIO
from typing import Final, NamedTuple

from PIL import Image

_START_OF_SCAN: Final = b"\xff\xda"
_ORIENTATION: Final = 0x0112
_TURNED: Final = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
"""What each EXIF orientation asks for, so that a picture without its metadata still stands upright."""


class Limits(NamedTuple):
    """What may be decoded: bytes, pixels, a side, and passes over a JPEG (each costs as much as a whole picture)."""

    bytes: int
    pixels: int
    side: int
    scans: int = 200


class Decoded(NamedTuple):
    """A picture's upright pixels, the format's name, and the upright size it had in the file."""

    image: Image.Image
    format: str
    width: int
    height: int


class TooLarge(Exception):
    """More than the limits allow; nothing was decoded."""


class Damaged(Exception):
    """Cut off, broken, or none of the formats that are read."""


def decoded(content: bytes, formats: tuple[str, ...], limits: Limits, *, at_least: int | None = None) -> Decoded:
    """The upright pixels (RGB, white where it was transparent) of the first frame.

    `formats` are Pillow's names. With `at_least`, a large JPEG may come out smaller, with no side under that length:
    the decoder then does a fraction of the work. Raises TooLarge and Damaged.
    """
    if len(content) > limits.bytes:
        raise TooLarge
    try:
        with Image.open(BytesIO(content), formats=formats) as image:
            _measure(image, content, limits)
            size = image.size
            if at_least and image.format in ("JPEG", "MPO"):
                image.draft(None, (at_least, at_least))
            image.load()
            format_ = str(image.format)
            upright, across = _upright(image)
            return Decoded(upright, format_, *(reversed(size) if across else size))
    except (TooLarge, Image.DecompressionBombError):
        raise TooLarge from None
    except Exception as error:
        raise Damaged from error


def measured(content: bytes, formats: tuple[str, ...], limits: Limits) -> None:
    """Look at a picture's head alone: raises TooLarge and Damaged, and decodes nothing."""
    if len(content) > limits.bytes:
        raise TooLarge
    try:
        with Image.open(BytesIO(content), formats=formats) as image:
            _measure(image, content, limits)
    except (TooLarge, Image.DecompressionBombError):
        raise TooLarge from None
    except Exception as error:
        raise Damaged from error


def _measure(image: Image.Image, content: bytes, limits: Limits) -> None:
    """Look at what the head announces, before anything is decoded."""
    width, height = image.size
    scans = content.count(_START_OF_SCAN) if image.format not in ("PNG", "GIF", "WEBP", "BMP") else 1
    if width * height > limits.pixels or max(width, height) > limits.side or scans > limits.scans:
        raise TooLarge


def _upright(image: Image.Image) -> tuple[Image.Image, bool]:
    """The pixels, and whether width and height changed places."""
    orientation = None
    with contextlib.suppress(Exception):  # broken metadata is no reason not to show the picture
        orientation = image.getexif().get(_ORIENTATION)
    if image.mode.startswith("I"):  # 16 bits a pixel
        image = image.convert("I").point(lambda value: value * (1 / 256)).convert("L")
    if image.has_transparency_data:
        image = image if image.mode == "RGBA" else image.convert("RGBA")
        drawn = Image.new("RGB", image.size, "white")
        drawn.paste(image, mask=image.getchannel("A"))
    else:
        drawn = Image.new("RGB", image.size)
        drawn.paste(image.convert("RGB"))
    return (drawn.transpose(_TURNED[orientation]), orientation >= 5) if orientation in _TURNED else (drawn, False)
