"""The browsers that somebody gets Web Push in, and the way `push` to them.

A browser is forgotten when its service says that it is gone, when its person signs out in it or everywhere, and when
they leave.
"""

from __future__ import annotations

import binascii
import json
from base64 import urlsafe_b64decode
from hashlib import sha256
from typing import TYPE_CHECKING, Final, NamedTuple, Protocol

from cryptography.hazmat.primitives.asymmetric import ec

from handclasp.access.models import Staff
from handclasp.desk.notices.choices import BadChoice
from handclasp.desk.notices.push import KEEPS, Device, filled, sealed
from handclasp.desk.notices.ways import NotSent

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from handclasp.desk.notices.push import Gateway, Sender
    from handclasp.desk.notices.ways import Notice

MOST: Final = 5
"""Browsers of one person; with one more, the one that was added first is forgotten."""

DeviceRow = tuple[str, str, bytes, bytes, str, int]
"""Its name, endpoint, point, secret, the browser in words, when it was added (ms)."""


class Browser(NamedTuple):
    """A browser as its owner is shown it."""

    device: str
    browser: str
    added: int


class Store(Protocol):
    """Where browsers are kept, by a tenant's number and an account's name."""

    def devices(self, tenant: int, person: str, /) -> Sequence[DeviceRow]:
        """Somebody's, the newest first."""

    def add_device(self, tenant: int, person: str, row: DeviceRow, most: int, /) -> None:
        """Keep one, as nobody else's, and no more than `most` of a person."""

    def forget_device(self, tenant: int, person: str, device: str, /) -> None:
        """Forget one; `device` empty: all of them."""


class Devices:
    """Thread-safe. `gateway` says which endpoints may be kept."""

    def __init__(self, store: Store, gateway: Gateway, sender: Sender, clock: Callable[[], int]) -> None:
        self._store = store
        self._gateway = gateway
        self._sender = sender
        self._clock = clock

    @property
    def public(self) -> str:
        """What a browser is told when it subscribes."""
        return self._sender.public

    def add(self, number: int, person: str, endpoint: str, keys: tuple[str, str], browser: str) -> str:
        """Keep a browser by what it was given (`keys`: p256dh and auth); returns its name. Raises BadChoice."""
        device = Device(endpoint, *(_read(one) for one in keys))
        if not self._gateway.knows(endpoint) or len(device.auth) != 16 or not _is_point(device.key):
            raise BadChoice("this browser's push service is none that this house speaks to", "device")
        name = sha256(endpoint.encode()).hexdigest()[:16]
        row = (name, endpoint, device.key, device.auth, browser[:80], self._clock())
        self._store.add_device(number, person, row, MOST)
        return name

    def of(self, number: int, person: str) -> list[Browser]:
        """Somebody's browsers, the newest first."""
        return [Browser(row[0], row[4], row[5]) for row in self._living(number, person)]

    def forget(self, number: int, person: str, device: str = "") -> None:
        """Forget one of somebody's browsers, or all."""
        self._store.forget_device(number, person, device)

    def one(self, number: int, person: str, device: str) -> Device | None:
        """One of them, to be sent something."""
        rows = [row for row in self._living(number, person) if row[0] == device]
        return Device(rows[0][1], rows[0][2], rows[0][3]) if rows else None

    def _living(self, number: int, person: str) -> list[DeviceRow]:
        """Those that were added after their person signed out everywhere; the others are forgotten."""
        rows = list(self._store.devices(number, person))
        staff = Staff.objects.filter(username=person, is_active=True).first() if rows else None
        since = int(staff.signed_out.timestamp() * 1000) if staff and staff.signed_out else 0
        living = [row for row in rows if staff is not None and row[5] > since]
        for row in rows:
            if row not in living:
                self._store.forget_device(number, person, row[0])
        return living


class ByPush:
    """The way `push`. `words` gives the lines of a notice and the page it leads to."""

    def __init__(
        self,
        devices: Devices,
        gateway: Gateway,
        sender: Sender,
        words: Callable[[Notice], tuple[list[str], str]],
        clock: Callable[[], int],
    ) -> None:
        self._devices = devices
        self._gateway = gateway
        self._sender = sender
        self._words = words
        self._clock = clock

    def devices(self, number: int, person: str, /) -> list[str]:
        """The names of somebody's browsers."""
        return [one.device for one in self._devices.of(number, person)]

    def send(self, device: str, notice: Notice, /) -> None:
        """Send it to one browser; one that its service does not know any more is forgotten."""
        found = self._devices.one(notice.number, notice.person, device)
        if found is None:
            raise NotSent("gone", for_good=True)
        lines, where = self._words(notice)
        told = json.dumps({"lines": lines, "where": where}, ensure_ascii=False).encode()
        headers = {
            "Authorization": self._sender.vouches(found.endpoint, self._clock()),
            "Content-Encoding": "aes128gcm",
            "Content-Type": "application/octet-stream",
            "TTL": str(KEEPS),
            "Topic": "handclasp",
            "Urgency": "normal",
        }
        try:
            self._gateway.put(found.endpoint, sealed(filled(told), found), headers)
        except NotSent as error:
            if error.why in {"gone", "host"}:
                self._devices.forget(notice.number, notice.person, device)
            raise


def _read(written: str) -> bytes:
    try:
        return urlsafe_b64decode(written[:200] + "=" * (-len(written) % 4))
    except (binascii.Error, ValueError):
        return b""


def _is_point(data: bytes) -> bool:
    try:
        ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), data)
    except ValueError:
        return False
    return len(data) == 65
