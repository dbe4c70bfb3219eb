"""Anchors: what is known outside the house about a checkpoint, so that not even its keeper can put it back in time.

One small interface. `prepare` sends nothing: what it returns is kept first, so that a crash between sending and
recording finds the same request again and never pays twice. `advance` may be called any number of times.
"""

from __future__ import annotations

from typing import Any, NamedTuple, Protocol

from handclasp.records import HandclaspError

WITNESS, RFC3161, ETHEREUM, IPFS = "witness", "rfc3161", "ethereum", "ipfs"
KINDS = (WITNESS, RFC3161, ETHEREUM, IPFS)


class AnchorFailed(HandclaspError):
    """An anchor could not be made now; it is tried again later, and nothing is paid twice."""

    code = "anchor-failed"


class OverBudget(AnchorFailed):
    """The fee would exceed what may be spent; nothing was sent."""

    code = "anchor-over-budget"


class Pending(NamedTuple):
    """Begun, not done. `state` is to be kept before the next call; `cost` is what it may cost at most.

    `again`: nothing of it was sent yet, so call `advance` as soon as `state` is kept.
    """

    state: bytes
    cost: int = 0
    again: bool = False


class Done(NamedTuple):
    """Done: the proof as formats.md §10 has it, and what was paid."""

    proof: dict[str, Any]
    cost: int = 0


class Anchor(Protocol):
    """One place outside. Costs are whole numbers of its smallest coin (wei), 0 where nothing is paid."""

    kind: str

    def prepare(self, note: str, left: int) -> Pending:
        """What will be sent for this checkpoint, at a cost of at most `left`; raises AnchorFailed, OverBudget."""

    def advance(self, note: str, state: bytes, left: int) -> Pending | Done:
        """Send what is not there yet, look for what was sent; raises AnchorFailed."""


def anchored_text(note: str) -> bytes:
    """What is stamped: the lines of a checkpoint that are signed, without the signatures."""
    text, _, _ = note.partition("\n\n")
    return f"{text}\n".encode()
