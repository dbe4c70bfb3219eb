"""Furnishes a house's console in a process of its own: accounts that have everything, and sessions in every state.

Reads what is wanted from standard input and tells what there is on standard output, both JSON. A session's stamps are
written as the step-up page writes them; there is no other way to hold a stamp that is older than its age. Asked again,
with the sessions it told, it stamps them anew: how long the tests take must not matter.
"""

from __future__ import annotations

import json
import sys
import time
from functools import cache
from typing import Any

from handclasp.access.policy import StepUp
from handclasp.config import load
from handclasp.house import running
from handclasp.web import console

NONE, STALE = "none", "stale"
COPIES = 4
"""How many sessions an account has of each kind in which conversations are read."""


def main() -> None:
    """Migrate, make accounts, let the list catch up, settle whose each conversation is, open sessions."""
    plan = json.load(sys.stdin)
    with running.django(load(), None) as house:
        if "again" in plan:
            _stamp_again(plan["again"])
            return
        console.migrate()
        told = {"people": {person["name"]: _account(person) for person in plan["people"]}}
        _catch_up(house, plan["tenants"])
        for one in plan["conversations"]:
            _settle(one)
        sys.stdout.write(json.dumps(told | _cookies()))


def _account(person: dict[str, str]) -> dict[str, Any]:
    from handclasp.access import factors  # noqa: PLC0415 - needs Django set up
    from handclasp.access.models import Staff  # noqa: PLC0415
    from handclasp.access.step_up import MAX_AGE  # noqa: PLC0415

    names = ("tenant", "role", "team", "merchant")
    staff = Staff(username=person["name"], display_name=person["name"], **{name: person[name] for name in names})
    staff.password = _hashed(person["password"])
    staff.save()
    secret = factors.new_secret()
    # Long ago, so that no code a test may show is used up.
    step = int(time.time()) // factors.STEP - 10
    factors.add_totp(staff, secret, factors._code_at(secret, step), step * factors.STEP)
    now = time.time()
    kinds = {NONE: {}, STALE: {purpose: now - age - 1 for purpose, age in MAX_AGE.items()}}
    for purpose in MAX_AGE:
        kinds[f"only {purpose}"] = {purpose: now}
        kinds[f"but {purpose}"] = {other: now for other in MAX_AGE if other != purpose}
    read = {NONE, f"only {StepUp.OLD_RECORDS}", f"but {StepUp.OLD_RECORDS}"}
    sessions = {
        kind: [_session(staff, stamps) for _ in range(COPIES if kind in read else 1)] for kind, stamps in kinds.items()
    }
    factors.RECOVERY_CODES = 20  # type: ignore[misc] # one for each command that somebody types
    return {"secret": secret, "codes": factors.new_recovery_codes(staff), "sessions": sessions}


@cache
def _hashed(password: str) -> str:
    from django.contrib.auth.hashers import make_password  # noqa: PLC0415

    return str(make_password(password))


def _session(staff: Any, stamps: dict[str, float]) -> str:
    """A session of somebody who gave password and second factor; returns its key."""
    from handclasp.access.models import new_handle  # noqa: PLC0415
    from handclasp.access.sessions import ABOUT, SessionStore  # noqa: PLC0415
    from handclasp.web.console import entering, guard  # noqa: PLC0415

    session = SessionStore()
    session["_auth_user_id"] = str(staff.pk)
    session["_auth_user_backend"] = "django.contrib.auth.backends.ModelBackend"
    session["_auth_user_hash"] = staff.get_session_auth_hash()
    session[entering.SECOND_FACTOR] = {"method": "totp", "at": time.time()}
    session[ABOUT] = {"handle": new_handle(), "address": "127.0.0.1", "agent": "specimen", "began": time.time()}
    session[guard.STEPPED_UP] = stamps
    session.create()
    return str(session.session_key)


def _stamp_again(sessions: dict[str, list[str]]) -> None:
    """What was stepped up in a session that still is, was stepped up just now; the stale ones stay stale."""
    from handclasp.access.sessions import SessionStore  # noqa: PLC0415
    from handclasp.web.console import guard  # noqa: PLC0415

    for kind, keys in sessions.items():
        for key in [] if kind == STALE else keys:
            session = SessionStore(key)
            if session.exists(key):
                session[guard.STEPPED_UP] = dict.fromkeys(session[guard.STEPPED_UP], time.time())
                session.save()


def _catch_up(house: Any, tenants: list[str]) -> None:
    from handclasp.desk.queue import Consumer  # noqa: PLC0415

    read: dict[str, int] = {}
    consumer = Consumer(house.disclose, lambda: tenants, read.get, read.__setitem__, house.flow.append)
    while consumer.step():
        pass


def _settle(one: dict[str, Any]) -> None:
    from handclasp.desk.models import Conversation  # noqa: PLC0415

    changed = Conversation.objects.filter(tenant=one["tenant"], pseudonym=bytes.fromhex(one["conversation"])).update(
        agent=one["agent"], team=one["team"], merchants=one["merchants"]
    )
    assert changed == 1, one


def _cookies() -> dict[str, str]:
    from django.conf import settings  # noqa: PLC0415

    return {"session_cookie": settings.SESSION_COOKIE_NAME, "csrf_cookie": settings.CSRF_COOKIE_NAME}


if __name__ == "__main__":
    main()
