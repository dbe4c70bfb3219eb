"""One's own notices: what is on, switching it, and what waits. Whoever manages people may see and clear what is on."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol

from handclasp.access.models import Staff
from handclasp.access.policy import Action
from handclasp.desk.notices import finding
from handclasp.desk.notices.addresses import CODE
from handclasp.desk.notices.choices import MAIL, PUSH, BadChoice, Choices, of_row
from handclasp.records import Kind, NotFound

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping, Sequence

    from handclasp.access.policy import Passed, Policies, Reader
    from handclasp.desk.notices.addresses import Addresses
    from handclasp.desk.notices.devices import Browser, Devices
    from handclasp.records import Receipt, Value

    Seal = Callable[[Reader, Kind, dict[str, Value]], Receipt]

ChoicesRow = tuple["Sequence[str]", int | None, int | None, str]


class Store(Protocol):
    """Where choices are kept, by a tenant's number and an account's name."""

    def choices(self, tenant: int, person: str, /) -> ChoicesRow | None:
        """What somebody chose; None: nothing yet."""

    def choose(self, tenant: int, person: str, row: ChoicesRow, /) -> None:
        """Put it in the place of what they chose before."""

    def clear(self, tenant: int, person: str, /) -> None:
        """Switch everything off."""

    def ask(self, tenant: int, person: str, way: str, device: str, due: int, now: int, apart: int, /) -> None:
        """Have a notice sent at `due`, or `apart` ms after the one before."""


_MINUTE = 60_000


class NoticeDesk:
    """Everybody's notices. Thread-safe.

    `ways` are those of this house, `addresses` and `devices` where they go; `number` gives a tenant's number and raises
    NotFound; `waiting` the requests that somebody could decide; `passed` asks the policies and raises Refused
    (disclose.Gate.passed); `clock` is in ms since 1970.
    """

    def __init__(  # noqa: PLR0913 - what is looked up, each named
        self,
        store: Store,
        addresses: Addresses,
        devices: Devices,
        ways: Sequence[str],
        *,
        policies: Policies,
        waiting: Callable[[Reader], Sequence[str]],
        passed: Callable[[Reader, Action], Passed],
        seal: Seal,
        number: Callable[[str], int],
        clock: Callable[[], int],
    ) -> None:
        self.ways = tuple(ways)
        self._store = store
        self._addresses = addresses
        self._devices = devices
        self._policies = policies
        self._waiting = waiting
        self._passed = passed
        self._seal = seal
        self._number = number
        self._clock = clock

    # --- one's own

    def choices(self, who: Reader) -> Choices:
        """What is on for somebody: nothing, until they switched it on."""
        return self._of(self._number(who.tenant), who.id)

    def offered(self, who: Reader) -> tuple[str, ...]:
        """The kinds of which somebody in this role may ever be told."""
        return finding.offered(who, self._policies)

    def choose(self, who: Reader, wanted: Choices) -> None:
        """Switch one's own notices on and off; on record before it counts, unless nothing changes. Raises BadChoice."""
        number = self._number(who.tenant)
        if wanted == self._of(number, who.id):
            return
        if any(way not in self.ways for _, way in wanted.wanted):
            raise BadChoice("this house does not tell anybody by that way", "wanted")
        on = sorted(f"{kind}/{way}" for kind, way in wanted.wanted)
        self._seal(who, Kind.AGENT_ACTION, {"action": "notices change"})
        start, end = wanted.quiet or (None, None)
        self._store.choose(number, who.id, (on, start, end, wanted.zone))

    def now(self, who: Reader, way: str) -> Mapping[str, frozenset[int]]:
        """What waits for somebody of the kinds that they want by this way; nothing in their quiet hours."""
        choices = self.choices(who)
        now = self._clock()
        return self.found(who, choices.kinds(way)) if choices.loud_at(now) <= now else {}

    def found(self, who: Reader, kinds: Collection[str]) -> dict[str, frozenset[int]]:
        """What waits for somebody at this moment, as far as they may list it."""
        return finding.found(who, kinds, self._policies, self._waiting) if kinds else {}

    # --- one's own address

    def address(self, who: Reader) -> tuple[str, bool]:
        """One's own address for e-mail, and whether it is confirmed; empty where there is none."""
        return self._addresses.of(self._number(who.tenant), who.id)

    def ask_code(self, who: Reader, address: str) -> None:
        """Have a code sent to an address that shall be one's own; raises BadChoice."""
        if MAIL not in self.ways:
            raise BadChoice("this house sends no e-mail", "address")
        number, now = self._number(who.tenant), self._clock()
        self._addresses.ask(number, who.id, address)
        self._store.ask(number, who.id, MAIL, CODE, now, now, _MINUTE)

    def confirm(self, who: Reader, code: str) -> None:
        """Take the code; on record, without the address. Raises BadChoice."""
        self._addresses.confirm(self._number(who.tenant), who.id, code)
        self._seal(who, Kind.AGENT_ACTION, {"action": "notices address"})

    def forget_address(self, who: Reader) -> None:
        """Forget one's own address; on record."""
        self._seal(who, Kind.AGENT_ACTION, {"action": "notices address"})
        self._addresses.forget(self._number(who.tenant), who.id)

    # --- one's own browsers

    def push_key(self) -> str:
        """What a browser is told when it subscribes; empty where nothing is pushed."""
        return self._devices.public if PUSH in self.ways else ""

    def browsers(self, who: Reader) -> list[Browser]:
        """The browsers that somebody's notices are pushed to, the newest first."""
        return self._devices.of(self._number(who.tenant), who.id) if PUSH in self.ways else []

    def add_browser(self, who: Reader, endpoint: str, keys: tuple[str, str], browser: str) -> str:
        """Push to this browser from now on; returns its name, on record. Raises BadChoice."""
        if PUSH not in self.ways:
            raise BadChoice("this house pushes no notices", "device")
        number = self._number(who.tenant)
        known = {one.device for one in self._devices.of(number, who.id)}
        name = self._devices.add(number, who.id, endpoint, keys, browser)
        if name not in known:
            self._seal(who, Kind.AGENT_ACTION, {"action": "notices address"})
        return name

    def forget_browser(self, who: Reader, device: str) -> None:
        """Push nothing to a browser of one's own any more; on record."""
        number = self._number(who.tenant)
        if device in {one.device for one in self._devices.of(number, who.id)}:
            self._seal(who, Kind.AGENT_ACTION, {"action": "notices address"})
            self._devices.forget(number, who.id, device)

    # --- somebody else's

    def of(self, who: Reader, account: str) -> Choices:
        """What is on for an account of the tenant, for whoever manages people; raises Refused, NotFound."""
        self._managed(who, account)
        return self._of(self._number(who.tenant), account)

    def clear(self, who: Reader, account: str) -> None:
        """Switch all notices of an account off; raises Refused, NotFound."""
        passed = self._managed(who, account)
        facts: dict[str, Any] = {"action": "notices clear", "details": {"account": account}}
        self._seal(who, Kind.AGENT_ACTION, facts | {"policy": passed.decision.version})
        self._store.clear(self._number(who.tenant), account)

    def _managed(self, who: Reader, account: str) -> Passed:
        passed = self._passed(who, Action.MANAGE_PEOPLE)
        if not Staff.objects.filter(tenant=who.tenant, username=account).exists():
            raise NotFound(f"there is no staff account {account!r}; check the spelling of the name")
        return passed

    def _of(self, number: int, person: str) -> Choices:
        row = self._store.choices(number, person)
        return Choices() if row is None else of_row(row)
