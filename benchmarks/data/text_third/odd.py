"""Other ways to write a value: wide digits, digits as words, odd gaps, signs in words, several lines, slips."""

from __future__ import annotations

from collections.abc import Callable
from random import Random

ZH = dict(zip("0123456789", "零一二三四五六七八九", strict=True))
ZH_FORMAL = dict(zip("0123456789", "零壹贰叁肆伍陆柒捌玖", strict=True))
ZH_TRADITIONAL = dict(zip("0123456789", "零壹貳參肆伍陸柒捌玖", strict=True))
ZH_CIRCLE = dict(zip("0123456789", "〇一二三四五六七八九", strict=True))
CIRCLED = dict(zip("0123456789", "⓪①②③④⑤⑥⑦⑧⑨", strict=True))
EN_WORDS = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
EN = dict(zip("0123456789", EN_WORDS, strict=True))


def wide(_rng: Random, text: str) -> str:
    """Full-width signs."""
    return "".join(chr(ord(sign) + 0xFEE0) if "!" <= sign <= "~" else sign for sign in text)


def spoken_zh(rng: Random, text: str) -> str:
    """Digits as Chinese numerals, one said the way of the telephone in two of five."""
    table = dict(rng.choice((ZH, ZH, ZH_CIRCLE)))
    if rng.random() < 0.4:
        table["1"] = "幺"
    return "".join(table.get(sign, sign) for sign in text if sign not in " -")


def formal_zh(rng: Random, text: str) -> str:
    """Digits as the numerals of cheques."""
    table = ZH_FORMAL if rng.random() < 0.8 else ZH_TRADITIONAL
    return "".join(table.get(sign, sign) for sign in text if sign not in " -")


def some_zh(rng: Random, text: str) -> str:
    """Some of the digits as Chinese numerals."""
    return "".join(ZH.get(sign, sign) if rng.random() < 0.45 else sign for sign in text)


def circled(_rng: Random, text: str) -> str:
    """Digits in circles."""
    return "".join(CIRCLED.get(sign, sign) for sign in text)


def spoken_en(rng: Random, text: str) -> str:
    """Digits as English words, letters alone between them, now and then oh for zero and double for a pair."""
    table = {**EN, "0": "oh"} if rng.random() < 0.4 else EN
    words = [table.get(sign, sign.lower()) for sign in text if sign not in " -()."]
    out: list[str] = []
    for word in words:
        if out and out[-1] == word and rng.random() < 0.5:
            out[-1] = f"double {word}"
        else:
            out.append(word)
    return " ".join(out)


def letters_for_digits(rng: Random, text: str) -> str:
    """The letter O for zero, and l for one now and then."""
    one = "l" if rng.random() < 0.3 else "1"
    return text.replace("0", rng.choice("OOo")).replace("1", one)


def _in_steps(rng: Random, text: str, gap: str, steps: tuple[int, ...]) -> str:
    bare, out, at = "".join(sign for sign in text if sign.isalnum()), [], 0
    while at < len(bare):
        step = rng.choice(steps)
        out.append(bare[at : at + step])
        at += step
    return gap.join(out)


def gaps(rng: Random, text: str) -> str:
    """Gaps in places of no meaning."""
    return _in_steps(rng, text, rng.choice((" ", " ", " ", "-", "-", ".", "  ")), (2, 3, 3, 4, 5))


def spaces(rng: Random, text: str) -> str:
    """Spaces, or hyphens, after equal steps."""
    return _in_steps(rng, text, rng.choice((" ", " ", " ", "-")), (rng.choice((2, 3, 4)),))


def dashes(rng: Random, text: str) -> str:
    """Signs that mean nothing after each three or four."""
    return _in_steps(rng, text, rng.choice(("_", "/", "~", "—", "·", "*")), (rng.choice((3, 4)),))


def apart(_rng: Random, text: str) -> str:
    """A gap after each sign."""
    return " ".join(sign for sign in text if sign not in " -()")


def broken(rng: Random, text: str) -> str:
    """Over two lines."""
    middle = len(text) // 2 + rng.choice((-1, 0, 1))
    return text[:middle].rstrip(" -,") + "\n" + text[middle:].lstrip(" -,")


def small(_rng: Random, text: str) -> str:
    """In small letters, without gaps or hyphens."""
    return text.lower().replace(" ", "").replace("-", "")


def lower(_rng: Random, text: str) -> str:
    """In small letters."""
    return text.lower()


def as_is(_rng: Random, text: str) -> str:
    """As it stands."""
    return text


def no_commas(_rng: Random, text: str) -> str:
    """In small letters, without commas."""
    return text.lower().replace(",", "")


def mail_spelt(rng: Random, text: str) -> str:
    """The signs of a mailbox in words."""
    at, dot = rng.choice(((" at ", " dot "), ("(at)", "(dot)"), (" [at] ", "."), ("@", " dot "), (" AT ", " DOT ")))
    return text.replace("@", at).replace(".", dot)


def mail_spelt_zh(rng: Random, text: str) -> str:
    """The signs of a mailbox in Chinese words."""
    at, dot = rng.choice((("艾特", "点"), ("@", "点"), ("艾特", "."), ("#", "."), (" 圈a ", "点"), ("＠", "．")))
    return text.replace("@", at).replace(".", dot)


def mail_gaps(_rng: Random, text: str) -> str:
    """Gaps around the signs of a mailbox."""
    return text.replace("@", " @ ").replace(".", " . ")


def dots_zh(_rng: Random, text: str) -> str:
    """Dots as a Chinese word."""
    return text.replace(".", "点")


def dots_en(rng: Random, text: str) -> str:
    """Dots as a word or in brackets."""
    return text.replace(".", rng.choice((" dot ", "[.]", " . ", "(.)")))


def one_a_line(_rng: Random, text: str) -> str:
    """A word a line."""
    return "\n".join(text.split())


def numbered(rng: Random, text: str) -> str:
    """Words with their numbers."""
    after, gap = rng.choice(((". ", " "), (".", " "), (") ", " "), ("、", " "), (". ", "\n"), (" ", "\n")))
    return gap.join(f"{at}{after}{word}" for at, word in enumerate(text.split(), 1))


def commas(rng: Random, text: str) -> str:
    """Words parted by other signs."""
    return rng.choice((", ", ",", " - ", "/", "，", " | ", "_")).join(text.split())


def misspelt(rng: Random, text: str) -> str:
    """One letter of one word wrong, twice or left out."""
    words = text.split()
    at = rng.randrange(len(words))
    word, place = words[at], rng.randrange(1, len(words[at]))
    swaps = (word[:place] + word[place] * 2 + word[place + 1 :], word[:place] + word[place + 1 :])
    words[at] = rng.choice((*swaps, word[:place] + rng.choice("aeiost") + word[place + 1 :]))
    return " ".join(words)


def shouted(rng: Random, text: str) -> str:
    """All capitals, or each word with one."""
    return text.upper() if rng.random() < 0.5 else text.title()


def card_gaps(_rng: Random, text: str) -> str:
    """Gaps instead of hyphens, small letters."""
    return text.replace("-", " ").lower()


def name_gaps(_rng: Random, text: str) -> str:
    """A gap after each sign of a Chinese name."""
    return " ".join(text)


def street_gaps(rng: Random, text: str) -> str:
    """Gaps or commas after the larger parts of a Chinese address."""
    gap = rng.choice((" ", "，", "-", "\n"))
    text = text.replace(" ", "")
    for mark in ("省", "市", "区", "路"):
        text = text.replace(mark, mark + gap, 1)
    return text.replace(gap * 2, gap).strip(gap)


Way = Callable[[Random, str], str]
NUMBER_ZH: tuple[Way, ...] = (
    wide,
    spoken_zh,
    spoken_zh,
    formal_zh,
    some_zh,
    gaps,
    gaps,
    apart,
    broken,
    circled,
    dashes,
)
NUMBER_EN: tuple[Way, ...] = (spoken_en, spoken_en, gaps, gaps, apart, broken, letters_for_digits, dashes)
CARD_ZH: tuple[Way, ...] = (wide, gaps, gaps, spaces, apart, broken, letters_for_digits, some_zh, spoken_zh)
PAPER_ZH: tuple[Way, ...] = (gaps, spaces, apart, wide, letters_for_digits, some_zh, broken)
PAPER_EN: tuple[Way, ...] = (gaps, spaces, apart, lower, letters_for_digits, broken)
SEED: tuple[Way, ...] = (one_a_line, one_a_line, numbered, numbered, commas, misspelt, misspelt, shouted)

WAYS: dict[str, tuple[tuple[Way, ...], tuple[Way, ...]]] = {
    "ADDRESS": ((street_gaps, as_is), (no_commas, no_commas, lower)),
    "API_KEY": ((broken, as_is), (broken, as_is)),
    "BANK_CARD": (CARD_ZH, NUMBER_EN),
    "CARD_SECRET": ((card_gaps, small, spaces, broken), (card_gaps, small, spaces, broken)),
    "CN_ID": (PAPER_ZH, PAPER_EN),
    "CRYPTO_KEY": ((broken, as_is), (broken, as_is)),
    "CRYPTO_SEED": (SEED, SEED),
    "CVV": ((wide, spoken_zh, apart, formal_zh), (spoken_en, apart)),
    "EMAIL": ((mail_spelt_zh, mail_spelt_zh, mail_gaps, wide), (mail_spelt, mail_spelt, mail_gaps)),
    "EXPIRY": ((wide, as_is), (as_is,)),
    "HK_ID": ((wide, small), (lower,)),
    "IBAN": ((lower, spaces, small), (lower, spaces, small, broken)),
    "IP": ((dots_zh, dots_en, wide), (dots_en,)),
    "MACAU_ID": ((wide,), (as_is,)),
    "OTP": ((wide, spoken_zh, spoken_zh, apart, formal_zh, circled), (spoken_en, spoken_en, apart, spaces)),
    "PASSPORT": ((spaces, lower, wide, letters_for_digits), (lower, apart, spaces)),
    "PASSWORD": ((as_is,), (as_is,)),
    "PERSON": ((name_gaps, as_is, as_is), (lower, lower, shouted)),
    "PHONE": (NUMBER_ZH, NUMBER_EN),
    "PLATE": ((lower, spaces, wide, apart), (lower, spaces)),
    "QQ_WECHAT": ((wide, spoken_zh, apart, some_zh), (spoken_en, apart, spaces)),
    "SSN_US": ((spaces, small), (spaces, spoken_en, small, apart)),
    "TW_ID": ((apart, lower, wide), (lower, apart)),
}
NAMED: dict[str, Way] = {
    "formal": formal_zh,
    "lines": one_a_line,
    "lower": lower,
    "numbered": numbered,
    "spelt": mail_spelt,
    "spoken": spoken_zh,
    "typo": misspelt,
    "words": spoken_en,
}


def _said(rng: Random, type_: str, text: str, language: str) -> str:
    """What a program that writes down speech makes of the value."""
    if type_ == "EMAIL":
        return (mail_spelt if language == "en" else mail_spelt_zh)(rng, text)
    if type_ in {"CRYPTO_SEED", "ADDRESS", "PERSON"}:
        return no_commas(rng, text)
    spoken = spoken_en if language == "en" else spoken_zh
    return rng.choice((spoken, spoken, apart, as_is))(rng, text)


def odd(rng: Random, type_: str, text: str, language: str, named: str = "") -> str:
    """The value in an odd way: the named one, or any that somebody who writes this language may choose."""
    if named == "said":
        return _said(rng, type_, text, language)
    if named:
        return NAMED[named](rng, text)
    way = rng.choice(WAYS[type_][1 if language == "en" else 0])
    if type_ == "CRYPTO_SEED" and not text.isascii() and way is misspelt:
        way = one_a_line
    if type_ == "PERSON" and way is name_gaps and text.isascii():
        way = lower
    if type_ == "QQ_WECHAT" and not text.isdigit():
        way = rng.choice((as_is, as_is, shouted, wide))
    if way is wide and not text.isascii():
        way = apart
    if way in {spoken_en, spoken_zh} and sum(sign.isdigit() for sign in text) < 3:
        way = spaces
    return way(rng, text).strip()
