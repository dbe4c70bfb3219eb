"""The month until which a card is good (08/27), beside the words that say so.

Promises month and year however they are written. Never takes until when a coupon or a code is good, where a day of the
month stands with it, or a number of days.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from handclasp.screen import features
from handclasp.screen.detector import Finder, Found
from handclasp.screen.gate import Part, family, wake
from handclasp.screen.spoken import FILL

if TYPE_CHECKING:
    from collections.abc import Iterator

    from handclasp.screen.text import Text

_MONTH: Final = "(?:[0Oo][1-9]|1[0-2]|[lI][0-2]|1[lOo]|[1-9])"
_YEAR: Final = "(?:2[0Oo][2-4][0-9OolI]|[2-4][0-9OolI])"
_OF_TWO: Final = "(?:[0Oo][1-9]|1[0-2]|[lI][0-2]|1[lOo])"
"""A month in two places."""
_NAMES: Final = (
    "(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?"
    "|nov(?:ember)?|dec(?:ember)?)"
)
_SAID_YEAR: Final = f"(?:(?:20|2[{FILL} ]{{0,8}}0)[{FILL} ]{{1,9}})?[2-4][{FILL} -]{{0,8}}[0-9]{FILL}{{0,5}}"
_SAID_MONTH: Final = f"(?:[01][{FILL} ]{{1,6}}[0-9]|1[0-2]|[1-9])"
_VALUE: Final = (
    f"({_MONTH}[ \n]{{0,2}}[/\\\\|.·_~*／-][ \n]{{0,2}}{_YEAR}|{_OF_TWO}[,，][ ]?{_YEAR}"
    f"|{_MONTH}[ ]?(?:斜杠|斜线|杠|横杠|slash|dash|of)[ ]?{_YEAR}|{_OF_TWO}[ ]?{_YEAR}"
    f"|{_YEAR}[ ]?年[ ]?(?:{_MONTH}|十[0-2一二]?|[1-9]|[一二三四五六七八九])(?:[ ]?月份?|(?=[ ]?(?:[,，。过到\n]|$)))"
    f"|(?:{_MONTH}|十[0-2一二]?)[ ]?月(?:份)?[ /]{{0,2}}{_YEAR}[ ]?年?"
    f"|{_MONTH}[ ,，]{{0,3}}(?:年份?|(?:and )?(?:the )?ye?a?r)[ :：]{{0,2}}(?:is )?{_YEAR}"
    f"|{_NAMES}[ ,of-]{{1,4}}{_SAID_YEAR}|{_NAMES}[ ,.'’/-]{{0,2}}(?:of |year )?{_YEAR}"
    f"|20[2-4][0-9][ ]?[/.-][ ]?{_MONTH}|(?:2[4-9]|3[0-9])[ ]?[/.-][ ]?{_OF_TWO}|(?:2[4-9]|3[0-9]) {_OF_TWO}"
    f"|{_SAID_MONTH}[{FILL} ,./-]{{1,12}}[2-4][{FILL} ./-]{{1,8}}[0-9]{FILL}{{0,5}}"
    f"|{_SAID_MONTH}[{FILL} /-]{{1,12}}{_SAID_YEAR})"
    f"(?![0-9A-Za-z]|[ ]?[/.-][0-9]|[ ]?[日号%]|[ ]?[0-3]?[0-9][日号]|,? ?20[0-9]{{2}}|[:：][0-9]|{FILL}+[ -][0-9])"
)
_BEHIND: Final = re.compile(f"[^0-9]{{0,28}}?(?<![0-9.$€£¥]){_VALUE}", re.IGNORECASE)
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
_LIKE: Final = re.compile(
    "(?<![a-z])(?:exp?[ieay]{0,2}r(?!ie?nc|imen|t|ie?n)[a-z]{0,8}|exip[a-z]{0,7}|expri?[ye][a-z]{0,6}"
    "|ecpir[a-z]{0,6}"
    "|exp[ .]?(?:d(?:a?te?|ay|t)|mm|yy|my)|va(?:li|il|l|lli)d[ ]?(?:th?r[a-z]{1,4}|til+|unti?l+|to|up to)"
    "|good[ ]?(?:th?r[a-z]{1,4}|til+)"
    "|(?:finish|until|end|ending|last|due|dead) ?dates?|date (?:end|of end|of exp[a-z]*|finish)|caducidad|vencimiento"
    "|validade|scadenza|g[uü]ltig(?: bis)?|validit[éey]|you ?xiao ?qi|dao ?qi|m{1,2} ?/ ?y{2,4}"
    "|month ?/ ?year)(?![a-z])"
    "|使用期限|有\\s效\\s?期|到\\s期|效\\s期|能?刷到|期至|月/年|月／年|月年",
    re.IGNORECASE,
)
"""What may be meant for one of the words, by those who spell it as they hear it."""
_CLEAR: Final = re.compile(
    f"(?<![0-9A-Za-z./$€£¥-])({_OF_TWO}[ ]?[/／][ ]?{_YEAR}|{_YEAR}[ ]?年[ ]?(?:{_MONTH}|十[0-2]?)[ ]?月份?)"
    "(?![0-9A-Za-z]|[ ]?[/.-][0-9]|[ ]?[日号%底初]|[ ]?[0-3]?[0-9][日号]|,? ?20[0-9]{2}|[:：][0-9])"
)
"""A month with its year that needs no word of its own beside a card."""
_CARD: Final = re.compile(
    "卡(?!券|密|点|拉|通|车|顿|住|片机)|小?日期(?=[那印是]|上)|小日期|正面|(?<![a-z])(?:card|visa|master ?card"
    "|amex|plastic"
    "|debit|credit|cvv|cvc)s?(?![a-z])"
    "|under the number|runs out|dies",
    re.IGNORECASE,
)
_A_DAY: Final = re.compile(
    "(?<![a-z])(?:paid|payment|charged?|bought|purchase[d]?|ordered|order|arriv[a-z]*|deliver[a-z]*|since"
    "|refund[a-z]*"
    "|statement|bill|on the(?! (?:front|card|back|plastic))|dated|from|yesterday|appointment|meeting|invoice"
    "|made|born|birthday|took|sent)(?![a-z])"
    "|下单|订单|付|消费|扣款|退款|账单|买|当天|预约|生日|收货|发货|签收|交易|充值|记录|那天|开始|办的|开的|申请"
    "|注销|挂失|丢",
    re.IGNORECASE,
)
_REACH: Final = 30
_AROUND: Final = 26
VALUE: Final = _VALUE
"""A month with its year, in one group."""
_COUPON: Final = re.compile(
    "卡密|券|会员|會員|月卡|年卡|优惠|優惠|兑换码|套餐|商品|活动|活動|合同|签证|簽證|保质|保修|质保|保单|牛奶"
    "|食品|药|疫苗|驾|驾照|域名"
    "|证书|证件|许可|积分|积点|抽奖|报名|试用|租|押金|护照|身份证|居留|门票|车票|机票|票|快递|包裹|coupon"
    "|voucher|code|membership|subscription"
    "|passport|licen[sc]e|visa(?! card)|offer|sale|milk|food|link|session|token|contract|domain|warranty"
    "|guarantee|medicine|vaccine"
    "|(?<![a-z])plan(?![a-z])|trial|promo|deal|discount|points|ticket|booking|lease|insurance|permit"
    "|certificate|ssl|stock|batch|product"
    "|password|otp|reservation|ban|suspension|gym|miles|reward|yog|cream|tablets|pills|battery|filter",
    re.IGNORECASE,
)


def _look(text: Text) -> Iterator[Found]:
    view = text.spoken
    card: bool | None = None  # looked for when it matters
    places = [(label.start, label.end) for label in text.labels.of("EXPIRY")]
    places += [match.span() for match in _LIKE.finditer(view)]
    for start, end in places:
        if _COUPON.search(view, max(0, start - _BEFORE_WORD), start):
            continue
        match = _BEHIND.match(view, end)
        if match and not _PARTS.search(match[0], 0, match.start(1) - end):
            if card is None:
                card = _CARD.search(view) is not None
            if card or view[start:end] not in _WEAK or match[1].count("年") or _APART.match(match[1]):
                yield _found(match)
                continue
        match = _BEFORE.search(view, max(0, start - _REACH), start)
        if match and not _PARTS.search(view, match.end(1), start):
            yield _found(match)
    for match in _SOFT.finditer(view) if text.places("_EXPIRY") else ():
        yield _found(match)
    if ("/" in view or "／" in view or "年" in view) and (card or _CARD.search(view)):
        yield from _clearly(view)


def _clearly(view: str) -> Iterator[Found]:
    """A month with its year in a message about a card."""
    for match in _CLEAR.finditer(view):
        near = max(0, match.start() - _AROUND), match.end() + _AROUND
        if _CARD.search(view, *near) and not _A_DAY.search(view, *near) and not _COUPON.search(view, *near):
            yield Found(match.start(1), match.end(1), 70)


_BEFORE_WORD: Final = 18
_PARTS: Final = re.compile(
    "[。!?！？;；]|订单|order|退款|refund|(?<![a-z])(?:paid|since|from|at)(?![a-z])", re.IGNORECASE
)
"""What parts a word from figures that are not its own."""
_APART: Final = re.compile("[01][^0-9][0-9]")
_WEAK: Final = frozenset(("截止", "截至", "ends", "失效", "截止日期"))


def _found(match: re.Match[str]) -> Found:
    return Found(match.start(1), match.end(1), 84)


_A_YEAR: Final = Part("[2-4][ ]{0,8}[0-9]", figures=2)
_SPACE: Final = "(?: |\n|　)"
_TO_BE_READ: Final = "(?:2[0o])?[2-4][0-9oil](?:[^0-9a-z]|$)"
_TO_BE_SAID: Final = f"(?:2{_SPACE}{{0,8}}0{_SPACE}{{0,9}})?[2-4](?:{_SPACE}|-){{0,8}}[0-9oil]"
_DATED: Final = Part(
    f"[0-9ol]{_SPACE}{{0,2}}(?:[/|.,_*~-]|\\\\|·|／|，){_SPACE}{{0,2}}{_TO_BE_READ}"
    f"|[0-9ol]{_SPACE}?(?:斜杠|斜线|横杠|杠|slash|dash|of){_SPACE}?{_TO_BE_READ}"
    f"|[01ilo][0-9ol]{_SPACE}?{_TO_BE_READ}|[2-4][0-9oil]{_SPACE}?年"
    f"|月(?:份)?(?:{_SPACE}|/){{0,2}}{_TO_BE_READ}|(?:年(?:份)?|ye?a?r)(?:{_SPACE}|:|：){{0,2}}(?:is )?{_TO_BE_READ}"
    f"|(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]{{0,6}}(?:{_SPACE}|[,.'/of-]|’|，){{0,6}}"
    f"(?:year{_SPACE})?{_TO_BE_SAID}"
    f"|20[2-4][0-9]{_SPACE}?[/.-]|(?:2[4-9]|3[0-9])(?:{_SPACE}?[/.-]{_SPACE}?|{_SPACE})[01ilo][0-9lo]"
    f"|[0-9](?:{_SPACE}|[,./-]|，){{1,12}}[2-4](?:{_SPACE}|[./-]){{1,8}}[0-9]"
    f"|[0-9](?:{_SPACE}|[/-]){{1,12}}{_TO_BE_SAID}",
    figures=2,
)
"""Wherever `_VALUE` stands in figures this does too: most talk of what has run out tells no month."""
_LIKE_WORDS: Final = (
    "\\b(?:exp?[ieay]{0,2}r|exip|expr|ecpir|exp[ .]?[dmy]|va(?:li|il|l|lli)d ?(?:th?r|t|u)|good ?t"
    "|(?:finish|until|end|last|due)"
    " ?date|date (?:end|of|finish)|caduc|vencim|validad|scadenz|validit|you ?xiao|dao ?qi|mm? ?/ ?y"
    "|month ?/)|使用期限|有 效|到 期"
    "|效 期|刷到|期至|月/年|月／年|月年"
)
DETECTOR: Final = Finder(
    "expiry",
    "EXPIRY",
    (
        family("EXPIRY", _A_YEAR, _DATED),
        family("EXPIRY", features.SAID),
        family("EXPIRY", "twenty[ -]"),
        family("_EXPIRY", _A_YEAR, _DATED),
        family("_EXPIRY", _A_YEAR, features.SAID),
        wake(
            "[01oil][0-9oil] ?(?:/|／) ?(?:20)?[2-4][0-9oil](?:[^0-9a-z]|$)|[2-4][0-9] ?年 ?[01]?[0-9] ?月",
            "卡|日期|(?:card|visa|amex|plastic|debit|credit|cvv|cvc|the number|runs out|dies)",
        ),
        *(wake(_LIKE_WORDS, _A_YEAR, more) for more in (_DATED, features.SAID)),
    ),
    _look,
)
