"""English words brought to one form: plurals, -ed, -ing, -ly and a final -e go, by rule and without a dictionary.

The same rules serve what is indexed and what is asked, so a wrong stem costs an occasional neighbour and never a hit.
Words with anything but a-z in them, and short ones, stay as they are.
"""

from __future__ import annotations

import re
from typing import Final

_PLAIN: Final = re.compile(r"[a-z]{4,40}\Z")
_VOWEL: Final = re.compile(r"[aeiouy]")
_DOUBLED: Final = re.compile(r"([bdfgmnprt])\1\Z")


def stem(word: str) -> str:
    """The common form of a lower-case word: refund, refunds, refunded and refunding are one."""
    if not _PLAIN.match(word):
        return word
    word = _singular(word)
    for ending in ("ing", "ed", "ly"):
        cut = word.removesuffix(ending)
        if cut != word and len(cut) >= 3 and _VOWEL.search(cut):
            word = _DOUBLED.sub(r"\1", cut)
            break
    if word.endswith("i"):  # tried, trying: try
        word = word[:-1] + "y"
    return word.removesuffix("e") if len(word) > 4 else word


def _singular(word: str) -> str:
    if word.endswith("ies") and len(word) > 4:
        return word[:-3] + "y"
    if word.endswith(("sses", "shes", "ches", "xes", "zes")):
        return word[:-2]
    if word.endswith("s") and not word.endswith(("ss", "us", "is")):
        return word[:-1]
    return word
