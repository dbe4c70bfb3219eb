"""Weighing a page: how much speaks for each type of document, and what it was.

Promises that a title alone, or words in running text, never make a document: labels or numbers must come with them.
Works on what was read alone; never looks at the picture.
"""

from __future__ import annotations

from functools import cache
from typing import Final, NamedTuple

from handclasp.screen.images.page import Page
from handclasp.screen.images.rules import RULES, Rule, about
from handclasp.screen.images.rules.rule import LABEL, MARK, MOST_LABELS, TITLE_ALONE, TITLE_WITHIN
from handclasp.screen.images.words import Match, forgiven, han, near

_MOST_MARKS: Final = 4
_FIELD_HAN, _FIELD_LATIN = 16, 40
"""A line up to this long may hold several fields; in a longer one a label counts at its beginning only."""
_ABOUT: Final = 5
_ALONE: Final = 0.66
"""A title that is this much of its line stands alone."""
_ANOTHER: Final = 4
_NEAR, _BENEFIT, _ZONE = 6, 3, 2
_FULL_HAN, _FULL_LATIN = 5, 14
_BEGINNING: Final = 4
"""Characters by which a piece of a phrase is looked up."""
_BLANK: Final = 4
"""Fields without any value are a form's."""
_DIGITS: Final = 6
_VALUES: Final = frozenset(
    {"date", "dates", "number", "cn-id", "like-cn-id", "card", "like-card", "mrz", "uscc", "ssn", "hk-id", "macau-id"}
    | {"plate", "vin", "permit", "uk-licence", "cn-passport", "expiry", "card-back"}
)


class Scored(NamedTuple):
    """A type, by how much it clears what its rule needs (negative: it does not), and what spoke for it."""

    type: str
    margin: float
    reasons: tuple[str, ...]


@cache
def _phrases() -> dict[str, frozenset[str]]:
    """Every phrase of every rule, and its letters."""
    found: dict[str, None] = {}
    for rule in RULES:
        found |= dict.fromkeys((*rule.titles, *rule.marks, *rule.labels, *rule.against))
    found |= dict.fromkeys((*about.HEAVY, *about.LIGHT))
    return {phrase: frozenset(phrase) for phrase in found}


@cache
def _short_latin(phrase: str) -> bool:
    return len(phrase) <= 6 and not han(phrase)


Places = dict[str, list[tuple[int, Match]]]
"""For each phrase found: the lines it stands in, and where."""


@cache
def _by_beginning() -> dict[str, tuple[str, ...]]:
    """Phrases by how their pieces begin.

    A phrase that forgives so many wrong characters is cut into one piece more: one of them stands there unharmed.
    """
    found: dict[str, list[str]] = {}
    for phrase in _phrases():
        pieces = 1 if _short_latin(phrase) else forgiven(phrase) + 1
        for piece in range(pieces):
            start, end = len(phrase) * piece // pieces, len(phrase) * (piece + 1) // pieces
            found.setdefault(phrase[start : min(end, start + _BEGINNING)], []).append(phrase)
    return {beginning: tuple(phrases) for beginning, phrases in found.items()}


def _found(page: Page) -> Places:
    everything = frozenset("".join(page.tights))
    wanted, places = _phrases(), Places()
    for row, text in enumerate(page.tights):
        letters = frozenset(text)
        for phrase in _perhaps(text):
            if len(wanted[phrase] - everything) > len(phrase) // 5:
                continue
            if match := _match(phrase, text, page.plains[row], letters):
                places.setdefault(phrase, []).append((row, match))
    return places


def _perhaps(text: str) -> dict[str, None]:
    """Phrases of which a piece begins somewhere in the text."""
    beginnings, found = _by_beginning(), dict[str, None]()
    for start in range(len(text)):
        for end in range(start + 1, start + 1 + _BEGINNING):
            if phrases := beginnings.get(text[start:end]):
                found.update(dict.fromkeys(phrases))
    return found


def _match(phrase: str, text: str, plain: str, letters: frozenset[str]) -> Match | None:
    if not _short_latin(phrase):
        return near(phrase, text, letters)
    # Short words stand in longer ones all the time: they count as words of their own only.
    start = text.find(phrase)
    if start < 0:
        return None
    bare = plain.replace(" ", "\0")
    spaced = phrase if f"\0{phrase}\0" in bare else _spaced(phrase, plain)
    return Match(start, start + len(phrase), 0) if spaced else None


def _spaced(phrase: str, plain: str) -> str | None:
    words = plain.split()
    for first in range(len(words)):
        joined = ""
        for word in words[first:]:
            joined += word
            if joined == phrase:
                return phrase
            if len(joined) >= len(phrase):
                break
    return None


def weigh(page: Page, *, illegible: bool = False) -> list[Scored]:
    """Every type that anything speaks for, the best first.

    `illegible`: most of the page could not be read, so that less is asked of what could: better hidden than sorry.
    """
    if not page.lines and not page.codes:
        return []
    places = _found(page)
    claimed = _claims(places)
    scored = [one for rule in RULES if (one := _score(rule, page, places, claimed, illegible=illegible))]
    return sorted(scored, key=lambda one: one.margin, reverse=True)


@cache
def _all_titles() -> frozenset[str]:
    return frozenset(title for rule in RULES for title in rule.titles)


@cache
def _all_names() -> frozenset[str]:
    return _all_titles() | {name for rule in RULES for name in (*rule.marks, *rule.labels)}


def _claims(places: Places) -> Places:
    """Titles, each stretch of a line going to the nearest and longest phrase: 居民身份证 ends many others.

    Labels take their stretches too: PASSPORT NO is a field's name, not a title.
    """
    by_row: dict[int, list[tuple[Match, str]]] = {}
    for phrase in _all_names() & places.keys():
        for row, match in places[phrase]:
            by_row.setdefault(row, []).append((match, phrase))
    kept: Places = {}
    for row, matches in by_row.items():
        matches.sort(key=lambda one: (one[0].errors / len(one[1]) - len(one[1]) / 100, -len(one[1])))
        taken: list[Match] = []
        for match, phrase in matches:
            if all(match.end <= other.start or match.start >= other.end for other in taken):
                taken.append(match)
                kept.setdefault(phrase, []).append((row, match))
    return {phrase: kept[phrase] for phrase in _all_titles() & kept.keys()}


def _score(rule: Rule, page: Page, places: Places, claimed: Places, *, illegible: bool) -> Scored | None:
    best, titles = _titles(rule, page, claimed)
    marks = {
        one: row
        for one in rule.marks
        if one in places and (row := _field_row(one, page, places, anywhere=True)) is not None
    }
    labels = {one: row for one in rule.labels if one in places and (row := _field_row(one, page, places)) is not None}
    held = {sign: weight for sign, weight in rule.signs.items() if sign in page.signs}
    score = best + MARK * min(len(marks), _MOST_MARKS) + LABEL * min(len(labels), MOST_LABELS) + sum(held.values())
    # Fields that many papers share are not enough: something must name the paper.
    named = bool(best or marks) or any(weight > 1 for weight in held.values())
    if score <= 0 or not named:
        return None
    another = any(other in places and other not in rule.labels for other in rule.against)
    rows = {*titles, *marks.values(), *labels.values()}
    rows |= {row for row, found in enumerate(page.row_signs) if any(rule.signs.get(one, 0) >= 2 for one in found)}
    if page.zone and page.zone.sure:  # its check digits hold by no accident, whatever is said around it
        score += _ZONE if any(weight > 0 and sign.startswith("mrz:") for sign, weight in held.items()) else 0
    else:
        score -= _about(page, places, page.around(rows))
        score -= 0 if illegible or any(_filled(page, row) for row in page.around(rows, _NEAR)) else _BLANK
    score += (_BENEFIT if illegible and _named_in_full(rule, page, claimed) else 0) - (_ANOTHER if another else 0)
    reasons = [
        *(["title"] if best else []),
        *([f"words:{len(marks)}+{len(labels)}"] if marks or labels else []),
        *held,
        *(["another-paper"] if another else []),
    ]
    return Scored(rule.type, score - rule.need, tuple(reasons))


def _about(page: Page, places: Places, rows: frozenset[int]) -> float:
    """How much, among these rows, speaks for a page about documents instead of one."""
    heavy = sum(any(row in rows for row, _ in places.get(phrase, ())) for phrase in about.HEAVY)
    light = sum(any(row in rows for row, _ in places.get(phrase, ())) for phrase in about.LIGHT)
    weight = min(_ABOUT, 2 * heavy + 0.75 * light)
    if len(rows) >= 3:
        weight += 5 * max(0.0, page.prose_share(rows) - 0.3)
    return weight


def _filled(page: Page, row: int) -> bool:
    """Whether the row holds a value: a number of a known kind, or the digits of one that was misread."""
    return bool(page.row_signs[row] & _VALUES) or sum(c.isdigit() for c in page.tights[row]) >= _DIGITS


def _titles(rule: Rule, page: Page, claimed: Places) -> tuple[float, set[int]]:
    best, rows = 0.0, set()
    for title in rule.titles:
        for row, match in claimed.get(title, ()):
            alone = (match.end - match.start) > _ALONE * len(page.tights[row])
            weight = TITLE_ALONE if alone else TITLE_WITHIN if not page.prose[row] else 0
            best = max(best, weight)
            rows |= {row} if weight else set()
    return best + min(2, max(0, len(rows) - 1)), rows


def _named_in_full(rule: Rule, page: Page, claimed: Places) -> bool:
    """Whether a line is a title that nothing but the paper itself would carry alone: VISA stands on many a shop."""
    return any(
        (han(title) >= _FULL_HAN or len(title) >= _FULL_LATIN)
        and match.end - match.start > _ALONE * len(page.tights[row])
        for title in rule.titles
        for row, match in claimed.get(title, ())
    )


def _field_row(phrase: str, page: Page, places: Places, *, anywhere: bool = False) -> int | None:
    """The row where the phrase stands as a field's name, if it does; `anywhere` in a Latin one."""
    for row, match in places.get(phrase, ()):
        if page.prose[row]:
            continue
        text = page.tights[row]
        if (
            (anywhere and not han(text))
            or match.start <= 2
            or len(text) <= (_FIELD_HAN if han(text) * 2 > len(text) else _FIELD_LATIN)
        ):
            return row
    return None
