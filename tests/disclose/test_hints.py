"""What a mask tells goes by role: sellers see that there is a number, and of card codes how they end."""

from __future__ import annotations

import json

import pytest
from tests.disclose.people import LEAD, SELLER, customer_of
from tests.disclose.test_door import trust
from tests.house_fixture import AGENT, House, assigned, said

from handclasp.records import Kind
from handclasp.verify import Status, check

TOLD = ("138", "5678", "example.com", "7894", "深圳")
CODE = "卡密 7KX2-9FQM-3TRW-8HNP 用不了"


@pytest.fixture
def talk(house: House) -> bytes:
    """1 a phone number and a mailbox, 2 a card code, 3 plain words, 4 a bank card, 5 an order with a telephone."""
    house.flow.append(said("手机号 13812345678 和邮箱 specimen@example.com 谢谢", "1"))
    house.flow.append(said(CODE, "2"))
    house.flow.append(said("没有收到", "3"))
    house.flow.append(said("银行卡 6222021234567894", "4"))
    details = {"receiver": "手机号 13812345678", "lines": [{"note": "call 13812345678", "count": 2}]}
    facts = {"order": "1001", "event": "paid", "details": details}
    house.flow.append(said("订单 1001 已付款", "5", kind=Kind.ORDER_EVENT, facts=facts))
    conversation = house.flow.open("shop", "order 1001")
    assigned(house, conversation, AGENT, merchant="seller-42")
    return conversation


def test_sellers_see_bare_masks_and_how_card_codes_end(house: House, talk: bytes) -> None:
    views = house.disclose.read(SELLER, talk, purpose="own goods")
    assert not [told for told in TOLD if told in json.dumps([[v.body, v.facts] for v in views], default=str)]
    first = views[0]
    assert first.body == "手机号 【手机号】 和邮箱 【邮箱】 谢谢"
    assert [first.body[span.start : span.end] for span in first.spans] == ["【手机号】", "【邮箱】"]
    assert "8HNP" in (views[1].body or "")
    assert views[2].body == "没有收到"
    for who in (AGENT, LEAD, customer_of(talk)):
        assert "138****5678" in (house.disclose.read(who, talk, purpose="p")[0].body or "")


def test_what_is_drawn_anew_for_sellers_is_bare_too(house: House, talk: bytes) -> None:
    follow = house.disclose.follow(SELLER, talk, purpose="own goods", after=0)
    follow.more()
    house.reviews.hide(LEAD, talk, 1, 0, 3, "PERSON")
    follow.more()
    assert [view.body for view in follow.changed] == ["【姓名】 【手机号】 和邮箱 【邮箱】 谢谢"]


def test_a_sellers_receipt_opens_no_more_than_the_page(house: House, talk: bytes) -> None:
    for seq in (1, 4, 5):
        receipt = house.disclose.receipt(SELLER, talk, seq)
        # Of what it opens, the words: hashes and times hold any three digits now and then.
        values = [opening["value"] for opening in json.loads(receipt)["record"]["openings"].values()]
        words_opened = json.dumps([one["v"] for one in values if one["t"] in {"text", "json"}], ensure_ascii=False)
        assert not [told for told in TOLD if told in words_opened]
        assert check(receipt, trust(house)).status is Status.VALID
    assert "138****5678" in house.disclose.receipt(AGENT, talk, 1).decode()
    for seq, words in ((2, "8HNP"), (3, "没有收到")):
        assert words in house.disclose.receipt(SELLER, talk, seq).decode()


def test_what_is_dropped_says_so_to_everybody(house: House, talk: bytes) -> None:
    house.flow.append(said("我的密码是 Tiger#2026x", "6"))
    assert "【密码 已丢弃】" in (house.disclose.read(SELLER, talk, purpose="p")[-1].body or "")
