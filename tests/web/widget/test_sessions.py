"""Sessions: anonymous, resumed, vouched for by the shop; and every way in which one is refused."""

from __future__ import annotations

import base64
import json
from typing import Any

import httpx
import jwt
import pytest
from tests.web.widget.asking import Visitor, shop_token
from tests.web.widget.house import SESSION_SECRET, SITE, House

from handclasp.records import Kind, Secret
from handclasp.web.widget.session import Tokens

DAY = 24 * 3600 * 1000

pytestmark = pytest.mark.anyio


async def test_a_new_visitor_gets_a_session_and_the_notice_is_sealed_before_it(visitor: Visitor, house: House) -> None:
    answer = await visitor.open(language="en")
    assert answer.status_code == 201
    told = answer.json()
    assert told["vouched"] is False
    assert told["expires"] == house.now + 30 * DAY
    assert told["notices"][0]["language"] == "en"
    assert "one-time codes" in told["notices"][0]["never"]
    (notice,) = house.kept[visitor.conversation]
    assert notice.raw.kind is Kind.NOTICE
    assert notice.raw.facts["language"] == "en"
    assert notice.raw.facts["shown_to"] == f"customer:{notice.raw.conversation.removeprefix('widget/')}"


async def test_no_session_is_given_when_the_notice_cannot_be_sealed(visitor: Visitor, house: House) -> None:
    from handclasp.records import Overloaded  # noqa: PLC0415

    house.refuse = Overloaded("too much is waiting", retry_after=7)
    answer = await visitor.open()
    assert answer.status_code == 503
    assert answer.headers["retry-after"] == "7"
    assert "session" not in answer.json()


async def test_two_anonymous_visitors_never_share_a_conversation(visitor: Visitor) -> None:
    await visitor.open()
    first = visitor.conversation
    await visitor.open()
    assert visitor.conversation != first


async def test_a_returning_visitor_resumes_and_the_notice_is_not_sealed_twice(visitor: Visitor, house: House) -> None:
    await visitor.open()
    first = visitor.conversation
    house.now += 29 * DAY
    answer = await visitor.open(resume=visitor.session)
    assert visitor.conversation == first
    assert answer.json()["expires"] == house.now + 30 * DAY
    assert len(house.kept[first]) == 1


async def test_a_notice_in_another_language_is_another_record(visitor: Visitor, house: House) -> None:
    await visitor.open(language="zh")
    await visitor.open(language="en", resume=visitor.session)
    assert [one.raw.facts["language"] for one in house.kept[visitor.conversation]] == ["zh", "en"]


async def test_an_expired_session_is_refused_by_name(visitor: Visitor, house: House) -> None:
    await visitor.open()
    house.now += 30 * DAY
    answer = await visitor.say("你好")
    assert (answer.status_code, answer.json()["code"]) == (401, "session-expired")
    assert answer.headers["www-authenticate"] == "Bearer"
    assert (await visitor.open(resume=visitor.session)).json()["code"] == "session-expired"


def _bent(token: str) -> list[str]:
    payload, signature = token.split(".")
    other = json.loads(base64.urlsafe_b64decode(payload + "=" * (-len(payload) % 4)))
    other["visitor"] = "0" * 32
    forged = base64.urlsafe_b64encode(json.dumps(other).encode()).rstrip(b"=").decode()
    return [
        f"{forged}.{signature}",
        f"{payload}.{signature[:-2]}AA",
        payload,
        f"{payload}.",
        f".{signature}",
        "",
        "x" * 5000,
    ]


async def test_a_tampered_session_is_refused_everywhere(visitor: Visitor) -> None:
    await visitor.open()
    for token in _bent(visitor.session):
        visitor.session = token
        answer = await visitor.say("你好")
        assert (answer.status_code, answer.json()["code"]) == (401, "session-invalid"), token
    for resume in (rb"\ud800.x", rb"\u00e9.\u00e9"):
        body = b'{"site":"specimen-site","resume":"' + resume + b'"}'
        answer = await visitor.client.post("/v1/widget/sessions", content=body)
        assert answer.json()["code"] == "session-invalid"


async def test_a_session_signed_with_another_secret_is_refused(visitor: Visitor, house: House) -> None:
    await visitor.open()
    ours = Tokens(Secret(SESSION_SECRET))
    theirs = Tokens(Secret(SESSION_SECRET[::-1]))
    visitor.session = theirs.issue(ours.read(visitor.session, house.now))
    assert (await visitor.say("你好")).json()["code"] == "session-invalid"


async def test_a_session_of_one_site_opens_no_other(visitor: Visitor) -> None:
    await visitor.open(site="plain-site")
    answer = await visitor.open(resume=visitor.session)
    assert (answer.status_code, answer.json()["code"]) == (401, "session-invalid")
    assert "another site" in answer.json()["detail"]


async def test_an_unknown_site_is_said_to_be_unknown(visitor: Visitor) -> None:
    answer = await visitor.open(site="nobody")
    assert (answer.status_code, answer.json()["code"]) == (404, "site-unknown")
    assert "data-site" in answer.json()["detail"]


async def test_a_vouched_customer_finds_the_same_conversation_on_another_device(visitor: Visitor, house: House) -> None:
    first = await visitor.open(token=shop_token(house, name="林小满"))
    assert (first.json()["vouched"], first.json()["name"]) == (True, "林小满")
    conversation = visitor.conversation
    await visitor.open(token=shop_token(house))
    assert visitor.conversation == conversation
    await visitor.open(token=shop_token(house, sub="somebody else"))
    assert visitor.conversation != conversation


async def test_a_vouched_session_is_short_and_never_renewed_without_the_shop(visitor: Visitor, house: House) -> None:
    answer = await visitor.open(token=shop_token(house))
    assert answer.json()["expires"] == house.now + 12 * 3600 * 1000
    refused = await visitor.open(resume=visitor.session)
    assert (refused.status_code, refused.json()["code"]) == (401, "resume-needs-voucher")


async def test_a_shops_customer_reference_stands_in_no_record(visitor: Visitor, house: House) -> None:
    await visitor.open(token=shop_token(house, sub="lin@shop.example"))
    assert "lin@shop" not in repr(house.kept)
    payload = visitor.session.partition(".")[0]
    assert b"lin@shop" not in base64.urlsafe_b64decode(payload + "=" * (-len(payload) % 4))


@pytest.mark.parametrize(
    ("claims", "code"),
    [
        ({"aud": "another"}, "voucher-audience"),
        ({"aud": None}, "voucher-claim"),
        ({"exp": None}, "voucher-claim"),
        ({"sub": None}, "voucher-claim"),
        ({"sub": ""}, "voucher-subject"),
        ({"sub": "x" * 129}, "voucher-subject"),
        ({"sub": 7}, "voucher-subject"),
        ({"sub": "a\nb"}, "voucher-subject"),
        ({"name": "x" * 81}, "voucher-name"),
        ({"name": ["x"]}, "voucher-name"),
        ({"exp": "soon"}, "voucher-malformed"),
        ({"exp": 1.5}, "voucher-malformed"),
        ({"exp": True}, "voucher-malformed"),
    ],
)
async def test_a_shops_token_with_wrong_claims_is_refused(
    visitor: Visitor, house: House, claims: dict[str, Any], code: str
) -> None:
    answer = await visitor.open(token=shop_token(house, **claims))
    assert (answer.status_code, answer.json()["code"]) == (401, code)
    assert not house.kept


@pytest.mark.parametrize(
    ("ahead", "code"), [(-31, "voucher-expired"), (631, "voucher-too-long"), (3600, "voucher-too-long")]
)
async def test_a_shops_token_is_valid_for_ten_minutes_at_most(
    visitor: Visitor, house: House, ahead: int, code: str
) -> None:
    answer = await visitor.open(token=shop_token(house, exp=house.now // 1000 + ahead))
    assert answer.json()["code"] == code
    for fine in (-29, 600):
        assert (await visitor.open(token=shop_token(house, exp=house.now // 1000 + fine))).status_code == 201


async def test_a_shops_token_that_is_not_valid_yet_is_refused(visitor: Visitor, house: House) -> None:
    answer = await visitor.open(token=shop_token(house, nbf=house.now // 1000 + 60))
    assert answer.json()["code"] == "voucher-not-yet"


async def test_a_shops_token_under_another_key_or_algorithm_is_refused(visitor: Visitor, house: House) -> None:
    claims = {"sub": "lin", "aud": "handclasp", "exp": house.now // 1000 + 300}
    other = b"another secret of 64 bytes, as HS512 wants it to be: ..........."
    tokens = {
        jwt.encode(claims, "", algorithm="none"): "voucher-algorithm",
        jwt.encode(claims, other, algorithm="HS512"): "voucher-algorithm",
        shop_token(house, secret=other): "voucher-signature",
        shop_token(house)[:-4] + "AAAA": "voucher-signature",
        "not.a.token": "voucher-malformed",
        "é": "voucher-malformed",
        "x" * 4097: "voucher-malformed",
    }
    for token, code in tokens.items():
        answer = await visitor.open(token=token)
        assert (answer.status_code, answer.json()["code"]) == (401, code), token[:40]
    assert not house.kept


async def test_a_site_without_a_secret_vouches_for_nobody(visitor: Visitor, house: House) -> None:
    answer = await visitor.open(site="plain-site", token=shop_token(house))
    assert answer.json()["code"] == "voucher-not-set-up"


async def test_another_pages_origin_is_refused_and_no_cors_header_is_given(client: httpx.AsyncClient) -> None:
    for origin in ("https://shop.example", "null", "https://chat.example.evil.example", "http://chat.example:8080"):
        answer = await client.post("/v1/widget/sessions", json={"site": SITE}, headers={"Origin": origin})
        assert (answer.status_code, answer.json()["code"]) == (403, "origin-refused"), origin
        assert "access-control-allow-origin" not in answer.headers


async def test_nothing_sets_a_cookie(visitor: Visitor) -> None:
    answers = [await visitor.open(), await visitor.say("你好"), await visitor.client.get(f"/widget/frame?site={SITE}")]
    assert all("set-cookie" not in answer.headers for answer in answers)


@pytest.mark.parametrize(
    "body", [b"", b"[]", b"{", b'{"site":1}', b'{"site":"a","site":"b"}', b'{"x":1}', b"\xff", b"[" * 10_000, b"NaN"]
)
async def test_a_malformed_opening_is_refused_by_name(client: httpx.AsyncClient, body: bytes) -> None:
    answer = await client.post("/v1/widget/sessions", content=body)
    assert answer.status_code in (400, 422)
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["code"] in ("invalid-json", "wrong-type", "duplicate-key", "invalid-utf8", "too-deep")


async def test_the_session_secret_must_be_long() -> None:
    with pytest.raises(ValueError, match="32 bytes"):
        Tokens(Secret(b"short"))
