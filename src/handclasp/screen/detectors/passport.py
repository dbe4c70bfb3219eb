"""Passport numbers: eight or nine places with a letter or two, beside their name; China's also by their form.

Promises to show the country's letters only. Never takes nine figures for one that nothing calls a passport.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from handclasp.screen import features
from handclasp.screen.context import owner
from handclasp.screen.detector import Finder, Found
from handclasp.screen.gate import family, wake
from handclasp.screen.pieces import pieces
from handclasp.screen.spoken import FILL

if TYPE_CHECKING:
    from collections.abc import Iterator

    from handclasp.screen.text import Text

_GAP: Final = f"[ \t\n{FILL}.·、,_*/…-]{{0,9}}"
_NO_LETTERS: Final = "(?![Ii][Dd]|[Nn][Oo]|TK|GC|PO|SN|[Oo]n )"
_TOKEN: Final = re.compile(
    f"(?<![0-9A-Za-z])(?<![0-9][.]){_NO_LETTERS}"
    f"(?:[HMhm]{_GAP}[0-9](?:{_GAP}[0-9]){{7}}[ -]?[0-9]{{2}}|(?:[A-Za-z]{{1,2}}"
    f"|[A-Za-z] (?![Oo])[A-Za-z]){_GAP}[0-9](?:{_GAP}[0-9OoIl]){{6,7}}(?:[ -]?[A-Z](?=[ ]?(?:$|[^ A-Za-z0-9])))?"
    f"|[A-Za-z]{{2}}{_GAP}[0-9](?:{_GAP}[0-9OoIl]){{5}}"
    f"|[0-9](?:{_GAP}[0-9]){{8}})(?![0-9A-Za-z])"
)
_ANY: Final = re.compile(
    "(?<![0-9A-Za-z.-])(?![a-z]{2,4} )(?=[A-Za-z]{0,9}[0-9])[A-Za-z0-9]{2,4}[ -]?[A-Za-z0-9]{4,8}(?![0-9A-Za-z@_-])"
)
_JOINED: Final = re.compile("[A-Za-z]{1,2}[0-9]{7,8}|[0-9]{9}")
_FEWEST_FIGURES: Final = 4
_GERMAN: Final = range(8, 10)
"""Places of numbers in which letters and figures stand anywhere."""
_CHINESE: Final = re.compile("(?<![0-9A-Za-z_./-])(?:[EeGg][0-9]{8}|[Ee][A-HJ-NP-Za-hj-np-z][0-9]{7})(?![0-9A-Za-z_-])")
_SOFT: Final = re.compile(
    "flying|flies|fly out|visitors|travell?ers|passengers|外宾|访客|出行人|乘客|blurry|出[国境]|签证|embassy"
    "|immigration|boarding|landing|(?:you )asked (?:about|for)|you wanted|入境|落地"
    "|[1-9][)] [A-Z][^0-9]{2,40}[1-9][)]"
    "|travell?ing|visa appl|burgundy|red book|登机|旅客|本子|红本|小红本|blue book|booklet|travel document"
    "|psprt|psport|护 照|护zhao|(?:^|[^a-z])hz(?![a-z])",
    re.IGNORECASE,
)
_NEAR: Final = 40
_OTHERS: Final = frozenset(
    {"BUSINESS", "QQ", "WECHAT", "PHONE", "PASSWORD", "CARD_SECRET", "PLATE", "BANK_CARD", "CARD_NO"}
)
_FAMILY: Final = frozenset({"PASSPORT"})


def _look(text: Text) -> Iterator[Found]:
    named = "PASSPORT" in text.labels.families or bool(text.places("_PASSPORT"))
    if named:
        for view in text.views:
            for match in _TOKEN.finditer(view):
                if _called(text, match.start(), match.end()):
                    yield _found(match, 86)
        for match in _ANY.finditer(text.plain):
            its = owner(text, match.start(), match.end())
            figures = sum(map(str.isdigit, match[0]))
            if (
                (figures >= _FEWEST_FIGURES or (figures and its.tight and len(match[0]) in _GERMAN))
                and its.family == "PASSPORT"
                and (its.tight or its.distance <= _NEAR)
            ):
                yield _found(match, 80)
        yield from _in_pieces(text)
    for match in _CHINESE.finditer(text.plain):
        its = owner(text, match.start(), match.end())
        if its.family not in {"BUSINESS", "CARD_SECRET", "WECHAT", "PASSWORD", "ACCOUNT", "OTP"} or not its.tight:
            yield _found(match, 72)


def _in_pieces(text: Text) -> Iterator[Found]:
    for run in pieces(text):
        if _JOINED.fullmatch("".join(piece.value for piece in run)):
            for piece in run:
                yield Found(piece.start, piece.end, 74, "****")


def _called(text: Text, start: int, end: int) -> bool:
    its = owner(text, start, end)
    if its.family == "PASSPORT":
        return its.tight or its.distance <= _NEAR
    if its.tight and its.family in _OTHERS:
        return False
    return (
        text.labels.near(start, end, _NEAR, _FAMILY)
        or _SOFT.search(text.lower, max(0, start - 2 * _NEAR), end + _NEAR) is not None
    )


def _found(match: re.Match[str], sure: int) -> Found:
    letters = re.match("[A-Za-z]{0,2}", match[0])
    return Found(match.start(), match.end(), sure, f"{letters[0].upper() if letters else ''}****")


DETECTOR: Final = Finder(
    "passport",
    "PASSPORT",
    (
        wake(features.DOCUMENTS),
        family("PASSPORT", features.SEVEN),
        family("PASSPORT", features.FOUR),
        family("PASSPORT", features.MIXED),
        family("PASSPORT", features.PIECES),
        family("PASSPORT", features.SAID),
        family("_PASSPORT", features.SEVEN),
        family("_PASSPORT", "\\b[a-z]{2}[0-9]{6}"),
        family("_PASSPORT", features.SAID),
    ),
    _look,
)
