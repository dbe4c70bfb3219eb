"""The record of processing (GDPR article 30, PIPL articles 55 and 56), from the real configuration of a house.

What is kept, why, for how long, where, who reaches it, what left and across which border: read from settings, policies,
rules, places and the journal as they are at this moment, never from a form that somebody filled in. Nothing that was
said in any conversation stands in it.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Final, cast
from urllib.parse import urlsplit

from handclasp.access.policy import Action, Reader
from handclasp.disclose.consent_words import Matter, Step, matter_name
from handclasp.disclose.export import FILE
from handclasp.disclose.purposes import classes, table
from handclasp.house import copies
from handclasp.house.register_pages import HERE, markdown
from handclasp.house.register_pages import table as table_of
from handclasp.keep.bin import HOURS
from handclasp.keep.rights import DONE, State
from handclasp.records import KINDS, Kind, Value
from handclasp.screen import masks
from handclasp.store.notices import NoticeRows
from handclasp.web.widget.notices import LANGUAGES, Notices

if TYPE_CHECKING:
    from handclasp.house.app import House

FORMAT: Final = "handclasp/register/v1"
_PAGE: Final = 500


def privacy(house: House, who: Reader, clock: Callable[[], int]) -> dict[str, Any]:
    """The record of processing of a tenant, ready for JSON; times in ms. Raises Refused, which is journalled."""
    passed = house.gate.passed(who, Action.SEE_KEEPING)
    _recorded(house, who, passed.decision.version, "record of processing")
    now, tenant = clock(), who.tenant
    rules, told = house.retention(tenant), house.settings
    standing = house.requests.listed(who)
    return {
        "format": FORMAT,
        "tenant": tenant,
        "made": now,
        "log": house.log.origin,
        "purposes": {
            section: {name: one._asdict() for name, one in table(section).items()} for section in ("feeds", "exports")
        },
        "classes": {
            section: {name: {"zh": one.zh, "en": one.en} for name, one in classes(section).items()}
            for section in ("records", "fields")
        },
        "never": ["marketing", "profiling"],
        "data": {
            "kinds": sorted(kind.value for kind in KINDS if kind not in {Kind.HEAD, Kind.CLOSE}),
            "masked": [one for one in masks.types() if one not in masks.DROPPED],
            "never_stored": sorted(masks.DROPPED),
        },
        "retention": {"rules_days": rules._asdict(), "bin_hours": HOURS, "key_epoch_days": told.epoch_days},
        "requests": {
            "law": told.rights_law,
            "gdpr_days": told.gdpr_days,
            "pipl_working_days": told.pipl_working_days,
            "open": sum(State(one.state) not in DONE for one in standing),
            "late": sum(State(one.state) not in DONE and one.due < now for one in standing),
            "answered": sum(State(one.state) in DONE for one in standing),
        },
        "roles": {
            name: {"reach": role.reach, "reads_journal": role.journal, "zh": role.names["zh"], "en": role.names["en"]}
            for name, role in sorted(house.policies.roles(tenant).items())
        },
        "policies": house.policies.version(tenant),
        "places": {
            "region": told.region,
            "database": {"where": urlsplit(told.database_url or "").hostname or HERE},
            "keys": {"where": HERE, "provider": "file"},
            "copies": [
                {"name": one.name, "vendor": one.vendor, "where": _where(one.url), "region": one.region}
                for one in copies.places(told.data_dir)
            ],
            "anchors": sorted({one.kind for one in house.anchoring.standing()}),
        },
        "borders": _borders(house, who, tenant),
        "consents": _consents(house, who),
        "staff": _staff(house, passed.tenant),
        "notices": {
            language: {"version": one.version, "digest": one.digest.hex()}
            for language in LANGUAGES
            for one in [Notices(house.paths.notices)(tenant, language)]
        },
    }


def _staff(house: House, tenant: int) -> dict[str, Any]:
    """How many addresses and browsers staff left for notices, and who carries notices to them."""
    addresses, browsers = NoticeRows(house.database, house.log.log_id).kept(tenant)
    return {
        "mail": {"addresses": addresses, "through": house.settings.smtp_host},
        "push": {"browsers": browsers, "through": list(house.settings.push_services)},
    }


def _borders(house: House, who: Reader, tenant: str) -> dict[str, Any]:
    """A tenant's regions, the ways across, what crossed, and where copies lie that may not."""
    home = house.borders.residence(tenant)
    left = _left(house, house.gate.number(who.tenant))
    return {
        "regions": list(home.regions) if home else [],
        "transfers": [one._asdict() for one in home.transfers] if home else [],
        "crossings": [one for one in left if one["border"]],
        "astray": copies.astray(house.borders, copies.places(house.paths.data)),
    }


def _consents(house: House, who: Reader) -> dict[str, Any]:
    """What customers are asked for separately, and how often each was asked, given, declined and taken back.

    What was erased since counts no more. Read from the journal, which names the conversations, and from those.
    """
    tenant, needs = house.gate.number(who.tenant), house.consents.needs(who.tenant)
    home = house.borders.residence(who.tenant)
    counts = {str(matter): dict.fromkeys(map(str, Step), 0) for matter in Matter}
    for conversation in _asked(house, tenant):
        for one in house.consents.of(who.tenant, conversation):
            counts[one.wanted.matter][one.state] += 1
    needed = {
        "cross-border": sorted({one.to for one in home.transfers if one.needs_consent} if home else ()),
        "provision": sorted(needs.exports),
        "sensitive": sorted(needs.reveals),
    }
    return {
        matter: {"zh": matter_name(Matter(matter), "zh"), "en": matter_name(Matter(matter), "en")}
        | {"needed_for": needed[matter], "stands": stands}
        for matter, stands in counts.items()
    }


def _asked(house: House, tenant: int) -> set[bytes]:
    """The conversations in which staff asked for a separate consent, or entered one."""
    found: set[bytes] = set()
    before: int | None = None
    while rows := house.reading.journal_with(tenant, "matter", _PAGE, before):
        for row in rows:
            facts = house.records.journalled(tenant, row.index) or {}
            found |= {bytes.fromhex(str(one)) for one in cast("list[Any]", facts.get("subjects", []))}
        before = rows[-1].index
    return found


def disclosures(house: House, who: Reader) -> list[dict[str, Any]]:
    """Everything that left the house, the newest first: when, by whom, what for, in which form, where to.

    Never what was said. Raises Refused, which is journalled.
    """
    passed = house.gate.passed(who, Action.SEE_KEEPING)
    _recorded(house, who, passed.decision.version, "register of disclosures")
    return _left(house, passed.tenant)


def _left(house: House, tenant: int) -> list[dict[str, Any]]:
    """Every export of a tenant, the newest first: an export alone has a field called format. Read page by page."""
    found: list[dict[str, Any]] = []
    files: dict[str, str] = {}
    before: int | None = None
    while rows := house.reading.journal_with(tenant, "format", _PAGE, before):
        for row in rows:
            facts = house.records.journalled(tenant, row.index) or {}
            if facts.get("kind") != Kind.EXPORT:
                continue
            one = _disclosure(row.index, facts)
            request = str(one["details"].get("request", ""))
            # The second record of an export is about the encrypted file around the pack of the first.
            if one["format"] == FILE:
                files[request] = one["digest"]
            else:
                found.append(one | {"file": files.pop(request, "")})
        before = rows[-1].index
    return found


def _disclosure(index: int, facts: dict[str, Value]) -> dict[str, Any]:
    digest, details = facts["digest"], cast("dict[str, Any]", facts.get("details", {}))
    return {
        "index": index,
        "at": facts["received"],
        "by": facts["author"],
        "purpose": facts["purpose"],
        "format": facts["format"],
        "subjects": facts["subjects"],
        "digest": digest.hex() if isinstance(digest, bytes) else "",
        "to": details.get("to", ""),
        "border": details.get("border", []),
        "consent": details.get("consent", ""),
        "withheld": details.get("withheld", {}),
        "details": details,
    }


def _recorded(house: House, who: Reader, version: str, scope: str) -> None:
    facts: dict[str, Value] = {"purpose": "audit", "subjects": [], "scope": scope, "policy": version}
    house.journal.seal(who, Kind.ACCESS, facts)


def _where(url: str) -> str:
    """The host of a store, or this machine; never a path or a key."""
    return urlsplit(url).hostname or HERE


class Registers:
    """What the console shows and hands out of the registers; every call raises Refused, which is journalled."""

    def __init__(self, house: House, clock: Callable[[], int]) -> None:
        self._house = house
        self._clock = clock

    def record(self, who: Reader) -> dict[str, Any]:
        """The record of processing."""
        return privacy(self._house, who, self._clock)

    def left(self, who: Reader) -> list[dict[str, Any]]:
        """Everything that left the house, the newest first."""
        return disclosures(self._house, who)

    def file(self, who: Reader, name: str, language: str) -> bytes | None:
        """The same file as the command makes, by its name (FILES); None of any other."""
        if name == "record.md":
            return markdown(self.record(who), language).encode()
        if name == "record.json":
            return (json.dumps(self.record(who), ensure_ascii=False, indent=1) + "\n").encode()
        return table_of(self.left(who)) if name == "disclosures.csv" else None
