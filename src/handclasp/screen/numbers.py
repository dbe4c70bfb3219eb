"""Numbers as people write them: spaced, dashed, over two lines, spelled one by one, with O for 0; read back as figures.

Promises each plausible reading of a run of figures with its place in the text, in time linear in the text's length.
Never says what a number is: detectors do.
"""

from __future__ import annotations

import re
from itertools import accumulate, pairwise
from typing import TYPE_CHECKING, Final, NamedTuple

from handclasp.screen.spoken import FILL

if TYPE_CHECKING:
    from collections.abc import Iterator

    from handclasp.screen.text import Text

BETWEEN: Final = f"[ \t\r\n{FILL}()\\[\\]\\-._/·•,、…*|+~—–']"
"""What may stand between the figures of one number."""
_PLAIN_GROUP: Final = re.compile("[0-9]+")
_GROUP: Final = re.compile(
    "[0-9][0-9OoIl]*|(?<![A-Za-z])[OoIl]{1,7}(?=[0-9])[0-9OoIl]*|(?<![A-Za-z0-9])[OIl](?![A-Za-z0-9])"
)
_A_GAP: Final = f"(?!\\*{{3}}){BETWEEN}{{1,4}}|[ {FILL}]{{1,9}}|{FILL}{{1,5}}{BETWEEN}{{1,3}}"
_GAP: Final = re.compile(_A_GAP)
_PLAIN_RUN: Final = re.compile(f"[0-9]++(?:(?:{_A_GAP})[0-9]++)*+")
_CHECK: Final = re.compile(f"{BETWEEN}{{0,3}}([Xx×Χχ])(?![0-9A-Za-z])")
_LOOKALIKES: Final = str.maketrans("OoIl", "0011")
_GAPS: Final = frozenset(f" \t\r\n{FILL}()[]-._/·•,、…*|+~—–'")
_SURELY_ONE: Final = 7
"""So many figures without a gap are a number by themselves."""
_WIDEST: Final = 10
_LETTERS: Final = frozenset("OoIl")
_LEAST: Final = 5
_MOST: Final = 19
_ODDEST: Final = 9
_MOST_GROUPS: Final = 20
_LONG_RUN: Final = 40
_A_CARDS_GROUPS: Final = 5
_FEW_GROUPS: Final = 3
_LEAST_APART: Final = 9
_LEAST_IN_FIVE: Final = 11
"""Shorter numbers, the second in five groups or more, are told by standing alone: inside a run of groups are none."""
_ENOUGH_READ: Final = 40_000
"""A text with more readings is a table: nobody spaces numbers oddly behind so many."""


class Number(NamedTuple):
    """A reading: figures (an X may end them), code points of the text, lengths of its groups, and is it all of a run.

    `tight`: as one would write it: nothing but one space or dash between groups.
    """

    digits: str
    start: int
    end: int
    shape: tuple[int, ...]
    whole: bool = False
    tight: bool = True


def numbers(text: Text, least: int, most: int) -> list[Number]:
    """Every reading of `least` to `most` figures (within 5 to 19), in both views of the text."""
    return [number for number in text.once(_all) if least <= len(number[0]) <= most]


def _all(text: Text) -> list[Number]:
    plain = text.plain
    found: list[Number] = []
    for view in text.views:
        for run in _runs(view) if text.alike else _plain_runs(view):
            if len(run) == 1:
                _alone(view, run[0], found)
            else:
                found += _readings(view, run, usual=len(found) > _ENOUGH_READ)
        if text.oddly:
            found += _oddly(view)
    if text.spoken is not plain:
        found = list(dict.fromkeys(found))  # what both views show is not read twice
    return found


def _oddly(view: str) -> Iterator[Number]:
    """Figures in three groups or more with the same sign between them, whatever it is, or around a birthday."""
    for groups, between in odd_runs(view):
        digits = "".join([view[start:end] for start, end in groups])
        if not (set(between) <= _GAPS or _A_WORD.search(between)):
            shape = tuple([end - start for start, end in groups])
            yield Number(digits.upper(), groups[0][0], groups[-1][1], shape, whole=True, tight=False)


def odd_runs(view: str) -> Iterator[tuple[list[tuple[int, int]], str]]:
    """Places of such groups, and all that stands between them: signs or words."""
    for pattern in (_ODDLY, _BIRTHDAY):
        for match in pattern.finditer(view):
            groups = [group.span() for group in _FIGURES.finditer(view, match.start(), match.end())]
            between = "".join([view[a[1] : b[0]] for a, b in pairwise(groups)])
            if _ODDEST <= sum([end - start for start, end in groups]) <= _MOST and not _COUNTED.search(between):
                yield groups, between


_ODDLY: Final = re.compile("(?<![0-9])[0-9]{1,9}([^0-9]{1,12}?)[0-9]{1,9}(?:\\1[0-9]{1,9}){1,17}(?![0-9])")
_BIRTHDAY: Final = re.compile(
    "(?<![0-9])[1-9][0-9]{5}[^0-9]{1,12}(?:19|20)[0-9]{2}[01][0-9][0-3][0-9][^0-9]{1,12}[0-9]{3}[0-9Xx](?![0-9A-Za-z])"
)
_FIGURES: Final = re.compile("[0-9]+(?:[Xx](?![0-9A-Za-z]))?")
_COUNTED: Final = re.compile("[元块个個次天分秒年月日号级张条件折点倍位人%$¥￥€£:]")
_A_WORD: Final = re.compile("[A-Za-z\u4e00-\u9fff]")


def _plain_runs(view: str) -> Iterator[list[tuple[int, int]]]:
    """Places of groups of figures with nothing but separators between them, where they make five figures or more."""
    for match in _PLAIN_RUN.finditer(view):
        start, end = match.span()
        if end - start >= _LEAST:
            whole = match[0].isdigit()
            yield [(start, end)] if whole else [group.span() for group in _PLAIN_GROUP.finditer(view, start, end)]


def _runs(view: str) -> list[list[tuple[int, int]]]:
    """The same with letters that look like figures."""
    runs: list[list[tuple[int, int]]] = []
    last = -_WIDEST
    for match in _GROUP.finditer(view):
        place = match.span()
        start = place[0]
        if start == last or (start - last < _WIDEST and _GAP.fullmatch(view, last, start)):
            runs[-1].append(place)
        else:
            runs.append([place])
        last = place[1]
    return runs


def _alone(view: str, place: tuple[int, int], found: list[Number]) -> None:
    """A group by itself: most numbers are."""
    start, end = place
    if not _LEAST <= end - start <= _MOST:
        return
    digits = view[start:end]
    if digits.isdigit():
        if start < 2 or view[start - 1] != "." or view[start - 2] != "0":
            found.append(Number(digits, start, end, (end - start,), tight=True, whole=True))
            if end - start == 17 and (check := _CHECK.match(view, end)):
                found.append(Number(digits + "X", start, check.end(), (17,), tight=True, whole=True))
    else:
        found += _readings(view, [place], usual=True)


def _readings(view: str, run: list[tuple[int, int]], *, usual: bool) -> Iterator[Number]:
    """Every reading; if `usual`, of more than a few groups only those with single marks between them."""
    if sum([end - start for start, end in run]) < _LEAST:
        return
    run = _trimmed(view, run)
    count = len(run)
    groups = [_without_gaps(view[start:end]) for start, end in run]
    lengths = list(map(len, groups))
    between = [view[a[1] : b[0]] for a, b in pairwise(run)]
    marked = [0, *accumulate([gap not in _ONE_MARK for gap in between])]
    figures, places = "".join(groups), [0, *accumulate(lengths)]
    usual = usual or count > _LONG_RUN
    reach = _A_CARDS_GROUPS if usual else _MOST_GROUPS
    for first in range(count):
        start = run[first][0]
        if _a_fraction(view, start):
            continue
        begins = first == 0 or not _PARTING.isdisjoint(between[first - 1])
        length = 0
        for last in range(first, min(first + reach, count)):
            length += lengths[last]
            if length > _MOST:
                break
            if length < _LEAST:
                continue
            whole = (first == last and length >= _SURELY_ONE) or (
                begins and (last == count - 1 or not _PARTING.isdisjoint(between[last]))
            )
            tight = marked[first] == marked[last]
            least = _LEAST_APART if last - first < _A_CARDS_GROUPS - 1 else _LEAST_IN_FIVE
            if (not whole and length < least) or (usual and last - first >= _FEW_GROUPS and not tight):
                continue
            digits = figures[places[first] : places[last + 1]]
            if digits.isdigit() or (digits := _read(digits)):
                end, shape = run[last][1], tuple(lengths[first : last + 1])
                yield Number(digits, start, end, shape, whole, tight)
                if length == 17 and last == count - 1 and (check := _CHECK.match(view, end)):
                    yield Number(digits + "X", start, check.end(), shape, whole, tight)


def _without_gaps(group: str) -> str:
    return group if group.isalnum() else "".join([char for char in group if char not in _GAPS])


def _a_fraction(view: str, start: int) -> bool:
    return view[max(0, start - 2) : start] == "0." or (
        view[start : start + 2] == "0." and view[start + 2 : start + 3].isdigit()
    )


def _read(digits: str) -> str:
    """The figures that letters look like; nothing if most are letters."""
    return "" if sum(map(digits.count, "OoIl")) * 2 > len(digits) else digits.translate(_LOOKALIKES)


def _trimmed(view: str, run: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Without letters at either end that only look like figures; figures spelled one by one are one group."""
    while run and _a_letter(view, run[0]) and (len(run) < 2 or run[1][1] - run[1][0] > 1):
        run = run[1:]
    while run and _a_letter(view, run[-1]):
        run = run[:-1]
    merged: list[tuple[int, int]] = []
    single = False
    for start, end in run:
        alone = end - start == 1
        if alone and single:
            merged[-1] = (merged[-1][0], end)
        else:
            merged.append((start, end))
        single = alone
    return merged


def _a_letter(view: str, place: tuple[int, int]) -> bool:
    return place[1] - place[0] == 1 and view[place[0]] in _LETTERS


_PARTING: Final = frozenset(",、\n/")
"""What parts numbers in a list as well."""
_ONE_MARK: Final = frozenset((" ", "-", ".", "", "\n", ")", ") ", "-(", " (", "("))


def loose(view: str, start: int, end: int) -> bool:
    """Tell whether no letter or figure is stuck to either side."""
    before, after = view[start - 1] if start else " ", view[end] if end < len(view) else " "
    return not (before.isascii() and before.isalnum()) and not (after.isascii() and after.isalnum())


def inside_a_word(view: str, start: int, end: int) -> bool:
    """Tell whether letters that are no label are stuck to its front (SF138…, a138b), or figures and letters behind."""
    first = start
    while (
        first > max(0, start - 16)
        and view[first - 1].isascii()
        and (view[first - 1].isalnum() or view[first - 1] == "_")
    ):
        first -= 1
    if first < start and view[first:start].lower().strip("_:") not in _STUCK:
        return True
    return _CODE_BEHIND.match(view, end) is not None


_CODE_BEHIND: Final = re.compile("[0-9]|[A-Za-z]{1,40}[0-9]|[A-Fa-f]{3,40}(?![A-Za-z])")
_STUCK: Final = frozenset(
    (
        "tel phone mobile mob call cell ph wx vx weixin wechat whatsapp sj dh sjh sfz yhk qq q yzm mm cvv id scan img "
        "no card v kh hz zh number scan_ is ssn soc otp code pin acct ac iban passport pp hkid tin cvc exp mob wa ring "
        "text dial ji"
    ).split()
)
