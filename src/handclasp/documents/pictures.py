"""The pictures of a conversation as a document may show them: the copies that lie in its evidence pack, and no others.

A copy is a picture drawn anew, masked where it had to be, and its digest stands in the record that made it. What cannot
be read as such a picture is left to the pack.
"""

from __future__ import annotations

import hashlib
import io
import zipfile
from typing import Final, NamedTuple

from PIL import Image, UnidentifiedImageError

from handclasp.documents.lines import Told

_FORMATS: Final = {"PNG": "png", "JPEG": "jpg"}
_WIDEST: Final = 150.0
_HIGHEST: Final = 90.0
_MM: Final = 25.4 / 96
"""Of a pixel, where there is room."""

_MOST: Final = 32 << 20
_PIXELS: Final = 50_000_000


class Picture(NamedTuple):
    """The copy of a picture: its bytes, `png` or `jpg`, its width on paper (mm), the seq of its own record."""

    content: bytes
    format: str
    width: float
    by: int


def pictures(document: Told, pack: bytes) -> dict[int, Picture]:
    """The pictures in a pack by the seq of the attachment that they are a copy of; the last copy made is the one."""
    found: dict[int, Picture] = {}
    if not pack:
        return found
    with zipfile.ZipFile(io.BytesIO(pack)) as archive:
        names = {one.filename: one.file_size for one in archive.infolist()}
        for line in document.lines:
            name = f"attachments/{line.seq}"
            if line.about is None or not 0 < names.get(name, 0) <= _MOST:
                continue
            content = archive.read(name)
            if hashlib.sha256(content).hexdigest() != line.facts.get("copy_digest"):
                continue
            picture = _picture(content, line.seq)
            if picture is not None:
                found[line.about] = picture
    return found


def _picture(content: bytes, by: int) -> Picture | None:
    try:
        with Image.open(io.BytesIO(content), formats=list(_FORMATS)) as image:
            wide, high = image.size
            if wide * high > _PIXELS:
                return None
            image.load()
            format_ = _FORMATS[str(image.format)]
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        return None
    width = min(wide * _MM, _WIDEST, _HIGHEST * wide / high)
    return Picture(content, format_, round(max(width, 1.0), 2), by)
