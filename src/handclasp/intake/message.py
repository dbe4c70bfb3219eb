"""One JSON message from a machine becomes a Raw record, or a named refusal.

What passes is understood alike by every JSON reader: UTF-8, no duplicate or unknown keys, no half surrogates, no
control characters. It never repairs input, never looks at what the text says, and never repeats it in an error.
"""

from __future__ import annotations

import json
import re
from datetime import datetime
from typing import Annotated, Any, Final, Literal, NoReturn, TypeAlias

import msgspec
from msgspec import UNSET, Meta, UnsetType

from handclasp.intake.errors import InputError, Malformed, TooLarge
from handclasp.intake.explain import explain
from handclasp.records import MAX_SAFE_INT, Attached, Author, Kind, Raw, Secret, Value

MAX_DETAILS_DEPTH: Final = 16
DAY_MS: Final = 86_400_000
WIDGET: Final = "widget/"
"""How the names of the widget's own conversations begin: only the widget files customers' words there."""

_TEXT_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f]")
_NAME_CONTROL = re.compile("[\x00-\x1f]")
_DETAILS_KEY = re.compile(r"[a-z0-9_/.:-]{1,64}")
_MEDIA_TYPE = re.compile(r"[a-z0-9][a-z0-9!#$&^_.+-]{0,62}/[a-z0-9][a-z0-9!#$&^_.+-]{0,62}")
_RECORD = re.compile(r"[0-9a-f]{64}")
_Moment = Annotated[datetime, Meta(tz=True)]


class Limits(msgspec.Struct, frozen=True, kw_only=True):
    """What one message may be: bytes; `sent` within `past_ms` before (None: any past) and `future_ms` after now."""

    max_message_bytes: int = 65_536
    max_attachment_bytes: int = 10 * 1024 * 1024
    past_ms: int | None = 365 * DAY_MS
    future_ms: int = DAY_MS

    @property
    def max_line_bytes(self) -> int:
        """The longest JSON that can hold a message within these limits, in bytes."""
        # JSON may write a character in up to six bytes, base64 writes three bytes in four.
        return 6 * self.max_message_bytes + self.max_attachment_bytes * 4 // 3 + 65_536


Key: TypeAlias = Annotated[
    str, Meta(min_length=1, max_length=128, description="Your own id of this message, and its idempotency key.")
]


class AuthorIn(msgspec.Struct, frozen=True, forbid_unknown_fields=True, gc=False):
    """Who speaks."""

    role: Annotated[Literal["customer", "agent", "merchant", "system"], Meta(description="The speaker's part in it.")]
    id: Annotated[str, Meta(min_length=1, max_length=128, description="The speaker's id within your site.")]


class AttachmentIn(msgspec.Struct, frozen=True, forbid_unknown_fields=True, gc=False):
    """A file that came with the message."""

    name: Annotated[str, Meta(min_length=1, max_length=200, description="File name, without a path.")]
    media_type: Annotated[str, Meta(min_length=3, max_length=127, description="`type/subtype`, lower case.")]
    content: Annotated[bytes, Meta(description="The bytes in standard base64 with padding.")]


class MessageIn(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True, gc=False):
    """One message, note or order event. Leave a field out rather than writing null."""

    conversation: Annotated[
        str, Meta(min_length=1, max_length=200, description="Your own name for the conversation; made at first use.")
    ]
    author: AuthorIn
    id: Key | UnsetType = UNSET
    sent: Annotated[int, Meta(ge=-MAX_SAFE_INT, le=MAX_SAFE_INT)] | Annotated[str, Meta(max_length=40)] | UnsetType = (
        UNSET
    )
    kind: (
        Annotated[Literal["message", "note", "order-event"], Meta(description="`message` when left out.")] | UnsetType
    ) = UNSET
    text: str | UnsetType = UNSET
    channel: Annotated[str, Meta(min_length=1, max_length=64)] | UnsetType = UNSET
    language: Annotated[str, Meta(min_length=2, max_length=35)] | UnsetType = UNSET
    order: Annotated[str, Meta(min_length=1, max_length=128)] | UnsetType = UNSET
    event: Annotated[str, Meta(min_length=1, max_length=64)] | UnsetType = UNSET
    details: dict[str, Any] | UnsetType = UNSET
    reply_to: Annotated[str, Meta(min_length=64, max_length=64)] | UnsetType = UNSET
    attachment: AttachmentIn | UnsetType = UNSET


LIVE: Final = Limits()
_decoder = msgspec.json.Decoder(MessageIn)


def decode(data: bytes, tenant: str, now: int, limits: Limits = LIVE, key: str | None = None) -> Raw:
    """Decode one message of `tenant` at `now` (ms, UTC); `key` is the idempotency key when it came beside the body.

    Raises InputError (a field breaks a rule), Malformed (no such JSON), TooLarge.
    """
    try:
        message = _decoder.decode(data)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise explain(data, error) from None
    if b"\\" in data:  # raw control characters are no JSON: they come only as escapes
        _refuse_controls(message)
    if message.details is not UNSET:
        _check_details(message.details, limits)
    _refuse_key_twice(data, message)
    if message.author.role == "customer" and message.conversation.startswith(WIDGET):
        raise InputError(
            "conversation-reserved",
            "Customers speak for themselves in the widget's conversations; file their words from elsewhere under "
            "another name. Order events and answers are welcome there.",
            field="conversation",
        )
    attached = None if message.attachment is UNSET else _attached(message.attachment, limits)
    kind = _KINDS[message.kind] if attached is None else Kind.ATTACHMENT
    return Raw(
        tenant=tenant,
        conversation=message.conversation,
        key=_key(message.id, key),
        kind=kind,
        author=Author(message.author.role, message.author.id),
        received=now,
        sent=None if message.sent is UNSET else _sent(message.sent, now, limits),
        text=Secret(_text(message, kind, limits)),
        facts=_facts(message, kind),
        attached=attached,
    )


def _key(body: str | UnsetType, header: str | None) -> str:
    if body is UNSET:
        if header is None:
            _refuse(
                "missing-field",
                "Field `id` is missing: give each message an id of your own, 1-128 characters; it makes retries safe.",
                "id",
            )
        return header
    if header is not None and header != body:
        _refuse(
            "idempotency-key-mismatch",
            "Field `id` and the Idempotency-Key header name different keys: send one of them, or the same in both.",
            "id",
        )
    return body


def _text(message: MessageIn, kind: Kind, limits: Limits) -> str:
    if message.text is UNSET or not message.text:
        if kind in (Kind.MESSAGE, Kind.NOTE):
            code = "missing-field" if message.text is UNSET else "bad-length"
            _refuse(code, f"Field `text` is empty or absent: a {kind} needs at least one character.", "text")
        return ""
    text = message.text
    # UTF-8 takes at most four bytes a character: only long texts need counting.
    if len(text) * 4 > limits.max_message_bytes and len(text.encode()) > limits.max_message_bytes:
        reason = f"Field `text` is longer than {limits.max_message_bytes} bytes of UTF-8: send it in parts."
        raise TooLarge("message-too-long", reason, "text")
    return text


def _sent(sent: int | str, now: int, limits: Limits) -> int:
    if isinstance(sent, str):
        try:
            sent = round(msgspec.convert(sent, _Moment).timestamp() * 1000)
        except msgspec.ValidationError:
            _refuse(
                "bad-time",
                "Field `sent` must be a time as in RFC 3339 with its offset (2026-01-31T08:00:00Z), or "
                "whole milliseconds since 1970.",
                "sent",
            )
    if sent > now + limits.future_ms:
        _refuse(
            "clock-off",
            f"Field `sent` is more than {limits.future_ms // 3_600_000} hours ahead of our clock: check "
            "the sender's clock, or leave `sent` out.",
            "sent",
        )
    if limits.past_ms is not None and sent < now - limits.past_ms:
        _refuse(
            "clock-off",
            f"Field `sent` is more than {limits.past_ms // DAY_MS} days before our clock: check the "
            "sender's clock and that it counts milliseconds; older conversations come in by `handclasp import`.",
            "sent",
        )
    return sent


_KINDS: Final = {
    UNSET: Kind.MESSAGE,
    "message": Kind.MESSAGE,
    "note": Kind.NOTE,
    "order-event": Kind.ORDER_EVENT,
}
_FACTS: Final[dict[Kind, tuple[str, ...]]] = {
    Kind.MESSAGE: ("channel", "language", "reply_to"),
    Kind.NOTE: (),
    Kind.ORDER_EVENT: ("order", "event", "details"),
    Kind.ATTACHMENT: ("channel",),
}
_ALL_FACTS: Final = ("channel", "language", "reply_to", "order", "event", "details")


def _facts(message: MessageIn, kind: Kind) -> dict[str, Value]:
    facts: dict[str, Value] = {}
    allowed = _FACTS[kind]
    for name in _ALL_FACTS:
        value = getattr(message, name)
        if value is not UNSET:
            if name not in allowed:
                _refuse("field-not-allowed", f"Field `{name}` does not belong to a record of kind {kind}.", name)
            facts[name] = _reference(value) if name == "reply_to" else value
    if kind is Kind.ORDER_EVENT:
        for name in ("order", "event"):
            if name not in facts:
                _refuse("missing-field", f"Field `{name}` is missing: an order-event needs it.", name)
    elif kind is Kind.ATTACHMENT and _KINDS[message.kind] is not Kind.MESSAGE:
        _refuse("field-not-allowed", "Field `attachment` belongs to kind message only.", "attachment")
    return facts


def _reference(value: str) -> bytes:
    if not _RECORD.fullmatch(value):
        _refuse(
            "bad-reference",
            "Field `reply_to` must be a record's hash: 64 lower-case hex digits, as `record` in the "
            "answer to the earlier message.",
            "reply_to",
        )
    return bytes.fromhex(value)


def _attached(attachment: AttachmentIn, limits: Limits) -> Attached:
    if len(attachment.content) > limits.max_attachment_bytes:
        reason = f"Field `attachment.content` is larger than {limits.max_attachment_bytes} bytes."
        raise TooLarge("attachment-too-large", reason, "attachment.content")
    if not _MEDIA_TYPE.fullmatch(attachment.media_type):
        _refuse(
            "bad-media-type",
            "Field `attachment.media_type` must be of the form type/subtype in lower case, such as image/png.",
            "attachment.media_type",
        )
    return Attached(attachment.name, attachment.media_type, Secret(attachment.content))


def _refuse_controls(message: MessageIn) -> None:
    names = {
        "id": message.id,
        "conversation": message.conversation,
        "author.id": message.author.id,
        "channel": message.channel,
        "language": message.language,
        "order": message.order,
        "event": message.event,
        "attachment.name": UNSET if message.attachment is UNSET else message.attachment.name,
    }
    for field, value in names.items():
        if value is not UNSET and _NAME_CONTROL.search(value):
            _refuse("control-character", f"Field `{field}` holds control characters: none are allowed there.", field)
    if message.text is not UNSET and _TEXT_CONTROL.search(message.text):
        _refuse(
            "control-character",
            "Field `text` holds NUL or other control characters: only tab, line feed and carriage return are allowed.",
            "text",
        )


def _check_details(details: dict[str, Any], limits: Limits) -> None:
    if len(msgspec.json.encode(details)) > limits.max_message_bytes:
        reason = (
            f"Field `details` is longer than {limits.max_message_bytes} bytes: send what matters, link to the rest."
        )
        raise TooLarge("message-too-long", reason, "details")
    waiting: list[tuple[Any, int]] = [(details, 1)]
    while waiting:
        value, depth = waiting.pop()
        if depth > MAX_DETAILS_DEPTH:
            reason = f"Field `details` is nested more than {MAX_DETAILS_DEPTH} levels deep."
            raise Malformed("too-deep", reason, "details")
        if isinstance(value, dict):
            if not all(_DETAILS_KEY.fullmatch(name) for name in value):
                _refuse("bad-details", "Keys within `details` must be 1-64 of a-z 0-9 _ / . : -", "details")
            waiting.extend((inner, depth + 1) for inner in value.values())
        elif isinstance(value, list):
            waiting.extend((inner, depth + 1) for inner in value)
        elif isinstance(value, float) or (isinstance(value, int) and abs(value) > MAX_SAFE_INT):
            _refuse(
                "bad-details",
                "Numbers within `details` must be integers within 2^53 - 1: write amounts in the smallest "
                "unit, or as strings.",
                "details",
            )
        elif isinstance(value, str) and _TEXT_CONTROL.search(value):
            _refuse("control-character", "Field `details` holds NUL or other control characters.", "details")


def _refuse_key_twice(data: bytes, message: MessageIn) -> None:
    """Refuse duplicate keys, which JSON parsers resolve differently.

    Every key has one colon, and strings may hold more: when exactly the colons of the keys and strings that were
    kept are there, nothing was dropped. Otherwise, or where a colon may be escaped, the slow parser decides.
    """
    author = message.author
    # The keys that are always there: conversation, author, author.role, author.id.
    colons = 4 + message.conversation.count(":") + author.id.count(":")
    for value in (
        message.id,
        message.sent,
        message.text,
        message.channel,
        message.language,
        message.order,
        message.event,
    ):
        if value is not UNSET:
            colons += 1 if isinstance(value, int) else 1 + value.count(":")
    if message.reply_to is not UNSET:
        colons += 1
    if message.kind is not UNSET:
        colons += 1
    if message.attachment is not UNSET:
        colons += 4 + message.attachment.name.count(":")
    if data.count(b":") != colons or b"\\u003" in data or message.details is not UNSET:
        json.loads(data, object_pairs_hook=unique)


def unique(pairs: list[tuple[str, Any]]) -> None:
    """Refuse an object with the same key twice; a hook of json.loads. Raises Malformed."""
    names = [name for name, _ in pairs]
    if len(names) != len(set(names)):
        reason = "An object has the same key twice: JSON readers disagree which one counts. Send each key once."
        raise Malformed("duplicate-key", reason)


def _refuse(code: str, reason: str, field: str) -> NoReturn:
    raise InputError(code, reason, field)
