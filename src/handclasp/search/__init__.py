"""Full-text search: keyed posting lists, made from masked text, that find and never decrypt what was said.

What goes in is text with its masks blanked; what is stored is encrypted lists under keyed tokens, in segments whose
keys can be destroyed one by one. Who may see what was found is no business of this room: `disclose` asks that.
"""

from handclasp.search.asking import BadSearch, Question, parse
from handclasp.search.finding import Finder
from handclasp.search.indexing import Indexing
from handclasp.search.tokens import Index, Tokens
from handclasp.search.upkeep import Upkeep

__all__ = ["BadSearch", "Finder", "Index", "Indexing", "Question", "Tokens", "Upkeep", "parse"]
