"""The month until which a card is good (08/27), beside the words that say so.

Promises month and year however they are written. Never takes until when a coupon or a code is good, where a day of the
month stands with it, or a number of days.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from handclasp.screen import features
from handclasp.screen.detector import Finder, Found
from handclasp.screen.gate import Part, family
from handclasp.screen.spoken import FILL

if TYPE_CHECKING:
    from collections.abc import Iterator

    from handclasp.screen.text import Text

_MONTH: Final = "(?:[0Oo][1-9]|1[0-2]|[1-9])"
_YEAR: Final = "(?:20[2-4][0-9]|[2-4][0-9])"
_NAMES: Final = (
    "(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?"
    "|nov(?:ember)?|dec(?:ember)?)"
)
_VALUE: Final = (
    f"({_MONTH}[ ]?[/\\\\|.-][ ]?{_YEAR}|{_MONTH}[ ]?(?:斜杠|杠|slash|of)[ ]?{_YEAR}|(?:0[1-9]|1[0-2])[ ]?{_YEAR}"
    f"|{_YEAR}[ ]?年[ ]?(?:{_MONTH}|十[一二]?|[1-9]|[一二三四五六七八九])(?:[ ]?月|(?=[ ]?(?:[,，。过到\n]|$)))"
    f"|(?:{_MONTH}"
    f"|十[一二]?)[ ]?月(?:份)?[ ]?{_YEAR}[ ]?年?"
    f"|{_MONTH}[ ,，]{{0,2}}(?:年份?|year)[ :]{{0,2}}{_YEAR}"
    f"|{_NAMES}[ ,.'-]{{1,2}}{_YEAR}"
    f"|20[2-4][0-9][/-](?:0[1-9]|1[0-2])|[01][{FILL} ]{{1,6}}[0-9][{FILL} ]{{1,8}}[2-4][{FILL} ]{{1,8}}[0-9]"
    f"|[01][{FILL} ]{{1,6}}[0-9][{FILL} /-]{{1,12}}[2-4][{FILL} ]{{0,8}}[0-9])"
    "(?![0-9A-Za-z]|[ ]?[/.-][0-9]|[ ]?[日号%]|[ ]?[0-3]?[0-9][日号]|,? ?20[0-9]{2})"
)
_BEHIND: Final = re.compile(
    "(?:[ \t\n:=#(\"'“「,，-]|[\u4e00-\u9fff]|is|was|are|on|at|in|the|date|card|says|front|thing|until|til|to|to be"
    "|thru|through|[(]mm/?yy[)]){0,12}?"
    f"(?<![0-9]){_VALUE}",
    re.IGNORECASE,
)
_BEFORE: Final = re.compile(
    f"(?<![0-9A-Za-z./-]){_VALUE}(?:[ ,，←<-]{{0,3}}(?:[\u4e00-\u9fff]{{0,6}}|is|the|when|it|date|on|card|[ "
    f"]){{0,8}})$",
    re.IGNORECASE,
)
_SOFT: Final = re.compile(
    (
        "(?:(?:plastic|card|卡面|卡上|卡片|正面|front)[^0-9\n]{0,12}(?:says?|写着?的?是?|是|shows?|until|印着?的?)"
        "|好?(?:能)?用到|卡到"
        "|日期那栏|good til|runs out|good through|valid til|dies in|card ends|date thing|mm ?yy"
        "|til|ends)[^0-9\n]{0,24}?(?<![0-9])"
    )
    + _VALUE,
    re.IGNORECASE,
)
_REACH: Final = 30
VALUE: Final = _VALUE
"""A month with its year, in one group."""
_COUPON: Final = re.compile(
    "卡密|券|会员|月卡|优惠|兑换码|套餐|商品|活动|coupon|voucher|code|membership|subscription|passport|护照|身份证"
    "|license|visa(?! card)",
    re.IGNORECASE,
)


def _look(text: Text) -> Iterator[Found]:
    view = text.spoken
    for label in text.labels.of("EXPIRY"):
        if _COUPON.search(view, max(0, label.start - 12), label.start):
            continue
        match = _BEHIND.match(view, label.end)
        if match:
            yield _found(match)
            continue
        match = _BEFORE.search(view, max(0, label.start - _REACH), label.start)
        if match:
            yield _found(match)
    for match in _SOFT.finditer(view) if text.places("_EXPIRY") else ():
        yield _found(match)


def _found(match: re.Match[str]) -> Found:
    return Found(match.start(1), match.end(1), 84)


_A_YEAR: Final = Part("[2-4][ ]{0,8}[0-9]", figures=2)
DETECTOR: Final = Finder(
    "expiry",
    "EXPIRY",
    (
        family("EXPIRY", _A_YEAR),
        family("EXPIRY", features.SAID),
        family("_EXPIRY", _A_YEAR),
    ),
    _look,
)
