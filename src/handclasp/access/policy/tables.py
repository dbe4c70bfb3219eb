"""The two tables of a policy set: which roles there are, and how many people must approve what.

Built-in roles are the house's: a tenant's table may repeat them, never change them. A copy stands in its original's
group and sees the journal only when its original does.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any, Final

from handclasp.access.policy.files import APPROVALS, ROLES, built_in, is_role_name
from handclasp.access.roles import is_built_in

KINDS: Final = ("export", "reveal", "policy", "role", "guard", "release", "delete")
# Whom the database shows nothing, or a seller's cases alone, a copy cannot make see more.
_REACH_OF_COPIES: Final = {"none": ("none",), "merchant": ("merchant",)}
_REACH_OF_STAFF: Final = ("none", "own", "team", "all")
_MOST_PEOPLE: Final = 9
_MOST_HOURS: Final = 24 * 90


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with a policy set: in which file, on which line where that is known, and what to do.

    `code` is stable. `tolerated`: a set that was published keeps working with it (another version of Handclasp may
    have found it in order), but no new set may have it.
    """

    file: str
    line: int | None
    code: str
    words: str
    tolerated: bool = False


@dataclass(frozen=True, slots=True)
class Role:
    """A role that people can have. `based_on` is the built-in role it copies; a built-in role's own name.

    `reach` (none, own, team, all, merchant) and `journal` are how far the database lets it see.
    """

    name: str
    based_on: str
    reach: str
    group: str
    journal: bool
    names: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Group:
    """Roles that belong together; `exclusive`: no two of them approve each other's requests."""

    name: str
    exclusive: bool
    names: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class ApprovalRule:
    """How many people besides the requester must approve, and after how many hours a request expires."""

    people: int
    hours: int


@dataclass(slots=True)
class Tables:
    """What the two files say, and what is wrong with them; `declared` are the roles named, faulty ones included."""

    roles: dict[str, Role] = field(default_factory=dict)
    groups: dict[str, Group] = field(default_factory=dict)
    approvals: dict[str, ApprovalRule] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)
    declared: set[str] = field(default_factory=set)


def tables(files: Mapping[str, str]) -> Tables:
    """The tables of a tenant's set, together with the house's roles and, where a kind is missing, its approvals."""
    standing = of_the_house()
    found = Tables(dict(standing.roles), dict(standing.groups), dict(standing.approvals))
    _read_groups_and_roles(files, found)
    _read_approvals(files, found)
    return found


@cache
def of_the_house() -> Tables:
    """The tables of the built-in set."""
    found = Tables()
    parsed = tomllib.loads(built_in()[ROLES])
    for name, table in parsed["groups"].items():
        found.groups[name] = Group(name, table["exclusive"], {"zh": table["zh"], "en": table["en"]})
    for name, table in parsed["roles"].items():
        found.roles[name] = _role(name, {**table, "based_on": name})
    for kind, table in tomllib.loads(built_in()[APPROVALS]).items():
        found.approvals[kind] = ApprovalRule(table["people"], table["hours"])
    return found


def _role(name: str, table: Mapping[str, Any]) -> Role:
    names = {"zh": table["zh"], "en": table["en"]}
    return Role(name, table["based_on"], table["reach"], table["group"], table["journal"], names)


def _parsed(files: Mapping[str, str], file: str, faults: list[Fault]) -> dict[str, Any]:
    if file not in files:
        faults.append(Fault(file, None, "file-missing", f"the set has no {file}; take the built-in one to begin with"))
        return {}
    try:
        return tomllib.loads(files[file])
    except tomllib.TOMLDecodeError as error:
        faults.append(Fault(file, _line(files[file], error), "toml", f"this is not TOML: {error}"))
        return {}


def _line(text: str, error: Exception) -> int | None:
    words = str(error)
    if "at end of document" in words:
        return text.count("\n") + 1
    before, _, after = words.partition("(at line ")
    return int(after.partition(",")[0]) if before != words and after.partition(",")[0].isdigit() else None


def _read_groups_and_roles(files: Mapping[str, str], found: Tables) -> None:
    text, parsed = files.get(ROLES, ""), _parsed(files, ROLES, found.faults)
    for name in sorted(set(parsed) - {"groups", "roles"}):
        found.faults.append(Fault(ROLES, _where(text, name), "unknown-table", f"{name!r} is neither groups nor roles"))
    for section, read in (("groups", _read_group), ("roles", _read_role)):
        entries = parsed.get(section, {})
        if not isinstance(entries, dict):
            found.faults.append(Fault(ROLES, None, "table", f"{section} is not a table; write [{section}.NAME]"))
            continue
        for name, table in entries.items():
            words = read(name, table if isinstance(table, dict) else {}, found)
            if words:
                line = _where(text, f"{section}.{name}")
                found.faults.append(Fault(ROLES, line, section.removesuffix("s"), words))


def _read_group(name: str, table: Mapping[str, Any], found: Tables) -> str:
    if set(table) != {"exclusive", "zh", "en"} or not isinstance(table["exclusive"], bool) or not _named(table):
        return f"the group {name!r} needs exclusive (true or false), zh and en, and nothing else"
    present = found.groups.get(name)
    if present and present.exclusive and not table["exclusive"]:
        return f"the house's group {name!r} is exclusive and stays so"
    found.groups[name] = Group(name, table["exclusive"], {"zh": table["zh"], "en": table["en"]})
    return ""


def _read_role(name: str, table: Mapping[str, Any], found: Tables) -> str:
    found.declared.add(name)
    if is_built_in(name):
        return _unchanged(name, table, found.roles[name])
    if set(table) != {"based_on", "reach", "group", "journal", "zh", "en"} or not _named(table):
        return f"the role {name!r} needs based_on, reach, group, journal, zh and en, and nothing else"
    words = _wrong(name, table, found.roles)
    if not words:
        found.roles[name] = _role(name, table)
    return words


def _unchanged(name: str, table: Mapping[str, Any], present: Role) -> str:
    if table.get("based_on", name) == name and {**table, "based_on": name} == {
        "based_on": name,
        "reach": present.reach,
        "group": present.group,
        "journal": present.journal,
        **present.names,
    }:
        return ""
    return f"the built-in role {name!r} is the house's and not changed here; make a copy of it under another name"


def _wrong(name: str, table: Mapping[str, Any], roles: Mapping[str, Role]) -> str:
    if not is_role_name(name):
        return f"a role cannot be called {name!r}: 1-32 small letters, digits and dashes, a letter first"
    original = roles.get(table["based_on"]) if isinstance(table["based_on"], str) else None
    if original is None or not is_built_in(original.name):
        return f"the role {name!r} must be based_on a built-in role that people can have"
    reaches = _REACH_OF_COPIES.get(original.reach, _REACH_OF_STAFF)
    rules = {
        f"the reach of a copy of {original.name!r} is one of {', '.join(reaches)}": table["reach"] in reaches,
        f"a copy of {original.name!r} stays in its group {original.group!r}": table["group"] == original.group,
        f"a copy of {original.name!r} has journal = {str(original.journal).lower()}, or false": (
            table["journal"] is False or table["journal"] is original.journal
        ),
    }
    return next((words for words, kept in rules.items() if not kept), "")


def _named(table: Mapping[str, Any]) -> bool:
    return all(isinstance(table.get(language), str) and table[language].strip() for language in ("zh", "en"))


def _read_approvals(files: Mapping[str, str], found: Tables) -> None:
    text, parsed = files.get(APPROVALS, ""), _parsed(files, APPROVALS, found.faults)
    for kind, table in parsed.items():
        line = _where(text, kind)
        if kind not in KINDS:
            words = f"nothing is approved as {kind!r}; kinds are {', '.join(KINDS)}"
            found.faults.append(Fault(APPROVALS, line, "unknown-kind", words, tolerated=True))
        elif not isinstance(table, dict) or set(table) != {"people", "hours"}:
            found.faults.append(Fault(APPROVALS, line, "approval", f"{kind} needs people and hours, and nothing else"))
        elif not _within(table["people"], _MOST_PEOPLE):
            words = f"{kind}: people must be a whole number from 1 to {_MOST_PEOPLE}; zero would be no approval at all"
            found.faults.append(Fault(APPROVALS, line, "people", words))
        elif not _within(table["hours"], _MOST_HOURS):
            words = f"{kind}: hours must be a whole number from 1 to {_MOST_HOURS}"
            found.faults.append(Fault(APPROVALS, line, "hours", words))
        else:
            found.approvals[kind] = ApprovalRule(table["people"], table["hours"])
    if APPROVALS in files:
        for kind in KINDS:
            if kind not in parsed:
                words = f"{kind} is missing; say how many people must approve and for how many hours it stands"
                found.faults.append(Fault(APPROVALS, None, "kind-missing", words, tolerated=True))


def _within(value: object, most: int) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 1 <= value <= most


def _where(text: str, table: str) -> int | None:
    for number, line in enumerate(text.splitlines(), 1):
        if line.strip().replace('"', "").startswith((f"[{table}]", f"[{table}.", f"{table} =", f"{table}=")):
            return number
    return None
