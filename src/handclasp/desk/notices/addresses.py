"""Somebody's e-mail address for notices: theirs once they typed the code that was sent to it, and not before."""

from __future__ import annotations

import hmac
import re
import secrets
from typing import TYPE_CHECKING, Final, Protocol

from handclasp.desk.notices.choices import BadChoice

if TYPE_CHECKING:
    from collections.abc import Callable

LIVES: Final = 30 * 60_000
"""How long a code is good, in ms."""
TRIES: Final = 5
CODE: Final = "code"
"""What waits to be sent to an address that is not confirmed, in the place of a device's name."""
_ADDRESS: Final = re.compile(r"[A-Za-z0-9._%+-]{1,64}@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+")


class Store(Protocol):
    """Where addresses are kept, by a tenant's number and an account's name."""

    def address(self, tenant: int, person: str, /) -> tuple[str, bool] | None:
        """The address, and whether it is confirmed."""

    def set_address(self, tenant: int, person: str, address: str, /) -> None:
        """Keep one that is not."""

    def set_code(self, tenant: int, person: str, code: bytes, until: int, /) -> None:
        """Keep the hash of a code."""

    def try_code(self, tenant: int, person: str, now: int, most: int, /) -> tuple[bytes, str] | None:
        """Count a try; the hash and the address, None when none is good."""

    def confirm(self, tenant: int, person: str, address: str, /) -> None:
        """It is theirs."""

    def forget_address(self, tenant: int, person: str, /) -> None:
        """Forget it."""


class Addresses:
    """Thread-safe. `secret` keys the hashes of codes."""

    def __init__(self, store: Store, secret: bytes, clock: Callable[[], int]) -> None:
        self._store = store
        self._secret = secret
        self._clock = clock

    def of(self, tenant: int, person: str) -> tuple[str, bool]:
        """The address and whether it is confirmed; empty where there is none."""
        return self._store.address(tenant, person) or ("", False)

    def ask(self, tenant: int, person: str, address: str) -> None:
        """Begin with an address; what was there before counts no more. Raises BadChoice."""
        if len(address) > 254 or _ADDRESS.fullmatch(address) is None:
            raise BadChoice("an address looks like lena@shop.example", "address")
        self._store.set_address(tenant, person, address)

    def code(self, tenant: int, person: str) -> str:
        """A new code for the address that is not confirmed; a former one is void."""
        address, _ = self.of(tenant, person)
        made = f"{secrets.randbelow(10**8):08}"
        hashed = self._hashed(tenant, person, address, made)
        self._store.set_code(tenant, person, hashed, self._clock() + LIVES)
        return made

    def confirm(self, tenant: int, person: str, typed: str) -> None:
        """Take the code that was sent; raises BadChoice, also when it is too old or was tried too often."""
        found = self._store.try_code(tenant, person, self._clock(), TRIES)
        right = found is not None and hmac.compare_digest(
            found[0], self._hashed(tenant, person, found[1], re.sub(r"\s", "", typed))
        )
        if found is None or not right:
            raise BadChoice("this is not the code, or it is too old: have another one sent", "code")
        self._store.confirm(tenant, person, found[1])

    def forget(self, tenant: int, person: str) -> None:
        """Forget the address."""
        self._store.forget_address(tenant, person)

    def _hashed(self, tenant: int, person: str, address: str, code: str) -> bytes:
        return hmac.digest(self._secret, f"{tenant}/{person}/{address}/{code}".encode(), "sha256")
