"""From a stored row to what somebody may see: opened, checked against its commitments, rescreened."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, cast

from handclasp.records import Author, HandclaspError, NotFound, Opening, Span, View
from handclasp.seal.entry import genesis
from handclasp.seal.keys import ConversationKeys
from handclasp.seal.record import open_body
from handclasp.store.read import Row

_ALWAYS = frozenset({"kind", "author", "received"})
_OWN = {"kind", "author", "received", "sent", "body", "spans"}


class ChainBroken(HandclaspError):
    """The stored records of a conversation do not follow each other as they were sealed."""

    code = "chain-broken"


def opened(row: Row, keys: ConversationKeys) -> dict[str, Opening]:
    """The body fields of a row; raises CommitmentBroken or Unreadable when it is not what was sealed."""
    if row.body is None or row.nonce is None or row.commitments is None:
        message = "this record was erased"
        raise NotFound(message)
    return open_body(row.body, row.nonce, row.commitments, row.record, keys)


def chained(rows: Sequence[Row], after: int, origin: str) -> Sequence[Row]:
    """The rows, once they are seen to follow each other without a gap from `after` on; raises ChainBroken."""
    seq, previous = max(after, 0), b""
    for row in rows:
        seq += 1
        if seq == 1:
            previous = genesis(origin, row.conversation)
        if row.seq != seq or previous not in (b"", row.previous):
            message = (
                f"record {seq} of conversation {row.conversation.hex()} is not there, or does not follow the one "
                "before: the stored log was altered. Nothing is shown. Run `handclasp log fsck`."
            )
            raise ChainBroken(message)
        previous = row.record
    return rows


def hidden(records: Iterable[Mapping[str, Opening]]) -> dict[bytes, frozenset[str]]:
    """Which fields of which record (by R) rescreen records hide, the last word winning."""
    result: dict[bytes, frozenset[str]] = {}
    for openings in records:
        if openings["kind"].value != "rescreen":
            continue
        target = cast("bytes", openings["target"].value)
        hide = frozenset(cast("list[str]", openings["hide"].value))
        release = frozenset(cast("list[str]", openings["release"].value))
        result[target] = (result.get(target, frozenset()) | hide) - release
    return result


def closed(openings: dict[str, Opening], fields: frozenset[str]) -> dict[str, Opening]:
    """The openings without the hidden fields: their commitments stay, so what remains still verifies.

    Kind, author and time are never hidden. A hidden body takes its signature along: with the signature's salt the words
    could be found by trying.
    """
    if not fields:
        return openings
    fields = (fields | {"signature"} if "body" in fields else fields) - _ALWAYS
    return {name: opening for name, opening in openings.items() if name not in fields}


def view(row: Row, openings: Mapping[str, Opening]) -> View:
    """One record as a View."""
    plain = {name: opening.value for name, opening in openings.items()}
    role, _, name = str(plain["author"]).partition(":")
    return View(
        index=row.index,
        seq=row.seq,
        conversation=row.conversation,
        record=row.record,
        kind=str(plain["kind"]),
        author=Author(role, name),
        received=cast("int", plain["received"]),
        sent=cast("int | None", plain.get("sent")),
        body=cast("str | None", plain.get("body")),
        spans=tuple(_span(item) for item in cast("list[dict[str, Any]]", plain.get("spans") or [])),
        facts={name: value for name, value in plain.items() if name not in _OWN},
    )


def _span(item: Mapping[str, Any]) -> Span:
    start, end = item["at"]
    return Span(item["type"], start, end, item["by"], item["sure"], item["original"])
