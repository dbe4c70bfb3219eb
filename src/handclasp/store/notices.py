"""What people are told of outside the page, in PostgreSQL: kinds, ways, addresses, what waits to be sent.

No text of anybody's. Every statement runs in the context of one tenant, whose rows alone the console's role sees then.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from handclasp.store.database import Database
from handclasp.store.queries import load

ChoicesRow = tuple[Sequence[str], int | None, int | None, str]
"""wanted (`kind/way`), quiet from and until (minutes of the day), the zone of both."""

EverybodyRow = tuple[str, Sequence[str], int | None, int | None, str, Sequence[int]]
"""A person's name, then as ChoicesRow, then the things they were told of."""

ClaimedRow = tuple[str, str, str, int]
"""person, way, device, which try this is, from 1."""

DeviceRow = tuple[str, str, bytes, bytes, str, int]
"""A browser's name, its endpoint, point, secret, what it is in words, when it was added (ms)."""

SendingsRow = tuple[str, int, int, int, int | None, int | None, str, int, int | None]
"""way, how many were sent, failed, given up; when last sent and failed; why; how many are due, since when (ms)."""


class NoticeRows:
    """Implements desk.notices' Store, as the console role. Raises DatabaseUnavailable."""

    def __init__(self, database: Database, log: int) -> None:
        self._database = database
        self._log = log

    # --- choices

    def choices(self, tenant: int, person: str, /) -> ChoicesRow | None:
        """What somebody chose; None: nothing yet."""
        rows = self._run("choices", tenant, person=person)
        return rows[0] if rows else None

    def choose(self, tenant: int, person: str, row: ChoicesRow, /) -> None:
        """Put what somebody chose in the place of what they chose before."""
        wanted, start, end, zone = row
        given = {"wanted": list(wanted), "quiet_from": start, "quiet_until": end, "zone": zone}
        self._run("choose", tenant, person=person, **given)

    def everybody(self, tenant: int, /) -> Sequence[EverybodyRow]:
        """Everybody who has something switched on."""
        return self._run("everybody", tenant)

    def clear(self, tenant: int, person: str, /) -> None:
        """Switch everything off for somebody, and forget their address, browsers and what waits."""
        every = ("clear", "forget_address", "forget_told", "forget_waiting", "forget_device")
        self._run(every, tenant, person=person, device="")

    # --- what waits

    def tell(self, tenant: int, person: str, things: Sequence[int], /) -> None:
        """Keep what somebody was told of."""
        self._run("tell", tenant, person=person, things=list(things))

    def ask(self, tenant: int, person: str, way: str, device: str, due: int, now: int, apart: int, /) -> None:
        """Have a notice sent at `due`, or `apart` ms after the one before; one that waits already stays as it is."""
        self._run("ask", tenant, person=person, way=way, device=device, due=due, now=now, apart=apart)

    def claim(self, tenant: int, now: int, lease: int, most: int, /) -> Sequence[ClaimedRow]:
        """Take what is due; whoever dies with it leaves it to others after `lease` ms."""
        return self._run("claim", tenant, now=now, lease=lease, most=most)

    def put_off(self, tenant: int, claimed: ClaimedRow, due: int, /, *, counted: bool) -> None:
        """Have it sent later; `counted`: this was a try."""
        person, way, device, _ = claimed
        self._run("put_off", tenant, person=person, way=way, device=device, due=due, uncounted=int(not counted))

    def over(self, tenant: int, claimed: ClaimedRow, now: int, apart: int, /, *, sent: bool) -> None:
        """Nothing is to be sent any more, unless it was asked for after `now`, when this was begun."""
        person, way, device, _ = claimed
        self._run("over", tenant, person=person, way=way, device=device, now=now, apart=apart, sent=sent)

    def forget_waiting(self, tenant: int, person: str, /) -> None:
        """Nothing waits for somebody any more, and they were told nothing."""
        self._run(("forget_waiting", "forget_told"), tenant, person=person)

    def count(self, tenant: int, way: str, what: str, why: str, now: int, /) -> None:
        """Count one more of `sent`, `failed` or `given_up`; one that is given up failed too."""
        counted = {"sent": 0, "failed": 0, "given_up": 0, what: 1}
        counted["failed"] |= counted["given_up"]
        self._run("count_one", tenant, way=way, why=why, now=now, **counted)

    def sendings(self, tenant: int, now: int, /) -> Sequence[SendingsRow]:
        """What became of a tenant's notices, way by way."""
        return self._run("sendings", tenant, now=now)

    # --- addresses

    def address(self, tenant: int, person: str, /) -> tuple[str, bool] | None:
        """Somebody's e-mail address, and whether they confirmed it."""
        rows = self._run("address", tenant, person=person)
        return rows[0] if rows else None

    def set_address(self, tenant: int, person: str, address: str, /) -> None:
        """Keep an address that is not confirmed yet."""
        self._run("set_address", tenant, person=person, address=address)

    def set_code(self, tenant: int, person: str, code: bytes, until: int, /) -> None:
        """Keep the hash of the code that confirms it, good until a moment."""
        self._run("set_code", tenant, person=person, code=code, until=until)

    def try_code(self, tenant: int, person: str, now: int, most: int, /) -> tuple[bytes, str] | None:
        """Count a try, and give the hash and the address; None when none is good any more."""
        rows = self._run("try_code", tenant, person=person, now=now, most=most)
        return rows[0] if rows else None

    def confirm(self, tenant: int, person: str, address: str, /) -> None:
        """The address is theirs."""
        self._run("confirm", tenant, person=person, address=address)

    def forget_address(self, tenant: int, person: str, /) -> None:
        """Forget an address."""
        self._run("forget_address", tenant, person=person)

    def kept(self, tenant: int, /) -> tuple[int, int]:
        """How many addresses, and how many browsers, of a tenant's people are kept."""
        addresses, browsers = self._run("kept", tenant)[0]
        return addresses, browsers

    # --- browsers

    def devices(self, tenant: int, person: str, /) -> Sequence[DeviceRow]:
        """Somebody's browsers, the newest first."""
        return self._run("devices", tenant, person=person)

    def add_device(self, tenant: int, person: str, row: DeviceRow, most: int, /) -> None:
        """Keep a browser, as nobody else's in the tenant, and the newest `most` of this person."""
        names = ("device", "endpoint", "key", "auth", "browser", "added")
        given = dict(zip(names, row, strict=True))
        self._run(("not_anothers", "add_device", "no_more_devices"), tenant, person=person, most=most, **given)

    def forget_device(self, tenant: int, person: str, device: str, /) -> None:
        """Forget a browser; `device` empty: all of somebody's."""
        self._run("forget_device", tenant, person=person, device=device)

    def _run(self, statements: str | Sequence[str], tenant: int, **parameters: Any) -> list[Any]:
        found: list[Any] = []
        with self._database.transaction("console", self._log, [tenant]) as connection:
            for name in [statements] if isinstance(statements, str) else statements:
                cursor = connection.execute(load("notices")[name], {"tenant": tenant, **parameters})
                found = cursor.fetchall() if cursor.description else []
        return found
