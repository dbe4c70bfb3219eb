r"""Fills a phrasing: draws its values, writes them oddly where it says so, and notes where each of them stands.

In a phrasing `[phone]` is a labelled value, `{order}` something not sensitive, `{a|b}` a choice, `\n` a new line.
`#1` after a name keeps the value for the whole sample; `~` writes it oddly (`~formal` in that way); `:a` and `:b` are
its halves, `:x` is the value with a slip; `{phone#1:last}` and `{phone#1:tail}` are its last sign and its last four,
unlabelled.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from random import Random

from benchmarks.data.labelled import Kind, Language, Sample, Span
from benchmarks.data.text_third import keys, papers, people
from benchmarks.data.text_third.filler import FILLERS
from benchmarks.data.text_third.odd import odd

VALUES: dict[str, tuple[str, Callable[[Random], str]]] = {
    "addr": ("ADDRESS", people.address_zh),
    "addren": ("ADDRESS", people.address_en),
    "addrhk": ("ADDRESS", people.address_hk),
    "addrsg": ("ADDRESS", people.address_sg),
    "addrtw": ("ADDRESS", people.address_tw),
    "addruk": ("ADDRESS", people.address_uk),
    "addrus": ("ADDRESS", people.address_us),
    "apikey": ("API_KEY", keys.api_key),
    "backup": ("OTP", papers.backup),
    "card": ("BANK_CARD", papers.card_zh),
    "carden": ("BANK_CARD", papers.card_en),
    "cvv": ("CVV", papers.cvv),
    "email": ("EMAIL", people.email),
    "emailzh": ("EMAIL", people.email_zh),
    "exp": ("EXPIRY", papers.expiry),
    "gift": ("CARD_SECRET", papers.gift),
    "giftno": ("CARD_SECRET", papers.gift_number),
    "giftzh": ("CARD_SECRET", papers.gift_zh),
    "hkid": ("HK_ID", papers.id_hk),
    "iban": ("IBAN", papers.iban),
    "idcn": ("CN_ID", papers.id_cn),
    "ip": ("IP", people.ip),
    "key": ("CRYPTO_KEY", keys.key),
    "keyhex": ("CRYPTO_KEY", lambda rng: rng.randbytes(32).hex()),
    "landline": ("PHONE", people.line_zh),
    "moid": ("MACAU_ID", papers.id_macau),
    "name": ("PERSON", people.name_zh),
    "nameen": ("PERSON", people.name_en),
    "namehk": ("PERSON", people.name_hk),
    "namepy": ("PERSON", people.name_pinyin),
    "nametw": ("PERSON", people.name_tw),
    "otp": ("OTP", papers.otp),
    "passen": ("PASSPORT", papers.passport_en),
    "passzh": ("PASSPORT", papers.passport_zh),
    "phone": ("PHONE", people.phone_zh),
    "phoneen": ("PHONE", people.phone_en),
    "phonehk": ("PHONE", people.phone_hk),
    "phonesg": ("PHONE", people.phone_sg),
    "phonetw": ("PHONE", people.phone_tw),
    "phoneus": ("PHONE", people.phone_us),
    "phonezh": ("PHONE", people.phone_bare),
    "pin": ("PASSWORD", papers.pin),
    "plate": ("PLATE", people.plate),
    "pwd": ("PASSWORD", keys.password),
    "qq": ("QQ_WECHAT", people.qq),
    "seed": ("CRYPTO_SEED", keys.seed),
    "seedshort": ("CRYPTO_SEED", keys.seed_short),
    "seedzh": ("CRYPTO_SEED", keys.seed_zh),
    "ssn": ("SSN_US", papers.ssn),
    "twid": ("TW_ID", papers.id_tw),
    "wechat": ("QQ_WECHAT", people.wechat),
}
CHOICE = re.compile(r"\{((?:[^{}|]|\{[a-z#\d:]+\})*\|(?:[^{}]|\{[a-z#\d:]+\})*)\}")
TOKEN = re.compile(r"\[([a-z]+)(#\d)?(~[a-z]*)?(:[abx])?\]|\{([a-z]+)(#\d)?(:last|:tail)?\}")
MARKS = re.compile(r"[，。！？；：、,!?;:]+|\.(?=\s|$)")


class Filling:
    """One sample under way: what was drawn for it so far, its texts and its spans."""

    def __init__(self, rng: Random, language: Language, styles: frozenset[str]) -> None:
        self.rng = rng
        self.language = language
        self.styles = styles
        self.kept: dict[str, str] = {}
        self.texts: list[str] = []
        self.spans: list[Span] = []

    def add(self, message: str) -> None:
        """Fill one message."""
        message = CHOICE.sub(lambda found: self.rng.choice(found[1].split("|")), message.replace("\\n", "\n"))
        text, at = "", 0
        for token in TOKEN.finditer(message):
            text += self._plain(message[at : token.start()])
            at = token.end()
            type_, value = self._value(token)
            if type_ is not None:
                if token[3]:
                    value = odd(self.rng, type_, value, self.language, token[3][1:])
                if type_ == "CRYPTO_SEED" and (first := re.match(r"1\W*", value)):
                    text, value = text + first[0], value[first.end() :]
                self.spans.append(Span(len(self.texts), len(text), len(text) + len(value), type_))
            text += value
        self.texts.append(text + self._plain(message[at:]).rstrip())

    def _plain(self, text: str) -> str:
        if "lower" in self.styles:
            text = text.lower()
        if "nopunct" in self.styles:
            text = re.sub("  +", " ", MARKS.sub(" ", text))
        return text

    def _value(self, token: re.Match[str]) -> tuple[str | None, str]:
        if token[5]:
            if token[7]:
                kept = "".join(sign for sign in self.kept[token[5] + token[6]] if sign.isalnum())
                return None, kept[-1] if token[7] == ":last" else kept[-4:]
            return None, self._kept(token[5], token[6], FILLERS[token[5]])
        type_, make = VALUES[token[1]]
        value = self._kept(token[1], token[2], make)
        return type_, self._part(value, token[4])

    def _kept(self, name: str, mark: str | None, make: Callable[[Random], str]) -> str:
        if mark is None:
            return make(self.rng)
        if name + mark not in self.kept:
            self.kept[name + mark] = make(self.rng)
        return self.kept[name + mark]

    def _part(self, value: str, part: str | None) -> str:
        if part is None:
            return value
        if part == ":x":
            if "@" in value:
                return value[1:]
            last = max(at for at, sign in enumerate(value) if sign.isalnum())
            wrong = next(sign for sign in "37" if sign != value[last])
            return value[:last] + wrong + value[last + 1 :]
        words = value.split()
        if len(words) >= 12:
            half = len(words) // 2
            return " ".join(words[:half] if part == ":a" else words[half:])
        middle = (len(value) + 1) // 2
        return (value[:middle] if part == ":a" else value[middle:]).strip(" -,，()")

    def sample(self, kind: Kind) -> Sample:
        """What was filled."""
        return Sample(tuple(self.texts), tuple(self.spans), kind, self.language)
