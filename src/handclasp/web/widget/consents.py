"""What a customer is asked for separately, in the chat: the question in its words, how it stands, the answer.

Promises: a session is told of its own conversation alone; thin, it decides nothing.
"""

from __future__ import annotations

from typing import Any, Protocol

import msgspec

from handclasp.access.policy import Reader
from handclasp.disclose.consent_words import ANSWERS, BadConsent, Step, Wording
from handclasp.disclose.consents import Consent


class Consents(Protocol):
    """Separate consents (disclose.Consents)."""

    def mine(self, who: Reader, conversation: bytes, language: str, /) -> list[tuple[Consent, Wording]]:
        """A customer's consents, the newest first; what waits for an answer is on record as shown."""

    def answer(self, who: Reader, conversation: bytes, seq: int, step: Step, language: str, /) -> Consent:
        """Give, decline or take back; raises BadConsent, NotFound."""


class _Answer(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    answer: str


def answer(body: bytes) -> Step:
    """What was answered; raises BadConsent."""
    try:
        said = msgspec.json.decode(body, type=_Answer).answer
    except (msgspec.DecodeError, UnicodeDecodeError):
        raise BadConsent("The answer has another shape than expected.") from None
    if said not in ANSWERS:
        raise BadConsent(f"An answer is one of: {', '.join(ANSWERS)}.")
    return Step(said)


def told(one: Consent, words: Wording) -> dict[str, Any]:
    """A consent as its customer knows it, ready for JSON: the words, how it stands, each step with its number."""
    return {
        "seq": one.seq,
        "matter": str(one.wanted.matter),
        "title": words.title,
        "lines": list(words.lines),
        "state": str(one.state),
        "steps": [{"step": str(step.step), "at": step.at, "index": step.place} for step in one.steps],
    }
