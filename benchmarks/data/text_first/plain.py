"""What stands beside the sensitive and is not sensitive itself: orders, parcels, prices, dates, chains."""

from __future__ import annotations

from random import Random

from benchmarks.data.text_first.identity import DIGITS, LOWER, UPPER, Maker, digits, some
from benchmarks.data.text_first.keys import HEX, base58, base58check

BECH32 = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"


def order(rng: Random) -> str:
    """Numbers of orders, in the shapes of several shops."""
    day = f"20{rng.randint(23, 26)}{rng.randint(1, 12):02}{rng.randint(1, 28):02}"
    return rng.choice(
        (
            day + digits(rng, rng.choice((8, 9, 10, 11))),
            digits(rng, rng.choice((16, 18, 19)), "123"),
            f"{rng.choice(('DD', 'HC', 'NO', 'GM', 'A', 'TK'))}{day}{digits(rng, 6)}",
            f"{rng.choice(UPPER)}{rng.choice(UPPER)}-{digits(rng, 6)}",
            digits(rng, rng.choice((10, 12, 13)), "2345"),
            f"#{digits(rng, 5)}",
        ),
    )


def order_long(rng: Random) -> str:
    """Only the long ones, in one piece."""
    return digits(rng, rng.choice((16, 17, 18, 19)), "123456789")


def trade(rng: Random) -> str:
    """As the payment platforms count."""
    day = f"20{rng.randint(23, 26)}{rng.randint(1, 12):02}{rng.randint(1, 28):02}"
    return rng.choice((f"{day}22001{digits(rng, 15)}", f"42000{digits(rng, 5)}{day}{digits(rng, 10)}"))


def tracking(rng: Random) -> str:
    """Parcels."""
    return rng.choice(
        (
            f"SF{digits(rng, 13)}",
            f"YT{digits(rng, 13)}",
            f"JDVA{digits(rng, 11)}",
            f"JT{digits(rng, 13)}",
            f"77{digits(rng, 13)}",
            f"4{digits(rng, 14)}",
            f"1Z{some(rng, UPPER + DIGITS, 6)}{digits(rng, 10)}",
            f"LX{digits(rng, 9)}CN",
            f"RR{digits(rng, 9)}HK",
            f"9400{digits(rng, 18)}",
        ),
    )


def transaction(rng: Random) -> str:
    """The hash of a transaction."""
    return rng.choice(("0x", "0x", "")) + some(rng, HEX, 64)


def bech32(rng: Random) -> str:
    """A bitcoin address of version 0, with its six characters that check it (BIP-173)."""
    data = [0, *(rng.randrange(32) for _ in range(31)), 2 * rng.randrange(16)]
    spread = [3, 3, 0, 2, 3, *data]  # "bc", spread out
    check = 1
    for value in [*spread, 0, 0, 0, 0, 0, 0]:
        top, check = check >> 25, (check & 0x1FFFFFF) << 5 ^ value
        for place, generator in enumerate((0x3B6A57B2, 0x26508E6D, 0x1EA119FA, 0x3D4233DD, 0x2A1462B3)):
            check ^= generator if top >> place & 1 else 0
    end = [(check ^ 1) >> 5 * (5 - place) & 31 for place in range(6)]
    return "bc1" + "".join(BECH32[value] for value in [*data, *end])


def wallet(rng: Random) -> str:
    """An address that everybody may know."""
    return rng.choice(
        (
            lambda: "0x" + some(rng, HEX + "ABCDEF", 40),
            lambda: "0x" + some(rng, HEX, 40),
            lambda: base58check(b"\x41" + rng.randbytes(20)),
            lambda: base58check(b"\x41" + rng.randbytes(20)),
            lambda: bech32(rng),
            lambda: base58check(rng.choice((b"\x00", b"\x05")) + rng.randbytes(20)),
            lambda: base58(rng.randbytes(32)),
        ),
    )()


def price(rng: Random) -> str:
    """What things cost."""
    return rng.choice(
        (str(rng.choice((6, 30, 50, 68, 98, 100, 128, 198, 328, 648))), f"{rng.randint(1, 2000)}.{digits(rng, 2)}")
    )


def dollars(rng: Random) -> str:
    """The same, abroad."""
    return rng.choice(
        (
            f"${rng.choice((5, 10, 20, 25, 50, 100))}",
            f"${rng.randint(1, 900)}.{digits(rng, 2)}",
            f"{rng.randint(3, 400)} USD",
        )
    )


def coins(rng: Random) -> str:
    """So much of a coin."""
    coin, amount = rng.choice(("USDT", "USDT", "ETH", "BTC", "TRX", "SOL", "BNB")), rng.randint(1, 9000)
    return (
        f"{rng.choice((str(amount), f'{amount}.{digits(rng, 2)}', f'0.{digits(rng, 4)}'))}{rng.choice((' ', ''))}{coin}"
    )


def date_zh(rng: Random) -> str:
    """A day."""
    month, day = rng.randint(1, 12), rng.randint(1, 28)
    return rng.choice(
        (
            f"{month}月{day}号",
            f"{month}月{day}日",
            f"2026-{month:02}-{day:02}",
            f"{month}.{day}",
            f"2025年{month}月{day}日",
        )
    )


def date_en(rng: Random) -> str:
    """The same in English."""
    month = rng.choice(["Jan", "Feb", "March", "April", "May", "June", "July", "Aug", "Sept", "Oct", "Nov", "Dec"])
    day = rng.randint(1, 28)
    return rng.choice(
        (f"{month} {day}", f"{day} {month}", f"{rng.randint(1, 12)}/{day}", f"2026-{rng.randint(1, 12):02}-{day:02}")
    )


def clock(rng: Random) -> str:
    """A time of day."""
    return rng.choice(
        (
            f"{rng.randint(0, 23)}:{rng.randint(0, 59):02}",
            f"{rng.randint(0, 23):02}:{rng.randint(0, 59):02}:{rng.randint(0, 59):02}",
        )
    )


def timestamp(rng: Random) -> str:
    """As in a log."""
    day = f"2026-{rng.randint(1, 12):02}-{rng.randint(1, 28):02}"
    return rng.choice(
        (
            f"{day} {clock(rng)}",
            f"{day}T{rng.randint(0, 23):02}:{rng.randint(0, 59):02}:09Z",
            str(rng.randint(1_700_000_000, 1_790_000_000)),
        )
    )


def version(rng: Random) -> str:
    """Of a program, with three or four numbers."""
    return rng.choice(
        (
            f"{rng.randint(1, 20)}.{rng.randint(0, 30)}.{rng.randint(0, 20)}",
            f"v{rng.randint(1, 9)}.{rng.randint(0, 20)}.{rng.randint(0, 9)}.{rng.randint(0, 400)}",
            f"10.0.{rng.randint(19041, 26100)}.{rng.randint(100, 4000)}",
            f"{rng.randint(1, 9)}.{rng.randint(0, 20)}",
        ),
    )


def error(rng: Random) -> str:
    """What a program says when something is wrong."""
    return rng.choice(
        (
            f"0x8{some(rng, HEX, 7)}",
            f"E{digits(rng, 4)}",
            f"ERR_{rng.choice(('TIMEOUT', 'CONN_RESET', 'PAY_FAIL'))}_{digits(rng, 3)}",
            f"-{digits(rng, 4)}",
            digits(rng, 5),
            f"CE-{digits(rng, 5)}-{rng.randint(1, 9)}",
        ),
    )


def sku(rng: Random) -> str:
    """As a shop counts its goods."""
    return rng.choice(
        (
            f"SKU-{some(rng, UPPER, 2)}{digits(rng, 5)}",
            f"{some(rng, UPPER, 3)}-{digits(rng, 3)}-{rng.choice(('CN', 'US', 'HK', 'JP'))}",
            f"G{digits(rng, 6)}",
            f"69{digits(rng, 11)}",
        ),
    )


def url(rng: Random) -> str:
    """A page that anybody may see."""
    host = rng.choice(("shop.example.com", "www.example.cn", "help.example.org", "t.example.com", "m.example.com.cn"))
    path = rng.choice(
        (
            f"item?id={digits(rng, 12)}",
            f"help/{digits(rng, 4)}",
            some(rng, LOWER + DIGITS, 7),
            f"order/{digits(rng, 10)}",
            "faq/refund",
        )
    )
    return f"https://{host}/{path}"


def colour(rng: Random) -> str:
    """Of a skin, say."""
    return "#" + some(rng, HEX.upper(), 6)


def file(rng: Random) -> str:
    """As telephones name pictures."""
    day = f"202{rng.randint(3, 6)}{rng.randint(1, 12):02}{rng.randint(1, 28):02}"
    return rng.choice(
        (
            f"IMG_{day}_{digits(rng, 6)}.jpg",
            f"微信图片_{day}{digits(rng, 6)}.png",
            f"Screenshot_{day}-{digits(rng, 6)}.png",
        )
    )


def nick(rng: Random) -> str:
    """What somebody is called in a game."""
    return rng.choice(
        (
            "夜丨微凉",
            "xX_Shadow_Xx",
            "奶茶三分甜",
            "DarkRaven77",
            "孤独的狼",
            "Mr丶帅",
            "NoobMaster69",
            "菜到抠脚",
            "一剑霜寒",
            "PotatoKing",
        )
    )


MAKERS: dict[str, Maker] = {
    "clock": clock,
    "coins": coins,
    "commit": lambda rng: some(rng, HEX, rng.choice((7, 40))),
    "file": file,
    "md5": lambda rng: some(rng, HEX, 32),
    "uuid": lambda rng: "-".join(some(rng, HEX, length) for length in (8, 4, 4, 4, 12)),
    "colour": colour,
    "date.en": date_en,
    "date.zh": date_zh,
    "dollars": dollars,
    "error": error,
    "half": lambda rng: digits(rng, rng.choice((8, 9)), "123456789"),
    "nick": nick,
    "order": order,
    "order.long": order_long,
    "percent": lambda rng: str(rng.randint(3, 99)),
    "price": price,
    "sku": sku,
    "small": lambda rng: str(rng.randint(2, 12)),
    "quantity": lambda rng: str(rng.choice((2, 3, 5, 10, 20, 50, 100, 200))),
    "timestamp": timestamp,
    "tracking": tracking,
    "trade": trade,
    "tx": transaction,
    "uid": lambda rng: digits(rng, rng.choice((8, 9, 9, 10)), "123456789"),
    "url": url,
    "version": version,
    "wallet": wallet,
    "year": lambda rng: str(rng.randint(2019, 2026)),
}
