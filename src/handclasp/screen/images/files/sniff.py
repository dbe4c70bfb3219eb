"""What a file really is, by its bytes: its name and the type it claims are only believed as far as they agree.

Promises to refuse what is two things at once (an archive, page, program or PDF before, in or behind a picture), and to
decode nothing: only beginnings, ends and marks are looked at.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final, Literal

import msgspec

from handclasp.screen.images.files.refusals import (
    FileRefused,
    damaged,
    disguised,
    too_large,
    type_not_taken,
)

Kind = Literal["picture", "document", "voice"]
MOST_BYTES: Final = 32 * 1024 * 1024

_EBML: Final = b"\x1a\x45\xdf\xa3"
_PICTURES: Final[tuple[tuple[bytes, str], ...]] = (
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"GIF87a", "image/gif"),
    (b"GIF89a", "image/gif"),
    (b"BM", "image/bmp"),
    (b"II*\x00", "image/tiff"),
    (b"MM\x00*", "image/tiff"),
)
_REFUSED: Final[tuple[tuple[bytes, str], ...]] = (
    (b"PK\x03\x04", "an archive or office document"),
    (b"PK\x05\x06", "an archive"),
    (b"Rar!", "an archive"),
    (b"7z\xbc\xaf\x27\x1c", "an archive"),
    (b"\x1f\x8b", "an archive"),
    (b"BZh", "an archive"),
    (b"\xfd7zXZ", "an archive"),
    (b"\x28\xb5\x2f\xfd", "an archive"),
    (b"MZ", "a program"),
    (b"\x7fELF", "a program"),
    (b"\xca\xfe\xba\xbe", "a program"),
    (b"\xcf\xfa\xed\xfe", "a program"),
    (b"#!", "a program"),
    (b"\xd0\xcf\x11\xe0", "an office document"),
    (b"{\\rtf", "an office document"),
    (b"%!PS", "a PostScript file"),
    (_EBML, "a video"),
    (b"8BPS", "a Photoshop file"),
)
_ACTIVE: Final = (
    *(b"<script", b"<!doctype html", b"<html", b"<iframe", b"<?php", b"<foreignobject", b"<xsl:", b"javascript:"),
    *(b"<svg" + after for after in (b" ", b">", b"\t", b"\n", b"\r", b"\x0c")),
)
_MARKUP: Final = re.compile(rb"^[\s\x00]*(?:<\?xml|<svg|<!doctype|<html|<head|<body|<script|<!--)", re.IGNORECASE)
_INSIDE: Final = (b"PK\x05\x06", b"Rar!\x1a\x07", b"7z\xbc\xaf\x27\x1c", b"%PDF-", b"\x7fELF", b"MZ\x90\x00")
_FAMILIES: Final = {"image": "picture", "audio": "voice"}


class Accepted(msgspec.Struct, frozen=True):
    """A file that may be judged: its real media type, and what kind of thing it is."""

    name: str
    media_type: str
    kind: Kind
    content: bytes


def accept(name: str, media_type: str, content: bytes) -> Accepted:
    """Find out what a file is, and refuse it if it may not be taken.

    `media_type` is what the sender says; empty or application/octet-stream say nothing. A picture of another format
    than it says is taken as what it is (phones mislabel them); anything else that is not what it says is refused.
    Raises TypeNotTaken, Disguised, FileTooLarge, FileDamaged.
    """
    if not content:
        raise damaged()
    if len(content) > MOST_BYTES:
        raise too_large(f"{MOST_BYTES // 2**20} MiB")
    real, kind = _real(content)
    _as_it_says(media_type, kind)
    if kind == "picture":
        _single(content, _end(real, content))
    elif kind == "document":
        _one_pdf(content)
    elif _active(content):
        raise disguised()
    return Accepted(name, real, kind, content)


def _real(content: bytes) -> tuple[str, Kind]:
    for magic, media_type in _PICTURES:
        if content.startswith(magic):
            return media_type, "picture"
    if content[:4] == b"RIFF" and content[8:12] in (b"WEBP", b"WAVE"):
        return ("image/webp", "picture") if content[8:12] == b"WEBP" else ("audio/wav", "voice")
    if content.startswith(b"%PDF-"):
        return "application/pdf", "document"
    if found := _voice(content):
        return found, "voice"
    raise _not_taken(content)


def _not_taken(content: bytes) -> FileRefused:
    for magic, what in _REFUSED:
        if content.startswith(magic):
            return type_not_taken(what)
    if _MARKUP.match(content[:1024]) or _active(content[:4096]):
        return type_not_taken("a web page, drawing or other file with markup")
    if content[4:8] == b"ftyp":
        still = content[8:12] in (b"heic", b"heix", b"mif1", b"msf1", b"hevc", b"avif", b"avis")
        return type_not_taken("a HEIC or AVIF picture (choose JPEG in the camera's settings)" if still else "a video")
    if b"%PDF-" in content[:1024]:
        return disguised()
    return type_not_taken("this kind of file")


def _active(content: bytes) -> bool:
    """Whether it holds what a browser would run. Plain searches: a pattern takes half a second for a large picture."""
    lowered = content.lower()
    return any(mark in lowered for mark in _ACTIVE)


def _voice(content: bytes) -> str | None:
    if content.startswith(b"OggS"):
        return "audio/ogg"
    if content.startswith((b"#!AMR\n", b"#!AMR-WB\n")):
        return "audio/amr"
    if content.startswith(b"ID3") or _mpeg(content):
        return "audio/mpeg"
    if content[:2] in (b"\xff\xf1", b"\xff\xf9"):
        return "audio/aac"
    if (
        content[4:8] == b"ftyp"
        and content[8:12] in (b"M4A ", b"M4B ", b"mp42", b"isom")
        and b"vide" not in content[:65536]
    ):
        return "audio/mp4"
    return None


def _mpeg(content: bytes) -> bool:
    """A frame of MPEG audio layer 3: sync, no reserved version, rate or frequency."""
    if len(content) < 4 or content[0] != 0xFF or content[1] & 0xE6 != 0xE2:
        return False
    return content[1] & 0x18 != 0x08 and content[2] & 0xF0 not in (0x00, 0xF0) and content[2] & 0x0C != 0x0C


def _as_it_says(media_type: str, kind: Kind) -> None:
    said = media_type.partition(";")[0].strip().lower()
    if not said or said in ("application/octet-stream", "binary/octet-stream"):
        return
    expected = "document" if said in ("application/pdf", "application/x-pdf") else _FAMILIES.get(said.partition("/")[0])
    # Recorders of browsers and phones call sound that has no pictures a video.
    if said in ("video/mp4", "video/ogg", "application/ogg"):
        expected = "voice"
    if expected != kind or said == "image/svg+xml":
        raise disguised()


def _end(media_type: str, content: bytes) -> int:
    """Where the picture ends, as far as its container says."""
    found = _ENDS.get(media_type)
    return found(content) if found else len(content)


def _png_end(content: bytes) -> int:
    at = 8
    while at + 12 <= len(content):
        at += 12 + int.from_bytes(content[at : at + 4], "big")
        if content[at - 8 : at - 4] == b"IEND" and at <= len(content):
            return at
    raise damaged()


def _jpeg_end(content: bytes) -> int:
    if (end := content.rfind(b"\xff\xd9")) < 0:
        raise damaged()
    return end + 2


def _riff_end(content: bytes) -> int:
    end = 8 + int.from_bytes(content[4:8], "little")
    if end > len(content):
        raise damaged()
    return end + end % 2


def _gif_end(content: bytes) -> int:
    if (end := content.rfind(b"\x3b")) < 0:
        raise damaged()
    return end + 1


_ENDS: Final[dict[str, Callable[[bytes], int]]] = {
    "image/png": _png_end,
    "image/jpeg": _jpeg_end,
    "image/webp": _riff_end,
    "image/gif": _gif_end,
}


def _single(content: bytes, end: int) -> None:
    """Nothing else that something could run or open stands in, before or behind the picture."""
    if _active(content) or b"%PDF-" in content[:1024] or _archive_end(content):
        raise disguised()
    behind = content[end:]
    if any(mark in behind for mark in _INSIDE) or behind[:2] in (b"MZ", b"#!"):
        raise disguised()


def _archive_end(content: bytes) -> bool:
    """Whether a ZIP's end record reaches exactly to the end: ZIP readers look for it from behind."""
    at = content.rfind(b"PK\x05\x06", max(0, len(content) - 65_557))
    return (
        at >= 0
        and len(content) - at >= 22
        and at + 22 + int.from_bytes(content[at + 20 : at + 22], "little") <= len(content)
    )


def _one_pdf(content: bytes) -> None:
    if _archive_end(content) or _active(content[:1024]):
        raise disguised()
    if b"%%EOF" not in content[-2048:]:
        raise damaged()
