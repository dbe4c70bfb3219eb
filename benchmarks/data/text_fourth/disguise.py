"""How people write a value oddly: other digits, other gaps, words for signs, slips; each keeps the value readable."""

from __future__ import annotations

import re
from collections.abc import Callable
from random import Random

HAN = dict(zip("0123456789", "零一二三四五六七八九", strict=True))
BIG = dict(zip("0123456789", "零壹贰叁肆伍陆柒捌玖", strict=True))
YAO = {**HAN, "0": "洞", "1": "幺", "7": "拐"}
CIRCLE = {**HAN, "0": "〇", "1": "幺"}
NAMES = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
WORDS = dict(zip("0123456789", NAMES, strict=True))
OHS = {**WORDS, "0": "oh"}
LOOKS = {"0": "O", "1": "l"}


def _bare(value: str) -> str:
    return "".join(c for c in value if c not in " -.·()")


def _swap(value: str, table: dict[str, str]) -> str:
    return "".join(table.get(c, c) for c in value)


def _spoken(value: str, table: dict[str, str]) -> str:
    return " ".join(table.get(c, c) for c in _bare(value).lstrip("+"))


def _pieces(rng: Random, value: str, gaps: tuple[str, ...], sizes: tuple[int, ...]) -> str:
    code = re.match(r"\+(44|91|86|\d{1,3}(?= ))", value)  # the country's code stays a group of its own
    parts = [code[0]] if code else []
    bare, gap = _bare(value[code.end() :] if code else value), rng.choice(gaps)
    while bare:
        size = rng.choice(sizes)
        parts.append(bare[:size])
        bare = bare[size:]
    if len(parts) > 1 and len(parts[-1]) == 1 and max(sizes) > 1:
        parts[-2:] = [parts[-2] + parts[-1]]
    return gap.join(parts)


def _wide(_: Random, value: str) -> str:
    return "".join(chr(ord(c) + 0xFEE0) if "!" <= c <= "~" else c for c in value)


def _some_han(rng: Random, value: str) -> str:
    chosen = set(rng.sample("0123456789", 4))
    return "".join(CIRCLE[c] if c in chosen else c for c in _bare(value))


def _doubled(_: Random, value: str) -> str:
    words, bare, at = [], _bare(value).lstrip("+"), 0
    while at < len(bare):
        twice = bare[at : at + 2] == bare[at] * 2
        words.append(("double " if twice else "") + OHS.get(bare[at], bare[at]))
        at += 2 if twice else 1
    return " ".join(words)


def _half_words(rng: Random, value: str) -> str:
    bare = _bare(value).lstrip("+")
    middle = rng.randint(2, max(2, len(bare) - 3))
    return f"{bare[:middle]} {_spoken(bare[middle:], WORDS)}"


def _two_lines(rng: Random, value: str) -> str:
    middle = len(value) // 2 + rng.randint(-1, 1)
    return f"{value[:middle].rstrip(' -')}\n{value[middle:].lstrip(' -')}"


def _mailbox(rng: Random, value: str, at: tuple[str, ...], dots: tuple[str, ...]) -> str:
    local, _, domain = value.partition("@")
    dot = rng.choice(dots)
    return local.replace(".", dot) + rng.choice(at) + domain.replace(".", dot)


def _numbered(rng: Random, value: str) -> str:
    sign = rng.choice(("{}. {}", "{}){}", "{}.{}", "{}、{}", "#{} {}"))
    gap = rng.choice(("\n", " ", "  "))
    return gap.join(sign.format(at, word) for at, word in enumerate(value.split(), 1))


def _misspelt(rng: Random, value: str) -> str:
    words = value.split()
    at = rng.randrange(len(words))
    word = words[at]
    cut = rng.randrange(1, len(word)) if len(word) > 1 else 0
    words[at] = rng.choice((word[:cut] + word[cut + 1 :], word[:cut] + word[cut] + word[cut:])) if cut else word
    return " ".join(words)


def _slip(rng: Random, value: str) -> str:
    places = [at for at, c in enumerate(value) if c.isdigit() and at > 1]
    if not places:
        return value[:-1]
    at = rng.choice(places)
    return value[:at] + str((int(value[at]) + rng.randint(1, 9)) % 10) + value[at + 1 :]


def _bits(rng: Random, value: str) -> str:
    return "".join(c.swapcase() if rng.random() < 0.3 else c for c in value)


DISGUISES: dict[str, Callable[[Random, str], str]] = {
    "wide": _wide,
    "gaps": lambda rng, v: _pieces(rng, v, (" ", "  "), (2, 3, 3, 4, 5)),
    "single": lambda _, v: " ".join(_bare(v)),
    "dots": lambda rng, v: _pieces(rng, v, (".", "·", "..."), (2, 3, 4)),
    "dashes": lambda rng, v: _pieces(rng, v, ("-", "—", "_", "~"), (2, 3, 4)),
    "slashes": lambda rng, v: _pieces(rng, v, ("/", "*", ",", "，", "|"), (3, 4)),
    "han": lambda _, v: _swap(_bare(v), HAN),
    "big": lambda _, v: _swap(_bare(v), BIG),
    "yao": lambda _, v: _swap(_bare(v), YAO),
    "circle": lambda _, v: _swap(_bare(v), CIRCLE),
    "somehan": _some_han,
    "oh": lambda _, v: _swap(v, {"0": "O"}),
    "looks": lambda _, v: _swap(v, LOOKS),
    "keycap": lambda _, v: "".join(f"{c}\ufe0f\u20e3" if c.isdigit() else c for c in _bare(v)),
    "words": lambda _, v: _spoken(v, WORDS),
    "ohs": lambda _, v: _spoken(v, OHS),
    "doubled": _doubled,
    "half": _half_words,
    "lines": _two_lines,
    "at": lambda rng, v: _mailbox(rng, v, (" at ", " AT "), (" dot ", ".")),
    "brackets": lambda rng, v: _mailbox(rng, v, ("(at)", "[at]", " (a) "), ("(dot)", "[.]", ".")),
    "aite": lambda rng, v: _mailbox(rng, v, ("艾特", " 艾特 ", "爱特", "圈a"), ("点", " 点 ", ".")),
    "hash": lambda rng, v: _mailbox(rng, v, ("#", "＃", "&"), (".", "。")),
    "wideat": lambda _, v: v.replace("@", "＠").replace(".", "．"),
    "loose": lambda _, v: v.replace("@", " @ ").replace(".", " . "),
    "dotted": lambda rng, v: v.replace(".", rng.choice((" . ", " dot ", ","))),
    "dian": lambda rng, v: v.replace(".", rng.choice(("点", "。", " 点 "))),
    "upper": lambda _, v: v.upper().replace("0X", "0x", 1) if v.startswith("0x") else v.upper(),
    "lower": lambda _, v: v.lower(),
    "spaced": lambda _, v: " ".join(v.replace(" ", "")),
    "last_first": lambda _, v: f"{v.rpartition(' ')[2]}, {v.rpartition(' ')[0]}" if " " in v else v,
    "joined": lambda _, v: v.replace(" ", "").replace("-", ""),
    "column": lambda _, v: "\n".join(v.split()),
    "commas": lambda _, v: ", ".join(v.split()),
    "zhcommas": lambda _, v: "，".join(v.split()),
    "dashed": lambda _, v: "-".join(v.split()),
    "title": lambda _, v: v.title(),
    "numbered": _numbered,
    "misspelt": _misspelt,
    "slip": _slip,
    "bits": _bits,
}
