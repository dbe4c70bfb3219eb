"""What staff write in a conversation, as a record: an answer to the customer, or a note for colleagues.

Who may write is asked of the policies before; nothing here decides, and nothing here is stored unscreened.
"""

from __future__ import annotations

from typing import Final, NamedTuple

from handclasp.records import Author, Kind, Raw, Secret, Value

LONGEST: Final = 20_000
"""How many characters one record of a person's takes."""


class Words(NamedTuple):
    """What somebody wrote, under a key that makes sending it twice the same as once; `note`: for colleagues alone."""

    key: str
    text: str
    note: bool


def spoken(tenant: str, conversation: str, account: str, words: Words, *, now: int, channel: str, policy: str) -> Raw:
    """The record of it in a conversation (its pseudonym in hex), by the policies that let it."""
    facts: dict[str, Value] = {} if words.note or not channel else {"channel": channel}
    return Raw(
        tenant=tenant,
        conversation=conversation,
        by_pseudonym=True,
        key=f"desk:{account}:{words.key}",
        kind=Kind.NOTE if words.note else Kind.MESSAGE,
        author=Author("agent", account),
        received=now,
        text=Secret(words.text),
        facts={**facts, "policy": policy},
    )
