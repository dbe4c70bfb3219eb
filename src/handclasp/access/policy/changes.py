"""What one policy set would change in another: line by line, and in what people may do.

The meaning is found by asking both sets the same questions, every kind of request that the schema can tell apart. What
a policy says of one named person or conversation is beyond that; such names are listed, and the text says the rest.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final, NamedTuple

from cedarpy import pst

from handclasp.access.policy.engine import Policies, Published
from handclasp.access.policy.files import HOUSE_FILES, PARTIES
from handclasp.access.policy.grid import ASKED, ITEMS, SCOPES, Cell, cells, request
from handclasp.access.policy.likeness import walk
from handclasp.access.policy.sets import Loaded, load
from handclasp.access.policy.tables import KINDS, Fault, Role
from handclasp.access.policy.wording import ACTIONS, Both, Language, needs_said, role_named
from handclasp.access.policy.words import Action, Need

_DIMENSIONS: Final = tuple(Cell._fields[2:])
_KNOWN_WORDS: Final = {"", *ITEMS, *ASKED, *SCOPES}


class Answer(NamedTuple):
    """May they: yes; yes, when `needs` are provided; or no."""

    allowed: bool
    needs: frozenset[Need] = frozenset()

    def said(self) -> Both:
        """In words."""
        if self.allowed:
            return Both("可以", "may")
        if not self.needs:
            return Both("不可以", "may not")
        needed = needs_said(self.needs)
        return Both(f"需{needed.zh}", f"may with {needed.en}")


@dataclass(frozen=True, slots=True)
class Change:
    """A kind of request that is answered otherwise than before."""

    cell: Cell
    before: Answer
    after: Answer
    role: Both

    @property
    def more(self) -> bool:
        """Whether something becomes possible that was not, or without something that was needed."""
        was, is_ = _openness(self.before), _openness(self.after)
        return is_ > was or (is_ == was and not self.before.needs < self.after.needs)

    def said(self, language: Language) -> str:
        """In a sentence."""
        role, action = self.role.said(language), ACTIONS[self.cell.action].said(language)
        where = self.cell.circumstances().said(language)
        before, after = self.before.said().said(language), self.after.said().said(language)
        if language == "zh":
            return f"{role} · {action}{f'（{where}）' if where else ''}：{before} → {after}"
        return f"{role}: {action}{f' ({where})' if where else ''}: {before} → {after}"


@dataclass(frozen=True, slots=True)
class FileChange:
    """A file that differs, with its unified diff (empty lines kept, no time stamps)."""

    name: str
    diff: str


@dataclass(frozen=True, slots=True)
class Changes:
    """What a set changes: its text, what people may do, its roles and approvals, and the names beyond the grid.

    `faults` are the new set's; with any, nobody may do anything. `names` are strings in changed policies that name
    something in particular.
    """

    files: tuple[FileChange, ...]
    cells: tuple[Change, ...]
    tables: tuple[Both, ...]
    names: tuple[str, ...]
    faults: tuple[Fault, ...]

    @property
    def diff(self) -> str:
        """The unified diff of all files."""
        return "".join(file.diff for file in self.files)

    def said(self, language: Language) -> list[str]:
        """Everything but the text, line by line; more before less."""
        zh = language == "zh"
        lines = [f"{fault.file}: {fault.words}" for fault in self.faults]
        lines += [both.said(language) for both in self.tables]
        lines += [change.said(language) for change in sorted(self.cells, key=lambda change: not change.more)]
        if self.names:
            listed = ("、" if zh else ", ").join(self.names)
            lines.append(
                f"点名的条件，请看规则原文：{listed}" if zh else f"conditions on names, see the text: {listed}"
            )
        return lines


def changes(old: Mapping[str, str], new: Mapping[str, str]) -> Changes:
    """What `new` would change if it took the place of `old`; both are a tenant's sets, broken ones included."""
    before, after = load("old", old), load("new", new)
    return Changes(
        files=tuple(_files(old, new)),
        cells=tuple(_cells(before, after)),
        tables=tuple(_tables(before, after)),
        names=_names(before, after),
        faults=after.broken,
    )


def _files(old: Mapping[str, str], new: Mapping[str, str]) -> Iterable[FileChange]:
    for name in sorted({*old, *new} - HOUSE_FILES):
        if old.get(name) != new.get(name):
            was, is_ = (files.get(name, "").splitlines(keepends=True) for files in (old, new))
            of, to = f"a/{name}" if name in old else "/dev/null", f"b/{name}" if name in new else "/dev/null"
            lines = difflib.unified_diff(was, is_, of, to)
            yield FileChange(name, "".join(line if line.endswith("\n") else f"{line}\n" for line in lines))


def _cells(before: Loaded, after: Loaded) -> Iterable[Change]:
    asks = Policies(lambda _: Published("old", before.files)), Policies(lambda _: Published("new", after.files))
    for role in (*sorted({*before.roles, *after.roles}), *PARTIES):
        original = after.original(role) or before.original(role) or ""
        found = {}
        for cell in cells(role, original, _differing(before, after, role)):
            who, about, given = request(cell, original)
            answers = [policies.decide(who, cell.action, about, given) for policies in asks]
            was, is_ = (Answer(decision.allowed, decision.needs) for decision in answers)
            found[cell] = (was, is_)
        name = role_named(role, {**before.roles, **after.roles})
        yield from (Change(cell, was, is_, name) for cell, (was, is_) in _merged(found).items() if was != is_)


def _differing(before: Loaded, after: Loaded, role: str) -> list[Action]:
    """The actions of a role for which the sets do not say the same, annotations aside."""
    return [
        action
        for action in Action
        if before.original(role) != after.original(role)
        or bool(before.broken) != bool(after.broken)
        or _says(before, action, role) != _says(after, action, role)
    ]


def _says(loaded: Loaded, action: Action, role: str) -> set[tuple[object, ...]]:
    if loaded.broken or loaded.original(role) is None:
        return set()
    found = (statement.parsed for statement in loaded.slice(action.value, role).statements.values())
    return {(node.effect, node.principal, node.action, node.resource, node.clauses) for node in found}


def _merged(found: Mapping[Cell, tuple[Answer, Answer]]) -> dict[Cell, tuple[Answer, Answer]]:
    """The same, every circumstance left out that makes no difference."""
    merged = dict(found)
    for dimension in _DIMENSIONS:
        values: dict[Action, set[str]] = {}
        for cell in found:
            values.setdefault(cell.action, set()).add(getattr(cell, dimension))
        alike: dict[Cell, list[Cell]] = {}
        for cell in merged:
            alike.setdefault(cell.without(dimension), []).append(cell)
        for without, group in alike.items():
            if len(group) == len(values[without.action]) and len({merged[cell] for cell in group}) == 1:
                answers = merged[group[0]]
                for cell in group:
                    del merged[cell]
                merged[without] = answers
    return merged


def _tables(before: Loaded, after: Loaded) -> Iterable[Both]:
    for name in sorted({*before.roles, *after.roles}):
        old, new, called = (
            before.roles.get(name),
            after.roles.get(name),
            role_named(name, {**before.roles, **after.roles}),
        )
        if old is None:
            yield Both(f"新角色：{called.zh}（{name}）", f"new role: {called.en} ({name})")
        elif new is None:
            yield Both(f"角色不再存在：{called.zh}（{name}）", f"role gone: {called.en} ({name})")
        elif (old.reach, old.group, old.journal, old.based_on) != (new.reach, new.group, new.journal, new.based_on):
            was, is_ = _facts(old), _facts(new)
            yield Both(f"角色 {called.zh}：{was} → {is_}", f"role {called.en}: {was} → {is_}")
    for kind in KINDS:
        was_, is__ = before.approvals[kind], after.approvals[kind]
        if was_ != is__:
            yield Both(
                f"{ASKED[kind].zh}：{was_.people} 人，{was_.hours} 小时 → {is__.people} 人，{is__.hours} 小时",
                f"{ASKED[kind].en}: {was_.people} to approve within {was_.hours} h → "
                f"{is__.people} within {is__.hours} h",
            )
    for group in sorted({*before.groups, *after.groups}):
        exclusive = [group in groups and groups[group].exclusive for groups in (before.groups, after.groups)]
        if exclusive[0] != exclusive[1]:
            yield Both(
                f"组 {group}：{'互斥' if exclusive[1] else '不再互斥'}",
                f"group {group}: {'exclusive' if exclusive[1] else 'no longer exclusive'}",
            )


def _facts(role: Role) -> str:
    return f"reach {role.reach}, group {role.group}, journal {str(role.journal).lower()}, based_on {role.based_on}"


def _names(before: Loaded, after: Loaded) -> tuple[str, ...]:
    """What changed policies name that no grid can know: people, teams, sellers, conversations."""
    old = {statement.parsed for statement in before.statements}
    found = set()
    for statement in after.statements:
        if statement.parsed not in old:
            for node in walk(statement.parsed):
                if isinstance(node, pst.StringLit):
                    found.add(node.value)
                elif isinstance(node, pst.EntityUid) and str(node.type) in {"Person", "Conversation", "Tenant"}:
                    found.add(str(node))
    return tuple(sorted(found - _KNOWN_WORDS))


def _openness(answer: Answer) -> int:
    return 2 if answer.allowed else int(bool(answer.needs))
