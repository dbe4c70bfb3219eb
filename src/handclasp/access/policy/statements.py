"""Cedar files as the policies that stand in them: each with its line, its words and its parsed form.

It reads and parses; it decides nothing and changes nothing.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

import cedarpy
from cedarpy import pst

# A string, a comment, the end of a policy, or anything else: outside strings and comments, `;` ends policies alone.
_TOKEN: Final = re.compile(r'"(?:[^"\\]|\\.)*"|//[^\n]*|;|[^";/]+|.', re.DOTALL)


class Unreadable(Exception):
    """A statement is not Cedar; `line` is where it begins."""

    def __init__(self, line: int, words: str) -> None:
        super().__init__(words)
        self.line = line


@dataclass(frozen=True, slots=True)
class Statement:
    """One policy: where it stands, the text as written (comments before it left out), and what Cedar reads in it."""

    file: str
    line: int
    text: str
    parsed: pst.Template

    @property
    def id(self) -> str:
        """The value of @id; empty when there is none."""
        return self.parsed.annotations.get("id", "")

    @property
    def forbids(self) -> bool:
        """Whether it forbids rather than permits."""
        return self.parsed.effect == "forbid"

    def says(self, language: str) -> str:
        """What it allows or forbids, in a sentence for people."""
        return self.parsed.annotations.get(language, "")


def statements(file: str, text: str) -> list[Statement]:
    """The policies of a file in their order; raises Unreadable at the first that is not one Cedar policy."""
    found = []
    for line, words in _pieces(text):
        try:
            parsed = cedarpy.policies_to_pst(words)
        except ValueError as error:
            raise Unreadable(line, str(error)) from error
        if parsed.templates or len(parsed.static_policies) != 1:
            raise Unreadable(line, "templates (?principal, ?resource) are not used here")
        found.append(Statement(file, line, words, next(iter(parsed.static_policies.values()))))
    return found


def _pieces(text: str) -> list[tuple[int, str]]:
    pieces: list[tuple[int, str]] = []
    start: int | None = None
    for token in _TOKEN.finditer(text):
        words = token.group()
        if start is None:
            if words.startswith("//") or words.isspace():
                continue
            start = token.start() + len(words) - len(words.lstrip())
        if words == ";":
            pieces.append((text.count("\n", 0, start) + 1, text[start : token.end()]))
            start = None
    if start is not None:
        pieces.append((text.count("\n", 0, start) + 1, text[start:]))
    return pieces
