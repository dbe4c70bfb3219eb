"""Odd ways of writing a value down: to get round a filter, because of a keyboard, or as one dictates."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from random import Random

from benchmarks.data.text_second.hand import words

Style = Callable[[Random, str, str], str]

_PAIRS = words(
    """
    们們 这這 个個 来來 时時 号號 码碼 说說 话話 请請 问問 题題 没沒 还還 给給 钱錢 让讓 动動 转轉 账賬 现現 录錄
    错錯 误誤 帮幫 验驗 证證 电電 邮郵 页頁 实實 际際 发發 过過 里裡 后後 对對 开開 关關 换換 绑綁 单單 买買 卖賣
    东東 两兩 边邊 为為 从從 头頭 样樣 会會 么麼 听聽 谢謝 见見 机機 网網 带帶 门門 间間 长長 儿兒 学學 写寫 读讀
    认認 识識 张張 几幾 万萬 亿億 亲親 经經 进進 远遠 连連 达達 难難 额額 项項 预預 领領 须須 顾顧 显顯 驳駁 骗騙
    银銀 锁鎖 链鏈 铁鐵 键鍵 镇鎮 针針 钥鑰 钟鐘 阳陽 队隊 陆陸 险險 随隨 阶階 补補 装裝 览覽 观觀 规規 视視 觉覺
    该該 详詳 语語 试試 诉訴 词詞 译譯 评評 设設 许許 记記 讲講 论論 议議 训訓 订訂 计計 华華 协協 历歷 厂廠 厅廳
    厕廁 压壓 县縣 参參 双雙 变變 叠疊 团團 园園 围圍 国國 图圖 处處 备備 复複 够夠 夺奪 奖獎 妈媽 孙孫 宁寧 宝寶
    审審 宽寬 导導 将將 尔爾 层層 岁歲 岗崗 币幣 师師 帐帳 废廢 广廣 庄莊 庆慶 应應 库庫 弹彈 归歸 当當 总總 戏戲
    户戶 执執 扩擴 扫掃 扰擾 护護 报報 担擔 择擇 挂掛 挡擋 损損 据據 掷擲 数數 断斷 无無 旧舊 晓曉 术術 杀殺 权權
    条條 极極 构構 标標 树樹 档檔 桥橋 检檢 楼樓 欢歡 残殘 毕畢 气氣 汇匯 泪淚 洁潔 测測 济濟 浏瀏 涨漲 渐漸 温溫
    湿濕 满滿 滚滾 灯燈 灵靈 点點 烦煩 热熱 爱愛 状狀 独獨 环環 画畫 盘盤 着著 确確 礼禮 种種 积積 稳穩 穷窮 竞競
    笔筆 签簽 简簡 类類 粮糧 级級 纪紀 纯純 线線 组組 细細 终終 绍紹 结結 统統 继繼 续續 维維 缓緩 编編 缘緣 缩縮
    罗羅 罚罰 职職 联聯 脑腦 脸臉 节節 荐薦 药藥 获獲 虑慮 虽雖 触觸
    """
)
_TRADITIONAL = str.maketrans({pair[0]: pair[1] for pair in _PAIRS})

_WIDE = str.maketrans({chr(n): chr(n + 0xFEE0) for n in range(0x21, 0x7F)})
_WIDE_DIGITS = str.maketrans("0123456789", "０１２３４５６７８９")
_CALLED = str.maketrans("0123456789", "零一二三四五六七八九")
_CIRCLE = str.maketrans("0123456789", "〇一二三四五六七八九")
_YAO = str.maketrans("0123456789", "洞幺两三四五六拐八勾")
_PHONED = str.maketrans("0123456789", "零幺二三四五六七八九")
_BANKERS = str.maketrans("0123456789", "零壹贰叁肆伍陆柒捌玖")
_RINGS = str.maketrans("0123456789", "⓪①②③④⑤⑥⑦⑧⑨")
_WORDS = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")


def traditional(text: str) -> str:
    """The same in traditional characters, as far as one character stands for one."""
    return text.translate(_TRADITIONAL)


def _solid(value: str) -> str:
    return "".join(c for c in value if c not in " -./()·•")


def _groups(sizes: tuple[int, ...], mark: str, value: str) -> str:
    value = _solid(value)
    parts: list[str] = []
    at = 0
    turn = 0
    while at < len(value):
        size = sizes[min(turn, len(sizes) - 1)]
        parts.append(value[at : at + size])
        at += size
        turn += 1
    return mark.join(parts)


def _grouped(rng: Random, value: str, language: str) -> str:
    sizes = rng.choice(((3, 4, 4), (4,), (2,), (3,), (6, 4, 4), (4, 3, 4), (5,)))
    marks = (" ", "-", ".", "  ", "/", "_", " - ", *(("·", "—", "，", "、") if language == "zh" else ()))
    return _groups(sizes, rng.choice(marks), value)


def _spread(rng: Random, value: str, language: str) -> str:
    return rng.choice((" ", " ", ".", "-", "、" if language == "zh" else "_")).join(_solid(value))


def _lines(rng: Random, value: str, _language: str) -> str:
    cut = rng.randint(len(value) // 3, 2 * len(value) // 3)
    return f"{value[:cut]}\n{value[cut:]}"


def _lookalike(rng: Random, value: str, _language: str) -> str:
    swaps = rng.choice(({"0": "O"}, {"0": "o"}, {"1": "l"}, {"0": "O", "1": "l"}, {"1": "I"}))
    return "".join(swaps.get(c, c) for c in value)


def _spoken(rng: Random, value: str, _language: str) -> str:
    digits = _solid(value)
    said: list[str] = []
    at = 0
    doubles = rng.random() < 0.5
    zero = rng.choice(("zero", "oh", "o"))
    while at < len(digits):
        c = digits[at]
        word = (zero if c == "0" else _WORDS[int(c)]) if c.isdecimal() else {"+": "plus"}.get(c, c)
        if doubles and digits[at : at + 2] == c * 2 and c.isdecimal():
            said.append(f"double {word}")
            at += 2
        else:
            said.append(word)
            at += 1
    return " ".join(said)


def _half_han(rng: Random, value: str, _language: str) -> str:
    return "".join(c.translate(_CALLED) if rng.random() < 0.4 else c for c in value)


def _keycaps(_rng: Random, value: str, _language: str) -> str:
    return "".join(f"{c}\ufe0f\u20e3" if c.isdecimal() else c for c in value)


def _at_word(rng: Random, value: str, language: str) -> str:
    name, _, host = value.partition("@")
    if language == "zh":
        at = rng.choice(("艾特", "@", "圈a", "＠", "#", " at ", "(at)"))
        dot = rng.choice(("点", ".", "。", "."))
    else:
        at, dot = rng.choice(
            (
                (" at ", " dot "),
                ("(at)", "."),
                ("[at]", "[dot]"),
                (" at ", "."),
                (" @ ", " . "),
                (" AT ", " DOT "),
                ("@", " dot "),
            )
        )
    return f"{name}{at}{host.replace('.', dot)}"


STYLES: dict[str, Style] = {
    "wide": lambda _rng, value, _language: value.translate(_WIDE_DIGITS),
    "widest": lambda _rng, value, _language: value.replace(" ", "").translate(_WIDE),
    "han": lambda rng, value, _language: _solid(value).translate(rng.choice((_CALLED, _CIRCLE, _PHONED))),
    "yao": lambda _rng, value, _language: _solid(value).translate(_YAO),
    "bankers": lambda _rng, value, _language: _solid(value).translate(_BANKERS),
    "half": _half_han,
    "rings": lambda _rng, value, _language: _solid(value).translate(_RINGS),
    "keycaps": _keycaps,
    "grouped": _grouped,
    "spread": _spread,
    "lines": _lines,
    "look": _lookalike,
    "spoken": _spoken,
    "at": _at_word,
    "upper": lambda _rng, value, _language: value.upper(),
    "lower": lambda _rng, value, _language: value.lower(),
}

_NUMBERS = ("wide", "grouped", "spread", "half", "han", "bankers", "look", "lines", "keycaps", "rings", "spoken")
_ODD: dict[str, tuple[str, ...]] = {
    "CN_ID": ("wide", "grouped", "grouped", "spread", "half", "han", "bankers", "look", "lines", "lower"),
    "PHONE": _NUMBERS,
    "BANK_CARD": ("wide", "grouped", "grouped", "spread", "half", "han", "bankers", "look", "lines", "spoken"),
    "QQ_WECHAT": ("wide", "spread", "half", "han"),
    "OTP": ("wide", "spread", "han", "spoken"),
    "CVV": ("wide", "spread", "spoken"),
    "EMAIL": ("at", "at", "at", "widest", "upper"),
    "HK_ID": ("wide", "lower", "spread"),
    "TW_ID": ("wide", "lower", "spread", "grouped"),
    "MACAU_ID": ("wide", "spread"),
    "PASSPORT": ("widest", "lower", "spread"),
    "SSN_US": ("spread", "grouped", "spoken"),
    "IBAN": ("lower", "lines", "widest"),
    "CARD_SECRET": ("widest", "lower", "grouped", "lines"),
    "CRYPTO_KEY": ("lines",),
    "API_KEY": ("lines",),
    "PLATE": ("spread", "lower", "widest"),
    "IP": ("wide",),
}
_CHINESE_ONLY = {"half", "han", "bankers", "rings", "wide", "widest"}
_SOLID_ONLY = {"grouped", "spread", "lines", "spoken", "han", "bankers"}


def odd(rng: Random, kind: str, value: str, language: str) -> str:
    """The value as it is, or in one of the odd ways that people use for this type in this language."""
    ways = set(_ODD.get(kind, ()))
    if kind == "IP" and ":" in value:
        return value
    if value.startswith("+"):
        ways &= {"wide", "grouped"}
    if kind == "QQ_WECHAT" and not value.isdecimal():
        ways = {"widest", "upper"}
    ways -= {"spoken"} if language == "zh" else _CHINESE_ONLY
    if not all(c.isalnum() or c in " -./()" for c in value) or (kind in ("HK_ID", "MACAU_ID") and not value.isalnum()):
        ways -= _SOLID_ONLY
    if not ways or value.startswith("[") or "\n" in value or rng.random() < 0.5:
        return value
    return STYLES[rng.choice([way for way in _ODD.get(kind, ()) if way in ways] or sorted(ways))](rng, value, language)


_NATURAL = {18: (6, 14), 11: (3, 7), 10: (3, 6), 9: (3, 5)}  # identity, mobile, American, social security numbers


def pieces(rng: Random, value: str, count: int) -> list[str]:
    """The value cut into parts as somebody would send them one after the other: words whole, digits anywhere."""
    if count == 1:
        return [value]
    units: list[str] | str = value.split(" ") if " " in value and value.replace(" ", "").isalpha() else _solid(value)
    joint = " " if isinstance(units, list) else ""
    if count == 3 and len(units) in _NATURAL:
        first, second = _NATURAL[len(units)]
        return [joint.join(part) for part in (units[:first], units[first:second], units[second:])]
    size = len(units) / count
    cuts = [0, *(round(size * n) + rng.choice((-1, 0, 0, 1)) for n in range(1, count)), len(units)]
    if len(units) < count * 3:
        cuts = [round(size * n) for n in range(count + 1)]
    return [joint.join(units[a:b]) for a, b in itertools.pairwise(cuts)]
