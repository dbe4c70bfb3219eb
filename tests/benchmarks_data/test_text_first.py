"""The first author's labelled messages: the same each time, labelled where the values are, and many of them."""

from __future__ import annotations

import hashlib
import io
import json
import re
import string
import subprocess
import sys
import unicodedata
from collections import Counter
from collections.abc import Callable
from functools import cache
from pathlib import Path
from random import Random

import pytest
from benchmarks.data.labelled import KINDS, TYPES, Sample, read, write
from benchmarks.data.text_first import generate
from benchmarks.data.text_first.phrases import FOLDER, count, opened, sections
from mnemonic import Mnemonic
from stdnum import iban, luhn
from stdnum.cn import ric
from stdnum.us import ssn

ROOT = Path(__file__).resolve().parents[2]
MANY = 5000


@cache
def samples(kind: str, seed: int = 7) -> tuple[Sample, ...]:
    counts = {name: MANY if name.startswith(kind) else 0 for name in ("ordinary", "hard", "clean", "conversations")}
    return tuple(generate(seed, **counts))


def bare(text: str) -> str:
    return "".join(sign for sign in text if sign.isalnum())


def is_cn_id(text: str) -> bool:
    if re.fullmatch(r"\d{15}", text):
        text = f"{text[:6]}19{text[6:]}0"
    elif ric.calc_check_digit(text) != text[-1].upper():
        return False
    return ric.get_birth_date(text).year >= 1955


def is_hk_id(text: str) -> bool:
    plain = bare(text).rjust(9)
    values = [36 if sign == " " else int(sign, 36) for sign in plain]
    return sum(value * weight for value, weight in zip(values, range(9, 0, -1), strict=True)) % 11 == 0


def is_tw_id(text: str) -> bool:
    first = 10 + "ABCDEFGHJKLMNPQRSTUVXYWZIO".index(text[0])
    values = [first // 10, first % 10, *(int(digit) for digit in text[1:])]
    weights = (1, 9, 8, 7, 6, 5, 4, 3, 2, 1, 1)
    return sum(value * weight for value, weight in zip(values, weights, strict=True)) % 10 == 0


def is_seed(text: str) -> bool:
    words = [unicodedata.normalize("NFC", word) for word in (text.split() if len(text.split()) > 1 else text)]
    return any(is_seed_of(tuple(words), language) for language in Mnemonic.list_languages())


@cache
def places(language: str) -> dict[str, int]:
    return {unicodedata.normalize("NFC", word): at for at, word in enumerate(Mnemonic(language).wordlist)}


def is_seed_of(words: tuple[str, ...], language: str) -> bool:
    if not set(words) <= places(language).keys():
        return False
    bits = "".join(f"{places(language)[word]:011b}" for word in words)
    size = len(bits) * 32 // 33
    entropy = int(bits[:size], 2).to_bytes(size // 8, "big")
    return f"{hashlib.sha256(entropy).digest()[0]:08b}".startswith(bits[size:])


def is_key(text: str) -> bool:
    if text.startswith("{"):
        return int(json.loads(text)["version"]) == 3
    if text.startswith("["):
        return len(json.loads(text)) == 64
    if re.fullmatch(r"(0x)?[0-9a-f]{64}", text):
        return True
    number = 0
    for sign in text:
        number = number * 58 + "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz".index(sign)
    data = number.to_bytes((number.bit_length() + 7) // 8, "big")
    return len(data) in {63, 64} or hashlib.sha256(hashlib.sha256(data[:-4]).digest()).digest()[:4] == data[-4:]


def is_ip(text: str) -> bool:
    parts = text.split(".")
    return (len(parts) == 4 and all(0 <= int(part) < 256 for part in parts)) or text.count(":") >= 4


CHECKS: dict[str, Callable[[str], bool]] = {
    "BANK_CARD": lambda text: luhn.is_valid(bare(text)) and 15 <= len(bare(text)) <= 19,
    "CN_ID": is_cn_id,
    "CRYPTO_KEY": is_key,
    "CRYPTO_SEED": is_seed,
    "CVV": lambda text: text.isdigit() and len(text) in {3, 4},
    "EMAIL": lambda text: bool(re.fullmatch(r"[\w.+-]+@[\w-]+(\.[\w-]+)+", text, re.ASCII)),
    "EXPIRY": lambda text: bool(re.fullmatch(r"(0?[1-9]|1[0-2])( ?[/-] ?)?(20)?\d\d", text)),
    "HK_ID": is_hk_id,
    "IBAN": iban.is_valid,
    "IP": is_ip,
    "MACAU_ID": lambda text: bool(re.fullmatch(r"[157]\d{7}", bare(text))),
    "OTP": lambda text: 4 <= len(bare(text)) <= 8,
    "PASSPORT": lambda text: bool(re.fullmatch(r"[A-Z]{0,2}\d{7,9}[A-Z]?", text)),
    "PERSON": lambda text: not re.search(r"[\d@:：,，]|先生|女士|小姐|Mr|Ms", text),
    "PHONE": lambda text: 8 <= len(bare(text)) <= 15 and bare(text).isdigit(),
    "PLATE": lambda text: bool(re.fullmatch(r"[一-龥][A-K][A-Z0-9]{5,6}", bare(text).replace("·", ""))),
    "QQ_WECHAT": lambda text: bool(re.fullmatch(r"[\w-]{5,20}", text, re.ASCII)),
    "SSN_US": ssn.is_valid,
    "TW_ID": is_tw_id,
}


def test_the_same_seed_gives_the_same_bytes_and_another_seed_others() -> None:
    outs = [io.BytesIO() for _ in range(3)]
    for out, seed in zip(outs, (3, 3, 4), strict=True):
        assert write(generate(seed, 60, 60, 60, 60), out) == 240
    assert outs[0].getvalue() == outs[1].getvalue()
    assert outs[0].getvalue() != outs[2].getvalue()


def test_the_command_writes_what_can_be_read_again() -> None:
    command = [sys.executable, "-m", "benchmarks.data.text_first", "--seed", "5", "--ordinary", "9", "--hard", "8"]
    out = subprocess.run([*command, "--clean", "7", "--conversations", "6"], cwd=ROOT, capture_output=True, check=True)
    assert list(read(out.stdout.splitlines())) == list(generate(5, 9, 8, 7, 6))


def test_more_of_a_set_begins_with_the_same() -> None:
    assert tuple(generate(7, 50, 0, 0, 0)) == samples("ordinary")[:50]


@pytest.mark.parametrize("kind", KINDS)
def test_spans_lie_within_their_messages_and_apart(kind: str) -> None:
    for sample in samples(kind):
        assert sample.set == kind
        assert all(text == text.strip() and text for text in sample.texts)
        assert list(sample.spans) == sorted(sample.spans)
        for span, value in zip(sample.spans, sample.values(), strict=True):
            assert value[0] in TYPES
            assert value[1].strip() == value[1] != ""
            assert span.end - span.start == len(value[1])
        for one, other in zip(sample.spans, sample.spans[1:], strict=False):
            assert one.message != other.message or one.end <= other.start


@pytest.mark.parametrize("kind", ["ordinary", "hard"])
def test_every_message_has_a_value_and_every_type_appears(kind: str) -> None:
    assert all(sample.spans and len(sample.texts) == 1 for sample in samples(kind))
    seen = Counter(span.type for sample in samples(kind) for span in sample.spans)
    assert set(seen) == set(TYPES)
    assert min(seen.values()) >= 30


def test_clean_messages_have_no_value() -> None:
    assert not any(sample.spans for sample in samples("clean"))


def test_conversations_are_of_several_messages_and_some_are_clean() -> None:
    assert all(2 <= len(sample.texts) <= 4 for sample in samples("conversation"))
    clean = sum(not sample.spans for sample in samples("conversation"))
    assert 0.2 < clean / MANY < 0.4
    assert any(len({span.message for span in sample.spans}) > 1 for sample in samples("conversation"))


@pytest.mark.parametrize("kind", KINDS)
def test_nearly_no_message_comes_twice_and_languages_are_mixed(kind: str) -> None:
    assert len({sample.texts for sample in samples(kind)}) >= 0.95 * MANY
    assert Counter(sample.language for sample in samples(kind)).keys() >= {"zh", "en"}


@pytest.mark.parametrize("kind", sorted(CHECKS))
def test_an_ordinary_value_is_what_its_type_says(kind: str) -> None:
    values = [text for sample in samples("ordinary") for type_, text in sample.values() if type_ == kind]
    assert values
    assert [text for text in values if not CHECKS[kind](text)] == []


def test_secrets_stand_apart_from_their_labels() -> None:
    marks = set(string.whitespace) | set("：:，,。")
    for sample in samples("ordinary"):
        for type_, text in sample.values():
            assert not {text[0], text[-1]} & marks, (type_, text)


def test_all_phrases_are_well_formed_and_name_known_types() -> None:
    for file in FOLDER.glob("*.txt"):
        if file.stem in {"names", "fillers"}:
            continue
        for phrases in sections(file.stem).values():
            for phrase in phrases:
                assert count(phrase) >= 1
                slots = re.findall(r"\{([^}]*)\}", phrase)
                for slot in slots:
                    assert slot[0].islower() or slot == "+" or re.split(r"[.~+]", slot)[0] in TYPES, phrase


@pytest.mark.parametrize("phrase", ["a [b", "a b]", "a | b"])
def test_a_malformed_phrase_is_refused(phrase: str) -> None:
    with pytest.raises(ValueError, match=r"bracket|closed"):
        opened(Random(1), phrase)
