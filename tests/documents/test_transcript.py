"""A transcript on paper: all its words drawn, in both languages, tagged, with the pack inside, the same every time."""

from __future__ import annotations

import io
import re
import unicodedata
import zipfile
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from typing import Any, Final, Literal

import pypdf
import pypdfium2
import pytest
from PIL import Image
from tests.documents.conftest import WATERMARK, Talk
from tests.verify.conftest import World

from handclasp.documents import glyphs, pdf, runs
from handclasp.documents.lines import Mask, told
from handclasp.documents.pictures import pictures
from handclasp.documents.transcript import plain, transcript_pdf
from handclasp.documents.words import OWN
from handclasp.verify import Status, check

Language = Literal["zh", "en"]
LANGUAGES: Final[tuple[Language, ...]] = ("zh", "en")


def text_of(content: bytes) -> str:
    pages = pypdfium2.PdfDocument(content)
    found = "\n".join(page.get_textpage().get_text_bounded() for page in pages)
    return re.sub(r"\s+", " ", found.replace("\ufffe", ""))


@pytest.fixture(scope="module", params=LANGUAGES)
def printed(request: pytest.FixtureRequest, world: World, transcript: bytes) -> tuple[Language, bytes]:
    return request.param, transcript_pdf(request.param, transcript, WATERMARK, world.pack)


def test_it_shows_every_record_its_hash_and_the_checkpoint(printed: tuple[Language, bytes], world: World) -> None:
    language, content = printed
    text = text_of(content)
    for seq in range(1, 8):
        assert world.record(seq).hash.hex() in text
    for said in ("你好，我刚买的礼品卡打不开", "【身份证号 1101********002X】", "已收到，请问兑换时提示的文字是什么？"):
        assert said in text
    assert "11010519491231002X" not in text
    assert "2026-09-21 14:14:20 UTC" in text
    assert world.checkpoint.split("\n")[2] in text
    assert ("对话记录", "Conversation record")[language == "en"] in text
    assert ("第 1 页，共 2 页", "Page 1 of 2")[language == "en"] in text
    assert WATERMARK["why"] in text


def test_what_no_font_draws_is_spelt_out(printed: tuple[Language, bytes]) -> None:
    assert "〔U+1F600 grinning face〕" in text_of(printed[1])


def test_the_pack_lies_inside_and_verifies(printed: tuple[Language, bytes], world: World) -> None:
    attached = pypdf.PdfReader(io.BytesIO(printed[1])).attachments
    assert list(attached) == ["evidence.handclasp.zip"]
    assert attached["evidence.handclasp.zip"] == [world.pack]
    assert check(world.pack, world.trust).status is Status.VALID


def test_it_is_tagged_named_and_carries_its_own_fonts(printed: tuple[Language, bytes]) -> None:
    language, content = printed
    reader = pypdf.PdfReader(io.BytesIO(content))
    root: Any = reader.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert root["/Lang"].startswith(language)
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert root["/StructTreeRoot"]["/K"]
    assert b"pdfuaid:part" in root["/Metadata"].get_data()
    assert re.search(rb"pdfaid:part[^0-9]{1,12}3", root["/Metadata"].get_data())
    fonts: dict[str, Any] = {}
    for page in reader.pages:
        used: Any = page["/Resources"]
        fonts |= {str(one.get_object()["/BaseFont"]): one.get_object() for one in used["/Font"].values()}
    assert fonts
    for name, font in fonts.items():
        assert re.match(r"/[A-Z]{6}\+NotoSans", name), name
        inner = font["/DescendantFonts"][0].get_object()["/FontDescriptor"]
        assert any(key.startswith("/FontFile") for key in inner)
        assert "/ToUnicode" in font


def test_it_is_the_same_to_the_byte_every_time(world: World, transcript: bytes) -> None:
    one, same = (transcript_pdf("zh", transcript, WATERMARK, world.pack) for _ in range(2))
    assert one == same


def test_it_is_made_at_the_time_of_the_export(printed: tuple[Language, bytes]) -> None:
    made = pypdf.PdfReader(io.BytesIO(printed[1])).metadata
    assert made is not None
    assert made.creation_date is not None
    assert round(made.creation_date.timestamp() * 1000) == WATERMARK["when"]


MARKUP: Final = (
    '#panic("no") = heading $ x^2 $ *b* _i_ `raw` <label> @ref // gone /* gone */ \\ #import "x" ~ -- --- "q"'
)


def test_words_are_never_markup(talk: Talk) -> None:
    talk.say(MARKUP)
    talk.say("=" * 60 + "\n\n  two  lines\tand a tab\r\nthree")
    text = text_of(transcript_pdf("en", talk.transcript, {**WATERMARK, "why": MARKUP, "who": "#eval(1)"}, b""))
    assert MARKUP in text
    assert "#eval(1)" in text
    assert "three" in text


def test_any_character_can_be_printed(talk: Talk) -> None:
    every = [
        chr(code) for code in range(0x30000) if not 0xD800 <= code <= 0xDFFF and unicodedata.category(chr(code)) != "Cn"
    ]
    for at in range(0, len(every), 400):
        talk.say("".join(every[at : at + 400 : 7]))
    talk.say("\u202eedoc eht\u202c \u2066x\u2069 \ue000 \ufdd0 \U0010ffff 👨‍👩‍👧 ☎️")
    text = text_of(transcript_pdf("zh", talk.transcript, WATERMARK, b""))
    assert "〔U+202E right-to-left override〕" in text
    assert "〔U+E000〕" in text


def test_long_words_and_long_messages_stay_on_the_paper(talk: Talk) -> None:
    talk.say("https://specimen.example/" + "a1b2c3d4e5" * 60)
    talk.say("很长的一段话。" * 2000)
    content = transcript_pdf("zh", talk.transcript, WATERMARK, b"")
    pages = pypdfium2.PdfDocument(content)
    assert len(pages) > 5
    for page in pages:
        width = page.get_width()
        text = page.get_textpage()
        for number in range(text.count_rects()):
            left, _, right, _ = text.get_rect(number)
            assert 50 < left < right < width - 50


def test_who_hid_what_stands_beside_it(talk: Talk) -> None:
    hidden = talk.say("specimen words that are hidden")
    talk.record(
        "rescreen", "staff:ye", target=("bytes", hidden.hash), hide=("json", ["body"]), release=("json", []),
        reason=("text", "specimen"),
    )  # fmt: skip
    text = text_of(transcript_pdf("en", talk.transcript, WATERMARK, b""))
    assert "specimen words" not in text
    assert "Hidden after it was sealed, by record 2 (staff:ye)." in text


def test_a_face_that_is_missing_is_no_empty_page(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, transcript: bytes
) -> None:
    given: dict[str, Any] = {}

    def kept(_sheet: str, data: dict[str, Any], *_: object) -> bytes:
        given["data"] = data
        return b""

    monkeypatch.setattr("handclasp.documents.transcript.pdf", kept)
    transcript_pdf("zh", transcript, WATERMARK, b"")
    monkeypatch.setattr(pdf, "FONT", tmp_path / "none.ttc")
    with pytest.raises(Exception, match=r"font|displayed"):
        pdf._set({"sheet": "transcript.typ", "when": 0, "data": given["data"]}, {})


def test_what_cannot_be_set_says_so_without_the_words() -> None:
    with pytest.raises(pdf.NotSet) as refused:
        pdf.pdf("transcript.typ", {"lang": "zh", "words": {}, "enclosed": "specimen words"}, 0)
    assert str(refused.value) == "the sheet transcript.typ could not be set: TypstError"


def picture(colour: str, size: tuple[int, int] = (300, 200), kind: str = "PNG") -> bytes:
    out = io.BytesIO()
    Image.new("RGB", size, colour).save(out, kind)
    return out.getvalue()


def packed(files: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return out.getvalue()


def with_copy(talk: Talk, copy: bytes) -> None:
    sent = talk.record("attachment", "customer:7F3A", body=("text", "shot.png"), media_type=("text", "image/png"))
    talk.record(
        "rescreen", "machine:images", target=("bytes", sent.hash), hide=("json", []), release=("json", []),
        reason=("text", "specimen"), copy=("bytes", bytes(16)), copy_digest=("bytes", sha256(copy).digest()),
    )  # fmt: skip


@pytest.mark.parametrize(("size", "kind"), [((300, 200), "PNG"), ((3000, 90), "JPEG"), ((40, 2000), "PNG")])
def test_the_copy_of_a_picture_is_drawn_where_it_was_sent(talk: Talk, size: tuple[int, int], kind: str) -> None:
    copy = picture("teal", size, kind)
    talk.say("see")
    with_copy(talk, copy)
    content = transcript_pdf("en", talk.transcript, WATERMARK, packed({"attachments/3": copy}))
    reader = pypdf.PdfReader(io.BytesIO(content))
    assert len(reader.pages[0].images) == 1
    drawn = pypdfium2.PdfDocument(content)[0].render(scale=1).to_pil().convert("RGB")
    teal = [colour for _, colour in drawn.getcolors(1 << 24) or [] if colour[0] < 8 and abs(colour[1] - 128) < 8]
    assert teal
    root: Any = reader.trailer["/Root"]
    assert list(alternatives(root["/StructTreeRoot"])) == ["The picture of record 2, a copy made by record 3"]


def alternatives(element: Any) -> Iterator[str]:
    """The words that stand for pictures, in the order in which they are read."""
    element = element.get_object()
    if isinstance(element, list):
        for one in element:
            yield from alternatives(one)
    elif isinstance(element, dict):
        if "/Alt" in element:
            yield str(element["/Alt"])
        if "/K" in element:
            yield from alternatives(element["/K"])


@pytest.mark.parametrize("copy", [b"", b"no picture", picture("teal")[:60], b"GIF89a"])
def test_what_is_no_picture_or_not_the_one_on_record_is_left_to_the_pack(talk: Talk, copy: bytes) -> None:
    with_copy(talk, copy)
    assert pictures(told(talk.transcript), packed({"attachments/2": copy})) == {}
    other = picture("red")
    assert pictures(told(talk.transcript), packed({"attachments/2": other})) == {}
    content = transcript_pdf("zh", talk.transcript, WATERMARK, packed({"attachments/2": copy}))
    assert len(pypdf.PdfReader(io.BytesIO(content)).pages[0].images) == 0


def test_runs_give_back_the_text_and_mark_the_masks() -> None:
    text = "号码【手机号 138****5678】好\n" + "x" * 70
    found = runs.runs(text, (Mask(2, 19, "PHONE"),))
    assert found[:3] == [("text", "号码"), ("mask", "【手机号 138****5678】"), ("text", "好")]
    assert found[3] == ("line", "")
    assert [kind for kind, _ in found[4:]] == ["piece"] * 3
    assert "".join(words for _, words in found[4:]) == "x" * 70
    assert plain("a\u202eb") == "a〔U+202E right-to-left override〕b"


def test_all_that_sheets_say_can_be_drawn_and_is_said_in_both_languages() -> None:
    for said in OWN.values():
        assert said["zh"] != said["en"]
        assert all(map(glyphs.is_drawn, said["zh"] + said["en"]))
    assert len(glyphs.drawable()) > 40_000
