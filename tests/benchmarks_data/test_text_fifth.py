"""The fifth author's messages: the same each time, labelled exactly, every type often enough, rarely twice the same."""

from __future__ import annotations

import io
import re
import subprocess
import sys
from collections import Counter
from functools import cache
from pathlib import Path
from random import Random

import pytest
from benchmarks.data.labelled import KINDS, TYPES, Kind, Sample, read, write
from benchmarks.data.text_fifth import generate
from benchmarks.data.text_fifth.disguise import WAYS
from benchmarks.data.text_fifth.fill import MAKERS, TOKEN
from benchmarks.data.text_fifth.harmless import HARMLESS
from benchmarks.data.text_fifth.phrasing import FOLDER, phrasings
from mnemonic import Mnemonic
from stdnum import iban, luhn
from stdnum.cn import ric
from stdnum.us import ssn

ROOT = Path(__file__).resolve().parents[2]
ASKED = {"ordinary": 2000, "hard": 1000, "clean": 2000, "conversations": 400}
SETS: tuple[Kind, ...] = ("ordinary", "hard", "clean", "conversation")
OFTEN = {"PASSWORD", "OTP", "CARD_SECRET", "PLATE", "SSN_US", "CVV"}


@cache
def samples(kind: str) -> tuple[Sample, ...]:
    asked = {name: count if name.startswith(kind) else 0 for name, count in ASKED.items()}
    return tuple(generate(8, **asked))


def bare(text: str) -> str:
    return "".join(sign for sign in text if sign.isalnum())


def weighed(values: list[int], weights: tuple[int, ...]) -> int:
    return sum(value * weight for value, weight in zip(values, weights, strict=True))


def is_tw_id(text: str) -> bool:
    first = 10 + "ABCDEFGHJKLMNPQRSTUVXYWZIO".index(text[0])
    values = [first // 10, first % 10, *(int(digit) for digit in text[1:])]
    return weighed(values, (1, 9, 8, 7, 6, 5, 4, 3, 2, 1, 1)) % 10 == 0


CHECKS = {
    "BANK_CARD": lambda text: luhn.is_valid(bare(text)) and 15 <= len(bare(text)) <= 19,
    "CN_ID": lambda text: ric.calc_check_digit(text) == text[-1] and ric.get_birth_date(text).year < 2010,
    "CRYPTO_SEED": lambda text: any(Mnemonic(name).check(text) for name in ("english", "chinese_simplified")),
    "CVV": lambda text: re.fullmatch(r"\d{3,4}", text),
    "EMAIL": lambda text: re.fullmatch(r"[\w.+-]+@[\w-]+(\.[\w-]+)+", text, re.ASCII),
    "EXPIRY": lambda text: re.fullmatch(r"(0[1-9]|1[0-2])/?(20)?\d\d", text),
    "HK_ID": lambda text: weighed([36, *(int(c, 36) for c in bare(text))], (9, 8, 7, 6, 5, 4, 3, 2, 1)) % 11 == 0,
    "IBAN": lambda text: iban.is_valid(text, check_country=False),
    "MACAU_ID": lambda text: re.fullmatch(r"[157]\d{7}", bare(text)),
    "PERSON": lambda text: not re.search(r"[\d@:：,，_\\]|先生|女士|小姐|Mr|Ms", text),
    "PHONE": lambda text: 8 <= len(bare(text)) <= 14 and bare(text).isdigit(),
    "PLATE": lambda text: re.fullmatch(r"[一-龥][A-Z][· ]?[A-Z0-9]{4,6}[港澳]?", text),
    "SSN_US": ssn.is_valid,
    "TW_ID": is_tw_id,
}


def test_the_same_seed_gives_the_same_bytes_and_another_seed_others() -> None:
    outs = [io.BytesIO() for _ in range(3)]
    for out, seed in zip(outs, (2, 2, 3), strict=True):
        write(generate(seed, 40, 40, 40, 20), out)
    assert outs[0].getvalue() == outs[1].getvalue() != outs[2].getvalue()


def test_the_command_writes_what_the_function_gives() -> None:
    options = ["--ordinary", "11", "--hard", "8", "--clean", "6", "--conversations", "4"]
    ran = subprocess.run(
        [sys.executable, "-m", "benchmarks.data.text_fifth", "--seed", "3", *options],
        cwd=ROOT,
        capture_output=True,
        check=True,
    )
    assert list(read(ran.stdout.splitlines())) == list(generate(3, 11, 8, 6, 4))


def test_a_set_depends_on_the_seed_alone_and_more_of_it_begins_with_the_same() -> None:
    assert list(generate(7, 0, 30, 0, 0)) == [s for s in generate(7, 10, 600, 10, 5) if s.set == "hard"][:30]


@pytest.mark.parametrize("kind", KINDS)
def test_spans_lie_within_their_messages_in_order_and_apart(kind: str) -> None:
    for sample in samples(kind):
        assert list(sample.spans) == sorted(sample.spans)
        for span in sample.spans:
            assert span.type in TYPES
            assert 0 <= span.start < span.end <= len(sample.texts[span.message])
        for one, after in zip(sample.spans, sample.spans[1:], strict=False):
            assert (one.message, one.end) <= (after.message, after.start)
        assert all(value and value == value.strip() for _, value in sample.values())


@pytest.mark.parametrize("kind", KINDS)
def test_as_many_as_were_asked_for_rarely_twice_the_same_and_both_languages(kind: str) -> None:
    made = samples(kind)
    assert len(made) == next(count for name, count in ASKED.items() if name.startswith(kind))
    assert len({sample.texts for sample in made}) > 0.97 * len(made)
    languages = Counter(sample.language for sample in made)
    assert min(languages["zh"], languages["en"]) > 0.42 * len(made)
    assert 0.06 < languages["mixed"] / len(made) < 0.1


def test_every_type_has_phrasings_enough_for_a_figure_of_its_own() -> None:
    told = Counter(
        name
        for kind in SETS[:2]
        for phrasing in phrasings(kind)
        for name in {token[1] for message in phrasing.messages for token in TOKEN.finditer(message)}
    )
    assert set(MAKERS) == set(TYPES)
    assert not {name: told[name] for name in TYPES if told[name] < (45 if name in OFTEN else 25)}


def test_clean_messages_have_no_value_and_ordinary_and_hard_ones_have() -> None:
    assert not any(sample.spans for sample in samples("clean"))
    assert all(sample.spans for kind in ("ordinary", "hard") for sample in samples(kind))


def test_about_half_of_the_clean_messages_have_no_figure_at_all() -> None:
    plain = sum(not re.search(r"\d", sample.texts[0]) for sample in samples("clean"))
    assert 0.45 < plain / len(samples("clean")) < 0.72


def test_conversations_are_of_several_messages_and_three_in_ten_are_clean() -> None:
    talks = samples("conversation")
    assert all(2 <= len(sample.texts) <= 4 for sample in talks)
    assert all(len(sample.texts) == 1 for kind in SETS[:3] for sample in samples(kind))
    assert 0.2 < sum(not sample.spans for sample in talks) / len(talks) < 0.36


def test_ordinary_values_have_their_shape_and_check_digits() -> None:
    for sample in samples("ordinary"):
        for name, value in sample.values():
            assert name not in CHECKS or CHECKS[name](value), (name, value)


def test_nothing_of_a_phrasing_is_left_over() -> None:
    for kind in KINDS:
        for sample in samples(kind):
            for text in sample.texts:
                assert not re.search(r"\{[A-Za-z_]+[.#/!}]|\\n| >> |\[[^\[\]]*\|[^\[\]]*\]", text)
                assert text == text.strip()


def test_phrasings_name_only_what_there_is() -> None:
    for kind in SETS:
        for phrasing in phrasings(kind):
            for message in phrasing.messages:
                for token in TOKEN.finditer(message):
                    assert token[1] in MAKERS or token[1] in HARMLESS
                    assert all(way in WAYS for way in re.findall(r"\w+", token[5] or ""))
                assert not re.search(r"\{[A-Za-z_]+[.#/!}]", TOKEN.sub("", message))


def test_every_disguise_is_used_and_keeps_something_of_the_value() -> None:
    tokens = [t for kind in SETS for p in phrasings(kind) for message in p.messages for t in TOKEN.finditer(message)]
    assert {way for token in tokens for way in re.findall(r"\w+", token[5] or "")} == set(WAYS)
    for way in WAYS.values():
        hidden = way(Random(1), "ab12.cd34 ef56@gh78")
        assert hidden.strip() == hidden != ""


def test_phrasings_are_many_and_all_different() -> None:
    everything = [phrasing for kind in SETS for phrasing in phrasings(kind)]
    assert len(everything) >= 1100
    assert len({phrasing.messages for phrasing in everything}) == len(everything)
    languages = Counter(phrasing.language for phrasing in everything)
    assert min(languages["zh"], languages["en"]) > 0.44 * len(everything)
    assert {path.stem.split("_")[0] for path in FOLDER.glob("*.txt")} == set(languages)
