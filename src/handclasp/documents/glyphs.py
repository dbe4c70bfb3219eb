"""Which characters the font of the documents can draw, and what stands in the place of those it cannot.

Nothing is left out silently: a character without a glyph, and one that could hide or reorder others, is written as its
code point and name.
"""

from __future__ import annotations

import struct
import unicodedata
from functools import cache
from pathlib import Path
from typing import Final

from noto_cjk_sans_otc import FONT_PATH

FONT: Final = Path(str(FONT_PATH))
"""Noto Sans CJK, all regions and both widths in one file (OFL 1.1)."""

_UNSEEN: Final = frozenset({"Cc", "Cf", "Co", "Cn", "Cs", "Zl", "Zp"})
_NOTHING: Final = frozenset("\u00ad\ufe0e\ufe0f")  # soft hyphen, and how to draw an emoji: they say nothing themselves


@cache
def drawable() -> frozenset[int]:
    """The code points that every face of the font has, by the first face's table."""
    data = FONT.read_bytes()
    first = struct.unpack_from(">I", data, 12)[0]  # TTC header: tag, version, count, offsets
    for number in range(struct.unpack_from(">H", data, first + 4)[0]):
        tag, _, offset, _ = struct.unpack_from(">4sIII", data, first + 12 + 16 * number)
        if tag == b"cmap":
            return frozenset(_mapped(data, offset))
    return frozenset()


def _mapped(data: bytes, cmap: int) -> set[int]:
    """The code points of a cmap's table of format 12 (OpenType 1.9, cmap)."""
    found: set[int] = set()
    for number in range(struct.unpack_from(">H", data, cmap + 2)[0]):
        table = cmap + struct.unpack_from(">HHI", data, cmap + 4 + 8 * number)[2]
        if struct.unpack_from(">H", data, table)[0] != 12:
            continue
        for group in range(struct.unpack_from(">I", data, table + 12)[0]):
            start, end, glyph = struct.unpack_from(">III", data, table + 16 + 12 * group)
            found.update(range(start + (glyph == 0), end + 1))
    return found


def is_drawn(character: str) -> bool:
    """Whether a character can be seen as what it is."""
    return unicodedata.category(character) not in _UNSEEN and ord(character) in drawable()


def is_nothing(character: str) -> bool:
    """Whether a character may be left out, for it draws nothing and changes nothing that is drawn here."""
    return character in _NOTHING


def spelt(character: str) -> str:
    """A character as its code point and name: `U+1F600 grinning face`."""
    name = unicodedata.name(character, "").lower()
    return f"U+{ord(character):04X}" + (f" {name}" if name else "")
