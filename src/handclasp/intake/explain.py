"""Turns a JSON decoder's complaint into a sentence for the sender: which field, and what is allowed there.

It reads the input again only after a failure, and never repeats a value of it; an unknown key is named only when it
looks like one.
"""

from __future__ import annotations

import json
import re
from typing import Final, NoReturn

import msgspec

from handclasp.intake.errors import InputError, Malformed

MAX_DEPTH: Final = 64

RULES: Final = {
    "id": "a string of 1-128 characters, your own id of this message",
    "conversation": "a string of 1-200 characters, your own name for the conversation",
    "author": 'an object {"role": …, "id": …}',
    "author.role": "one of customer, agent, merchant, system",
    "author.id": "a string of 1-128 characters",
    "sent": "a time as in RFC 3339 with its offset, or whole milliseconds since 1970",
    "kind": "one of message, note, order-event",
    "text": "a string",
    "channel": "a string of 1-64 characters",
    "language": "a language tag of 2-35 characters, such as zh-Hans",
    "order": "a string of 1-128 characters",
    "event": "a string of 1-64 characters",
    "details": "an object of strings, integers, booleans, null, arrays and objects",
    "reply_to": "a record's hash, 64 hex digits",
    "attachment": 'an object {"name": …, "media_type": …, "content": base64}',
    "attachment.name": "a string of 1-200 characters",
    "attachment.media_type": "a string such as image/png",
    "attachment.content": "standard base64 with padding",
}
"""What each field must be, as the end of a sentence."""

_AT = re.compile(r" - at `\$\.?([a-z_.]*)")
_NAMED = re.compile(r"field `([A-Za-z_.]{1,40})`")
_STRING = re.compile(rb'"(?:[^"\\]|\\.)*"?', re.DOTALL)


def explain(data: bytes, error: Exception) -> InputError:
    """Return the refusal for `data` that the decoder refused with `error`."""
    if not data.strip():
        return Malformed("empty", "There is nothing in it: send one JSON object.")
    if data.startswith(b"\xef\xbb\xbf"):
        return Malformed("byte-order-mark", "It starts with a byte order mark: send plain UTF-8 without one.")
    try:
        data.decode()
    except UnicodeDecodeError as wrong:
        return Malformed("invalid-utf8", f"It is not UTF-8 (from byte {wrong.start}): JSON is always UTF-8.")
    if isinstance(error, RecursionError) or _depth(data) > MAX_DEPTH:
        return Malformed("too-deep", f"It is nested more than {MAX_DEPTH} levels deep.")
    if isinstance(error, msgspec.ValidationError):
        return _field(str(error))
    return _syntax(data, error)


def _syntax(data: bytes, error: Exception) -> Malformed:
    try:
        json.loads(data, parse_constant=_no_constant)
    except ValueError:
        where = re.search(r"\(byte \d+\)", str(error))
        at = f" {where[0]}" if where else ": it ends too early"
        return Malformed("invalid-json", f"It is not one well-formed JSON object{at}.")
    # Python's own parser lets half surrogates pass; nothing else makes the two differ here.
    return Malformed("lone-surrogate", "A \\u escape is half of a surrogate pair: send the whole character.")


def _no_constant(_: str) -> NoReturn:
    raise ValueError("NaN and Infinity are no JSON")


def _field(message: str) -> InputError:
    place = _AT.search(message)
    path = place[1].strip(".") if place else ""
    if "unknown field" in message:
        name = _NAMED.search(message)
        what = f"Field `{_join(path, name[1])}`" if name else "A field"
        known = sorted(rule for rule in RULES if rule.rpartition(".")[0] == path)
        return InputError("unknown-field", f"{what} is not known. Known: {', '.join(known)}.", path or None)
    if "missing required field" in message:
        name = _NAMED.search(message)
        full = _join(path, name[1] if name else "")
        return InputError("missing-field", f"Field `{full}` is missing: it must be {RULES[full]}.", full)
    if not path:
        return InputError("wrong-type", "A message must be one JSON object.")
    code, wrong = _wrong(path, message)
    return InputError(code, f"Field `{path}` {wrong}: it must be {RULES.get(path, 'of another type')}.", path)


def _wrong(path: str, message: str) -> tuple[str, str]:
    if "Invalid enum value" in message:
        return ("unknown-role" if path == "author.role" else "unknown-kind"), "is not one of the known"
    if "of length" in message:
        return "bad-length", "is too short or too long"
    if "base64" in message:
        return "bad-base64", "is not base64"
    if path == "sent" and "`int`" in message:
        return "bad-time", "is not a time"
    return "wrong-type", "has the wrong type"


def _join(path: str, name: str) -> str:
    return f"{path}.{name}" if path else name


def _depth(data: bytes) -> int:
    if data.count(b"[") + data.count(b"{") <= MAX_DEPTH:
        return 0
    deepest = depth = 0
    for byte in _STRING.sub(b"", data):
        if byte in b"[{":
            depth += 1
            deepest = max(deepest, depth)
        elif byte in b"]}":
            depth -= 1
    return deepest
