"""One tenant's policy set, loaded: read once, cut into slices as they are asked for, or broken as a whole.

A broken set has no policies at all, so nothing can be allowed by what is left of it. Thread-safe: it only ever adds
slices that any thread would have made the same.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Final

from handclasp.access.policy.asking import Asked
from handclasp.access.policy.check import read
from handclasp.access.policy.facts import context, conversation_of
from handclasp.access.policy.files import PARTIES
from handclasp.access.policy.slices import Slice, cut
from handclasp.access.policy.statements import Statement
from handclasp.access.policy.tables import ApprovalRule, Fault, Group, Role, of_the_house
from handclasp.access.policy.words import About, Action, Circumstances, Reader

_KEPT: Final = 64


def load(version: str, files: Mapping[str, str]) -> Loaded:
    """A set, ready to decide; the same one again while it is among the last that were asked for."""
    return _load(version, tuple(sorted(files.items())))


@lru_cache(_KEPT)
def _load(version: str, files: tuple[tuple[str, str], ...]) -> Loaded:
    return Loaded(version, dict(files))


class Loaded:
    """A set by its version; `broken` are the faults that keep it from deciding anything."""

    def __init__(self, version: str, files: Mapping[str, str]) -> None:
        found = read(files)
        self.version = version
        self.files = dict(files)
        self.broken: tuple[Fault, ...] = found.broken
        self.statements: tuple[Statement, ...] = () if found.broken else found.statements
        self._tables = of_the_house() if found.broken else found.tables
        self._slices: dict[tuple[str, str], Slice] = {}

    @property
    def roles(self) -> Mapping[str, Role]:
        """The roles that people can have; of a broken set, the house's."""
        return self._tables.roles

    @property
    def approvals(self) -> Mapping[str, ApprovalRule]:
        """The approval rules by kind; of a broken set, the house's."""
        return self._tables.approvals

    @property
    def groups(self) -> Mapping[str, Group]:
        """The groups that roles stand in; of a broken set, the house's."""
        return self._tables.groups

    def original(self, role: str) -> str | None:
        """The built-in role that a role is or copies; None when there is no such role."""
        if role in PARTIES:
            return role
        known = self.roles.get(role)
        return known.based_on if known else None

    def slice(self, action: str, role: str) -> Slice:
        """The policies that can matter to an action of a role that exists."""
        found = self._slices.get((action, role))
        if found is None:
            found = cut(self.statements, action, role, self.original(role) or "")
            self._slices[action, role] = found
        return found

    def asked(self, who: Reader, action: Action, about: About | None, given: Circumstances) -> Asked:
        """A request of a role that exists, ready to be put to Cedar."""
        exclusive = action is Action.APPROVE and self.exclusive(who.role, given.requester_role)
        return Asked(
            self.slice(action.value, who.role),
            who,
            self.original(who.role) or "",
            action,
            conversation_of(action, about),
            who.tenant if about is None else about.tenant,
            context(who, action, given, exclusive=exclusive),
        )

    def exclusive(self, role_a: str, role_b: str) -> bool:
        """Whether two roles share an exclusive group; an unknown role is taken to share any such group."""
        if self.broken:
            return True
        group_a, group_b = self._group(role_a), self._group(role_b)
        if group_a is None or group_b is None:
            return any(self._is_exclusive(group) for group in (group_a, group_b) if group is not None) or (
                group_a is group_b is None
            )
        return group_a == group_b and self._is_exclusive(group_a)

    def _group(self, role: str) -> str | None:
        if role in PARTIES:
            return ""
        known = self.roles.get(role)
        return known.group if known else None

    def _is_exclusive(self, group: str) -> bool:
        return group in self._tables.groups and self._tables.groups[group].exclusive
