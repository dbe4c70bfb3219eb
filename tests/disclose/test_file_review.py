"""A reviewer's word on a file: who may give it, what it takes, what everybody sees from then on, what is destroyed."""

from __future__ import annotations

from collections.abc import Callable
from hashlib import sha256
from io import BytesIO

import pytest
from PIL import Image
from tests.disclose.people import (
    ADMINISTRATOR,
    AUDITOR,
    DIRECTOR,
    FAR_LEAD,
    LEAD,
    OTHER_AGENT,
    PRIVACY,
    SELLER,
    SPECIALIST,
    approved,
    customer_of,
    stepped,
    taken_out,
    unzipped,
)
from tests.disclose.test_door import journal, trust
from tests.house_fixture import AGENT, House, assigned, said

from handclasp.access.policy import Reader
from handclasp.disclose.file_review import NONE
from handclasp.disclose.files import state_of, verdict_of
from handclasp.disclose.journal import SensitiveReason
from handclasp.disclose.picture import NotAPicture
from handclasp.disclose.releasing import RevealFirst
from handclasp.disclose.review import BadReview
from handclasp.disclose.stocktaking import check as stock
from handclasp.house.judging import Fed, Judged, Judging
from handclasp.house.pictures import stands_for
from handclasp.records import Attached, Kind, NotFound, Refused, Secret, View
from handclasp.verify import Status, check

PICTURE = Image.effect_noise((320, 200), 60).convert("RGB")


def png() -> bytes:
    out = BytesIO()
    PICTURE.save(out, "PNG")
    return out.getvalue()


class Cursor:
    """Kept in memory."""

    def __init__(self) -> None:
        self.at: dict[str, int] = {}

    def load(self, tenant: str) -> int:
        return self.at.get(tenant, -1)

    def save(self, tenant: str, position: int) -> None:
        self.at[tenant] = position


def judging(house: House, judge: Callable[[Secret[bytes], str], Judged]) -> Judging:
    disclose, machine, purpose = house.disclose, "pictures", "screening"
    return Judging(
        fed=Fed(
            lambda tenant, after, limit: disclose.feed(tenant, machine, purpose, after, limit),
            lambda tenant, conversation, after: disclose.feed_one(tenant, machine, purpose, conversation, after),
            lambda tenant, view: house.files.held(tenant, machine, purpose, view),
        ),
        flow=house.flow,
        judge=judge,
        placeholder=stands_for,
        tenants=lambda: ["shop"],
        cursor=Cursor(),
        clock=lambda: 1,
    )


SEALED = Judged("student_card", 62, "pictures", sealed=True)
SHOWN = Judged(NONE, 90, "pictures", copy=Secret(png()), copy_type="image/png")


@pytest.fixture
def talk(house: House) -> bytes:
    """1 words, 2 a file taken for a student card, 3 one taken for harmless, 4 a voice note; then their verdicts."""
    house.flow.append(said("看看这两张图", "1"))
    kinds = (("海报 王小明.png", "image/png"), ("second.png", "image/png"), ("note.ogg", "audio/ogg"))
    voice = b"OggS" + bytes(24) + b"OpusHead" + bytes(40)
    for number, (name, type_) in enumerate(kinds):
        content = png() if type_ == "image/png" else voice
        attached = Attached(name, type_, Secret(content))
        house.flow.append(said("", str(number + 2), kind=Kind.ATTACHMENT, text=None, attached=attached))
    answers = iter([SEALED, SHOWN, Judged("voice", 100, "pictures")])
    judging(house, lambda _content, _type: next(answers)).step()
    conversation = house.flow.open("shop", "order 1001")
    assigned(house, conversation, AGENT, merchant="seller-42")
    return conversation


def line(house: House, conversation: bytes, seq: int, who: Reader = AGENT) -> View:
    (view,) = house.disclose.read(who, conversation, purpose="p", after=seq - 1, limit=1)
    return view


def looked_at(house: House, who: Reader, talk: bytes, seq: int) -> None:
    request = house.reveals.request(stepped(who), talk, seq, "attachment", purpose="review", reason="look")
    approved(house, who, request)
    house.reveals.reveal(stepped(who), talk, seq, "attachment", purpose="review", reason="look")


def test_only_reviewers_say_what_a_file_is_and_others_are_on_record(house: House, talk: bytes) -> None:
    nobody = (AGENT, OTHER_AGENT, FAR_LEAD, DIRECTOR, AUDITOR, ADMINISTRATOR, SELLER, customer_of(talk))
    for who in (*nobody, Reader("shop", "service", "k", scopes=frozenset({"read", "write", "export", "audit"}))):
        before = len(journal(house))
        with pytest.raises(Refused):
            house.file_reviews.decide(stepped(who), talk, 2, "hukou")
        (refusal,) = journal(house)[before:]
        assert (refusal["kind"], refusal["action"]) == ("refusal", "review")
    for number, who in enumerate((LEAD, SPECIALIST, PRIVACY)):
        house.file_reviews.decide(who, talk, 2, ("visa", "hukou", "student_card")[number])


def test_harmless_takes_a_look_and_shows_a_copy_to_all(house: House, talk: bytes) -> None:
    before = line(house, talk, 2)
    assert (before.body or "").startswith("【学生证信息已加密】 海报")
    with pytest.raises(RevealFirst):
        house.file_reviews.decide(stepped(LEAD), talk, 2, NONE)
    assert line(house, talk, 2) == before
    looked_at(house, LEAD, talk, 2)
    looks = len([one for one in journal(house) if one["kind"] == "reveal"])
    house.file_reviews.decide(LEAD, talk, 2, NONE, reason="a poster of our own")
    now = line(house, talk, 2)
    assert (now.body or "").startswith("海报")
    assert verdict_of(now.facts) == {"type": NONE, "sure": 100, "by": "lead:ye", "sealed": False}
    assert len([one for one in journal(house) if one["kind"] == "reveal"]) == looks + 1
    for who in (AGENT, customer_of(talk)):
        copy = house.files.own(who, talk, 2, purpose="p")
        assert copy.media_type == "image/png"
        assert Image.open(BytesIO(copy.content.reveal())).convert("RGB").resize(PICTURE.size).tobytes() is not None
    with_masks = [span.type for span in now.spans]
    assert with_masks == [span.type for span in before.spans]
    for span, old in zip(now.spans, before.spans, strict=True):
        assert (now.body or "")[span.start : span.end] == (before.body or "")[old.start : old.end]


def test_what_passed_for_harmless_is_sealed_for_all(house: House, talk: bytes) -> None:
    house.files.copy(AGENT, talk, 3, purpose="p")
    house.file_reviews.decide(LEAD, talk, 3, "cn_id_front")
    now = line(house, talk, 3)
    assert now.body == "【身份证信息已加密】 second.png"
    assert "copy" not in now.facts
    for who in (AGENT, customer_of(talk)):
        with pytest.raises(NotFound):
            house.files.own(who, talk, 3, purpose="p")
    looked_at(house, LEAD, talk, 3)
    house.file_reviews.decide(LEAD, talk, 3, NONE)
    assert line(house, talk, 3).body == "second.png"
    assert house.files.copy(AGENT, talk, 3, purpose="p").content.reveal()


def test_a_seed_phrase_is_destroyed_at_once_and_never_comes_back(house: House, talk: bytes) -> None:
    blob, copy = line(house, talk, 3).facts["blob"], line(house, talk, 3).facts["copy"]
    assert isinstance(blob, bytes)
    assert isinstance(copy, bytes)
    house.file_reviews.decide(LEAD, talk, 3, "wallet_seed_screenshot")
    now = line(house, talk, 3)
    assert now.body == "【钱包助记词未保存】 second.png"
    assert (verdict_of(now.facts) or {})["destroyed"] == blob.hex()
    assert not house.blobs.has(1, blob)
    assert not house.blobs.has(1, copy)
    assert list(stock(house.disclose, "shop", lambda one: house.blobs.has(1, one), lambda _: None)) == []
    with pytest.raises(BadReview):
        house.file_reviews.decide(stepped(LEAD), talk, 3, NONE)
    # Another word for it brings nothing back, and still says that it is gone.
    house.file_reviews.decide(LEAD, talk, 3, "payment_qr")
    assert (verdict_of(line(house, talk, 3).facts) or {})["destroyed"] == blob.hex()
    with pytest.raises(BadReview):
        house.file_reviews.decide(stepped(LEAD), talk, 3, NONE)


def test_what_a_crash_left_undestroyed_the_worker_destroys(
    house: House, talk: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    blob = line(house, talk, 3).facts["blob"]
    assert isinstance(blob, bytes)

    def stopped(*_: object) -> bool:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(house.flow, "destroy", stopped)
        with pytest.raises(KeyboardInterrupt):
            house.file_reviews.decide(LEAD, talk, 3, "wallet_seed_screenshot")
    assert house.blobs.has(1, blob)
    judging(house, lambda _content, _type: pytest.fail("judged again")).step()
    assert not house.blobs.has(1, blob)


BAD: dict[str, tuple[int, str, type[Exception]]] = {
    "no type": (2, "", BadReview),
    "an unknown type": (2, "a cat", BadReview),
    "a voice note": (4, "hukou", BadReview),
    "words": (1, "hukou", NotFound),
    "a verdict": (5, "hukou", NotFound),
    "nothing": (99, "hukou", NotFound),
    "nought": (0, "hukou", NotFound),
}


@pytest.mark.parametrize("name", BAD)
def test_what_makes_no_sense_changes_nothing(house: House, talk: bytes, name: str) -> None:
    seq, type_, error = BAD[name]
    before = house.disclose.read(AGENT, talk, purpose="p")
    with pytest.raises(error):
        house.file_reviews.decide(LEAD, talk, seq, type_)
    assert house.disclose.read(AGENT, talk, purpose="p") == before


def test_a_held_file_is_not_reviewed(house: House, talk: bytes) -> None:
    attached = Attached("late.png", "image/png", Secret(png()))
    stored = house.flow.append(said("", "late", kind=Kind.ATTACHMENT, text=None, attached=attached)).stored
    assert state_of(line(house, talk, stored.seq)) == "held"
    with pytest.raises(BadReview, match="still being looked at"):
        house.file_reviews.decide(LEAD, talk, stored.seq, NONE)


def test_a_file_that_cannot_be_drawn_stays_as_it_was(house: House, talk: bytes) -> None:
    whole = png()
    content = whole[:60] + bytes(2000) + whole[2060:]
    stored = house.flow.append(
        said("", "5", kind=Kind.ATTACHMENT, text=None, attached=Attached("x.png", "image/png", Secret(content)))
    ).stored
    judging(house, lambda _content, _type: Judged("student_card", 60, "pictures", sealed=True)).step()
    before = line(house, talk, stored.seq)
    asked = house.reveals.request(stepped(LEAD), talk, stored.seq, "attachment", purpose="review", reason="look")
    approved(house, LEAD, asked)
    with pytest.raises(NotAPicture):
        house.reveals.reveal(stepped(LEAD), talk, stored.seq, "attachment", purpose="review", reason="look")
    with pytest.raises(RevealFirst):
        house.file_reviews.decide(stepped(LEAD), talk, stored.seq, NONE)
    assert line(house, talk, stored.seq) == before


def test_a_reason_holds_nothing_of_the_customers(house: House, talk: bytes) -> None:
    with pytest.raises(SensitiveReason):
        house.file_reviews.decide(LEAD, talk, 2, "hukou", reason="it shows 13812345678")


def test_a_pack_shows_what_stands_by_then_and_verifies(house: House, talk: bytes) -> None:
    looked_at(house, LEAD, talk, 2)
    released = house.file_reviews.decide(LEAD, talk, 2, NONE).stored.seq
    house.file_reviews.decide(LEAD, talk, 3, "cn_id_front")
    pack = taken_out(house, talk)
    assert check(pack, trust(house)).status is Status.VALID
    assert [name for name in unzipped(pack) if name.startswith("attachments/")] == [f"attachments/{released}"]
    copy = house.files.copy(AGENT, talk, 2, purpose="p").content.reveal()
    assert sha256(copy).digest() == line(house, talk, 2).facts["copy_digest"]
