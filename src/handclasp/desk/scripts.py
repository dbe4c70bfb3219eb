"""Texts that the desk says again and again: in versions, for all or for one team, with places that are filled in.

What somebody inserts is their own words from then on: it is screened, guarded and sealed like anything they type. A
change is on record before it counts, without a word of the text; no version is ever written over. Here stands nothing
that a customer said.
"""

from __future__ import annotations

import re
from hashlib import sha256
from typing import TYPE_CHECKING, Final, NamedTuple

from django.db import transaction
from django.db.models import F, Q

from handclasp.access.policy import Action
from handclasp.desk.models import Script, ScriptVersion
from handclasp.records import HandclaspError, Kind, NotFound

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from django.db.models import QuerySet

    from handclasp.access.policy import Passed, Reader, Role
    from handclasp.records import Guarded, Receipt, Value

KNOWN: Final = ("agent", "number", "order", "customer")
"""Places whose value the desk may know: who writes, the conversation's number, its order. The customer's name it never
does: that one is written by whoever sends."""

MOST: Final = 2_000
"""Scripts a tenant may have."""

LONGEST_TITLE: Final = 80
LONGEST_TEXT: Final = 4_000
_NAME: Final = re.compile(r"[a-z0-9][a-z0-9-]{0,39}\Z")
_TEAM: Final = re.compile(r"[a-z0-9-]{0,40}\Z")
_PLACE: Final = re.compile(r"\{([^\W\d]\w{0,31})\}")


FAULTS: Final = {
    "name": "a name is 1 to 40 small letters, digits and hyphens, such as refund-7-days",
    "team": "a team is named in small letters, digits and hyphens, in at most 40 characters",
    "empty": "write the text, in Chinese or English or both",
    "half-zh": "write both title and text in Chinese, or neither",
    "half-en": "write both title and text in English, or neither",
    "title": f"a title is one line of at most {LONGEST_TITLE} characters",
    "text": f"a text has at most {LONGEST_TEXT:,} characters",
    "nul": "a text holds no NUL characters",
    "taken": "there is a script of this name already; change that one, or choose another name",
    "many": f"there are {MOST} scripts already; change those that are alike",
    "other-team": "the scripts of another team are kept by its lead, or by a director or administrator",
}
"""What can be wrong with a script."""


class BadScript(HandclaspError):
    """A script cannot be kept as it is, for one of FAULTS, or a table cannot be read; nothing was changed."""

    code = "bad-script"

    def __init__(self, words: str, fault: str = "") -> None:
        super().__init__(words)
        self.fault = fault


class ScriptMovedOn(HandclaspError):
    """Somebody else changed this script meanwhile; nothing was changed."""

    code = "script-moved-on"


class Unfilled(HandclaspError):
    """A text still has places of a script that nobody filled in (`places`); nothing was sent."""

    code = "unfilled"

    def __init__(self, places: Sequence[str]) -> None:
        super().__init__(f"fill in {', '.join(places)} before it is sent")
        self.places = tuple(places)


class Wording(NamedTuple):
    """What a version says; one language may be empty, title and text of it together."""

    title_zh: str = ""
    title_en: str = ""
    text_zh: str = ""
    text_en: str = ""


class Entry(NamedTuple):
    """A script as a file holds it; an empty `team` is everybody's."""

    name: str
    team: str
    wording: Wording


class Scripts:
    """A tenant's scripts. Thread-safe.

    `passed(who, action)` asks the policies and raises Refused (disclose.Gate.passed); `seal` writes the journal;
    `stop(who, conversation, text)` says why the outbound guard would not let a text leave; `roles(tenant)` are the
    roles by name (access.policy.Policies.roles); `clock` is in ms since 1970. Whose role reaches one team keeps that
    team's scripts and everybody's; others keep all.
    """

    def __init__(
        self,
        passed: Callable[[Reader, Action], Passed],
        seal: Callable[[Reader, Kind, dict[str, Value]], Receipt],
        stop: Callable[[Reader, bytes, str], Guarded | None],
        roles: Callable[[str], Mapping[str, Role]],
        clock: Callable[[], int],
    ) -> None:
        self._passed = passed
        self._seal = seal
        self._stop = stop
        self._roles = roles
        self._clock = clock

    def listed(self, who: Reader, *, retired: bool = False) -> list[ScriptVersion]:
        """What this person keeps: the newest version of each, by name. Raises Refused (journalled)."""
        self._passed(who, Action.ARRANGE_DESK)
        return list(_newest(who.tenant).filter(self._kept("script__team", who), script__retired=retired))

    def one(self, who: Reader, number: int) -> Script:
        """A script to look at or change; raises NotFound for another team's, Refused."""
        self._passed(who, Action.ARRANGE_DESK)
        return self._found(who, Script.objects.all(), number)

    def add(self, who: Reader, entry: Entry) -> ScriptVersion:
        """Make a script. Raises BadScript, Guarded for a text that could not be sent, Refused."""
        policy = self._passed(who, Action.ARRANGE_DESK).decision.version
        self._check(who, entry)
        with transaction.atomic():
            script, made = Script.objects.get_or_create(tenant=who.tenant, team=entry.team, name=entry.name)
            if not made:
                raise _bad(entry, "taken")
            if Script.objects.filter(tenant=who.tenant).count() > MOST:
                raise _bad(entry, "many")
            return self._written(who, script, entry.wording, "script add", policy)

    def change(self, who: Reader, script: int, seen: int, wording: Wording) -> ScriptVersion:
        """Write the next version, over the one that was `seen` (its number). The same words again change nothing.

        Raises BadScript, ScriptMovedOn, Guarded, NotFound, Refused.
        """
        policy = self._passed(who, Action.ARRANGE_DESK).decision.version
        with transaction.atomic():
            row = self._found(who, Script.objects.select_for_update(), script)
            if row.number != seen:
                raise ScriptMovedOn("somebody changed this script meanwhile; look at it as it is now, then change it")
            return self._next(who, row, wording, policy)

    def retire(self, who: Reader, script: int, *, back: bool = False) -> Script:
        """Take a script out of use, or `back` into it; its versions stay. Raises NotFound, Refused."""
        policy = self._passed(who, Action.ARRANGE_DESK).decision.version
        with transaction.atomic():
            row = self._found(who, Script.objects.select_for_update(), script)
            if row.retired == back:
                details: dict[str, Value] = {"script": row.name, "team": row.team, "number": row.number}
                self._record(who, "script restore" if back else "script retire", details, policy)
                row.retired = not back
                row.save(update_fields=["retired"])
            return row

    def take_in(self, who: Reader, entries: Sequence[Entry]) -> dict[str, int]:
        """Make or change all of these, or none; returns how many were `added`, `changed` and `same`.

        Raises BadScript naming the first that is wrong, Guarded, Refused.
        """
        policy = self._passed(who, Action.ARRANGE_DESK).decision.version
        counts = {"added": 0, "changed": 0, "same": 0}
        # All are looked at before the first is on record.
        for entry in entries:
            self._check(who, entry)
        with transaction.atomic():
            for entry in entries:
                row = Script.objects.select_for_update().filter(tenant=who.tenant, team=entry.team, name=entry.name)
                script = row.first()
                if script is None:
                    self.add(who, entry)
                    counts["added"] += 1
                    continue
                before = script.number
                after = self._next(who, script, entry.wording, policy).number
                counts["same" if after == before else "changed"] += 1
        return counts

    def _next(self, who: Reader, row: Script, wording: Wording, policy: str) -> ScriptVersion:
        self._check(who, Entry(row.name, row.team, wording))
        standing = row.versions.get(number=row.number)
        if wording_of(standing) == wording:
            return standing
        return self._written(who, row, wording, "script change", policy)

    def _written(self, who: Reader, row: Script, wording: Wording, action: str, policy: str) -> ScriptVersion:
        row.number += 1
        digest = sha256("\0".join(wording).encode()).hexdigest()
        self._record(
            who, action, {"script": row.name, "team": row.team, "number": row.number, "digest": digest}, policy
        )
        row.save(update_fields=["number"])
        return ScriptVersion.objects.create(
            script=row, number=row.number, by=who.id, at=self._clock(), **wording._asdict()
        )

    def _record(self, who: Reader, action: str, details: dict[str, Value], policy: str) -> None:
        self._seal(who, Kind.AGENT_ACTION, {"action": action, "details": details, "policy": policy})

    def _check(self, who: Reader, entry: Entry) -> None:
        if fault := wrong(entry):
            raise _bad(entry, fault)
        if self._bound(who) and entry.team not in {"", who.team}:
            raise _bad(entry, "other-team")
        for text in filter(None, (entry.wording.text_zh, entry.wording.text_en)):
            if stop := self._stop(who, bytes(16), text):
                raise stop

    def _bound(self, who: Reader) -> bool:
        """Whether somebody keeps one team's scripts alone."""
        role = self._roles(who.tenant).get(who.role)
        return role is None or role.reach in {"own", "team"}

    def _kept(self, field: str, who: Reader) -> Q:
        return Q(**{f"{field}__in": ("", who.team)}) if self._bound(who) else Q()

    def _found(self, who: Reader, rows: QuerySet[Script], script: int) -> Script:
        found = rows.filter(self._kept("team", who), tenant=who.tenant, pk=script).first()
        if found is None:
            raise NotFound("there is no such script")
        return found


def _bad(entry: Entry, fault: str) -> BadScript:
    return BadScript(f"{entry.name}: {FAULTS[fault]}" if entry.name else FAULTS[fault], fault)


def wording_of(version: ScriptVersion) -> Wording:
    """What a version says."""
    return Wording(version.title_zh, version.title_en, version.text_zh, version.text_en)


def offered(who: Reader) -> list[ScriptVersion]:
    """The scripts somebody may insert, by name: their team's and everybody's, of one name the team's alone."""
    rows = _newest(who.tenant).filter(script__retired=False, script__team__in={"", who.team})
    found: dict[str, ScriptVersion] = {}
    for row in rows:  # the team's own come behind everybody's
        found[row.script.name] = row
    return [found[name] for name in sorted(found)]


def unfilled(tenant: str, text: str) -> list[str]:
    """The places of a tenant's scripts that still stand open in a text, as they are written, each once.

    Braces that no script in use has are somebody's own words.
    """
    open_ = dict.fromkeys(_PLACE.findall(text))
    if not open_:
        return []
    texts = ScriptVersion.objects.filter(script__tenant=tenant, script__retired=False, number=F("script__number"))
    named = set(KNOWN).union(*(places(f"{zh} {en}") for zh, en in texts.values_list("text_zh", "text_en")))
    return [f"{{{name}}}" for name in open_ if name in named]


def filled(tenant: str, text: str) -> None:
    """Raise Unfilled for a text with open places."""
    if open_ := unfilled(tenant, text):
        raise Unfilled(open_)


def places(text: str) -> list[str]:
    """The names of the places in a text, each once, in its order."""
    return list(dict.fromkeys(_PLACE.findall(text)))


def wrong(entry: Entry) -> str:
    """What is wrong with a script: a name of FAULTS, or nothing."""
    said = entry.wording
    titles, texts = (said.title_zh, said.title_en), (said.text_zh, said.text_en)
    checks = {
        "name": not _NAME.match(entry.name),
        "team": not _TEAM.match(entry.team),
        "empty": not any((*titles, *texts)),
        "half-zh": bool(said.title_zh) != bool(said.text_zh),
        "half-en": bool(said.title_en) != bool(said.text_en),
        "title": any(len(title) > LONGEST_TITLE or "\n" in title for title in titles),
        "text": any(len(text) > LONGEST_TEXT for text in texts),
        "nul": "\0" in "".join(said),
    }
    return next((fault for fault, found in checks.items() if found), "")


def tidy(said: Iterable[str]) -> Wording:
    """Titles and texts (zh, en, zh, en) as people type them: line ends and outer blanks made even."""
    return Wording(*(one.replace("\r\n", "\n").strip() for one in said))


def _newest(tenant: str) -> QuerySet[ScriptVersion]:
    rows = ScriptVersion.objects.filter(script__tenant=tenant, number=F("script__number"))
    return rows.select_related("script").order_by("script__team", "script__name")
