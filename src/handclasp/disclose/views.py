"""From a stored row to what somebody may see: opened, checked against its commitments, rescreened."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import cast

from handclasp.disclose.later import AS_SEALED, Later, spans_of
from handclasp.records import Author, HandclaspError, NotFound, Opening, Span, View
from handclasp.seal.entry import begins, genesis
from handclasp.seal.keys import ConversationKeys
from handclasp.seal.record import open_body
from handclasp.store.read import Row

_ALWAYS = frozenset({"kind", "author", "received"})
_OWN = {"kind", "author", "received", "sent", "body", "spans", "masked"}


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
            previous = (
                row.previous if begins(origin, row.conversation, row.previous) else genesis(origin, row.conversation)
            )
        if row.seq != seq or previous not in (b"", row.previous):
            message = (
                f"record {seq} of conversation {row.conversation.hex()} is not there, or does not follow the one "
                "before: the stored log was altered. Nothing is shown. Run `handclasp log fsck`."
            )
            raise ChainBroken(message)
        previous = row.record
    return rows


def closed(openings: dict[str, Opening], fields: frozenset[str]) -> dict[str, Opening]:
    """The openings without the hidden fields: their commitments stay, so what remains still verifies.

    Kind, author and time are never hidden. A hidden body takes its signature along: with the signature's salt the words
    could be found by trying.
    """
    if not fields:
        return openings
    fields = (fields | {"signature"} if "body" in fields else fields) - _ALWAYS
    return {name: opening for name, opening in openings.items() if name not in fields}


def view(row: Row, openings: Mapping[str, Opening], later: Later = AS_SEALED) -> View:
    """One record as a View: with the words that stand in its body's place, when such do.

    A rescreen record's own view leaves those words to the record in whose place they stand.
    """
    plain = {name: opening.value for name, opening in openings.items()}
    role, _, name = str(plain["author"]).partition(":")
    replaced = later.masked is not None
    return View(
        index=row.index,
        seq=row.seq,
        conversation=row.conversation,
        record=row.record,
        kind=str(plain["kind"]),
        author=Author(role, name),
        received=cast("int", plain["received"]),
        sent=cast("int | None", plain.get("sent")),
        body=later.masked if replaced else cast("str | None", plain.get("body")),
        spans=later.spans if replaced else _spans(row, plain),
        facts={name: value for name, value in plain.items() if name not in _OWN} | later.shown(),
        changed=later.changed,
    )


def _spans(row: Row, plain: Mapping[str, object]) -> tuple[Span, ...]:
    """The spans as they were sealed: of a body that is open, or of what a rescreen record puts in another's place."""
    open_ = "body" in plain or "masked" in plain
    return spans_of(plain.get("spans"), row.seq) if open_ else ()
