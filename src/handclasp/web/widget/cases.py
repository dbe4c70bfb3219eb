"""A customer's disputes in the chat: how each stands, what was asked, that it was answered, an appeal.

Promises: a session is told of its own conversation alone, and of no step the desk took; thin, it decides nothing.
"""

from __future__ import annotations

from typing import Annotated, Protocol, TypeVar

import msgspec
from msgspec import Meta

from handclasp.access.policy import Reader
from handclasp.desk.cases import BadCase, Case, Summary

T = TypeVar("T")


class Cases(Protocol):
    """Disputes as their parties have them (desk.cases.parties.Parties)."""

    def mine(self, who: Reader, /) -> list[tuple[bytes, Summary]]:
        """A party's cases."""

    def arrived(self, who: Reader, number: str, wants: list[str], record: int, /) -> Case:
        """What was asked for has come; raises BadCase, CaseMoved, NotFound."""

    def appeal(self, who: Reader, number: str, why: str, /) -> Case:
        """The decision is not accepted; raises BadCase, CaseMoved, NotFound."""


class Arrived(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What the frame says was answered: the wants, and in which message (0: the last)."""

    wants: Annotated[list[str], Meta(max_length=10)]
    seq: Annotated[int, Meta(ge=0, le=10**9)] = 0


class Appeal(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What the customer holds against a decision."""

    why: Annotated[str, Meta(max_length=2000)]


def read(body: bytes, shape: type[T]) -> T:
    """What was sent; raises BadCase."""
    try:
        return msgspec.json.decode(body, type=shape)
    except (msgspec.DecodeError, UnicodeDecodeError):
        raise BadCase("The request has another shape than expected.") from None


def number(text: str) -> str:
    """A case's whole number from an address; raises BadCase."""
    if len(text) != 32 or not all(letter in "0123456789abcdef" for letter in text):
        raise BadCase("A case's number is 32 hex digits.")
    return text
