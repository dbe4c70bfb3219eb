"""What turns out sensitive later is hidden at every door, and what stands in its place is shown as such."""

from __future__ import annotations

import json
from collections.abc import Sequence
from hashlib import sha256
from typing import Any

import pytest
from tests.disclose.people import DIRECTOR, SELLER, customer_of, stepped, taken_out, unzipped
from tests.disclose.test_door import HIDDEN, everything, journal, missed, trust
from tests.house_fixture import AGENT, START, House, assigned, said

from handclasp.disclose.rescreen import HIDING, Said, Words, mask_more, rescreened
from handclasp.records import (
    Attached,
    Author,
    Compartment,
    Finding,
    Kind,
    NotFound,
    Receipt,
    Refused,
    Secret,
    Span,
    StepUpNeeded,
    View,
)
from handclasp.seal.commitment import CommitmentBroken
from handclasp.seal.record import WrongFields
from handclasp.verify import Remark, Status, check, page

MACHINE = Author("machine", "rescreen")
MASK = "【手机号 ****】"
GONE = "【密码 已丢弃】"


def why(reason: str = "found together with record 2", author: Author = MACHINE) -> Said:
    return Said("shop", author, START + 60_000, reason)


def found(text: str, part: str, type_: str = "PHONE", *, dropped: bool = False) -> Finding:
    start = text.index(part)
    return Finding(type_, start, start + len(part), "conversation", 90, GONE if dropped else MASK, dropped)


def line(house: House, conversation: bytes, seq: int) -> View:
    (view,) = house.disclose.read(AGENT, conversation, purpose="p", after=seq - 1, limit=1)
    return view


def hide(house: House, conversation: bytes, seq: int, part: str, *, dropped: bool = False) -> Receipt:
    """Mask a stretch of a record that stands open."""
    view = line(house, conversation, seq)
    text = view.body or ""
    words = mask_more(text, view.spans, [found(text, part, "PASSWORD" if dropped else "PHONE", dropped=dropped)])
    assert words is not None
    return house.flow.append(rescreened(view, why(), words, hide=HIDING))


def reveal(house: House, conversation: bytes, seq: int, field: str = "original/0") -> str:
    shown = house.reveals.reveal(stepped(AGENT), conversation, seq, field, purpose="support", reason="call back")
    assert shown.text is not None
    return shown.text.reveal()


def test_what_is_hidden_later_leaves_by_no_door_and_the_replacement_by_all(house: House) -> None:
    talk = missed(house).stored.conversation
    before = everything(house, talk)
    assert HIDDEN.encode() in before["read"]
    by = hide(house, talk, 3, HIDDEN).stored
    house.flow.append(said("still later", "d"))
    after = everything(house, talk)
    assert [name for name, data in after.items() if HIDDEN.encode() in data] == []
    shown = {name for name, data in after.items() if MASK.encode() in data}
    assert shown >= {"read", "customer", "page", "follow", "feed", "fed page", "transcript", "pack"}
    view = line(house, talk, 3)
    assert view.body == f"暗号 {MASK}"
    assert view.changed is not None
    assert (view.changed.seq, view.changed.author, view.changed.reason) == (by.seq, MACHINE, why().reason)
    assert [(span.type, span.original, span.within) for span in view.spans] == [("PHONE", 0, by.seq)]
    for name in ("receipt", "transcript", "zip"):
        verdict = check(after[name], trust(house))
        assert verdict.status is Status.VALID, (name, verdict.reason, verdict.where)
    remarks = dict(check(after["zip"], trust(house)).remarks)
    assert remarks[Remark.HIDDEN_LATER] == f"#3: #{by.seq}, machine:rescreen"


def test_the_pages_of_a_pack_show_the_replacement_in_its_place_and_say_so(house: House) -> None:
    talk = missed(house).stored.conversation
    by = hide(house, talk, 3, HIDDEN).stored
    html = unzipped(taken_out(house, talk))["transcript.html"].decode()
    item = html.split('<li class="')[3]
    assert "暗号 " in item
    assert f">{MASK}</span>" in item
    assert f"由第 {by.seq} 条记录（machine:rescreen）所为" in item
    assert "of record 3" in html.split('<li class="')[by.seq]


def test_a_receipt_made_later_does_not_open_what_is_hidden(house: House) -> None:
    talk = missed(house).stored.conversation
    hide(house, talk, 3, HIDDEN)
    opened = json.loads(house.disclose.receipt(customer_of(talk), talk, 3))["record"]
    assert "body" in opened["commitments"]
    assert "body" not in opened["openings"]
    follow = house.disclose.follow(customer_of(talk), talk, purpose="own", after=2)
    follow.more()
    assert HIDDEN.encode() not in follow.receipt(3)


def test_what_a_rescreen_record_keeps_is_revealed_under_the_same_rules(house: House) -> None:
    talk = missed(house).stored.conversation
    by = hide(house, talk, 3, HIDDEN).stored
    with pytest.raises(NotFound):
        reveal(house, talk, 3)
    assert reveal(house, talk, by.seq) == HIDDEN
    assert [record["target"] for record in journal(house) if record["kind"] == "reveal"] == [by.record]
    for who in (SELLER, customer_of(talk)):
        with pytest.raises(Refused):
            house.reveals.reveal(stepped(who), talk, by.seq, "original/0", purpose="support", reason="call back")
    with pytest.raises(NotFound):
        reveal(house, talk, by.seq, "original/1")
    with pytest.raises(NotFound):
        reveal(house, talk, by.seq, "attachment")


def test_the_age_of_what_is_hidden_is_that_of_the_words(house: House) -> None:
    old = START - 100 * 86_400_000
    talk = house.flow.append(said(f"暗号 {HIDDEN}", "1", received=old)).stored.conversation
    assigned(house, talk, AGENT)
    (view,) = house.disclose.read(stepped(AGENT), talk, purpose="p")
    words = mask_more(view.body or "", view.spans, [found(view.body or "", HIDDEN)])
    by = house.flow.append(rescreened(view, why(), words, hide=HIDING)).stored
    with pytest.raises(StepUpNeeded):
        house.reveals.reveal(AGENT, talk, by.seq, "original/0", purpose="support", reason="call back")
    with pytest.raises(StepUpNeeded):
        house.disclose.read(AGENT, talk, purpose="p")
    with pytest.raises(StepUpNeeded):
        house.disclose.receipt(AGENT, talk, by.seq)


def test_what_is_never_stored_is_not_kept_by_the_rescreen_record(house: House) -> None:
    talk = missed(house).stored.conversation
    by = hide(house, talk, 3, HIDDEN, dropped=True).stored
    assert line(house, talk, 3).spans[0].original is None
    for seq in (3, by.seq):
        with pytest.raises(NotFound):
            reveal(house, talk, seq)
    row = house.reading.one(1, by.index)
    assert row is not None
    assert b"original/" not in (row.commitments or b"")
    assert HIDDEN.encode() not in b"".join(everything(house, talk).values())


def test_masks_that_stood_before_still_open_what_their_own_record_keeps(house: House) -> None:
    house.flow.append(said(f"电话 13812345678，暗号 {HIDDEN}，口令 海底捞针", "1"))
    talk = house.flow.open("shop", "order 1001")
    assigned(house, talk, AGENT)
    first = hide(house, talk, 1, HIDDEN).stored
    second = hide(house, talk, 1, "海底捞针").stored
    view = line(house, talk, 1)
    assert [(s.original, s.within) for s in view.spans] == [(0, None), (0, first.seq), (0, second.seq)]
    assert [(view.body or "")[s.start : s.end] for s in view.spans][1:] == [MASK, MASK]
    assert reveal(house, talk, 1) == "13812345678"
    assert reveal(house, talk, first.seq) == HIDDEN
    assert reveal(house, talk, second.seq) == "海底捞针"


def test_words_that_stood_in_between_are_hidden_too(house: House) -> None:
    """The first replacement still held what the second one masks."""
    house.flow.append(said(f"暗号 {HIDDEN}，口令 海底捞针", "1"))
    talk = house.flow.open("shop", "order 1001")
    assigned(house, talk, AGENT)
    hide(house, talk, 1, HIDDEN)
    assert "海底捞针".encode() in taken_out_text(house, talk)
    second = hide(house, talk, 1, "海底捞针").stored
    pack = taken_out_text(house, talk)
    assert "海底捞针".encode() not in pack
    assert pack.count(MASK.encode()) >= 2
    assert "海底捞针".encode() not in house.disclose.receipt(AGENT, talk, second.seq - 1)


def taken_out_text(house: House, talk: bytes) -> bytes:
    zipped = taken_out(house, talk)
    assert check(zipped, trust(house)).status is Status.VALID
    return b"".join(unzipped(zipped).values())


def test_releasing_shows_what_was_masked_and_reveals_nothing_any_more(house: House) -> None:
    house.flow.append(said("电话 13812345678 是总机", "1"))
    talk = house.flow.open("shop", "order 1001")
    assigned(house, talk, AGENT)
    view = line(house, talk, 1)
    reviewer = why("harmless", Author("staff", "ye"))
    house.flow.append(rescreened(view, reviewer, Words("电话 13812345678 是总机", ())))
    assert line(house, talk, 1).body == "电话 13812345678 是总机"
    with pytest.raises(NotFound):
        reveal(house, talk, 1)
    zipped = taken_out(house, talk)
    verdict = check(zipped, trust(house))
    assert verdict.status is Status.VALID
    assert dict(verdict.remarks)[Remark.SHOWN_OTHERWISE].startswith("#1: #2")
    html = unzipped(zipped)["transcript.html"].decode()
    assert "封存时的文字" in html


def test_a_body_can_be_hidden_whole_and_come_back(house: House) -> None:
    talk = missed(house).stored.conversation
    hide(house, talk, 3, HIDDEN)
    view = line(house, talk, 3)
    house.flow.append(rescreened(view, why("all of it"), hide=["body"]))
    assert line(house, talk, 3).body is None
    assert MASK.encode() not in b"".join(everything(house, talk).values())
    house.flow.append(rescreened(line(house, talk, 3), why("a mistake"), release=["body", "spans"]))
    assert line(house, talk, 3).body == f"暗号 {HIDDEN}"


@pytest.mark.parametrize("who", [SELLER, None])
def test_what_hides_a_part_of_a_note_is_as_little_for_customers_as_the_note(house: House, who: Any) -> None:
    house.flow.append(said("hello", "0"))
    house.flow.append(said(f"内部：{HIDDEN}，勿外传", "1", kind=Kind.NOTE, author=Author("agent", "zhou")))
    talk = house.flow.open("shop", "order 1001")
    assigned(house, talk, AGENT, merchant="seller-42")
    by = hide(house, talk, 2, HIDDEN).stored
    who = who or customer_of(talk)
    for after in (0, 2):
        views = house.disclose.read(who, talk, purpose="own", after=after)
        assert "勿外传" not in repr(views)
        assert by.seq not in [view.seq for view in views]
    with pytest.raises(NotFound):
        house.disclose.receipt(who, talk, by.seq)
    assert by.seq in [view.seq for view in house.disclose.read(AGENT, talk, purpose="own")]


def test_who_follows_is_told_which_line_to_draw_anew(house: House) -> None:
    talk = missed(house).stored.conversation
    followers = [house.disclose.follow(who, talk, purpose="live") for who in (AGENT, customer_of(talk))]
    for follow in followers:
        assert len(follow.more()) == 3
        assert follow.changed == []
    by = hide(house, talk, 3, HIDDEN).stored
    for follow in followers:
        assert [view.seq for view in follow.more()] == [by.seq]
        assert [(view.seq, view.body) for view in follow.changed] == [(3, f"暗号 {MASK}")]
        assert follow.more() == []
        assert follow.changed == []


def test_the_same_said_again_is_the_same_record(house: House) -> None:
    talk = missed(house).stored.conversation
    view = line(house, talk, 3)
    words = mask_more(view.body or "", view.spans, [found(view.body or "", HIDDEN)])
    first, again = (house.flow.append(rescreened(view, why(), words, hide=HIDING)).stored for _ in range(2))
    assert (again.seq, again.doubled) == (first.seq, True)
    other = house.flow.append(rescreened(line(house, talk, 3), why(), hide=["body"])).stored
    assert other.seq == first.seq + 1


def test_no_callers_id_stands_in_the_way_of_a_rescreen_record(house: House) -> None:
    talk = missed(house).stored.conversation
    raw = rescreened(line(house, talk, 3), why(), hide=["body"])
    house.flow.append(said("mine", raw.key))
    assert not house.flow.append(raw).stored.doubled


def test_a_picture_carries_its_verdict_and_its_masked_copy(house: House) -> None:
    picture = Attached("id.ogg", "audio/ogg", Secret(b"OggS specimen"))
    stored = house.flow.append(said("", "1", kind=Kind.ATTACHMENT, text=None, attached=picture)).stored
    talk = stored.conversation
    assigned(house, talk, AGENT)
    view = line(house, talk, 1)
    place = house.keyring.place(1, talk)
    keys = house.keyring.keys(1, talk)
    blob = house.blobs.put(place, Secret(b"masked"), keys, Compartment.BODY)
    facts: dict[str, Any] = {
        "verdict": {"type": "cn_id_front", "sure": 99, "by": "cards"},
        "copy": blob,
        "copy_type": "image/webp",
        "copy_size": 6,
        "copy_digest": bytes(32),
    }
    house.flow.append(rescreened(view, why("judged"), facts=facts))
    shown = line(house, talk, 1)
    assert {name: shown.facts[name] for name in facts} == facts
    assert shown.changed is None
    assert shown.body == "id.ogg"
    assert house.blobs.get(1, talk, blob, keys, Compartment.BODY) == b"masked"
    house.flow.append(rescreened(shown, why("judged again"), facts={"verdict": {"type": "none", "sure": 80}}))
    shown = line(house, talk, 1)
    assert shown.facts["verdict"] == {"type": "none", "sure": 80}
    assert shown.facts["copy"] == blob
    house.flow.append(rescreened(shown, why("a seed phrase"), hide=["blob", "digest"]))
    with pytest.raises(NotFound):
        house.reveals.item(stepped(DIRECTOR), talk, 1, "attachment")


def test_a_pack_takes_the_copy_along_and_never_the_original(house: House) -> None:
    picture = Attached("id.ogg", "audio/ogg", Secret(b"OggS the original, a specimen"))
    stored = house.flow.append(said("", "1", kind=Kind.ATTACHMENT, text=None, attached=picture)).stored
    talk = stored.conversation
    assigned(house, talk, AGENT)
    place, keys = house.keyring.place(1, talk), house.keyring.keys(1, talk)
    seqs = []
    for content in (b"masked, badly", b"masked, better"):
        blob = house.blobs.put(place, Secret(content), keys, Compartment.BODY)
        facts: dict[str, Any] = {"copy": blob, "copy_type": "image/webp", "copy_size": len(content)}
        facts["copy_digest"] = sha256(content).digest()
        by = house.flow.append(rescreened(line(house, talk, 1), why(content.decode()), facts=facts)).stored
        seqs.append(by.seq)
    zipped = taken_out(house, talk)
    files = unzipped(zipped)
    verdict = check(zipped, trust(house))
    assert (verdict.status, verdict.reason) == (Status.VALID, None)
    assert verdict.facts["attachments"] == [seqs[1]]
    assert files[f"attachments/{seqs[1]}"] == b"masked, better"
    assert all(b"the original, a specimen" not in data and b"badly" not in data for name, data in files.items()
               if name.startswith("attachments/"))  # fmt: skip


def test_a_copy_that_is_not_the_one_spoken_of_does_not_leave(house: House) -> None:
    picture = Attached("id.ogg", "audio/ogg", Secret(b"OggS specimen"))
    talk = house.flow.append(said("", "1", kind=Kind.ATTACHMENT, text=None, attached=picture)).stored.conversation
    assigned(house, talk, AGENT)
    blob = house.blobs.put(house.keyring.place(1, talk), Secret(b"x"), house.keyring.keys(1, talk), Compartment.BODY)
    facts: dict[str, Any] = {"copy": blob, "copy_type": "image/webp", "copy_size": 1, "copy_digest": bytes(32)}
    house.flow.append(rescreened(line(house, talk, 1), why(), facts=facts))
    with pytest.raises(CommitmentBroken):
        taken_out(house, talk)


def test_only_kinds_that_keep_something_may_bring_originals(house: House) -> None:
    with pytest.raises(WrongFields):
        house.flow.append(said("x", "1", kind=Kind.HEAD, text=None, originals=(Secret("y"),), facts={
            "count": 1, "last": bytes(32), "reason": "r"}))  # fmt: skip


TEXT = "卡号 6222 0202 【手机号 138****5678】 0000 1111"
AT = TEXT.index("【")
SPANS = (Span("PHONE", AT, TEXT.index("】") + 1, "phone", 95, 0),)


@pytest.mark.parametrize(
    ("stretch", "masked", "kept"),
    [
        ((3, 12), f"卡号 {MASK} 【手机号 138****5678】 0000 1111", ("6222 0202",)),
        ((3, len(TEXT)), f"卡号 {MASK}【手机号 138****5678】{MASK}", ("6222 0202 ", " 0000 1111")),
        ((AT, TEXT.index("】") + 1), None, ()),
        ((AT + 2, AT + 4), None, ()),
        ((AT - 1, TEXT.index("】") + 2), None, ()),
    ],
)
def test_masking_more_leaves_the_masks_that_stand(
    stretch: tuple[int, int], masked: str | None, kept: Sequence[str]
) -> None:
    words = mask_more(TEXT, SPANS, [Finding("BANK_CARD", *stretch, "conversation", 90, MASK)])
    if masked is None:
        assert words is None
        return
    assert words is not None
    assert words.masked == masked
    assert words.originals == tuple(kept)
    for span in words.spans:
        assert words.masked[span.start : span.end] in (MASK, "【手机号 138****5678】")
    assert {span.original for span in words.spans if span.type == "PHONE"} == {0}


def test_a_redacted_pack_closes_what_stands_in_the_place_of_a_body(house: House) -> None:
    from handclasp.verify.redact import redact  # noqa: PLC0415

    talk = missed(house).stored.conversation
    hide(house, talk, 3, HIDDEN)
    zipped = taken_out(house, talk)
    cut = redact(zipped, [(3, "body")])
    assert check(cut, trust(house)).status is Status.VALID
    assert all(MASK.encode() not in data for data in unzipped(cut).values())
    assert page.transcript_html(unzipped(cut)["transcript.json"])
