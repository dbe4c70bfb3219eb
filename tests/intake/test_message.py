"""The door for single JSON messages: what it takes, and by what name each kind of bad input is refused."""

from __future__ import annotations

import base64
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handclasp.intake.errors import INVALID, MALFORMED, TOO_LARGE, InputError, Malformed, TooLarge
from handclasp.intake.message import DAY_MS, Limits, decode
from handclasp.records import Author, Invalid, Kind

NOW = 1_796_000_000_000
SECRET = "specimen-secret-words"
GOOD: dict[str, Any] = {
    "id": "m-1",
    "conversation": "order-A1001",
    "author": {"role": "customer", "id": "u-7"},
    "text": f"卡密无效 {SECRET}",
}


def made(**fields: Any) -> bytes:
    return json.dumps(GOOD | fields, ensure_ascii=False).encode()


def without(*names: str, **fields: Any) -> bytes:
    return json.dumps({k: v for k, v in (GOOD | fields).items() if k not in names}).encode()


def refused(data: bytes, **more: Any) -> InputError:
    with pytest.raises(InputError) as caught:
        decode(data, "demo", NOW, **more)
    error = caught.value
    assert isinstance(error, Invalid)
    assert SECRET not in str(error)
    assert error.code in MALFORMED | INVALID | TOO_LARGE
    assert isinstance(error, Malformed) == (error.code in MALFORMED)
    assert isinstance(error, TooLarge) == (error.code in TOO_LARGE)
    return error


def test_a_plain_message_becomes_a_record() -> None:
    raw = decode(made(sent=NOW - 5, channel="web", language="zh-Hans", reply_to="ab" * 32), "demo", NOW)
    assert (raw.tenant, raw.conversation, raw.key, raw.kind) == ("demo", "order-A1001", "m-1", Kind.MESSAGE)
    assert (raw.author, raw.received, raw.sent) == (Author("customer", "u-7"), NOW, NOW - 5)
    assert raw.facts == {"channel": "web", "language": "zh-Hans", "reply_to": b"\xab" * 32}
    assert raw.text is not None
    assert raw.text.reveal() == GOOD["text"]
    assert SECRET not in repr(raw)


def test_notes_and_order_events_are_taken() -> None:
    note = decode(made(kind="note", author={"role": "agent", "id": "a"}), "demo", NOW)
    assert note.kind is Kind.NOTE
    details = {"amount": 1200, "lines": [{"sku": "CARD-50"}], "paid": True, "at:x": None}
    event = decode(without("text", kind="order-event", order="A1001", event="paid", details=details), "demo", NOW)
    assert event.kind is Kind.ORDER_EVENT
    assert event.facts == {"order": "A1001", "event": "paid", "details": details}
    assert event.text is not None
    assert event.text.reveal() == ""


def test_an_attachment_is_taken_with_or_without_words() -> None:
    content = base64.b64encode(b"\x89PNG specimen").decode()
    raw = decode(
        without("text", attachment={"name": "a:b.png", "media_type": "image/png", "content": content}), "demo", NOW
    )
    assert raw.kind is Kind.ATTACHMENT
    assert raw.attached is not None
    assert raw.attached.content.reveal() == b"\x89PNG specimen"


@pytest.mark.parametrize(
    ("sent", "ms"),
    [
        ("2026-11-30T00:00:00Z", 1_795_996_800_000),
        ("2026-11-30T08:00:00.125+08:00", 1_795_996_800_125),
        (1_795_996_800_000, 1_795_996_800_000),
    ],
)
def test_times_come_as_rfc_3339_or_milliseconds(sent: str | int, ms: int) -> None:
    assert decode(made(sent=sent), "demo", NOW).sent == ms


def test_the_key_may_come_beside_the_body_but_must_agree() -> None:
    assert decode(without("id"), "demo", NOW, key="h-1").key == "h-1"
    assert decode(made(), "demo", NOW, key="m-1").key == "m-1"
    assert refused(made(), key="other").code == "idempotency-key-mismatch"
    assert refused(without("id")).code == "missing-field"


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "empty"),
        (b" \r\n", "empty"),
        (b"\xef\xbb\xbf" + made(), "byte-order-mark"),
        (made().replace(b"secret", b"\xff\xfe"), "invalid-utf8"),
        (made().replace(b"secret", b"\xed\xa0\x80"), "invalid-utf8"),
        (made().decode().encode("utf-16"), "invalid-utf8"),
        (made()[:-1], "invalid-json"),
        (made() + b"{}", "invalid-json"),
        (made().replace(b"secret", b"a\x00b"), "invalid-json"),
        (made().replace(b"secret", b"a\nb"), "invalid-json"),
        (b"{'id': 1}", "invalid-json"),
        (made().replace(b"secret", b"\\ud83d"), "lone-surrogate"),
        (made().replace(b"secret", b"\\ude00"), "lone-surrogate"),
        (made().replace(b'words"', b'\\ud83d"'), "lone-surrogate"),
        (b"[" * 10_000 + b"]" * 10_000, "too-deep"),
        (b'{"a":' * 10_000 + b"1" + b"}" * 10_000, "too-deep"),
        (made(text=0).replace(b'"text": 0', b'"text": ' + b"[" * 10_000 + b"]" * 10_000), "too-deep"),
        (b'{"details":' + b"[" * 100_000, "too-deep"),
        (made(kind="order-event", order="A", event="e", details=json.loads('{"a":' * 17 + "1" + "}" * 17)), "too-deep"),
        (made().replace(b'"id": "m-1"', b'"id": "m-1", "id": "m-1"'), "duplicate-key"),
        (made().replace(b'"id": "m-1"', b'"id": "m-1", "\\u0069d": "m-1"'), "duplicate-key"),
        (made().replace(b'"role"', b'"role": "agent", "role"'), "duplicate-key"),
        (made(text="x").replace(b'"x"', b'"a:b", "text": "\\u003a\\u003A"'), "duplicate-key"),
        (made(channel="kind").replace(b'"id": "m-1"', b'"id": "m-1", "id": "m-1"'), "duplicate-key"),
        (
            made(kind="order-event", order="A", event="e", details={"a": 1}).replace(b'{"a": 1}', b'{"a": 1, "a": 1}'),
            "duplicate-key",
        ),
        (b"[]", "wrong-type"),
        (b'"x"', "wrong-type"),
        (made(text=5), "wrong-type"),
        (made(text=None), "wrong-type"),
        (made(sent=1.5), "wrong-type"),
        (made(author="u-7"), "wrong-type"),
        (made(details=[]), "wrong-type"),
        (made(tenant="other"), "unknown-field"),
        (made(author={"role": "agent", "id": "a", "name": SECRET}), "unknown-field"),
        (made(**{SECRET: 1}), "unknown-field"),
        (without("conversation"), "missing-field"),
        (without("author"), "missing-field"),
        (without("text"), "missing-field"),
        (made(author={"role": "agent"}), "missing-field"),
        (made(kind="order-event", event="paid"), "missing-field"),
        (made(kind="reveal"), "unknown-kind"),
        (made(kind=SECRET), "unknown-kind"),
        (made(author={"role": "machine", "id": "a"}), "unknown-role"),
        (made(text=""), "bad-length"),
        (made(id=""), "bad-length"),
        (made(id="x" * 129), "bad-length"),
        (made(conversation="x" * 201), "bad-length"),
        (made(text="a\x00b"), "control-character"),
        (made(text="a\x1bb"), "control-character"),
        (made(id="a\tb"), "control-character"),
        (made(conversation="a\nb"), "control-character"),
        (made(author={"role": "agent", "id": "a\x00"}), "control-character"),
        (made(sent="yesterday"), "bad-time"),
        (made(sent="2026-11-30T00:00:00"), "bad-time"),
        (made(sent=2**60), "bad-time"),
        (made(sent=NOW + DAY_MS + 1), "clock-off"),
        (made(sent=NOW // 1000), "clock-off"),
        (made(sent=NOW - 366 * DAY_MS), "clock-off"),
        (made(sent="2199-01-01T00:00:00Z"), "clock-off"),
        (made(reply_to="AB" * 32), "bad-reference"),
        (made(reply_to="ab"), "bad-length"),
        (made(order="A1"), "field-not-allowed"),
        (made(kind="note", channel="web"), "field-not-allowed"),
        (made(kind="order-event", order="A", event="e", details={"a": 1.5}), "bad-details"),
        (made(kind="order-event", order="A", event="e", details={"a": 2**53}), "bad-details"),
        (made(kind="order-event", order="A", event="e", details={SECRET + " ": 1}), "bad-details"),
        (made(kind="order-event", order="A", event="e", details={"a": "\x00"}), "control-character"),
        (made(kind="order-event", order="A", event="e", details={"a": "x" * 70_000}), "message-too-long"),
        (made(text="x" * 65_537), "message-too-long"),
        (made(text="密" * 21_846), "message-too-long"),
        (made(text="x" * 1_000_000), "message-too-long"),
        (made(attachment={"name": "a", "media_type": "image/png", "content": "%%%"}), "bad-base64"),
        (made(attachment={"name": "a", "media_type": "png/", "content": ""}), "bad-media-type"),
        (made(attachment={"name": "../\x00", "media_type": "image/png", "content": ""}), "control-character"),
        (made(kind="note", attachment={"name": "a", "media_type": "image/png", "content": ""}), "field-not-allowed"),
    ],
)
def test_each_bad_input_has_its_own_name(data: bytes, code: str) -> None:
    assert refused(data).code == code


def test_an_error_names_the_field_and_what_is_allowed() -> None:
    error = refused(made(author={"role": "robot", "id": "x"}))
    assert error.field == "author.role"
    assert "customer, agent, merchant, system" in str(error)


def test_an_attachment_over_the_limit_is_refused() -> None:
    attachment = {"name": "a", "media_type": "image/png", "content": base64.b64encode(b"x" * 11).decode()}
    assert refused(made(attachment=attachment), limits=Limits(max_attachment_bytes=10)).code == "attachment-too-large"


def test_an_import_may_be_old_but_not_of_the_future() -> None:
    old = Limits(past_ms=None)
    assert decode(made(sent=5), "demo", NOW, old).sent == 5
    assert refused(made(sent=NOW + 2 * DAY_MS), limits=old).code == "clock-off"


def test_a_text_at_the_limit_and_line_breaks_pass() -> None:
    assert decode(made(text="密" * 21_845), "demo", NOW).text is not None
    raw = decode(made(text='a\r\n\t"b": \\u0000: {'), "demo", NOW)
    assert raw.text is not None
    assert raw.text.reveal() == 'a\r\n\t"b": \\u0000: {'


@given(
    st.text(st.characters(exclude_categories=["Cs"], exclude_characters=[*map(chr, range(32))]), min_size=1),
    st.booleans(),
)
def test_any_words_arrive_as_they_were_sent(text: str, ascii_only: object) -> None:
    raw = decode(json.dumps(GOOD | {"text": text}, ensure_ascii=bool(ascii_only)).encode(), "demo", NOW)
    assert raw.text is not None
    assert raw.text.reveal() == text


_keys = st.sampled_from(["id", "conversation", "author", "text", "channel", "language"])


@given(_keys, st.text(st.sampled_from(':\\"\\u003a kind'), min_size=2, max_size=12), st.integers(0, 6))
def test_no_duplicate_key_is_hidden_by_colons_in_a_text(key: str, text: str, place: int) -> None:
    fields = [*(GOOD | {"channel": text, "language": "en"}).items()]
    fields.insert(place, (key, dict(fields)[key]))
    data = "{" + ",".join(f"{json.dumps(name)}:{json.dumps(value)}" for name, value in fields) + "}"
    assert refused(data.encode()).code == "duplicate-key"


@given(st.binary(max_size=200))
def test_no_bytes_bring_the_door_down(data: bytes) -> None:
    with pytest.raises(InputError):
        decode(data, "demo", NOW)


def test_customers_words_in_the_widgets_conversations_come_from_the_widget_alone() -> None:
    line = {"id": "1", "conversation": "widget/0123", "author": {"role": "customer", "id": "c"}, "text": "hi"}
    with pytest.raises(InputError) as refused:
        decode(json.dumps(line).encode(), "shop", NOW)
    assert refused.value.code == "conversation-reserved"
    assert (
        decode(json.dumps(line | {"author": {"role": "system", "id": "shop"}}).encode(), "shop", NOW).text is not None
    )
