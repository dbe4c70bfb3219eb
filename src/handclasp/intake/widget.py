"""The customer's door: a widget's bytes become a Raw record.

Promises: whatever comes in leaves as a well-formed Raw or as an `InputError` with a code and a sentence that helps;
the words stay exactly as typed, because the customer's signature is over them. It never authenticates (that has been
done before), never checks the signature itself, and never repeats a customer's words in an error.
"""

from __future__ import annotations

import base64
import binascii
import json
import re
from typing import Annotated, Any, Final, TypeVar
from urllib.parse import unquote_to_bytes

import msgspec

from handclasp.intake.errors import InputError, Malformed, TooLarge
from handclasp.records import MAX_SAFE_INT, Attached, Author, Kind, Raw, Secret, Signature

CHANNEL: Final = "widget"
MAX_TEXT: Final = 8_000
"""Code points of one message."""
MAX_RATING: Final = 1_000
"""Code points of the words beside a rating."""
MAX_BODY: Final = 65_536
"""Bytes of one message request."""
MAX_ATTACHMENT: Final = 10 * 1024 * 1024
"""Bytes of one attachment."""
MAX_AHEAD: Final = 86_400_000
MAX_BEHIND: Final = 365 * MAX_AHEAD
"""Milliseconds by which a sender's clock may differ from ours, as at the machines' door."""
MAX_NAME: Final = 200
"""Code points of a file name."""

S = TypeVar("S")

_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f]")
_ID = re.compile(r"[A-Za-z0-9_-]{16,64}")
_MEDIA_TYPE = re.compile(r"[a-z0-9][a-z0-9!#$&^_.+-]{0,62}/[a-z0-9][a-z0-9!#$&^_.+-]{0,62}")
_KEY_BYTES, _SIG_BYTES, _SALT_BYTES = 65, 64, 32
_UNCOMPRESSED_POINT = 4


class Speaker(msgspec.Struct, frozen=True, kw_only=True):
    """Who is writing, as the session says; `conversation` is the tenant's own name, `received` our clock (ms).

    `into` is the pseudonym (hex) of the conversation in which that one goes on, where what is written goes there.
    """

    tenant: str
    conversation: str
    visitor: str
    language: str
    received: int
    into: str = ""


class Opening(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What a frame says when it asks for a session: `token` is the shop's, `resume` an earlier session's."""

    site: str
    token: str | None = None
    resume: str | None = None
    language: str | None = None


class _Rating(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    asked: Annotated[int, msgspec.Meta(ge=1, le=MAX_SAFE_INT)]
    score: Annotated[int, msgspec.Meta(ge=1, le=5)]
    words: str = ""


class _Signed(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    key: str
    sig: str
    salt: str


class _Message(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    id: str
    sent: int
    text: str
    signature: _Signed | None = None


class _Writing(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    writing: bool


def decode_writing(body: bytes) -> bool:
    """Turn `{writing}` into whether the customer writes. Raises InputError."""
    return _shaped(body, _Writing).writing


def decode_opening(body: bytes) -> Opening:
    """Turn `{site, token?, resume?, language?}` into an Opening. Raises InputError."""
    return _shaped(body, Opening)


def decode_message(body: bytes, speaker: Speaker) -> Raw:
    """Turn `{id, sent, text, signature: {key, sig, salt} | null}` into a message (formats.md §8).

    Raises InputError, saying which part is wrong.
    """
    message = _shaped(body, _Message)
    text = _text(message.text, "text")
    if not text.strip():
        raise InputError("bad-length", "The message is empty. Write something and send again.", "text")
    if len(text) > MAX_TEXT:
        raise TooLarge(
            "message-too-long", f"The message is longer than {MAX_TEXT} characters. Send it in parts.", "text"
        )
    return Raw(
        tenant=speaker.tenant,
        conversation=speaker.into or speaker.conversation,
        by_pseudonym=bool(speaker.into),
        key=f"{speaker.conversation}/{_id(message.id)}",
        kind=Kind.MESSAGE,
        author=Author("customer", speaker.visitor),
        received=speaker.received,
        sent=_time(message.sent, speaker.received),
        text=Secret(text),
        facts={"id": message.id, "channel": CHANNEL, "language": speaker.language},
        signature=_signature(message.signature) if message.signature else None,
    )


def decode_rating(body: bytes, speaker: Speaker) -> Raw:
    """Turn `{asked, score, words?}` into the answer to the question how it went, which stands at the seq `asked`.

    There is one answer to a question. Raises InputError, saying which part is wrong.
    """
    rating = _shaped(body, _Rating)
    words = _text(rating.words, "words")
    if len(words) > MAX_RATING:
        raise TooLarge("message-too-long", f"The words are longer than {MAX_RATING} characters.", "words")
    return Raw(
        tenant=speaker.tenant,
        conversation=speaker.into or speaker.conversation,
        by_pseudonym=bool(speaker.into),
        key=f"{speaker.into or speaker.conversation}/rating/{rating.asked}",
        kind=Kind.RATING,
        author=Author("customer", speaker.visitor),
        received=speaker.received,
        text=Secret(words.strip()),
        facts={"step": "answered", "score": rating.score, "asked": rating.asked},
    )


def decode_attachment(content: bytes, *, name: str, media_type: str, id: str, sent: str, speaker: Speaker) -> Raw:  # noqa: A002
    """Turn an attachment's bytes and headers into a record.

    `name` is percent-encoded UTF-8, `sent` decimal milliseconds. Raises InputError, saying which part is wrong.
    """
    if not content:
        raise InputError("bad-length", "The file is empty. Choose another one.")
    if len(content) > MAX_ATTACHMENT:
        limit = f"The file is larger than {MAX_ATTACHMENT // 1024 // 1024} MiB. Send a smaller one."
        raise TooLarge("attachment-too-large", limit)
    if not _MEDIA_TYPE.fullmatch(media_type):
        hint = "Content-Type must be a media type such as image/png, without parameters."
        raise InputError("bad-media-type", hint, "Content-Type")
    if not sent.isascii() or not sent.isdigit() or len(sent) > len(str(MAX_SAFE_INT)):
        raise InputError("bad-time", "Handclasp-Sent must be milliseconds since 1970.", "Handclasp-Sent")
    shown = _file_name(name)
    return Raw(
        tenant=speaker.tenant,
        conversation=speaker.into or speaker.conversation,
        by_pseudonym=bool(speaker.into),
        key=f"{speaker.conversation}/{_id(id)}",
        kind=Kind.ATTACHMENT,
        author=Author("customer", speaker.visitor),
        received=speaker.received,
        sent=_time(int(sent), speaker.received),
        text=Secret(shown),
        facts={"id": id, "channel": CHANNEL},
        attached=Attached(name=shown, media_type=media_type, content=Secret(content)),
    )


def notice_shown(speaker: Speaker, *, notice: str, version: str, digest: bytes, text: str) -> Raw:
    """Make the record that says which notice the customer was shown: its words, their SHA-256, in which language."""
    return Raw(
        tenant=speaker.tenant,
        conversation=speaker.conversation,
        key=f"{speaker.conversation}/notice/{notice}/{digest.hex()[:32]}/{speaker.language}",
        kind=Kind.NOTICE,
        author=Author("system", CHANNEL),
        received=speaker.received,
        facts={
            "notice": notice,
            "version": version,
            "language": speaker.language,
            "shown_to": f"customer:{speaker.visitor}",
            "digest": digest,
            "text": text,
        },
    )


def notice_confirmed(speaker: Speaker, *, notice: str, record: bytes) -> Raw:
    """Make the record that says that the customer confirmed having read a notice; `record` is R of what was shown."""
    return Raw(
        tenant=speaker.tenant,
        conversation=speaker.conversation,
        key=f"{speaker.conversation}/confirmed/{record.hex()}",
        kind=Kind.CONSENT,
        author=Author("customer", speaker.visitor),
        received=speaker.received,
        facts={"purpose": notice, "granted": True, "notice": record},
    )


def _shaped(body: bytes, shape: type[S]) -> S:
    try:
        return msgspec.convert(_plain(body), shape)
    except msgspec.ValidationError as error:
        raise InputError("wrong-type", f"The request has another shape than expected: {error}.") from None


def _plain(body: bytes) -> Any:
    if len(body) > MAX_BODY:
        raise TooLarge("message-too-long", f"The request is larger than {MAX_BODY} bytes. Send it in parts.")
    try:
        return json.loads(body.decode("utf-8"), object_pairs_hook=_unique, parse_constant=_no_constant)
    except UnicodeDecodeError:
        raise Malformed("invalid-utf8", "The request is not UTF-8.") from None
    except RecursionError:
        raise Malformed("too-deep", "The request is nested too deeply.") from None
    except ValueError:
        raise Malformed("invalid-json", "The request is not JSON.") from None


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    plain = dict(pairs)
    if len(plain) != len(pairs):
        raise Malformed("duplicate-key", "The request names one key twice.")
    return plain


def _no_constant(_: str) -> Any:
    raise Malformed("invalid-json", "The request holds a number that is not JSON (NaN or Infinity).")


def _text(text: str, what: str) -> str:
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        raise Malformed("lone-surrogate", f"The {what} holds half a character (a lone surrogate).") from None
    if _CONTROL.search(text):
        raise InputError("control-character", f"The {what} holds a NUL or another control character.")
    return text


def _id(id: str) -> str:  # noqa: A002
    if not _ID.fullmatch(id):
        raise InputError("bad-length", "The id must be 16 to 64 of the characters A-Z a-z 0-9 _ -.", "id")
    return id


def _time(sent: int, received: int) -> int:
    if not 0 <= sent <= MAX_SAFE_INT:
        raise InputError("bad-time", "The time of sending must be milliseconds since 1970, up to 2^53 - 1.", "sent")
    if sent > received + MAX_AHEAD or sent < received - MAX_BEHIND:
        raise InputError(
            "clock-off",
            "This device's clock is more than a day ahead or a year behind ours. Set it, then write again.",
            "sent",
        )
    return sent


def _file_name(encoded: str) -> str:
    try:
        name = _text(unquote_to_bytes(encoded).decode("utf-8"), "file name")
    except UnicodeDecodeError:
        raise Malformed("invalid-utf8", "The file name must be percent-encoded UTF-8.") from None
    name = name.replace("\\", "/").rsplit("/", 1)[-1].strip()
    if not name or len(name) > MAX_NAME:
        raise InputError("bad-length", f"The file name must have 1 to {MAX_NAME} characters.")
    return name


def _signature(signed: _Signed) -> Signature:
    key = _base64(signed.key, _KEY_BYTES, "key")
    if key[0] != _UNCOMPRESSED_POINT:
        raise InputError("bad-signature", "The signature's key must be an uncompressed P-256 point.", "signature.key")
    sig = _base64(signed.sig, _SIG_BYTES, "sig")
    return Signature(key=key, sig=sig, salt=Secret(_base64(signed.salt, _SALT_BYTES, "salt")))


def _base64(text: str, size: int, what: str) -> bytes:
    try:
        data = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        data = b""
    if len(data) != size or base64.b64encode(data).decode() != text:
        raise InputError(
            "bad-signature", f"The signature's {what} must be {size} bytes in base64.", f"signature.{what}"
        )
    return data
