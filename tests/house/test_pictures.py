"""From the door to the verdict with the real picture processes: what is taken, what it is, what may be shown."""

from __future__ import annotations

import io
import subprocess
import sys
import zlib
from collections.abc import Iterator
from typing import Any

import pytest
from benchmarks.data.pictures import document
from PIL import Image
from tests.disclose.people import DIRECTOR, LEAD, taken_out, unzipped
from tests.disclose.test_door import trust
from tests.house.test_judging import Worker, file, sent
from tests.house_fixture import AGENT, House, NewHouse, hired, house_template, new_house

from handclasp.disclose.files import state_of, verdict_of
from handclasp.house.judging import UNREADABLE
from handclasp.house.pictures import Pictures, stands_for
from handclasp.intake.errors import InputError
from handclasp.records import NotFound, Secret
from handclasp.screen.images.judged import Judged as Found
from handclasp.screen.images.pool import NotJudged, Pool
from handclasp.verify import Status, check

__all__ = ["house_template", "new_house"]
PLACE = b"specimen street 7"


@pytest.fixture(scope="module")
def pool() -> Iterator[Pool]:
    with Pool() as made:
        yield made


@pytest.fixture
def house(new_house: NewHouse) -> House:
    made = new_house()
    hired(made, AGENT, LEAD, DIRECTOR)
    return made


def run(house: House, judge: Any) -> None:
    worker = Worker(house)
    worker.judge = judge
    worker.consumer._placeholder = stands_for
    worker.run()


def as_file(image: Image.Image, kind: str = "PNG", **more: Any) -> bytes:
    out = io.BytesIO()
    image.convert("RGB").save(out, kind, **more)
    return out.getvalue()


def id_card() -> Image.Image:
    """An invented card of a benchmark's set."""
    return document(5, "cn_id_front", "screenshot").image


def landscape() -> Image.Image:
    image = Image.linear_gradient("L").resize((640, 420)).convert("RGB")
    image.paste((40, 120, 60), (0, 260, 640, 420))
    return image


def test_an_id_card_becomes_a_placeholder_and_a_landscape_a_copy_without_its_place(house: House, pool: Pool) -> None:
    exif = Image.Exif()
    exif[0x010E] = PLACE.decode()
    talk = sent(house, as_file(landscape(), "JPEG", exif=exif), media_type="image/jpeg", name="沙滩.jpg")
    run(house, Pictures(pool))
    shown = file(house, talk)
    assert verdict_of(shown.facts)["type"] == "none"  # type: ignore[index]
    copy = house.files.copy(AGENT, talk, 1, purpose="support")
    assert PLACE not in copy.content.reveal()
    assert Image.open(io.BytesIO(copy.content.reveal())).size == (640, 420)

    card = sent(house, as_file(id_card()), "card", conversation="order 1002", name="身份证.png")
    run(house, Pictures(pool))
    view = file(house, card)
    verdict = verdict_of(view.facts)
    assert verdict is not None
    assert (verdict["type"], verdict["sealed"]) == ("cn_id_front", True)
    assert view.body == "【身份证信息已加密】 身份证.png"
    with pytest.raises(NotFound):
        house.files.copy(AGENT, card, 1, purpose="support")
    zipped = taken_out(house, talk)
    assert check(zipped, trust(house)).status is Status.VALID
    assert unzipped(zipped)["attachments/2"] == copy.content.reveal()


def test_pages_that_may_be_shown_are_one_copy_and_one_that_may_not_hides_all(house: House, pool: Pool) -> None:
    plain = as_file(landscape(), "PDF", save_all=True, append_images=[landscape()])
    mixed = as_file(landscape(), "PDF", save_all=True, append_images=[id_card().convert("RGB")])
    given: dict[str, Any] = {"media_type": "application/pdf", "name": "a.pdf"}
    first = sent(house, plain, **given)
    second = sent(house, mixed, "second", conversation="order 1002", **given)
    run(house, Pictures(pool))
    verdict = verdict_of(file(house, first).facts)
    assert verdict is not None
    assert (verdict["type"], verdict["pages"]) == ("none", 2)
    copy = house.files.copy(AGENT, first, 1, purpose="support")
    assert copy.media_type == "application/pdf"
    assert copy.content.reveal() != plain
    verdict = verdict_of(file(house, second).facts)
    assert verdict is not None
    assert (verdict["sealed"], verdict["pages"]) == (True, 2)


SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'


def bomb() -> bytes:
    """The head of a picture of 30,000 × 30,000 pixels."""
    whole = bytearray(as_file(Image.new("RGB", (8, 8))))
    whole[16:24] = (30_000).to_bytes(4, "big") * 2
    whole[29:33] = zlib.crc32(whole[12:29]).to_bytes(4, "big")
    return bytes(whole)


@pytest.mark.parametrize(
    ("content", "media_type", "code"),
    [
        (SVG, "image/svg+xml", "file-type-not-taken"),
        (b"PK\x03\x04 specimen", "application/zip", "file-type-not-taken"),
        (b"specimen words", "text/plain", "file-type-not-taken"),
        (as_file(Image.new("RGB", (8, 8))) + b"PK\x05\x06" + bytes(18), "image/png", "file-disguised"),
        (as_file(Image.new("RGB", (8, 8))), "application/pdf", "file-disguised"),
        (as_file(Image.new("RGB", (80, 80)))[:-20], "image/png", "file-damaged"),
        (bomb(), "image/png", "file-too-large"),
    ],
    ids=["svg", "zip", "text", "a zip behind", "another type", "cut off", "bomb"],
)
def test_what_is_not_taken_is_refused_before_a_byte_is_stored(
    house: House, content: bytes, media_type: str, code: str
) -> None:
    with pytest.raises(InputError) as refused:
        sent(house, content, media_type=media_type)
    assert refused.value.code == code
    assert refused.value.field == "attachment"
    assert [path for path in house.paths.blobs.rglob("*") if path.is_file()] == []
    assert house.reading.size() == 0


def test_a_picture_goes_by_the_type_that_its_bytes_have(house: House) -> None:
    talk = sent(house, as_file(landscape(), "JPEG"), media_type="image/png")
    assert file(house, talk).facts["media_type"] == "image/jpeg"


class Broken:
    """Picture processes that break over some files, or over all."""

    def __init__(self, *, everything: bool) -> None:
        self.everything = everything
        self.asked: list[int] = []

    def judge(self, _name: str, _media_type: str, content: bytes) -> Found:
        self.asked.append(len(content))
        if self.everything or len(content) > 400:
            message = "specimen"
            raise NotJudged(message)
        return Found(media_type="image/png", kind="voice", type="none", needs="none", never_kept=False, pages=())


def test_a_file_that_breaks_its_process_is_sealed_but_only_while_others_can_be_looked_at(house: House) -> None:
    talk = sent(house, as_file(landscape()))
    down = Broken(everything=True)
    with pytest.raises(RuntimeError):
        run(house, Pictures(down))
    assert state_of(file(house, talk)) == "held"
    run(house, Pictures(Broken(everything=False)))
    verdict = verdict_of(file(house, talk).facts)
    assert verdict is not None
    assert (verdict["type"], verdict["reasons"], verdict["sealed"]) == (UNREADABLE, ["picture-not-judged"], True)
    assert file(house, talk).body == "[picture sealed] IMG_01.png"


def test_a_voice_note_is_looked_into_by_nobody(pool: Pool) -> None:
    note = Pictures(pool)(Secret(b"OggS" + bytes(60)), "audio/ogg")
    assert (note.type, note.copy, note.sealed, note.kept) == ("voice", None, False, True)


def test_no_door_brings_the_models_into_its_process() -> None:
    asked = (
        "import sys, handclasp.house.processes; print(sorted({'cv2', 'onnxruntime', 'pypdfium2'} & sys.modules.keys()))"
    )
    done = subprocess.run([sys.executable, "-c", asked], check=True, capture_output=True, text=True)
    assert done.stdout.strip() == "[]"
