"""Borders: in which regions a tenant's data may lie, and on what legal basis some of it may leave them.

A region is a country's code (ISO 3166-1, such as CN, SG), a part of one (CN-SH), or EU or EEA. A tenant that names no
region has no borders. For one that does, whatever is taken out says where it goes; beyond the named regions it needs a
basis that the house's configuration holds, under every law of the regions it leaves. Nothing is opened before.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from types import MappingProxyType
from typing import Any, Final, NamedTuple

from handclasp.records import HandclaspError, Refused, is_reason

_REGION: Final = re.compile(r"EEA|[A-Z]{2}(-[A-Z0-9]{1,3})?")
_EU: Final = frozenset(
    "AT BE BG CY CZ DE DK EE ES FI FR GR HR HU IE IT LT LU LV MT NL PL PT RO SE SI SK".split()  # noqa: SIM905 - read better
)
_GROUPS: Final = {"EU": _EU, "EEA": _EU | {"IS", "LI", "NO", "EU"}}

GDPR, PIPL, OTHER = "gdpr", "pipl", "other"
BASES: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        # Chapter V: articles 45, 46, 47 and 49; article 1(3) inside the EEA.
        GDPR: (
            "free-movement",
            "adequacy",
            "standard-clauses",
            "binding-rules",
            "explicit-consent",
            "contract",
            "public-interest",
            "legal-claims",
            "vital-interests",
        ),
        # Article 38; article 39 asks for separate consent besides, article 13(1)(2) to (7) says when not.
        PIPL: ("security-assessment", "standard-contract", "certification"),
        OTHER: ("law", "contract", "consent"),
    }
)
"""What a transfer may rest on, by law."""

_CONSENTS: Final = frozenset({"explicit-consent", "consent"})
_LONGEST: Final = 200


class BadDestination(HandclaspError):
    """Where it goes is not said, or not as it must be; nothing left the house."""

    code = "bad-destination"


class NoBasis(Refused):
    """It would go across a border without a legal basis that this house has; nothing was opened."""

    code = "no-legal-basis"


class Transfer(NamedTuple):
    """A basis on which data may go to a region under a law: `reference` names the paper, `until` its end (ms; 0: none).

    `without_consent` says on which ground the law asks for no separate consent.
    """

    to: str
    law: str
    basis: str
    reference: str
    until: int = 0
    without_consent: str = ""

    @property
    def needs_consent(self) -> bool:
        """Whether the person's own consent to this must be named."""
        return self.basis in _CONSENTS or (self.law == PIPL and not self.without_consent)


class Residence(NamedTuple):
    """Where a tenant's data, copies and keys lie, and on what some of it may leave."""

    regions: tuple[str, ...]
    transfers: tuple[Transfer, ...] = ()


class Crossing(NamedTuple):
    """Something that goes to a region: inside the borders without a basis, else with one a law that it leaves."""

    to: str = ""
    bases: tuple[Transfer, ...] = ()
    consent: str = ""

    @property
    def needs_consent(self) -> bool:
        """Whether one of its bases asks for the person's own consent."""
        return any(one.needs_consent for one in self.bases)

    def facts(self) -> dict[str, Any]:
        """What is sealed of it; empty where no border is known."""
        if not self.to:
            return {}
        found: dict[str, Any] = {"to": self.to}
        if self.bases:
            found["border"] = [
                {"law": one.law, "basis": one.basis, "reference": one.reference}
                | ({"without_consent": one.without_consent} if one.without_consent else {})
                for one in self.bases
            ]
        return found | ({"consent": self.consent} if self.consent else {})


def is_region(text: str) -> bool:
    """Whether it is the code of a region."""
    return _REGION.fullmatch(text) is not None


def within(region: str, named: str) -> bool:
    """Whether a region is, or lies in, another."""
    country = region.partition("-")[0]
    return named in {region, country} or country in _GROUPS.get(named, ())


def law_of(region: str) -> str:
    """The law that asks for a basis when data leaves a region; empty where none is known."""
    if within(region, "EEA"):
        return GDPR
    return PIPL if within(region, "CN") else ""


class Borders:
    """The borders of all tenants. Thread-safe."""

    def __init__(self, residences: Mapping[str, Residence], clock: Callable[[], int]) -> None:
        self._residences = residences
        self._clock = clock

    def residence(self, tenant: str) -> Residence | None:
        """A tenant's regions and bases; None where it names none, and nothing is asked."""
        return self._residences.get(tenant)

    def outside(self, region: str) -> list[str]:
        """The tenants whose data may not lie in a region (empty: unknown, which no tenant with regions allows)."""
        return sorted(name for name, one in self._residences.items() if not _inside(region, one.regions))

    def crossing(self, tenant: str, to: str, consent: str | None = "") -> Crossing:
        """What it takes to let something of a tenant's go to a region; raises BadDestination, NoBasis.

        `consent`: where the consent to this is kept, in words, where a basis asks for it. None: whoever asks looks for
        one in the conversation, and lets nothing go without it.
        """
        looked_for = consent is None
        home, to, consent = self._residences.get(tenant), to.strip().upper(), (consent or "").strip()
        if to and not is_region(to):
            raise BadDestination("say where it goes by the code of a country or region, such as CN, SG, DE or EU")
        if len(consent) > _LONGEST or not consent.isprintable():
            raise BadDestination(f"say in at most {_LONGEST} characters where the consent is kept")
        if home is None:
            return Crossing(to)
        if not to:
            raise BadDestination("this tenant's data has regions: say where it goes, such as CN, SG, DE or EU")
        if _inside(to, home.regions):
            return Crossing(to)
        crossing = Crossing(to, tuple(self._bases(home, to)))
        if crossing.needs_consent and not looked_for and not is_reason(consent):
            raise NoBasis(
                f"going to {to} needs the person's own consent to it: say where that is kept",
                zh=f"传往 {to} 须有本人的单独同意：请写明同意保存在哪里",
            )
        return crossing._replace(consent=consent if crossing.needs_consent else "")

    def _bases(self, home: Residence, to: str) -> list[Transfer]:
        now = self._clock()
        good = [one for one in home.transfers if within(to, one.to) and (not one.until or now < one.until)]
        laws = sorted({law for region in home.regions if (law := law_of(region))}) or [OTHER]
        found = [next((one for one in good if one.law == law), None) for law in laws]
        lacking = [law.upper() for law, one in zip(laws, found, strict=True) if one is None]
        if lacking:
            under = f" under {', '.join(lacking)}" if lacking != ["OTHER"] else ""
            raise NoBasis(
                f"this would go from {', '.join(home.regions)} to {to}, and there is no basis for it{under}; nothing "
                "was opened. The privacy officer knows which there are: `handclasp report privacy`",
                zh=f"这会从 {'、'.join(home.regions)} 传往 {to}，这里没有相应的法律依据。什么也没打开，请找隐私专员。",
            )
        return [one for one in found if one is not None]


def day(text: str) -> int:
    """The end of a day (YYYY-MM-DD, UTC) in ms; raises ValueError."""
    begins = datetime.strptime(text, "%Y-%m-%d").replace(tzinfo=UTC)
    return int(begins.timestamp() * 1000) + 86_400_000


def _inside(region: str, regions: Sequence[str]) -> bool:
    return bool(region) and any(within(region, one) for one in regions)
