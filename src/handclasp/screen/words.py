"""The words of each family of labels, in Chinese (both scripts), English, pinyin and the abbreviations of chats.

Promises that every word stands in one family only. Latin words are written small and match in any case, as whole words.
The lists are in lexicon/labels.txt.
"""

from __future__ import annotations

from typing import Final

from handclasp.screen.lexicon import sections, words

_AMBIGUOUS_NAMES: Final = """
will mark grace rose may max can jan joy hope bill rob sue pat guy art dean amber ruby holly lily daisy chi min ann an
ping long ming na li hao in frank
"""
AMBIGUOUS: Final = words("english") | frozenset(_AMBIGUOUS_NAMES.split())
"""First names that are words or parts of words as well."""
_SHORTEST: Final = 3
_SHORTEST_LAST: Final = 4
_PROVIDERS: Final = (
    "gmail outlook hotmail yahoo icloud proton qq foxmail 163 126 139 live example sina aliyun mail gmx aol me.".split()
)


def _first_names() -> tuple[str, ...]:
    return tuple(sorted(name for name in words("first_names") - AMBIGUOUS if len(name) >= _SHORTEST))


def _last_names() -> tuple[str, ...]:
    names = words("last_names") - AMBIGUOUS - words("first_names")
    return tuple(sorted(name for name in names if len(name) >= _SHORTEST_LAST and name.isascii() and name.isalpha()))


FAMILIES: Final[dict[str, tuple[str, ...]]] = sections("labels") | {
    "_AT": (*sections("labels")["_AT"], *(f" at {provider}" for provider in _PROVIDERS)),
    "_TITLE": (*sections("labels")["_TITLE"], "收 ", "收\n", "收，", "收,"),
    "_LAST": _last_names(),
    "_FIRST": _first_names(),
}
"""Words by family; those of a family that begins with _ name nothing."""
