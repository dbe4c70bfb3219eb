"""Ways to write a value that people use when they hurry, dictate, copy, or think that a filter reads along."""

from __future__ import annotations

from collections.abc import Callable
from random import Random

from benchmarks.data.text_fifth.pools import words

Way = Callable[[Random, str], str]

_WORDS = words("digits_en")
_ALIKE = str.maketrans({"0": "O", "1": "l"})


def _signs(*tables: str) -> Way:
    """Each digit becomes the sign of one of these tables."""

    def way(rng: Random, value: str) -> str:
        table = rng.choice(tables)
        return "".join(table[int(sign)] if sign in "0123456789" else sign for sign in value)

    return way


def _grouped(*between: str, signs: int = 1) -> Way:
    """The value, rid of its own gaps, in groups of even or uneven size with one or more of these signs between them."""

    def way(rng: Random, value: str) -> str:
        left = "".join(sign for sign in value if sign not in " -·/")
        smallest, largest = (2, 3) if len(left) < 7 else (3, 5) if len(left) < 30 else (6, 9)
        even = rng.choice((0, rng.randint(smallest, min(largest, 4)) if len(left) < 30 else 8))
        chosen = rng.sample(between, signs)
        text = ""
        while left:
            size = even or rng.randint(smallest, largest)
            size = len(left) if len(left) - size < 2 else size
            text += left[:size] + (rng.choice(chosen) if len(left) > size else "")
            left = left[size:]
        return text

    return way


def _wide(_: Random, value: str) -> str:
    return "".join(chr(ord(sign) + 0xFEE0) if "!" < sign < "~" else sign for sign in value)


def _partly(rng: Random, value: str) -> str:
    table = rng.choice(("零一二三四五六七八九", "零壹贰叁肆伍陆柒捌玖", "０１２３４５６７８９"))
    digits = [at for at, sign in enumerate(value) if sign in "0123456789"]
    chosen = set(rng.sample(digits, max(1, len(digits) // 3)))
    return "".join(table[int(sign)] if at in chosen else sign for at, sign in enumerate(value))


def _words(rng: Random, value: str) -> str:
    zero = rng.choice(("zero", "oh"))
    spoken = [(_WORDS[int(sign)] if sign in "123456789" else zero if sign == "0" else sign) for sign in value]
    return " ".join(sign for sign in spoken if sign not in " -")


def _doubled(rng: Random, value: str) -> str:
    spoken, at = [], 0
    signs = [sign for sign in value if sign not in " -"]
    zero = rng.choice(("zero", "oh"))
    while at < len(signs):
        word = zero if signs[at] == "0" else _WORDS[int(signs[at])] if signs[at].isdigit() else signs[at]
        twice = signs[at : at + 2] == [signs[at]] * 2
        spoken.append(f"double {word}" if twice else word)
        at += 2 if twice else 1
    return " ".join(spoken)


def _lines(rng: Random, value: str) -> str:
    at = rng.randint(len(value) // 3, 2 * len(value) // 3)
    return f"{value[:at].rstrip()}\n{value[at:].lstrip()}"


def _between(sign: str) -> Way:
    return lambda _, value: sign.join(part for part in value if part not in " -·")


def _mail(at: tuple[str, ...], dot: tuple[str, ...]) -> Way:
    return lambda rng, value: value.replace("@", rng.choice(at)).replace(".", rng.choice(dot))


def _slip(rng: Random, value: str) -> str:
    """Two neighbours changed places."""
    places = [at for at in range(len(value) - 1) if value[at].isalnum() and value[at + 1].isalnum()]
    at = rng.choice([place for place in places if value[place] != value[place + 1]] or places)
    return value[:at] + value[at + 1] + value[at] + value[at + 2 :]


def _numbered(behind: str, before: str) -> Way:
    """The words of a recovery phrase with their numbers, but for the first word's."""

    def way(_: Random, value: str) -> str:
        first, *others = value.split()
        return first + "".join(f"{before}{at}{behind}{word}" for at, word in enumerate(others, 2))

    return way


def _misspelt(rng: Random, value: str) -> str:
    words = value.split()
    at = rng.randrange(1, len(words))
    words[at] = words[at][:-1] + rng.choice("aeost") if len(words[at]) > 1 else words[at]
    return " ".join(words)


WAYS: dict[str, Way] = {
    "aite": _mail(("艾特", "艾特", "圈a", " 艾特 ", "(艾特)", "小老鼠"), ("点", "点", ".", "。")),
    "at": _mail((" at ", " at ", " AT "), (" dot ", " dot ", ".")),
    "bank": _signs("零壹贰叁肆伍陆柒捌玖", "零壹貳參肆伍陸柒捌玖"),
    "bare": lambda _, value: "".join(sign for sign in value if sign not in " -·"),
    "bracketed": _mail(("(at)", "[at]", " (at) ", "#"), ("(dot)", "[dot]", ".")),
    "capitals": lambda _, value: value.upper(),
    "circled": _signs("⓪①②③④⑤⑥⑦⑧⑨"),
    "commas": lambda rng, value: rng.choice((", ", "，", "、")).join(value.split()),
    "dashes": _grouped("-", "-", "–", "—"),
    "dian": lambda _, value: value.replace(".", "点"),
    "dots": _grouped("."),
    "gaps": _grouped(" ", " ", "  "),
    "han": _signs("零一二三四五六七八九", "〇一二三四五六七八九"),
    "joined": lambda _, value: value.replace(" ", ""),
    "keycaps": lambda _, value: "".join(f"{sign}\ufe0f\u20e3" if sign in "0123456789" else sign for sign in value),
    "letters": lambda _, value: value.translate(_ALIKE),
    "lines": _lines,
    "lists": _numbered(". ", "\n"),
    "loose": lambda rng, value: value.replace(".", rng.choice((". ", " . ", ",", "。", " dot "))),
    "misspelt": _misspelt,
    "numbered": _numbered(".", " "),
    "odd": _grouped(" ", "-", ".", "/", " - ", "_", ",", signs=2),
    "partly": _partly,
    "radio": _signs("洞幺两三四五六拐八勾"),
    "slashes": _grouped("/"),
    "slashed": lambda _, value: value.replace("-", "/"),
    "slip": _slip,
    "small": lambda _, value: value.lower(),
    "spaced": _between(" "),
    "stacked": lambda _, value: "\n".join(value.split()),
    "dotted": lambda _, value: value.replace("-", "."),
    "doubled": _doubled,
    "wide": _wide,
    "words": _words,
    "yao": _signs("零幺二三四五六七八九", "零幺两三四五六七八九"),
}
