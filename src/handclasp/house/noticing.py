"""Puts together what tells people outside the page that something waits: choices, what is theirs, the ways out."""

from __future__ import annotations

import functools
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from handclasp.records import Secret
from handclasp.store.notices import NoticeRows, SendingsRow

if TYPE_CHECKING:
    from handclasp.config import Settings
    from handclasp.desk.notices.addresses import Addresses
    from handclasp.desk.notices.desk import NoticeDesk
    from handclasp.desk.notices.devices import Devices
    from handclasp.desk.notices.mail import Mailer
    from handclasp.desk.notices.push import Gateway, Sender
    from handclasp.desk.notices.sending import Sending
    from handclasp.desk.notices.ways import Way
    from handclasp.house.app import House


def desk(house: House, clock: Callable[[], int]) -> NoticeDesk:
    """Everybody's notices; `clock` is in ms since 1970. Needs Django set up."""
    from handclasp.desk.notices.choices import DESKTOP, MAIL, PUSH  # noqa: PLC0415
    from handclasp.desk.notices.desk import NoticeDesk  # noqa: PLC0415 - Django's models

    told = house.settings
    return NoticeDesk(
        _rows(house),
        _addresses(house, clock),
        _devices(house, clock),
        [way for way, on in ((DESKTOP, True), (PUSH, told.push_services), (MAIL, told.smtp_host)) if on],
        policies=house.policies,
        waiting=lambda who: [asked.request for asked in house.approvals.waiting(who)],
        passed=house.gate.passed,
        seal=house.journal.seal,
        number=house.gate.number,
        clock=clock,
    )


def sending(house: House, clock: Callable[[], int]) -> Sending:
    """What sends them. Needs Django set up."""
    from handclasp.desk.notices.sending import Sending  # noqa: PLC0415 - Django's models

    apart = house.settings.notice_minutes * 60_000
    return Sending(_rows(house), desk(house, clock), _ways(house, clock), clock, apart=apart)


def mailer(settings: Settings) -> Mailer | None:
    """The mail server of the settings, None where there is none."""
    from handclasp.desk.notices.mail import Mailer, Server  # noqa: PLC0415

    if not settings.smtp_host:
        return None
    told = settings
    password = functools.partial(_password, told.smtp_password_file) if told.smtp_password_file else None
    at = (told.smtp_host, told.smtp_port, told.smtp_security, told.smtp_from, told.smtp_authority)
    return Mailer(Server(*at, told.smtp_user, password))


def sendings(house: House, clock: Callable[[], int], tenant: str = "") -> list[SendingsRow]:
    """What became of notices, way by way, of a tenant or of each."""
    rows = _rows(house)
    numbers = [number for name, (number, _) in house.directory.tenants().items() if tenant in ("", name)]
    return [one for number in numbers for one in rows.sendings(number, clock())]


def totals(house: House, clock: Callable[[], int]) -> dict[str, tuple[int, int, int, int]]:
    """By way, of all tenants together: how many were sent, failed, were given up, and are due."""
    found: dict[str, tuple[int, int, int, int]] = {}
    for way, sent, failed, given_up, _, _, _, due, _ in sendings(house, clock):
        before = found.get(way, (0, 0, 0, 0))
        found[way] = (before[0] + sent, before[1] + failed, before[2] + given_up, before[3] + due)
    return found


def _ways(house: House, clock: Callable[[], int]) -> Mapping[str, Way]:
    from handclasp.desk.notices.choices import MAIL, PUSH  # noqa: PLC0415
    from handclasp.desk.notices.devices import ByPush  # noqa: PLC0415 - Django's models
    from handclasp.desk.notices.mail import ByMail  # noqa: PLC0415
    from handclasp.web.console import notice_words  # noqa: PLC0415 - Django's texts

    told = house.settings
    ways: dict[str, Way] = {}
    if told.push_services:
        door = gateway(house)
        ways[PUSH] = ByPush(_devices(house, clock), door, _sender(house), notice_words.pushed, clock)
    by = mailer(told)
    if by is not None:
        words = functools.partial(notice_words.letter, desk=told.public_url)
        ways[MAIL] = ByMail(by, _addresses(house, clock), words)
    return ways


def gateway(house: House) -> Gateway:
    """The way to the push services of the settings."""
    from handclasp.desk.notices.push import Gateway  # noqa: PLC0415

    return Gateway(house.settings.push_services)


def _devices(house: House, clock: Callable[[], int]) -> Devices:
    from handclasp.desk.notices.devices import Devices  # noqa: PLC0415 - Django's models

    return Devices(_rows(house), gateway(house), _sender(house), clock)


def _sender(house: House) -> Sender:
    from handclasp.desk.notices.push import Sender  # noqa: PLC0415

    told = house.settings
    secure = told.public_url.startswith("https:")
    contact = told.public_url if secure else f"mailto:{told.smtp_from}" if told.smtp_from else ""
    return Sender.of(house.keys.secret("web-push"), contact)


def _addresses(house: House, clock: Callable[[], int]) -> Addresses:
    from handclasp.desk.notices.addresses import Addresses  # noqa: PLC0415

    return Addresses(_rows(house), house.keys.secret("notice-codes"), clock)


def _rows(house: House) -> NoticeRows:
    return NoticeRows(house.database, house.log.log_id)


def _password(path: Path) -> Secret[str]:
    """The first line of a file; raises NotSent."""
    from handclasp.desk.notices.ways import NotSent  # noqa: PLC0415

    try:
        first = path.read_text(encoding="utf-8").splitlines()[:1]
    except (OSError, UnicodeDecodeError):
        first = []
    if not first or not first[0]:
        raise NotSent("password-file")
    return Secret(first[0])
