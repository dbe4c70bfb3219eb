"""Types of a tenant's own, such as its member numbers: a pattern, a checksum, words that must stand near, a mask.

Promises that a pattern is read only if its work is bounded however a text is written: no group is repeated without
limit, nothing repeated holds another repetition, nothing looks around or back. Never replaces a built-in type.
"""

from __future__ import annotations

import importlib
import re
import tomllib
from typing import TYPE_CHECKING, Any, Final, Literal

import msgspec

from handclasp.records import HandclaspError
from handclasp.screen.checks import luhn, mod11, mod97
from handclasp.screen.detector import Found
from handclasp.screen.detectors import DETECTORS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from handclasp.screen.gate import Pattern
    from handclasp.screen.text import Text

_parser: Final[Any] = importlib.import_module("re._parser")
_NAME: Final = re.compile("[A-Z][A-Z0-9_]{1,31}")
_TAKEN: Final = frozenset(detector.type for detector in DETECTORS)
_LONGEST_PATTERN: Final = 200
_WIDEST: Final = 128
_LIMITLESS: Final = 100_000
_MOST_WAYS: Final = 512
_MOST_TYPES: Final = 50
_REACH: Final = 40
_CHECKS: Final[dict[str, Callable[[str], bool]]] = {"luhn": luhn, "mod11": mod11, "mod97": mod97}
_REPEATS: Final = frozenset({"MAX_REPEAT", "MIN_REPEAT", "POSSESSIVE_REPEAT"})
_PLAIN: Final = frozenset({"LITERAL", "NOT_LITERAL", "IN", "ANY", "AT", "CATEGORY", "RANGE", "NEGATE"})


class BadTypes(HandclaspError):
    """A tenant's own types cannot be read; the message names the type and says what to change."""

    code = "bad-types"


class Type(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """One type as it stands in the file: see docs/guide/en/command-line.md."""

    name: str
    pattern: str
    label: str = ""
    any_case: bool = False
    checksum: Literal["none", "luhn", "mod11", "mod97"] = "none"
    near: tuple[str, ...] = ()
    keep: int = 0
    dropped: bool = False
    sure: int = 85


class _File(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    type: tuple[Type, ...] = ()


class Custom:
    """The detector of one such type; it looks at every text of its tenant."""

    gate: tuple[Pattern, ...] = ()

    def __init__(self, its: Type) -> None:
        self.name: Final = f"tenant:{its.name}"
        self.type: Final = its.name
        self.dropped: Final = its.dropped
        self._its: Final = its
        self._pattern: Final = re.compile(its.pattern, re.ASCII | (re.IGNORECASE if its.any_case else 0))
        self._near: Final = tuple(word.lower() for word in its.near)

    def spans(self, text: Text) -> Iterator[Found]:
        """Return what matches, checks, and stands near one of its words (if it asks for any)."""
        check = _CHECKS.get(self._its.checksum)
        for match in self._pattern.finditer(text.plain):
            bare = "".join(filter(str.isalnum, match[0]))
            if (check is None or check(bare)) and self._told(text, match):
                keep = self._its.keep
                shown = f"****{bare[-keep:]}" if keep else "****"
                yield Found(match.start(), match.end(), self._its.sure, shown, self._its.label or self._its.name)

    def _told(self, text: Text, match: re.Match[str]) -> bool:
        around = text.lower[max(0, match.start() - _REACH) : match.end() + _REACH]
        return not self._near or any(word in around for word in self._near)


def read(source: str) -> tuple[Custom, ...]:
    """Return the detectors that a file's text describes. Raises BadTypes, naming the type and what to change."""
    try:
        types = msgspec.convert(tomllib.loads(source), _File).type
    except (tomllib.TOMLDecodeError, msgspec.ValidationError) as error:
        raise BadTypes(f"the file of types cannot be read: {error}") from None
    if len(types) > _MOST_TYPES:
        raise BadTypes(f"there are {len(types)} types; {_MOST_TYPES} are the most")
    seen: set[str] = set()
    for its in types:
        fault = _fault(its, seen)
        if fault:
            raise BadTypes(f"type {its.name}: {fault}")
        seen.add(its.name)
    return tuple(map(Custom, types))


def _fault(its: Type, seen: set[str]) -> str | None:  # noqa: PLR0911 - one case a line
    """What is wrong with a type, in words for whoever wrote it."""
    if not _NAME.fullmatch(its.name):
        return "a name is 2 to 32 capitals, figures and _, such as MEMBER_NO"
    if its.name in _TAKEN or its.name in seen:
        return "the name is taken; choose another"
    if not 1 <= its.sure <= 100:
        return "sure is from 1 to 100"
    if not 0 <= its.keep <= 8:
        return "keep is from 0 to 8: so many characters stay visible at the end"
    if its.dropped and its.keep:
        return "what is dropped shows nothing: leave keep out"
    if any(not word.strip() or len(word) > _REACH for word in its.near):
        return f"words in near have 1 to {_REACH} characters"
    return _fault_of_pattern(its.pattern)


def _fault_of_pattern(pattern: str) -> str | None:  # noqa: PLR0911 - one case a line
    if len(pattern) > _LONGEST_PATTERN:
        return f"the pattern has {len(pattern)} characters; {_LONGEST_PATTERN} are the most"
    try:
        re.compile(pattern, re.ASCII)
        parsed = _parser.parse(pattern, re.ASCII)
        ways = _ways(parsed)
    except re.error as error:
        return f"the pattern cannot be read: {error}"
    except _Unbounded as error:
        return str(error)
    least, most = parsed.getwidth()
    if not least:
        return "the pattern matches nothing at all as well; let it begin with something that must be there"
    if most > _LIMITLESS:
        return "the pattern matches without limit; give each repetition one: {1,20} instead of + or *"
    if most > _WIDEST:
        return f"the pattern matches up to {most} characters; {_WIDEST} are the most"
    if ways > _MOST_WAYS:
        return "the pattern leaves too much open; use fewer repetitions, or ones with a narrower range"
    return None


class _Unbounded(Exception):
    """A pattern whose work cannot be told beforehand."""


def _ways(parsed: Any, *, inside: bool = False) -> int:
    """In how many ways a place of the text may be tried; raises _Unbounded on what has no such number."""
    ways = 1
    for operation, argument in parsed:
        name = str(operation)
        if name in _REPEATS:
            least, most, repeated = argument
            open_ended = least != most
            if open_ended and inside:
                raise _Unbounded("a repetition inside a repetition, such as (a+)+, is not allowed; write it out")
            ways *= int(most) - int(least) + 1 if int(most) <= _WIDEST else _WIDEST
            ways *= _ways(repeated, inside=inside or open_ended or int(most) > 1)
        elif name == "BRANCH":
            ways *= sum(_ways(branch, inside=inside) for branch in argument[1])
        elif name == "SUBPATTERN":
            ways *= _ways(argument[-1], inside=inside)
        elif name == "ATOMIC_GROUP":
            ways *= _ways(argument, inside=inside)
        elif name not in _PLAIN:
            raise _Unbounded(
                "looking around and back-references are not allowed; say with near what must stand beside it"
            )
    return ways
