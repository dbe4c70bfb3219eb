"""Witness policies: which witnesses, and how many of them, must have cosigned (the text form of Sigsum and C2SP).

A policy is the reader's own; one that comes with a file means nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from .note import ED25519, BadKey, Cosigned, VKey, parse_vkey

MAX_LINES: Final = 1000


class BadPolicy(ValueError):
    """A policy cannot be read; the message says where and why."""


@dataclass(frozen=True)
class Witness:
    """A witness by the policy's name for it: its key, and where it may be asked ('' when nowhere)."""

    name: str
    key: VKey
    url: str


@dataclass(frozen=True)
class Group:
    """So many of these members: witnesses and other groups."""

    name: str
    need: int
    members: tuple[Witness | Group, ...]


@dataclass(frozen=True)
class Policy:
    """Logs' keys, all witnesses named, and what has to have cosigned (None: nothing)."""

    keys: tuple[VKey, ...]
    witnesses: tuple[Witness, ...]
    quorum: Witness | Group | None

    def met(self, cosigned: tuple[Cosigned, ...]) -> bool:
        """Whether these cosignatures, already checked, suffice."""
        return self.quorum is None or _met(self.quorum, {(one.name, one.id) for one in cosigned})


def _met(part: Witness | Group, cosigned: set[tuple[str, bytes]]) -> bool:
    if isinstance(part, Witness):
        return (part.key.name, part.key.id) in cosigned
    return sum(_met(member, cosigned) for member in part.members) >= part.need


def parse_policy(text: str) -> Policy:
    """Read a policy: lines `log VKEY`, `witness NAME VKEY [URL]`, `group NAME N|any|all MEMBER…`, `quorum NAME|none`.

    `#` begins a comment. Members are named before they are used, each in at most one group. Raises BadPolicy.
    """
    reading = _Reading()
    lines = text.splitlines()
    if len(lines) > MAX_LINES:
        raise BadPolicy("too many lines")
    for number, line in enumerate(lines, 1):
        words = line.partition("#")[0].split()
        if not words:
            continue
        try:
            reading.take(words)
        except (BadKey, BadPolicy) as error:
            raise BadPolicy(f"line {number}: {error}") from None
    if not reading.decided:
        raise BadPolicy("there is no line `quorum`")
    return Policy(tuple(reading.keys), tuple(reading.witnesses), reading.quorum)


class _Reading:
    """What was read of a policy so far."""

    def __init__(self) -> None:
        self.keys: list[VKey] = []
        self.witnesses: list[Witness] = []
        self.quorum: Witness | Group | None = None
        self.decided = False
        self._known: dict[str, Witness | Group] = {}
        self._used: set[str] = set()

    def take(self, words: list[str]) -> None:
        """Read one line; raises BadPolicy, BadKey."""
        kind, *rest = words
        if kind == "log" and len(rest) in (1, 2):
            self.keys.append(parse_vkey(rest[0]))
        elif kind == "witness" and len(rest) in (2, 3):
            witness = Witness(self._fresh(rest[0]), self._witness_key(rest[1]), (*rest, "")[2])
            self.witnesses.append(witness)
            self._known[witness.name] = witness
        elif kind == "group" and len(rest) >= 3:
            members = tuple(self._member(name) for name in rest[2:])
            group = Group(self._fresh(rest[0]), _need(rest[1], len(members)), members)
            self._known[group.name] = group
        elif kind == "quorum" and len(rest) == 1 and not self.decided:
            self.decided = True
            self.quorum = None if rest[0] == "none" else self._get(rest[0])
        else:
            raise BadPolicy(f"{kind!a} with {len(rest)} words has no meaning here")

    def _witness_key(self, text: str) -> VKey:
        key = parse_vkey(text)
        if key.type == ED25519:
            raise BadPolicy("this is a log's key; a witness's is of type 4 or 6")
        if any((one.key.name, one.key.id) == (key.name, key.id) for one in self.witnesses):
            raise BadPolicy("this key stands there already: one witness would count twice")
        return key

    def _fresh(self, name: str) -> str:
        if name in self._known or name == "none":
            raise BadPolicy(f"the name {name!a} is taken")
        return name

    def _member(self, name: str) -> Witness | Group:
        found = self._get(name)
        if name in self._used:
            raise BadPolicy(f"{name!a} is in a group already: it would count twice")
        self._used.add(name)
        return found

    def _get(self, name: str) -> Witness | Group:
        found = self._known.get(name)
        if found is None:
            raise BadPolicy(f"{name!a} was not named before")
        return found


def _need(word: str, count: int) -> int:
    need = {"any": 1, "all": count}.get(word) or (int(word) if word.isascii() and word.isdigit() else 0)
    if not 1 <= need <= count:
        raise BadPolicy(f"a group of {count} needs 1 to {count} of them, any or all, not {word!a}")
    return need
