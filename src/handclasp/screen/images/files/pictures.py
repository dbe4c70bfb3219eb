"""Pictures as pixels: decoded within limits, written anew without anything that came along, or with boxes over parts.

Promises that what is written holds pixels only (no metadata, location, profile, second frame or trailing byte), and
that what is hidden is painted over, never blurred: blur can be undone.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from io import BytesIO
from typing import TYPE_CHECKING, Final

import msgspec
from PIL import Image, ImageDraw

from handclasp import pixels
from handclasp.screen.images.files.refusals import damaged, too_large
from handclasp.screen.images.files.sniff import MOST_BYTES, Accepted
from handclasp.screen.images.verdict import Box

if TYPE_CHECKING:
    from handclasp.screen.images.ocr import Pixels

MOST_PIXELS: Final = 100_000_000
"""Of a JPEG, which can be decoded at a fraction; other formats must be decoded whole."""
MOST_PIXELS_WHOLE: Final = 40_000_000
LONGEST_SIDE: Final = 30_000
SHOWN_SIDE: Final = 4096
"""What enters a conversation is not larger: phones photograph more than any screen shows."""
_FORMATS: Final = ("PNG", "JPEG", "WEBP", "GIF", "BMP", "TIFF")
_INK: Final = "#14181c"


class Picture(msgspec.Struct, frozen=True):
    """Upright pixels, whether they were kept lossily (and may be again), and the upright size they had in the file.

    The pixels may be fewer than width × height: what is larger than SHOWN_SIDE is reduced.
    """

    image: Image.Image
    lossy: bool
    width: int
    height: int

    def pixels(self) -> Pixels:
        """As the judge wants them: height × width × 3, blue first."""
        import numpy as np  # noqa: PLC0415 - doors look at files without judging them

        return np.ascontiguousarray(np.asarray(self.image)[:, :, ::-1])


def opened(accepted: Accepted) -> Picture:
    """Decode an accepted picture. Raises FileTooLarge and FileDamaged."""
    most = MOST_PIXELS if accepted.media_type == "image/jpeg" else MOST_PIXELS_WHOLE
    limits = pixels.Limits(MOST_BYTES, most, LONGEST_SIDE)
    try:
        found = pixels.decoded(accepted.content, _FORMATS, limits, at_least=SHOWN_SIDE // 2)
    except pixels.TooLarge:
        message = f"{most // 1_000_000} million pixels, {LONGEST_SIDE} a side or {MOST_BYTES // 2**20} MiB"
        raise too_large(message) from None
    except pixels.Damaged:
        raise damaged() from None
    found.image.thumbnail((SHOWN_SIDE, SHOWN_SIDE), Image.Resampling.BOX)
    return Picture(found.image, found.format not in ("PNG", "GIF", "BMP"), found.width, found.height)


def reencode(picture: Picture) -> tuple[bytes, str]:
    """The picture's pixels as a new file, and its media type (image/png or image/jpeg)."""
    out = BytesIO()
    if picture.lossy or picture.image.width * picture.image.height > 6_000_000:
        picture.image.save(out, "JPEG", quality=90)
        return out.getvalue(), "image/jpeg"
    picture.image.save(out, "PNG", compress_level=4)
    return out.getvalue(), "image/png"


def masked_copy(picture: Picture, boxes: Iterable[Box]) -> tuple[bytes, str]:
    """The same with these boxes painted over; they are in pixels of the picture as it came (width × height)."""
    image = picture.image.copy()
    pen = ImageDraw.Draw(image)
    across, down = image.width / picture.width, image.height / picture.height
    for left, top, right, bottom in boxes:
        begin = math.floor(left * across), math.floor(top * down)
        end = max(begin[0], math.ceil(right * across) - 1), max(begin[1], math.ceil(bottom * down) - 1)
        pen.rectangle((begin, end), fill=_INK)
    return reencode(msgspec.structs.replace(picture, image=image))
