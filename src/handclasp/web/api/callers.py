"""Who is calling, and may they: an API key in `Authorization: Bearer`, a scope per operation, a pace per key.

Unknown, expired and revoked keys get one and the same answer; what was tried with a key that is known stands in the
tenant's journal (`access.machines.ApiKeys`). The key itself goes nowhere but to the check.
"""

from __future__ import annotations

from starlette.requests import HTTPConnection

from handclasp.web.api.context import Api
from handclasp.web.api.problems import Problem
from handclasp.web.api.services import Caller, Scope

_MAX_KEY = 512
# What a stranger would still send is not read.
_CLOSE = {"connection": "close"}
_CHALLENGE = {"www-authenticate": 'Bearer realm="handclasp"'} | _CLOSE
_INVALID = {"www-authenticate": 'Bearer realm="handclasp", error="invalid_token"'} | _CLOSE


async def caller_of(api: Api, request: HTTPConnection, scope: Scope) -> Caller:
    """Return who calls, if they may do what `scope` names. Raises Problem (401, 403)."""
    kind, _, presented = request.headers.get("authorization", "").partition(" ")
    presented = presented.strip()
    if kind.lower() != "bearer" or not presented:
        raise Problem("unauthorized", "Show an API key: Authorization: Bearer <key>.", _CHALLENGE)
    known = len(presented) <= _MAX_KEY and presented.isascii()
    keys = api.services.api_keys
    caller = keys.at_hand(presented) or await api.read(keys.check, presented) if known else None
    if caller is None:
        reason = "This API key is not valid (any more): ask the administrator of your site for a new one."
        raise Problem("unauthorized", reason, _INVALID)
    request.scope["handclasp.key"] = caller.key
    if scope not in caller.scopes:
        await api.read(api.services.refused, caller, scope, f"the API key lacks the scope {scope}")
        reason = f"This API key lacks the scope `{scope}`: an administrator can issue one with it."
        raise Problem("scope-missing", reason, _CLOSE)
    return caller


def pace(api: Api, caller: Caller, messages: int) -> None:
    """Count `messages` against the caller's bucket. Raises Problem (429)."""
    wait = api.buckets.take(caller.key, messages)
    if wait:
        reason = (
            f"This API key may send {api.settings.rate_per_second:g} messages a second: wait {wait} s and try again."
        )
        raise Problem("rate-limited", reason, {"retry-after": str(wait)})
