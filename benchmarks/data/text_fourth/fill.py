"""Puts values into a phrasing, and notes where in the message each one stands."""

from __future__ import annotations

import re
from collections.abc import Callable
from random import Random

from benchmarks.data.labelled import Kind, Language, Sample, Span
from benchmarks.data.text_fourth import keys, papers, people
from benchmarks.data.text_fourth.disguise import DISGUISES
from benchmarks.data.text_fourth.filler import FILLERS
from benchmarks.data.text_fourth.greeting import greeted
from benchmarks.data.text_fourth.phrasing import Phrasing

MAKERS: dict[str, Callable[[Random, str], str]] = {
    "ADDRESS": people.address,
    "API_KEY": keys.api_key,
    "BANK_CARD": papers.bank_card,
    "CARD_SECRET": keys.card_secret,
    "CN_ID": papers.cn_id,
    "CRYPTO_KEY": keys.crypto_key,
    "CRYPTO_SEED": keys.seed_phrase,
    "CVV": papers.cvv,
    "EMAIL": people.email,
    "EXPIRY": papers.expiry,
    "HK_ID": papers.hk_id,
    "IBAN": papers.iban,
    "IP": papers.ip,
    "MACAU_ID": papers.macau_id,
    "OTP": keys.otp,
    "PASSPORT": papers.passport,
    "PASSWORD": keys.password,
    "PERSON": people.person,
    "PHONE": papers.phone,
    "PLATE": papers.plate,
    "QQ_WECHAT": people.chat_number,
    "SSN_US": papers.ssn,
    "TW_ID": papers.tw_id,
}
BY_LANGUAGE = {"ADDRESS", "BANK_CARD", "CARD_SECRET", "EMAIL", "PASSPORT", "PASSWORD", "PERSON", "PHONE", "PLATE"}
CHOICE = re.compile(r"<([^<>]*\|[^<>]*)>")
TOKEN = re.compile(r"\{([A-Z_]+|[a-z]+)(?:=([^}]*))?(?::([a-z0-9_,]+))?(?:@([a-z]+)(~)?(?:\.([12])/2)?)?\}")


class Filling:
    """One sample in the making."""

    def __init__(self, rng: Random, language: Language) -> None:
        """Draws from `rng`; values are of the language's country where a phrasing does not say."""
        self._rng = rng
        self._home = "en" if language == "en" else "zh"
        self._kept: dict[str, str] = {}

    def message(self, number: int, phrase: str) -> tuple[str, list[Span]]:
        """The phrase with its values, and their spans."""
        while CHOICE.search(phrase):
            phrase = CHOICE.sub(lambda found: self._rng.choice(found[1].split("|")), phrase)
        text, spans, done = "", [], 0
        for token in TOKEN.finditer(phrase):
            text += phrase[done : token.start()]
            done = token.end()
            value = self._value(token)
            if token[1].isupper():
                spans.append(Span(number, len(text), len(text) + len(value), token[1]))
            text += value
        return text + phrase[done:], spans

    def _value(self, token: re.Match[str]) -> str:
        name, literal, ways, key, slip, part = token.groups()
        if literal is not None:
            return literal
        value = self._kept.get(f"{name}@{key}") if key else None
        if value is None:
            value = self._made(name, ways.split(",") if ways else [])
            if key:
                self._kept[f"{name}@{key}"] = value
        if slip:
            value = DISGUISES["slip"](Random(f"{value}{token[0]}"), value)
        if part:
            middle = value.find(" ", len(value) // 2) if " " in value else len(value) // 2
            middle = middle if middle > 0 else len(value) // 2
            value = (value[:middle] if part == "1" else value[middle:]).strip(" -·")
        return value

    def _made(self, name: str, ways: list[str]) -> str:
        if name in FILLERS:
            return FILLERS[name](self._rng)
        variant = ways.pop(0) if ways and ways[0] not in DISGUISES else ""
        if not variant and name in BY_LANGUAGE:
            variant = self._home
        value = MAKERS[name](self._rng, variant)
        for way in ways:
            value = DISGUISES[way](self._rng, value)
        return value


def fill(rng: Random, kind: Kind, phrasing: Phrasing) -> Sample:
    """The sample that a phrasing becomes with values drawn from `rng`."""
    filling, messages = Filling(rng, phrasing.language), phrasing.messages
    if phrasing.greeted:
        messages = (greeted(rng, phrasing.language, messages[0]),)
    made = [filling.message(number, phrase) for number, phrase in enumerate(messages)]
    spans = tuple(span for _, found in made for span in found)
    return Sample(tuple(text for text, _ in made), spans, kind, phrasing.language)
