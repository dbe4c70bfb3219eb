"""Addresses from the province or street down to the room."""

from __future__ import annotations

import re
from random import Random

from benchmarks.data.text_first.identity import Maker, digits
from benchmarks.data.text_first.phrases import words

CHINESE = "零一二三四五六七八九"


def filled(rng: Random, pattern: str) -> str:
    """Numbers (`{n90}` is up to 90) and the letter of a flat (`{ab}`) into an address."""
    pattern = pattern.replace("{ab}", rng.choice("ABCDEFGH"))
    return re.sub(r"\{n(\d+)\}", lambda found: str(rng.randint(1, int(found[1]))), pattern)


def room(rng: Random) -> str:
    """What stands behind the name of an estate."""
    block, unit = rng.randint(1, 36), rng.randint(1, 4)
    number = f"{rng.randint(1, 28)}0{rng.randint(1, 6)}"
    return rng.choice(
        (
            f"{block}栋{unit}单元{number}",
            f"{block}栋{unit}单元{number}室",
            f"{block}号楼{unit}单元{number}室",
            f"{block}号楼{number}",
            f"{block}幢{number}室",
            f"{rng.choice('ABCD')}座{number}",
            f"{rng.choice('ABCD')}栋{number}房",
            f"{block}-{unit}-{number}",
        ),
    )


def address_cn(rng: Random) -> str:
    """As on a parcel on the mainland."""
    province, city, district = rng.choice(words("cn_places", "|")).split(",")
    head = rng.choice((province + city + district, province + city + district, city + district or province + district))
    if not city:
        head = province + district
    gap = " " if rng.random() < 0.12 else ""
    road, number = rng.choice(words("cn_roads")), f"{rng.randint(1, 999)}号"
    estate = rng.choice(words("cn_estates"))
    if rng.random() < 0.08:
        village = f"{rng.choice(words('cn_villages'))}{rng.randint(1, 12)}组{rng.randint(1, 90)}号"
        return f"{head}{gap}{village}"
    return rng.choice(
        (
            f"{head}{gap}{road}{number}{gap}{estate}{room(rng)}",
            f"{head}{gap}{estate}{gap}{room(rng)}",
            f"{head}{gap}{road}{number}{estate}{gap}{room(rng)}",
            f"{head}{gap}{road}{number}",
            f"{head}{gap}{road}{number}{rng.choice('ABC')}座{rng.randint(2, 30)}楼",
        ),
    )


def address_informal(rng: Random) -> str:
    """As said in passing, with numbers in words and without a province."""
    _, city, district = rng.choice(words("cn_places", "|")).split(",")
    estate, road = rng.choice(words("cn_estates")), rng.choice(words("cn_roads"))
    floor, door, block = rng.randint(1, 9), rng.randint(1, 6), rng.randint(1, 9)
    spoken = f"{CHINESE[block]}栋{CHINESE[rng.randint(1, 4)]}单元{CHINESE[floor]}零{CHINESE[door]}"
    short = city.removesuffix("市") + district.removesuffix("区").removesuffix("新")
    return rng.choice(
        (
            f"{short}{estate}{spoken}",
            f"{short} {estate} {block}栋 {floor}0{door}",
            f"{short}{road}{rng.randint(1, 300)}号{estate}{block}#{floor}0{door}",
            f"{estate}{block}号楼{CHINESE[rng.randint(1, 4)]}单元{floor}楼{rng.choice('东西')}户",
            f"{short}那边{road}{estate}{CHINESE[block]}号楼{floor}0{door}",
            f"{short}{road}和{rng.choice(words('cn_roads'))}交叉口{estate}{block}-{floor}0{door}",
        ),
    )


def address_en(rng: Random) -> str:
    """As on a parcel in the United States, or elsewhere."""
    if rng.random() < 0.4:
        return filled(rng, rng.choice(words("world_addresses", "|")))
    number, street, city = (
        rng.randint(2, 9800),
        rng.choice(words("us_streets", "|")),
        rng.choice(words("us_places", "|")),
    )
    unit = rng.choice(
        ("", "", f", Apt {rng.randint(1, 40)}{rng.choice('ABC')}", f" Unit {rng.randint(1, 90)}", f" #{digits(rng, 3)}")
    )
    return f"{number} {street}{unit}, {city}"


def address_en_informal(rng: Random) -> str:
    """The same in small letters and with fewer commas."""
    text = address_en(rng)
    return rng.choice((text.lower(), text.replace(",", ""), text.lower().replace(",", ""), text.replace(", ", "\n")))


def address_hant(rng: Random) -> str:
    """In Hong Kong or Taiwan."""
    return filled(rng, rng.choice(words(rng.choice(("hk_addresses", "tw_addresses")), "|")))


def address_spaced(rng: Random) -> str:
    """A mainland one taken apart by spaces, commas or ends of lines."""
    head = "".join(rng.choice(words("cn_places", "|")).split(","))
    parts = [
        head,
        rng.choice(words("cn_roads")) + f"{rng.randint(1, 400)}号",
        rng.choice(words("cn_estates")),
        room(rng),
    ]
    return rng.choice((" ", "，", "\n", "-", " / ")).join(parts)


MAKERS: dict[str, Maker] = {
    "ADDRESS.zh": address_cn,
    "ADDRESS.en": address_en,
    "ADDRESS.hant": address_hant,
    "ADDRESS.zh.informal": address_informal,
    "ADDRESS.zh.spaced": address_spaced,
    "ADDRESS.en.informal": address_en_informal,
}
