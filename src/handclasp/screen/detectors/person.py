"""Persons' names, Chinese and Latin, where the words say that a name stands there.

Promises to be careful where there is no context: then only a common first name with a common last name is one. Shows
the surname (Chinese) or the first letter.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from handclasp.screen import chinese_names
from handclasp.screen.chinese_names import (
    DOUBLE,
    ENDS,
    GIVEN,
    HAN,
    RARE,
    SURNAMES,
    WELL_KNOWN,
    everyday,
    in_a_word,
    name_at,
    ordinary,
    sounds,
)
from handclasp.screen.detector import Finder, Found
from handclasp.screen.detectors.person_gate import GATE
from handclasp.screen.detectors.person_latin import OF_NO_PERSON, latin
from handclasp.screen.labels import WORDS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from handclasp.screen.text import Text

_LATIN: Final = re.compile("[A-Za-zÀ-ɏ][A-Za-zÀ-ɏ]")
_HAN: Final = re.compile("[\u4e00-\u9fff]")
_STRICT: Final = frozenset(("是", "叫", "係", "填", "找", "联系", "我是", "im"))
_WEAK: Final = (
    frozenset(
        (
            "备注",
            "就写",
            "写的",
            "本人",
            "那边",
            "卡上",
            "对了",
            "附言",
            "抬头",
            "客户",
            "用户",
            "买家",
            "老板",
            "会员",
            "代付",
            "称呼",
            "实名",
            "真实姓名是",
            "收件",
            "收货",
            "的人",
            "经理",
            "老师",
            "医生",
            "师傅",
            "店长",
            "主播",
            "朋友",
            "换成",
            "改成",
            "改为",
            "寄给",
            "代",
            "让",
            "写",
            "收：",
            "收:",
            "收款",
            "对公",
            "名下",
            "卖家",
            "骗子",
            "中介",
            "上家",
            "号主",
            "名称",
            "员工",
        )
    )
    | _STRICT
)
_GAP: Final = re.compile(
    "(?:[ \t\n:=,，、_\"'“”「」『』(（\\[【/|.…~→>*-]|\\\\[tnr]|是|叫|为|係|个人|的|那个|一下|写|填|认证"
    "|信息|就|换成|改成|改为|改叫|写成|换作){0,6}"
)
_TITLED: Final = re.compile("[ ]?(?:先生|女士|小姐|太太|同学(?!群)|阿姨|您好|你好,)")
_CLAIMED: Final = re.compile(
    "[ ,，←]{0,3}(?:收(?:[件货 ,，\n]|$)|实名(?:是|认证)|[（(]?(?:实名|本名|真名)|我名字|我本名|是我(?!的|家的)|"
    "就是我|的实名|(?:本人|签收)(?:[,，。 ]|$)|付的款|帮我充的|的身份证)"
)
_ANY_NAME: Final = re.compile(
    "(?:[\u4e00-\u9fff]{1,6}[·•・][\u4e00-\u9fff]{1,8}(?:[·•・][\u4e00-\u9fff]{1,6})?"
    "|[\u4e00-\u9fff]{2,4})(?=[\\s,.，。;；!！、)）】|/0-9]|$)"
)
_NO_NAME: Final = re.compile(
    "[稍等好收到谢嗯哦行再见帮忙麻烦早晚吧啊呀哈发看下上午今明昨天多什怎吗不填写错改没要和或哪谁有是的了在请问能可对"
    "都我你他她它这那叫个为啥呢几没无证件号码手机电话地址银行卡实名信息认证公司店铺商品订单]"
)


def _look(text: Text) -> Iterator[Found]:
    if not text.plain.isascii():
        like_one = like_a_name(text.plain)
        if like_one or "·" in text.plain or text.names(_SAY_SO):
            yield from _called(text)
        if like_one:
            yield from _among(text.plain)
            yield from _short(text.plain)
        elif "姓" in text.plain:
            yield from _short(text.plain)
        if text.places("_TITLE"):
            yield from _told_behind(text.plain)
    if _LATIN.search(text.plain):
        yield from latin(text)


def like_a_name(plain: str) -> bool:
    """Tell whether a surname and a given name stand side by side anywhere and are not just a word of everyday."""
    for match in _BEGINNING.finditer(plain):
        start, end = match.span()
        if not everyday(plain, start, end):
            return True
    return False


def _called(text: Text) -> Iterator[Found]:
    """Names behind words that say that one follows."""
    plain = text.plain
    for label in text.labels.of("PERSON", "PHONE", "CN_ID", "ADDRESS"):
        if label.family == "PERSON" or plain[label.start : label.end] in {"联系", "实名", "寄给"}:
            yield from _behind(plain, label.start, label.end)
    for end in text.places("_PERSON"):
        yield from _behind(plain, end - 1 - (plain[end - 2 : end] in _TWO), end)
    for end in text.places("_TITLE"):
        if plain[end - 2 : end] in {"真名", "本名", "收件"}:
            yield from _behind(plain, end - 2, end)


_TWO: Final = frozenset(
    word for word in (*_WEAK, "老公", "老婆", "儿子", "女儿", "爱人", "妈妈", "爸爸", "大名", "同事") if len(word) == 2
)

_SAY_SO: Final = frozenset(
    [
        number
        for number, word in enumerate(WORDS)
        if word.family == "PERSON"
        or (word.family == "_PERSON" and word.text[-2 if word.text[-2:] in _TWO else -1 :] not in _WEAK)
        or word.text in {"真名", "本名", "收件"}
    ]
)
"""Words behind which a name need not sound like one."""


def _among(plain: str) -> Iterator[Found]:
    """Names in a sentence: in an English one, between words for people, before what persons do and have."""
    for match in _IN_ENGLISH.finditer(plain):
        start, end = match.span()
        if name_at(plain, start) == end and sounds(plain, start, end) and not ordinary(match[0]):
            yield found(plain, start, end, 70)
    for pattern in (_IN_THE_MIDST, _IN_A_LIST):
        for match in pattern.finditer(plain):
            if not in_a_word(match[1]):
                yield found(plain, match.start(1), match.end(1), 60)
    for pattern, sure in ((_AMONG, 64), (_ROLE, 74), (_OF_KIN, 72), (_BEFORE_DEEDS, 70), (_GREETED, 76)):
        for match in pattern.finditer(plain):
            if not ordinary(match[1]):
                yield found(plain, match.start(1), match.end(1), sure)


def _short(plain: str) -> Iterator[Found]:
    """Names behind a single character for one: 名许世杰, 係任伟開嘅戶口."""
    for match in _CONFIRMED.finditer(plain) if any(said in plain for said in _ASKED) else ():
        if sounds(plain, match.start(1), match.end(1)) and not ordinary(match[1]):
            yield found(plain, match.start(1), match.end(1), 66)
    for match in _IN_TWO.finditer(plain):
        yield found(plain, match.start(1), match.end(1), 80)
        yield Found(match.start(2), match.end(2), 80, "**")
    for match in _NAMED.finditer(plain):
        if not ordinary(match[1]):
            yield found(plain, match.start(1), match.end(1), 66)


def _behind(plain: str, start: int, end: int) -> Iterator[Found]:
    """A name right behind a word for one."""
    if plain[end - 1] == "单" and name_at(plain, end - 1, rare=True):
        end -= 1  # a surname, and no part of the label
    gap = _GAP.match(plain, end)
    place = gap.end() if gap else end
    word = plain[start:end]
    weak = word in _WEAK
    first = plain[place : place + 1]
    if not _HAN.match(first) or (weak and first not in _FIRSTS and "·" not in plain):
        return
    name = name_at(plain, place, rare=not weak)
    if _NAMES_THINGS.search(word) and OF_NO_PERSON.search(plain, max(0, start - 10), start):
        return
    if name and plain[place] in RARE and not _likely(plain, place, name, apart=place > end):
        name = 0
    if not name:
        match = _ANY_NAME.match(plain, place)
        if (
            match
            and ("·" in match[0] or (not weak and _SAID.search(plain, end, place)))
            and ("·" in match[0] or not _NO_NAME.search(match[0]))
            and not ordinary(match[0])
        ):
            yield Found(place, match.end(), 66, f"{match[0][0]}**")
        return
    longer = None if weak or not _SAID.search(plain, end, place) else _ANY_NAME.match(plain, place)
    if longer and longer.end() > name and len(longer[0]) > _LONG and not _NO_NAME.search(longer[0]):
        name = longer.end()  # 高桥凉介
    if weak and (not sounds(plain, place, name, strict=True) or ordinary(plain[place:name])):
        return
    if place == end and not (sounds(plain, place, name) or ENDS.match(plain, name) or plain.startswith("本人", name)):
        return
    yield found(plain, place, name, 76 if weak else 86)


def _likely(plain: str, start: int, end: int, *, apart: bool) -> bool:
    """Tell whether this is a name although its surname is a word."""
    if not sounds(plain, start, end) or (not apart and ordinary(plain[start:end])):
        return False
    return bool(ENDS.match(plain, end)) or (end - start > _SHORT and not ordinary(plain[start:end]))


_SHORT: Final = 2
_LONG: Final = 3
_SAID: Final = re.compile("[:=是叫为係\n]")


def _told_behind(plain: str) -> Iterator[Found]:
    """Names that only what follows them makes one: 王小明先生, 李四收."""
    for tail in _TITLE_OR_CLAIM.finditer(plain):
        for length in (5, 4, 3, 2):
            start = tail.start() - length
            if start < 0 or name_at(plain, start) != tail.start():
                continue
            apart = start == 0 or not _HAN.match(plain[start - 1]) or length > 2 or plain[start - 1] in "找是给叫"
            if apart and sounds(plain, start, tail.start()) and plain[start : tail.start()] not in WELL_KNOWN:
                yield found(plain, start, tail.start(), 74)
            break


_ONES: Final = "".join(sorted(SURNAMES | RARE))
_GIVENS: Final = "".join(sorted(GIVEN))
_DOUBLES: Final = "|".join(sorted(DOUBLE))
_GIVEN_NAME: Final = f"[ ·]?[{_GIVENS}](?:[ ·]?[{_GIVENS}])?"
NAME: Final = f"(?:(?:{_DOUBLES}){_GIVEN_NAME}|[{_ONES}]{_GIVEN_NAME})"
"""A name by its characters, however it stands."""
_FIRSTS: Final = "".join(sorted(SURNAMES | RARE | {name[0] for name in DOUBLE}))


def name_behind(characters: str, *, none: bool = False) -> str:
    """A name (group) that begins the text or stands behind one of these characters, or behind none of them if `none`.

    An expression that begins with a class is looked for many times faster than one that begins with what stands before.
    """
    before = f"(?<![{'' if none else '^'}{characters}][{_FIRSTS}])"
    doubles = "|".join(f"(?<={name[0]}){name[1]}" for name in sorted(DOUBLE))
    return f"([{_FIRSTS}]{before}(?:(?:{doubles}){_GIVEN_NAME}|(?<=[{_ONES}]){_GIVEN_NAME}))"


_BEGINNING: Final = re.compile(
    f"[{_FIRSTS}](?:[ ·•._*-]?[{_GIVENS}]|{'|'.join(f'(?<={name[0]}){name[1]}' for name in sorted(DOUBLE))})"
)
_SURE: Final = "".join(sorted(SURNAMES))
_IN_ENGLISH: Final = re.compile(f"(?<=[A-Za-z,:'][ ])[{HAN}]{{2,4}}(?![{HAN}])")
_AMONG: Final = re.compile(
    f"([{_SURE}](?<![^给由找跟和为替帮代用让,，。:： \\n是叫下][{_SURE}])[{_GIVENS}]{{1,2}})"
    f"(?=咨询|查|接电话|办|下的?单|下单|下的|买的|付的|付款|代收"
    f"|代买|收件|签收|注册|实名|本人|这个名字|的(?:订单|账号|身份证|卡|手机|电话|号|名字|地址|包裹|快递))"
)
_NAMED: Final = re.compile(
    f"(?:[,，;；:：、\\s](?:名|姓名)"
    f"|[係系认准骗子挂人])([{''.join(sorted(SURNAMES))}][{_GIVENS}]{{1,2}})"
    "(?=[,，。;；\\s]|$|这个|開|开|骗|的)"
)
_ANY_SURNAME: Final = f"(?:{'|'.join(sorted(DOUBLE))}|[{''.join(sorted(SURNAMES))}])"
_CONFIRMED: Final = re.compile(
    f"(?:^|[\\s,，])({_ANY_SURNAME}[\u4e00-\u9fff]{{1,2}})(?=[,， ]?(?:对[吗吧么]|對[嗎吧麼]|是[吗吧嗎]|没错吧))"
)
_ASKED: Final = ("对", "對", "是吗", "是吧", "是嗎", "没错吧")
_IN_TWO: Final = re.compile(
    f"姓(?:氏)?[是:： ]{{0,2}}({_ANY_SURNAME})[,，。、 \n]{{1,2}}"
    "名(?:字)?[是叫:： ]{0,2}([\u4e00-\u9fff]{1,2})(?![\u4e00-\u9fff])"
)
_KINSHIP: Final = (
    "(?:爸爸?|妈妈?|哥哥?|姐姐?|弟弟?|妹妹?|爷爷|奶奶|老公|老婆|老妈|老爸|外公|外婆|舅舅?|叔叔?|姑姑?|姨妈?|儿子|女儿|孙子"
    "|孙女|侄子|侄女|表哥|表姐|表弟|表妹"
    "|对象|朋友|同学|同事|室友|闺蜜|媳妇儿?|丈夫|妻子|爱人|先生|太太|老板|邻居|家人|家属)"
    "(?:的名字|名字)?[叫是,，:： ]{0,2}"
)
_KIN: Final = (
    f"我{_KINSHIP}|咱{_KINSHIP}|俺{_KINSHIP}|新员工|员工|助理|秘书|司机|班主任|孩子|学生|宝宝|病人|老人家?|骗子|那个|尊敬的|亲爱的"
    "|名(?<![一-鿿]名)(?:字|叫|是|[:：=])?[ ]?|搵[ ]?|揾[ ]?|俾[ ]?|係[ ]?|给[ ]?|）[ ]?|[)][ ]?"
)
_DEEDS: Final = (
    "收(?:件|货|$|[\\s,，。;；!！)）])|注册|实名|买的|付的|转的|的(?=[\\s,，。;；!！)）]|$)|代收|代领|签收|[开開](?:的|嘅|户|戶)|开户|開戶|开的户|嘅|名下|是我|係我"
    "|这个名字|本人|了(?=[,，。!！])|的(?:身份证|身份|手机"
    "|电话|账号|账户|帐号|卡|银行卡|号|订单|快递|包裹|名字|名义|护照|地址|微信|支付宝|邮箱|户头|货|件)"
    "|[ ]?[（(](?:姓名|本名|实名|名字?|收件人|持卡人|别)"
    "|[ ]?(?:先生|女士|小姐|太太)|←"
    "|[ ]?(?:tel|phone|addr|mobile)(?![a-z])"
)
_END: Final = "(?=[\\s,.，。;；:：!！?？、)）】」\"'/|~←→(（\\-0-9a-zA-Z]|$"
_OF_KIN: Final = re.compile(f"(?:{_KIN})({NAME}){_END}|{_DEEDS})")
_BEFORE_NAMES: Final = "\\s,.，。;；:：!！?？、)）】」/|~→(（0-9a-zA-Z找给叫让由帮是下把被和跟与用查-"
_BEFORE_DEEDS: Final = re.compile(f"{name_behind(_BEFORE_NAMES)}[ ]?(?={_DEEDS})")
_COMMON_NAME: Final = f"[{''.join(sorted(SURNAMES))}][{_GIVENS}]{{2}}"
_IN_THE_MIDST: Final = re.compile(
    f"([{_SURE}](?:(?<=[找给叫让由帮替跟到是和与向对被][{_SURE}])|(?<=(?:财务|会计|老师|经理|闺蜜|同事|同学|朋友|老板|主管|店长"
    f"|医生|律师|顾问|客户|室友|家长|师傅)[{_SURE}]))[{_GIVENS}]{{2}})(?=也|会|让|来|退|查|介绍|买|说|在|打|付|帮|办|处理|不|没|已|想|名下|一下|吗|吧|啊|呢"
    f"|去|收|寄|下单|注册)"
)
_IN_A_LIST: Final = re.compile(f"[0-9](?<![^\\s,，;；][0-9])[0-9]?[、.)] ?({_COMMON_NAME})(?=[\\s,，;；]|$)")
_ROLE: Final = re.compile(
    f"(?:人|者|员|户|方|姓名|名字|全名)[ ]?(?::|是|为|叫)[ ]?({NAME})(?=[\\s,.，。;；!！?？、)）/|(（]|$)"
)
_GREETED: Final = re.compile(f"】[ ]?({NAME})[ ]?[,，:：!！ ]?(?=您|你|先生|女士|同学|家长)")
_TITLE_OR_CLAIM: Final = re.compile(f"{_TITLED.pattern}|{_CLAIMED.pattern}")
_NAMES_THINGS: Final = re.compile("[名叫称人是]|name|call|owner|known|user", re.IGNORECASE)


def found(plain: str, start: int, end: int, sure: int) -> Found:
    """A name, of which the surname is shown."""
    return Found(start, end, sure, f"{chinese_names.surname(plain[start:end])}**")


DETECTOR: Final = Finder("person", "PERSON", GATE, _look)
