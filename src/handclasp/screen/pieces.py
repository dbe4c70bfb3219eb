"""Values that are told in pieces with words between them: "138 1234 then 5678", 前六位110101，后面是….

Promises runs of pieces between which nothing stands but words that join them, in time linear in the text's length.
Never says what they make together: detectors do.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, NamedTuple

from handclasp.screen.numbers import odd_runs
from handclasp.screen.spoken import FILL

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from handclasp.screen.text import Text

JOINER: Final = (
    "一半|前半|后半|後半|上半|下半|半段|半截|前段|后段|後段|然后|然後|接着|接著|接下来|跟着|连着|紧接|后面"
    "|後面|后边|前面|剩下|剩余|其余|余下|最后|最後|还有|中间|部分|第一段|第二段"
    "|第二行|第一行|尾号|再接|接上|再加|再来|再发|再打|继续|开头|开始|起头|打头|结尾|结束|末尾|收尾|尾巴"
    "|头几位|连起来|拼起来|合起来|拆开|分开|分两|分成|先发|先给|(?:前|后)(?:[2-9]|两|三|四|五|六|七|八|九|十)"
    "|half|first part|second part|part one|part two|part 1|part 2|1st part|2nd part|first bit|second bit"
    "|other bit|next bit|rest|followed|then|next is"
    "|last part|last four|last six|last three|remaining|continu|after that|ends|ending|end in|finish|finally"
    "|split|begin|start|two parts"
    "|second line|tail|and the last|and last|first three|first four|first six|first seven|first eight"
    "|put together|combine"
)
"""Words that tell of pieces (an expression of the gate too, so it has no classes of Chinese)."""
_TELLING: Final = re.compile(JOINER, re.IGNORECASE)
_PIECE: Final = re.compile(
    f"[0-9](?:[ {FILL}-]{{0,6}}[0-9])*(?![0-9A-Za-z])|(?<![0-9A-Za-z])(?=[A-Za-z]{{0,12}}[0-9]|[A-Z]{{3}})[0-9A-Za-z]"
    "(?:-?[0-9A-Za-z]){1,24}(?![0-9A-Za-z])"
)
_COUNT: Final = re.compile(
    "[ ]?(?:位|个|個|段|半|部分|digits?|characters?|chars|numbers?|letters?|half|part)", re.IGNORECASE
)
_ORDINAL: Final = re.compile("(?:[前后後第]|part|first|last|number|no\\.?)[ ]?$", re.IGNORECASE)
_BETWEEN: Final = re.compile(
    "(?:[\\s,，.。;；:：、…~()（）\\[\\]\"'“”|/+-]|前|后|後|面|边|半|截|段|位|头|开|始|打|结|束|末|巴|跟|紧"
    "|继|续|合|成|先|您|吧|啊|哈|,|著|後|一共|共|输|码|个|個|数|字|几|的|是|为|剩|下|余|其|最|还|還|有|中|间"
    "|部|分|第|一|二|三|四|五|六|七|八|九|十"
    "|两|行|另|上|尾|号|再|接|着|来|然|加|连|起|拼|拆|开|这|那|就|了|我|发|给|你|and|then|the|rest|is|of|it"
    "|it's|followed|by|next|last|final"
    "|finally|after|that|second|third|first|part|half|one|two|three|four|five|six|seven|eight|plus|ends?"
    "|ending|with|in"
    "|digits?|here|comes?|goes|continues?|remaining|other|number|numbers|bit|to|on|my|say|so|are|chars|characters"
    "|split|up|beginning|begins?|starts?|starting|finish|finishes|finally|continue|tail|put|together|combine"
    "|them|there|also|this|that|line|1st|2nd|[0-9])*+",
    re.IGNORECASE,
)
_A_WORD: Final = re.compile("[A-Za-z\u4e00-\u9fff]")
_APART: Final = re.compile("[0-9]{3}[^0-9]{2,60}[0-9]{3}")
_WIDEST: Final = 40
_FARTHEST: Final = 60
_MOST: Final = 6
_LONGEST_CHAIN: Final = 24


class Piece(NamedTuple):
    """One piece: what it reads, and its code points."""

    value: str
    start: int
    end: int


def pieces(text: Text) -> Iterator[tuple[Piece, ...]]:
    """Every run of two to four pieces that are told to belong together."""
    if text.told or text.oddly:
        yield from text.once(_all)


def _all(text: Text) -> list[tuple[Piece, ...]]:
    view = text.spoken
    runs = [
        tuple(Piece(view[start:end], start, end) for start, end in groups)
        for groups, between in odd_runs(view)
        if _A_WORD.search(between)
    ]
    return runs + _told(view) if text.told or _TELLING.search(view) else runs


def neighbours(text: Text) -> Iterator[tuple[Piece, ...]]:
    """Every run of two to four pieces a few words apart, whatever the words are: only for what checks by itself."""
    if _APART.search(text.spoken):
        yield from text.once(_near)


def _near(text: Text) -> list[tuple[Piece, ...]]:
    return _runs(text.spoken, _close)


def _close(_view: str, start: int, end: int) -> bool:
    return end - start <= _FARTHEST


def _told(view: str) -> list[tuple[Piece, ...]]:
    """Pieces between which words tell so."""
    return _runs(view, _joined)


def _runs(view: str, together: Callable[[str, int, int], bool]) -> list[tuple[Piece, ...]]:
    chains: list[list[Piece]] = []
    for match in _PIECE.finditer(view):
        if _counts(view, match):
            continue
        piece = Piece("".join(filter(str.isalnum, match[0])), match.start(), match.end())
        if chains and together(view, chains[-1][-1].end, piece.start):
            chains[-1].append(piece)
        else:
            chains.append([piece])
    return [
        tuple(chain[first:last])
        for chain in chains
        if len(chain) <= _LONGEST_CHAIN  # a list
        for first in range(len(chain) - 1)
        for last in range(first + 2, min(first + _MOST, len(chain)) + 1)
    ]


def _counts(view: str, match: re.Match[str]) -> bool:
    """Tell whether this figure counts the others: 前6位, "last 4 digits", "part 2"."""
    if match.end() - match.start() > 2:
        return False
    return bool(_COUNT.match(view, match.end()) or _ORDINAL.search(view, max(0, match.start() - 8), match.start()))


def _joined(view: str, start: int, end: int) -> bool:
    if end - start > _WIDEST or not _TELLING.search(view, max(0, start - 1), end):
        return False
    match = _BETWEEN.match(view, start, end)
    return match is not None and match.end() == end
