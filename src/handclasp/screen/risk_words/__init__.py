"""Risk words: versioned lists, by category, that say what a conversation is about without keeping a word of it.

Promises a flag with category, severity and the version of the list, and nothing of the words themselves; a list is read
line by line, and no line of it can take more than linear time.
"""

from __future__ import annotations

from handclasp.screen.risk_words.lines import CATEGORIES, DIRECTIONS, Entry, Fault, Parsed, parse
from handclasp.screen.risk_words.lists import HOUSE, Lexicon, house_text, lexicon
from handclasp.screen.risk_words.matching import Flag, Matcher

__all__ = [
    "CATEGORIES",
    "DIRECTIONS",
    "HOUSE",
    "Entry",
    "Fault",
    "Flag",
    "Lexicon",
    "Matcher",
    "Parsed",
    "house_text",
    "lexicon",
    "parse",
]
