"""Machine-readable zones are told by form and issuer; check digits count, and OCR's slips are read through.

The zones are the specimens of ICAO Doc 9303 (Utopia) and invented ones.
"""

from __future__ import annotations

import pytest

from handclasp.screen.images.mrz import check_digit, zone

TD3 = ("P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<", "L898902C36UTO7408122F1204159ZE184226B<<<<<10")
TD2 = ("I<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<", "D231458907UTO7408122F1204159<<<<<<<6")
TD1 = ("I<UTOD231458907<<<<<<<<<<<<<<<", "7408122F1204159UTO<<<<<<<<<<<6", "ERIKSSON<<ANNA<MARIA<<<<<<<<<<")
VISA = ("V<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<", "L8988901C4XXX4009078F96121096ZE184226B<<<<<<")


@pytest.mark.parametrize(("rows", "form"), [(TD3, "TD3"), (TD2, "TD2"), (TD1, "TD1"), (VISA, "MRV")])
def test_each_form_is_told(rows: tuple[str, ...], form: str) -> None:
    found = zone(rows)
    assert found is not None
    assert (found.form, found.issuer, found.sure) == (form, "UTO", True)


def test_check_digits_are_those_of_doc_9303() -> None:
    assert (check_digit("L898902C3"), check_digit("740812"), check_digit("120415")) == (6, 2, 9)


@pytest.mark.parametrize(
    "second",
    ["L898902C36UT07408122F1204159ZE184226B<<<<<10", "L898902C36UTO74O8122F12O4159ZE184226B<<<10", TD3[1].lower()],
)
def test_slips_of_ocr_are_read_through(second: str) -> None:
    found = zone((TD3[0].replace("<<<<", "<<《<"), second))
    assert found is not None
    assert (found.form, found.issuer) == ("TD3", "UTO")
    assert found.sure


def test_wrong_check_digits_are_not_sure() -> None:
    found = zone((TD3[0], "L898902C30UTO7408120F1204150ZE184226B<<<<<10"))
    assert found is not None
    assert not found.sure


def test_the_old_french_card_has_an_order_of_its_own() -> None:
    found = zone(("IDFRASPECIMEN<<<<<<<<<<<<<<<<<<<000000", "9409923102854CORINNE<<<<<<<6512068F4"))
    assert found is not None
    assert (found.form, found.issuer) == ("TD2", "FRA")


@pytest.mark.parametrize(
    "text", ["", "CARTE NATIONALE D'IDENTITE N° 121058513268", "P<", "订单编号 2024050612345678901234567890"]
)
def test_other_lines_are_no_zone(text: str) -> None:
    assert zone((text,)) is None
