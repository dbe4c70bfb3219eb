"""Digits as they are said: 一三八, 壹叁捌, 幺, "one three double five", "yao san ba", written as figures.

Promises one code point for one: what a word is longer than its figure is filled with `FILL`, which stands between
figures like a space. Never takes a lone number word in prose for a figure.
"""

from __future__ import annotations

import re
from typing import Final

from handclasp.screen.gate import chars

FILL: Final = "\x1f"
SPOKEN: Final = "〇零一二三四五六七八九幺勾壹贰貳叁參肆伍陆陸柒捌玖洞拐两"
"""Chinese digits as they are said or written out; 幺 is 1 and 洞 is 0 on the telephone."""

_FIGURES: Final = "0012345678919122334566789072"
_TABLE: Final = {ord(said): figure for said, figure in zip(SPOKEN, _FIGURES, strict=True)}
_SAID: Final = f"[{SPOKEN}]"
_BETWEEN: Final = "[ .·、,\\-_/]"
_HAS_SAID: Final = re.compile(f"{_SAID}{_BETWEEN}{{0,2}}[0-9{SPOKEN}]|(?<=[0-9]){_SAID}|(?<=[0-9][ .·、,\\-]){_SAID}")
# 一 before these is the start of a word (一直, 一下, 一共 …), not the last figure of a number; so is 两 before a noun.
_NOT_A_FIGURE: Final = re.compile(
    "[一两](?=[直下共个個样樣起点點些次定般会會边邊块塊张張条條笔筆单單天位分秒年月层種种者])"
    "|[一两三四五六七八九](?=[十百千万])"
    "|(?<=[唯统統万萬])一|[山黑空]洞|洞(?=[里口穴察庭])|拐(?=[弯角卖])"
)
_KEPT: Final = "\u4e8d"  # a rare character that stands in for such a word in this view only

_ENGLISH: Final = {
    "zero": "0", "oh": "0", "o": "0", "one": "1", "two": "2", "three": "3", "four": "4", "five": "5", "six": "6",
    "seven": "7", "eight": "8", "nine": "9", "niner": "9",
}  # fmt: skip
_TEENS: Final = dict(
    zip(
        "ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen".split(),
        map(str, range(10, 20)),
        strict=True,
    )
)
_TENS: Final = dict(zip("twenty thirty forty fifty sixty seventy eighty ninety".split(), "23456789", strict=True))
_MARKS: Final = {"slash": "/", "dash": "-", "hyphen": "-", "space": " ", "dot": "."}
_PINYIN: Final = {
    "ling": "0", "dong": "0", "yao": "1", "yi": "1", "er": "2", "liang": "2", "san": "3", "si": "4", "wu": "5",
    "liu": "6", "qi": "7", "ba": "8", "jiu": "9",
}  # fmt: skip
_TIMES: Final = {"double": 2, "triple": 3, "treble": 3}
_SEP: Final = "[ ,.\\-/\\n]{1,3}(?:(?:slash|dash|hyphen|space|dot)[ ,]{1,2})?"
_ONE: Final = (
    f"(?:(?:double|triple|treble){_SEP})?(?:zero|oh|o|one|two|three|four|five|six|seven|eight|niner?"
    f"|{'|'.join((*_TEENS, *_TENS))}|[0-9]{{1,8}})"
)
_DIGIT: Final = "(?:zero|oh|o|one|two|three|four|five|six|seven|eight|nine)"
_SYLLABLE: Final = "(?:ling|dong|yao|yi|er|liang|san|si|wu|liu|qi|ba|jiu|[0-9])"
_GLUED: Final = "zero|one|two|three|four|five|six|seven|eight|nine"
_GLUED_PINYIN: Final = "ling|yao|yi|er|san|si|wu|liu|qi|ba|jiu"
_WORDS: Final = re.compile(
    f"(?<![a-z0-9])(?:{_ONE}(?:{_SEP}{_ONE}){{2,40}}|(?:{_DIGIT}{_SEP})?(?:double|triple"
    f"|treble){_SEP}{_DIGIT}(?:{_SEP}{_DIGIT})?|{_SYLLABLE}(?:{_SEP}{_SYLLABLE}){{3,40}}"
    f"|(?:{_GLUED}){{4,24}}|(?:{_GLUED_PINYIN}){{8,24}})(?![a-z])",
    re.IGNORECASE,
)
_WORD: Final = re.compile(
    f"(?:{'|'.join((*_TEENS, *_TENS))})(?![a-z])|{_GLUED}|(?:{_GLUED_PINYIN})(?=(?:{_GLUED_PINYIN}|[^a-z]"
    f"|$))|[a-z]+|[0-9]",
    re.IGNORECASE,
)

WORD_RUN: Final = (
    "(?:zero|oh|one|two|three|four|five|six|seven|eight|nine|double|triple|treble)[ ,./\\n-]{1,3}"
    "(?:double |triple |treble )?(?:zero|oh|o|one|two|three|four|five|six|seven|eight|niner?|[0-9])[ ,./\\n-]{1,3}"
    "(?:slash |dash )?(?:zero|oh|o|one|two|three|four|five|six|seven|eight|nine|double|triple|treble|twenty"
    "|thirty|forty"
    "|fifty|sixty|seventy|eighty|ninety|[0-9])"
    "|(?:ling|dong|yao|yi|er|liang|san|si|wu|liu|qi|ba|jiu)[ ,./-]{1,3}(?:ling|dong|yao|yi|er|liang|san|si|wu|liu"
    "|qi|ba|jiu)"
    "[ ,./-]{1,3}(?:ling|dong|yao|yi|er|liang|san|si|wu|liu|qi|ba|jiu)"
    "|(?:zero|oh|one|two|three|four|five|six|seven|eight|nine)[ -](?:double|triple|treble)[ -](?:zero|oh|o|one|two"
    "|three|four|five"
    "|six|seven|eight|nine)|(?:double|triple|treble)[ -](?:zero|oh|o|one|two|three|four|five|six|seven|eight"
    "|nine)[ -](?:zero|oh|o"
    "|one|two|three|four|five|six|seven|eight|nine)|triple[ -](?:zero|oh|o|one|two|three|four|five|six|seven|eight"
    "|nine)"
    "|twenty[ -](?:twenty|thirty|four|five|six|seven|eight|nine)"
    f"|(?:{_GLUED}){{4}}|(?:{_GLUED_PINYIN}){{8}}|[0-9] (?:nineteen|twenty|zero|oh|one|two|three|four|five"
    f"|six|seven|eight|nine) "
    "(?:zero|oh|one|two|three|four|five|six|seven|eight|nine|ninety|eighty|seventy|[0-9])"
)
"""Three digits said one after another, in an expression of the gate."""
SAID: Final = (
    f"{WORD_RUN}|{chars(SPOKEN)}(?:[ .,/_-]|·|、|，){{0,2}}(?:[0-9]|{chars(SPOKEN)})|[0-9](?:[ .,/_-]|·|、"
    f"|，){{0,2}}{chars(SPOKEN)}"
)
"""Said digits of any kind."""
_IN_A_ROW: Final = (
    "zero|oh|o|one|two|three|four|five|six|seven|eight|niner?|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen"
    "|seventeen|eighteen|nineteen|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety|double|triple|treble|slash"
    f"|dash|hyphen|space|dot|ling|dong|yao|yi|er|liang|san|si|wu|liu|qi|ba|jiu|[0-9]|{chars(SPOKEN)}"
)
ROW: Final = f"(?:(?:{_IN_A_ROW})(?:[ .,/_*~|+()\\[\\]'\\n\\t-]|·|、|，|…|—|–|•){{0,4}}){{5}}"
"""Five digits in a row, said or written: fewer are no number of a person or a card, nor half of one."""


def figures(plain: str) -> str:
    """The text with said digits as figures; the very same object where there are none."""
    view = _WORDS.sub(_written, plain)
    if not view.isascii():
        kept = _NOT_A_FIGURE.sub(lambda match: _KEPT * len(match[0]), view)
        if _HAS_SAID.search(kept):
            view = kept.translate(_TABLE)
    return plain if view == plain else view


def _figure(said: str, text: str, end: int, stop: int) -> str:
    """The figures of a word; "twenty" is one figure before another of its own: twenty seven."""
    if said in _TENS:
        return _TENS[said] if _UNIT.match(text, end, stop) else f"{_TENS[said]}0"
    return _ENGLISH.get(said) or _PINYIN.get(said) or _TEENS.get(said) or _MARKS.get(said) or said


_UNIT: Final = re.compile("[ -](?:one|two|three|four|five|six|seven|eight|nine)(?![a-z])", re.IGNORECASE)


def _written(run: re.Match[str]) -> str:
    """Each word as its figure and as many fills as it has further letters."""
    out: list[str] = []
    at, times, count = run.start(), 1, 0
    for word in _WORD.finditer(run.string, run.start(), run.end()):
        out.append(run.string[at : word.start()])
        said, at = word[0].lower(), word.end()
        if said in _TIMES:
            times = _TIMES[said]
            out.append(FILL * len(said))
            continue
        figure = _figure(said, run.string, at, run.end())
        if times > 1:
            # The word for "twice" stands right before: its place takes the figures that the word has no room for.
            out[-2] = (figure * (times - 1)).ljust(len(out[-2]), FILL)
            out[-1] = FILL * len(out[-1])
            times = 1
        out.append(figure.ljust(len(said), FILL))
        count += said.isalpha()
    return "".join(out) if count >= 2 else run[0]
