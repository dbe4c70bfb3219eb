"""A conversation as a vCon: valid by the draft, nothing in it that is not in the transcript, the pack whole inside."""

from __future__ import annotations

import base64
import json
from typing import Any

import jsonschema
import pytest
from tests.documents.conftest import WATERMARK, Talk
from tests.documents.vcon_schema import VCON
from tests.verify.conftest import World

from handclasp.documents.vcon import vcon
from handclasp.verify import Status, check

VALIDATOR = jsonschema.Draft202012Validator(VCON, format_checker=jsonschema.FormatChecker())


def made(transcript: bytes, pack: bytes = b"specimen pack") -> dict[str, Any]:
    content = vcon(transcript, WATERMARK, pack)
    found = json.loads(content)
    assert [error.message for error in VALIDATOR.iter_errors(found)] == []
    for one in found["dialog"]:
        assert all(party < len(found["parties"]) for party in one["parties"])
    for one in found["attachments"]:
        assert one["party"] < len(found["parties"])
        assert one["dialog"] <= max(len(found["dialog"]) - 1, 0)
        if one.get("encoding") == "json":
            json.loads(one["body"])
    return dict(found)


def test_the_schema_tells_wrong_from_right(transcript: bytes) -> None:
    right = made(transcript)
    for change in ({"uuid": "x"}, {"parties": None}, {"created_at": "today"}, {"vcon": "0.0.1"}, {"extra": 1}):
        assert list(VALIDATOR.iter_errors({**right, **change}))
    right["dialog"][0].pop("encoding")
    assert list(VALIDATOR.iter_errors(right))


def test_what_was_said_is_dialog_and_the_rest_is_attached(world: World, transcript: bytes) -> None:
    found = made(transcript, world.pack)
    assert [one["body"] for one in found["dialog"]] == [
        "你好，我刚买的礼品卡打不开",
        "我的身份证 【身份证号 1101********002X】，订单 A1001 的卡密无效 😀",
        "已收到，请问兑换时提示的文字是什么？",
        "IMG_0421.png",
    ]
    speakers = [found["parties"][one["parties"][0]]["name"] for one in found["dialog"]]
    assert speakers == ["customer:7F3A", "customer:7F3A", "agent:zhou", "customer:7F3A"]
    assert found["dialog"][0]["message_id"] == world.record(1).hash.hex()
    assert [one["purpose"] for one in found["attachments"]] == [
        "order-event", "attachment", "consent", "head", "evidence",
    ]  # fmt: skip
    event = json.loads(found["attachments"][0]["body"])
    assert (event["facts"]["order"], event["text"]) == ("A1001", "卡密 10:00:41 已发放")
    assert found["attachments"][1]["mediatype"] == "image/png"


def test_the_pack_inside_verifies(world: World, transcript: bytes) -> None:
    evidence = made(transcript, world.pack)["attachments"][-1]
    pack = base64.urlsafe_b64decode(evidence["body"] + "=" * (-len(evidence["body"]) % 4))
    assert pack == world.pack
    assert check(pack, world.trust).status is Status.VALID


def test_the_same_export_has_the_same_bytes_and_id_and_another_has_another(transcript: bytes) -> None:
    one, same = vcon(transcript, WATERMARK, b"p"), vcon(transcript, WATERMARK, b"p")
    later = vcon(transcript, {**WATERMARK, "when": WATERMARK["when"] + 1}, b"p")
    assert one == same
    assert json.loads(one)["uuid"] != json.loads(later)["uuid"]


def test_closed_words_are_left_out_and_notes_are_no_dialog(talk: Talk) -> None:
    hidden = talk.say("specimen words that are hidden")
    talk.record("note", "agent:zhou", body=("text", "内部：情绪激动"))
    talk.record(
        "rescreen", "staff:ye", target=("bytes", hidden.hash), hide=("json", ["body"]), release=("json", []),
        reason=("text", "specimen"),
    )  # fmt: skip
    content = vcon(talk.transcript, WATERMARK, b"")
    assert b"specimen words" not in content
    found = made(talk.transcript)
    assert ["body" in one for one in found["dialog"]] == [False]
    assert json.loads(found["attachments"][0]["body"])["text"] == "内部：情绪激动"


@pytest.mark.parametrize("kind", ["order-event", "consent"])
def test_a_conversation_without_a_word_is_valid_too(talk: Talk, kind: str) -> None:
    talk.record(kind, "system:shop", order=("text", "A1"), event=("text", "paid"))
    assert made(talk.transcript)["dialog"] == []
