"""A revealed picture says all over who looked and when, carries nothing else along, and cannot be used as a weapon."""

from __future__ import annotations

import struct
import zlib
from datetime import UTC, datetime, timedelta, timezone
from io import BytesIO
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageChops, ImageDraw, ImageFile, ImageStat, PngImagePlugin

from handclasp.disclose import picture as room
from handclasp.disclose.picture import NotAPicture, watermarked
from handclasp.sheet import LONGEST

WHEN = datetime(2026, 11, 22, 10, 2, 7, tzinfo=UTC)
TYPES = {"PNG": "image/png", "JPEG": "image/jpeg", "WEBP": "image/webp", "GIF": "image/gif"}
SECRET = b"SPECIMEN-GPS-31.2304N"


def ground(name: str, size: tuple[int, int] = (640, 480)) -> Image.Image:
    if name == "gradient":
        return Image.linear_gradient("L").resize(size).convert("RGB")
    return Image.new("RGB", size, name)


def saved(image: Image.Image, kind: str = "PNG", **more: Any) -> bytes:
    out = BytesIO()
    image.save(out, kind, **more)
    return out.getvalue()


def marked(content: bytes, media_type: str = "image/png", who: str = "zhou.min", when: datetime = WHEN) -> Image.Image:
    made, made_type = watermarked(content, media_type, who, when)
    image = Image.open(BytesIO(made))
    assert TYPES[str(image.format)] == made_type
    image.load()
    return image


def tiles(one: Image.Image, other: Image.Image, count: int = 6) -> list[float]:
    """For each tile, which part of its pixels differs clearly."""
    clear = ImageChops.difference(one, other).convert("L").point(lambda value: 255 if value > 24 else 0)
    width, height = clear.width / count, clear.height / count
    parts = []
    for x in range(count):
        for y in range(count):
            box = (round(x * width), round(y * height), round((x + 1) * width), round((y + 1) * height))
            part = clear.crop(box)
            parts.append(part.histogram()[255] / (part.width * part.height))
    return parts


def mean(image: Image.Image) -> list[float]:
    """How much red, green and blue there is."""
    return ImageStat.Stat(image).mean


@pytest.mark.parametrize("name", ["white", "black", "gray", "gradient", "red"])
@pytest.mark.parametrize("size", [(640, 480), (480, 640), (2400, 1600), (360, 3000)])
def test_the_mark_is_all_over_on_any_ground(name: str, size: tuple[int, int]) -> None:
    image = ground(name, size)
    assert min(tiles(image, marked(saved(image)))) > 0.01


@pytest.mark.parametrize("kind", TYPES)
def test_every_type_is_marked_and_most_of_it_stays_as_it_was(kind: str) -> None:
    image = ground("gradient")
    parts = tiles(image, marked(saved(image, kind), TYPES[kind]))
    assert min(parts) > 0.01
    assert max(parts) < 0.3


def test_the_mark_says_who_and_when_in_utc() -> None:
    plain = saved(ground("white"))
    mark = watermarked(plain, "image/png", "zhou.min", WHEN)
    assert mark == watermarked(plain, "image/png", "zhou.min", WHEN.astimezone(timezone(timedelta(hours=8))))
    assert mark != watermarked(plain, "image/png", "zhou.mia", WHEN)
    assert mark != watermarked(plain, "image/png", "zhou.min", WHEN + timedelta(seconds=1))


def test_the_words_written_are_the_name_and_the_time(monkeypatch: pytest.MonkeyPatch) -> None:
    written = list[str]()
    draw = ImageDraw.ImageDraw.text

    def noted(self: Any, at: Any, text: str, *rest: Any, **more: Any) -> None:
        written.append(text)
        draw(self, at, text, *rest, **more)

    monkeypatch.setattr(ImageDraw.ImageDraw, "text", noted)
    for who in ("zhou.min", "Renée", "王敏", "\u202exe\n"):
        watermarked(saved(ground("white")), "image/png", who, WHEN)
    assert written == [f"{who} · 2026-11-22 10:02:07 UTC" for who in ("zhou.min", "Renée", "U+738BU+654F", "U+202Exe")]


def test_a_small_picture_grows_until_the_mark_can_be_read() -> None:
    image = marked(saved(ground("white", (30, 20))))
    assert (image.width, image.height) == (360, 240)
    assert min(tiles(ground("white", image.size), image, 3)) > 0.01


def with_metadata(kind: str) -> bytes:
    exif = Image.Exif()
    exif[0x010E] = SECRET.decode()
    more: dict[str, Any] = {"exif": exif, "icc_profile": SECRET * 9}
    if kind == "PNG":
        text = PngImagePlugin.PngInfo()
        text.add_text("Comment", SECRET.decode())
        more |= {"pnginfo": text, "dpi": (301, 301)}
    if kind == "JPEG":
        more |= {"comment": SECRET, "dpi": (301, 301)}
    if kind == "GIF":
        more = {"comment": SECRET}
    if kind == "WEBP":
        more |= {"xmp": SECRET}
    return saved(ground("gradient"), kind, **more) + SECRET


@pytest.mark.parametrize("kind", TYPES)
def test_metadata_and_trailing_bytes_are_gone(kind: str) -> None:
    content = with_metadata(kind)
    assert SECRET in content
    made, _ = watermarked(content, TYPES[kind], "zhou.min", WHEN)
    assert SECRET not in made
    image = Image.open(BytesIO(made))
    image.load()
    assert not image.getexif()
    assert not image.info.keys() & {
        "icc_profile",
        "exif",
        "comment",
        "Comment",
        "xmp",
        "photoshop",
        "XML:com.adobe.xmp",
    }
    assert image.info.get("dpi") in (None, (72, 72))


@pytest.mark.parametrize("orientation", range(1, 9))
def test_a_picture_stands_upright_without_its_metadata(orientation: int) -> None:
    upright = Image.new("RGB", (480, 640), "white")
    upright.paste("red", (0, 0, 240, 320))
    turned = {
        1: upright,
        2: upright.transpose(Image.Transpose.FLIP_LEFT_RIGHT),
        3: upright.transpose(Image.Transpose.ROTATE_180),
        4: upright.transpose(Image.Transpose.FLIP_TOP_BOTTOM),
        5: upright.transpose(Image.Transpose.TRANSPOSE),
        6: upright.transpose(Image.Transpose.ROTATE_90),
        7: upright.transpose(Image.Transpose.TRANSVERSE),
        8: upright.transpose(Image.Transpose.ROTATE_270),
    }[orientation]
    exif = Image.Exif()
    exif[0x0112] = orientation
    image = marked(saved(turned, "PNG", exif=exif))
    assert image.size == (480, 640)
    means = {name: mean(image.crop(box)) for name, box in QUARTERS.items()}
    assert means["top left"][0] > 2 * means["top left"][2]
    assert all(red < 1.1 * blue for name, (red, _, blue) in means.items() if name != "top left")


QUARTERS: dict[str, tuple[int, int, int, int]] = {
    "top left": (0, 0, 240, 320),
    "top right": (240, 0, 480, 320),
    "bottom left": (0, 320, 240, 640),
    "bottom right": (240, 320, 480, 640),
}


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGBA", "I;16", "CMYK", "YCbCr"])
def test_every_way_to_keep_pixels_is_shown(mode: str) -> None:
    image = ground("gradient").convert("RGBA").convert(mode) if mode != "I;16" else sixteen_bits()
    kind = "JPEG" if mode in ("CMYK", "YCbCr") else "PNG"
    made = marked(saved(image, kind), TYPES[kind])
    assert max(tiles(ground("gradient"), made.convert("RGB"))) < (0.3 if mode != "1" else 1.1)


def sixteen_bits() -> Image.Image:
    wide = ground("gradient").convert("L").convert("I").point(lambda value: value * 256)
    return wide.convert("I;16")


def test_what_is_transparent_is_white() -> None:
    made = marked(saved(Image.new("RGBA", (400, 400), (0, 0, 0, 0))))
    assert made.mode == "RGB"
    assert min(mean(made)) > 200


@pytest.mark.parametrize("kind", ["GIF", "WEBP", "PNG"])
def test_of_an_animation_the_first_frame_is_shown(kind: str) -> None:
    frames = [ground("white"), ground("black")]
    content = saved(frames[0], kind, save_all=True, append_images=frames[1:])
    made = marked(content, TYPES[kind])
    assert getattr(made, "n_frames", 1) == 1
    assert max(tiles(ground("white"), made)) < 0.3


def test_a_picture_with_a_wrong_name_of_its_type_is_shown() -> None:
    made, media_type = watermarked(saved(ground("white"), "JPEG"), "image/png", "zhou.min", WHEN)
    assert (made[:2], media_type) == (b"\xff\xd8", "image/jpeg")


# What is refused


@pytest.fixture
def unread(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing may be decoded."""

    def fail(*_: object) -> None:
        raise AssertionError("it was decoded")

    monkeypatch.setattr(ImageFile.ImageFile, "load", fail)


def png_of(width: int, height: int) -> bytes:
    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    head = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + head + chunk(b"IDAT", zlib.compress(bytes(5000))) + chunk(b"IEND", b"")


def webp_of(side: int) -> bytes:
    frame = saved(Image.new("RGB", (16, 16)), "WEBP")[12:]
    body = b"VP8X" + struct.pack("<I", 10) + b"\x02\0\0\0" + 2 * (side - 1).to_bytes(3, "little")
    body += b"ANIM" + struct.pack("<I", 6) + bytes(6)
    body += b"ANMF" + struct.pack("<I", 16 + len(frame)) + bytes(6) + b"\x0f\0\0" * 2 + b"\x64\0\0\0" + frame
    return b"RIFF" + struct.pack("<I", len(body) + 4) + b"WEBP" + body


def gif_of(side: int) -> bytes:
    return b"GIF89a" + struct.pack("<HH", side, side) + saved(ground("white", (8, 8)), "GIF")[10:]


def jpeg_of(side: int) -> bytes:
    content = saved(ground("white", (8, 8)), "JPEG")
    at = content.index(b"\xff\xc0") + 5
    return content[:at] + struct.pack(">HH", side, side) + content[at + 4 :]


BOMBS = {
    "a PNG of many pixels": png_of(6000, 6000),
    "a PNG of very many": png_of(60_000, 60_000),
    "a long thin PNG": png_of(20_001, 10),
    "a WebP": webp_of(16_383),
    "a GIF": gif_of(60_000),
    "a JPEG": jpeg_of(60_000),
    "a JPEG of many scans": saved(ground("white"), "JPEG").replace(
        b"\xff\xd9", b"\xff\xda\x00\x08" * 201 + b"\xff\xd9"
    ),
}


@pytest.mark.parametrize("name", BOMBS)
@pytest.mark.usefixtures("unread")
def test_bombs_are_refused_before_they_are_decoded(name: str) -> None:
    with pytest.raises(NotAPicture, match="too large") as caught:
        watermarked(BOMBS[name], "image/png", "zhou.min", WHEN)
    assert caught.value.code == "not-a-picture"


@pytest.mark.usefixtures("unread")
def test_a_file_of_too_many_bytes_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    content = saved(ground("white"))
    monkeypatch.setattr(room, "_STRANGERS", room._STRANGERS._replace(bytes=len(content) - 1))
    with pytest.raises(NotAPicture, match="too large"):
        watermarked(content, "image/png", "zhou.min", WHEN)


def test_a_scan_like_pair_of_bytes_in_other_types_is_no_scan() -> None:
    pairs = PngImagePlugin.PngInfo()
    pairs.add(b"spEc", b"\xff\xda" * 300)
    assert marked(saved(ground("white"), "PNG", pnginfo=pairs)).size == (640, 480)


def test_text_that_unpacks_to_more_than_is_allowed_is_refused() -> None:
    text = PngImagePlugin.PngInfo()
    for _ in range(3):
        text.add_text("a", "x" * 30_000_000, zip=True)
    with pytest.raises(NotAPicture, match="Nothing was shown"):
        watermarked(saved(ground("white"), "PNG", pnginfo=text), "image/png", "zhou.min", WHEN)


@pytest.mark.parametrize("kind", TYPES)
def test_a_picture_that_is_cut_off_is_refused_in_words(kind: str) -> None:
    content = saved(ground("gradient"), kind)
    for end in (0, 1, 10, len(content) // 2, len(content) * 9 // 10):
        with pytest.raises(NotAPicture, match=r"cut off .* Ask for it to be sent again"):
            watermarked(content[:end], TYPES[kind], "zhou.min", WHEN)


@pytest.mark.parametrize(
    "media_type",
    ["image/svg+xml", "audio/ogg", "text/html", "", "image/png; x=1", "IMAGE/PNG"],
)
def test_other_types_are_refused_in_words(media_type: str) -> None:
    with pytest.raises(NotAPicture, match="only pictures and PDFs can be shown"):
        watermarked(saved(ground("white")), media_type, "zhou.min", WHEN)


@pytest.mark.parametrize("kind", ["BMP", "TIFF", "PPM", "ICO", "EPS", "PDF"])
def test_what_only_calls_itself_a_picture_of_these_types_is_refused(kind: str) -> None:
    with pytest.raises(NotAPicture, match="another type than it says"):
        watermarked(saved(ground("white"), kind), "image/png", "zhou.min", WHEN)


@given(data=st.data())
@settings(max_examples=120, deadline=None)
def test_whatever_is_done_to_a_file_it_is_shown_marked_or_refused_in_words(data: st.DataObject) -> None:
    kind = data.draw(st.sampled_from(list(TYPES)))
    content = bytearray(saved(ground("gradient", (60, 40)), kind))
    for _ in range(data.draw(st.integers(1, 6))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    try:
        made, _ = watermarked(bytes(content), TYPES[kind], "zhou.min", WHEN)
    except NotAPicture:
        return
    Image.open(BytesIO(made)).load()


# Papers, which are drawn in a process of their own


@pytest.mark.parametrize("kind", ["BMP", "TIFF", "PDF"])
def test_a_paper_is_shown_marked_all_over(kind: str) -> None:
    media_type = "application/pdf" if kind == "PDF" else f"image/{kind.lower()}"
    made = marked(saved(ground("white"), kind), media_type)
    assert made.width >= 640
    assert min(tiles(Image.new("RGB", made.size, "white"), made)) > 0.005


def test_all_pages_of_a_pdf_stand_below_each_other() -> None:
    pages = [Image.new("RGB", (300, 400), colour) for colour in ("red", "green", "blue")] * 7
    content = saved(pages[0], "PDF", save_all=True, append_images=pages[1:20])
    made = marked(content, "application/pdf")
    assert 27_000 < made.height <= LONGEST
    height = made.height / 20
    for number, page in enumerate(pages[:20]):
        middle = made.crop((0, round(number * height) + 300, made.width, round(number * height) + 1000))
        near = page.resize(middle.size)
        assert max(abs(a - b) for a, b in zip(mean(middle), mean(near), strict=True)) < 60


@pytest.mark.parametrize("media_type", ["application/pdf", "image/bmp", "image/tiff"])
@pytest.mark.parametrize(
    "content", [b"", b"%PDF-1.7 broken", b"BM" + bytes(60), b"II*\0" + bytes(60), png_of(60_000, 60_000)]
)
def test_a_paper_that_cannot_be_drawn_is_refused_in_words(media_type: str, content: bytes) -> None:
    with pytest.raises(NotAPicture, match="Nothing was shown"):
        watermarked(content, media_type, "zhou.min", WHEN)


def test_a_paper_with_too_many_pages_is_refused_in_words() -> None:
    page = Image.new("RGB", (30, 40))
    content = saved(page, "PDF", save_all=True, append_images=[page] * 20)
    with pytest.raises(NotAPicture, match="too long"):
        watermarked(content, "application/pdf", "zhou.min", WHEN)
