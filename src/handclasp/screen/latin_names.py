"""Names in Latin letters by their words: first names and last names of many languages, and words that are none.

Promises to read Chloé as Chloe and Hyun-woo by its parts. Never looks at what stands around a name.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from typing import Final

from mnemonic import Mnemonic

from handclasp.screen import romanised
from handclasp.screen.lexicon import sections, words
from handclasp.screen.words import AMBIGUOUS

ENGLISH: Final = words("english")
FIRST: Final = words("first_names") | words("first_names_more") | words("first_names_world")
LAST: Final = words("last_names") | words("last_names_more") | words("last_names_world")
LETTER: Final = "A-Za-zÀ-ÖØ-öø-ɏḀ-ỿ"
PARTICLES: Final = frozenset(
    "de la del da dos das do van von der den di el al bin binti ibn ben le du st mac dela san ter ten abu bint".split()
)
_BARE: Final = str.maketrans("øłđıßæœðþ", "oldisaodt")
_ENDS_LIKE_ONE: Final = re.compile(
    "^(?:al|el|ben|abu)-[a-z]{3}|^(?:o'|mc)[a-z]{4}|[a-z]{3}(?:ovic|evic|sson|opoulos|escu|shvili|adze|enko|chuk"
    "|czyk|wicz"
    "|ovsky|evsky|insky|owski|ewski|owska|ewska|quist|krishnan|murthy|swamy|appan|raman|nathan|uddin|ullah|hossain"
    "|rahman)$|[a-z]{4}(?:ova|eva|kov|nov|rov|lov|yev|mann|stein|stedt|bauer|meyer|maier)$"
)
_SHORT: Final = 3


@cache
def _words() -> frozenset[str]:
    """Words of English that name nobody."""
    common = frozenset(Mnemonic("english").wordlist) - FIRST - LAST
    told = {word for its in sections("labels").values() for label in its for word in label.split() if word.isascii()}
    return ENGLISH | common | words("like_syllables") | (frozenset(told) - FIRST - LAST)


def bare(word: str) -> str:
    """The word in small letters without accents."""
    low = word.lower().strip(".,'’-")
    if low.isascii():
        return low
    return "".join(c for c in unicodedata.normalize("NFKD", low.translate(_BARE)) if not unicodedata.combining(c))


def is_first(word: str) -> bool:
    """Tell whether this is a first name, whole or in one of its parts."""
    return _among(word, FIRST)


def is_last(word: str) -> bool:
    """Tell whether this is a last name, whole or in one of its parts, or ends as last names do."""
    return _among(word, LAST) or _ENDS_LIKE_ONE.search(bare(word)) is not None


def _among(word: str, names: frozenset[str]) -> bool:
    low = word.lower().strip(".,'’-")
    if low in names or bare(low) in names or (low.endswith("'s") and low[:-2] in names):
        return True
    return "-" in low and any(part in names or bare(part) in names for part in low.split("-") if len(part) >= _SHORT)


def is_word(word: str) -> bool:
    """Tell whether this is a word of English."""
    low = bare(word)
    return low in _words() or (low.endswith("s") and low[:-1] in _words() and not is_last(low))


def clear_first(word: str) -> bool:
    """Tell whether this is a first name and nothing else."""
    return is_first(word) and bare(word) not in AMBIGUOUS and not is_word(word)


def full_name(*parts: str) -> bool:
    """Tell whether these words are a first and a last name: one of them known, none a word; initials count for none."""
    its = [part for part in parts if len(part.strip(".")) > 1 and part.lower() not in PARTICLES]
    if len(its) < _SHORT - 1 or len({part[0].isupper() for part in its}) > 1:
        return False
    if len(its) <= _SHORT and romanised.a_name(*its):
        return True
    if any(is_word(part) for part in its):
        return False
    known = [is_first(part) or is_last(part) for part in its]
    return any(known) and any(bare(part) not in AMBIGUOUS for part, one in zip(its, known, strict=True) if one)
