"""What later records say of earlier ones: shown in their place, marked as later, and never judged."""

from __future__ import annotations

from typing import Any

import pytest
from tests.verify import forge
from tests.verify.conftest import CONVERSATION, signed_message

from handclasp.verify import Remark, Status, Trust, check, parse_vkey
from handclasp.verify.page import transcript_html

SECRET = "13812345678"
MASK = "【手机号 ****】"
MASKED = f"my number: {MASK}"
SPANS = [{"at": [11, 11 + len(MASK)], "by": "x", "drop": False, "original": {"later": 0}, "sure": 9, "type": "PHONE"}]


def rescreen(target: forge.Rec, minute: int, *, author: str = "machine:rescreen", **fields: Any) -> forge.Fields:
    """A record that says something of another."""
    return {
        "kind": ("text", "rescreen"),
        "author": ("text", author),
        "received": ("time", forge.START + minute * 60_000),
        "target": ("bytes", target.hash),
        "hide": ("json", fields.pop("hide", [])),
        "release": ("json", fields.pop("release", [])),
        "reason": ("text", "found later"),
        **{name: ("json" if name == "spans" else "text", value) for name, value in fields.items()},
    }


@pytest.fixture
def log() -> forge.Log:
    """A message, and a second one that shows what the first one said."""
    log = forge.Log()
    log.append(CONVERSATION, signed_message(1, f"my number: {SECRET}", f"my number: {SECRET}"))
    log.append(CONVERSATION, forge.message("agent:zhou", 2, "thank you"))
    return log


def first(log: forge.Log) -> forge.Rec:
    rec = log.records[0]
    assert rec is not None
    return rec


def shown(log: forge.Log, *closed: tuple[int, str]) -> bytes:
    document = log.transcript(CONVERSATION)
    for seq, name in closed:
        del document["records"][seq - 1]["record"]["openings"][name]
    return forge.dumps(document)


def told(log: forge.Log, transcript: bytes) -> dict[str, str]:
    verdict = check(transcript, Trust(tuple(map(parse_vkey, log.vkeys()))))
    assert verdict.status is Status.VALID, verdict.reason
    return {
        str(remark): where
        for remark, where in verdict.remarks
        if remark in (Remark.HIDDEN_LATER, Remark.SHOWN_OTHERWISE)
    }


def bubble(html: bytes, number: int) -> str:
    return html.decode().split('<li class="')[number]


def test_what_was_hidden_is_shown_as_it_stands_now_and_said_plainly(log: forge.Log) -> None:
    log.append(CONVERSATION, rescreen(first(log), 3, hide=["body", "spans"], masked=MASKED, spans=SPANS))
    transcript = shown(log, (1, "body"), (1, "signature"))
    assert told(log, transcript) == {"hidden-later": "#1: #3, machine:rescreen"}
    item = bubble(transcript_html(transcript), 1)
    assert f'<span class="mask" tabindex="0" title="PHONE">{MASK}</span>' in item
    assert "Hidden after it was sealed, by record 3 (machine:rescreen)" in item
    assert SECRET not in transcript_html(transcript).decode()


def test_nobodys_right_to_hide_is_judged_but_whoever_did_is_named(log: forge.Log) -> None:
    log.append(CONVERSATION, rescreen(first(log), 3, author="customer:<b>\x1b[31m", hide=["body"]))
    transcript = shown(log, (1, "body"), (1, "signature"))
    assert told(log, transcript) == {"hidden-later": "#1: #3, customer:<b>\ufffd[31m"}
    html = transcript_html(transcript).decode()
    assert "customer:&lt;b&gt;" in html
    assert "<b>\x1b" not in html


def test_a_file_that_opens_what_was_hidden_says_so_and_shows_both(log: forge.Log) -> None:
    log.append(CONVERSATION, rescreen(first(log), 3, masked=MASKED, spans=SPANS))
    assert told(log, shown(log)) == {"shown-otherwise": "#1: #3, machine:rescreen"}
    item = bubble(transcript_html(shown(log)), 1)
    assert MASK in item
    assert "As it was sealed:" in item
    assert SECRET in item


def test_the_last_word_wins(log: forge.Log) -> None:
    log.append(CONVERSATION, rescreen(first(log), 3, hide=["body"], masked="one"))
    log.append(CONVERSATION, rescreen(first(log), 4, author="staff:ye", masked="two"))
    closed = ((1, "body"), (1, "signature"), (3, "masked"))
    assert told(log, shown(log, *closed)) == {"hidden-later": "#1: #4, staff:ye"}
    item = bubble(transcript_html(shown(log, *closed)), 1)
    assert "two" in item
    assert ">one" not in item
    log.append(CONVERSATION, rescreen(first(log), 5, release=["body"]))
    assert told(log, shown(log)) == {}


def test_a_rescreen_record_says_nothing_of_another_conversation(log: forge.Log) -> None:
    stranger = forge.Log(seed="another").append(CONVERSATION, forge.message("customer:x", 1, "hello"))
    log.append(CONVERSATION, rescreen(stranger, 3, hide=["body"], masked="two"))
    assert told(log, shown(log)) == {}
