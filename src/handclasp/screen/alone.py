"""Figures that stand by themselves: four to eight, and nothing around them makes them a price, a day or an order's.

Promises only what no word, unit or sign lays claim to; what it is then, detectors say who know what is talked of. Takes
time linear in the text's length.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from handclasp.screen.context import UNITS
from handclasp.screen.spoken import FILL

if TYPE_CHECKING:
    from handclasp.screen.labels import Label
    from handclasp.screen.text import Text

GAP: Final = f"[ \t\n{FILL}.·、,_*/…~-]{{0,9}}"
"""What may stand between the figures of a code."""
_UNTIL: Final = (
    f"(?![0-9A-Za-z%]|[ ]?[.:/-][0-9]|[ ]?[/:年月日号元块刀u]|{GAP}[0-9]|[ ]?(?:usd|usdt|usdc|btc|eth|trx|sol|coins?"
    f"|points?|crystals?|gems|diamonds|matches|genesis|vnd|krw|jpy|cny|rmb|hkd|twd|sgd|myr|eur|gbp|ms|mm|cm|kg|次"
    f"|折|码|金币|钻|点券|积分))"
)
_SIX: Final = re.compile(
    f"(?<![0-9A-Za-z.$¥￥€£#/_-])(?<![0-9A-Za-z]:)([0-9](?:{GAP}[0-9]){{5}}){_UNTIL}{UNITS}", re.IGNORECASE
)
_FEW: Final = re.compile(
    "(?<![0-9A-Za-z$¥￥€£#/_-])(?<![0-9A-Za-z]:)(?<![0-9][.])(?!(?:19|20)[0-9]{2}(?![0-9]))(?!(?:9[56]"
    "|1[02])[0-9]{3}(?![0-9]))([0-9]{4,5}|[0-9]{8}"
    f"|[0-9](?:[ {FILL}.·、_*-]{{1,9}}[0-9](?![0-9])){{3,7}})" + _UNTIL + UNITS,
    re.IGNORECASE,
)
_LONE: Final = re.compile(
    f"(?<![0-9A-Za-z.,$¥￥€£#/_-])(?<![0-9A-Za-z]:)(?<![0-9] )([0-9]{{6}}|[0-9]{{3}}[ -]{{1,2}}[0-9]{{3}}"
    f"|[0-9](?:[ {FILL}.·、_-]{{1,9}}[0-9]){{5}}){_UNTIL}{UNITS}(?![.,][0-9])",
    re.IGNORECASE,
)
_AMOUNT: Final = re.compile("[0-9]{1,6}[.,][0-9]{2}|[0-9]{1,2}[,.]? (?:19|20)[0-9]{2}|[0-9]{4}[.][0-9]{2}[.][0-9]{2}")
"""An amount, a day with its year, a heading of the customs."""
_MONTH: Final = re.compile("(?:0?[1-9]|1[0-2])[ ]?[/.-][ ]?(?:20)?[2-3][0-9]")
_FAILS: Final = re.compile("(?:fail(?:s|ed)?|keeps?|page|screen|error|报错|错误)[^0-9]{0,16}$", re.IGNORECASE)
_GOES_BEFORE: Final = re.compile(f"(?:[0-9]|[0-9]X|(?<![0-9A-Za-z])[A-Z]{{1,2}})[ {FILL}.,_*-]{{1,7}}$")
"""The figures belong to something longer."""
_OTHERS: Final = re.compile(
    "[$¥￥€£#]|邮编|邮政|编码|金额|价|充|(?<!支)付|买|共|第[ ]?$|股|版|zip|postal|#|uid|id|pay|paid|cost|total|尾号"
    "|尾號|后四|末四"
    "|ending|ends? (?:in|with)|last four|flight|航班|room|房间|error|错误|报错|error code|lv|level|等级"
    "|[*]|弹(?:窗|出来?)?[ ]?$|err|port|端口|since|until|stock|block|区块|高度|群|人[数數]|[数數]量"
    "|[浏瀏][览覽]|点击|阅读",
    re.IGNORECASE,
)
CLAIMING: Final = frozenset(
    {"BUSINESS", "PHONE", "QQ", "WECHAT", "CARD_NO", "BANK_CARD", "PASSWORD", "EXPIRY", "IP", "CN_ID"}
)
"""Families of labels that lay claim to figures beside them."""
_MEANS: Final = frozenset({"text", "call", "电话", "電話"})
"""Words for a telephone by which codes come."""
_SHORTEST_PHONE: Final = 7
_LONGEST_MONTH: Final = 5
_BESIDE: Final = 14


def six(view: str) -> list[tuple[int, int]]:
    """Places of six figures in a row, with gaps or without."""
    return [match.span(1) for match in _SIX.finditer(view)]


def few(view: str) -> list[tuple[int, int]]:
    """Places of four, five or eight figures, and of any four to eight that stand one by one."""
    return [match.span(1) for match in _FEW.finditer(view)]


def lone(view: str) -> list[tuple[int, int]]:
    """Places of exactly six figures written as codes are: in one piece, in two halves, or one by one."""
    return [match.span(1) for match in _LONE.finditer(view)]


def unclaimed(text: Text, view: str, start: int, end: int, but: frozenset[str] = frozenset()) -> bool:
    """Tell whether neither an amount nor the number of something else stands here; `but` are families that may."""
    return (
        not _OTHERS.search(view, max(0, start - 8), start)
        and not _GOES_BEFORE.search(view, max(0, start - 8), start)
        and not _AMOUNT.fullmatch(view, start, end)
        and not _MONTH.fullmatch(view, start, end)
        and not _FAILS.search(view, max(0, start - 24), start)
        and not any(
            label.family in CLAIMING - but and not _means(text, label, sum(map(str.isdigit, view[start:end])))
            for label in (text.labels.before(start), text.labels.after(end))
            if label is not None and start - label.end <= _BESIDE and label.start - end <= _BESIDE
        )
    )


def _means(text: Text, label: Label, length: int) -> bool:
    """Tell whether this is a word for a telephone that codes come by, or the figures are none that it could name."""
    if label.family == "EXPIRY":
        return length > _LONGEST_MONTH
    return label.family == "PHONE" and (length < _SHORTEST_PHONE or text.lower[label.start : label.end] in _MEANS)


def a_month(view: str, start: int, end: int) -> bool:
    """Tell whether this is a month with its year, or an amount."""
    return bool(_MONTH.fullmatch(view, start, end) or _AMOUNT.fullmatch(view, start, end))
