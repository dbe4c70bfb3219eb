"""Number plates as they are typed in a hurry: small letters, any mark between the places, a province in Latin letters.

Promises a mixture of letters and figures right behind what calls it a plate, or in a form that only plates have where
somebody talks of cars. Never takes words of a sentence along.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from handclasp.screen.detector import Found
from handclasp.screen.lexicon import words

if TYPE_CHECKING:
    from collections.abc import Iterator

    from handclasp.screen.text import Text

PROVINCES: Final = "京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼使滬遼魯蘇贛陝閩貴粵寧"
_NAME: Final = re.compile(
    "(?<![a-z])(?:(?:li[csz]{1,2}[ae]?n[csz]{0,2}e?|number|num|reg|car|vehicle)?[ ]?pl[ae]i?te?s?|(?:car"
    "|vehicle|motor|van|truck|bike)"
    "[ ]?(?:n(?:o|r|um|umber|umbr|umer)?|tags?|reg|id)|tags?(?= (?:is|are|no|number|:|[A-Z]{2,3}[ -]?[0-9]))"
    "|rego?(?: is)?"
    "|che ?pai(?: ?hao)?|number of (?:my|the) (?:car|van|truck))(?![a-z])[.:]?"
    "|车牌[号儿子]?|車牌號?|牌照|号牌|[车車][号號]|绿牌|蓝牌",
    re.IGNORECASE,
)
_GAP: Final = re.compile(
    "(?:['’]s(?![0-9a-z])|[ \\t\\n:：#=,，\"“(（]|['‘](?!s)|(?:is|are|no|nr|number|numbr|num|reg|plate"
    "|it's)(?![0-9a-z])"
    "|是|为|为|号|码|號|碼){0,8}",
    re.IGNORECASE,
)
_PIECE: Final = re.compile("[0-9A-Za-z]{1,10}")
_MARK: Final = re.compile("[ ]?[./·•_\\n-]?[ ]?(?=[0-9A-Za-z])")
_PINYIN: Final = re.compile(
    "(?<![0-9A-Za-z])(?:yue|jing|hu|su|zhe|lu|chuan|yu|xiang|min|gan|wan|liao|ji|jin|shan|qiong|gui|dian|qian"
    "|hei|meng|xin|ning|qing|zang"
    "|jinn?)[ ·.-]?[A-Z][ ·.-]?(?=[A-Z]{0,5}[0-9])[0-9A-Z]{5,6}(?![0-9A-Za-z])",
    re.IGNORECASE,
)
_FORMED: Final = re.compile(
    "(?<![0-9A-Za-z_./#$@-])(?:[a-z]{2}[0-9]{2} ?([a-z]{3})|[a-z]{3} ?[0-9]{4} ?[a-z]|[0-9][a-z]{3}[0-9]{3}"
    "|[a-z]{2}[0-9]{2} ?[a-z]{1,2}"
    " ?[0-9]{4})(?![0-9A-Za-z_@-]|[.][0-9])",
    re.IGNORECASE,
)
_TALK: Final = re.compile(
    "(?<![a-z])(?:cars?|vehicle|van|truck|park(?:ed|ing)?|driv(?:e|er|ing)|drove|taxi|cab|uber|ulez|toll"
    "|speeding|congestion|towed|clamped"
    "|motor(?:bike|way)?|wheels|ford|bmw|audi|tesla|toyota|honda|tags?|lorry|scooter|garage|petrol|fuel|bay"
    "|dvla|dmv)(?![a-z])"
    "|[车車]|违章|罚单|泊|停|加油",
    re.IGNORECASE,
)
TALKING: Final = (
    "\\b(?:car|vehicle|van|truck|park|driv|drove|taxi|cab|uber|ulez|toll|speeding|congest|tow|clamp|motor"
    "|wheels|ford|bmw|audi|tesla"
    "|toyota|honda|tag|lorry|scooter|garage|petrol|fuel|bay|dvla|dmv|pl[ae]i?te?|rego?|che ?pai)|车|車|违章"
    "|罚单|泊|停|加油|牌"
)
"""Talk of cars, for the gate."""
_INSIDE: Final = re.compile("[0-9A-Za-z][0-9A-Za-z]")
_A_CAR: Final = re.compile(
    "(?<![a-z])(?:car|vehicle|van|truck|lorry|motor|ford|bmw|audi|tesla|toyota|honda|plate)s?(?![a-z])|[车車]",
    re.IGNORECASE,
)
_NOTHING: Final = re.compile(
    "fee|price|tax|due|size|error|err|order|ord|iso|usd|eur|gbp|room|unit|flat|ver|lv|pin|no|ref|sku|item|day"
    "|am|pm|model|xl|xxl|of",
    re.IGNORECASE,
)
_OTHERS: Final = re.compile(
    "order|sku|model|room|flight|订单|型号|航班|房|post ?code|邮编|单号|error|part no", re.IGNORECASE
)
_ENGLISH: Final = words("english")
_PLACES: Final = range(5, 10)
_LONGEST_WORD: Final = 3
_AROUND: Final = 60
_BEFORE: Final = 16


def told(text: Text) -> Iterator[Found]:
    """Plates behind their name, and forms of plates in talk of cars."""
    plain = text.plain
    for name in _NAME.finditer(plain):
        gap = _GAP.match(plain, name.end())
        start = gap.end() if gap else name.end()
        province = start < len(plain) and plain[start] in PROVINCES
        end = 0 if _INSIDE.match(plain, start - 1) else _end(plain, start + province)
        if end and plain[end : end + 1] != "#" and (name[0][:3].lower() != "tag" or _A_CAR.search(plain)):
            yield Found(start, end, 76, f"****{plain[end - 2 : end].upper()}")
    if not _TALK.search(plain):
        return
    for match in (*_FORMED.finditer(plain), *_PINYIN.finditer(plain)):
        start, end = match.span()
        word = match[1] if match.re is _FORMED else None
        near = _TALK.search(plain, max(0, start - _AROUND), start) or _TALK.search(plain, end, end + _AROUND)
        if (
            near
            and not (word and word.lower() in _ENGLISH)
            and not _NOTHING.match(match[0])
            and not _OTHERS.search(plain, max(0, start - _BEFORE), start)
        ):
            yield Found(start, end, 66, f"****{match[0][-2:].upper()}")


def _end(plain: str, start: int) -> int:
    """Where a plate ends that starts here: the longest mixture of five to nine places without a word; 0 if none."""
    at, best, bare = start, 0, ""
    while piece := _PIECE.match(plain, at):
        part = piece[0]
        if part.isalpha() and (len(part) > _LONGEST_WORD or part.lower() in _ENGLISH or _NOTHING.fullmatch(part)):
            break
        bare += part
        if len(bare) >= _PLACES.stop:
            break
        if len(bare) in _PLACES and not bare.isalpha() and not bare.isdigit():
            best = piece.end()
        mark = _MARK.match(plain, piece.end())
        if not mark or (best and "\n" in mark[0]):
            break
        at = mark.end()
    return best
