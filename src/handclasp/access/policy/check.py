"""What is wrong with a policy set, before anybody depends on it: each fault with file, line and what to do.

A set without faults parses, satisfies the house's schema, names only roles that exist, and leaves the house's own
policies alone. It may still allow too much; that is for people to see in what a draft would change (`changes`).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Final

import cedarpy
from cedarpy import pst

from handclasp.access.policy.files import APPROVALS, FORBIDS, HOUSE_FILES, PARTIES, RESERVED, ROLES, SCHEMA, house
from handclasp.access.policy.statements import Statement, Unreadable, statements
from handclasp.access.policy.tables import Fault, Tables, tables

_FILE: Final = re.compile(r"[a-z0-9][a-z0-9-]{0,39}\.cedar")
_ID: Final = re.compile(r"[a-z0-9][a-z0-9-]{0,63}")
_SPACES: Final = dict.fromkeys(map(ord, "\n\r\t\u3000"))
_LARGEST: Final = 200_000
_LONGEST: Final = 500
_MOST: Final = 500


@dataclass(frozen=True, slots=True)
class Read:
    """A set as it was read: its policies (the house's first), its tables, and its faults."""

    statements: tuple[Statement, ...]
    tables: Tables
    faults: tuple[Fault, ...]

    @property
    def broken(self) -> tuple[Fault, ...]:
        """The faults with which nothing can be decided."""
        return tuple(fault for fault in self.faults if not fault.tolerated)


def check(files: Mapping[str, str]) -> list[Fault]:
    """Everything that is wrong with a tenant's set, by file and line; empty when it may be published."""
    return list(read(files).faults)


def read(files: Mapping[str, str]) -> Read:
    """Read a tenant's set, faults and all."""
    faults = _files(files)
    if faults and not all(fault.tolerated for fault in faults):
        return Read((), tables({}), _sorted(faults))
    found = tables(files)
    own: list[Statement] = []
    for name in sorted(set(files) - HOUSE_FILES):
        if name.endswith(".cedar"):
            own += _parsed(name, files[name], faults)
    faults += found.faults + _statements(own, found) + _roles(files, found)
    if not own and not any(fault.code == "policy-syntax" for fault in faults):
        faults.append(Fault("", None, "no-policies", "the set has no policies, so nobody may do anything"))
    return Read((*_of_the_house(), *own), found, _sorted(faults))


@cache
def _of_the_house() -> tuple[Statement, ...]:
    return tuple(statements(FORBIDS, house()[FORBIDS]))


@cache
def schema() -> cedarpy.Schema:
    """The house's schema."""
    return cedarpy.Schema.from_str(house()[SCHEMA])


def _sorted(faults: list[Fault]) -> tuple[Fault, ...]:
    return tuple(sorted(faults, key=lambda fault: (fault.file, fault.line or 0, fault.code)))


def _files(files: Mapping[str, str]) -> list[Fault]:
    faults = []
    for name, text in files.items():
        if name in HOUSE_FILES:
            if text != house()[name]:
                words = f"{name} is the house's own and stands above every set; leave it out or as it is"
                faults.append(Fault(name, None, "house-file", words, tolerated=True))
        elif name not in {ROLES, APPROVALS} and not _FILE.fullmatch(name):
            words = f"a set holds {ROLES}, {APPROVALS} and NAME.cedar (small letters, digits, dashes), not {name!r}"
            faults.append(Fault(name, None, "unknown-file", words))
    if not all(_clean(text) for text in (*files, *files.values())):
        faults.append(Fault("", None, "not-text", "a file is not clean text: no control characters, UTF-8 only"))
    if sum(map(len, files.values())) > _LARGEST:
        faults.append(Fault("", None, "too-large", f"a set has at most {_LARGEST:,} characters"))
    return faults


def _clean(text: str) -> bool:
    # Nothing invisible, nothing that turns the reading direction: what people approve is what they see.
    return text.translate(_SPACES).isprintable()


def _parsed(name: str, text: str, faults: list[Fault]) -> list[Statement]:
    try:
        return statements(name, text)
    except Unreadable as error:
        faults.append(Fault(name, error.line, "policy-syntax", f"the policy that begins here is not Cedar: {error}"))
        return []


def _statements(own: list[Statement], found: Tables) -> list[Fault]:
    faults: list[Fault] = []
    seen: dict[str, Statement] = {}
    for statement in own[:_MOST]:
        faults += _named(statement, seen) + _names_roles(statement, found) + _fits(statement)
        seen.setdefault(statement.id, statement)
    if len(own) > _MOST:
        faults.append(Fault("", None, "too-many", f"a set has at most {_MOST} policies"))
    return faults


def _named(statement: Statement, seen: Mapping[str, Statement]) -> list[Fault]:
    faults = []

    def fault(code: str, words: str) -> None:
        faults.append(Fault(statement.file, statement.line, code, words))

    if not _ID.fullmatch(statement.id):
        fault("policy-id", 'every policy needs an @id("…") of 1-64 small letters, digits and dashes')
    elif statement.id.startswith(RESERVED):
        fault("reserved-id", f"ids that begin with {RESERVED!r} are the house's; take another")
    elif statement.id in seen:
        fault("duplicate-id", f"{statement.id!r} is already the id of a policy in {seen[statement.id].file}")
    for language in ("zh", "en"):
        if not 0 < len(statement.says(language).strip()) <= _LONGEST:
            fault("policy-sentence", f'say in @{language}("…") what the policy allows or forbids, in one sentence')
    return faults


def _names_roles(statement: Statement, found: Tables) -> list[Fault]:
    faults = []
    for uid in sorted(pst.entity_uids(statement.parsed), key=str):
        kind = str(uid.type)
        known = {"Role": {*found.roles, *found.declared, *PARTIES}, "Original": {*_originals(found), *PARTIES}}.get(
            kind
        )
        if known is not None and uid.id not in known:
            words = f"there is no role {uid.id!r}; add it to {ROLES} or mend the name"
            faults.append(Fault(statement.file, statement.line, "unknown-role", words))
    return faults


def _originals(found: Tables) -> set[str]:
    return {role.based_on for role in found.roles.values()}


def _fits(statement: Statement) -> list[Fault]:
    outcome = cedarpy.validate_policies(statement.text, schema())
    words = sorted({error.error.removeprefix("for policy `policy0`, ") for error in outcome.errors})
    if not outcome.validation_passed and not words:
        words = ["the policy does not satisfy the schema"]
    return [
        Fault(statement.file, statement.line, "unknown-action" if "unrecognized action" in text else "schema", text)
        for text in words
        if not ("applicable action" in text and len(words) > 1)
    ]


def _roles(files: Mapping[str, str], found: Tables) -> list[Fault]:
    faults = []
    for role in sorted(found.roles):
        if f"{role}.cedar" not in files:
            words = f"the role {role!r} has no {role}.cedar; add the file (comments alone will do: it may do nothing)"
            faults.append(Fault(f"{role}.cedar", None, "role-without-file", words, tolerated=True))
    return faults
