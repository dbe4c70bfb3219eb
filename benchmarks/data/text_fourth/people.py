"""Names of people, where they live, and their mailboxes; each maker takes a source of randomness and a variant."""

from __future__ import annotations

from random import Random

from benchmarks.data.text_fourth.pools import pool


def _zh(rng: Random) -> str:
    given = rng.choice(pool("given")) + (rng.choice(pool("given")) if rng.random() < 0.74 else "")
    return rng.choice(pool("surnames")[: 150 if rng.random() < 0.75 else None]) + given


def _traditional(rng: Random) -> str:
    given = rng.choice(pool("given_tr")) + (rng.choice(pool("given_tr")) if rng.random() < 0.92 else "")
    return rng.choice(pool("surnames_tr")) + given


def _hk_english(rng: Random) -> str:
    given = rng.choice(pool("given_hk"))
    if rng.random() < 0.35:
        given = given.replace("-", " ").title()
    return f"{rng.choice(pool('romanised_hk'))} {given}"


def _nanyang(rng: Random) -> str:
    return f"{rng.choice(pool('romanised_nanyang'))} {rng.choice(pool('given_nanyang'))}"


def _malaysian(rng: Random) -> str:
    return rng.choice((*pool("malay"), *pool("tamil"))) if rng.random() < 0.7 else _nanyang(rng)


def _pinyin(rng: Random) -> str:
    given = "".join(rng.sample(pool("syllables"), rng.choice((1, 2))))
    return f"{rng.choice(pool('pinyin'))} {given}".title()


def _english(rng: Random) -> str:
    first, last = rng.choice(pool("first_en")), rng.choice(pool("last_en")).replace("Da-", "da ").replace("-", " ")
    middle = f" {rng.choice('ABCDEFGHJKLMNPRSTW')}." if rng.random() < 0.08 else ""
    return f"{first}{middle} {last}"


NAMES = {
    "zh": _zh,
    "hk": _traditional,
    "tw": _traditional,
    "hken": _hk_english,
    "sg": _nanyang,
    "my": _malaysian,
    "pinyin": _pinyin,
    "en": _english,
}


def person(rng: Random, variant: str) -> str:
    """A name as its owner's papers have it, without a title."""
    return NAMES[variant](rng)


def _door_zh(rng: Random) -> str:
    estate, road, number = rng.choice(pool("cn_estates")), rng.choice(pool("cn_roads")), rng.randint(1, 988)
    house, unit, flat = rng.randint(1, 38), rng.randint(1, 4), f"{rng.randint(1, 32)}0{rng.randint(1, 6)}"
    return rng.choice(
        (
            f"{road}{number}号{estate}{house}栋{unit}单元{flat}",
            f"{road}{number}号{estate}{house}幢{flat}室",
            f"{road}{number}号",
            f"{road}与{rng.choice(pool('cn_roads'))}交叉口{estate}{house}号楼{flat}",
            f"{estate}{house}-{unit}-{flat}",
            f"{road}{number}弄{house}号{flat}室",
            f"{rng.choice(pool('cn_villages'))}{rng.randint(1, 14)}组{rng.randint(1, 120)}号",
            f"{road}{number}号菜鸟驿站",
        )
    )


def address(rng: Random, variant: str) -> str:
    """An address from its largest part to the door (or the other way round, where that is usual)."""
    if variant == "zh":
        return rng.choice(pool("cn_areas")) + rng.choice(("", "", " ")) + _door_zh(rng)
    if variant == "hk":
        block = rng.choice((f"{rng.randint(1, 12)}座", f"{rng.choice('ABCDE')}座", ""))
        return (
            f"{rng.choice(pool('hk_areas'))}{rng.choice(pool('hk_streets'))}{rng.randint(2, 780)}號"
            f"{rng.choice(pool('hk_buildings'))}{block}{rng.randint(2, 38)}樓{rng.choice('ABCDEFGH')}室"
        )
    if variant == "tw":
        lane = rng.choice((f"{rng.randint(2, 400)}巷", f"{rng.randint(2, 400)}巷{rng.randint(1, 60)}弄", ""))
        floor = rng.choice((f"{rng.randint(2, 14)}樓", f"{rng.randint(2, 14)}樓之{rng.randint(1, 6)}", ""))
        return f"{rng.choice(pool('tw_areas'))}{lane}{rng.randint(1, 300)}號{floor}"
    name = {"hken": "hk_english", "sg": "sg", "my": "my", "us": "us", "uk": "uk", "world": "world"}.get(variant)
    if name is None:
        name = rng.choice(("us", "us", "uk", "uk", "world"))
    return rng.choice(pool(name)).format(
        s=rng.randint(11, 489),
        n=rng.randint(2, 39),
        b=rng.randint(1, 9),
        f=rng.choice("ABCDEGHK"),
        p2=f"{rng.randint(1, 99):02d}",
        p4=f"{rng.randint(1, 9999):04d}",
    )


def email(rng: Random, variant: str) -> str:
    """A mailbox: digits at QQ, pinyin, names with years, words."""
    if variant == "zh":
        domain = rng.choice(pool("domains_zh"))
        pinyin = rng.choice(pool("pinyin")) + "".join(rng.sample(pool("syllables"), rng.choice((1, 2))))
        local = rng.choice((f"{pinyin}{rng.randint(1, 9999)}", f"{pinyin}_{rng.randint(70, 99)}", pinyin))
        if domain in ("qq.com", "139.com"):
            local = str(rng.randint(10**7, 3 * 10**9)) if domain == "qq.com" else f"13{rng.randint(5 * 10**8, 10**9)}"
        return f"{local}@{domain}"
    first, last = rng.choice(pool("first_en")).lower(), rng.choice(pool("last_en")).lower()
    last = last.replace("'", "").replace("-", "")
    local = rng.choice(
        (
            f"{first}.{last}",
            f"{first}{last}{rng.randint(1, 99)}",
            f"{first[0]}.{last}{rng.randint(1950, 2009)}",
            f"{first}_{rng.choice(pool('words_en'))}",
            f"{rng.choice(pool('words_en'))}{rng.choice(pool('words_en'))}{rng.randint(1, 999)}",
            f"{last}.{first[0]}+{rng.choice(('shop', 'games', 'kyc'))}",
        )
    )
    return (
        f"{local}@{rng.choice(pool('domains_region') if variant in ('hk', 'tw', 'sg', 'my') else pool('domains_en'))}"
    )


def chat_number(rng: Random, variant: str) -> str:
    """A number at QQ or a name at WeChat."""
    kind = variant if variant in ("qq", "wx") else rng.choice(("qq", "wx"))
    if kind == "qq":
        size = rng.choice((6, 8, 9, 9, 10, 10))
        return str(rng.randint(10 ** (size - 1), 10**size // (3 if size == 10 else 1)))
    return rng.choice(
        (
            f"wxid_{''.join(rng.choices('abcdefghijkmnpqrstuvwxyz0123456789', k=14))}",
            f"{rng.choice(pool('pinyin'))}{rng.choice(pool('syllables'))}{rng.randint(10, 9999)}",
            f"{rng.choice(pool('syllables'))}_{rng.choice(pool('syllables'))}-{rng.randint(100, 999)}",
            f"{rng.choice('abcdefghklmqstxyz').upper()}{rng.choice(pool('words_en'))}{rng.randint(100, 99999)}",
        )
    )
