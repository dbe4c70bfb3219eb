"""Puts the outbound guard together with the journal: what was stopped is on record, without a word of it."""

from __future__ import annotations

import hmac
import secrets
from collections.abc import Callable

from handclasp.disclose.journal import journal_name, person
from handclasp.records import Author, Guarded, Kind, Raw, Screened, Secret
from handclasp.screen.risk import Risk
from handclasp.seal.keys import Keyring


def stopped(
    keyring: Keyring, tenants: Callable[[str], int | None], clock: Callable[[], int]
) -> Callable[[Raw, bytes, Guarded], Raw]:
    """Makes the record of a stop: who, in which conversation, the category and the guard's version."""

    def record(raw: Raw, conversation: bytes, error: Guarded) -> Raw:
        now = clock()
        number = tenants(raw.tenant)
        # Only at the desk is an author's id known to be theirs; elsewhere it is what a caller says.
        theirs = raw.by_pseudonym and number is not None
        return Raw(
            tenant=raw.tenant,
            conversation=journal_name(now),
            journal=True,
            key=f"journal/guard/{secrets.token_hex(16)}",
            kind=Kind.REFUSAL,
            author=raw.author,
            received=now,
            facts={
                "action": "send",
                "reason": f"the outbound guard stopped a text: {', '.join(error.categories)}",
                "subjects": [conversation.hex()],
                "details": {"code": error.code, "category": error.category, "guard": error.version},
            },
            about=(keyring.person(number, person(raw.author.id)),) if theirs and number is not None else (),
        )

    return record


def check(
    screen: Callable[[Raw], Screened], risk: Risk, clock: Callable[[], int]
) -> Callable[[str, str, str, str], Guarded | None]:
    """Says why somebody of a tenant's staff may not send a text in a conversation; records and remembers nothing."""

    def look(tenant: str, conversation: str, account: str, text: str) -> Guarded | None:
        raw = Raw(
            tenant=tenant,
            conversation=conversation,
            by_pseudonym=True,
            key="",
            kind=Kind.MESSAGE,
            author=Author("agent", account),
            received=clock(),
            text=Secret(text),
        )
        try:
            risk.guard(screen(raw))
        except Guarded as error:
            return error
        return None

    return look


def keyed(secret: bytes) -> Callable[..., str]:
    """A keyed hash over some texts, in hex: the journal may hold it, for nobody outside can try texts against it."""

    def digest(*parts: str) -> str:
        spelled = b"".join(len(part.encode()).to_bytes(4) + part.encode() for part in parts)
        return hmac.new(secret, b"handclasp/guarded-text/v1" + spelled, "sha256").hexdigest()

    return digest
