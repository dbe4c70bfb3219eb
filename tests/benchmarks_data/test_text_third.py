"""The third author's messages: the same each time, labelled where the values are, in many voices, rarely repeated."""

from __future__ import annotations

import io
import json
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest
from benchmarks.data.labelled import KINDS, TYPES, Sample, read, write
from benchmarks.data.text_third import generate
from benchmarks.data.text_third.fill import TOKEN, VALUES
from benchmarks.data.text_third.filler import FILLERS
from benchmarks.data.text_third.phrasings import FOLDER, phrasings
from mnemonic import Mnemonic
from stdnum import iban, luhn
from stdnum.cn import ric
from stdnum.us import ssn

ROOT = Path(__file__).resolve().parents[2]
ASKED = {"ordinary": 2000, "hard": 1000, "clean": 2000, "conversations": 400}
COMMON = {
    *("ADDRESS", "BANK_CARD", "CARD_SECRET", "CN_ID", "CRYPTO_KEY", "CRYPTO_SEED", "CVV", "EMAIL", "IBAN", "IP", "OTP"),
    *("PASSPORT", "PASSWORD", "PERSON", "PHONE", "PLATE", "QQ_WECHAT", "SSN_US"),
}


@cache
def samples(kind: str) -> tuple[Sample, ...]:
    asked = {name: count if name.startswith(kind) else 0 for name, count in ASKED.items()}
    return tuple(generate(7, **asked))


def bare(text: str) -> str:
    return "".join(sign for sign in text if sign.isalnum())


def is_cn_id(text: str) -> bool:  # a district may be younger than its people, as in real life
    plain = bare(text).upper()
    return ric.calc_check_digit(plain) == plain[-1] and 1955 <= ric.get_birth_date(plain).year <= 2010


def is_hk_id(text: str) -> bool:
    values = [36, *(int(sign, 36) for sign in bare(text))]
    return sum(value * weight for value, weight in zip(values, range(9, 0, -1), strict=True)) % 11 == 0


def is_tw_id(text: str) -> bool:
    first = 10 + "ABCDEFGHJKLMNPQRSTUVXYWZIO".index(text[0])
    values = [first // 10, first % 10, *(int(digit) for digit in text[1:])]
    return (
        sum(value * weight for value, weight in zip(values, (1, 9, 8, 7, 6, 5, 4, 3, 2, 1, 1), strict=True)) % 10 == 0
    )


@cache
def word_list(language: str) -> Mnemonic:
    return Mnemonic(language)


def is_seed(text: str) -> bool:
    return any(word_list(language).check(text) for language in ("english", "chinese_simplified"))


CHECKS: dict[str, Callable[[str], bool]] = {
    "BANK_CARD": lambda text: luhn.is_valid(bare(text)) and 15 <= len(bare(text)) <= 19,
    "CN_ID": is_cn_id,
    "CRYPTO_SEED": is_seed,
    "CVV": lambda text: bool(re.fullmatch(r"\d{3}", text)),
    "EMAIL": lambda text: bool(re.fullmatch(r"[\w.+-]+@[\w-]+(\.[\w-]+)+", text, re.ASCII)),
    "HK_ID": is_hk_id,
    "IBAN": lambda text: iban.is_valid(text, check_country=False),
    "OTP": lambda text: 4 <= len(bare(text)) <= 12,
    "PERSON": lambda text: not re.search(r"[\d@:：,，_\\]|先生|女士|小姐", text),
    "PHONE": lambda text: 8 <= len(bare(text)) <= 14 and bare(text).isdigit(),
    "PLATE": lambda text: bool(re.fullmatch(r"[一-龥][A-H]·?[A-Z0-9]{5,6}", text)),
    "SSN_US": ssn.is_valid,
    "TW_ID": is_tw_id,
}


def test_the_same_seed_gives_the_same_bytes_and_another_seed_others() -> None:
    outs = [io.BytesIO() for _ in range(3)]
    for out, seed in zip(outs, (3, 3, 4), strict=True):
        assert write(generate(seed, 50, 50, 50, 50), out) == 200
    assert outs[0].getvalue() == outs[1].getvalue()
    assert outs[0].getvalue() != outs[2].getvalue()


def test_the_command_writes_what_can_be_read_again() -> None:
    command = [sys.executable, "-m", "benchmarks.data.text_third", "--seed", "5", "--ordinary", "9", "--hard", "8"]
    out = subprocess.run([*command, "--clean", "7", "--conversations", "6"], cwd=ROOT, capture_output=True, check=True)
    assert list(read(out.stdout.splitlines())) == list(generate(5, 9, 8, 7, 6))
    assert set(json.loads(out.stdout.splitlines()[0])) == {"texts", "spans", "set", "language"}


def test_a_set_depends_on_the_seed_alone_and_more_of_it_begins_with_the_same() -> None:
    together = list(generate(7, 20, 40, 20, 5))
    assert tuple(sample for sample in together if sample.set == "hard") == samples("hard")[:40]


@pytest.mark.parametrize("kind", KINDS)
def test_spans_lie_within_their_messages_and_apart(kind: str) -> None:
    for sample in samples(kind):
        assert sample.set == kind
        assert all(text == text.strip() and text for text in sample.texts), sample.texts
        assert list(sample.spans) == sorted(sample.spans)
        for span, (type_, value) in zip(sample.spans, sample.values(), strict=True):
            assert type_ in TYPES
            assert span.end - span.start == len(value)
            assert value.strip() == value != ""
        for one, other in zip(sample.spans, sample.spans[1:], strict=False):
            assert one.message != other.message or one.end <= other.start


@pytest.mark.parametrize("kind", KINDS)
def test_as_many_as_were_asked_for_nearly_no_message_twice_and_both_languages(kind: str) -> None:
    made = samples(kind)
    assert len(made) == next(count for name, count in ASKED.items() if name.startswith(kind))
    assert len({sample.texts for sample in made}) >= 0.97 * len(made)
    share = Counter(sample.language for sample in made)
    assert abs(share["zh"] - share["en"]) < 0.06 * len(made)
    assert 0.05 < share["mixed"] / len(made) < 0.15


@pytest.mark.parametrize("kind", ["ordinary", "hard", "conversation"])
def test_every_common_type_occurs(kind: str) -> None:
    assert {span.type for sample in samples(kind) for span in sample.spans} >= COMMON


def test_clean_messages_have_no_value_and_ordinary_and_hard_ones_have() -> None:
    assert not any(sample.spans for sample in samples("clean"))
    assert all(sample.spans and len(sample.texts) == 1 for kind in ("ordinary", "hard") for sample in samples(kind))


def test_conversations_are_of_several_messages_and_three_in_ten_are_clean() -> None:
    talks = samples("conversation")
    assert all(2 <= len(sample.texts) <= 5 for sample in talks)
    assert 0.2 < sum(not sample.spans for sample in talks) / len(talks) < 0.4
    assert any(len({span.message for span in sample.spans}) > 1 for sample in talks)


@pytest.mark.parametrize("kind", sorted(CHECKS))
def test_an_ordinary_value_is_what_its_type_says(kind: str) -> None:
    values = [text for sample in samples("ordinary") for type_, text in sample.values() if type_ == kind]
    assert values
    assert [text for text in values if not CHECKS[kind](text)] == []


def test_nothing_of_a_phrasing_is_left_over() -> None:
    names = {*VALUES, *FILLERS}
    for kind in KINDS:
        for sample in samples(kind):
            for text in sample.texts:
                assert not any((found[1] or found[5]) in names for found in TOKEN.finditer(text)), text
                assert not re.search(r"\{[^{}\"]*\|", text), text


def test_all_phrasings_are_well_formed_different_and_many() -> None:
    everything = [phrasing for kind in KINDS for phrasing in phrasings(kind)]
    assert {file.stem.split("_")[0] for file in FOLDER.glob("*.txt")} == {*KINDS, "around"}
    for phrasing in everything:
        for found in TOKEN.finditer(" ".join(phrasing.messages)):
            assert (found[1] in VALUES) if found[1] else (found[5] in FILLERS or found[7]), found[0]
    assert len({phrasing.messages for phrasing in everything}) == len(everything)
    count = Counter(phrasing.language for phrasing in everything)
    assert count["zh"] >= 350
    assert count["en"] >= 350
    assert count["mixed"] >= 80
