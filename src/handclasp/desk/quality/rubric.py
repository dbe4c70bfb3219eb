"""A tenant's rubric, out of TOML: by which criteria work is judged, how much each counts, how many are drawn a week.

Pure: text in, rubric out, or the first fault with its place.
"""

from __future__ import annotations

import re
import tomllib
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from handclasp.desk.quality.drawing import ALWAYS, FIRST, NEVER
from handclasp.records import HandclaspError

if TYPE_CHECKING:
    from collections.abc import Mapping

LARGEST: Final = 50_000
MOST_CRITERIA: Final = 20
MOST_A_WEEK: Final = 50
MOST_POINTS: Final = 10
MOST_WEIGHT: Final = 100
_LONGEST: Final = {"zh": 60, "en": 60, "means_zh": 500, "means_en": 500}
_NAME: Final = re.compile(r"[a-z0-9][a-z0-9-]{0,39}\Z")
_TOP: Final = frozenset({"per_week", "always", "low_rating", "criterion"})
_CRITERION: Final = frozenset({"name", "weight", "most", *_LONGEST})


class BadRubric(HandclaspError):
    """A rubric has a fault, which is named with its place; nothing was changed."""

    code = "bad-rubric"


class Criterion(NamedTuple):
    """What is judged: 0 to `most` points, which count `weight` times; title and meaning in both languages."""

    name: str
    zh: str
    en: str
    means_zh: str = ""
    means_en: str = ""
    weight: int = 1
    most: int = 5

    def title(self, language: str) -> str:
        """What it is called in `zh` or `en`."""
        return self.zh if language == "zh" else self.en

    def meaning(self, language: str) -> str:
        """What is looked for, in `zh` or `en`; empty where nothing was written."""
        return self.means_zh if language == "zh" else self.means_en


class Rubric(NamedTuple):
    """Criteria in their order; `per_week` conversations an agent are drawn, and all about the topics in `always`.

    `low_rating` says how it is with those that their customers rated 1 or 2: ALWAYS, FIRST or NEVER.
    """

    criteria: tuple[Criterion, ...] = ()
    per_week: int = 3
    always: frozenset[str] = frozenset()
    low_rating: str = NEVER


def read(text: str) -> Rubric:
    """A rubric out of TOML. Raises BadRubric."""
    if len(text) > LARGEST:
        raise BadRubric(f"a rubric has at most {LARGEST:,} characters")
    try:
        given = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise BadRubric(f"it is not TOML: {error}") from None
    _only(given, _TOP, "the rubric")
    found = given.get("criterion", [])
    if not isinstance(found, list) or not all(isinstance(one, dict) for one in found):
        raise BadRubric("write each criterion under a heading [[criterion]]")
    if not 0 < len(found) <= MOST_CRITERIA:
        raise BadRubric(f"a rubric has 1 to {MOST_CRITERIA} criteria, each under a heading [[criterion]]")
    criteria = tuple(_criterion(one, at) for at, one in enumerate(found, 1))
    for name in (names := [one.name for one in criteria]):
        if names.count(name) > 1:
            raise BadRubric(f"there are two of [[criterion]] {name}")
    per_week = _number(given, "per_week", "the rubric", 3, (1, MOST_A_WEEK))
    return Rubric(criteria, per_week, _topics(given), _low(given))


def points(rubric: Rubric, given: Mapping[str, int | None]) -> dict[str, list[int]]:
    """What was given by criterion, as it is kept: points, of how many, weight; of what did not apply nothing.

    Raises BadRubric for a criterion that is missing or unknown, points beyond its scale, or when none applied.
    """
    if unknown := set(given) - {one.name for one in rubric.criteria}:
        raise BadRubric(f"the rubric knows no criterion {min(unknown)!r}")
    kept: dict[str, list[int]] = {}
    for one in rubric.criteria:
        if one.name not in given:
            raise BadRubric(f"say how many points {one.name} gets, or that it does not apply")
        value = given[one.name]
        if value is None:
            continue
        if isinstance(value, bool) or not 0 <= value <= one.most:
            raise BadRubric(f"{one.name} gets 0 to {one.most} points")
        kept[one.name] = [value, one.most, one.weight]
    if not kept:
        raise BadRubric("at least one criterion applies")
    return kept


def score(kept: Mapping[str, list[int]]) -> int:
    """The weighted share of the points, 0 to 100."""
    weights = sum(weight for _, _, weight in kept.values())
    return round(100 * sum(given * weight / most for given, most, weight in kept.values()) / weights)


def _criterion(given: Mapping[str, Any], at: int) -> Criterion:
    name = given.get("name")
    if not isinstance(name, str) or not _NAME.match(name):
        raise BadRubric(f"[[criterion]] number {at} has a name of small letters, digits and hyphens")
    where = f"[[criterion]] {name}"
    _only(given, _CRITERION, where)
    texts = {key: _text(given, key, longest, where) for key, longest in _LONGEST.items()}
    return Criterion(
        name,
        **texts,
        weight=_number(given, "weight", where, 1, (1, MOST_WEIGHT)),
        most=_number(given, "most", where, 5, (1, MOST_POINTS)),
    )


def _text(given: Mapping[str, Any], key: str, longest: int, where: str) -> str:
    text = given.get(key, "")
    if not isinstance(text, str) or len(text) > longest or "\0" in text:
        raise BadRubric(f"{where}: {key} is a text of at most {longest} characters")
    if key in ("zh", "en") and not text.strip():
        raise BadRubric(f"{where} has a title in Chinese and in English: zh and en")
    return text.strip()


def _topics(given: Mapping[str, Any]) -> frozenset[str]:
    found = given.get("always", [])
    if not isinstance(found, list) or not all(isinstance(one, str) and 0 < len(one) <= 32 for one in found):
        raise BadRubric('always is a list of topics: ["complaint"]')
    return frozenset(found)


def _low(given: Mapping[str, Any]) -> str:
    found = given.get("low_rating", NEVER)
    if found not in {ALWAYS, FIRST, NEVER}:
        raise BadRubric(f"low_rating is {ALWAYS}, {FIRST} or {NEVER}")
    return str(found)


def _only(given: Mapping[str, Any], known: frozenset[str], where: str) -> None:
    for key in given:
        if key not in known:
            raise BadRubric(f"{where} knows no {key!r}; it knows {', '.join(sorted(known))}")


def _number(given: Mapping[str, Any], name: str, where: str, usual: int, within: tuple[int, int]) -> int:
    found = given.get(name, usual)
    if not isinstance(found, int) or isinstance(found, bool) or not within[0] <= found <= within[1]:
        raise BadRubric(f"{where}: {name} is a whole number from {within[0]} to {within[1]}")
    return found
