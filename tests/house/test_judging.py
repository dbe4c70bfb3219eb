"""A file is held until its verdict is sealed; then a copy or a placeholder stands in its place, and nothing else."""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from tests.disclose.people import (
    DIRECTOR,
    LEAD,
    customer_of,
    stepped,
    taken_out,
    unzipped,
)
from tests.disclose.test_door import trust
from tests.house_fixture import (
    AGENT,
    START,
    House,
    NewHouse,
    assigned,
    hired,
    house_template,
    new_house,
    said,
)

from handclasp.access.policy import ItemClass
from handclasp.disclose.files import state_of, verdict_of
from handclasp.disclose.stocktaking import check as check_files
from handclasp.house.judging import UNREADABLE, Fed, Judged, Judging
from handclasp.records import Attached, Kind, NotFound, Raw, Secret, View
from handclasp.verify import Status, check

__all__ = ["house_template", "new_house"]


def png(colour: str) -> bytes:
    """A picture in one colour, which stands for what it shows."""
    out = io.BytesIO()
    Image.new("RGB", (8, 8), colour).save(out, "PNG")
    return out.getvalue()


ID_CARD, SEEDS, HARMLESS, VOICE = png("red"), png("black"), png("green"), b"OggS specimen voice"
COPY = b"specimen cat, drawn anew"


def judge(content: Secret[bytes], _media_type: str) -> Judged:
    """What an engine would say of the specimens."""
    bytes_ = content.reveal()
    if bytes_ == ID_CARD:
        return Judged("cn_id_front", 97, "specimen", ("title",), sealed=True)
    if bytes_ == SEEDS:
        return Judged("wallet_seed_screenshot", 99, "specimen", sealed=True, kept=False)
    if bytes_ == VOICE:
        return Judged("voice", 100, "specimen")
    return Judged("none", 90, "specimen", copy=Secret(COPY), copy_type="image/webp")


def placeholder(type_: str, in_chinese: bool) -> str:  # noqa: FBT001 - as it is asked
    return f"【{type_} 已加密】" if in_chinese else f"[{type_} sealed]"


class Worker:
    """The consumer of one house, with a cursor of its own; it dies where it is told to."""

    def __init__(self, house: House) -> None:
        self.house = house
        self.cursor: dict[str, int] = {}
        self.judged: list[bytes] = []
        self.dies_at = ""
        self.judge: Callable[[Secret[bytes], str], Judged] = judge
        self.new()

    def new(self) -> None:
        """Start again."""
        d = self.house.disclose
        self.consumer = Judging(
            fed=Fed(
                lambda tenant, after, limit: d.feed(tenant, "pictures", "screening", after, limit),
                lambda tenant, talk, after: d.feed_one(tenant, "pictures", "screening", talk, after),
                lambda tenant, view: self.house.files.held(tenant, "pictures", "screening", view),
            ),
            flow=self,
            judge=self._judge,
            placeholder=placeholder,
            tenants=lambda: ["shop"],
            cursor=self,
            clock=lambda: START + 1,
        )

    def _judge(self, content: Secret[bytes], media_type: str) -> Judged:
        self.judged.append(content.reveal())
        return self.judge(content, media_type)

    def append(self, raw: Raw) -> object:
        self._die("before the verdict")
        return self.house.flow.append(raw)

    def keep_copy(self, tenant: str, conversation: bytes, content: Secret[bytes]) -> bytes:
        return self.house.flow.keep_copy(tenant, conversation, content)

    def destroy(self, tenant: str, blob: bytes) -> bool:
        self._die("before the destruction")
        return self.house.flow.destroy(tenant, blob)

    def load(self, tenant: str) -> int:
        return self.cursor.get(tenant, -1)

    def save(self, tenant: str, position: int) -> None:
        self._die("before the cursor")
        self.cursor[tenant] = position

    def _die(self, here: str) -> None:
        if self.dies_at == here:
            raise ConnectionError(here)

    def run(self) -> None:
        while self.consumer.step():
            pass


@pytest.fixture
def worker(new_house: NewHouse) -> Worker:
    house = new_house()
    hired(house, AGENT, LEAD, DIRECTOR)
    return Worker(house)


def sent(house: House, content: bytes, key: str = "file", name: str = "IMG_01.png", **changes: Any) -> bytes:
    """A customer sends a file; the conversation's pseudonym."""
    attached = Attached(name, changes.pop("media_type", "image/png"), Secret(content))
    raw = said("", key, kind=Kind.ATTACHMENT, text=None, attached=attached, **changes)
    talk = house.flow.append(raw).stored.conversation
    assigned(house, talk, AGENT)
    return talk


def views(house: House, talk: bytes) -> list[View]:
    return house.disclose.read(AGENT, talk, purpose="support")


def file(house: House, talk: bytes) -> View:
    return next(view for view in views(house, talk) if view.kind == Kind.ATTACHMENT)


def rescreens(house: House, talk: bytes) -> list[View]:
    return [view for view in views(house, talk) if view.kind == Kind.RESCREEN]


def blobs(house: House) -> list[Path]:
    return [path for path in house.paths.blobs.rglob("*") if path.is_file()]


def test_a_file_is_held_until_the_verdict_and_a_harmless_one_is_then_shown_as_a_copy(worker: Worker) -> None:
    house = worker.house
    talk = sent(house, HARMLESS)
    assert state_of(file(house, talk)) == "held"
    for who in (AGENT, customer_of(talk)):
        with pytest.raises(NotFound):
            house.files.copy(who, talk, 1, purpose="support")
    worker.run()
    view = file(house, talk)
    assert state_of(view) == "judged"
    assert view.body == "IMG_01.png"
    assert view.changed is None
    for who in (AGENT, customer_of(talk)):
        shown = house.files.copy(who, talk, 1, purpose="support")
        assert (shown.content.reveal(), shown.media_type) == (COPY, "image/webp")
    assert view.facts["copy_digest"] == sha256(COPY).digest()


def test_a_document_is_a_placeholder_and_no_door_serves_its_picture(worker: Worker) -> None:
    house = worker.house
    house.flow.append(said("这是我的身份证", "0"))
    talk = sent(house, ID_CARD)
    worker.run()
    view = file(house, talk)
    assert view.body == "【cn_id_front 已加密】 IMG_01.png"
    assert verdict_of(view.facts) == {
        "type": "cn_id_front", "sure": 97, "by": "specimen", "reasons": ["title"], "sealed": True,
    }  # fmt: skip
    assert "copy" not in view.facts
    for who in (AGENT, DIRECTOR, customer_of(talk)):
        with pytest.raises(NotFound):
            house.files.copy(who, talk, 2, purpose="support", reason="dispute A1001")
        if who.role == "customer":
            with pytest.raises(NotFound):
                house.files.own(who, talk, 2, purpose="own conversation")
    item = house.reveals.item(stepped(DIRECTOR), talk, 2, "attachment")
    assert item.type == "cn_id_front"
    assert {need.value for need in item.decision.needs} == {"approval"}


def test_the_placeholder_is_in_the_language_of_the_conversation(worker: Worker) -> None:
    house = worker.house
    house.flow.append(said("this is my card", "0", facts={"language": "en"}))
    talk = sent(house, ID_CARD, name="身份证.png")
    worker.run()
    assert file(house, talk).body == "[cn_id_front sealed] 身份证.png"


def test_masks_in_the_name_of_a_file_stay_where_they_were(worker: Worker) -> None:
    house = worker.house
    talk = sent(house, ID_CARD, name="电话 13812345678.png")
    worker.run()
    view = file(house, talk)
    (span,) = view.spans
    assert (view.body or "")[span.start : span.end] == "【手机号 138****5678】"
    shown = house.reveals.reveal(stepped(AGENT), talk, 1, "original/0", purpose="support", reason="call back")
    assert shown.text is not None
    assert shown.text.reveal() == "13812345678"


def test_what_must_never_be_kept_is_destroyed_and_no_door_opens_it(worker: Worker) -> None:
    house = worker.house
    talk = sent(house, SEEDS)
    assert len(blobs(house)) == 1
    worker.run()
    assert blobs(house) == []
    view = file(house, talk)
    assert "blob" not in view.facts
    verdict = verdict_of(view.facts)
    assert verdict is not None
    assert len(verdict["destroyed"]) == 32
    with pytest.raises(NotFound):
        house.reveals.item(stepped(DIRECTOR), talk, 1, "attachment")
    assert check(taken_out(house, talk), trust(house)).status is Status.VALID


@pytest.mark.parametrize("point", ["before the verdict", "before the destruction", "before the cursor"])
def test_wherever_the_worker_dies_reading_on_finishes_and_doubles_nothing(worker: Worker, point: str) -> None:
    house = worker.house
    talk = sent(house, SEEDS)
    worker.dies_at = point
    for _ in range(2):
        with pytest.raises(ConnectionError):
            worker.run()
        worker.new()
    worker.dies_at = ""
    worker.run()
    worker.cursor.clear()
    worker.run()
    assert len(rescreens(house, talk)) == 1
    assert blobs(house) == []
    assert len(worker.judged) == (3 if point == "before the verdict" else 1)


def test_two_workers_at_once_seal_one_verdict_and_leave_one_copy(worker: Worker) -> None:
    house = worker.house
    talk = sent(house, HARMLESS)
    other = Worker(house)

    def slow(content: Secret[bytes], media_type: str) -> Judged:
        other.run()  # the other one is done while this one still looks
        return judge(content, media_type)

    worker.judge = slow
    worker.run()
    assert len(rescreens(house, talk)) == 1
    assert len(blobs(house)) == 2, "the original and one copy"
    assert house.files.copy(AGENT, talk, 1, purpose="support").content.reveal() == COPY


def test_while_nobody_can_judge_files_stay_held(worker: Worker) -> None:
    house = worker.house

    def down(_content: Secret[bytes], _media_type: str) -> Judged:
        raise OSError

    worker.judge = down
    talk = sent(house, HARMLESS)
    with pytest.raises(OSError):  # noqa: PT011 - any
        worker.run()
    assert state_of(file(house, talk)) == "held"
    assert house.reading.held_after(1, worker.load("shop")) == (1, START)
    with pytest.raises(NotFound):
        house.files.copy(AGENT, talk, 1, purpose="support")
    assert "attachments/" not in "".join(unzipped(taken_out(house, talk)))
    worker.judge = judge
    worker.run()
    assert house.reading.held_after(1, worker.load("shop")) == (0, None)


def test_a_file_whose_bytes_are_gone_stands_in_nobodys_way(worker: Worker) -> None:
    house = worker.house
    talk = sent(house, HARMLESS)
    blobs(house)[0].unlink()
    sent(house, HARMLESS, "second")
    worker.run()
    first, second = (view for view in views(house, talk) if view.kind == Kind.ATTACHMENT)
    assert verdict_of(first.facts)["type"] == UNREADABLE  # type: ignore[index]
    assert verdict_of(second.facts)["type"] == "none"  # type: ignore[index]


def test_every_type_of_picture_has_its_class() -> None:
    from handclasp.access.policy import item_class  # noqa: PLC0415
    from handclasp.screen.images.kinds import TYPES  # noqa: PLC0415

    loose: Sequence[str] = ("bank_card", "payment_qr")
    for type_ in TYPES:
        strict = item_class(type_) in (ItemClass.IDENTITY, ItemClass.OTHER)
        assert strict is (type_ not in loose), type_
    assert item_class("unreadable") is ItemClass.OTHER


def amiss(house: House) -> list[str]:
    return [
        one.code for one in check_files(house.disclose, "shop", lambda blob: house.blobs.has(1, blob), lambda _: None)
    ]


def test_a_missing_original_is_sound_only_where_a_verdict_says_it_was_destroyed(worker: Worker) -> None:
    house = worker.house
    sent(house, SEEDS)
    sent(house, HARMLESS, "second")
    worker.dies_at = "before the destruction"
    with pytest.raises(ConnectionError):
        worker.run()
    assert amiss(house) == ["original-not-destroyed"]
    worker.dies_at = ""
    worker.run()
    assert amiss(house) == []
    for path in blobs(house):
        path.unlink()
    assert sorted(amiss(house)) == ["blob-missing", "copy-missing"]
