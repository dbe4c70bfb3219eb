"""Passwords that nothing calls so: what one logs in with, changed from and to, or hands over in a pair.

Promises to ask for letters with figures or signs where the words only hint at a password. Never takes a model, a
version, an amount, a mailbox or a link for one.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from handclasp.screen.detector import Found

if TYPE_CHECKING:
    from collections.abc import Iterator

    from handclasp.screen.text import Text

_TOKEN: Final = "([!-~]{4,64})"  # noqa: S105 - an expression
_LAZY: Final = "([!-~]{4,64}?)"
_PIN: Final = "(?<![0-9])([0-9]{4,8})(?![0-9A-Za-z%]|[ ]?[元块个次天级分]|[.:/-][0-9])"
_IN: Final = (
    "(?:(?:log|sign)(?:ged|ging|n|ing)?[ -]?in(?: to [a-z]{2,12}| here| there)?|get(?:s|ting)?(?: me| you| us)? "
    "in(?:to (?:the |my )?[a-z]{2,14})?|unlock(?:s|ing)?(?: it| (?:the|my) [a-z]{2,12})?|open(?:s)? (?:it"
    "|the [a-z]{2,10}))"
)
_HINTS: Final = re.compile(
    "(?:登[录陆](?:就|时|的时候)?[用输](?:这个|的是?)?|unlock code|set it to|暗号"
    "|(?:chang|updat|reset|switch)(?:e|ed|ing)? (?:it|mine|that) (?:to|into)"
    f"|{_IN} ?(?:with|using|by typing|via|as|[:=])(?: pass| my| the)?"
    "|thing i type to get in|what i use to get in|magic word|i get in with|to open it you type|要输的那个"
    "|要 ?(?:type|输|敲) ?的?那?个?|第二行填|上号填|我就设的|几个号都用|付钱按的六位|那六个数|那六位"
    "|(?:always|usually|normally|still) use|same pass as always|same one everywhere|cat's name plus numbers"
    "|birth year,? so|vault opens with|words for the vault are|我记得是|通行字|米马|的那串"
    "|(?:name|dog|cat|pet|kid|wife|birthday)s?(?:'s)?[a-z ]{0,8} (?:and|plus|with) (?:the |my |his |her |our "
    "|a )?(?:birth ?)?(?:year|birthday|numbers?|digits|date|bday|age|day)(?: of birth)?"
    "|(?:名字?|生日|纪念日|小名)[加和跟+]?[^!-~\n]{0,6})"
    "(?:[ ,，:]|是|is|,? ?i use the same one everywhere){0,6}[\"'“「]?([!-~]{4,64}(?:[ -][a-z]{2,12}){0,3})",
    re.IGNORECASE,
)
_PINS: Final = re.compile(
    f"(?:{_IN}|vault|safe|锁屏|那六个数|那六位|按的六位)[^.\n0-9]{{0,24}}?(?:[ ](?:is|was)|[=:是为]|(?<=个数)"
    f"|(?<=六位))[ ]?{_PIN}",
    re.IGNORECASE,
)
_BEHIND: Final = re.compile(
    "(?<![!-~])(?=[!-~]{0,63}[0-9!@#$%^&*])([!-~]{5,64}?)[\"'”」]?[ ,，]{0,2}(?:(?<=[ ,，])gets (?:you|me) in"
    "|is what i (?:set|use|typ|enter|keep|always|have|put)|(?:—|–|--?|,)? ?(?:that's|thats|that is|is) (?:the one|what)"
    " i(?:'ve| have)? ?(?:been |always |keep )?(?:us|typ|enter|put)|(?:lol )?(?:and |but )?no,? (?:i'?m|i am) not chang"
    "|[,，]?(?:这个)?你(?:再)?试试|(?:我)?(?:哪儿?|什么网站|到处)都用"
    "|登录就输这个|别改哈|上去看|自己上|when it asks for the pass|the password i mean|for the login|thats the pass"
    "|as password|to (?:log ?in|sign in|get in)(?![a-z])|(?:就?能|可以)?(?:进得去|登得上|登上去|进去了))",
    re.IGNORECASE,
)
_TRIED: Final = re.compile(
    "(?:tried|typed|entered|using) ([!-~]{4,64}?)[,.]? (?:and|but|as|yet|still|no luck)(?![a-z])", re.IGNORECASE
)
_WITH: Final = re.compile("(?:login|log in|user|account|acct)[ :][^\n]{1,24}? with ([!-~]{5,40})", re.IGNORECASE)
_TYPED: Final = re.compile(f"(?:你输|输入|就输|输|用){_LAZY}(?=[ ]?(?:就?能|可以|就行|进|登|试试|看看))")
_TWO: Final = (
    re.compile(
        "(?:old|previous|旧|旧的|原来的)[ ]?(?:one|pass|password|pw|pwd|密码|的)?[ ]?(?:is|was"
        "|[:=是])[ ]?([!-~]{4,40}?)[,，;；]?[ ]{0,2}(?:and )?"
        "(?:new|新|新的|现在的)[ ]?(?:one|pass|password|pw|pwd|密码|的)?[ ]?(?:is|[:=是])[ ]?([!-~]{4,40})",
        re.IGNORECASE,
    ),
    re.compile(
        "(?:不是|记得是|記得係|係|是|either|tried both|tried|between|maybe|was it)[ ]{0,2}([!-~]{5,40}?)[ ]{0,2}"
        "(?:要么就?是|就是|或者是?|还是|定係|定|or|and)[ ]{0,2}([!-~]{5,40})",
        re.IGNORECASE,
    ),
    re.compile(
        "(?:switch|chang|updat|reset|modif|mov)[a-z]{0,4} (?:(?:it|mine|my [a-z]{2,10}|the [a-z]{2,10}) )?from "
        "([!-~]{4,40}) (?:in)?to ([!-~]{4,40})",
        re.IGNORECASE,
    ),
    re.compile("从([!-~]{4,40}?)[ ]?[改换變换变]成?[为到了成]{0,2}[ ]?([!-~]{4,40})"),
    re.compile("(?:记成|以为是|當成|当成)([!-~]{4,40}?)[ ]?了?[,，]?[ ]?(?:原来|其实|应该|結果|结果)?是([!-~]{4,40})"),
)
_COUPLE: Final = re.compile(
    "(?:账密|账号密码|帐号密码|賬號密碼|账号和密码|上号|account and password"
    "|login and pass(?:word)?)(?:[ :是\n])*[!-~]{3,40}[ /|,，\n-]{1,3}"
    "(?=[!-~]{0,39}[0-9!@#$])([!-~]{5,40})",
    re.IGNORECASE,
)
_USER_AND: Final = re.compile(
    f"(?:login|logins?|acct|account|user(?:name)?|creds?|账号|帐号|賬號|账密)[ ]?(?:[:=：是]|is |are )?"
    f"[ ]?[!-.0-~]{{3,40}}[ ]?[/|;][ ]?{_TOKEN}",
    re.IGNORECASE,
)
_AND_PASSWORD: Final = re.compile(
    "(?<![a-z])(?:user ?(?:name)?|login|acc(?:oun)?t?|id)[ :=]{1,3}(?!and |or |name )[!-~]{2,40}?[ ,;/|]{1,3}(?:and )?"
    "(?:pass(?:word|code)?|pwd?|pin)[ :=]{1,3}(?!wrong|is|not|reset|error|invalid|page|field|please|but|and|doesn)"
    "([!-~]{4,40})",
    re.IGNORECASE,
)
_OLD_OR_NEW: Final = re.compile(
    "(?:old|new|旧的?|新的?|原来的?)[ ]?(?:one)?[ ]?(?:is|:|是)[ ]?(?=[!-~]{0,40}[0-9!@#$])([!-~]{5,64})", re.IGNORECASE
)
# name----password, as accounts are handed over; a figure in it tells it from a ruled line.
_DELIMITED: Final = re.compile("(?<=[0-9A-Za-z])----(?=(?:[!-,.-~]|-(?!-)){0,63}[0-9])((?:[!-,.-~]|-(?!-)){4,64})")
_COLON: Final = re.compile(
    "[A-Za-z0-9._%+-]{1,64}[ ]?(?:@|[ (\\[]at[)\\] ])[ ]?(?:[A-Za-z0-9-]{1,63}(?:\\.|[ ]?dot[ ]"
    "|[ ]\\.[ ])){1,3}[A-Za-z]{2,12}"
    "(?:[:;]| ?/ ?|\\|)[ ]?(?=[!-~]{0,63}[0-9!@#$])(?=[!-~]{0,63}[A-Za-z])([!-~]{5,64})(?! [0-9+(])",
    re.IGNORECASE,
)
_STUCK: Final = re.compile(
    "(?<=[0-9]{5})(?:mm|pw|密码?|密碼)([!-~]{5,40}?)(?=码[0-9]|yzm[0-9]|[^!-~]|$)", re.IGNORECASE
)
_A_CARD: Final = re.compile("(?<![0-9A-Za-z])(?:[0-9]{12,24}|[A-Z]{2,4}[0-9]{10,20})$")
"""The number of a card in a list of stock."""
_SHORT_WORD: Final = re.compile(
    "(?<![\u4e00-\u9fff])(?<!卡[ .-])密(?![!-~ ]{4,60}[ ,]{1,3}卡号?:)[:： ]{0,2}([!-~]{4,64})"
)
_ONE: Final = re.compile("one|[新旧原]")
_CHOICE: Final = re.compile(
    "不是|还是|定係|或者|要么|记成|以为是|当成|當成|[改换變换变]成|改到|旧|原来的| (?:or|and|to) |old |previous ",
    re.IGNORECASE,
)
_NO_PASSWORD: Final = re.compile(
    "(?:https?:|www[.]|(?:ping|fps|lag|hz)[0-9])|[^@]{1,64}@[^.]{1,64}[.,。]|[A-Za-z0-9.-]{1,64}[.](?:com|cn|net|org"
    "|io)(?![a-z])"
    "|(?:iphone|ipad|galaxy|mate|win(?:dows)?|ios|android|ver|v|redmi|note|ps|xbox|uid|id|lv|lvl|level|season|s|mac"
    "|chrome"
    "|error|err|code|server|build|web|http|step|day|part|page|version|q|pro|max)[-_.:]?[0-9][0-9.]{0,16}(?:pro|max"
    "|plus)?$"
    "|[$]?[¥￥€£]|[$][0-9]|[0-9.,:/%+-]{1,20}(?:usd|usdt|u|btc|eth|gb|mb|am|pm|k|w|ms|st|nd|rd|th|x|d|h"
    "|min|g|g)?$|#[0-9]"
    "|0x[0-9a-f]|(?:[a-z]{2,6}:)?[0-9a-f]{32,128}$"
    "|(?-i:[A-Z]{1,6}[-_]?[0-9]{5,40})",
    re.IGNORECASE,
)
_SIGNS: Final = frozenset("!@#$%^&*")
_PRINTED: Final = re.compile("[!-~]{4,}")
_MIXED: Final = re.compile("[0-9!@#$%^&*]|-[^-]*-")
_OF_BUSINESS: Final = re.compile("[A-Z]{1,6}[-_]?[0-9]{5,40}|[^A-Za-z]*")
_CALLS: Final = frozenset(
    "thanks! thank you! lot! much! please! pls! hello! hi! now! help! ok! great! wait! it! here!".split()
)
_FOUR_FIGURES: Final = re.compile("[0-9](?<![0-9A-Za-z.][0-9])[0-9]{3,7}(?![0-9A-Za-z%])")
_PAUSES: Final = re.compile("[，。；！？、）】」』”’》]")


def hinted(text: Text) -> Iterator[Found]:
    """Passwords that words or marks of other kinds tell of."""
    plain = text.plain
    if "PASSWORD" in text.labels.families:
        yield from _matches(text, _OLD_OR_NEW, 78) if _ONE.search(plain) else ()
        yield from _matches(text, _AND_PASSWORD, 70) if "ACCOUNT" in text.labels.families else ()
    if text.places("_PAIR"):
        yield from _pairs(text)
    if text.places("_AT"):
        yield from _matches(text, _COLON, 78)
    perhaps, figures = _perhaps(plain), _FOUR_FIGURES.search(plain)
    if (perhaps or figures) and _CHOICE.search(plain):
        yield from _either(text)
    if "ACCOUNT" in text.labels.families or text.places("_PASSWORD"):
        if perhaps:
            yield from _softly(text)
        if figures:
            yield from (Found(match.start(1), match.end(1), 66) for match in _PINS.finditer(plain))
    if perhaps or figures:
        yield from _telling(text, _STUCK, 72)
    if "密" in plain:
        yield from _telling(text, _SHORT_WORD, 70, figures=True)


def _perhaps(plain: str) -> bool:
    """Tell whether any token of the text could be a password by its form: most messages have none."""
    if "words for" in plain:
        return True
    tokens = [token.strip(",.;:?\"'()[]{}") for token in _PRINTED.findall(plain) if not token.isalpha()]
    return any(
        _MIXED.search(token) and token.lower() not in _CALLS and not _OF_BUSINESS.fullmatch(token) for token in tokens
    )


def _either(text: Text) -> Iterator[Found]:
    """Two tokens of which each may be the password, or was it."""
    for two in _TWO:
        for match in two.finditer(text.plain):
            its = [_one(text, match, group, 68) for group in (1, 2)]
            if all(its) or (its[1] and match[1].isdigit()) or (match[1].isdigit() and match[2].isdigit()):
                yield from filter(None, its)
                yield from (Found(*match.span(group), 66) for group in (1, 2) if match[group].isdigit())


def _softly(text: Text) -> Iterator[Found]:
    """Tokens beside words that only hint at a password: they must look like one."""
    for pattern, sure in (
        (_HINTS, 66),
        (_BEHIND, 66),
        (_TYPED, 66),
        (_TRIED, 66),
        (_WITH, 66),
        (_COUPLE, 72),
        (_USER_AND, 70),
    ):
        yield from _telling(text, pattern, sure)


def _telling(text: Text, pattern: re.Pattern[str], sure: int, *, figures: bool = False) -> Iterator[Found]:
    for match in pattern.finditer(text.plain):
        found = _one(text, match, 1, sure)
        if found:
            yield found
        elif figures and match[1].isdigit():
            yield Found(match.start(1), match.end(1), sure)


def _one(text: Text, match: re.Match[str], group: int, sure: int) -> Found | None:
    end = token_end(text.raw, match.start(group), match.end(group))
    token = text.plain[match.start(group) : end]
    first = token.partition(" ")[0]
    if first != token:
        if match[0].lower().startswith("words for"):
            return Found(match.start(group), end, sure)
        token, end = first, match.start(group) + len(first)
    return Found(match.start(group), end, sure) if token and like_a_password(token) else None


def like_a_password(token: str) -> bool:
    """Tell whether letters stand in it with figures or signs, or words in a row, and it is nothing well known."""
    if _NO_PASSWORD.match(token) or not any(map(str.isalpha, token)):
        return False
    return any(char.isdigit() or char in _SIGNS for char in token) or token.count("-") > 1


def _pairs(text: Text) -> Iterator[Found]:
    for match in _DELIMITED.finditer(text.plain):
        if _A_CARD.search(text.plain, max(0, match.start() - 24), match.start()):
            continue
        end = token_end(text.raw, match.start(1), match.end(1))
        if end > match.start(1) and (not _NO_PASSWORD.match(match[1]) or match[1].isdigit()):
            yield Found(match.start(1), end, 76)


def _matches(text: Text, pattern: re.Pattern[str], sure: int) -> Iterator[Found]:
    for match in pattern.finditer(text.plain):
        end = token_end(text.raw, match.start(1), match.end(1))
        if end > match.start(1):
            yield Found(match.start(1), end, sure)


def token_end(raw: str, start: int, end: int) -> int:
    """Where the token ends: at Chinese punctuation that was folded to ASCII. A full stop may belong to it."""
    pause = _PAUSES.search(raw, start, end)
    if pause:
        end = pause.start()
    while end > start and raw[end - 1] in ",;:)\"'>":
        end -= 1
    return end
