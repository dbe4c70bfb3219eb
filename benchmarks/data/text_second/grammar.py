"""How a message is put together from a template.

`<a|b>` takes one of several, `{lower}` something that is not sensitive, `{TYPE}` a sensitive value, `{TYPE:style}`
that value made or written in a certain way, `{TYPE^2/3}` the second of its three parts (the same value for the same
type, style and count throughout a sample), `⏎` a new line, `«` `»` braces, and `‹` an angle; `~` first says that
nothing goes before or after. What the pen itself puts on top (small letters, missing stops, traditional characters)
never touches a value.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from random import Random

from benchmarks.data.labelled import Span
from benchmarks.data.text_second.disguise import STYLES, odd, pieces, traditional
from benchmarks.data.text_second.hand import Hand, Maker

Filler = Callable[[Random, str], str]

_BRACES = {"«": "{", "»": "}", "⏎": "\n", "‹": "<"}
_FRAME = re.compile(r"""^(1[.)]? ?|\[")(.*?)("\])?$""", re.DOTALL)  # what is around a list of words and is no word
_SECTION = re.compile(r"^== (\w+)$")


class Pen:
    """Writes the messages of one sample, and notes where in them the values stand."""

    def __init__(  # what a hand needs to know: what it may write, in which language, and how carefully
        self,
        rng: Random,
        language: str,
        makers: Mapping[str, Maker],
        fillers: Mapping[str, Filler],
        *,
        hard: bool = False,
    ) -> None:
        self.rng = rng
        self.language = language
        self.hard = hard
        self.texts: list[str] = [""]
        self.spans: list[Span] = []
        self.habits: set[str] = set()
        self._makers = makers
        self._fillers = fillers
        self._remembered: dict[str, list[str]] = {}

    def next_message(self) -> None:
        """Start the next message."""
        self.texts.append("")

    def ends_in_value(self) -> bool:
        """Whether the last thing written is a value, so that nothing may be stuck to it."""
        return any(s.message == len(self.texts) - 1 and s.end == len(self.texts[-1]) for s in self.spans)

    def write(self, template: str) -> None:
        """Write what the template says at the end of the current message."""
        at = 0
        while at < len(template):
            if template[at] == "<":
                end = _closing(template, at)
                self.write(self.rng.choice(_split(template[at + 1 : end])))
                at = end + 1
            elif template[at] == "{":
                end = template.index("}", at)
                self._slot(template[at + 1 : end])
                at = end + 1
            else:
                end = next((n for n in range(at, len(template)) if template[n] in "<{"), len(template))
                self._literal(template[at:end])
                at = end

    def _literal(self, text: str) -> None:
        text = "".join(_BRACES.get(c, c) for c in text)
        if "small" in self.habits:
            text = text.lower()
        if "bare" in self.habits:
            text = re.sub(r"[.,;!'](?=\s|[a-z]|$)", "", text)
        if "traditional" in self.habits:
            text = traditional(text)
        if "airy" in self.habits:
            text = re.sub("[，。；]", " ", text)
        self.texts[-1] += text

    def _slot(self, slot: str) -> None:
        if slot[0].islower():
            text = self._fillers[slot](self.rng, self._tongue())
            if "<" in text or "{" in text:
                self.write(text)
            else:
                self.texts[-1] += text
            return
        name, _, part = slot.partition("^")
        kind, _, style = name.partition(":")
        if not part:
            self._value(kind, self._make(kind, style))
            return
        number, count = (int(n) for n in part.split("/"))
        if f"{name}/{count}" not in self._remembered:
            maker = self._makers.get(name) or self._makers[kind]
            language = self._tongue()
            value = maker(self.rng, Hand(language))
            if style in STYLES:
                value = STYLES[style](self.rng, value, language)
            self._remembered[f"{name}/{count}"] = pieces(self.rng, value, count)
        self._value(kind, self._remembered[f"{name}/{count}"][number - 1])

    def _make(self, kind: str, style: str) -> str:
        language = self._tongue()
        if f"{kind}:{style}" in self._makers:
            value = self._makers[f"{kind}:{style}"](self.rng, Hand(language, self.hard))
            return odd(self.rng, kind, value, language) if self.hard else value
        if style:
            variety, _, way = style.rpartition("+")
            value = self._makers[f"{kind}:{variety}" if variety else kind](self.rng, Hand(language))
            return STYLES[way](self.rng, value, language)
        value = self._makers[kind](self.rng, Hand(language, self.hard))
        return odd(self.rng, kind, value, language) if self.hard else value

    def _value(self, kind: str, text: str) -> None:
        before, after = "", ""
        if kind == "CRYPTO_SEED" and (frame := _FRAME.match(text)):
            before, text, after = frame.groups(default="")
        start = len(self.texts[-1]) + len(before)
        self.texts[-1] += before + text + after
        self.spans.append(Span(len(self.texts) - 1, start, start + len(text), kind))

    def _tongue(self) -> str:
        return self.rng.choice(("zh", "en")) if self.language == "mixed" else self.language


def sections(text: str) -> dict[str, list[str]]:
    """Templates, one on each line, under their headings."""
    found: dict[str, list[str]] = {}
    heading = ""
    for line in text.strip("\n").split("\n"):
        match = _SECTION.match(line)
        if match:
            heading = match[1]
        elif line:
            found.setdefault(heading, []).append(line)
    return found


def listed(text: str) -> list[str]:
    """What stands between upright strokes."""
    return text.split("|")


def _closing(template: str, start: int) -> int:
    depth = 0
    for at in range(start, len(template)):
        depth += {"<": 1, ">": -1}.get(template[at], 0)
        if depth == 0:
            return at
    raise ValueError(f"This template opens a choice that it does not close: {template}")


def _split(inner: str) -> list[str]:
    depth = 0
    found = [""]
    for c in inner:
        depth += {"<": 1, ">": -1}.get(c, 0)
        if c == "|" and depth == 0:
            found.append("")
        else:
            found[-1] += c
    return found
