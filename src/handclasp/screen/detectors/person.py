"""Persons' names, Chinese and Latin, where the words say that a name stands there.

Promises to be careful where there is no context: then only a common first name with a common last name is one. Shows
the surname (Chinese) or the first letter.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from handclasp.screen import romanised
from handclasp.screen.detector import Finder, Found
from handclasp.screen.detectors.person_latin import latin
from handclasp.screen.gate import Part, any_of, chars, family, wake
from handclasp.screen.lexicon import listed, words
from handclasp.screen.words import AMBIGUOUS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from handclasp.screen.text import Text

_SURNAMES: Final = frozenset(word for word in listed("surnames_zh") if len(word) == 1)
_DOUBLE: Final = frozenset(word for word in listed("surnames_zh") if len(word) == 2)
_FIRST: Final = words("first_names")
_GIVEN: Final = words("given_zh")
_WELL_KNOWN: Final = words("well_known_zh")
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
        )
    )
    | _STRICT
)
_GAP: Final = re.compile(
    "(?:[ \t\n:=,，、_]|是|叫|为|係|个人|的|那个|一下|写|填|认证|信息|就|换成|改成|改为|改叫|写成|换作){0,5}"
)
_OF_NO_PERSON: Final = re.compile(
    "(?:公司|店铺?|品牌|牌子|游戏里?|角色|昵称|网名|猫|狗|宠物|项目|[Qq微]群|战队|公会|帮会|in-?game|nick|user"
    "|display|screen"
    "|character|pet|dog|cat|guild|clan|company|brand|shop|store|project)(?:[ -]|的|名)*$",
    re.IGNORECASE,
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
_ENDS: Final = re.compile("[\\s,.，。;；:：!！?？、)）】」\"'/|~←(（0-9a-zA-Z]|$")
_AFTER: Final = re.compile(
    "的|先生|女士|小姐|太太|收(?:件|货|[ ,，]|$)|您好|你好|付的|买的|帮我|本人|是(?:我|本)|在|来着|啊|吧|吗|呢|也"
    "|说|和|跟|与|或|身份证|电话|手机|号|就|因|想|要|有|已|没|不|实名|住|办|发|用|充|转|付|买|登|注|申|请|给|把|被"
    "|啦|了|哈|呀|哦|麻烦|地址|银行|卡|来电|来信|咨询|反映|反馈|,[男女]"
)
_GAPPED: Final = re.compile(
    "([\u4e00-\u9fff])[ ·]([\u4e00-\u9fff])(?:[ ·]([\u4e00-\u9fff]))?(?![\u4e00-\u9fff])|([\u4e00-\u9fff])[ "
    "]([\u4e00-\u9fff]{2})(?![\u4e00-\u9fff])"
)
_COMMON: Final = frozenset(
    "昨天 今天 刚才 老客 新客 老用 微信 支付 你们 我们 他们 什么 怎么 多少 哪里 那个 这个 一个 不是 可以 没有 客服 "
    "订单 手机 密码 银行 公司 个人 本人 实名 高级 金额 于是 应该 安全 安卓 方便 方式 平台 平安 平时 "
    "高兴 高中 白天 白银 黄金 黄色 黄钻 金币 金牌 金卡 马上 马来 万分 万一 万能 常用 常见 常规 成功 成都 成都市 "
    "明天 明白 时间 时候 连接 连续 连不 盛大 程序 简单 全部 全是 全额 全都 包括 包邮 单独 单号 单位 项目 甘肃 "
    "江苏 江西 石头 向您 向你 关于 关闭 强制 车主 车牌 车子 房东 边上 花呗 花了 花钱 和平 任何 任务 原来 原因 原神 "
    "都是 都可 都有 都不 和你 和我 计划 元宝 宫殿 相关 游戏 游客 游泳 云闪 水果 水晶 文件 文字 文化 方法 "
    "封号 封了 农行 易宝 习惯 喻为 广东 温馨 温度 毛病 毛利 胡乱 强烈 童装 米粉 米哈 米家 曲子 舒服 顾客 孔雀 白名 "
    "家里 国外 海外 学生 老师 路由 路上 路边 解绑 解封 解除 解决 别人 左右 边缘 应用 相同 台式 台湾 纪念 党员 通过 "
    "经常 习得 冷静 冷却 蓝色 蓝钻 红包 红色 商家 商品 商户 商店 商城 沙发 代练 代充 代理 干嘛 钟头 钟点 钱包 钱都 "
    "钱被 高铁 高峰 石油 古代 古董 时效 时长 池子 来自 来着 来源 车上 车位 华为 华夏 项链 谈谈 单子 单价 单机 单笔 "
    "包裹 包年 包月".split()
)


def _look(text: Text) -> Iterator[Found]:
    if not text.plain.isascii():
        yield from _called(text)
        yield from _among(text.plain)
        yield from _short(text.plain)
        if text.places("_TITLE"):
            yield from _told_behind(text.plain)
    yield from latin(text)


def _called(text: Text) -> Iterator[Found]:
    """Names behind words that say that one follows."""
    plain = text.plain
    for label in text.labels.of("PERSON", "PHONE", "CN_ID", "ADDRESS"):
        if label.family == "PERSON" or plain[label.start : label.end] in {"联系", "实名", "寄给"}:
            yield from _behind(plain, label.start, label.end)
    for end in text.places("_PERSON"):
        yield from _behind(plain, end - 1 - (plain[end - 2 : end] in _TWO), end)
    for end in text.places("_TITLE"):
        if plain[end - 2 : end] in {"真名", "本名"}:
            yield from _behind(plain, end - 2, end)


def _among(plain: str) -> Iterator[Found]:
    """Names in a sentence: in an English one, or before what persons do and have."""
    for match in _IN_ENGLISH.finditer(plain):
        start, end = match.span()
        if name_at(plain, start) == end and _sound(plain, start, end, strict=False) and match[0] not in _WELL_KNOWN:
            yield found(plain, start, end, 70)
    for match in _AMONG.finditer(plain):
        name = match[1]
        if (
            name_at(plain, match.start(1)) in {match.end(1), match.end(1) - 1}
            and not {name[:2], name[1:]} & _COMMON
            and name not in _WELL_KNOWN
        ):
            yield found(plain, match.start(1), match.end(1), 64)


def _short(plain: str) -> Iterator[Found]:
    """Names behind a single character for one: 名许世杰, 係任伟開嘅戶口."""
    for match in _CONFIRMED.finditer(plain):
        if sounds(plain, match.start(1), match.end(1)) and match[1] not in _WELL_KNOWN:
            yield found(plain, match.start(1), match.end(1), 66)
    for match in _IN_TWO.finditer(plain):
        yield found(plain, match.start(1), match.end(1), 80)
        yield Found(match.start(2), match.end(2), 80, "**")
    for match in _NAMED.finditer(plain):
        if match[1] not in _WELL_KNOWN and match[1][:2] not in _COMMON:
            yield found(plain, match.start(1), match.end(1), 66)


_TWO: Final = frozenset(
    word for word in (*_WEAK, "老公", "老婆", "儿子", "女儿", "爱人", "妈妈", "爸爸", "大名", "同事") if len(word) == 2
)


def _behind(plain: str, start: int, end: int) -> Iterator[Found]:
    """A name right behind a word for one."""
    gap = _GAP.match(plain, end)
    place = gap.end() if gap else end
    name = name_at(plain, place)
    word = plain[start:end]
    if _OF_NO_PERSON.search(plain, max(0, start - 10), start):
        return
    if not name:
        if (
            word not in _WEAK
            and place > end
            and (match := _ANY_NAME.match(plain, place))
            and not _NO_NAME.search(match[0])
        ):
            yield Found(place, match.end(), 66, f"{match[0][0]}**")
        return
    if word in _WEAK and (not _sound(plain, place, name, strict=True) or plain[place:name] in _WELL_KNOWN):
        return
    yield found(plain, place, name, 76 if word in _WEAK else 86)


def _told_behind(plain: str) -> Iterator[Found]:
    """Names that only what follows them makes one: 王小明先生, 李四收."""
    for tail in _TITLE_OR_CLAIM.finditer(plain):
        for length in (5, 4, 3, 2):
            start = tail.start() - length
            if start < 0 or name_at(plain, start) != tail.start():
                continue
            apart = start == 0 or not _HAN.match(plain[start - 1]) or length > 2 or plain[start - 1] in "找是给叫"
            if (
                apart
                and _sound(plain, start, tail.start(), strict=False)
                and plain[start : tail.start()] not in _WELL_KNOWN
            ):
                yield found(plain, start, tail.start(), 74)
            break


_IN_ENGLISH: Final = re.compile("(?<=[A-Za-z,:'][ ])[\u4e00-\u9fff]{2,4}(?![\u4e00-\u9fff])")
_AMONG: Final = re.compile(
    f"(?:^|[给由找跟和为替帮代用让,，。:： \\n]|是|叫"
    f"|下)([{''.join(sorted(_SURNAMES))}][{''.join(sorted(_GIVEN))}]{{1,2}})(?=咨询|查|接电话|办|下的?单|下单"
    f"|下的|买的|付的|付款|代收"
    f"|代买|收件|签收|注册|实名|本人|这个名字|的(?:订单|账号|身份证|卡|手机|电话|号|名字|地址|包裹|快递))"
)
_NAMED: Final = re.compile(
    f"(?:[,，;；:：、\\s](?:名|姓名)"
    f"|[係系认准骗子挂人])([{''.join(sorted(_SURNAMES))}][{''.join(sorted(_GIVEN))}]{{1,2}})"
    "(?=[,，。;；\\s]|$|这个|開|开|骗|的)"
)
_ANY_SURNAME: Final = f"(?:{'|'.join(sorted(_DOUBLE))}|[{''.join(sorted(_SURNAMES))}])"
_CONFIRMED: Final = re.compile(
    f"(?:^|[\\s,，])({_ANY_SURNAME}[\u4e00-\u9fff]{{1,2}})(?=[,， ]?(?:对[吗吧么]|對[嗎吧麼]|是[吗吧嗎]|没错吧))"
)
_IN_TWO: Final = re.compile(
    f"姓(?:氏)?[是:： ]{{0,2}}({_ANY_SURNAME})[,，。、 \n]{{1,2}}"
    "名(?:字)?[是叫:： ]{0,2}([\u4e00-\u9fff]{1,2})(?![\u4e00-\u9fff])"
)
_TITLE_OR_CLAIM: Final = re.compile(f"{_TITLED.pattern}|{_CLAIMED.pattern}")


def name_at(plain: str, start: int) -> int:  # noqa: PLR0911 - one case a line
    """Where the Chinese name that begins here ends, or 0."""
    gapped = _GAPPED.match(plain, start)
    if gapped and (gapped[1] or gapped[4]) in _SURNAMES and (gapped[2] or gapped[5])[0] in _GIVEN:
        return gapped.end()
    head = 2 if plain[start : start + 2] in _DOUBLE else 1 if plain[start : start + 1] in _SURNAMES else 0
    if not head or plain[start : start + 2] in _COMMON:
        return 0
    given = start + head
    if not _HAN.match(plain, given):
        return 0
    one, two = given + 1, given + 2
    if _ENDS.match(plain, one):
        return one
    if _AFTER.match(plain, one) and not (plain[one] in _GIVEN and _ENDS.match(plain, two)):
        return one
    if _HAN.match(plain, one) and (_ENDS.match(plain, two) or _AFTER.match(plain, two) or plain[one] in _GIVEN):
        return two
    return one if plain[given] in _GIVEN else 0


def _sound(plain: str, start: int, end: int, *, strict: bool) -> bool:
    """Tell whether this sounds like a name where little says that it is one."""
    head = 2 if plain[start : start + 2] in _DOUBLE else 1
    given = [char for char in plain[start + head : end] if _HAN.match(char)]
    if not given or not all(char in _GIVEN for char in given):
        return False
    return not strict or bool(_ENDS.match(plain, end) or _AFTER.match(plain, end))


def sounds(plain: str, start: int, end: int) -> bool:
    """Tell whether these characters sound like a name."""
    return _sound(plain, start, end, strict=False)


def found(plain: str, start: int, end: int, sure: int) -> Found:
    """A name, of which the surname is shown."""
    head = 2 if plain[start : start + 2] in _DOUBLE else 1
    return Found(start, end, sure, f"{plain[start : start + head]}**")


_SURNAME: Final = chars(_SURNAMES | {name[0] for name in _DOUBLE})
_LINK: Final = "(?:[ ,:_\\n]|：|，|是|叫){0,3}"
_A_NAME: Final = f"{_SURNAME}(?: |·)?{chars(_GIVEN | {name[1] for name in _DOUBLE})}"
DETECTOR: Final = Finder(
    "person",
    "PERSON",
    (
        wake(f"(?:叫|名|人|主|户|員|客|係|员|称呼|抬头|代付|附言|备注|xm|xingming){_LINK}{_SURNAME}"),
        wake(
            f"(?:是|信息|写|填|找|的|系|公|婆|子|儿|妈|爸|友|姐|哥|弟|妹|给|成|为|让|代|收|夫|妻|居|长|呼我"
            f"|边|上|家|事|理|师|生|了|过的)"
            f"{_LINK}{_A_NAME}"
        ),
        family(
            "PERSON",
            "(?:name is|names|name's|holder|cardholder|recipient|beneficiary|billed to|behalf of|belongs to|attn"
            "|signed|invoice to|make it out to|under the name|name of|agent called|someone named|fullname|\\bname)"
            "(?: (?:is|was|on card|on the card|my [a-z]{3,9}))?[^a-z]{0,6}[a-z]{2}|\\b(?:mrs?|ms|dr)[. "
            "]{1,2}[a-z]{2}|(?:人|名|我叫|字|户)(?:[ :]|：|是){1,3}[a-z]{2}",
        ),
        wake("(?:I'm|I am|i'm|i am|Im) [A-Z][a-z]{1,15} [A-Z][a-z]", cased=True),
        wake(f"{any_of(sorted(name.title() for name in AMBIGUOUS & _FIRST))} [A-Z][a-z]", cased=True),
        wake(romanised.GATE, cased=True),
        family("PERSON", Part("[A-Z][A-Za-z'-]{0,20},? (?:[A-Z][.]? )?[A-Z]", cased=True)),
        family("PERSON", _A_NAME),
        wake("[\\xe4-\\xe9][\\x80-\\xbf][\\x80-\\xbf](?:·|•|・)[\\xe4-\\xe9]"),
        family("_TITLE", _A_NAME),
        wake("[a-z]{2,14} (?:[a-z][.] )?[a-z]{2,14} (?:here|speaking)(?:[^a-z]|$)"),
        family("_FIRST"),
        family("_LAST"),
        wake(f"[a-z,:'] {_SURNAME}"),
        wake(
            f"{_A_NAME}(?:[\\xe4-\\xe9][\\x80-\\xbf][\\x80-\\xbf]){{0,2}}(?:,|，| )?(?:对吗|對嗎|对吧|對吧|是吗|是吧)"
        ),
        wake(f"姓(?:氏)?(?:是|:|：| ){{0,2}}{_SURNAME}[^a-z]{{0,12}}名"),
        wake(f"(?:帮|用|跟|由|替|係|系|认准|認準|骗子|騙子|名){_A_NAME}"),
        wake("下单|下的|付款|代收|代买|本人|的订单|的账号|的身份证|的卡|的手机|的包裹|的快递", _A_NAME),
    ),
    _look,
)
