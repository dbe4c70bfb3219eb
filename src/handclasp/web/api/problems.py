"""Every way a machine door says no: RFC 9457 problems with a stable code each, all listed in one table.

A problem says what is wrong and what to do next; it never repeats what was sent.
"""

from __future__ import annotations

from html import escape
from typing import Final, NamedTuple

import msgspec
from starlette.responses import Response

from handclasp.intake import errors as intake
from handclasp.records import HandclaspError, Invalid, OutcomeUnknown, Overloaded

MEDIA_TYPE: Final = "application/problem+json"
_UNEXPECTED: Final = "Something unexpected happened here. Try again; when it stays, show the operator the instance."


class Kind(NamedTuple):
    """A kind of problem: its HTTP status and what its code means."""

    status: int
    title: str


KINDS: Final[dict[str, Kind]] = {
    **{code: Kind(400, title) for code, title in intake.MALFORMED.items()},
    **{code: Kind(413, title) for code, title in intake.TOO_LARGE.items()},
    **{code: Kind(422, title) for code, title in (intake.INVALID | intake.FILES).items()},
    "bad-query": Kind(400, "a query parameter is missing or not as it must be"),
    "bad-search": Kind(400, "what is searched for cannot be understood, or not be asked"),
    "index-broken": Kind(500, "the search index is not what was written; it can be made anew"),
    "bad-header": Kind(400, "a header is not as it must be"),
    "bad-tile-path": Kind(400, "the path names no tile"),
    "body-cut-short": Kind(400, "fewer bytes arrived than announced"),
    "unauthorized": Kind(401, "no valid API key was shown"),
    "bad-signature": Kind(401, "the request is not signed as it must be"),
    "signature-clock": Kind(401, "the request was signed too far from our clock"),
    "signature-replayed": Kind(409, "a request with this nonce was taken already"),
    "scope-missing": Kind(403, "the API key may not do this"),
    "refused": Kind(403, "policy says no"),
    "case": Kind(422, "a dispute cannot be opened or go on like that; nothing was done"),
    "case-moved-on": Kind(409, "somebody else went on with the dispute just then"),
    "bad-order": Kind(422, "what was given is no order's number"),
    "guarded": Kind(422, "the outbound guard stopped what would be sent to a customer"),
    "reason-needed": Kind(403, "policy allows this to whoever says why"),
    "reason-sensitive": Kind(422, "the reason or purpose holds a customer's data"),
    "step-up-needed": Kind(403, "policy allows this to a person after a second factor"),
    "approval-needed": Kind(403, "policy allows this once a second person has approved it"),
    "approval-own-request": Kind(403, "nobody decides on their own request"),
    "approval-not-yours": Kind(403, "a request is used by who asked for it"),
    "approval-not-allowed": Kind(403, "this person may not decide on it"),
    "approval-changed": Kind(409, "what was approved is not what would be done now"),
    "approval-used": Kind(409, "the approval was used; it is good for one act"),
    "approval-expired": Kind(409, "the time for the request is over"),
    "approval-closed": Kind(409, "the request was ended"),
    "approval-role-lost": Kind(403, "somebody whom the request depends on lost the role for it"),
    "approval-incomplete": Kind(403, "fewer people have approved than must"),
    "approval-voted-already": Kind(409, "one person has one vote"),
    "approval-not-sealed": Kind(500, "the journal does not say of the request what the database says"),
    "no-legal-basis": Kind(403, "it would go across a border without a legal basis that this house has"),
    "no-consent": Kind(403, "it needs the customer's separate consent, and none stands"),
    "consent": Kind(422, "a consent cannot be entered like that; nothing was recorded"),
    "bad-destination": Kind(422, "where an export goes is not said, or not as it must be"),
    "export": Kind(422, "an export cannot be made like that"),
    "not-found": Kind(404, "there is no such thing for you"),
    "method-not-allowed": Kind(405, "this path takes other methods"),
    "slow-body": Kind(408, "the body took too long to arrive"),
    "idempotency-key-reused": Kind(409, "the key was used before with another content"),
    "conversation-moved-on": Kind(409, "the conversation went on meanwhile"),
    "length-required": Kind(411, "there is no body, or its length is not said"),
    "body-too-large": Kind(413, "the body is larger than allowed"),
    "too-many-lines": Kind(413, "the batch has more lines than allowed"),
    "batch-head": Kind(400, "the first line of the message does not say which batch it is"),
    "batch-out-of-turn": Kind(409, "a batch before this one has to be sent first"),
    "foreign-origin": Kind(403, "a page of another site may not open a stream"),
    "upgrade-required": Kind(426, "this path is a WebSocket"),
    "too-many-streams": Kind(429, "as many streams are open as may be"),
    "unsupported-media-type": Kind(415, "the content type or encoding is not taken here"),
    "unknown-tenant": Kind(404, "the API key's site is not in this house"),
    "wrong-fields": Kind(422, "a field does not belong to this kind of record, or one is absent"),
    "not-canonical": Kind(422, "a value has no canonical form"),
    "bad-name": Kind(422, "a name cannot be like that"),
    "invalid": Kind(422, "the input cannot be a record"),
    "rate-limited": Kind(429, "this API key sends faster than it may"),
    "error": Kind(500, "something unexpected happened"),
    "blob-missing": Kind(500, "an attachment's bytes are not where they should be"),
    "ciphertext-unreadable": Kind(500, "what is stored cannot be opened"),
    "commitment-broken": Kind(500, "what is stored is not what was committed"),
    "key-missing": Kind(410, "the key of this content was destroyed, or is not in this house"),
    "database-unavailable": Kind(503, "the database does not answer"),
    "log-inconsistent": Kind(503, "the log does not continue what was signed; nothing is taken for now"),
    "log-rolled-back": Kind(503, "the database holds less than was signed; nothing is taken for now"),
    "log-forked": Kind(503, "the database holds another history; nothing is taken for now"),
    "storage-full": Kind(507, "the disk is full; nothing was stored"),
    "overloaded": Kind(503, "more is waiting than may wait; nothing was stored"),
    "outcome-unknown": Kind(503, "whether it was stored is not known yet"),
}
"""All codes; append-only, since clients act on them."""


_LATER: Final = (503, 507)


class Problem(HandclaspError):
    """Raised by a door to answer with a problem; `headers` go with it."""

    def __init__(self, code: str, detail: str, headers: dict[str, str] | None = None) -> None:
        super().__init__(detail)
        self.code = code
        self.headers = headers or {}


class ProblemOut(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """RFC 9457 problem details; `field` is the dotted path of the field at fault, `category` what the guard found."""

    type: str
    title: str
    status: int
    detail: str
    code: str
    instance: str | None = None
    field: str | None = None
    category: str | None = None


def describe(error: HandclaspError, instance: str | None = None) -> ProblemOut:
    """Put an error meant for people into problem details; an unknown code falls back to its family."""
    code = error.code if error.code in KINDS else _family(error)
    detail = str(error)
    if isinstance(error, OutcomeUnknown):
        detail = f"{detail.rstrip('.')}. Retry with the same id: it will be stored once."
    return ProblemOut(
        type=f"/v1/errors#{code}",
        title=KINDS[code].title,
        status=KINDS[code].status,
        detail=detail,
        code=code,
        instance=instance,
        field=getattr(error, "field", None),
        category=getattr(error, "category", None),
    )


def unexpected(instance: str) -> ProblemOut:
    """The problem for an exception nobody planned for; its message stays in the log."""
    return describe(HandclaspError(_UNEXPECTED), instance)


def respond(problem: ProblemOut, headers: dict[str, str] | None = None) -> Response:
    """Make the HTTP response of a problem."""
    return Response(msgspec.json.encode(problem), problem.status, headers, MEDIA_TYPE)


def headers_of(error: HandclaspError) -> dict[str, str]:
    """Headers that go with an error: `Retry-After` where waiting helps."""
    if isinstance(error, Problem):
        return error.headers
    if isinstance(error, Overloaded):
        return {"retry-after": str(error.retry_after)}
    if isinstance(error, OutcomeUnknown):
        return {"retry-after": "1"}
    return {"retry-after": "5"} if describe(error).status in _LATER else {}


def _family(error: HandclaspError) -> str:
    for family in (Overloaded, OutcomeUnknown):
        if isinstance(error, family):
            return family.code
    return "invalid" if isinstance(error, Invalid) else "error"


def errors_page() -> bytes:
    """The page that the `type` of a problem points to: every code with its meaning."""
    rows = "".join(
        f'<h2 id="{escape(code)}">{escape(code)}</h2><p>{kind.status}: {escape(kind.title)}.</p>'
        for code, kind in sorted(KINDS.items())
    )
    head = '<!doctype html><html lang="en"><meta charset="utf-8"><title>Errors of the Handclasp API</title>'
    return f"{head}<h1>Errors of the Handclasp API</h1>{rows}</html>".encode()
