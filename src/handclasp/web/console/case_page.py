"""Turns a dispute case into what its page shows: one timeline of facts and steps, what is known, what is missing.

It arranges what the case desk read; it looks nothing up and decides nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext

from handclasp.desk.cases import Side, Step, Want
from handclasp.desk.cases.asking import language_of, ready
from handclasp.desk.cases.facts import SHOP, Fact
from handclasp.desk.cases.forms import facts_of
from handclasp.web.console import case_words, order_words, words
from handclasp.web.console.case_words import listed, says
from handclasp.web.console.present import Piece, pieces

if TYPE_CHECKING:
    from collections.abc import Mapping

    from handclasp.desk.cases import Case, Seen, Told
    from handclasp.records import Changed


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the timeline: `at` in ms; `place` is its record's index (-1: the shop's word), `own` a step's."""

    at: int
    says: str
    more: str = ""
    pieces: tuple[Piece, ...] = ()
    who: str = ""
    role: str = ""
    place: int = -1
    seq: int = 0
    own: bool = False
    weighty: bool = False
    changed: Changed | None = None

    @property
    def index(self) -> int:
        """The record's index, as receipts call it."""
        return self.place


@dataclass(frozen=True, slots=True)
class Known:
    """One fact of the order as the pane tells it; `value` empty: not recorded."""

    name: str
    value: str
    at: int | None
    place: int = -1


_LESS = frozenset({"event", "first-word", "file"})
_WEIGHTY = frozenset({Step.OPENED, Step.DECIDED, Step.APPEALED, Step.WITHDRAWN})


def timeline(seen: Seen, called: Mapping[str, str]) -> list[Entry]:
    """Facts and steps in the order in which they happened; a fact whose moment nobody recorded is not among them."""
    places = {view.index: view.seq for view in seen.views}
    entries = [_fact(one, places) for one in _once(facts_of(seen.case)) if one.at is not None]
    entries += [_step(one, called) for one in seen.case.steps]
    return sorted(entries, key=lambda one: (one.at, one.own, one.place))


def _once(facts: list[Fact]) -> list[Fact]:
    """The facts without those that another tells of the same record, and tells better."""
    told = {one.record for one in facts if one.fact not in _LESS and one.record >= 0}
    return [one for one in facts if one.fact not in _LESS or one.record not in told]


def known(case: Case) -> list[Known]:
    """What shop and log tell of the order, recorded or not."""
    found = {one.fact: one for one in facts_of(case)}
    rows = [_known(found.get(name, Fact(name))) for name in SHOP]
    return [*rows, *(_known(found.get(name, Fact(name))) for name in ("earlier", "disputes"))]


def missing(case: Case) -> list[str]:
    """What the last gathering found to be missing and has not come since."""
    gathered = case.gathered
    lacking = gathered.details.get("missing", []) if gathered else []
    came = {want for one in case.steps if one.step is Step.ARRIVED for want in one.details.get("wants", [])}
    return [str(want) for want in lacking if want not in came]


def ready_words(seen: Seen) -> str:
    """Words that ask for all that is missing, in the customer's language."""
    wants = [Want(one) for one in missing(seen.case)]
    return ready(wants, language_of(seen.views)) if wants else ""


def sides(case: Case) -> dict[str, list[Told]]:
    """What each side says, by the steps that put it down."""
    return {
        str(side): [one for one in case.steps if one.step is Step.SIDE and one.details.get("side") == side]
        for side in Side
    }


def _step(one: Told, called: Mapping[str, str]) -> Entry:
    more = ""
    if one.step is Step.GATHERED:
        lacking = [words.name(case_words.FACTS, str(name)) for name in one.details.get("not_recorded", [])]
        more = gettext("not recorded: %(what)s") % {"what": listed(lacking)} if lacking else ""
        if one.details.get("problem"):
            more = gettext("the shop did not answer")
    return Entry(
        one.at,
        says(one),
        more,
        pieces(one.body, one.spans, one.at),
        called.get(one.author.id, one.author.id),
        one.author.role,
        one.place,
        one.seq,
        own=True,
        weighty=one.step in _WEIGHTY,
    )


def _fact(one: Fact, places: Mapping[int, int]) -> Entry:
    name = str(case_words.FACTS.get(one.fact, one.fact))
    if one.fact == "notice":
        return Entry(one.at or 0, name, place=one.record, seq=places.get(one.record, 0))
    if one.fact == "event":
        name %= {"event": words.name(order_words.EVENTS, one.state)}
        return Entry(one.at or 0, name, one.told, place=one.record, seq=places.get(one.record, 0))
    return Entry(one.at or 0, name, _told(one), place=one.record, seq=places.get(one.record, 0))


def _known(one: Fact) -> Known:
    return Known(str(case_words.FACTS[one.fact]), _told(one), one.at, one.record)


def _told(one: Fact) -> str:
    state = words.name({**order_words.STATES, **case_words.FACT_STATES}, one.state) if one.state else ""
    return " · ".join(part for part in (state, one.told) if part)
