"""QQ numbers and WeChat names, beside the many ways of saying QQ and WeChat.

Promises that a telephone number given as a WeChat name is left to the telephones. Never takes "QQ登录" or "微信支付"
for one: something that can be such a name must stand beside it.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from handclasp.screen import features
from handclasp.screen.context import UNITS, owner
from handclasp.screen.detector import Finder, Found
from handclasp.screen.gate import Part, family, wake
from handclasp.screen.lexicon import words
from handclasp.screen.numbers import inside_a_word, numbers
from handclasp.screen.spoken import FILL

if TYPE_CHECKING:
    from collections.abc import Iterator

    from handclasp.screen.labels import Label
    from handclasp.screen.text import Text

_LINK: Final = re.compile(
    "(?:[ \t\n:=#,，、(（\"'“「❤]|[ ]?[-–—][ ]|/[ ]?(?:qq|微信|wechat)|联络|聯絡|联系|聯繫|聯系|(?:still"
    "|also)(?![A-Za-z])"
    "|没有|的哦|官方|号为|小号|好友|账号|帐号|账户|同步|换成|改成|改为|发消息|转我|就行|联系我?|給|给|handle|account"
    "|[@]|私"
    "|联系|方式|号码?|號碼?|是|为|為|係|就|我|加|下|一下|的|那个|充值?到?|到|->|→|叫|搜|名|昵称|聊|发|了|用|账号|帐号"
    "|(?:id|is|name|number|username|at|on|as|to|me|my|i'm|im|i am|find)(?![A-Za-z])){0,8}",
    re.IGNORECASE,
)
_NAME: Final = re.compile("([A-Za-z][A-Za-z0-9_-]{4,21}(?:下划线[A-Za-z0-9]{1,16})?)(?![A-Za-z0-9@_])(?!\\.[A-Za-z])")
_SPACED: Final = re.compile(
    "([A-Za-z](?: [A-Za-z0-9_]){5,20}|[A-Za-z0-9_]{2,8}(?:[ .·,、_*/…-]{1,3}[A-Za-z0-9_]{1,6}){1,6})(?![A-Za-z0-9@])"
)
_FIGURES: Final = re.compile("(?<![0-9A-Za-z])([1-9][0-9]{4,10})(?![0-9A-Za-z])")
_WXID: Final = re.compile("(?<![A-Za-z0-9_])wxid_[a-z0-9]{10,22}(?![A-Za-z0-9])", re.IGNORECASE)
_BEFORE: Final = re.compile(
    "(?<![A-Za-z0-9@._-])@?([A-Za-z][A-Za-z0-9_-]{4,21})[ ,，←<-]{0,3}(?:是我的?|这是我的?|is my|加我|加這個"
    "|加这个)?[ ]?(?:on[ ])?$"
)
_SOFT: Final = re.compile(
    "(?:绿色软件号?|绿的聊天软件|绿泡泡|green app|find me on weixin as|penguin number)[ :,，是is]{0,4}", re.IGNORECASE
)
_ADD_ME: Final = re.compile(
    "(?:加我?好?友?|加好友|加个好友|加這個|加这个|私聊我?"
    "|私我)[ :：,，]{0,2}((?=[A-Za-z0-9_-]{0,20}[0-9_])[A-Za-z][A-Za-z0-9_-]{5,19}|(?!1[3-9][0-9]{9})[1-9][0-9]{6,9})"
    "(?![A-Za-z0-9@_%.])" + UNITS
)
_SPACED_FIGURES: Final = f"([1-9](?:[ {FILL}.·、,_*-]{{0,5}}[0-9]){{5,10}})"
_FOUND_BY: Final = re.compile(
    f"(?<![0-9A-Za-z.$¥￥-])(?<![0-9A-Za-z] ){_SPACED_FIGURES}[{FILL} ,，]{{0,6}}(?:加这个|加這個|加这号|加一下"
    f"|找我这个|加我)"
    f"|➕[ :：]?{_SPACED_FIGURES}(?![0-9A-Za-z%.])"
)
_STUCK: Final = re.compile(
    "(?<![A-Za-z0-9_-])(?:[vVwW][xX])(?=[A-Za-z0-9_-]{0,20}[0-9])([A-Za-z][A-Za-z0-9_-]{5,19})(?![A-Za-z0-9@_.])"
)
_ACCOUNT: Final = re.compile(
    "(?:账号|帐号|賬號|号|號|zh)[:： 是]{0,3}([1-9][0-9]{4,10})(?=[ ,，/;、|\\n]{0,3}(?:密码?|密碼|mm|pw|登录密码"
    "|口令))",
    re.IGNORECASE,
)
_ITS_ACCOUNT: Final = re.compile(
    "(?:账号|帐号|賬號|number|no\\.?|acct|account)[ :：是]{0,3}(?:is )?([1-9][0-9]{4,10})(?![0-9A-Za-z])", re.IGNORECASE
)
_NEAR_NAME: Final = re.compile(
    "[^!-~\n]{0,12}[,，:： ]{0,2}(?<![A-Za-z0-9_@./-])((?=[A-Za-z_-]{0,18}[0-9]{2})"
    "[A-Za-z][A-Za-z0-9_-]{5,19})(?![A-Za-z0-9@_.-])"
)
_PARCEL: Final = re.compile(
    "[A-Z]{2,4}[0-9]{8,}|[vV][0-9]|(?:iphone|ipad|mate|uid|id|galaxy|order|build|ver|sku)", re.IGNORECASE
)
_VERSION: Final = re.compile("[vV]?[0-9]{1,2}[.][0-9]")
_SOFT_BEFORE: Final = re.compile("(?<![A-Za-z0-9@._-])([A-Za-z][A-Za-z0-9_-]{5,21})[ ,，]{1,2}(?:加我|这里聊不方便)")
_TALK: Final = re.compile(
    "(?:is|and|or|the|pay|payment|login|account|group|support|please|message|messages|chat|service|number|friend"
    "|friends|phone|instead|where|which"
    "|because|error|redeem|refund|order|wechat|weixin|qq|there|about|again|today|thanks|thank|hello|steam|apple"
    "|android|server|scan|code|asap|email|mail|gmail)",
    re.IGNORECASE,
)
_IN_A_LINK: Final = frozenset("/._-?=&")
_ENGLISH: Final = words("english")
_WEAK: Final = frozenset(("v", "q", "卫星", "加v", "我v", "v号", "line id"))
_PRICE: Final = re.compile("[0-9]{1,7}[.][0-9]{1,2}|[0-9]{1,2}[.][0-9]{1,2}[.][0-9.]{1,8}")
"""A price or a version."""
_BY_ITSELF: Final = re.compile(
    "(?:[,，:：、。\\s\u4e00-\u9fff])((?=[A-Za-z-]{0,18}[0-9_])[A-Za-z][A-Za-z0-9_-]{5,19})(?=[,，。;；!！?？\\s\u4e00-\u9fff]|[.](?:\\s|$)|$)"
)
_SHORT: Final = 200
_FAR: Final = 60
_CLOSE: Final = 4
_IN_PASSING: Final = frozenset({"PERSON", "CODE", "ADDRESS", "PHONE"})
_OF_ERRORS: Final = re.compile("[A-Z]{2,12}[-_][0-9]{2,9}|[a-z0-9]*[@.].*")
_QQ: Final = range(5, 12)
_PRODUCT: Final = re.compile(
    "[0-9]|堂|飞车|音乐|空间|币|邮箱|等级|登录|登陆|版本|被盗|支付|红包|会员|浏览器|输入法|version|error"
    "|报错|错误|level|order"
    "|pay|login|music|coins|更新|下载|build",
    re.IGNORECASE,
)
_DOCUMENTS: Final = frozenset({"PASSPORT", "TW_ID", "CN_ID", "HK_ID", "MACAU_ID", "BUSINESS"})
_UNIT: Final = re.compile(UNITS)
_MOBILE: Final = re.compile("1[3-9][0-9]{9}")


def _look(text: Text) -> Iterator[Found]:
    plain = text.plain
    for match in _WXID.finditer(plain):
        yield _found(plain, match.start(), match.end(), 94)
    if text.labels.families & {"QQ", "WECHAT"}:
        yield from _numbers(text)
    yield from _accounts(text)
    found = [
        one
        for label in text.labels.of("WECHAT")
        if plain[max(0, label.start - 1) : label.start] not in _IN_A_LINK
        for one in _names(text, label)
    ]
    yield from found
    if not found and "WECHAT" in text.labels.families and len(plain) <= _SHORT:
        yield from _somewhere(text)
    for match in _ADD_ME.finditer(plain):
        yield _found(plain, match.start(1), match.end(1), 64)
    if not text.places("_WECHAT"):
        return
    yield from _softly(plain)
    yield from _added(text)


def _somewhere(text: Text) -> Iterator[Found]:
    """A name by itself between marks, some words behind the word for WeChat."""
    for match in _BY_ITSELF.finditer(text.plain):
        named = [label for label in text.labels.all if match.start(1) - _FAR <= label.end <= match.start(1)]
        its = [label for label in named if label.family not in _IN_PASSING]
        if its and its[-1].family == "WECHAT" and not _PARCEL.match(match[1]) and not _OF_ERRORS.fullmatch(match[1]):
            yield _found(text.plain, match.start(1), match.end(1), 72)


def _dotted_number(text: Text, start: int, end: int) -> bool:
    """Tell whether figures with dots are called a QQ by more than a letter, and are no price."""
    label = text.labels.before(start)
    close = label is not None and label.family == "QQ" and start - label.end < _CLOSE and label.end - label.start > 1
    return close and end - start > _QQ.start + 1 and not _PRICE.fullmatch(text.plain, start, end)


def _softly(plain: str) -> Iterator[Found]:
    """Names beside words that only hint at WeChat."""
    for match in _SOFT.finditer(plain):
        name = _NAME.match(plain, match.end()) or _FIGURES.match(plain, match.end())
        if name:
            yield _found(plain, name.start(1), name.end(1), 76)
    for match in _SOFT_BEFORE.finditer(plain):
        if any(char in "0123456789_" for char in match[1]):
            yield _found(plain, match.start(1), match.end(1), 70)


def _added(text: Text) -> Iterator[Found]:
    """Figures that one is asked to add, however they are spaced or said."""
    for match in _FOUND_BY.finditer(text.spoken):
        group = 1 if match[1] else 2
        if not _MOBILE.fullmatch("".join(filter(str.isdigit, match[group]))):
            yield _found(text.plain, *match.span(group), 80)


def _accounts(text: Text) -> Iterator[Found]:
    """Figures with which one logs in, and names that are stuck to the word for WeChat."""
    plain = text.plain
    for match in _STUCK.finditer(plain):
        yield _found(plain, match.start(1), match.end(1), 76)
    for match in _ACCOUNT.finditer(plain):
        if not _MOBILE.fullmatch(match[1]):
            yield _found(plain, match.start(1), match.end(1), 72)
    for match in _ITS_ACCOUNT.finditer(plain) if "QQ" in text.labels.families else ():
        if not _MOBILE.fullmatch(match[1]):
            yield _found(plain, match.start(1), match.end(1), 70)


def _numbers(text: Text) -> Iterator[Found]:
    """Figures that are called QQ or WeChat."""
    for number in numbers(text, _QQ.start, _QQ.stop - 1):
        digits = number.digits
        if not number.whole or digits[0] == "0" or not digits.isdigit() or _MOBILE.fullmatch(digits):
            continue
        dotted = "." in text.plain[number.start : number.end] and not number.end - number.start > 2 * len(digits) - 2
        if dotted and not _dotted_number(text, number.start, number.end):
            continue  # a price or a version
        if (
            len(number.shape) > 1
            and number.shape[0] == 1
            and text.lower[max(0, number.start - 1) : number.start] == "q"
        ):
            continue  # a quarter of a year
        its = owner(text, number.start, number.end)
        if its.tight and its.distance == 0 and _document(text, number.start):
            continue
        if not _UNIT.match(text.plain, number.end) or (not its.tight and _product(text, number.start)):
            continue
        if (
            its.family in {"QQ", "WECHAT"}
            and (its.tight or (its.distance < 16 and not its.behind))
            and not inside_a_word(text.plain, number.start, number.end)
        ):
            yield _found(text.plain, number.start, number.end, 88 if its.tight else 74)


def _document(text: Text, place: int) -> bool:
    """Tell whether the V or Q stuck to the figures is the first place of a passport's number."""
    label = text.labels.before(place)
    other = text.labels.before(label.start) if label is not None and label.end - label.start == 1 else None
    return other is not None and label is not None and other.family in _DOCUMENTS and label.start - other.end <= 10


def _product(text: Text, place: int) -> bool:
    """Tell whether the word before names something of the firm's, not a number: QQ音乐, Q2, WeChat Pay."""
    label = text.labels.before(place)
    return label is not None and _PRODUCT.search(text.plain, label.end, place) is not None


def _names(text: Text, label: Label) -> Iterator[Found]:
    """Letters and figures right behind the word for WeChat, or right before it."""
    plain, weak = text.plain, text.plain[label.start : label.end].lower() in _WEAK
    link = _LINK.match(plain, label.end)
    start = link.end() if link else label.end
    name = _NAME.match(plain, start)
    spaced = _SPACED.match(plain, start) if name is None or plain[name.end() : name.end() + 1] in " .·,、*/…-" else None
    if (
        spaced
        and not _VERSION.match(spaced[0])
        and (name is None or _goes_on(spaced[0]))
        and sum(char.isalnum() for char in spaced[0]) >= 6
        and _odd(spaced[0])
        and not any(
            part.lower() in _ENGLISH or _TALK.fullmatch(part)
            for part in re.split("[^A-Za-z]+", spaced[0])
            if len(part) > 2
        )
    ):
        yield _found(plain, spaced.start(1), spaced.end(1), 72)
    elif (
        name
        and not _TALK.fullmatch(name[1])
        and (
            _odd(name[1])
            or (not weak and len(name[1]) >= 6 and name[1].lower() not in _ENGLISH and not _prose(plain, name))
        )
    ):
        yield _found(plain, name.start(1), name.end(1), 88 if _odd(name[1]) else 66)
    else:
        match = _BEFORE.search(plain, max(0, label.start - 30), label.start)
        near = None if weak else _NEAR_NAME.match(plain, label.end)
        if match and _odd(match[1]):
            yield _found(plain, match.start(1), match.end(1), 76)
        elif near and not _PARCEL.match(near[1]) and text.labels.before(near.start(1)) is label:
            yield _found(plain, near.start(1), near.end(1), 62)


def _prose(plain: str, name: re.Match[str]) -> bool:
    """Tell whether a word without figures is followed by another, as in a sentence."""
    return re.match(" [a-z]", plain[name.end() : name.end() + 2]) is not None


def _goes_on(spaced: str) -> bool:
    """Tell whether what stands behind a gap still belongs to the name: it has figures, or the parts are short."""
    parts = re.split("[ .·,、_*/…-]{1,3}", spaced)
    return len(parts) > 2 or any(char.isdigit() for char in parts[-1])


def _odd(name: str) -> bool:
    return any(char in "0123456789_-" for char in name)


def _found(plain: str, start: int, end: int, sure: int) -> Found:
    return Found(start, end, sure, f"{plain[start]}***{plain[end - 1]}")


_FEW: Final = Part("\\b(?:qq|wx|vx)?[1-9][0-9]{4,10}(?:[^0-9]|$)", figures=5)
DETECTOR: Final = Finder(
    "qq_wechat",
    "QQ_WECHAT",
    (
        family("QQ", _FEW),
        family("QQ", features.GAPPED),
        family("QQ", features.SAID),
        family("QQ", features.ALIKE),
        family("WECHAT", _FEW),
        family("WECHAT", "[a-z][a-z_-]{1,18}[0-9]"),
        wake(
            "(?:信|泡泡|软件号?|weixin|wechat|\\bvx|\\bwx|加v|v信|薇|徽|溦|訊|卫星|\\bv(?:[ :=]|号|："
            "|是))(?:[ :=(/-]|（|联络|聯絡|联系|聯繫|qq|still|号|號|是|："
            "|，|,|为|係|叫|搜|我|加|is|id|name|me|on|at|i'm|名|❤|️){0,8}"
            "(?:[a-z][a-z_-]{1,14}[0-9_-]|[a-z]{5}|[a-z0-9]{1,8}(?:[ ._*/,·-]|、){1,3}[a-z0-9]{1,5}(?:[ ._*/,·-]|、))"
        ),
        family("WECHAT", "[a-z][0-9_-]{2}[^\\n]{0,14}(?:v|信|wx|wechat)"),
        family("WECHAT", "[a-z][0-9a-z]{0,18}[_-][0-9a-z]|[a-z][a-z-]{2,18}[0-9]{2}|[a-z][0-9]{4}"),
        family("_WXID"),
        wake(
            "\\b[vw]x[a-z0-9_-]{1,20}[0-9]|(?:号|號|zh)(?:：|:| |是){0,3}[1-9][0-9]{4,10}(?: |,|，|/|;|\\|"
            "|\\n){0,3}(?:密"
            "|mm|pw|登录密|口令)"
        ),
        wake("加(?:我|好友|这个|個)?(?:：|:| )?[1-9][0-9]{6}"),
        family("WECHAT", "[a-z][a-z_-]{0,18}[0-9]{2}"),
        family("_WECHAT", features.MIXED),
        family("_WECHAT", "[a-z]_[0-9a-z]"),
        family("_WECHAT", _FEW),
        family("_WECHAT", features.GAPPED),
        family("_WECHAT", features.SAID),
    ),
    _look,
)
