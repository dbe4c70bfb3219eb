"""What stands in messages and is nobody's secret: orders, parcels, hashes, prices, players, versions, dates, brands."""

from __future__ import annotations

from collections.abc import Callable
from random import Random

from benchmarks.data.text_third.keys import checked58
from benchmarks.data.text_third.people import digits, shaped
from benchmarks.data.text_third.pools import pick

GAMES_ZH = (
    "原神 王者荣耀 和平精英 崩坏星穹铁道 蛋仔派对 明日方舟 英雄联盟 永劫无间 三角洲行动 火影忍者手游 鸣潮 暗黑破坏神"
)
GAMES_EN = (
    "Valorant|Genshin Impact|Roblox|Elden Ring|Apex Legends|Minecraft|Fortnite|Helldivers 2|Path of Exile|Diablo IV"
)
HEROES_ZH = "貂蝉 韩信 诸葛亮 李白 孙尚香 马超 钟离 胡桃 甘雨 刻晴 卡芙卡 花木兰 亚瑟 赵云 夜阑 宇智波佐助"
HEROES_EN = "Jett|Miss Fortune|Lee Sin|Hu Tao|Garen|Dr. Mundo|Jinx|Zhongli|Kratos|Lara Croft|Master Yi|Tracer"
BRANDS_ZH = "周大福 李宁 老干妈 王老吉 张小泉 安踏 方太 李锦记 马应龙 陈克明 王守义十三香 周黑鸭 曹操出行 张飞牛肉"
BRANDS_EN = (
    "Levi Strauss|Calvin Klein|Jack Daniel's|Charles Schwab|Morgan Stanley|Dr. Martens|Tommy Hilfiger|Betty Crocker"
)
CITIES_ZH = "杭州 成都 深圳 沈阳 乌鲁木齐 义乌 西安 昆明 厦门 东莞 香港 高雄"
CITIES_EN = "Austin|Manchester|Singapore|Melbourne|Kuala Lumpur|Toronto|Berlin|Lagos|Dubai|Auckland|Houston"
MODELS = "RTX 4070|ThinkPad X1C|iPhone 15 Pro|SM-S9280|WH-1000XM5|DS224+|BCD-510WDPZ50|KFR-35GW|MQ-135B|EOS R50|A2848"
ERRORS = "0x80070005|ERR_CONNECTION_RESET|E-3021|500-1138|WSL-40012|CE-34878-0|PAY_4103|0xc000007b|TIMEOUT-77|AUTH_0219"


def _one(text: str) -> Callable[[Random], str]:
    parts = text.split("|") if "|" in text else text.split()
    return lambda rng: rng.choice(parts)


def _order(rng: Random) -> str:
    when = f"20{rng.randint(24, 26)}{rng.randint(1, 12):02d}{rng.randint(1, 28):02d}"
    taobao = digits(rng, 19)
    return rng.choice((f"{when}{shaped(rng, '########')}", taobao, shaped(rng, "@@-#######"), shaped(rng, "#######")))


def _order_en(rng: Random) -> str:
    shapes = ("###-#######-#######", "#@@#####", "@@-######", "########", "ORD-####-######", "W##########")
    return rng.choice(("", "#")) + digits(rng, 1) + shaped(rng, rng.choice(shapes))


def _parcel(rng: Random) -> str:
    return shaped(
        rng, rng.choice(("SF#############", "YT#############", "7#############", "JDVB###########", "4############"))
    )


def _parcel_en(rng: Random) -> str:
    return shaped(
        rng, rng.choice(("1Z@##@##########", "LX#########CN", "9400###############", "##########", "RR#########GB"))
    )


def _hash(rng: Random) -> str:
    return rng.choice(("0x", "0x", "")) + rng.randbytes(32).hex()


def _wallet(rng: Random) -> str:
    bech = "".join(rng.choice("023456789acdefghjklmnpqrstuvwxyz") for _ in range(38))
    return rng.choice((f"0x{rng.randbytes(20).hex()}", checked58(b"\x41" + rng.randbytes(20)), f"bc1q{bech}"))


def _version(rng: Random) -> str:
    return f"{rng.randint(1, 14)}.{rng.randint(0, 30)}.{rng.randint(0, 40)}" + rng.choice(
        ("", "", f".{rng.randint(1, 9999)}")
    )


def _date_zh(rng: Random) -> str:
    month, day = rng.randint(1, 12), rng.randint(1, 28)
    return rng.choice((f"{month}月{day}号", f"{month}月{day}日", f"2026-{month:02d}-{day:02d}", f"{month}.{day}"))


def _date_en(rng: Random) -> str:
    month = pick(rng, "month")
    day = rng.randint(1, 28)
    return rng.choice(
        (f"{month} {day}", f"{day} {month}", f"{rng.randint(1, 12)}/{day}/2026", f"{month[:3]} {day}, 2026")
    )


def _money_en(rng: Random) -> str:
    amount = f"{rng.randint(2, 480)}.{rng.choice((0, 50, 95, 99)):02d}"
    return rng.choice(
        (f"${amount}", f"${amount}", f"£{amount}", f"€{amount}", f"S${amount}", f"US${rng.randint(5, 900)}")
    )


FILLERS: dict[str, Callable[[Random], str]] = {
    "amount": lambda rng: f"{rng.randint(1, 9000)}.{rng.randint(0, 99):02d}",
    "brand": _one(BRANDS_ZH),
    "branden": _one(BRANDS_EN),
    "city": _one(CITIES_ZH),
    "cityen": _one(CITIES_EN),
    "commit": lambda rng: rng.randbytes(20).hex(),
    "coupon": lambda rng: rng.choice(("SAVE", "SUMMER", "VIP", "NEW", "HELLO")) + str(rng.randint(5, 99)),
    "date": _date_zh,
    "dateen": _date_en,
    "error": _one(ERRORS),
    "game": _one(GAMES_ZH),
    "gameen": _one(GAMES_EN),
    "hash": _hash,
    "hero": _one(HEROES_ZH),
    "heroen": _one(HEROES_EN),
    "lastfour": lambda rng: shaped(rng, "####"),
    "masked": lambda rng: f"1{rng.choice('3578')}{rng.randint(0, 9)}****{shaped(rng, '####')}",
    "model": _one(MODELS),
    "money": _money_en,
    "n": lambda rng: str(rng.randint(2, 60)),
    "order": _order,
    "orderen": _order_en,
    "parcel": _parcel,
    "parcelen": _parcel_en,
    "player": lambda rng: digits(rng, rng.choice((8, 9, 9, 10))),
    "serial": lambda rng: shaped(rng, rng.choice(("@@#@######", "S/N @#@@####@@", "PF#@@###", "C02@#####@@#@"))),
    "ticket": lambda rng: shaped(rng, rng.choice(("TK-######", "#####", "CASE-##-####", "INC#######"))),
    "time": lambda rng: f"{rng.randint(0, 23)}:{rng.randint(0, 59):02d}",
    "version": _version,
    "wallet": _wallet,
    "yuan": lambda rng: f"{rng.randint(3, 4000)}" + rng.choice(("", "", ".5", ".90")),
}
