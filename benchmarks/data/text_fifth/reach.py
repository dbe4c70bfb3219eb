"""People, and where they are reached: names, telephones, mailboxes, QQ, WeChat, homes, addresses of the net."""

from __future__ import annotations

from random import Random

from benchmarks.data.text_fifth.documents import Maker, digits
from benchmarks.data.text_fifth.pools import pool, words

_PLACES = {"zh": "addresses_zh", "tw": "addresses_tw", "hk": "addresses_hk", "en": "addresses_en"}


def _person(rng: Random, form: str, language: str) -> str:
    kind = form or ("zh" if language == "zh" else "en")
    if kind == "en":
        given, family = rng.choice(pool("names_en")).split("|")
        return f"{rng.choice(given.split(','))} {rng.choice(family.split(','))}"
    if kind == "pinyin":
        given = rng.choice(words("pinyin_given"))
        return rng.choice(
            (f"{rng.choice(words('pinyin_family'))} {given}", f"{given} {rng.choice(words('pinyin_family'))}")
        )
    if kind == "trad":
        return rng.choice(words("family_trad")) + "".join(rng.sample(words("given_trad"), 2))
    count = 1 if rng.random() < 0.22 else 2
    return rng.choice(words("family_zh")) + "".join(rng.sample(words("given_zh"), count))


def _phone(rng: Random, form: str, language: str) -> str:
    kind = form or ("cn" if language == "zh" else rng.choice(("us", "us", "uk", "in", "de", "ng", "br", "au", "ph")))

    def local(*sizes: int) -> str:
        return " ".join(digits(rng, size) for size in sizes)

    area = rng.choice(words("areas_us"))
    exchange = f"{rng.randint(2, 9)}{digits(rng, 2)}"
    return {
        "cn": lambda: _chinese_mobile(rng),
        "cnbare": lambda: rng.choice(words("mobile_cn")) + digits(rng, 8),
        "cnplus": lambda: f"+86 {rng.choice(words('mobile_cn'))} {local(4, 4)}",
        "land": lambda: (
            f"{rng.choice(('010', '021', '0755', '0571', '028', '0592', '0351'))}-{rng.randint(2, 8)}{digits(rng, 7)}"
        ),
        "us": lambda: rng.choice(("({}) {}-{}", "{}-{}-{}", "+1 {} {} {}", "{}.{}.{}")).format(
            area, exchange, digits(rng, 4)
        ),
        "usbare": lambda: area + exchange + digits(rng, 4),
        "uk": lambda: rng.choice(("07", "+44 7")) + f"{rng.choice('45789')}{digits(rng, 2)} {digits(rng, 6)}",
        "in": lambda: f"+91 {rng.choice('789')}{local(4, 5)}",
        "de": lambda: f"+49 {rng.choice(('151', '152', '175', '176'))} {digits(rng, 8)}",
        "ng": lambda: f"+234 80{rng.choice('23568')} {local(3, 4)}",
        "br": lambda: f"+55 {rng.choice(('11', '21', '31'))} 9{local(4)}-{digits(rng, 4)}",
        "au": lambda: f"04{local(2, 3, 3)}",
        "ph": lambda: f"+63 {rng.choice(('905', '917', '918', '927', '945', '977'))} {local(3, 4)}",
        "hk": lambda: rng.choice(("", "", "+852 ")) + f"{rng.choice('569')}{local(3, 4)}",
        "tw": lambda: rng.choice(
            (f"09{local(2)}-{local(3)}-{local(3)}", f"09{digits(rng, 8)}", f"+886 9{local(2, 3, 3)}")
        ),
        "sg": lambda: rng.choice(("", "+65 ")) + f"{rng.choice('89')}{local(3, 4)}",
        "my": lambda: f"+60 1{rng.choice('2346789')}-{local(3, 4)}",
        "mo": lambda: rng.choice(("", "+853 ")) + f"6{local(3, 4)}",
    }[kind]()


def _chinese_mobile(rng: Random) -> str:
    first, rest = rng.choice(words("mobile_cn")), digits(rng, 8)
    if rng.random() < 0.15:
        return rng.choice((f"{first} {rest[:4]} {rest[4:]}", f"{first}-{rest[:4]}-{rest[4:]}", f"+86{first}{rest}"))
    return first + rest


def _email(rng: Random, form: str, language: str) -> str:
    if form == "qq" or (language == "zh" and not form and rng.random() < 0.35):
        return f"{rng.randint(1, 9)}{digits(rng, rng.randint(7, 9))}@qq.com"
    if language == "zh":
        stem = rng.choice(words("pinyin_family")) + rng.choice(words("pinyin_given"))
        return f"{stem.lower()}{digits(rng, rng.choice((0, 2, 4)))}@{rng.choice(words('mail_zh'))}"
    given, family = rng.choice(pool("names_en")).split("|")
    one, other = (rng.choice(part.split(",")).lower().replace("'", "").replace("ü", "ue") for part in (given, family))
    local = rng.choice(
        (
            f"{one}.{other}",
            f"{one}{other[0]}{digits(rng, 2)}",
            f"{one[0]}{other}",
            f"{other}_{one}",
            f"{one}{digits(rng, 4)}",
        )
    )
    ascii_only = local.encode("ascii", "ignore").decode().replace(" ", "")
    return f"{ascii_only}@{form + '.com' if form else rng.choice(words('mail_en'))}"


def _qq_wechat(rng: Random, form: str, _: str) -> str:
    if form == "qq" or (not form and rng.random() < 0.5):
        return f"{rng.randint(1, 9)}{digits(rng, rng.randint(7, 9))}"
    stem = rng.choice(words("pinyin_given")).lower()
    family = rng.choice(words("pinyin_family")).lower()
    return rng.choice(
        (
            f"{stem}_{digits(rng, 4)}",
            f"{family}{stem}{digits(rng, 3)}",
            f"wxid_{stem}{digits(rng, 6)}",
            f"{stem}-{family}{digits(rng, 2)}",
            f"{family}_{stem}",
        )
    )


def _address(rng: Random, form: str, language: str) -> str:
    kind = form or ("zh" if language == "zh" else "en")
    line = rng.choice(pool(_PLACES[kind]))
    for sign, most in (("#", 299), ("$", 32), ("%", 18)):
        while sign in line:
            line = line.replace(sign, str(rng.randint(1, most)), 1)
    for name in ("road", "estate"):
        line = line.replace(f"<{name}>", rng.choice(words(f"{name}s_zh")))
    return (
        line.replace("<street>", rng.choice(pool("streets_en")))
        .replace("&", "0" + str(rng.randint(1, 4)))
        .replace("№", "#")
    )


def _ip(rng: Random, form: str, _: str) -> str:
    if form == "six":
        groups = [f"{rng.randrange(65536):x}" for _ in range(4)]
        return f"{rng.choice(('2408:8207', '240e:3b7', '2001:4860', '2a02:8108'))}:{':'.join(groups[:3])}::{groups[3]}"
    first = rng.choice([14, 27, 36, 39, 42, 49, 58, 61, 71, 81, 94, 101, 113, 117, 119, 122, 125, 183, 203, 218, 222])
    return f"{first}.{rng.randrange(256)}.{rng.randrange(256)}.{rng.randint(1, 254)}"


REACH: dict[str, Maker] = {
    "ADDRESS": _address,
    "EMAIL": _email,
    "IP": _ip,
    "PERSON": _person,
    "PHONE": _phone,
    "QQ_WECHAT": _qq_wechat,
}
