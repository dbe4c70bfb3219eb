"""Judges a screened record: what it is about by the tenant's risk words, and whether it may leave for a customer.

Promises that every text that others write to a customer passes the outbound guard, whatever door it came in by, also
together with what its author just sent, and that an approval lets pass what may be allowed and nothing else. Keeps no
word of any text, but for the little that `recent` remembers.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

import msgspec

from handclasp.records import FLAGGED_KINDS, SAID, Guarded, Kind, Raw, Screened
from handclasp.screen import outbound
from handclasp.screen.folding import folded
from handclasp.screen.outbound import Category, Stop
from handclasp.screen.recent import REACH, Recent
from handclasp.screen.risk_words import Lexicon

CUSTOMER: Final = "customer"
LEAVING: Final = frozenset({Kind.MESSAGE, Kind.ATTACHMENT, Kind.CORRECTION, Kind.ORDER_EVENT})
"""Kinds whose words a customer is shown."""
SPOKEN: Final = frozenset({Kind.MESSAGE, Kind.ATTACHMENT})
"""Kinds that are read on from what their author sent before."""

WHY: Final[dict[Category, str]] = {
    Category.SEED_PHRASE: "it asks for a seed phrase",
    Category.PRIVATE_KEY: "it asks for a private key",
    Category.PASSWORD: "it asks for a password",
    Category.SECRET_OUT: "it holds a seed phrase or a private key",
    Category.ONE_TIME_CODE: "it asks for a one-time code",
    Category.CARD_CHECK: "it asks for a card's check number",
    Category.CARD_NUMBER: "it asks for a whole card number",
    Category.OFF_PLATFORM: "it leads to a payment or a talk outside the platform",
    Category.PERSONAL_DATA: "it holds a whole card or identity number",
}


class Risk:
    """Flags and guards. Thread-safe; `lexicon` gives the list in force for a tenant."""

    def __init__(self, lexicon: Callable[[str], Lexicon]) -> None:
        self._lexicon = lexicon
        self._recent = Recent()

    def judge(self, screened: Screened) -> Screened:
        """The record with its flags, which now is on its way; raises Guarded when it may not leave."""
        raw = screened.raw
        if raw.text is None and raw.attached is None:
            return screened
        plain = folded(_words(raw))
        quiet = self._guard(screened, plain)
        if _leaves(raw) and raw.kind in SPOKEN:
            if raw.cleared:  # what somebody allowed would stop whatever comes after it
                self._recent.forget(raw)
            else:
                self._recent.keep(raw, quiet)
        if raw.kind not in FLAGGED_KINDS or raw.text is None:
            return screened
        matcher, outgoing = self._lexicon(raw.tenant).matcher, raw.author.role != CUSTOMER
        found = matcher.flags(raw.text.reveal(), outgoing=outgoing, plain=None if raw.attached else plain)
        flags = [{"by": one.version, "category": one.category, "severity": one.severity} for one in found]
        return msgspec.structs.replace(screened, flags=flags) if flags else screened

    def guard(self, screened: Screened) -> None:
        """Raises Guarded when the record may not leave; remembers nothing of it."""
        self._guard(screened, folded(_words(screened.raw)))

    def _guard(self, screened: Screened, plain: str) -> list[int]:
        """The marks of its sentences that ask for nothing; raises Guarded when it may not leave."""
        raw = screened.raw
        quiet: list[int] = []
        if not _leaves(raw):
            return quiet
        stop = outbound.check(_words(raw), screened.spans, plain, seen=quiet) or self._cut(raw, quiet)
        if stop is None or (raw.cleared and stop.ever):
            return quiet
        why = " and ".join(WHY[category] for category in stop.categories)
        way = "A supervisor may allow it." if stop.ever else "Nobody can allow this."
        message = f"Nothing was sent, for {why}. Say it without, or point to the official page. {way}"
        raise Guarded(message, tuple(stop.categories), stop.version, ever=stop.ever)

    def _cut(self, raw: Raw, quiet: list[int]) -> Stop | None:
        """Why it may not leave when it is read on from what its author just sent."""
        if raw.kind not in SPOKEN or raw.text is None:
            return None
        earlier, before = self._recent.seen(raw)
        if not earlier:
            return None
        ends = [end.reveal() for end in earlier]
        return outbound.check_on(ends, raw.text.reveal()[:REACH], (*quiet, *before))


def _leaves(raw: Raw) -> bool:
    return raw.author.role != CUSTOMER and raw.kind in LEAVING and raw.cleared != SAID


def _words(raw: Raw) -> str:
    text = raw.text.reveal() if raw.text is not None else ""
    return f"{text}\n{raw.attached.name}" if raw.attached is not None else text
