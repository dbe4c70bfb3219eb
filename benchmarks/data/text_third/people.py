"""Invented people and the ways to reach them: names, addresses, telephone numbers, mailboxes, accounts, plates."""

from __future__ import annotations

import unicodedata
from random import Random

from benchmarks.data.text_third.pools import pick

LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ"


def digits(rng: Random, count: int) -> str:
    """So many digits, the first not zero."""
    return str(rng.randint(1, 9)) + "".join(str(rng.randint(0, 9)) for _ in range(count - 1))


def shaped(rng: Random, shape: str) -> str:
    """The shape with each # a digit, each @ a capital letter and each % a house number."""
    out = ""
    for sign in shape:
        out += {"#": str(rng.randint(0, 9)), "@": rng.choice(LETTERS), "%": str(rng.randint(1, 180))}.get(sign, sign)
    return out


def name_zh(rng: Random) -> str:
    """A name of mainland China; a given name of one sign is doubled up with another one half the time."""
    given = pick(rng, "given")
    if len(given) == 1 and rng.random() < 0.35:
        other = pick(rng, "given")
        given += other if len(other) == 1 else ""
    return pick(rng, "surname") + given


def name_tw(rng: Random) -> str:
    """A name in traditional characters."""
    return pick(rng, "tw_surname") + pick(rng, "tw_given")


def name_pinyin(rng: Random) -> str:
    """A Chinese name in Latin letters, either part first, or as a passport prints it."""
    last, first = pick(rng, "pinyin_surname"), pick(rng, "pinyin_given")
    return rng.choice((f"{last} {first}", f"{first} {last}", f"{last.upper()} {first.upper()}"))


def name_hk(rng: Random) -> str:
    """A Hong Kong name in Latin letters."""
    last, given = pick(rng, "hk_surname"), pick(rng, "hk_given")
    return rng.choice((f"{last} {given}", f"{last.upper()} {given}", f"{given} {last}"))


def name_en(rng: Random) -> str:
    """A name from elsewhere, sometimes with an initial."""
    middle = f" {rng.choice(LETTERS)}." if rng.random() < 0.08 else ""
    return f"{pick(rng, 'first')}{middle} {pick(rng, 'last')}"


def door_zh(rng: Random) -> str:
    """From the road or estate to the door."""
    number = rng.randint(1, 999)
    flat = f"{rng.randint(1, 32)}{rng.randint(1, 4):02d}"
    return rng.choice(
        (
            f"{pick(rng, 'road')}{number}号{pick(rng, 'estate')}{rng.randint(1, 28)}栋{flat}室",
            f"{pick(rng, 'road')}{number}号{pick(rng, 'estate')}{rng.randint(1, 28)}号楼{rng.randint(1, 4)}单元{flat}",
            f"{pick(rng, 'estate')}{rng.randint(1, 9)}期{rng.randint(1, 28)}幢{flat}",
            f"{pick(rng, 'estate')}{rng.randint(1, 28)}-{rng.randint(1, 4)}-{flat}",
            f"{pick(rng, 'road')}{number}号",
            f"{pick(rng, 'road')}{number}弄{rng.randint(1, 60)}号{flat}室",
            f"{pick(rng, 'village')}{rng.randint(1, 200)}号",
        )
    )


def address_zh(rng: Random) -> str:
    """An address of mainland China, from its province to the door, the word for province sometimes left out."""
    area = pick(rng, "area")
    if rng.random() < 0.3:
        area = area.replace("省", "", 1)
    return area + rng.choice(("", "", " ")) + door_zh(rng)


def address_tw(rng: Random) -> str:
    """An address in Taiwan."""
    alley = f"{rng.randint(1, 300)}巷" if rng.random() < 0.4 else ""
    floor = f"{rng.randint(2, 15)}樓" + rng.choice(("", "", f"之{rng.randint(1, 6)}"))
    return f"{pick(rng, 'tw_area')}{alley}{rng.randint(1, 400)}號{floor}"


def address_hk(rng: Random) -> str:
    """An address in Hong Kong in Chinese."""
    flat = f"{rng.randint(2, 38)}樓{rng.choice('ABCDEFGH')}室"
    return f"{pick(rng, 'hk_place')}{rng.randint(1, 700)}號{pick(rng, 'hk_building')}{flat}"


def address_sg(rng: Random) -> str:
    """An address in Singapore."""
    block = f"Blk {rng.randint(1, 899)}{rng.choice(('', '', 'A', 'B'))}"
    unit = f"#{rng.randint(2, 25):02d}-{rng.randint(1, 999)}"
    return f"{block} {pick(rng, 'sg_street')} {unit} Singapore {shaped(rng, '######')}"


def address_us(rng: Random) -> str:
    """An address in the United States."""
    way = rng.choice(("St", "Street", "Ave", "Avenue", "Dr", "Ln", "Rd", "Blvd", "Court", "Way"))
    flat = rng.choice(("", "", "", f" Apt {rng.randint(1, 40)}{rng.choice('ABCD')}", f", Unit {rng.randint(1, 400)}"))
    return f"{rng.randint(10, 9900)} {pick(rng, 'us_street')} {way}{flat}, {shaped(rng, pick(rng, 'us_town') + '#')}"


def address_uk(rng: Random) -> str:
    """An address in the United Kingdom."""
    flat = rng.choice(("", "", f"Flat {rng.randint(1, 20)}, "))
    return f"{flat}{rng.randint(1, 210)} {pick(rng, 'uk_street')}, {shaped(rng, pick(rng, 'uk_town'))}"


def address_far(rng: Random) -> str:
    """An address in Australia, Canada, continental Europe or elsewhere in Asia and Africa."""
    where = rng.choice(("au_place", "ca_place", "eu_place", "asia_place"))
    shape = pick(rng, where)
    front = (
        "" if "%" in shape else rng.choice((f"{rng.randint(1, 900)} ", f"{rng.randint(1, 40)}/{rng.randint(1, 300)} "))
    )
    return shaped(rng, front + shape)


def address_hken(rng: Random) -> str:
    """An address in Hong Kong in English."""
    return f"Flat {rng.choice('ABCDEFGH')}, {rng.randint(2, 38)}/F, {rng.randint(1, 700)} {pick(rng, 'hk_english')}"


def address_en(rng: Random) -> str:
    """An address in English, of any country."""
    makers = (address_us, address_us, address_uk, address_uk, address_far, address_far, address_sg, address_hken)
    return rng.choice(makers)(rng)


def phone_zh(rng: Random) -> str:
    """A mobile number of mainland China, mostly without gaps."""
    head = pick(rng, "cn_mobile")
    middle, tail = shaped(rng, "####"), shaped(rng, "####")
    gap = rng.choice(("", "", "", "", "", " ", "-"))
    country = rng.choice(("", "", "", "", "", "", "", "+86 ", "+86", "86-"))
    return f"{country}{head}{gap}{middle}{gap}{tail}"


def phone_bare(rng: Random) -> str:
    """The eleven digits of such a number alone."""
    return "".join(sign for sign in phone_zh(rng) if sign.isdigit())[-11:]


def line_zh(rng: Random) -> str:
    """A landline of mainland China."""
    code, count = rng.choice((("010", 8), ("021", 8), ("0571", 8), ("0755", 8), ("020", 8), ("0592", 7), ("0931", 7)))
    return f"{code}-{rng.randint(2, 8)}{shaped(rng, '#' * (count - 1))}"


def phone_hk(rng: Random) -> str:
    """A mobile number of Hong Kong."""
    plain = rng.choice("5569") + shaped(rng, "### ####")
    return rng.choice(("", "", "+852 ", "852-")) + (plain if rng.random() < 0.6 else plain.replace(" ", ""))


def phone_tw(rng: Random) -> str:
    """A mobile number of Taiwan."""
    return shaped(rng, rng.choice(("09##-###-###", "09########", "09## ### ###", "+886 9## ### ###")))


def phone_sg(rng: Random) -> str:
    """A mobile number of Singapore."""
    return rng.choice(("", "", "+65 ", "+65")) + rng.choice("89") + shaped(rng, "### ####")


def phone_us(rng: Random) -> str:
    """A number of North America."""
    area = pick(rng, "us_code")
    exchange = f"{rng.randint(2, 9)}{shaped(rng, '##')}"
    if exchange[1:] == "11":
        exchange = exchange[0] + "35"
    tail = shaped(rng, "####")
    shapes = (f"({area}) {exchange}-{tail}", f"{area}-{exchange}-{tail}", f"{area}.{exchange}.{tail}")
    return rng.choice((*shapes, *shapes, f"+1 {area} {exchange} {tail}", f"{area}{exchange}{tail}"))


def phone_far(rng: Random) -> str:
    """A number of another country."""
    shapes = (
        "07### ######|+44 7### ######|+61 4## ### ###|04## ### ###|+49 15# ########|+33 6 ## ## ## ##|+34 6## ### ###"
    )
    more = "+91 9#### #####|+60 12-### ####|+39 34# ### ####|+971 50 ### ####|+234 803 ### ####|+353 87 ### ####"
    return shaped(rng, rng.choice(f"{shapes}|{more}".split("|")))


def phone_en(rng: Random) -> str:
    """A number as somebody who writes English gives it."""
    return rng.choice((phone_us, phone_us, phone_far, phone_far, phone_sg))(rng)


def plain_letters(text: str) -> str:
    """The letters a to z of a name."""
    parts = unicodedata.normalize("NFKD", text.replace("ø", "o").replace("ł", "l").replace("ı", "i")).lower()
    return "".join(sign for sign in parts if "a" <= sign <= "z")


def email(rng: Random) -> str:
    """A mailbox at a common provider or at a small domain."""
    first, last = plain_letters(pick(rng, "first")), plain_letters(pick(rng, "last"))
    if rng.random() < 0.4:
        first, last = plain_letters(pick(rng, "pinyin_given")), plain_letters(pick(rng, "pinyin_surname"))
    year = str(rng.randint(70, 99))
    local = rng.choice(
        (f"{first}.{last}", f"{first}{last}{year}", f"{first[0]}{last}", f"{last}_{first}", f"{first}{digits(rng, 3)}")
    )
    host = rng.choice((pick(rng, "mail_en"), pick(rng, "mail_en"), "gmail.com", f"{last}-family.net"))
    return f"{local}@{host}"


def email_zh(rng: Random) -> str:
    """A mailbox at a provider used in China."""
    if rng.random() < 0.35:
        return f"{digits(rng, rng.randint(8, 10))}@qq.com"
    local = plain_letters(pick(rng, "pinyin_surname")) + plain_letters(pick(rng, "pinyin_given"))
    tail = rng.choice(("", digits(rng, 2), str(rng.randint(1975, 2006)), "_" + digits(rng, 3)))
    return f"{local}{tail}@{pick(rng, 'mail_zh')}"


def qq(rng: Random) -> str:
    """A number at QQ."""
    return digits(rng, rng.choice((7, 8, 9, 9, 10, 10)))


def wechat(rng: Random) -> str:
    """An account name at WeChat."""
    name = plain_letters(pick(rng, "pinyin_surname")) + plain_letters(pick(rng, "pinyin_given"))
    odd = "".join(rng.choice("abcdefghijkmnpqrstuvwxyz0123456789") for _ in range(14))
    return rng.choice(
        (f"{name}{digits(rng, 4)}", f"{name}_{digits(rng, 2)}", f"wxid_{odd}", f"{name[:4]}-{digits(rng, 6)}")
    )


def plate(rng: Random) -> str:
    """A number plate of mainland China, one in three of an electric car."""
    head = rng.choice("京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青川宁琼") + rng.choice("ABCDEFGH")
    tail = rng.choice(("#####", "@####", "##@##", "@#@##", "D#####", "F#####"))
    return head + rng.choice(("", "", "·")) + shaped(rng, tail)


def ip(rng: Random) -> str:
    """An address on the internet, one in six of version six."""
    if rng.random() < 0.16:
        groups = [f"{rng.randint(1, 65535):x}" for _ in range(6)]
        return rng.choice(("2408:8", "240e:3", "2a02:8", "2600:1")) + f"{rng.randint(16, 255):02x}:" + ":".join(groups)
    first = rng.choice((36, 39, 42, 58, 61, 73, 82, 86, 101, 113, 116, 120, 124, 151, 180, 203, 218, 223))
    return ".".join(map(str, (first, rng.randint(1, 254), rng.randint(0, 255), rng.randint(1, 254))))
