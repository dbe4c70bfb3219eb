"""Chinese names in Latin letters: Zihan Tang, HE XINYI, guo ziyang, Chan Tai Man.

Promises to know a name by its syllables, so that no list has to hold it: a surname, and a given name that can be read
aloud. Never takes words of English for one.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from handclasp.screen.lexicon import words

if TYPE_CHECKING:
    from collections.abc import Iterator

_SURNAMES: Final = words("surnames_roman")
_SYLLABLE: Final = (
    "(?:(?:zh|ch|sh|[bpmfdtnlgkhjqxrzcsyw])?"
    "(?:iang|iong|uang|ueng|ang|eng|ing|ong|ian|iao|uan|uai|ai|an|ao|ei|en|er|ia|ie|in|iu|ou|ua|ue|ui|un|uo|ve"
    "|[aeiouv]))"
)
_ONE: Final = re.compile(_SYLLABLE)
_TWO: Final = re.compile(f"{_SYLLABLE}[-']?{_SYLLABLE}")
_CANTONESE: Final = words("given_roman") | _SURNAMES
_ENGLISH: Final = words("english") | words("like_syllables")
_SHORT: Final = 4
_THREE: Final = 3
_PAIR: Final = re.compile(
    "[A-Z](?<![A-Za-z0-9@._/'-][A-Z])(?=([A-Za-z'-]{1,12}),? ([A-Z][A-Za-z'-]{1,12})"
    "(?![A-Za-z0-9@_])(?: ([A-Z][a-z]{1,8})(?![A-Za-z0-9@_]))?)"
)
_CASED: Final = "|".join(sorted(name.title() for name in _SURNAMES))
_UPPER: Final = "|".join(sorted(name.upper() for name in _SURNAMES))
GATE: Final = (
    f"\\b(?:{_CASED}),? [A-Z][a-z'-]{{1,11}}(?:[^0-9A-Za-z]|$)|\\b[A-Z][a-z'-]{{1,11}},? (?:{_CASED})(?:[^0-9A-Za-z]|$)"
    f"|\\b(?:{_UPPER}) [A-Z]{{3,12}}(?:[^0-9A-Za-z]|$)|\\b[A-Z]{{3,12}} (?:{_UPPER})(?:[^0-9A-Za-z]|$)"
)
"""Where one may stand, for the gate."""


def a_name(*parts: str) -> bool:
    """Tell whether these two or three words are a surname and a given name, in either order."""
    low = [part.lower().strip(",.") for part in parts]
    if len(low) == _THREE - 1 and any("-" in part for part in low):
        low = [syllable for part in low for syllable in part.split("-")]
        if len(low) == _THREE and a_name(*low):
            return True
        low = [part.lower().strip(",.") for part in parts]
    if sum(map(len, low)) < _SHORT:
        return False
    if len(low) < _THREE:
        return (low[0] in _SURNAMES and _given(low[1])) or (low[1] in _SURNAMES and _given(low[0]))
    return any(
        surname in _SURNAMES and one in _CANTONESE and other in _CANTONESE
        for surname, one, other in ((low[0], low[1], low[2]), (low[2], low[0], low[1]))
    )


def surely(*parts: str) -> bool:
    """Tell whether they are so even where nothing says that a name stands there: the given name has two syllables."""
    if len(parts) == _THREE:
        return a_name(*parts)
    low = [part.lower() for part in parts]
    return low[0] != low[1] and any(
        surname in _SURNAMES
        and _TWO.fullmatch(given)
        and len(given) > 4
        and given not in _ENGLISH
        and not _ONE.fullmatch(given)
        for surname, given in (low, low[::-1])
    )


def _given(word: str) -> bool:
    return (word not in _ENGLISH and _TWO.fullmatch(word) is not None) or (
        _ONE.fullmatch(word) is not None and (word not in _ENGLISH or word in {"he", "min", "you", "long", "an"})
    )


def names(plain: str) -> Iterator[tuple[int, int]]:
    """Places of such names in capitals or with capital letters first, with nothing else to tell of them."""
    done = 0
    for pair in _PAIR.finditer(plain):
        rest, second, third = pair.groups()
        first = pair[0] + rest
        if pair.start() < done or not (first.lower() in _SURNAMES or second.lower() in _SURNAMES):
            continue
        if third and surely(first, second, third):
            done = pair.end(3)
        elif surely(first, second):
            done = pair.end(2)
        else:
            continue
        yield pair.start(), done
