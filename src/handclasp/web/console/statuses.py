"""The HTTP status of each error that is answered in words, by the error's code; any other is 503."""

from __future__ import annotations

from typing import Final

STATUS: Final[dict[str, int]] = {
    "refused": 403,
    "step-up-needed": 403,
    "guarded": 422,
    "bad-lexicon": 422,
    "lexicon-moved-on": 409,
    "reason-needed": 403,
    "reason-sensitive": 422,
    "approval-needed": 403,
    "approval-own-request": 403,
    "approval-not-yours": 403,
    "approval-not-allowed": 403,
    "approval-role-lost": 403,
    "approval-incomplete": 403,
    "approval-changed": 409,
    "approval-used": 409,
    "approval-expired": 409,
    "approval-closed": 409,
    "approval-voted-already": 409,
    "not-found": 404,
    "idempotency-key-reused": 409,
    "conversation-moved-on": 409,
    "last-factor": 409,
    "passkey-refused": 409,
    "own-account": 403,
    "grant-moved-on": 409,
    "policy-moved-on": 409,
    "policy-published-twice": 409,
    "policy-altered": 503,
    "not-a-picture": 422,
    "export": 422,
    "taken": 409,
    "not-at-the-desk": 422,
    "invalid": 422,
    "overloaded": 503,
    "rate-limited": 429,
    "outcome-unknown": 503,
}
