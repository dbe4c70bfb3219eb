"""Names that only their neighbours tell: right beside a telephone or an address, or alone between marks near one.

Promises to be asked only where something sensitive was found. Never takes a word of the language for a name.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from handclasp.screen.chinese_names import in_a_word, name_at, ordinary, sounds
from handclasp.screen.detector import Found
from handclasp.screen.detectors import person
from handclasp.screen.detectors.person_latin import brand
from handclasp.screen.latin_names import LETTER, PARTICLES, clear_first, full_name, is_last, is_word
from handclasp.screen.lexicon import words

if TYPE_CHECKING:
    from collections.abc import Iterator

_CHINESE_BEFORE: Final = re.compile(
    "(?:^|[\\s,.，。;；:：、)）】0-9a-zA-Z户名人])((?:[\u4e00-\u9fff]{2,4}?)|[\u4e00-\u9fff](?:[ "
    "·][\u4e00-\u9fff]){1,2})(?:的|收)?[ \t\n,，:：、/|(（-]{1,4}(?:sfz|护照|車牌|车牌|(?:我的)?(?:身份证|身分證"
    "|身份證|手机|电话|電話|手機|行動電話|地址|寄|寄到|卡号|银行卡))?(?:字號|字号|號|号|是|碼|码){0,2}[ "
    "\t\n,，:：、/|-]{0,3}$"
)
_CHINESE_AFTER: Final = re.compile(
    "(?:[ \t\n,，:：、/|)）-]{1,4}|[ ]?[(（][\u4e00-\u9fff]{1,6}[)）][ ]?)((?:[\u4e00-\u9fff]{2,4})"
    "|[\u4e00-\u9fff](?:[ ·][\u4e00-\u9fff]){1,2})(?=(?:收|先生"
    "|女士)?(?:[\\s,，。;；、/|(（0-9]|$))"
)
_LED: Final = re.compile(
    "(?:叫做?|名(?:字|为|是)?|称|[称叫]呼|信息|自我介绍|前夫|前妻|室友|朋友|邻居|同学|同事|老板|客户|顾客|买家|卖家|孩子|学生|家长"
    "|奶奶|爷爷|外公|外婆|老人|老爷子|哥|姐|弟|妹|爸|妈|媽|爺|嬸|婶|叔|伯|姨|舅|姑|侄|甥|公|婆|儿子|女儿|兒子|女兒|媳妇|女婿"
    "|楼上|楼下|隔壁|对门|对象|老师|医生|师傅|司机|经理|主任|写的?|寫的?|填的?|印的?|显示|我是|我係|係|是|我|给|給|付给|打给|转给|转到"
    "|寄给|发给|找|收件|收貨|收货|户主|戶名|户名|事主|机主|车主|房东|租客|联系|聯絡|委托|替|帮|幫|由|让|不是|而是|原来|改[成为]了?|换成了?|[写填错]成了?"
    "|[:：，,。;；、!！?？“\"'（(\\s0-9A-Za-z]|^)"
    f"(?={person.NAME})"
)
_BEFORE_FIGURES: Final = re.compile(f"({person.NAME})(?=[0-9]{{11}})")
_NAME_THEN: Final = re.compile(
    f"({person.NAME})"
    "(?=[\\s,.，。;；:：!！?？、)）】」”\"'/|~←→(（0-9A-Za-z-]|$|[的嘅](?!话|時|时)|注册|註冊|推荐|推薦|用[我他她]|啊|呀|打|收|转|轉|先生|女士"
    "|小姐|您好|你好|本人|买|買|付|充|寄|签收|代收|开的?户|開|昨天|今天|上周|上个?月|刚|剛|身份证|身分證|手机|手機|电话|電話|卡号|微信"
    "|已经|說|说|介绍|介紹|办的|辦的|登记|登記|实名|让|讓|叫[我他她你]|了(?=[\\s,.，。;；!！]|$))"
)
_WEAKLY_LED: Final = re.compile("[:：，,。;；、!！?？“\"'（(\\s0-9A-Za-z]|(?:我|是|係|公|哥|姐|弟|妹|爸|妈)?")
_LATIN: Final = "([A-Z][A-Za-zÀ-ɏ'’-]{1,20}(?:,? [A-Z]\\.?)?(?:,? [A-Z][A-Za-zÀ-ɏ'’-]{1,20}){1,2})"
_LATIN_BEFORE: Final = re.compile(f"(?:^|[\\s,;:/|]){_LATIN}[ \t\n,;:/|-]{{1,3}}$")
_LATIN_AFTER: Final = re.compile(f"[ \t\n,;:/|-]{{1,3}}(?:name |under )?{_LATIN}(?=[ \t\n,;:/|.]|$)")
_ALONE: Final = re.compile(
    f"(?<![\u4e00-\u9fffA-Za-z·])({person.NAME})(?=收?(?:[\\s,.，。;；:：、/|()（）【】\"'!！~<>→←0-9\\\\-]|$))"
)
_WORD: Final = f"[{LETTER}][{LETTER}'’-]{{1,20}}"
_LATIN_ALONE: Final = re.compile(
    f"([{LETTER}](?<![{LETTER}0-9@._'’-][{LETTER}])(?:(?<=\\S[{LETTER}])|(?<=[^{LETTER}@._'’-]\\s[{LETTER}])"
    f"|(?<=\\n[{LETTER}])|(?<![\\s\\S][{LETTER}]))[{LETTER}'’-]{{1,20}}(?: [A-Za-z]\\.?)?(?:,? {_WORD}){{1,3}})"
    f"(?=[ ]?(?:[^{LETTER}\\s@'’-]|$|\\n)|['’]s)"
)
_RUN: Final = re.compile(f"(?<![{LETTER}0-9@._/'’-]){_WORD}(?=,? [{LETTER}])")
_NEXT: Final = re.compile(
    f"(?: [A-Za-z]\\.?(?= ))?((?: (?:{'|'.join(sorted(PARTICLES))}))*) ({_WORD})(?![{LETTER}0-9@_]|[.][{LETTER}])",
    re.IGNORECASE,
)
_LIKE_A_WORD: Final = re.compile("(?:ing|ed|ly|tion|ment|ness|ght|'s|n't|s)$")
_MARKS: Final = " \t\n,，:：、/|(（)）-;"
_FIRST_HAN: Final = "\u4e00"
_REACH: Final = 48
_SHORT: Final = 3
_WORDS: Final = frozenset(
    (
        "Order",
        "Phone",
        "Email",
        "Address",
        "Card",
        "Hello",
        "Please",
        "Thanks",
        "Best",
        "Regards",
        "My",
        "The",
        "Name",
        "Tel",
        "Call",
        "Visa",
        "Mastercard",
        "Amex",
        "Hi",
        "Dear",
        "Gift",
        "Steam",
        "Apple",
        "Login",
        "Account",
    )
)


_GAMES: Final = words("games")


def alone(plain: str) -> Iterator[Found]:
    """Names between marks or ends of lines, and in a sentence such as are first and last name beyond doubt."""
    if not plain.isascii() and person.like_a_name(plain):
        for match in _ALONE.finditer(plain):
            if _chinese(plain, match.start(1), match.end(1)):
                yield person.found(plain, match.start(1), match.end(1), 64)
        yield from _led(plain)
    for match in _LATIN_ALONE.finditer(plain):
        if not _words(match[1]):
            yield Found(match.start(1), match.end(1), 64, f"{match[1][0]}***")
    for first in _RUN.finditer(plain):
        follows = _NEXT.match(plain, first.end()) if clear_first(first[0]) else None
        if (
            follows
            and (is_last(follows[2]) or _unknown_last(first[0], follows[2]))
            and not brand(plain[first.start() : follows.end(2)])
        ):
            yield Found(first.start(), follows.end(2), 62, f"{first[0][0]}***")


def _led(plain: str) -> Iterator[Found]:
    """Chinese names behind words for persons, or before what persons have and do."""
    for stuck in _BEFORE_FIGURES.finditer(plain):
        if not in_a_word(stuck[1]) and sounds(plain, stuck.start(1), stuck.end(1)):
            yield person.found(plain, stuck.start(1), stuck.end(1), 63)
    done = 0
    for lead in _LED.finditer(plain):
        if lead.end() < done:
            continue
        match = _NAME_THEN.match(plain, lead.end())
        if not match or in_a_word(match[1]) or not sounds(plain, match.start(1), match.end(1)):
            continue
        short = match.end(1) - match.start(1) < _SHORT
        if short and _WEAKLY_LED.fullmatch(lead[0]):
            continue
        done = match.end(1)
        yield person.found(plain, match.start(1), match.end(1), 63)


def right_beside(plain: str, one: Found) -> Iterator[Found]:
    """Names right before or behind what was found."""
    before, after = (
        plain[max(0, one.start - _REACH) : one.start].rstrip(_MARKS),
        plain[one.end : one.end + 8].lstrip(_MARKS),
    )
    if before and not before.isascii() and (before[-1] >= _FIRST_HAN or before.isalnum()):
        match = _CHINESE_BEFORE.search(plain, max(0, one.start - 16), one.start)
        if match and _chinese(plain, match.start(1), match.end(1)):
            yield person.found(plain, match.start(1), match.end(1), 76)
    if after and after[0] >= _FIRST_HAN:
        match = _CHINESE_AFTER.match(plain, one.end)
        if match:
            end = name_at(plain, match.start(1))
            if end and end >= match.end(1) - 1 and _chinese(plain, match.start(1), end):
                yield person.found(plain, match.start(1), end, 74)
    if before and before[-1].isalpha() and before[-1].isascii():
        match = _LATIN_BEFORE.search(plain, max(0, one.start - _REACH), one.start)
        if match and not _words(match[1]):
            yield Found(match.start(1), match.end(1), 68, f"{match[1][0]}***")
    if after and (after[0].isupper() or after[0] in "nu"):
        match = _LATIN_AFTER.match(plain, one.end)
        if match and not _words(match[1]):
            yield Found(match.start(1), match.end(1), 66, f"{match[1][0]}***")


def _chinese(plain: str, start: int, end: int) -> bool:
    return (
        name_at(plain, start, rare=True) == end
        and sounds(plain, start, end)
        and (end - start > _SHORT or not ordinary(plain[start:end]))
    )


def _words(name: str) -> bool:
    its = name.replace(",", "").split()
    if any(word.strip(".") in _WORDS for word in its) or brand(name):
        return True
    return not full_name(*its) and not _unknown(its)


def _unknown(its: list[str]) -> bool:
    """Tell whether these are two words with a capital that are neither known names nor known words."""
    return (
        len(its) == _SHORT - 1
        and all(word.istitle() and word.isalpha() and len(word) > _SHORT and not is_word(word) for word in its)
        and not any(word.lower() in _GAMES for word in its)
    )


def _unknown_last(first: str, last: str) -> bool:
    """Tell whether a word behind a first name may be a last name that no list holds."""
    if is_word(last) or first[0].isupper() != last[0].isupper() or len(last) < _SHORT:
        return False
    return last[0].isupper() or (len(last) > _SHORT and not _LIKE_A_WORD.search(last))
