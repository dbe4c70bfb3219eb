"""Questions for measuring search, made from what was said, and the plain scan that answers them by reading everything.

The scan looks for each question's letters in the text first, and then lets the same rules decide that decide every hit;
it uses no index.
"""

from __future__ import annotations

import random
from array import array
from collections.abc import Iterable, Sequence
from typing import Final, NamedTuple

from handclasp.records import View
from handclasp.search import documents
from handclasp.search.asking import All, BadSearch, Either, Leaf, Not, Prefix, Question, parse
from handclasp.search.matching import Words
from handclasp.search.words import atoms, fold

_KINDS: Final = ("word", "word", "two", "two", "run", "run", "phrase", "either", "without", "number", "beginning")


class Asking(NamedTuple):
    """A question as typed, and as understood."""

    text: str
    node: Question


def questions(texts: Sequence[str], count: int, seed: int) -> list[Asking]:
    """So many different questions about these texts."""
    source = random.Random(seed)  # noqa: S311 - a workload, not a secret
    found: dict[str, Asking] = {}
    while len(found) < count:
        text = _one(source, texts)
        try:
            node = parse(text) if text else None
        except BadSearch:
            continue
        if node is not None:
            found[text] = Asking(text, node)
    return list(found.values())


def _one(source: random.Random, texts: Sequence[str]) -> str:
    kind = source.choice(_KINDS)
    text = source.choice(texts)
    parts = _pieces(source, text)
    other = _pieces(source, source.choice(texts))
    numbers = [part for part in text.split() if part[:1] == "A" and part[1:].isdigit()]
    start = source.randrange(max(1, len(text) - 12))
    number = numbers[0] if numbers else parts[0]
    return {
        "word": parts[0],
        "two": f"{parts[0]} {parts[-1]}",
        "run": text[start : start + source.randrange(3, 7)].strip(),
        "phrase": f'"{text[start : start + source.randrange(6, 13)].strip()}"',
        "either": f"{parts[0]} OR {other[0]}",
        "without": f"{parts[0]} -{other[0]}",
        "number": number,
        "beginning": f"{number[:5]}*" if numbers else number,
    }[kind]


def _pieces(source: random.Random, text: str) -> list[str]:
    """Some words of a text, Chinese ones two characters long."""
    found = []
    for atom in atoms(fold(text)):
        at = source.randrange(max(1, len(atom.text) - 1))
        found.append(
            text[atom.start + at : atom.start + at + 2] if atom.kind == "chinese" else text[atom.start : atom.end]
        )
    return source.sample(found, min(3, len(found))) if found else ["nothing"]


class Scan:
    """Reads every text and keeps which of them answer which question."""

    def __init__(self, asked: Sequence[Asking]) -> None:
        self.found = [array("Q") for _ in asked]
        self._nodes = [one.node for one in asked]
        self._always = []
        # Of all questions those are looked at of which two letters in a row stand in the text.
        self._by_letters: dict[str, list[tuple[int, tuple[str, ...]]]] = {}
        for number, one in enumerate(asked):
            for row in _may(one.node):
                if row:
                    self._by_letters.setdefault(row[0][-2:], []).append((number, row))
                else:
                    self._always.append(number)

    def read(self, views: Iterable[View]) -> None:
        """Read on."""
        for view in views:
            if not documents.is_indexed(view):
                continue
            text = documents.open_words(view)
            folded = fold(text)
            standing = {*map(str.__add__, folded, folded[1:]), *folded}
            asked = {
                number
                for letters in standing & self._by_letters.keys()
                for number, row in self._by_letters[letters]
                if all(one in folded for one in row)
            }
            if asked or self._always:
                words = Words(text)
                for number in asked.union(self._always):
                    if words.has(self._nodes[number]):
                        self.found[number].append(view.index)


def _may(node: Question) -> tuple[tuple[str, ...], ...]:
    """Letters that stand in a text with what is asked, all of one of these rows; the longest first.

    Without this every text would be cut into words for every question.
    """
    match node:
        case None | Not():
            return ((),)
        case Either(nodes):
            return tuple(row for one in nodes for row in _may(one))
        case All(nodes):
            rows: list[tuple[str, ...]] = [()]
            for one in nodes:
                rows = [before + row for before in rows for row in _may(one)]
            return tuple(tuple(sorted(row, key=len, reverse=True)) for row in rows)
        case _:
            return (tuple(_letters(node)),)


def _letters(leaf: Leaf) -> Iterable[str]:
    if isinstance(leaf, Prefix):
        return [leaf.text]
    # A stem may end in a letter that the word has not: try, tries.
    return [atom.text.removesuffix("y") if atom.kind == "word" else atom.text for atom in leaf.atoms]
