"""Files are what their bytes are: the harmless are drawn anew without what came along, the hostile are refused."""

from __future__ import annotations

import contextlib
import struct
import zlib
from io import BytesIO
from typing import Any

import numpy as np
import pypdfium2
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, PngImagePlugin
from tests.screen.images.conftest import PLACE, Saved

from handclasp.records import HandclaspError
from handclasp.screen.images.files import (
    Disguised,
    FileDamaged,
    FileLocked,
    FileRefused,
    FileTooLarge,
    TypeNotTaken,
    accept,
    masked_copy,
    opened,
    reencode,
)
from handclasp.screen.images.files.pdf import MOST_PAGES, pages
from handclasp.screen.images.judged import judge_file

SECRET = b"SPECIMEN-GPS-31.2304N"
ZIP = b"PK\x05\x06" + bytes(18)


def pdf(count: int = 1) -> bytes:
    """Empty pages."""
    document, out = pypdfium2.PdfDocument.new(), BytesIO()
    for _ in range(count):
        document.new_page(300, 200)
    document.save(out)
    return out.getvalue()


def png_of(width: int, height: int) -> bytes:
    """A PNG that announces this size and holds nothing."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"")) + chunk(b"IEND", b"")


@pytest.mark.parametrize(
    ("kind", "media_type"),
    [
        ("PNG", "image/png"),
        ("JPEG", "image/jpeg"),
        ("WEBP", "image/webp"),
        ("GIF", "image/gif"),
        ("BMP", "image/bmp"),
        ("TIFF", "image/tiff"),
    ],
)
def test_pictures_are_taken_whatever_phones_call_them(saved: Saved, kind: str, media_type: str) -> None:
    for said in (media_type, "image/jpeg", "", "application/octet-stream"):
        taken = accept("photo", said, saved(kind=kind))
        assert (taken.media_type, taken.kind) == (media_type, "picture")
    assert opened(taken).image.size == (64, 48)


@pytest.mark.parametrize(
    ("content", "media_type"),
    [
        (b"OggS" + bytes(60), "audio/ogg"),
        (b"ID3\x04" + bytes(60), "audio/mpeg"),
        (b"\xff\xfb\x90\x44" + bytes(60), "audio/mpeg"),
        (b"\xff\xf1\x50\x80" + bytes(60), "audio/aac"),
        (b"\0\0\0\x20ftypM4A \0\0\0\0" + bytes(60), "audio/mp4"),
        (b"RIFF\x24\0\0\0WAVEfmt " + bytes(60), "audio/wav"),
        (b"#!AMR\n" + bytes(60), "audio/amr"),
    ],
)
def test_voice_notes_are_taken(content: bytes, media_type: str) -> None:
    taken = accept("note", media_type, content)
    assert (taken.media_type, taken.kind) == (media_type, "voice")
    assert judge_file("note", media_type, content).pages == ()


@pytest.mark.parametrize(
    ("content", "refusal"),
    [
        (b"", FileDamaged),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", TypeNotTaken),
        (b"<?xml version='1.0'?><svg/>", TypeNotTaken),
        (b"<!DOCTYPE html><script>alert(1)</script>", TypeNotTaken),
        (b"PK\x03\x04" + bytes(40), TypeNotTaken),
        (b"MZ\x90\0" + bytes(40), TypeNotTaken),
        (b"\x7fELF" + bytes(40), TypeNotTaken),
        (b"#!/bin/sh\n", TypeNotTaken),
        (b"Rar!\x1a\x07" + bytes(40), TypeNotTaken),
        (b"\0\0\0\x18ftypheic" + bytes(40), TypeNotTaken),
        (b"\0\0\0\x18ftypisomvide" + bytes(40), TypeNotTaken),
        (b"just text", TypeNotTaken),
        (b"junk before %PDF-1.7\n%%EOF", Disguised),
    ],
)
def test_what_is_no_picture_is_refused(content: bytes, refusal: type[HandclaspError]) -> None:
    with pytest.raises(refusal):
        accept("file", "", content)


@pytest.mark.parametrize("said", ["application/pdf", "audio/ogg", "text/html", "image/svg+xml"])
def test_a_picture_that_says_it_is_something_else_is_refused(saved: Saved, said: str) -> None:
    with pytest.raises(Disguised):
        accept("file", said, saved())


@pytest.mark.parametrize(
    "tail", [ZIP, b"PK\x03\x04" + bytes(30) + ZIP, b"%PDF-1.4", b"<script>x</script>", b"MZ\x90\0", b"#!/bin/sh"]
)
@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP", "GIF"])
def test_a_picture_with_something_behind_it_is_refused(saved: Saved, kind: str, tail: bytes) -> None:
    with pytest.raises(Disguised):
        accept("file", "", saved(kind=kind) + tail)


def test_markup_and_pdf_in_a_picture_are_refused(saved: Saved) -> None:
    comment = PngImagePlugin.PngInfo()
    comment.add_text("Comment", "<script>fetch('//specimen')</script>")
    with pytest.raises(Disguised):
        accept("file", "", saved(pnginfo=comment))
    with pytest.raises(Disguised):
        accept("file", "", saved(kind="JPEG", comment=b"%PDF-1.4"))


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP"])
def test_what_is_cut_off_is_refused(saved: Saved, kind: str) -> None:
    content = saved(Image.effect_noise((200, 200), 60), kind)
    with pytest.raises(FileDamaged):
        opened(accept("file", "", content[: len(content) // 2]))


@pytest.mark.parametrize("size", [(20_000, 20_000), (60_000, 10), (10_001, 10_000)])
def test_bombs_are_refused_before_they_are_decoded(size: tuple[int, int]) -> None:
    with pytest.raises(FileTooLarge):
        opened(accept("file", "", png_of(*size)))


def test_only_the_first_frame_of_an_endless_gif_is_looked_at(saved: Saved) -> None:
    frames = [Image.new("P", (64, 48), number % 255) for number in range(500)]
    picture = opened(accept("file", "", saved(frames[0], "GIF", save_all=True, append_images=frames[1:], loop=0)))
    content, media_type = reencode(picture)
    assert media_type == "image/png"
    assert getattr(Image.open(BytesIO(content)), "n_frames", 1) == 1


def test_nothing_but_pixels_is_written(saved: Saved) -> None:
    exif = Image.Exif()
    exif[0x010E], exif[0x0112] = SECRET.decode(), 6
    content = saved(Image.new("RGB", (80, 40), "teal"), "JPEG", exif=exif) + SECRET
    picture = opened(accept("photo", "image/jpeg", content))
    assert (picture.width, picture.height) == (40, 80)
    written, media_type = reencode(picture)
    assert media_type == "image/jpeg"
    assert SECRET not in written
    assert not Image.open(BytesIO(written)).getexif()


@pytest.mark.parametrize("kind", ["PNG", "JPEG"])
def test_what_is_masked_is_painted_over(saved: Saved, kind: str) -> None:
    picture = opened(accept("photo", "", saved(Image.effect_noise((300, 200), 90).convert("RGB"), kind)))
    written, _ = masked_copy(picture, [(50, 40, 150, 90)])
    part = np.asarray(Image.open(BytesIO(written)).convert("L").crop((60, 50, 140, 80)), np.int16)
    assert part.max() - part.min() <= 24
    assert part.max() < 60


def test_boxes_are_in_pixels_of_the_picture_as_it_came(saved: Saved) -> None:
    picture = opened(accept("photo", "", saved(Image.new("RGB", (5000, 2500), "white"), "JPEG")))
    assert (picture.width, picture.image.width) == (5000, 4096)
    written, _ = masked_copy(picture, [(0, 0, 2500, 2500)])
    shown = Image.open(BytesIO(written)).convert("L")
    assert shown.getpixel((1000, 1000)) < 60  # type: ignore[operator]
    assert shown.getpixel((3000, 1000)) > 240  # type: ignore[operator]


def test_a_pdf_is_judged_page_by_page_and_shown_as_pictures() -> None:
    out = BytesIO()
    first, second = (Image.open(PLACE / f"{name}.webp").convert("RGB") for name in ("price_list", "cn_id_front"))
    first.save(out, "PDF", save_all=True, append_images=[second])
    judged = judge_file("papers.pdf", "application/pdf", out.getvalue())
    assert [page.verdict.type for page in judged.pages] == ["none", "cn_id_front"]
    assert (judged.type, judged.needs) == ("cn_id_front", "placeholder")
    assert [page.media_type for page in judged.pages] == ["image/jpeg", ""]
    assert judged.pages[1].copy == b""


def test_long_broken_and_locked_pdfs_are_refused() -> None:
    with pytest.raises(FileTooLarge):
        list(pages(accept("long.pdf", "application/pdf", pdf(MOST_PAGES + 1))))
    with pytest.raises(FileDamaged):
        accept("cut.pdf", "application/pdf", pdf()[:200])
    with pytest.raises(FileDamaged):
        list(pages(accept("broken.pdf", "application/pdf", b"%PDF-1.7\n" + bytes(300) + b"\n%%EOF")))
    with pytest.raises(FileLocked):
        list(pages(accept("locked.pdf", "application/pdf", _locked())))


def _locked() -> bytes:
    pypdf: Any = pytest.importorskip("pypdf")
    writer, out = pypdf.PdfWriter(), BytesIO()
    writer.add_blank_page(200, 200)
    writer.encrypt("specimen")
    writer.write(out)
    return out.getvalue()


HEADS = st.sampled_from(
    [
        b"\x89PNG\r\n\x1a\n",
        b"\xff\xd8\xff\xe0",
        b"GIF89a",
        b"BM",
        b"II*\0",
        b"RIFF\x20\0\0\0WEBPVP8 ",
        b"%PDF-1.7\n",
        b"",
    ]
)


@settings(deadline=None, max_examples=150)
@given(HEADS, st.binary(max_size=400))
def test_no_bytes_do_anything_but_be_taken_or_refused(head: bytes, rest: bytes) -> None:
    with contextlib.suppress(FileRefused):
        taken = accept("file", "", head + rest)
        if taken.kind == "picture":
            reencode(opened(taken))
