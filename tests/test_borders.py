"""Borders: what lies in what, which law asks for a basis, and what it takes to go across."""

from __future__ import annotations

import pytest

from handclasp.borders import (
    BadDestination,
    Borders,
    NoBasis,
    Residence,
    Transfer,
    day,
    is_region,
    law_of,
    within,
)

NOW = day("2026-11-28")
CONTRACT = Transfer("SG", "pipl", "standard-contract", "filing 2026-114")
CLAUSES = Transfer("US", "gdpr", "standard-clauses", "SCC of 2026-01-10", until=day("2027-01-31"))
BOTH = Transfer("US", "pipl", "certification", "certificate 17", without_consent="article 13(1)(2): the contract")
HOMES = {
    "shop": Residence(("CN",), (CONTRACT,)),
    "wallet": Residence(("DE", "CN"), (CLAUSES, BOTH, Transfer("CH", "gdpr", "adequacy", "decision 2000/518/EC"))),
    "bank": Residence(("US",), (Transfer("GB", "other", "contract", "agreement 4"),)),
    "club": Residence(("EU",), (Transfer("BR", "gdpr", "explicit-consent", "form 3"),)),
}


def borders(now: int = NOW) -> Borders:
    return Borders(HOMES, lambda: now)


@pytest.mark.parametrize("code", ["CN", "SG", "EU", "EEA", "CN-SH", "US-CA"])
def test_regions_have_codes(code: str) -> None:
    assert is_region(code)


@pytest.mark.parametrize("code", ["", "cn", "China", "CN-", "C", "CN SH", "EEU", "CN-SHANGHAI"])
def test_nothing_else_is_one(code: str) -> None:
    assert not is_region(code)


def test_what_lies_in_what() -> None:
    inside = [("CN", "CN"), ("CN-SH", "CN"), ("DE", "EU"), ("NO", "EEA"), ("DE-BY", "EEA"), ("EU", "EEA")]
    outside = [("CN", "CN-SH"), ("HK", "CN"), ("MO", "CN"), ("TW", "CN"), ("NO", "EU"), ("GB", "EEA"), ("EEA", "EU")]
    assert all(within(*one) for one in inside)
    assert not [one for one in outside if within(*one)]


def test_which_law_asks() -> None:
    found = {region: law_of(region) for region in ("CN", "CN-SH", "DE", "NO", "EU", "EEA", "HK", "US", "SG")}
    assert found == {
        "CN": "pipl", "CN-SH": "pipl", "DE": "gdpr", "NO": "gdpr", "EU": "gdpr", "EEA": "gdpr", "HK": "", "US": "",
        "SG": "",
    }  # fmt: skip


def test_a_tenant_without_regions_is_asked_nothing() -> None:
    assert borders().crossing("other", "").facts() == {}
    assert borders().crossing("other", "us").facts() == {"to": "US"}


def test_inside_the_regions_no_basis_is_needed() -> None:
    assert borders().crossing("shop", "cn-sh").facts() == {"to": "CN-SH"}
    assert borders().crossing("club", "FR").facts() == {"to": "FR"}


@pytest.mark.parametrize("to", ["", "  ", "Singapore", "S1"])
def test_where_it_goes_has_to_be_said(to: str) -> None:
    with pytest.raises(BadDestination):
        borders().crossing("shop", to)


def test_across_a_border_it_takes_a_basis_and_under_the_pipl_separate_consent() -> None:
    with pytest.raises(NoBasis, match="no basis"):
        borders().crossing("shop", "US", "signed form 17")
    with pytest.raises(NoBasis, match="consent") as told:
        borders().crossing("shop", "SG")
    assert "单独同意" in told.value.zh
    assert borders().crossing("shop", "SG", " signed form 17 ").facts() == {
        "to": "SG",
        "border": [{"law": "pipl", "basis": "standard-contract", "reference": "filing 2026-114"}],
        "consent": "signed form 17",
    }


def test_every_law_that_it_leaves_asks_for_its_own() -> None:
    found = borders().crossing("wallet", "US")
    assert [(one.law, one.basis) for one in found.bases] == [("gdpr", "standard-clauses"), ("pipl", "certification")]
    with pytest.raises(NoBasis, match="PIPL"):
        borders().crossing("wallet", "CH")


def test_a_basis_that_has_ended_is_none() -> None:
    late = borders(day("2027-02-01"))
    with pytest.raises(NoBasis, match="GDPR"):
        late.crossing("wallet", "US")


def test_consent_is_asked_for_where_it_is_the_basis() -> None:
    with pytest.raises(NoBasis):
        borders().crossing("club", "BR")
    assert borders().crossing("club", "BR", "form 3, box 2").consent == "form 3, box 2"
    with pytest.raises(BadDestination):
        borders().crossing("club", "BR", "x" * 201)


def test_a_region_with_no_law_of_its_own_here_asks_for_any_basis() -> None:
    assert borders().crossing("bank", "GB").bases[0].law == "other"
    with pytest.raises(NoBasis):
        borders().crossing("bank", "CN")


def test_where_a_copy_may_not_lie() -> None:
    assert borders().outside("CN") == ["bank", "club", "shop"][:2]
    assert borders().outside("DE") == ["bank", "shop"]
    assert borders().outside("") == ["bank", "club", "shop", "wallet"]
