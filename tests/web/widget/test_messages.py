"""Saying something: sealed once with a receipt that a stranger can check, or refused by name."""

from __future__ import annotations

import json
from typing import Any

import httpx
import pytest
from tests.web.widget.asking import Visitor
from tests.web.widget.house import NOW, House

from handclasp.records import Kind, OutcomeUnknown, Overloaded
from handclasp.verify import Trust, parse_vkey
from handclasp.verify.command import check

pytestmark = pytest.mark.anyio


async def test_a_message_is_answered_with_a_receipt_that_verifies(visitor: Visitor, house: House) -> None:
    await visitor.open()
    answer = await visitor.say("你好，我刚买的礼品卡打不开")
    assert answer.status_code == 201
    told = answer.json()
    assert (told["seq"], told["index"], told["doubled"]) == (2, 214, False)
    trust = Trust(keys=tuple(map(parse_vkey, house.log.vkeys())))
    verdict = check(json.dumps(told["receipt"]).encode(), trust)
    assert verdict.exit_code == 0, verdict
    (kept,) = house.customer_records(visitor.conversation)
    assert kept.raw.signature is not None
    assert kept.raw.facts == {"id": kept.raw.facts["id"], "channel": "widget", "language": "zh"}


async def test_the_same_message_twice_is_one_record(visitor: Visitor, house: House) -> None:
    await visitor.open()
    message = visitor.message("only once")
    first, second = await visitor.post(message), await visitor.post(message)
    assert (first.status_code, second.status_code) == (201, 200)
    assert second.json() == {"index": first.json()["index"], "seq": 2, "doubled": True, "receipt": None}
    assert len(house.customer_records(visitor.conversation)) == 1


async def test_an_id_used_for_other_words_is_refused(visitor: Visitor) -> None:
    await visitor.open()
    await visitor.say("first words", id="specimen-id-00000001")
    answer = await visitor.say("other words", id="specimen-id-00000001")
    assert (answer.status_code, answer.json()["code"]) == (409, "idempotency-key-reused")


async def test_two_visitors_may_choose_the_same_id(visitor: Visitor) -> None:
    for _ in range(2):
        await visitor.open()
        assert (await visitor.say("hello", id="specimen-id-00000001")).status_code == 201


@pytest.mark.parametrize("changed", [{"text": "other words"}, {"sent": NOW - 1}, {"id": "another-id-00000000"}])
async def test_a_signature_over_anything_else_is_refused_and_nothing_is_sealed(
    visitor: Visitor, house: House, changed: dict[str, Any]
) -> None:
    await visitor.open()
    answer = await visitor.post(visitor.message("my words") | changed)
    assert (answer.status_code, answer.json()["code"]) == (422, "signature-wrong")
    assert not house.customer_records(visitor.conversation)


async def test_a_signature_of_another_conversation_is_refused(visitor: Visitor) -> None:
    await visitor.open()
    message = visitor.message("my words")
    await visitor.open()
    assert (await visitor.post(message)).json()["code"] == "signature-wrong"


async def test_where_no_key_can_be_had_a_message_goes_unsigned_and_says_so_by_absence(
    visitor: Visitor, house: House
) -> None:
    await visitor.open()
    assert (await visitor.post(visitor.message("hello") | {"signature": None})).status_code == 201
    (kept,) = house.customer_records(visitor.conversation)
    assert "signature" not in kept.rec.fields


SIGNED = {"key": "B" + "A" * 86 + "=", "sig": "A" * 86 + "==", "salt": "A" * 43 + "="}


@pytest.mark.parametrize(
    ("changed", "status", "code"),
    [
        ({"id": "short"}, 422, "bad-length"),
        ({"id": "x" * 65}, 422, "bad-length"),
        ({"id": "with a space, long"}, 422, "bad-length"),
        ({"sent": -1}, 422, "bad-time"),
        ({"sent": 2**53}, 422, "bad-time"),
        ({"sent": "now"}, 422, "wrong-type"),
        ({"sent": 1.5}, 422, "wrong-type"),
        ({"text": ""}, 422, "bad-length"),
        ({"text": " \n"}, 422, "bad-length"),
        ({"text": "x" * 8001}, 413, "message-too-long"),
        ({"text": "a\0b"}, 422, "control-character"),
        ({"text": ["x"]}, 422, "wrong-type"),
        ({"more": 1}, 422, "wrong-type"),
        ({"signature": {}}, 422, "wrong-type"),
        ({"signature": SIGNED | {"key": "AAAA"}}, 422, "bad-signature"),
        ({"signature": SIGNED | {"key": "A" * 87 + "="}}, 422, "bad-signature"),
        ({"signature": SIGNED | {"sig": "A" * 85 + "B=="}}, 422, "bad-signature"),
        ({"signature": SIGNED | {"salt": "~" * 44}}, 422, "bad-signature"),
    ],
)
async def test_a_wrong_part_of_a_message_is_named(
    visitor: Visitor, house: House, changed: dict[str, Any], status: int, code: str
) -> None:
    await visitor.open()
    answer = await visitor.post(visitor.message("hello") | changed)
    assert (answer.status_code, answer.json()["code"]) == (status, code), answer.text
    assert not house.customer_records(visitor.conversation)


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (b"", "invalid-json"),
        (b"\xff\xfe", "invalid-utf8"),
        (b'{"id":"a","id":"b"}', "duplicate-key"),
        (b"[" * 30_000, "too-deep"),
        (b'{"text":NaN}', "invalid-json"),
        (b'{"id":"specimen-id-00000001","sent":1,"text":"\\ud800"}', "lone-surrogate"),
        (b'{"sent":' + b"9" * 5000 + b"}", "invalid-json"),
    ],
)
async def test_what_is_no_message_is_refused_by_name(visitor: Visitor, body: bytes, code: str) -> None:
    await visitor.open()
    answer = await visitor.post(body)
    assert (answer.status_code, answer.json()["code"]) == (400, code)


async def test_no_refusal_repeats_the_words(visitor: Visitor) -> None:
    await visitor.open()
    wrong = visitor.message("specimen secret words") | {"sent": 1, "signature": SIGNED}
    for body in (wrong, wrong | {"signature": "specimen secret words"}, wrong | {"id": "specimen secret words"}):
        assert "specimen secret words" not in (await visitor.post(body)).text


async def test_a_request_larger_than_a_message_is_cut_off(visitor: Visitor) -> None:
    await visitor.open()
    answer = await visitor.post(b" " * 70_000)
    assert (answer.status_code, answer.json()["code"]) == (413, "body-too-large")


@pytest.mark.parametrize("refusal", [Overloaded("full", retry_after=3), OutcomeUnknown("the connection was lost")])
async def test_what_may_succeed_later_says_when(visitor: Visitor, house: House, refusal: Any) -> None:
    await visitor.open()
    house.refuse = refusal
    answer = await visitor.say("hello")
    assert answer.status_code == 503
    assert int(answer.headers["retry-after"]) == getattr(refusal, "retry_after", 1)


async def test_too_many_messages_of_one_visitor_wait_and_another_visitor_does_not(
    visitor: Visitor, house: House
) -> None:
    await visitor.open()
    for _ in range(15):
        assert (await visitor.say("hello")).status_code == 201
    answer = await visitor.say("hello")
    assert (answer.status_code, answer.json()["code"]) == (429, "rate-limited")
    wait = int(answer.headers["retry-after"])
    house.seconds += wait
    assert (await visitor.say("hello")).status_code == 201
    assert (await visitor.say("hello")).status_code == 429
    await visitor.open()
    assert (await visitor.say("hello")).status_code == 201


async def test_one_address_cannot_open_sessions_without_end(visitor: Visitor) -> None:
    codes = [(await visitor.open()).status_code for _ in range(21)]
    assert codes == [201] * 20 + [429]


async def test_a_file_is_sealed_whole(visitor: Visitor, house: House) -> None:
    await visitor.open()
    content = b"\x89PNG specimen" * 1000
    answer = await visitor.attach(content, **{"Handclasp-Name": "C%3A%5Cfotos%5C%E6%88%AA%E5%9B%BE.png"})
    assert answer.status_code == 201
    (kept,) = house.customer_records(visitor.conversation)
    assert kept.raw.kind is Kind.ATTACHMENT
    assert kept.raw.attached is not None
    assert kept.raw.attached.content.reveal() == content
    assert (kept.raw.attached.name, kept.raw.attached.media_type) == ("截图.png", "image/png")


@pytest.mark.parametrize(
    ("content", "headers", "status", "code"),
    [
        (b"", {}, 422, "bad-length"),
        (b"x" * (10 * 1024 * 1024 + 1), {}, 413, "body-too-large"),
        (b"x", {"Content-Type": "image/png; charset=x"}, 422, "bad-media-type"),
        (b"x", {"Content-Type": "picture"}, 422, "bad-media-type"),
        (b"x", {"Handclasp-Name": "%FF"}, 400, "invalid-utf8"),
        (b"x", {"Handclasp-Name": ""}, 422, "bad-length"),
        (b"x", {"Handclasp-Name": "a%00b"}, 422, "control-character"),
        (b"x", {"Handclasp-Name": "x" * 201}, 422, "bad-length"),
        (b"x", {"Handclasp-Sent": "-1"}, 422, "bad-time"),
        (b"x", {"Handclasp-Id": "short"}, 422, "bad-length"),
    ],
)
async def test_a_wrong_file_is_refused_by_name(
    visitor: Visitor, house: House, content: bytes, headers: dict[str, str], status: int, code: str
) -> None:
    await visitor.open()
    answer = await visitor.attach(content, **headers)
    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert not house.customer_records(visitor.conversation)


async def test_nothing_is_said_or_heard_without_a_session(visitor: Visitor) -> None:
    await visitor.open()
    for method, path in (
        ("POST", "messages"),
        ("POST", "attachments"),
        ("GET", "stream"),
        ("GET", "receipts/1"),
        ("GET", f"stream?session={visitor.session}"),
    ):
        answer = await visitor.client.request(method, f"/v1/widget/{path}")
        assert (answer.status_code, answer.json()["code"]) == (401, "session-invalid")


async def test_a_receipt_can_be_fetched_again_and_a_note_has_none(visitor: Visitor, house: House) -> None:
    await visitor.open()
    await visitor.say("hello")
    house.say(visitor.conversation, "an inside note", kind=Kind.NOTE)
    answer = await visitor.client.get("/v1/widget/receipts/2", headers=visitor.headers)
    assert answer.headers["content-type"] == "application/vnd.handclasp.receipt+json"
    assert check(answer.content).exit_code == 3
    for seq in ("3", "4", "0", "-1", "x", "9" * 40):
        answer = await visitor.client.get(f"/v1/widget/receipts/{seq}", headers=visitor.headers)
        assert (answer.status_code, answer.json()["code"]) == (404, "not-found"), seq


async def rate(visitor: Visitor, **changed: Any) -> httpx.Response:
    body = {"asked": 2, "score": 4, "words": "call 13800138000"} | changed
    return await visitor.client.post("/v1/widget/rating", json=body, headers=visitor.headers)


async def test_a_rating_is_sealed_once_with_its_words_masked(visitor: Visitor, house: House) -> None:
    await visitor.open()
    house.say(visitor.conversation, "", kind=Kind.RATING, step="asked")
    assert (await rate(visitor)).status_code == 201
    assert (await rate(visitor)).status_code == 200
    again = await rate(visitor, score=1)
    assert (again.status_code, again.json()["code"]) == (409, "idempotency-key-reused")
    (kept,) = house.customer_records(visitor.conversation)
    assert (kept.raw.kind, kept.raw.facts) == (Kind.RATING, {"step": "answered", "score": 4, "asked": 2})
    assert "13800138000" not in str(kept.screened.masked)


async def test_a_rating_that_was_not_asked_for_is_refused_and_not_stored(visitor: Visitor, house: House) -> None:
    await visitor.open()
    unasked = await rate(visitor)
    assert (unasked.status_code, unasked.json()["code"]) == (409, "not-asked")
    house.say(visitor.conversation, "hello")
    assert (await rate(visitor, asked=2)).json()["code"] == "not-asked"
    for _ in "34":
        house.say(visitor.conversation, "", kind=Kind.RATING, step="asked")
    for asked in (2, 3, 5):
        assert (await rate(visitor, asked=asked)).json()["code"] == "not-asked", asked
    assert not house.customer_records(visitor.conversation)
    assert (await rate(visitor, asked=4)).status_code == 201


async def test_a_rating_is_answered_once_whoever_of_joined_chats_answers(visitor: Visitor, house: House) -> None:
    await visitor.open()
    own, main = visitor.conversation, house.open("demo", "shop/ticket-7")
    house.say(main, "", kind=Kind.RATING, step="asked")
    house.joined[own] = main
    headers = visitor.headers | {"Handclasp-Conversation": main.hex()}
    answer = await visitor.client.post("/v1/widget/rating", json={"asked": 1, "score": 4}, headers=headers)
    assert answer.status_code == 201
    (kept,) = house.customer_records(main)
    assert kept.raw.key == f"{main.hex()}/rating/1"


@pytest.mark.parametrize(
    ("changed", "status", "code"),
    [
        ({"score": 0}, 422, "wrong-type"),
        ({"score": 6}, 422, "wrong-type"),
        ({"score": 4.5}, 422, "wrong-type"),
        ({"asked": 0}, 422, "wrong-type"),
        ({"words": "x" * 1001}, 413, "message-too-long"),
        ({"words": "a\0b"}, 422, "control-character"),
        ({"more": 1}, 422, "wrong-type"),
    ],
)
async def test_a_wrong_part_of_a_rating_is_named(
    visitor: Visitor, house: House, changed: dict[str, Any], status: int, code: str
) -> None:
    await visitor.open()
    answer = await rate(visitor, **changed)
    assert (answer.status_code, answer.json()["code"]) == (status, code), answer.text
    assert not house.customer_records(visitor.conversation)
