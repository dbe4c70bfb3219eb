"""Every refusal of the widget as an RFC 9457 problem: which status a named error has, and when to come back.

Promises that no refusal carries a token, a key or a customer's words: only an error's own code and sentence go out.
"""

from __future__ import annotations

from typing import Final

from starlette.responses import Response

from handclasp.records import HandclaspError
from handclasp.web.api import problems
from handclasp.web.api.problems import Kind, ProblemOut
from handclasp.web.hub import TooMany

UNAUTHORIZED: Final = 401


class SiteUnknown(HandclaspError):
    """No site has this key."""

    code = "site-unknown"


class ForeignOrigin(HandclaspError):
    """The request comes from another page than the widget's own frame."""

    code = "origin-refused"


class ResumeNeedsVoucher(HandclaspError):
    """A vouched session is renewed by a new token of the shop, never by the old session alone."""

    code = "resume-needs-voucher"


class SignatureWrong(HandclaspError):
    """The customer's signature does not fit the words."""

    code = "signature-wrong"


class TooLong(HandclaspError):
    """The request's body is larger than this door takes."""

    code = "body-too-large"


class SlowBody(HandclaspError):
    """The request's body did not come, or too slowly."""

    code = "slow-body"


class Elsewhere(HandclaspError):
    """The visitor's chat does not go on in the conversation that a request names."""

    code = "conversation-moved"


class NotAsked(HandclaspError):
    """The house did not ask for this rating, or asks for another by now."""

    code = "not-asked"


KINDS: Final[dict[str, Kind]] = {
    "session-invalid": Kind(401, "no valid chat session was shown"),
    "session-expired": Kind(401, "the chat session is over"),
    "resume-needs-voucher": Kind(401, "a vouched session needs a new token of the shop"),
    "voucher-expired": Kind(401, "the shop's token has expired"),
    "voucher-not-yet": Kind(401, "the shop's token is not valid yet"),
    "voucher-too-long": Kind(401, "the shop's token is valid for too long"),
    "voucher-algorithm": Kind(401, "the shop's token is not signed with HS256"),
    "voucher-signature": Kind(401, "the shop's token is signed with another secret"),
    "voucher-audience": Kind(401, "the shop's token is not meant for this door"),
    "voucher-claim": Kind(401, "the shop's token lacks a claim"),
    "voucher-subject": Kind(401, "the shop's token names no customer"),
    "voucher-name": Kind(401, "the shop's token has a name that cannot be shown"),
    "voucher-malformed": Kind(401, "the shop's token is not a signed JWT"),
    "voucher-not-set-up": Kind(401, "this site has no secret for the shop's tokens"),
    "origin-refused": Kind(403, "another page than the widget's own asks"),
    "site-unknown": Kind(404, "no site has this key"),
    "not-found": Kind(404, "there is no such record in this chat"),
    "conversation-moved": Kind(409, "this chat goes on in another conversation"),
    "not-asked": Kind(409, "this rating was not asked for"),
    "request": Kind(409, "this cannot be asked for, or not like that"),
    "request-moved-on": Kind(409, "somebody went on with this request just then"),
    "consent": Kind(409, "this cannot be answered like that now"),
    "case": Kind(422, "this cannot be said of a dispute, or not like that"),
    "notice": Kind(500, "the notice cannot be shown"),
    "bad-signature": Kind(422, "the customer's signature has not the right form"),
    "signature-wrong": Kind(422, "the customer's signature does not fit the words"),
    "rate-limited": Kind(429, "this visitor or address asks faster than it may"),
}
"""Codes of this door, or with words of its own; the rest are those of /v1. Append-only, since clients act on them."""


def refuse(error: HandclaspError) -> Response:
    """The problem a named error becomes."""
    headers = {"Cache-Control": "no-store", **problems.headers_of(error)}
    if isinstance(error, TooMany):
        headers["Retry-After"] = str(error.retry_after)
    kind = KINDS.get(error.code)
    if kind is None:
        return problems.respond(problems.describe(error), headers)
    if kind.status == UNAUTHORIZED:
        headers["WWW-Authenticate"] = "Bearer"
    field = getattr(error, "field", None)
    out = ProblemOut(
        type=f"/v1/errors#{error.code}",
        title=kind.title,
        status=kind.status,
        detail=str(error),
        code=error.code,
        field=field,
    )
    return problems.respond(out, headers)
