"""Zendesk: tickets with their comments, as its JSON export writes them a line each, or as its API answers.

A ticket is a conversation; a comment that is not public is an internal note. Files are looked for beside the export.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Any, Final

from handclasp.intake.errors import InputError
from handclasp.intake.foreign import File, Said, identity, mapping, moment, objects, string, tried, words_of_html
from handclasp.intake.source import Source
from handclasp.records import Author, Kind

CHANNEL: Final = "zendesk"
WRAPPERS: Final = frozenset({"tickets.item", "results.item", "ticket"})
_STAFF: Final = frozenset({"agent", "admin"})


def is_it(entry: dict[str, Any]) -> bool:
    """Whether an entry is a ticket."""
    return (
        "id" in entry
        and bool({"requester_id", "requester"} & entry.keys())
        and bool({"comments", "description"} & entry.keys())
    )


def said(ticket: dict[str, Any], source: Source) -> Iterator[Said | InputError]:
    """What was said in a ticket, or why a comment cannot be told; raises InputError for the whole of it."""
    number = identity(ticket.get("id"), "id")
    requester = _person(ticket, "requester")
    comments = objects(ticket.get("comments"))
    if not comments:
        comments = [
            {
                "id": "description",
                "author_id": requester,
                "body": ticket.get("description"),
                "created_at": ticket.get("created_at"),
            }
        ]
    subject = string(ticket.get("subject"), "subject")
    if subject:
        sent = moment(ticket.get("created_at", comments[0].get("created_at")), source.reading.zone, "created_at")
        yield Said(_name(number), "subject", Author("system", CHANNEL), sent, f"[subject] {subject}", CHANNEL)
    for comment in comments:
        yield tried(partial(_comment, number, requester, comment, source))


def _comment(ticket: str, requester: str, comment: dict[str, Any], source: Source) -> Said:
    who = _person(comment, "author")
    text = string(comment.get("plain_body") or comment.get("body"), "body")
    if not text:
        text = words_of_html(string(comment.get("html_body"), "html_body"))
    public = comment.get("public", True) is not False
    return Said(
        conversation=_name(ticket),
        id=identity(comment.get("id"), "comments.id"),
        author=Author(_role(who, requester, comment, source), who),
        sent=moment(comment.get("created_at"), source.reading.zone, "comments.created_at"),
        text=text,
        channel=CHANNEL,
        kind=Kind.MESSAGE if public else Kind.NOTE,
        files=[_file(file) for file in objects(comment.get("attachments"))],
    )


def _role(who: str, requester: str, comment: dict[str, Any], source: Source) -> str:
    if who == "-1":
        return "system"
    if comment.get("public", True) is False:
        return "agent"
    if source.agents:
        return "agent" if who in source.agents else "customer"
    role = mapping(comment.get("author")).get("role")
    if role is not None:
        return "agent" if role in _STAFF else "customer"
    return "customer" if who == requester else "agent"


def _person(thing: dict[str, Any], field: str) -> str:
    whole = mapping(thing.get(field))
    return identity(thing.get(f"{field}_id", whole.get("id")), f"{field}_id")


def _file(file: dict[str, Any]) -> File:
    number, name = identity(file.get("id"), "attachments.id"), string(file.get("file_name"), "attachments.file_name")
    kind = file.get("content_type")
    paths = (f"attachments/{number}/{name}", f"attachments/{number}-{name}", f"attachments/{name}")
    return File(number, name, kind if isinstance(kind, str) else "", paths)


def _name(ticket: str) -> str:
    return f"zendesk:{ticket}"
