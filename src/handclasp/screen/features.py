"""What the gate looks for on behalf of several detectors: figures in a row, letters for figures, said digits.

Promises expressions that one scan takes together. Never decides anything by itself.
"""

from __future__ import annotations

from typing import Final

from handclasp.screen import pieces, spoken
from handclasp.screen.gate import Part

MARK: Final = "(?:[ \\t\\r\\n().,/_*+|~\\[\\]'-]|·|•|…|—|–|、|，|－|．|　|（|）)"
"""What may stand between the figures of one number."""


def enough(count: int) -> Part:
    """So many figures in the whole text."""
    return Part("", figures=count)


def figures(count: int) -> Part:
    """So many figures in a row, spaced or not."""
    return Part(f"[0-9](?:{MARK}{{0,4}}[0-9]){{{count - 1}}}", figures=count)


FIGURE: Final = enough(1)
FOUR: Final = figures(4)
SEVEN: Final = figures(7)
ELEVEN: Final = figures(11)
THIRTEEN: Final = figures(13)
"""The fewest figures of a bank card."""
FIFTEEN: Final = figures(15)
"""The fewest of an identity number."""
SAID: Final = spoken.SAID
"""Digits that are said, in either language."""
SAID_ROW: Final = (SAID, spoken.ROW)
"""A number of digits of which some are said."""
ALIKE_RUN: Final = Part("[0-9][oil]{1,4}[0-9oil]{6}|[oil]{1,7}[0-9][0-9oil]{6}", figures=1)
"""Nine figures of which some are letters."""
ALIKE: Final = Part(
    "[0-9][oil][0-9oil]|[oil][0-9][0-9oil]|[0-9][ .-][oil][ .-]|[0-9]{5}[oil]"
    "|[0-9][ .-][oil][0-9]|[0-9][oil][ .-][0-9]",
    figures=1,
)
"""A letter that looks like a figure among figures."""
LONG_TOKEN: Final = Part("[0-9a-z+/_-]{24}")
MIXED: Final = Part("[0-9][a-z]|[a-z][0-9]", figures=1)
"""Letters and figures in one word."""
GAPPED: Final = Part(
    f"\\b[0-9]{{1,6}}{MARK}{{1,4}}[0-9]{{1,6}}{MARK}{{1,4}}[0-9]{{1,6}}|[0-9]{{3}}{MARK}{{1,3}}[0-9]{{4}}", figures=3
)
"""Figures in groups: with eleven of them, a number that is not written as usual."""
PHONES: Final = Part(
    "1[3-9][0-9][ -]?[0-9]{4}[ -]?[0-9]{4}(?:[^0-9]|$)"
    "|[0-9]{3}[)]?[-. ][0-9]{3}[-. ][0-9]{4}|\\b0[1-9][0-9]{1,3}[- ]?[0-9]{3}[- ]?[0-9]{3}",
    figures=9,
)
"""Telephones as they are usually written."""
IDENTITIES: Final = Part(
    "[1-9][0-9]{5}(?:18|19|20)[0-9]{2}[01][0-9][0-3][0-9]{4}|\\b[1-9][0-9]{7}[01][0-9][0-3][0-9]{4}(?:[^0-9]|$)",
    figures=15,
)
"""Identity numbers of the mainland, and the older ones."""
CARDS: Final = Part(
    "\\b(?:62[0-9]|81[0-9]|4[0-9]{2}|5[0-8][0-9]|2[2-7][0-9]|3[04-9][0-9]|6[0-9]{2}|9[0458][0-9]"
    "|103)[0-9]{10,16}(?:[^0-9]|$)",
    figures=13,
)
"""Bank cards in one piece."""
DOCUMENTS: Final = Part(
    "[0-9]{6} ?(?:[(]|（)[0-9a]|[157]/[0-9]{6}/[0-9]|\\b[a-z]{1,2}[ -]?[0-9]{7,9}(?:[^0-9a-z]|$)", figures=6
)
"""A letter or two and figures, as on documents."""
ODDLY: Final = Part(
    "1[3-9][0-9][^0-9]{1,12}[0-9]{4}[^0-9]{1,12}[0-9]{4}(?:[^0-9]|$)"
    "|[0-9]{6}[^0-9]{1,12}(?:19|20)[0-9]{2}[01][0-9][0-3][0-9][^0-9]{1,12}[0-9]{3}"
    "|[0-9]{4}[^0-9]{1,8}[0-9]{4}[^0-9]{1,8}[0-9]{4}[^0-9]{1,8}[0-9]{3}|(?:[0-9][^0-9]{1,5}){9}",
    figures=9,
)
"""A telephone, an identity number or a card with signs or words between its groups that nobody puts there."""
PIECES: Final = f"(?:{pieces.JOINER})"
"""Words that tell of a value in pieces."""
APART: Final = Part("[0-9]{3}[^0-9]{1,90}[0-9]{3}", figures=6)
"""Figures some words away from other figures."""
