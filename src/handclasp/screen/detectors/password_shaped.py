"""Passwords by their own shape: Mabo@621, river-rocket-137, and liming520 where somebody talks of signing in.

Promises to need no name for a password. Never takes a mailbox, a price, a player, a version or a code of goods for one.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from handclasp.screen.detector import Found
from handclasp.screen.detectors.password_hinted import like_a_password, token_end
from handclasp.screen.gate import Part, family, wake

if TYPE_CHECKING:
    from collections.abc import Iterator

    from handclasp.screen.text import Text

_AT_PROVIDER: Final = re.compile(
    "@(?:gmail|outlook|hotmail|yahoo|icloud|qq|foxmail|sina|live|msn|(?:163|126|139)[.,，。 ]{1,2}c)", re.IGNORECASE
)
_EDGE: Final = "(?<![0-9A-Za-z@#$%^&*_.~/\\\\+-])(?=[0-9A-Za-z!@$%^&*])"
_TOKEN: Final = re.compile(f"{_EDGE}(?=[!-+.-~-]{{0,40}}[0-9])(?=[!-+.-~-]{{0,40}}[A-Za-z])[!-+.-:<-~-]{{5,40}}")
_MIXED: Final = re.compile(
    "(?=[!-~]{0,40}?[0-9A-Za-z](?:[!@$%^&*<]|#(?![0-9]{3,6}(?![0-9A-Za-z])))[!-~]{0,40}"
    "|[!@$%^&*][!-~]{5})(?=[!-~]{0,40}?[A-Za-z]{2})"
    "(?!(?:[A-Z]{0,3}[$])[0-9])(?![!-~]{0,40}?(?:[0-9A-Za-z][.][A-Za-z]{2,6}(?![A-Za-z0-9])"
    "|[?=/\\\\|{}()\\[\\]\"':;,]))"
    "(?=[!-~]{0,40}?[0-9])[!-~]{6,32}"
)
"""Letters, figures and a sign that stands in no other kind of word."""
_JOINED: Final = re.compile(
    "[A-Za-z]{3,12}(?:[-.][A-Za-z]{3,12}){1,4}[-_.]?[0-9]{1,6}|[A-Za-z]{3,12}(?:[.]{2}|[-_]{2})[0-9]{2,8}"
    "|[A-Z]?[a-z]{2,12}[-_.]?[0-9]{2,8}[!@$%^&*]{1,2}"
)
"""Words and figures joined by marks, as generators of passwords and people alike make them."""
_WORDY: Final = re.compile(
    "[A-Z]?[a-z]{2,12}(?:[A-Z][a-z]{2,12}){0,3}[0-9]{2,8}|[a-z]{3,20}[0-9]{2,8}[a-z]{0,4}|[A-Z]?[a-z]{1,3}[0-9]{5,8}"
    "|[0-9]{6,8}[a-z]{2,8}|[A-Za-z]{3,12}[-_.][A-Za-z0-9]{3,12}[0-9]"
    "|(?=[A-Z0-9]{0,16}[a-z])(?=[a-z0-9]{0,16}[A-Z])[0-9A-Za-z]{8,18}"
)
"""A word or a name, and figures: what as many players and accounts are called."""
_TALK: Final = (
    "log(?:ged|ging|s)?[ -]?(?:in|on)|sign(?:ed|ing|s)?[ -]?(?:in|on)|get(?:s|ting)? (?:me |you )?in(?:to)?"
    "|go in|creds?|credentials|wi-?fi|boost(?:er|ing)?|all one word|lower ?case|upper ?case|no caps|capitals?"
    "|case[ -]sensitive|no spaces?|for everything|everywhere|(?:i )?typed|typing|unlocks?|vaults?|passphrase|opens"
    "|same (?:one )?as always|the word is|my dog|my cat|leaked|breach(?:ed)?"
    "|locked out|used to work|enter(?:ed|ing)?"
    "|changed (?:it )?(?:to|from)|(?:cat|dog|pet|kid|wife|husband|mum|mom|daughter|son)'?s? name|log (?:on|me)|p[./]w"
    "|pa?s{1,2}[a-z]{0,2}w[a-z]{1,4}|p[sw]{2,3}r?d"
)
_ZH: Final = (
    "登|上号|上吧|进去|进得|顶号|密|小写|小寫|大写|大寫|没空格|沒空格|无空格"
    "|字母|都用|都是用|一个样|哪都|口令|暗号|开机|锁屏|解锁|代练|盗号|被盗|暗號|进不|進不|号给你|號給你"
    "|改成|換成|换成|输进|输入|输的|輸入"
)
_SIGNING_IN: Final = re.compile(f"(?<![a-z])(?:{_TALK})(?![a-z])|{_ZH}", re.IGNORECASE)
"""Talk of signing in, or of how something is typed."""
_NOBODYS: Final = re.compile(
    "(?:nick(?:name)?|昵称|暱稱|网名|id|uid|user(?:name)?|called|named?|tag|handle|by|add|names?|名字?|叫|名为|是谁"
    "|微信|wx|vx|wechat|weixin|qq|coupon|promo|code|codes|voucher|券码?|折扣码|优惠码|model|型号|版本|version"
    "|玩家|player|router"
    "|device|laptop|printer|camera"
    "|character|角色|对手|对面|队友|好友|error|err|报错|提示|显示|from|report|举报|加|key|serial|卫星|account"
    "|账号|帐号"
    "|賬號|acct?|login|telegram|tg|discord|line|whatsapp|ig|insta(?:gram)?|twitter|群|id[是:]|file|文件|build"
    "|order|订单"
    "|单号|tracking|物流|sku|ref)[ :：=是为叫\"'“「(（]{0,4}(?:is |was )?$",
    re.IGNORECASE,
)
"""What the token is instead."""
_THINGS: Final = re.compile(
    "(?:iphone|ipad|galaxy|mate|nova|redmi|honor|pixel|oppo|vivo|note|win(?:dows)?|ios|android|ver|ps|xbox|uid"
    "|level|lvl"
    "|season|err(?:or)?|flight|save|promo|off|get|sha|rsa|aes|utf|base|mp|usdt?|erc|trc|bep|ipv|http|day|part|page"
    "|chapter|gate|room|unit|apt|build|step|top|web|rtx|gtx|cod|ord|order|app|vip|svip|g|no)[-_.]?[0-9]{1,5}$"
    "|(?:hmac.*|uid.*|[0-9a-z]{2,12}#[0-9A-Z]{6,12}|md5.*|sha.*|(?![a-z]+[0-9]+$)[0-9a-f]{8,40}|0x.*"
    "|[a-z]{2}[0-9]{9}[a-z]{2}|[0-9]{1,8}(?:usdt?|btc"
    "|eth|gb|mb|ms|px|kg|km|st|nd|rd|th|am|pm|min"
    "|mins|hrs?|days|rmb|fps|gwei|mah))$",
    re.IGNORECASE,
)
_WORD_AND_FIGURES: Final = Part(
    "[a-z]{3}[0-9]{2}|[0-9]{6}[a-z]{2}|[a-z][0-9]{5}|[a-z]{3}[_-][a-z]{3,12}[0-9]"
    "|[a-z][0-9]{1,4}[A-Z]|[A-Z][0-9]{1,4}[a-z]|[0-9][a-z]{1,4}[A-Z]|[0-9][A-Z]{1,4}[a-z]",
    cased=True,
    figures=1,
)
SHAPES: Final = (
    wake(
        Part(
            "[0-9a-z][!%^&*<][0-9a-z]|[a-rt-z][$][0-9]|[0-9][$][a-z]|[a-z]{2}@[0-9]{2}"
            "|[0-9]{2}@[a-z]{2,12}(?:[^.0-9a-z]|$)"
            "|[a-z][0-9]{1,8}[!$%^&*]|[a-z]{3}[_-][a-z]{3,12}[_-]?[0-9]{1,6}(?:[^0-9a-z-]|$)"
            "|[a-z]{3}(?:[.][.]|__|--)[0-9]{2}|[a-z]#[0-9]{1,2}(?:[^0-9]|$)|[0-9]#(?:[^0-9]|$)",
            figures=1,
        )
    ),
    *(family(its, _WORD_AND_FIGURES) for its in ("_SIGNING", "ACCOUNT", "_OTP")),
)
"""What wakes the look for such a token: a shape, or one that many things have and talk of signing in."""
_A_MAILBOX: Final = re.compile(
    "[!-~]{0,40}[ \n]{0,2}(?:@|艾特|爱特|圈|[(\\[{<]|at[ ]|AT[ ]|dot[ ]|DOT[ ]"
    "|[。点點．・](?:com|cn|net|org|co|io|vip|me)|[.](?:com|cn))"
)
"""The token is the beginning of a mailbox in disguise."""
_REACH: Final = 24
_OF_OTHERS: Final = frozenset(
    {"BUSINESS", "QQ", "WECHAT", "PASSPORT", "PLATE", "CARD_SECRET", "CARD_NO", "PHONE", "SSN_US", "IBAN"}
)
_NUMBERS: Final = frozenset({"QQ", "WECHAT"})
_ITS_NAME: Final = re.compile("[ :=是为叫]{0,4}(?:is |name |was )?(?:[A-Z][a-z]{0,12} ){0,2}")
_IS_ITS: Final = re.compile("[ ,，←(（是就的我]{0,6}[^区區]{1,12}$")
_APART: Final = re.compile(
    "(?:分开[发说写]?|分開|分两[次半段]?|两半|两段|两截|拆[成开]|前一?半[段截]?|先[发是输]?|first (?:half|part|bit)"
    "|(?:two|2) (?:bits|parts|halves|pieces|goes|messages))[^!-~\n]{0,8}?[ ,，:：是is]{0,4}(?<![!-~])"
    "([0-9A-Za-z!@$%^&*][!-~]{2,24}?)[ ,，;；]{0,2}"
    "(?:再[发加输]?|后一?半[段截]?[是:：]?|然后[是]?|接着[是]?|跟|和|加|(?:and |then |plus |[+])+(?:the )?"
    "(?:second|other|last)?(?: half| part| bit)?(?: is)?)[ ,，:：]{0,2}"
    "([0-9A-Za-z!@$%^&*_][!-~]{2,24})",
    re.IGNORECASE,
)
"""A password that is told in two parts, whatever they look like."""
_STRONG: Final = 67
_CLOSE: Final = 10
_FARTHER: Final = 48
_ALONE: Final = 4
"""A message of little more than the token says nothing of what it is."""


def shaped(text: Text) -> Iterator[Found]:
    """Tokens whose shape is a password's, or may be one's in a message about signing in."""
    plain = text.plain
    told: bool | None = None
    if "PASSWORD" in text.labels.families:
        yield from _in_bits(text)
    for token in _TOKEN.finditer(plain):
        start = token.start()
        end = _end(text, start, token.end())
        word = plain[start:end]
        if (
            _THINGS.match(word)
            or word.upper() == word
            or word[-1] == "@"
            or _AT_PROVIDER.search(plain, start, end + 3)
            or _A_MAILBOX.match(plain, end)
        ):
            continue
        sure = 0
        if _MIXED.fullmatch(word) or (_JOINED.fullmatch(word) and len(plain) - len(word) > _ALONE):
            sure = _STRONG
        elif _WORDY.fullmatch(word) and like_a_password(word):
            if told is None:
                told = _signing_in(text)
            sure = 62 if told else 0
        if sure and not _called_otherwise(text, start, end, common=sure < _STRONG):
            yield Found(start, end, sure)


def _signing_in(text: Text) -> bool:
    families = text.labels.families
    return (
        "PASSWORD" in families
        or _SIGNING_IN.search(text.plain) is not None
        or ("ACCOUNT" in families and bool(text.places("_AT")))
    )


def _in_bits(text: Text) -> Iterator[Found]:
    for match in _APART.finditer(text.plain):
        for bit in (1, 2):
            yield Found(match.start(bit), _end(text, *match.span(bit)), 70)


def _end(text: Text, start: int, end: int) -> int:
    """Where the token ends: before the marks of a sentence."""
    stop = token_end(text.raw, start, end)
    while stop > start and text.plain[stop - 1] in ".,;:?)\"'”’":
        stop -= 1
    return stop


def _called_otherwise(text: Text, start: int, end: int, *, common: bool) -> bool:
    if _NOBODYS.search(text.plain, max(0, start - _REACH), start):
        return True
    plain, before, after = text.plain, text.labels.before(start), text.labels.after(end)
    if common and before is not None and before.family == "ACCOUNT" and _ITS_NAME.fullmatch(plain, before.end, start):
        return True
    if before is not None and before.family in _OF_OTHERS:
        return start - before.end <= (_FARTHER if before.family in _NUMBERS else _CLOSE)
    return after is not None and after.family in _NUMBERS and _IS_ITS.match(plain, end, after.end + 1) is not None
