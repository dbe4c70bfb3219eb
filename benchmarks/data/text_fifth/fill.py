"""Makes a sample of a phrasing: choices are made, values drawn and disguised, and where they stand is written down.

A token is `{NAME.form#number/part!ways}`: NAME in capitals is a type of label, in small letters something harmless. The
same name, form and number stand for one value in all of a sample's messages. `/1 /2` are its halves and `/a /b /c` its
thirds. Ways are applied from left to right; of `one+other` one is drawn.
"""

from __future__ import annotations

import re
from random import Random

from benchmarks.data.labelled import Language, Sample, Span
from benchmarks.data.text_fifth.disguise import WAYS
from benchmarks.data.text_fifth.documents import DOCUMENTS
from benchmarks.data.text_fifth.greet import greet
from benchmarks.data.text_fifth.harmless import HARMLESS
from benchmarks.data.text_fifth.money import MONEY
from benchmarks.data.text_fifth.phrasing import Phrasing
from benchmarks.data.text_fifth.reach import REACH
from benchmarks.data.text_fifth.secrets import SECRETS

TOKEN = re.compile(r"\{([A-Za-z_]+)(?:\.(\w+))?(?:#(\d))?(?:/([12abc]))?(?:!([\w+,]+))?\}")
MAKERS = {**DOCUMENTS, **MONEY, **REACH, **SECRETS}
_CHOICE = re.compile(r"\[([^\[\]]*\|[^\[\]]*)\]")
_PARTS = {"1": (0, 1, 2), "2": (1, 2, 2), "a": (0, 1, 3), "b": (1, 2, 3), "c": (2, 3, 3)}


def fill(rng: Random, phrasing: Phrasing, *, greeted: bool) -> Sample:
    """A sample of this phrasing, with a greeting before its first message where one is wanted."""
    messages = [_CHOICE.sub(lambda found: rng.choice(found[1].split("|")), text) for text in phrasing.messages]
    if greeted:
        messages[0] = greet(rng, messages[0], phrasing.language)
    drawn: dict[tuple[str, str, str], str] = {}
    texts: list[str] = []
    spans: list[Span] = []
    for number, message in enumerate(messages):
        text, at = "", 0
        for token in TOKEN.finditer(message):
            text += message[at : token.start()]
            at = token.end()
            value = _value(rng, token, phrasing.language, drawn)
            if token[1].isupper():
                spans.append(Span(number, len(text), len(text) + len(value), token[1]))
            text += value
        texts.append(text + message[at:])
    return Sample(tuple(texts), tuple(spans), phrasing.kind, phrasing.language)


def _value(rng: Random, token: re.Match[str], language: Language, drawn: dict[tuple[str, str, str], str]) -> str:
    name, form, number = token[1], token[2] or "", token[3] or ""
    key = (name, form, number)
    if key not in drawn:
        drawn[key] = (MAKERS if name.isupper() else HARMLESS)[name](rng, form, language)
    value = drawn[key]
    if token[4]:
        first, last, parts = _PARTS[token[4]]
        units = re.findall(r"\S+\s?", value) if name == "CRYPTO_SEED" else list(value)  # no word is torn
        value = "".join(units[len(units) * first // parts : len(units) * last // parts]).strip(" -")
    for step in (token[5] or "").split(","):
        if step:
            value = WAYS[rng.choice(step.split("+"))](rng, value)
    return value
