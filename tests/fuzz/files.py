"""Fuzzing what opens strangers' files: refused by name and in time, or drawn anew and nothing else."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator
from io import BytesIO
from typing import Any, Final

import msgspec
import pypdfium2
from PIL import Image, PngImagePlugin
from tests.fuzz.target import Target, held, in_time

from handclasp.house.taking import taken
from handclasp.intake.errors import InputError
from handclasp.records import Attached, Author, Kind, Raw, Secret
from handclasp.screen.images.files import FileRefused, accept, masked_copy, opened, reencode
from handclasp.screen.images.files.pdf import pages

MARKER: Final = b"SPECIMEN-GPS-31.2304N"
_PNG: Final = b"\x89PNG\r\n\x1a\n"
_CHUNKS: Final = {b"IHDR", b"IDAT", b"IEND"}
_SEGMENTS: Final = {0xC0, 0xC1, 0xC2, 0xC4, 0xDA, 0xDB, 0xDD, 0xE0}
"""Of a JPEG: frame, tables, scan, and the JFIF head."""
_CLAIMS: Final = ("", "image/png", "image/jpeg", "application/pdf", "audio/ogg", "image/gif; a=b")
_TINY: Final = 64
_RAW: Final = Raw(
    tenant="t", conversation="c", key="k", kind=Kind.ATTACHMENT, author=Author("customer", "a"), received=1,
    sent=1, text=None, facts={}, attached=None,
)  # fmt: skip


def opened_file(data: bytes) -> None:
    """Any bytes at the door, then in the worker: refused with the module's own error, or drawn anew."""
    claim, content = _CLAIMS[data[0] % len(_CLAIMS)] if data else "", _mended(data[1:])
    attached = Attached("photo", claim, Secret(content))
    with in_time("the door"):
        try:
            taken(msgspec.structs.replace(_RAW, attached=attached))
            at_the_door = True
        except InputError:
            at_the_door = False
    try:
        with in_time("refusing"):
            accepted = accept("photo", claim, content)
    except FileRefused:
        held(promise=not at_the_door, what="the door takes what the worker refuses")
        return
    try:
        if accepted.kind == "picture":
            with in_time("a small picture" if len(content) < _TINY else "a picture"):
                _drawn(opened(accepted))
        elif accepted.kind == "document":
            for number, page in zip(range(2), pages(accepted), strict=False):
                held(promise=page.image.width * page.image.height > 0, what=f"page {number}")
                _nothing_else(*reencode(page))
    except FileRefused:
        return


def _drawn(picture: Any) -> None:
    _nothing_else(*reencode(picture))
    _nothing_else(*masked_copy(picture, [(0, 0, picture.width // 2 + 1, picture.height)]))


def _nothing_else(written: bytes, media_type: str) -> None:
    """Only the parts that pixels need, no byte behind them, and no marker of what came in."""
    held(promise=MARKER not in written, what="what came along is in the copy")
    if media_type == "image/png":
        at = len(_PNG)
        while at < len(written):
            size, kind = struct.unpack_from(">I4s", written, at)
            held(promise=kind in _CHUNKS, what=f"a chunk {kind!r} in a copy")
            at += 12 + size
        held(promise=at == len(written) and written[-8:-4] == b"IEND", what="bytes behind a copy")
        return
    at = 2
    while written[at + 1] != 0xDA:
        held(
            promise=written[at] == 0xFF and written[at + 1] in _SEGMENTS,
            what=f"a segment {written[at + 1]:#x} in a copy",
        )
        at += 2 + int.from_bytes(written[at + 2 : at + 4], "big")
    held(promise=written.endswith(b"\xff\xd9") and written.count(b"\xff\xd9") == 1, what="bytes behind a copy")


def _mended(content: bytes) -> bytes:
    """A PNG with its checksums put right, so that mutation gets past them."""
    if not content.startswith(_PNG):
        return content
    out, at = bytearray(_PNG), len(_PNG)
    while at + 12 <= len(content):
        size = int.from_bytes(content[at : at + 4], "big")
        body = content[at + 4 : at + 8 + size]
        out += content[at : at + 4] + body + zlib.crc32(body).to_bytes(4, "big")
        at += 12 + size
    return bytes(out)


def _seeds() -> Iterator[bytes]:
    for made in (*_pictures(), *_documents(), *_voices()):
        yield b"\0" + made


def _pictures() -> Iterator[bytes]:
    exif = Image.Exif()
    exif[0x010E], exif[0x0112] = MARKER.decode(), 6
    note = PngImagePlugin.PngInfo()
    note.add_text("Comment", MARKER.decode())
    note.add_itxt("XML:com.adobe.xmp", MARKER.decode())
    for mode in ("RGB", "L", "P", "1", "RGBA", "I;16", "LA"):
        yield _saved(Image.new(mode, (9, 7)), "PNG", pnginfo=note, exif=exif, icc_profile=MARKER)
    for kind in ("JPEG", "MPO"):
        picture = Image.new("RGB", (16, 11), "teal")
        yield _saved(picture, kind, exif=exif, comment=MARKER, icc_profile=MARKER)
    yield _saved(Image.new("RGB", (16, 16), "red"), "JPEG", progressive=True) + MARKER
    yield _saved(Image.new("CMYK", (9, 9)), "JPEG", comment=MARKER)
    frames = [Image.new("P", (8, 8), number) for number in range(3)]
    yield _saved(frames[0], "GIF", save_all=True, append_images=frames[1:], comment=MARKER)
    for kind in ("WEBP", "TIFF"):
        yield _saved(Image.new("RGB", (9, 9), "gold"), kind, exif=exif, icc_profile=MARKER)
    yield _saved(Image.new("RGBA", (9, 9)), "WEBP", lossless=True, xmp=MARKER)
    yield _saved(Image.new("L", (9, 9)), "TIFF", compression="tiff_lzw", description=MARKER.decode())
    yield _saved(Image.new("RGB", (5, 5), "navy"), "BMP") + MARKER


def _saved(image: Image.Image, kind: str, **more: Any) -> bytes:
    out = BytesIO()
    image.save(out, kind, **more)
    return out.getvalue()


def _documents() -> Iterator[bytes]:
    document, out = pypdfium2.PdfDocument.new(), BytesIO()
    document.new_page(90, 60)
    document.save(out)
    yield out.getvalue()
    yield _saved(Image.new("RGB", (20, 20), "pink"), "PDF", title=MARKER.decode(), author=MARKER.decode())


def _voices() -> Iterator[bytes]:
    yield b"OggS" + bytes(30) + MARKER
    yield b"ID3\x04" + bytes(30)
    yield b"\xff\xfb\x90\x64" + bytes(30)
    yield b"\xff\xf1" + bytes(30)
    yield bytes(4) + b"ftypM4A " + bytes(30)
    yield b"RIFF\x26\0\0\0WAVEfmt " + bytes(30)
    yield b"#!AMR\n" + bytes(30)


TARGETS: Final = {"files": Target(opened_file, _seeds, 4096)}
