"""Settings of regions and borders: what is taken, and what a wrong one says."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from handclasp import config
from handclasp.borders import day
from handclasp.config import BadConfiguration

GOOD = """
region = "CN-SH"
[residency.shop]
regions = ["CN"]
[[residency.shop.transfers]]
to = "SG"
law = "pipl"
basis = "standard-contract"
reference = "filing 2026-114"
until = "2028-11-30"
"""


@pytest.fixture(autouse=True)
def _alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for name in list(os.environ):
        if name.upper().startswith(config.PREFIX):
            monkeypatch.delenv(name)


def loaded(text: str) -> config.Settings:
    Path(config.FILE).write_text(text, encoding="utf-8")
    return config.load()


def test_a_tenants_regions_and_ways_across_are_tables() -> None:
    found = loaded(GOOD).borders(lambda: 0).residence("shop")
    assert found is not None
    assert found.regions == ("CN",)
    (way,) = found.transfers
    assert (way.to, way.law, way.basis, way.until) == ("SG", "pipl", "standard-contract", day("2028-11-30"))
    assert way.needs_consent


def test_without_any_there_are_no_borders() -> None:
    assert loaded("").borders(lambda: 0).residence("shop") is None


def test_all_of_them_may_be_one_json_object_in_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HANDCLASP_REGION", "DE")
    monkeypatch.setenv("HANDCLASP_RESIDENCY", '{"shop": {"regions": ["EU"]}}')
    assert config.load().borders(lambda: 0).outside("US") == ["shop"]


@pytest.mark.parametrize(
    ("before", "after", "says"),
    [
        ('region = "CN-SH"', "", "residency needs region"),
        ('region = "CN-SH"', 'region = "DE"', "this house is in DE"),
        ('region = "CN-SH"', 'region = "Shanghai"', "a country's code"),
        ('regions = ["CN"]', "regions = []", "residency.shop.regions"),
        ('regions = ["CN"]', 'regions = ["China"]', "a country's code"),
        ('regions = ["CN"]', "", "regions"),
        ('to = "SG"', 'to = "Singapore"', "a country's code"),
        ('basis = "standard-contract"', 'basis = "adequacy"', "a basis under pipl is one of"),
        ('law = "pipl"\nbasis = "standard-contract"', 'law = "gdpr"\nbasis = "free-movement"', "inside the EEA"),
        ('law = "pipl"', 'law = "ccpa"', "gdpr"),
        ('reference = "filing 2026-114"', 'reference = ""', "reference"),
        ('until = "2028-11-30"', 'until = "soon"', "a day such as"),
        ('until = "2028-11-30"', 'whom = "us"', "whom"),
    ],
)
def test_a_wrong_one_ends_the_start_and_says_what_is_allowed(before: str, after: str, says: str) -> None:
    assert before in GOOD
    with pytest.raises(BadConfiguration) as error:
        loaded(GOOD.replace(before, after))
    assert says in str(error.value)
