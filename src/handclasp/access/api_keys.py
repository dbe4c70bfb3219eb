"""API keys of a tenant: listed, made and revoked by whoever may manage keys; each act is on record before it counts.

A key's secret is returned once and kept only as a hash. Every key has the scopes that were named for it and a day on
which it ends.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from typing import Final, NamedTuple, Protocol

from handclasp.access.governance import Gate, Journal
from handclasp.access.machines import DAYS, MOST_DAYS, SCOPES, BadSetting, new_key
from handclasp.access.policy import Action, Need, Passed, Reader
from handclasp.records import Kind, NotFound, Value

LONGEST_LABEL: Final = 60

Row = tuple[str, str, list[str], str, datetime | None, bool, datetime]


class Key(NamedTuple):
    """A key without its secret. One without an end was made by an earlier version, and works until it is revoked."""

    key_id: str
    tenant: str
    scopes: tuple[str, ...]
    label: str
    expires: datetime | None
    revoked: bool
    made: datetime

    def state(self, now: datetime) -> str:
        """`revoked`, `expired`, `endless` (usable, without an end) or `usable`."""
        if self.revoked:
            return "revoked"
        if self.expires is None:
            return "endless"
        return "usable" if self.expires > now else "expired"


class Store(Protocol):
    """Where keys are kept (store.settings.Directory)."""

    def api_keys(self) -> Sequence[Row]:
        """Every key of the house, the oldest first."""

    def add_key(
        self, tenant: int, key_id: str, hash_: bytes, scopes: list[str], label: str, expires: datetime, /
    ) -> None:
        """Keep a new one's hash."""

    def revoke_key(self, key_id: str, /) -> bool:
        """End one."""


def listed(store: Store, tenant: str = "") -> list[Key]:
    """The keys of a tenant, or of all; the oldest first."""
    return [Key(row[0], row[1], tuple(row[2]), *row[3:]) for row in store.api_keys() if tenant in ("", row[1])]


class KeyBook:
    """The API keys of a house, as whoever acts may see and change them. Every call raises Refused, journalled."""

    def __init__(self, *, gate: Gate, journal: Journal, store: Store, clock: Callable[[], int]) -> None:
        self._gate = gate
        self._journal = journal
        self._store = store
        self._clock = clock

    def listed(self, who: Reader) -> list[Key]:
        """The tenant's keys, the oldest first; looking takes no second factor, changing does."""
        decision = self._gate.decision(who, Action.MANAGE_KEYS)
        if not decision.allowed and decision.needs != {Need.STEP_UP}:
            self._gate.refuse(who, Action.MANAGE_KEYS, decision)
        return listed(self._store, who.tenant)

    def add(self, who: Reader, scopes: Sequence[str], label: str, days: int = DAYS) -> str:
        """Make a key; returns it, the only time it is seen. Raises BadSetting."""
        passed = self._gate.passed(who, Action.MANAGE_KEYS)
        wanted, label = sorted(set(scopes)), label.strip()
        _check(wanted, label, days)
        key_id, key, hashed = new_key()
        expires = datetime.fromtimestamp(self._clock() / 1000, UTC) + timedelta(days=days)
        told = {"scopes": " ".join(wanted), "label": label, "expires": f"{expires:%Y-%m-%d}"}
        self._note(who, passed, "key add", key=key_id, **told)
        self._store.add_key(passed.tenant, key_id, hashed, wanted, label, expires)
        return key

    def revoke(self, who: Reader, key_id: str) -> None:
        """End a key of the tenant; it stops working within seconds. Raises NotFound."""
        passed = self._gate.passed(who, Action.MANAGE_KEYS)
        found = next((key for key in listed(self._store, who.tenant) if key.key_id == key_id), None)
        if found is None:
            # What was typed is not repeated: it may be a whole key.
            raise NotFound("there is no API key of that id here; `handclasp key list` names them")
        if not found.revoked:
            self._note(who, passed, "key revoke", key=key_id)
            self._store.revoke_key(key_id)

    def _note(self, who: Reader, passed: Passed, action: str, **details: str) -> None:
        facts: dict[str, Value] = {"action": action, "details": dict(details), "policy": passed.decision.version}
        self._journal.seal(who, Kind.AGENT_ACTION, facts)


def _check(scopes: Sequence[str], label: str, days: int) -> None:
    allowed = ", ".join(sorted(SCOPES))
    if not scopes:
        raise BadSetting(f"name what the key is for: one scope or more of {allowed}")
    if unknown := set(scopes) - SCOPES:
        raise BadSetting(f"unknown scope {', '.join(sorted(unknown))}; allowed: {allowed}")
    if not label or len(label) > LONGEST_LABEL or not label.isprintable():
        raise BadSetting(f"say in 1 to {LONGEST_LABEL} characters, on one line, what uses the key")
    if not 1 <= days <= MOST_DAYS:
        raise BadSetting(f"an API key works for 1 to {MOST_DAYS} days; make another when it ends")
