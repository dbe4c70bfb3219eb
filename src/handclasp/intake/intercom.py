"""Intercom: conversations as its API and its export write them, each with its source and its parts.

A note is an internal note; parts without words (assigned, closed, snoozed …) become a word in brackets. Files are
looked for beside the export.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import partial
from typing import Any, Final
from urllib.parse import urlsplit

from handclasp.intake.errors import InputError
from handclasp.intake.foreign import File, Said, identity, mapping, moment, objects, string, tried, words_of_html
from handclasp.intake.source import Source
from handclasp.records import Author, Kind

CHANNEL: Final = "intercom"
WRAPPERS: Final = frozenset({"conversations.item", "data.item"})
_CUSTOMERS: Final = frozenset({"user", "lead", "contact", "visitor"})
_NOTES: Final = frozenset({"note", "note_and_reopen"})
_WORD: Final = re.compile(r"[a-z][a-z_]{0,40}")


def is_it(entry: dict[str, Any]) -> bool:
    """Whether an entry is a conversation of Intercom's."""
    return "id" in entry and (
        "conversation_parts" in entry or (entry.get("type") == "conversation" and "source" in entry)
    )


def said(conversation: dict[str, Any], source: Source) -> Iterator[Said | InputError]:
    """What was said in a conversation, or why a part cannot be told; raises InputError for the whole of it."""
    number = identity(conversation.get("id"), "id")
    first = mapping(conversation.get("source")) or mapping(conversation.get("conversation_message"))
    if first:
        title = string(conversation.get("title"), "title") or string(first.get("subject"), "source.subject")
        started = {**first, "created_at": conversation.get("created_at"), "part_type": "comment"}
        started["id"] = first.get("id") or "source"
        yield tried(partial(_part, number, started, source, words_of_html(title)))
    parts = conversation.get("conversation_parts")
    for part in objects(mapping(parts).get("conversation_parts", parts)):
        yield tried(partial(_part, number, part, source))


def _part(conversation: str, part: dict[str, Any], source: Source, title: str = "") -> Said:
    author = mapping(part.get("author"))
    who = identity(author.get("id") or author.get("type") or "unknown", "author.id")
    kind = part.get("part_type")
    text = words_of_html(string(part.get("body"), "body"))
    if title and title != text:
        text = f"[subject] {title}\n{text}".rstrip()
    if part.get("redacted") is True:
        text = f"{text}\n[redacted in Intercom]".lstrip()
    files = [_file(number, file) for number, file in enumerate(objects(part.get("attachments")), 1)]
    silent = not text and not files
    if silent:
        text = f"[{kind.replace('_', ' ')}]" if isinstance(kind, str) and _WORD.fullmatch(kind) else "[empty]"
    return Said(
        conversation=f"intercom:{conversation}",
        id=identity(part.get("id"), "id"),
        author=Author("system" if silent else _role(who, author, source), who),
        sent=moment(part.get("created_at"), source.reading.zone, "created_at"),
        text=text,
        channel=CHANNEL,
        kind=Kind.NOTE if kind in _NOTES else Kind.MESSAGE,
        files=files,
    )


def _role(who: str, author: dict[str, Any], source: Source) -> str:
    if author.get("type") == "bot":
        return "system"
    if source.agents:
        return "agent" if who in source.agents else "customer"
    return "customer" if author.get("type") in _CUSTOMERS else "agent"


def _file(number: int, file: dict[str, Any]) -> File:
    name = string(file.get("name"), "attachments.name") or f"file-{number}"
    kind, last = file.get("content_type"), urlsplit(string(file.get("url"), "attachments.url")).path.rsplit("/", 1)[-1]
    mark = identity(file.get("id") or number, "attachments.id")
    paths = (f"attachments/{mark}/{name}", f"attachments/{name}", *([f"attachments/{last}"] if last else []))
    return File(mark, name, kind if isinstance(kind, str) else "", paths)
