"""Whether a text has what is looked for, and where: the last word on every hit, by the rules that indexed it.

Texts come with their masks blanked; so do places (start, end) in them, which are places in the text as shown.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Final

from handclasp.search.asking import All, Either, Leaf, Not, Prefix, Question, Term, leaves
from handclasp.search.words import CHINESE, ID, Atom, atoms, fold

Mark = tuple[int, int]
_JOIN: Final = re.compile(r"[-_./:]")
AROUND: Final = 60


class Words:
    """A text ready to be looked into."""

    def __init__(self, text: str) -> None:
        self.atoms = list(atoms(fold(text)))

    def has(self, node: Question) -> bool:
        """Whether the text is what the tree says."""
        match node:
            case None:
                return True
            case Not(inner):
                return not self.has(inner)
            case All(nodes):
                return all(map(self.has, nodes))
            case Either(nodes):
                return any(map(self.has, nodes))
            case _:
                return bool(self.places(node))

    def marks(self, node: Question) -> list[Mark]:
        """The places of what was sought, ascending, none within another."""
        found = sorted({place for leaf in leaves(node) for place in self.places(leaf)})
        merged: list[Mark] = []
        for start, end in found:
            if merged and start <= merged[-1][1]:
                merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
            else:
                merged.append((start, end))
        return merged

    def places(self, leaf: Leaf) -> list[Mark]:
        """Where a term stands."""
        if isinstance(leaf, Prefix):
            return [(a.start, a.end) for a in self.atoms if any(p.startswith(leaf.text) for p in _wholes(a))]
        if len(leaf.atoms) == 1:
            return [place for atom in self.atoms for place in _alone(leaf.atoms[0], atom)]
        rows = range(len(self.atoms) - len(leaf.atoms) + 1)
        return [place for at in rows if (place := _together(leaf, self.atoms[at : at + len(leaf.atoms)]))]

    def weight(self, node: Question) -> float:
        """How much of a short text is what was sought: how often each term stands there, dampened."""
        size = 1 + len(self.atoms) / 40
        return sum(count / (count + size) for leaf in leaves(node) if (count := len(self.places(leaf))))


def _wholes(atom: Atom) -> Iterable[str]:
    """Under what an id is found as a whole: itself, and those parts of it that have digits."""
    if atom.kind != ID:
        return ()
    return (atom.text, *(part for part in _JOIN.split(atom.text) if any(c.isdigit() for c in part)))


def _alone(sought: Atom, atom: Atom) -> list[Mark]:
    if sought.kind == CHINESE:
        return _within(sought.text, atom) if atom.kind == CHINESE else []
    if sought.text == atom.text or (atom.kind == ID and sought.text in _parts(atom.text)):
        return [(atom.start, atom.end)]
    return []


def _parts(text: str) -> set[str]:
    from handclasp.search.stems import stem  # noqa: PLC0415 - seldom

    parts = _JOIN.split(text)
    return {part if any(c.isdigit() for c in part) else stem(part) for part in parts}


def _within(run: str, atom: Atom) -> list[Mark]:
    found, at = [], atom.text.find(run)
    while at >= 0:
        found.append((atom.start + at, atom.start + at + len(run)))
        at = atom.text.find(run, at + 1)
    return found


def _together(term: Term, row: Sequence[Atom]) -> Mark | None:
    """The place of a phrase, when these atoms are its: only at its edges it may begin or end within a Chinese run."""
    last = len(row) - 1
    start, end = row[0].start, row[-1].end
    for number, (sought, atom) in enumerate(zip(term.atoms, row, strict=True)):
        if sought.kind != atom.kind:
            return None
        if sought.text == atom.text:
            continue
        if sought.kind != CHINESE:
            return None
        if number == 0 and atom.text.endswith(sought.text):
            start = atom.end - len(sought.text)
        elif number == last and atom.text.startswith(sought.text):
            end = atom.start + len(sought.text)
        else:
            return None
    return start, end


def snippet(text: str, marks: Sequence[Mark], most: int = 200) -> tuple[int, int]:
    """The stretch of a text to show: around its first mark, whole words where they are near."""
    if len(text) <= most:
        return 0, len(text)
    start = max(0, (marks[0][0] if marks else 0) - AROUND)
    if start:
        space = text.find(" ", start, start + 15)
        start = space + 1 if space >= 0 else start
    end = min(len(text), start + most)
    if end < len(text):
        space = text.rfind(" ", end - 15, end)
        end = space if space > start else end
    return start, end
