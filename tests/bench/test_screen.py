"""The bench of screening counts as its page says, and says clearly when there is nothing to measure with."""

from __future__ import annotations

from pathlib import Path

import pytest

from handclasp.bench.scoring import Score
from handclasp.bench.screen import measure
from handclasp.bench.stand import NotReady

LINE = b'{"texts":["call 13812345678"],"spans":[{"message":0,"start":5,"end":16,"type":"PHONE"}],"set":"%s"}\n'
CLEAN = b'{"texts":["thank you"],"spans":[],"set":"clean","language":"en"}\n'


def test_a_find_is_right_with_its_type_and_half_of_the_span() -> None:
    score = Score()
    score.add([(5, 11, "PHONE")], [(5, 16, "PHONE")])
    assert (score.f1(), score.leak()) == (1.0, 1.0)
    score.add([(5, 9, "PHONE")], [(5, 16, "PHONE")])
    assert score.f1() == pytest.approx(0.5)


def test_a_span_leaks_unless_all_of_it_is_covered_by_whatever_type() -> None:
    score = Score()
    score.add([(0, 8, "EMAIL"), (8, 20, "PHONE")], [(5, 16, "PHONE")])
    assert score.leak() == 0.0
    score.add([(5, 15, "PHONE")], [(5, 16, "PHONE")])
    assert score.leak() == 0.5


def test_each_span_is_found_once_and_what_is_left_is_invented() -> None:
    score = Score()
    score.add([(5, 16, "PHONE"), (5, 16, "PHONE")], [(5, 16, "PHONE")])
    assert score.f1() == pytest.approx(2 / 3)
    assert score.f1(["EMAIL"]) == 0.0


def test_a_find_in_a_clean_message_is_a_false_alarm() -> None:
    score = Score()
    score.add([(0, 1, "PHONE")], [])
    score.add([], [])
    assert score.alarms() == 0.5


def test_a_set_of_ones_own_is_measured(tmp_path: Path) -> None:
    file = tmp_path / "own.jsonl"
    file.write_bytes(LINE % b"ordinary" + LINE % b"hard" + CLEAN * 9)
    result = measure(100, 1, file)
    assert (result["f1"], result["leak"], result["f1_PHONE"], result["false_alarms"]) == (1.0, 0.0, 1.0, 0.0)
    assert result["timed_messages"] == 10
    assert float(result["msgs_per_s"]) > 0
    stages = [float(result[name]) for name in ("decode_us", "screen_us", "guard_us", "seal_us")]
    assert all(0 < us < 10_000 for us in stages)
    assert float(result["guard_msgs_per_s"]) == pytest.approx(1e6 / stages[2], rel=0.05)


@pytest.mark.parametrize("content", [b"nonsense\n", CLEAN])
def test_a_set_that_cannot_be_measured_says_so(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "own.jsonl"
    file.write_bytes(content)
    with pytest.raises(NotReady):
        measure(100, 1, file)
