"""Telegram Desktop's `result.json` (one chat, or the full export) becomes records, one message at a time.

However long the file is, one message is held. Each has a key made of chat and message id, so importing again adds
nothing. It reads files that lie beside the export and nowhere else, and a file that is missing is said in the text
rather than left out silently.
"""

from __future__ import annotations

import mimetypes
import re
from datetime import UTC, datetime
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import ijson

from handclasp.intake.errors import InputError, Malformed, TooLarge
from handclasp.intake.message import Limits
from handclasp.intake.source import Source
from handclasp.records import Attached, Author, Kind, Raw, Secret

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator
    from typing import BinaryIO

CHANNEL: Final = "telegram"

_CHAT = re.compile(r"(?:chats\.list\.item|left_chats\.list\.item)?")
_ID = re.compile(r"-?[0-9]{1,20}")
_FROM = re.compile(r"[a-z]{1,20}[0-9]{1,20}")
_WORD = re.compile(r"[a-z][a-z_ ]{0,40}")
_MEDIA_TYPE = re.compile(r"[a-z0-9][a-z0-9!#$&^_.+-]{0,62}/[a-z0-9][a-z0-9!#$&^_.+-]{0,62}")
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff]")


class Chat(NamedTuple):
    """The chat a message stands in, as far as the export says before its messages."""

    id: str
    kind: str


def read(file: BinaryIO, source: Source) -> Iterator[tuple[int, Raw | InputError]]:
    """Yield (number of the message in the file from 1, record or refusal).

    Raises Malformed when the file is no such export or ends early.
    """
    number = 0
    try:
        for number, (chat, message) in enumerate(_messages(file), 1):
            try:
                yield number, _raw(chat, message, source)
            except InputError as error:
                yield number, error
    except (ijson.JSONError, UnicodeDecodeError):
        reason = f"The export is not well-formed JSON after message {number}: export it again and let it finish."
        raise Malformed("invalid-json", reason) from None


def _messages(file: BinaryIO) -> Iterator[tuple[Chat, dict[str, Any]]]:
    """Walk the events of the file; only one message is ever held."""
    facts: dict[str, str] = {}
    builder: ijson.ObjectBuilder | None = None
    ends = ""
    for prefix, event, value in ijson.parse(file, use_float=True):
        if builder is not None:
            builder.event(event, value)
            if event == "end_map" and prefix == ends:
                yield _chat(facts), builder.value
                builder = None
            continue
        head, _, last = prefix.rpartition(".")
        if event == "start_map" and last == "item" and head.endswith("messages"):
            builder, ends = ijson.ObjectBuilder(), prefix
            builder.event(event, value)
        elif event == "start_map" and _CHAT.fullmatch(prefix):
            facts = {}
        elif last in ("id", "type") and event in ("string", "number") and _CHAT.fullmatch(head):
            facts[last] = str(value)


def _chat(facts: dict[str, str]) -> Chat:
    number = facts.get("id", "")
    if not _ID.fullmatch(number):
        reason = "The export does not say which chat its messages belong to: export it with Telegram Desktop as JSON."
        raise Malformed("invalid-json", reason)
    return Chat(number, facts.get("type", ""))


def _raw(chat: Chat, message: dict[str, Any], source: Source) -> Raw:
    number = str(message.get("id", ""))
    if not _ID.fullmatch(number):
        raise InputError("missing-field", "Field `id` is missing: every exported message has a whole number.", "id")
    service = message.get("type") == "service"
    attached = None if service else _attached(message, source)
    text = _service(message) if service else _text(message, attached)
    if len(text.encode()) > source.limits.max_message_bytes:
        reason = f"Field `text` is longer than {source.limits.max_message_bytes} bytes of UTF-8."
        raise TooLarge("message-too-long", reason, "text")
    now = source.clock()
    return Raw(
        tenant=source.tenant,
        conversation=f"telegram:{chat.id}",
        key=f"telegram:{chat.id}:{number}",
        kind=Kind.MESSAGE if attached is None else Kind.ATTACHMENT,
        author=Author("system", CHANNEL) if service else _author(chat, message, source.agents),
        received=now,
        sent=_sent(message, now, source.limits),
        text=Secret(text),
        facts={"channel": CHANNEL},
        attached=attached,
    )


def _author(chat: Chat, message: dict[str, Any], agents: Collection[str]) -> Author:
    who = message.get("from_id")
    if not isinstance(who, str) or not _FROM.fullmatch(who):
        who = "unknown"
    # In a chat of two, Telegram numbers the chat by the other person.
    two = chat.kind in ("personal_chat", "bot_chat")
    agent = who in agents if agents or not two else who not in (f"user{chat.id}", "unknown")
    return Author("agent" if agent else "customer", who)


def _sent(message: dict[str, Any], now: int, limits: Limits) -> int:
    try:
        if "date_unixtime" in message:
            sent = int(message["date_unixtime"]) * 1000
        else:
            # Old exports give only the exporter's wall clock, without a zone.
            sent = round(datetime.fromisoformat(message["date"]).replace(tzinfo=UTC).timestamp() * 1000)
    except (KeyError, TypeError, ValueError):
        raise InputError("bad-time", "Field `date_unixtime` or `date` must say when it was sent.", "date") from None
    if not 0 <= sent <= now + limits.future_ms:
        raise InputError("clock-off", "Field `date` is ahead of our clock, or before 1970.", "date")
    return sent


def _text(message: dict[str, Any], attached: Attached | None) -> str:
    parts = []
    if message.get("forwarded_from"):
        parts.append("[forwarded]")
    said = _flat(message.get("text", ""))
    if said:
        parts.append(said)
    if attached is None and (thing := _thing(message)):
        parts.append(thing)
    if not parts and attached is None:
        parts.append("[empty]")
    return "\n".join(parts)


def _flat(text: object) -> str:
    """Join a text that may come in pieces: strings, and objects for links, names and styles."""
    pieces = text if isinstance(text, list) else [text]
    words = []
    for piece in pieces:
        word = piece.get("text") if isinstance(piece, dict) else piece
        if not isinstance(word, str):
            raise InputError("wrong-type", "Field `text` must be a string, or a list of strings and entities.", "text")
        words.append(word)
    flat = "".join(words)
    if _CONTROL.search(flat):
        raise InputError("control-character", "Field `text` holds control characters or half a surrogate pair.", "text")
    return flat


def _thing(message: dict[str, Any]) -> str:
    """Say in brackets what cannot be shown: files that are not in the export, places, contacts, polls."""
    if "photo" in message:
        return "[photo: not in the export, or too large]"
    if "file" in message:
        kind = message.get("media_type", "file")
        kind = kind if isinstance(kind, str) and _WORD.fullmatch(kind) else "file"
        return f"[{kind}: not in the export, or too large]"
    for field, word in (("location_information", "location"), ("contact_information", "contact"), ("poll", "poll")):
        if field in message:
            return f"[{word}]"
    return ""


def _service(message: dict[str, Any]) -> str:
    action = message.get("action")
    words = [action.replace("_", " ") if isinstance(action, str) and _WORD.fullmatch(action) else "service message"]
    seconds = message.get("duration_seconds")
    if isinstance(seconds, int):
        words.append(f"{seconds} s")
    who = message.get("actor_id")
    if isinstance(who, str) and _FROM.fullmatch(who):
        words.append(f"by {who}")
    said = _flat(message.get("text", ""))
    return f"[{', '.join(words)}]" + (f"\n{said}" if said else "")


def _attached(message: dict[str, Any], source: Source) -> Attached | None:
    """Take the photo or file a message names, when it came with the export and is not too large."""
    named = message.get("photo", message.get("file"))
    if not isinstance(named, str):
        return None
    content = source.take(named)
    if not content:
        return None
    name = PurePosixPath(named).name
    kind = message.get("mime_type") or mimetypes.guess_type(name)[0]
    if not isinstance(kind, str) or not _MEDIA_TYPE.fullmatch(kind):
        kind = "application/octet-stream"
    return Attached(name[:200], kind, Secret(content))
