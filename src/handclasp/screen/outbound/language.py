"""One language's ways of asking for a secret and of leading away, compiled: what the judge reads a text by.

Facts only; nothing here looks at a text.
"""

from __future__ import annotations

import re
from typing import Final, NamedTuple

from handclasp.screen.outbound import chinese, english
from handclasp.screen.outbound.gate import Gate
from handclasp.screen.outbound.words import Category

ADDRESS: Final = re.compile(r"(?<![a-z0-9])(?:0x[0-9a-f]{40}|bc1[0-9a-z]{20,60}|t[1-9a-z]{33})(?![a-z0-9])")


class Language(NamedTuple):
    """One language's patterns, compiled.

    `gate` is scanned over what is said, `near` over a clause in which secrets' names stand as marks. `names` are what
    is never asked for, by category; `narrowed` those of some categories as one pattern, once they were needed.
    """

    before: re.Pattern[str]
    after: re.Pattern[str]
    gives: re.Pattern[str]
    clear: re.Pattern[str]
    asks: tuple[re.Pattern[str], ...]
    coerces: tuple[re.Pattern[str], ...]
    follows: tuple[re.Pattern[str], ...]
    again: re.Pattern[str]
    others: re.Pattern[str]
    missed: re.Pattern[str]
    negators: re.Pattern[str]
    afterwards: re.Pattern[str]
    breakers: re.Pattern[str]
    harmless: re.Pattern[str]
    insist: re.Pattern[str]
    away: tuple[re.Pattern[str], ...]
    beyond: tuple[re.Pattern[str], ...]
    gifts: tuple[re.Pattern[str], ...]
    official: re.Pattern[str]
    acts: tuple[tuple[Category, re.Pattern[str]], ...]
    alone: re.Pattern[str]
    gate: Gate
    near: Gate
    names: tuple[str, ...]
    narrowed: dict[frozenset[int], re.Pattern[str]]


# Stands for an object while clauses are matched: letters that no text has, one a category.
MARKS: Final = {category: chr(0xE000 + place) for place, category in enumerate(Category)}
MARKED: Final = {mark: category for category, mark in MARKS.items()}
TOPIC: Final = "\ue0ff"
COERCES, ASKS, FOLLOWS, WORDS = range(4)
"""What a clause with marks is scanned for, in the order of the gate's groups."""
GIVES, MISSED = range(2)
"""Words of the last group."""
ANY: Final = "[" + "".join(MARKS.values()) + "]"


def _language(words: object) -> Language:
    def pattern(name: str) -> re.Pattern[str]:
        return re.compile(getattr(words, name))

    def patterns(name: str) -> tuple[re.Pattern[str], ...]:
        return tuple(re.compile(text.replace("{o}", ANY)) for text in getattr(words, name))

    objects: dict[str, str] = words.OBJECTS  # type: ignore[attr-defined]
    acts: dict[str, tuple[str, ...]] = words.ACTS  # type: ignore[attr-defined]
    names = tuple(f"(?P<{category.replace('-', '_')}>{text})" for category, text in objects.items())
    return Language(
        pattern("TOPIC_BEFORE"),
        re.compile("(?:" + words.TOPIC_AFTER + ")"),  # type: ignore[attr-defined]
        pattern("GIVES"),
        pattern("CLEAR"),
        patterns("ASKS"),
        patterns("COERCES"),
        patterns("FOLLOWS"),
        pattern("AGAIN"),
        pattern("OTHERS"),
        pattern("MISSED"),
        pattern("NEGATORS"),
        pattern("AFTERWARDS"),
        pattern("BREAKERS"),
        pattern("HARMLESS"),
        pattern("INSIST"),
        patterns("AWAY"),
        patterns("BEYOND"),
        patterns("GIFTS"),
        pattern("OFFICIAL"),
        tuple((Category(name), re.compile(way)) for name, ways in acts.items() for way in ways),
        pattern("ALONE"),
        Gate(
            words.HARMLESS,  # type: ignore[attr-defined]
            list(objects.values()),
            *(getattr(words, name) for name in ("AWAY", "BEYOND", "GIFTS")),
            [way for ways in acts.values() for way in ways],
            [ADDRESS.pattern],
        ),
        Gate(
            "",
            *([text.replace("{o}", ANY) for text in getattr(words, name)] for name in ("COERCES", "ASKS", "FOLLOWS")),
            [getattr(words, name) for name in ("GIVES", "MISSED")],
            first=False,
        ),
        names,
        {},
    )


# Chinese talk holds English names of things, hardly ever the other way round; it takes two words to be English talk.
LANGUAGES: Final = (
    (re.compile("[\u4e00-\u9fff]"), _language(chinese)),
    (re.compile(r" (?<=[a-z'] )(?=[a-z])|\A[\x00-\x7f]+\Z"), _language(english)),
)
