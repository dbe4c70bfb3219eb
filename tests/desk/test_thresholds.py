"""The rule by which verdicts move thresholds: documented, bounded, and never for what must stay masked."""

from __future__ import annotations

import pytest

from handclasp.desk.thresholds import ENOUGH, HIGHEST, KEPT_MASKED, LAST, Said, bands, floors


def said(sensitive: int, harmless: int, sure: int = 55, type_: str = "PERSON", detector: str = "person") -> list[Said]:
    return [Said(detector, type_, sure, one) for one in [True] * sensitive + [False] * harmless]


def test_a_band_that_is_mostly_wrong_is_masked_no_more() -> None:
    (band,) = bands(said(9, 11))
    assert (band.low, band.sensitive, band.harmless, band.masked) == (50, 9, 11, False)
    assert floors([band]) == {"person": 60}


@pytest.mark.parametrize(("sensitive", "harmless"), [(10, 10), (11, 9), (0, ENOUGH - 1), (9, 10), (0, 0)])
def test_half_right_or_too_few_verdicts_change_nothing(sensitive: int, harmless: int) -> None:
    assert floors(bands(said(sensitive, harmless))) == {}


@pytest.mark.parametrize("type_", sorted(KEPT_MASKED))
def test_what_is_never_stored_or_has_a_checksum_is_loosened_by_nobody(type_: str) -> None:
    assert floors(bands(said(0, 200, type_=type_, detector=type_.lower()))) == {}


def test_a_detector_that_finds_such_things_too_has_no_floor() -> None:
    assert floors(bands([*said(0, 40), *said(1, 0, type_="BANK_CARD")])) == {}


def test_no_floor_is_higher_than_the_highest() -> None:
    everything_wrong = [one for sure in (55, 65, 75, 85, 95, 100) for one in said(0, 30, sure)]
    assert floors(bands(everything_wrong)) == {"person": HIGHEST}


def test_what_is_less_sure_goes_with_it_unless_it_proves_itself() -> None:
    found = bands([*said(1, 1, 45), *said(2, 30, 55)])
    assert [band.masked for band in found] == [False, False]
    found = bands([*said(30, 2, 45), *said(2, 30, 55)])
    assert [band.masked for band in found] == [True, True], "a floor of 60 would show what proved itself at 45"


def test_only_the_last_verdicts_count() -> None:
    newest_first = [*said(LAST, 0), *said(0, 500)]
    assert floors(bands(newest_first)) == {}
    assert floors(bands(reversed(newest_first))) == {"person": 60}


def test_what_is_missed_brings_a_floor_down_again() -> None:
    wrong = said(8, 12)
    missed = [Said("reviewer", "PERSON", 100, sensitive=True, missed=True)] * 4
    assert floors(bands(wrong)) == {"person": 60}
    assert floors(bands([*missed, *wrong])) == {}
    elsewhere = [one._replace(type="ADDRESS") for one in missed]
    assert floors(bands([*elsewhere, *wrong])) == {"person": 60}


def test_detectors_are_judged_apart() -> None:
    found = bands([*said(0, 30), *said(30, 0, detector="address", type_="ADDRESS")])
    assert floors(found) == {"person": 60}
    assert {band.detector for band in found} == {"person", "address"}
