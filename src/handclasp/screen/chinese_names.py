"""Chinese names by their characters: a surname, and a given name of one or two characters that names are made of.

Promises to tell where a name ends, and whether it sounds like one more than like a word. Never looks at what stands
around it: that is person.py's and beside.py's.
"""

from __future__ import annotations

import re
from typing import Final

from handclasp.screen.lexicon import listed, words

SURNAMES: Final = frozenset(word for word in listed("surnames_zh") if len(word) == 1)
DOUBLE: Final = frozenset(word for word in listed("surnames_zh") if len(word) > 1)
RARE_OFTEN: Final = words("surnames_rare_zh")
RARE: Final = RARE_OFTEN | words("surnames_rarest_zh")
"""Surnames that are words far oftener."""
GIVEN_OFTEN: Final = words("given_zh")
GIVEN: Final = GIVEN_OFTEN | words("given_more_zh")
WELL_KNOWN: Final = words("well_known_zh")
_WORDS: Final = words("like_names_zh")
_PLACES: Final = words("places_zh")
HAN: Final = "\u4e00-\u9fff"
_A_HAN: Final = re.compile(f"[{HAN}]")
ENDS: Final = re.compile("[\\s,.，。;；:：!！?？、)）】」\"'/|~←→(（\\[\\\\<>*=0-9a-zA-Z-]|$")
_AFTER: Final = re.compile(
    "的|先生|女士|小姐|太太|收(?:件|货|[ ,，]|$)|您好|你好|付的|买的|帮我|本人|是(?:我|本)|在|来着|啊|吧|吗|呢|也"
    "|说|和|跟|与|或|身份证|电话|手机|号|就|因|想|要|有|已|没|不|实名|住|办|发|用|充|转|付|买|登|注|申|请|给|把|被"
    "|啦|了|哈|呀|哦|麻烦|地址|银行|卡|来电|来信|咨询|反映|反馈|,[男女]|代收|签收|嘅|开户|開戶"
)
_SIGN: Final = "[ ·•._*-]"
_GAPPED: Final = re.compile(
    f"([{HAN}]){_SIGN}([{HAN}]){_SIGN}([{HAN}]){_SIGN}([{HAN}])(?![{HAN}])"
    f"|([{HAN}]){_SIGN}([{HAN}])(?:{_SIGN}([{HAN}]))?(?:(?![{HAN}])|(?=收))"
    f"|([{HAN}])[ ]([{HAN}]{{2}})(?![{HAN}])"
    f"|(?:{'|'.join(sorted(DOUBLE))})[ ]([{HAN}]{{1,2}})(?![{HAN}])"
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
    "平安 兴业 民生 广发 华夏 光大 招商 浦发 中信 农业 建设 工商 建行 工行 招行 "
    "周一 周二 周三 周四 周五 周六 周日 周末 辛苦 "
    "欧易 秋秋 哈希 平精英 单里 章程 路过 "
    "包裹 包年 包月 方说 欧洲 还钱 孙子 孙女 国家 国内 国际 后台 后来 后面 后续 明明 明细 强行 全国 全家 解释 解冻 "
    "连麦 房间 "
    "房子 房租 车辆 车票 原本 原价 原路 应付 应收 师傅 印度 官网 官方 衣服 家人 家长 经理 经济 红酒 公里".split()
)
_NO_NAME: Final = re.compile(
    "(.)\\1(?:$|[居斋记])|周[一二三四五六日天末]|[中英日]文名|付了|别墨|艾班|艾欧|黄泉$|[阿小老大].$"
)
"""Thanks said twice, days, shops."""
_GAPS: Final = re.compile(_SIGN)


def name_at(plain: str, start: int, *, rare: bool = False) -> int:  # noqa: PLR0911 - one case a line
    """Where the Chinese name that begins here ends, or 0; with `rare`, also behind surnames that are words oftener."""
    if gapped := _gapped(plain, start):
        return gapped
    head = _head(plain, start, rare=rare)
    if not head or plain[start : start + 2] in _COMMON:
        return 0
    given = start + head
    if not _A_HAN.match(plain, given):
        return 0
    one, two = given + 1, given + 2
    if ENDS.match(plain, one):
        return one
    if _AFTER.match(plain, one) and not (plain[one] in GIVEN and ENDS.match(plain, two)):
        return one
    if _A_HAN.match(plain, one) and (ENDS.match(plain, two) or _AFTER.match(plain, two) or plain[one] in GIVEN):
        return two
    return one if plain[given] in GIVEN else 0


def _head(plain: str, start: int, *, rare: bool) -> int:
    """How long the surname is that begins here, or 0."""
    if plain[start : start + 2] in DOUBLE:
        return 2
    first = plain[start : start + 1]
    return 1 if first in SURNAMES or (rare and first in RARE) else 0


def _gapped(plain: str, start: int) -> int:
    """Where a name ends whose characters are written apart: 王 小 明."""
    match = _GAPPED.match(plain, start)
    if match is None:
        return 0
    bare = _GAPS.sub("", match[0])
    head = 2 if bare[:2] in DOUBLE else 1
    if len(bare) > head + 2 or (head == 1 and bare[0] not in SURNAMES and bare[0] not in RARE):
        return 0
    given = bare[head:]
    return match.end() if given and all(char in GIVEN for char in given) else 0


def sounds(plain: str, start: int, end: int, *, strict: bool = False) -> bool:
    """Tell whether this sounds like a name, and with `strict`, whether what follows it lets it end here."""
    head = 2 if plain[start : start + 2] in DOUBLE else 1
    given = [char for char in plain[start + head : end] if _A_HAN.match(char)]
    if not given or not all(char in GIVEN for char in given):
        return False
    return not strict or bool(ENDS.match(plain, end) or _AFTER.match(plain, end))


def ordinary(name: str) -> bool:
    """Tell whether this is a word, or somebody's whom everybody knows, rather than a customer's name."""
    bare = _GAPS.sub("", name)
    if _NO_NAME.match(bare) or bare in _WORDS or bare in _COMMON or bare in WELL_KNOWN or bare in _PLACES:
        return True
    return bare[:1] in RARE and bare[:2] not in DOUBLE and bare[:2] in _WORDS


def everyday(plain: str, start: int, end: int) -> bool:
    """Tell whether what stands here, a surname and a given name by its characters, is just two of a word's."""
    its = plain[start:end]
    if start and plain[start - 1] in _JOINED.get(its[0], ""):
        return True
    behind = plain[end : end + 1]
    if (its[-1] == "一" and behind == "下") or (its in _COMMON and its[0] in _OF_THINGS):
        return True
    return behind not in GIVEN and (its in _WORDS or its in _COMMON or its in _PLACES)


_JOINED: Final = {
    "么": "什怎那这要多",
    "边": "这那旁右左后前外里上下路海",
    "付": "支应未已代垫预缴首",
    "上": "晚早链以网线马加赶跟",
    "于": "终由对关至等属",
    "耀": "荣",
    "车": "飞汽火乘",
    "明": "说证声表",
    "方": "官对双多地",
    "费": "运免邮月年话",
    "游": "手网页旅",
    "来": "进过出回起后原本",
}
"""Surnames that are the end of a word behind these."""
_OF_THINGS: Final = RARE | frozenset("商官谷银项钟单")
"""Surnames that are hardly anybody's: their words are no beginnings of names."""


def in_a_word(name: str) -> bool:
    """Tell whether the name begins or ends with a word, so that it may be none in the midst of a sentence."""
    return ordinary(name) or name[:2] in _WORDS or name[:2] in _COMMON or name[:2] in _PLACES or name[-2:] in _COMMON


def surname(name: str) -> str:
    """The surname that a name begins with."""
    return name[: 2 if name[:2] in DOUBLE else 1]
