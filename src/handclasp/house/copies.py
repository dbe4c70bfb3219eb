"""The copies of a house: where they lie, who ships to them, how they stand.

Which copies there are stands in `copies.json` in the data directory (mode 0600: it may hold the stores' credentials),
written by `handclasp ship to`. The worker ships to each in a thread of its own.
"""

from __future__ import annotations

import contextlib
import json
import os
import re
import threading
import time
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final, NamedTuple
from urllib.parse import urlsplit

import psycopg

from handclasp.borders import Borders, is_region
from handclasp.records import HandclaspError
from handclasp.seal.keys import derive
from handclasp.seal.kit import KitState
from handclasp.seal.note import Head, read_head
from handclasp.seal.provider import FileKeys
from handclasp.seal.signer import RolledBack
from handclasp.seal.tree import root
from handclasp.store.keeping_erase import Going
from handclasp.store.queries import load
from handclasp.store.warm.control import Control
from handclasp.store.warm.erased import ErasedRow
from handclasp.store.warm.escrow import Escrow
from handclasp.store.warm.files import Files
from handclasp.store.warm.place import Copy
from handclasp.store.warm.ship import Shipper, Tools
from handclasp.store.warm.source import Source
from handclasp.store.warm.vault import BadStore, StoreUnreachable, Vault

if TYPE_CHECKING:
    from handclasp.house.app import House

FILE: Final = "copies.json"
WANTED: Final = 2
"""Copies of different vendors that a house should have."""

_NAME: Final = re.compile(r"[a-z0-9][a-z0-9-]{0,39}\Z")
_SHOWN: Final = 3.0
_LATE: Final = 60_000
"""A copy is late when it lacks something older than six intervals, and than this many ms."""


class NoCopies(HandclaspError):
    """No copy is set up."""

    code = "copy-none"


class WrongRegion(HandclaspError):
    """A copy lies where data of some tenant may not lie; nothing was shipped."""

    code = "copy-region"


class Place(NamedTuple):
    """A copy as it is set up: its name, the URL of its store, where erasable things go (empty: there too), options.

    `region` is where both lie, as whoever set it up says (borders.py); empty: nobody said.
    """

    name: str
    url: str
    erasable: str = ""
    options: Mapping[str, Any] = MappingProxyType({})
    region: str = ""

    def open(self, *, patient: bool = True) -> Copy:
        """The copy; one that is not `patient` asks its store once. Raises BadStore."""
        lasting = Vault(self.name, self.url, self.options, patient=patient)
        if not self.erasable:
            return Copy(self.name, lasting, lasting)
        return Copy(self.name, lasting, Vault(self.name, self.erasable, self.options, patient=patient))

    @property
    def vendor(self) -> str:
        """What tells vendors apart: kind and host of the store, or the disk of a folder."""
        parts = urlsplit(self.url)
        if parts.scheme == "file":
            try:
                return f"disk {Path(parts.path).stat().st_dev}"
            except OSError:
                return f"disk of {parts.path}"
        host = urlsplit(str(self.options.get("endpoint", ""))).netloc or parts.scheme
        return f"{parts.scheme} {host}"


class Standing(NamedTuple):
    """How a copy stands: records it has and lacks, when it was last reached (ms), since when it lacks it, an error."""

    name: str
    position: int
    lacks: int
    shipped: int | None
    waiting_since: int | None
    error: str

    def lag(self, now: int) -> int:
        """For how long (ms) the oldest record that it lacks has waited; 0 when it lacks nothing."""
        return max(0, now - self.waiting_since) if self.waiting_since is not None and self.lacks else 0


class Drill(NamedTuple):
    """A restore that was tried: when (ms), from which copy, how long (s; of that loading), records, how far behind."""

    at: int
    copy: str
    seconds: float
    records: int
    behind: int
    complete: bool
    finding: str
    loading: float = 0.0


def places(data_dir: Path) -> list[Place]:
    """The copies that are set up; raises BadStore."""
    path = data_dir / FILE
    try:
        listed = json.loads(path.read_text())
        return [Place(**one) for one in listed["copies"]]
    except FileNotFoundError:
        return []
    except (ValueError, TypeError, KeyError):
        message = f"{path} cannot be read; restore it, or set the copies up anew with `handclasp ship to`"
        raise BadStore(message) from None


def keep_places(data_dir: Path, found: Sequence[Place]) -> None:
    """Write which copies there are."""
    text = json.dumps({"copies": [{**place._asdict(), "options": dict(place.options)} for place in found]}, indent=1)
    fresh = data_dir / f"{FILE}.new"
    with open(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:  # noqa: PTH123 - mode 0600 from the first byte
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    fresh.replace(data_dir / FILE)


def as_place(
    target: str,
    name: str,
    erasable: str = "",
    options: Mapping[str, Any] = MappingProxyType({}),
    region: str = "",
) -> Place:
    """A copy from what was typed: a URL, or a folder's path; in which region it is. Raises BadStore."""
    if region and not is_region(region):
        message = f"{region!r} is no region: use a country's code such as CN or SG, a part such as CN-SH, EU or EEA"
        raise BadStore(message)
    if not _NAME.match(name):
        message = f"{name!r} cannot be a copy's name: use a-z, 0-9 and -, at most 40"
        raise BadStore(message)
    return Place(name, _url(target), _url(erasable) if erasable else "", options, region)


def astray(known: Borders, found: Sequence[Place]) -> list[str]:
    """What is wrong with where copies lie, in words, one a copy: a copy holds the data of every tenant of the log."""
    told = []
    for place in found:
        barred = known.outside(place.region)
        if barred:
            where = f"lies in {place.region}" if place.region else "has no region"
            shown = ", ".join(f"{one} ({', '.join(home.regions)})" for one in barred if (home := known.residence(one)))
            told.append(f"copy {place.name} {where}, where data of these tenants may not lie: {shown}")
    return told


def reside(known: Borders, found: Sequence[Place]) -> None:
    """Raise WrongRegion unless every copy lies where the data of every tenant may."""
    if told := astray(known, found):
        message = (
            f"{'; '.join(told)}. Say where it is (`handclasp ship to PLACE --name NAME --region REGION`), stop it "
            "(`handclasp ship stop NAME`), or name the region under [residency.TENANT] if the data may lie there"
        )
        raise WrongRegion(message)


def _url(target: str) -> str:
    return target if "://" in target else Path(target).expanduser().absolute().as_uri()


def mac_key(keys: FileKeys) -> bytes:
    """The key by which an object of a copy is known as this house's."""
    return derive(keys.secret("copies"), b"copy-mac")


def control_key(keys: FileKeys) -> bytes:
    """The key under which the control state travels."""
    return derive(keys.secret("copies"), b"copy-control")


def shipper(house: House, place: Place, *, patient: bool = True) -> Shipper:
    """What ships to a copy; raises BadStore, WrongRegion."""
    reside(house.borders, [place])
    log, database, key = house.log, house.database, mac_key(house.keys)
    source = Source(database, log, house.keyring.fetch)
    tools = Tools(
        database=database,
        source=source,
        files=Files(house.paths.blobs, database, log.log_id, log.origin, key),
        escrow=Escrow(house.paths.keys / "escrow", source.epochs),
        control=Control(database, house.paths.data, log.origin, key, control_key(house.keys)),
        key=key,
        recipient=KitState(house.paths.kit).recipient() or "",
    )
    return Shipper(log, place.open(patient=patient), tools, house.settings.ship_records)


def standings(house: House) -> list[Standing]:
    """How each copy that is set up stands, by what was noted of it."""
    log = house.log.log_id
    with house.database.transaction("machine", log, []) as connection:
        noted = {row[0]: row[1:] for row in connection.execute(load("ship")["standing"], {"log": log})}
        newest = connection.execute(load("ship")["newest"], {"log": log}).fetchone()
        size = int(newest[0]) if newest else 0
        found: list[Standing] = []
        for place in places(house.paths.data):
            position, shipped, _, error = noted.get(place.name, (0, None, None, ""))
            given = {"log": log, "position": position}
            since = connection.execute(load("ship")["waiting_since"], given).fetchone()
            found.append(
                Standing(place.name, position, max(0, size - position), shipped, since[0] if since else None, error)
            )
    return found


def is_fresh(house: House, one: Standing, now: int) -> bool:
    """Whether one can count on a copy: none of what it lacks is late."""
    return one.shipped is not None and one.lag(now) <= max(_LATE, 6_000 * house.settings.ship_seconds)


def last_drill(house: House) -> Drill | None:
    """The restore that was tried last."""
    with house.database.transaction("machine", house.log.log_id, []) as connection:
        row = connection.execute(load("ship")["last_drill"], {"log": house.log.log_id}).fetchone()
    return Drill(*row) if row else None


def prove(house: House, warn: Callable[[str], Any]) -> None:
    """Prove that the database continues the newest checkpoint in each copy; raises RolledBack.

    A store that does not answer keeps nobody from starting: `warn` is told.
    """
    for place in places(house.paths.data):
        try:
            note = shipper(house, place, patient=False).newest()
        except (HandclaspError, psycopg.Error) as error:
            warn(str(error) if isinstance(error, (StoreUnreachable, BadStore)) else type(error).__name__)
            continue
        if note is not None and note.startswith(house.log.origin + "\n") and house.log_key.signed(note):
            _prove(house, place.name, read_head(note))


def _prove(house: House, copy: str, newest: Head) -> None:
    try:
        same = root(newest.size, house.reading.tiles) == newest.root
    except KeyError:
        same = False
    if not same:
        message = (
            f"copy {copy} holds a checkpoint of {newest.size} records that the database does not continue: it was "
            "rolled back, or holds another history. Nothing is started. If the database was lost, run "
            "`handclasp restore`; see the guide, 'After the fire'"
        )
        raise RolledBack(message)


class InCopies:
    """The copies as a turn of a key epoch sees them (keep.epochs.Copies)."""

    def __init__(self, house: House) -> None:
        self._shippers = [shipper(house, place) for place in places(house.paths.data)]

    def turned(self, tenant: int, epoch: int) -> None:
        """Put every wrapped key of the new epoch into every copy, read back; raises HandclaspError."""
        for one in self._shippers:
            one.turned(tenant, epoch)

    def forget(self, tenant: int, epoch: int) -> None:
        """Take what belongs to earlier epochs out of every copy."""
        for one in self._shippers:
            one.forget(tenant, epoch)

    def erased(self, tenant: int, rows: Sequence[Going], files: Sequence[tuple[bytes, bytes]]) -> None:
        """Put the list of these erased conversations, with their files, into every copy; raises HandclaspError."""
        blobs: dict[bytes, list[bytes]] = defaultdict(list)
        for whose, blob in files:
            blobs[whose].append(blob)
        listed = [ErasedRow(*row, tuple(blobs[row.conversation])) for row in rows]
        for one in self._shippers:
            one.erased(tenant, listed)

    def swept(self, tenant: int, epoch: int) -> list[str] | None:
        """Take what belongs to earlier epochs, and files that are gone, out of every copy; returns their names.

        None while a copy still holds an old key that a log before this one left there.
        """
        clean = [one.swept(tenant, epoch) for one in self._shippers]
        return [one.copy.name for one in self._shippers] if all(clean) else None

    def newest(self, tenant: int) -> int:
        """The newest epoch that a log before this one left in a copy, as far as the copies answer; 0 for none."""
        newest = 0
        for one in self._shippers:
            with contextlib.suppress(StoreUnreachable):
                newest = max(newest, one.newest_epoch(tenant))
        return newest


class Pace:
    """Ships to one copy when it is time: after so many seconds, or as soon as so many records wait."""

    def __init__(self, house: House, place: Place, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._house = house
        self._place = place
        self._monotonic = monotonic
        self._shipper: Shipper | None = None
        self._due = 0.0
        self._failed = False

    def step(self) -> int:
        """Ship, if it is time; returns how many records went (0: nothing more to do for a while)."""
        now = self._monotonic()
        if now < self._due and (self._failed or self._shipper is None or not self._many(self._shipper)):
            return 0
        if self._place not in places(self._house.paths.data):
            self._due, self._failed = now + self._house.settings.ship_seconds, True
            return 0
        self._due, self._failed = now + self._house.settings.ship_seconds, True
        self._shipper = self._shipper or shipper(self._house, self._place)
        done = self._shipper.step()
        self._failed = False
        return done.records

    def _many(self, ready: Shipper) -> bool:
        return ready.waiting() >= self._house.settings.ship_records


class Shipping:
    """Ships to each copy in a thread of its own: a vendor that is down keeps nobody else waiting.

    A copy that is set up while the worker runs gets its thread within a second. `consume` (a name, a step) takes steps
    until the worker stops.
    """

    def __init__(self, house: House, consume: Callable[[str, Callable[[], int]], None]) -> None:
        self._house = house
        self._consume = consume
        self._begun: set[str] = set()

    def step(self) -> int:
        """Begin with copies that are new; never has more to do."""
        for place in places(self._house.paths.data):
            begun = repr(place)
            if begun not in self._begun:
                self._begun.add(begun)
                what = (f"ship {place.name}", Pace(self._house, place).step)
                threading.Thread(target=self._consume, args=what, name=what[0], daemon=True).start()
        return 0


class Watch:
    """What pages and metrics show of the copies, looked up every few seconds at most. Thread-safe."""

    def __init__(self, house: House, clock: Callable[[], int], monotonic: Callable[[], float] = time.monotonic) -> None:
        self._house = house
        self._clock = clock
        self._monotonic = monotonic
        self._known: tuple[float, list[Standing], Drill | None] | None = None

    def __call__(self) -> tuple[list[Standing], Drill | None]:
        """How the copies stand, and the last drill; raises HandclaspError."""
        now = self._monotonic()
        known = self._known
        if known is None or now - known[0] > _SHOWN:
            known = self._known = now, standings(self._house), last_drill(self._house)
        return known[1], known[2]

    def fresh(self) -> int:
        """How many copies one can count on."""
        return sum(is_fresh(self._house, one, self._clock()) for one in self()[0])
