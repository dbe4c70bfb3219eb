"""The second author's messages: the same seed gives the same bytes, spans hold, every type occurs, few texts repeat."""

from __future__ import annotations

import io
import json
import subprocess
import sys
from pathlib import Path

import pytest
from benchmarks.data.labelled import TYPES, Sample, write
from benchmarks.data.text_second import generate
from mnemonic import Mnemonic
from stdnum import iban, luhn
from stdnum.cn import ric

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def samples() -> list[Sample]:
    return list(generate(11, ordinary=1200, hard=700, clean=800, conversations=300))


def _of(samples: list[Sample], kind: str) -> list[Sample]:
    return [sample for sample in samples if sample.set == kind]


def test_the_same_seed_gives_the_same_bytes_and_another_seed_others() -> None:
    def made(seed: int) -> bytes:
        out = io.BytesIO()
        write(generate(seed, ordinary=60, hard=60, clean=60, conversations=30), out)
        return out.getvalue()

    assert made(7) == made(7)
    assert made(7) != made(8)


def test_a_set_does_not_depend_on_how_much_is_asked_of_the_others() -> None:
    alone = list(generate(7, ordinary=0, hard=30, clean=0, conversations=0))
    together = list(generate(7, ordinary=20, hard=30, clean=20, conversations=5))
    assert alone == _of(together, "hard")


def test_the_command_line_writes_what_the_function_gives() -> None:
    counts = {"ordinary": 12, "hard": 12, "clean": 12, "conversations": 6}
    options = [part for name, count in counts.items() for part in (f"--{name}", str(count))]
    ran = subprocess.run(
        [sys.executable, "-m", "benchmarks.data.text_second", "--seed", "3", *options],
        cwd=ROOT,
        capture_output=True,
        check=True,
    )
    expected = io.BytesIO()
    write(generate(3, **counts), expected)
    assert ran.stdout == expected.getvalue()
    assert set(json.loads(ran.stdout.splitlines()[0])) == {"texts", "spans", "set", "language"}


def test_as_many_samples_of_each_set_as_were_asked_for(samples: list[Sample]) -> None:
    counts = {kind: len(_of(samples, kind)) for kind in ("ordinary", "hard", "clean", "conversation")}
    assert counts == {"ordinary": 1200, "hard": 700, "clean": 800, "conversation": 300}


def test_spans_lie_within_their_message_and_are_tight(samples: list[Sample]) -> None:
    for sample in samples:
        for span in sample.spans:
            assert span.type in TYPES
            assert 0 <= span.start < span.end <= len(sample.texts[span.message])
        for _, value in sample.values():
            assert value == value.strip()


def test_spans_are_in_order_and_do_not_overlap(samples: list[Sample]) -> None:
    for sample in samples:
        assert list(sample.spans) == sorted(sample.spans)
        for one, next_one in zip(sample.spans, sample.spans[1:], strict=False):
            assert (one.message, one.end) <= (next_one.message, next_one.start)


def test_nothing_of_a_template_is_left_over(samples: list[Sample]) -> None:
    for sample in samples:
        for text in sample.texts:
            assert text.strip()
            assert not set(text) & set("⏎«»‹")
            assert "//" not in text.replace("://", "")


@pytest.mark.parametrize("kind", ["ordinary", "hard", "conversation"])
def test_every_type_occurs(samples: list[Sample], kind: str) -> None:
    assert {span.type for sample in _of(samples, kind) for span in sample.spans} == set(TYPES)


def test_clean_messages_have_no_spans_and_the_others_have(samples: list[Sample]) -> None:
    assert not any(sample.spans for sample in _of(samples, "clean"))
    assert all(sample.spans for sample in samples if sample.set in ("ordinary", "hard"))
    talks = _of(samples, "conversation")
    assert 0.1 < sum(not sample.spans for sample in talks) / len(talks) < 0.5


def test_conversations_have_several_messages_and_the_rest_one(samples: list[Sample]) -> None:
    for sample in samples:
        assert (len(sample.texts) > 1) == (sample.set == "conversation")


def test_both_languages_in_equal_parts_and_some_mixed(samples: list[Sample]) -> None:
    share = {
        language: sum(s.language == language for s in samples) / len(samples) for language in ("zh", "en", "mixed")
    }
    assert abs(share["zh"] - share["en"]) < 0.05
    assert 0.03 < share["mixed"] < 0.15


def test_few_texts_repeat(samples: list[Sample]) -> None:
    assert len({sample.texts for sample in samples}) >= 0.95 * len(samples)


def test_check_digits_hold_where_nothing_is_hidden(samples: list[Sample]) -> None:
    values = [value for sample in _of(samples, "ordinary") for value in sample.values()]

    def of(kind: str) -> list[str]:
        return [value for found, value in values if found == kind]

    identities = [value.replace(" ", "").upper() for value in of("CN_ID")]
    assert all(ric.calc_check_digit(value) == value[-1] for value in identities)
    assert all(luhn.is_valid(value.replace(" ", "").replace("-", "")) for value in of("BANK_CARD"))
    assert all(iban.is_valid(value, check_country=False) for value in of("IBAN"))
    languages = [Mnemonic(language) for language in ("english", "chinese_simplified")]
    assert all(any(language.check(value) for language in languages) for value in of("CRYPTO_SEED"))
