"""The messages that benchmarks send are what their figures say they are."""

from __future__ import annotations

from collections import Counter
from itertools import islice

import pytest

from handclasp.bench.workload import MEAN_BYTES, Message, messages
from handclasp.intake.message import decode
from handclasp.records import Raw
from handclasp.screen import find

NOW = 1_795_000_000_000


@pytest.fixture(scope="module")
def sample() -> list[Message]:
    return list(islice(messages(1, NOW), 12_000))


def test_the_same_seed_gives_the_same_messages_and_another_seed_others(sample: list[Message]) -> None:
    assert list(islice(messages(1, NOW), 100)) == sample[:100]
    assert list(islice(messages(2, NOW), 100)) != sample[:100]


def test_their_texts_have_250_bytes_on_average_in_two_languages(sample: list[Message]) -> None:
    texts = [message.text for message in sample]
    assert sum(len(text.encode()) for text in texts) / len(texts) == pytest.approx(MEAN_BYTES, rel=0.04)
    chinese = sum(not text.isascii() for text in texts) / len(texts)
    assert 0.5 < chinese < 0.75


def test_one_in_ten_holds_something_that_is_masked_and_every_type_occurs(sample: list[Message]) -> None:
    found = [{finding.type for finding in find(message.text)} for message in sample]
    assert sum(map(bool, found)) / len(found) == pytest.approx(0.10, abs=0.012)
    types = Counter(kind for kinds in found for kind in kinds)
    assert set(types) == {
        "BANK_CARD", "CARD_SECRET", "CN_ID", "CRYPTO_KEY", "CRYPTO_SEED", "EMAIL", "OTP", "PASSWORD", "PHONE",
    }  # fmt: skip


def test_conversations_open_and_close_and_their_records_are_counted_from_one(sample: list[Message]) -> None:
    seen: Counter[str] = Counter()
    for message in sample:
        seen[message.conversation] += 1
        assert message.seq == seen[message.conversation]
    assert len(seen) > 12_000 / 10


def test_a_full_run_has_ten_thousand_conversations_and_no_id_twice() -> None:
    names: set[str] = set()
    ids: set[str] = set()
    for message in islice(messages(1, NOW), 120_000):
        names.add(message.conversation)
        ids.add(message.id)
    assert len(names) >= 10_000
    assert len(ids) == 120_000


def test_every_line_is_a_message_that_the_door_takes(sample: list[Message]) -> None:
    for message in sample[:500]:
        raw = decode(message.line(), "demo", NOW + 20_000)
        assert isinstance(raw, Raw)
        assert raw.key == message.id
