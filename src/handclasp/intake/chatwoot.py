"""Chatwoot: messages as its API answers, alone or within their conversations, and as a table of its database.

A private message is an internal note, an activity is the system's word. Files are looked for beside the export.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Any, Final
from urllib.parse import unquote, urlsplit

from handclasp.intake.errors import InputError
from handclasp.intake.foreign import File, Said, identity, mapping, moment, objects, string, tried
from handclasp.intake.source import Source
from handclasp.records import Author, Kind

CHANNEL: Final = "chatwoot"
WRAPPERS: Final = frozenset({"payload.item", "data.payload.item", "conversations.item"})
COLUMNS: Final = frozenset({"id", "content", "conversation_id", "message_type", "created_at"})
"""The columns of a table that make it Chatwoot's."""

_TYPES: Final = {"0": "incoming", "1": "outgoing", "2": "activity", "3": "template"}
_CUSTOMERS: Final = frozenset({"contact"})
_BOTS: Final = frozenset({"agent_bot", "agentbot", "captain::assistant"})


def is_it(entry: dict[str, Any]) -> bool:
    """Whether an entry is a message of Chatwoot's, or a conversation with such."""
    if "message_type" in entry:
        return "conversation_id" in entry or "inbox_id" in entry
    return "messages" in entry and any("message_type" in one for one in objects(entry["messages"]))


def said(entry: dict[str, Any], source: Source) -> Iterator[Said | InputError]:
    """What was said in a message or a conversation, or why a message cannot be told."""
    if "message_type" in entry:
        yield tried(partial(message, entry, source))
        return
    for one in objects(entry.get("messages")):
        yield tried(partial(message, {"conversation_id": entry.get("id"), **one}, source))


def message(told: dict[str, Any], source: Source) -> Said:
    """One message, from JSON or from a row of the table; raises InputError."""
    number = identity(told.get("id"), "id")
    kind = str(told.get("message_type"))
    kind = _TYPES.get(kind, kind)
    if kind not in _TYPES.values():
        raise InputError("unknown-kind", "Field `message_type` must be 0-3, or incoming, outgoing, activity, template.")
    sender = mapping(told.get("sender"))
    what = str(sender.get("type") or told.get("sender_type") or "").lower()
    who = str(sender.get("id") or told.get("sender_id") or what or "unknown")
    private = told.get("private") in (True, "true", "t", "1", 1)
    return Said(
        conversation=f"chatwoot:{identity(told.get('conversation_id'), 'conversation_id')}",
        id=number,
        author=Author(_role(kind, what, who, source), who),
        sent=moment(told.get("created_at"), source.reading.zone, "created_at"),
        text=string(told.get("content"), "content"),
        channel=CHANNEL,
        kind=Kind.NOTE if private else Kind.MESSAGE,
        files=[_file(file) for file in objects(told.get("attachments"))],
    )


def _role(kind: str, what: str, who: str, source: Source) -> str:
    if kind == "activity" or what in _BOTS:
        return "system"
    if source.agents and what not in _CUSTOMERS:
        return "agent" if who in source.agents else "customer"
    return "customer" if kind == "incoming" or what in _CUSTOMERS else "agent"


def _file(file: dict[str, Any]) -> File:
    number = identity(file.get("id"), "attachments.id")
    last = unquote(urlsplit(string(file.get("data_url"), "attachments.data_url")).path.rsplit("/", 1)[-1])
    name = last or f"file-{number}"
    return File(
        number, name, "", (f"attachments/{number}/{name}", f"attachments/{number}-{name}", f"attachments/{name}")
    )
