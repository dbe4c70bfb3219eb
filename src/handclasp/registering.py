"""The record of processing (GDPR article 30, PIPL articles 55 and 56), from the real configuration of a house.

What is kept, why, for how long, where, and who reaches it: read from settings, policies, rules and places as they are
at this moment, never from a form that somebody filled in. Nothing of any conversation stands in it.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlsplit

from handclasp import copies
from handclasp.access.policy import Action, Reader
from handclasp.disclose.purposes import table
from handclasp.keep.bin import HOURS
from handclasp.keep.rights import DONE, State
from handclasp.records import KINDS, Kind, Value
from handclasp.screen import masks
from handclasp.web.widget.notices import LANGUAGES, Notices

if TYPE_CHECKING:
    from handclasp.app import House

FORMAT: Final = "handclasp/register/v1"
_PAGE: Final = 500
_MOST: Final = 50_000


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
            "database": {"where": urlsplit(told.database_url or "").hostname or "this machine"},
            "keys": {"where": "this machine", "provider": "file"},
            "copies": [
                {"name": one.name, "vendor": one.vendor, "where": _where(one.url)}
                for one in copies.places(told.data_dir)
            ],
            "anchors": sorted({one.kind for one in house.anchoring.standing()}),
        },
        "notices": {
            language: {"version": one.version, "digest": one.digest.hex()}
            for language in LANGUAGES
            for one in [Notices(house.paths.notices)(tenant, language)]
        },
    }


def disclosures(house: House, who: Reader) -> list[dict[str, Any]]:
    """Everything that left the house, the newest first: when, by whom, what for, in which form; never what was said.

    Raises Refused, which is journalled.
    """
    passed = house.gate.passed(who, Action.SEE_KEEPING)
    _recorded(house, who, passed.decision.version, "register of disclosures")
    found: list[dict[str, Any]] = []
    before: int | None = None
    for _ in range(_MOST // _PAGE):
        rows = house.reading.journal(passed.tenant, _PAGE, before)
        for row in rows:
            facts = house.records.journalled(passed.tenant, row.index) or {}
            if facts.get("kind") == Kind.EXPORT:
                found.append(_disclosure(row.index, facts))
        if len(rows) < _PAGE:
            break
        before = rows[-1].index
    return found


def _disclosure(index: int, facts: dict[str, Value]) -> dict[str, Any]:
    digest = facts["digest"]
    return {
        "index": index,
        "at": facts["received"],
        "by": facts["author"],
        "purpose": facts["purpose"],
        "format": facts["format"],
        "subjects": facts["subjects"],
        "digest": digest.hex() if isinstance(digest, bytes) else "",
        "details": facts.get("details", {}),
    }


def _recorded(house: House, who: Reader, version: str, scope: str) -> None:
    facts: dict[str, Value] = {"purpose": "audit", "subjects": [], "scope": scope, "policy": version}
    house.journal.seal(who, Kind.ACCESS, facts)


def _where(url: str) -> str:
    """The host of a store, or this machine; never a path or a key."""
    return urlsplit(url).hostname or "this machine"
