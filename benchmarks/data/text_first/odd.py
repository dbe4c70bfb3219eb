"""Ways of writing a value so that a reader understands it and a filter may not: other digits, gaps, words for signs."""

from __future__ import annotations

from collections.abc import Callable
from random import Random

from benchmarks.data.text_first.identity import DIGITS

Odd = Callable[[Random, str], str]
HAN = "零一二三四五六七八九"
CAPITAL = "零壹贰叁肆伍陆柒捌玖"
CIRCLED = "⓪①②③④⑤⑥⑦⑧⑨"
PINYIN = ["ling", "yao", "er", "san", "si", "wu", "liu", "qi", "ba", "jiu"]
SPOKEN = ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"]
GAPS = (" ", " ", " ", "-", "-", ".", "·", "_", "/", "—", ",", "、", " - ", "  ", "*")


def to(alphabet: str) -> Odd:
    """Every digit in other characters."""
    return lambda _, text: text.translate(str.maketrans(DIGITS, alphabet))


def fullwidth(_: Random, text: str) -> str:
    """Everything as wide as a Chinese character."""
    return "".join(chr(ord(sign) + 0xFEE0) if "!" <= sign <= "~" else sign for sign in text)


def fullwidth_digits(rng: Random, text: str) -> str:
    """Only the digits wide, and perhaps not all of them."""
    keep = rng.choice((0.0, 0.0, 0.5))
    return "".join(sign if rng.random() < keep else fullwidth(rng, sign) if sign in DIGITS else sign for sign in text)


def han(rng: Random, text: str) -> str:
    """一三八…, at times with 幺 and 〇."""
    text = to(HAN)(rng, text)
    if rng.random() < 0.4:
        text = text.replace("一", "幺")
    if rng.random() < 0.3:
        text = text.replace("零", rng.choice(("〇", "○", "洞")))
    return text


def han_spaced(rng: Random, text: str) -> str:
    """The same, said slowly."""
    return rng.choice((" ", "、", "，")).join(han(rng, text))


def mixed(rng: Random, text: str) -> str:
    """Some digits as words: 138一二三四5678."""
    start = rng.randint(0, max(len(text) - 2, 0))
    end = min(len(text), start + rng.randint(2, 5))
    other = rng.choice((HAN, HAN, CAPITAL))
    return text[:start] + to(other)(rng, text[start:end]) + text[end:]


def scattered(rng: Random, text: str) -> str:
    """Each digit written in its own way."""
    return "".join(rng.choice((sign, sign, to(HAN)(rng, sign), fullwidth(rng, sign))) for sign in text)


def lookalike(rng: Random, text: str) -> str:
    """O for 0 and l for 1."""
    changed = text.replace("0", rng.choice("OoO"))
    if changed == text or rng.random() < 0.6:
        changed = changed.replace("1", rng.choice("lIl"))
    return changed


def gapped(rng: Random, text: str) -> str:
    """Marks between groups of characters that nobody would print so."""
    gap, parts, at = rng.choice(GAPS), [], 0
    while at < len(text):
        size = rng.randint(2, 5)
        parts.append(text[at : at + size])
        at += size
    return gap.join(parts)


def spaced(rng: Random, text: str) -> str:
    """A mark after every character."""
    return rng.choice((" ", " ", " ", ".", "-", "_", "  ")).join(text)


def invisible(rng: Random, text: str) -> str:
    """Signs of no width, as pasted from some pages."""
    at = rng.randint(1, len(text) - 1)
    return text[:at] + rng.choice(("\u200b", "\u200b", "\u2060", "\ufeff", "\u00ad")) + text[at:]


def two_lines(rng: Random, text: str) -> str:
    """The end of a line somewhere inside."""
    at = rng.randint(max(1, len(text) // 3), max(1, len(text) * 2 // 3))
    return text[:at].rstrip() + "\n" + text[at:].lstrip()


def keycaps(_: Random, text: str) -> str:
    """Emoji for digits."""
    return "".join(f"{sign}\ufe0f\u20e3" if sign in DIGITS else sign for sign in text)


def pinyin(_: Random, text: str) -> str:
    """As typed without characters: yao san ba."""
    return " ".join(PINYIN[int(sign)] if sign in DIGITS else sign for sign in text)


def spoken(rng: Random, text: str) -> str:
    """As read aloud in English, at times with oh and double."""
    oh, twice = rng.choice(("zero", "oh", "o")), rng.random() < 0.45
    said, at = [], 0
    while at < len(text):
        word = oh if text[at] == "0" else SPOKEN[int(text[at])] if text[at] in DIGITS else text[at]
        if twice and text[at : at + 3] == text[at] * 3:
            said.append(f"triple {word}")
            at += 3
        elif twice and text[at : at + 2] == text[at] * 2:
            said.append(f"double {word}")
            at += 2
        else:
            said.append(word)
            at += 1
    return rng.choice((" ", " ", " ", ", ", "-")).join(said)


def half_spoken(rng: Random, text: str) -> str:
    """Some digits as English words."""
    at = rng.randint(0, max(len(text) - 3, 0))
    return " ".join(part for part in (text[:at], spoken(rng, text[at : at + 3]), text[at + 3 :]) if part)


def bare(rng: Random, text: str) -> str:
    """Only letters and digits, small at times."""
    text = "".join(sign for sign in text if sign.isalnum())
    return text.lower() if rng.random() < 0.5 else text


def lower(_: Random, text: str) -> str:
    """Small letters."""
    return text.lower()


def reshaped(rng: Random, text: str) -> str:
    """Groups of another size than usual, from the bare characters."""
    return gapped(rng, bare(rng, text))


NUMBER_ZH: tuple[tuple[Odd, int], ...] = (
    (fullwidth_digits, 4),
    (gapped, 6),
    (spaced, 4),
    (han, 4),
    (han_spaced, 1),
    (to(CAPITAL), 2),
    (mixed, 4),
    (scattered, 2),
    (lookalike, 2),
    (two_lines, 3),
    (invisible, 1),
    (keycaps, 1),
    (to(CIRCLED), 1),
    (pinyin, 1),
)
NUMBER_EN: tuple[tuple[Odd, int], ...] = (
    (gapped, 7),
    (spaced, 4),
    (spoken, 6),
    (half_spoken, 2),
    (lookalike, 4),
    (two_lines, 4),
    (fullwidth_digits, 1),
    (invisible, 1),
    (keycaps, 1),
)
CODE: tuple[tuple[Odd, int], ...] = ((lower, 3), (reshaped, 4), (spaced, 2), (two_lines, 3), (fullwidth, 1), (bare, 2))
BLOCK: tuple[tuple[Odd, int], ...] = ((two_lines, 6), (gapped, 1), (invisible, 1), (spaced, 1), (fullwidth, 1))


def chosen(rng: Random, ways: tuple[tuple[Odd, int], ...]) -> Odd:
    """One of the ways, by how common they are."""
    return rng.choices([way for way, _ in ways], [share for _, share in ways])[0]


def number(language: str) -> Odd:
    """Digits, in one of the ways of a language."""

    def written(rng: Random, text: str) -> str:
        ways = NUMBER_ZH if language != "en" else NUMBER_EN
        plain = "".join(sign for sign in text if sign.isalnum())
        if len(plain) < 6:
            ways = tuple((way, share) for way, share in ways if way not in {gapped, two_lines, half_spoken, invisible})
        if any(sign.isalpha() for sign in plain):
            ways = tuple((way, share) for way, share in ways if way not in {lookalike, pinyin, half_spoken})
        return chosen(rng, ways)(rng, plain)

    return written


def email_zh(rng: Random, text: str) -> str:
    """艾特 and 点."""
    local, host = text.split("@")
    at, dot = rng.choice(
        (
            ("艾特", "点"),
            ("艾特", "."),
            (" 艾特 ", " 点 "),
            ("（at）", "点"),
            ("#", "."),
            ("＠", "．"),
            (" @ ", " . "),
            ("圈a", "点"),
            ("(a)", "。"),
            ("@", "点"),
            ("@", "。"),
            ("@\n", "."),
            ("＠", "."),
        ),
    )
    return local.replace(".", dot if dot.strip() != "。" else ".") + at + host.replace(".", dot)


def email_en(rng: Random, text: str) -> str:
    """Words for the two signs."""
    local, host = text.split("@")
    at, dot = rng.choice(
        (
            (" at ", " dot "),
            (" at ", " dot "),
            (" at ", "."),
            ("(at)", "(dot)"),
            ("[at]", "[dot]"),
            (" AT ", " DOT "),
            (" @ ", "."),
            ("@", " dot "),
            ("@ ", " . "),
            ("_at_", "_dot_"),
            (" @\n", "."),
            ("{at}", "."),
            ("@", ","),
        ),
    )
    return local.replace(".", " dot " if "dot" in dot.lower() and " " in dot else ".") + at + host.replace(".", dot)


def ip_zh(rng: Random, text: str) -> str:
    """Four numbers with 点 between them."""
    if ":" in text:
        return chosen(rng, ((two_lines, 1), (fullwidth, 1), (str_upper, 1)))(rng, text)
    return (
        text.replace(".", rng.choice(("点", " 点 ", " . ", "．", "。", "·", ",", "-")))
        if rng.random() < 0.85
        else fullwidth(rng, text)
    )


def ip_en(rng: Random, text: str) -> str:
    """Four numbers with dot between them."""
    if ":" in text:
        return chosen(rng, ((two_lines, 1), (str_upper, 1), (spaced_colons, 1)))(rng, text)
    return text.replace(".", rng.choice((" dot ", " . ", "(.)", "[.]", ",", " ", "-", ". ", " point ")))


def str_upper(_: Random, text: str) -> str:
    """Large letters."""
    return text.upper()


def spaced_colons(_: Random, text: str) -> str:
    """Gaps around colons."""
    return text.replace(":", " : ")


def plate(rng: Random, text: str) -> str:
    """Small letters, gaps, words for digits."""
    text = "".join(sign for sign in text if sign.isalnum())
    return rng.choice(
        (
            text.lower(),
            f"{text[0]} {text[1:].lower()}",
            f"{text[:2]}-{text[2:]}",
            f"{text[:2].lower()}  {text[2:]}",
            " ".join(text),
            text[:2] + to(HAN)(rng, text[2:]),
            f"{text[:2]}.{text[2:]}",
            f"{text[:2]}•{text[2:]}",
            text[0] + fullwidth(rng, text[1:]),
            f"{text[:4]} {text[4:]}",
        ),
    )
