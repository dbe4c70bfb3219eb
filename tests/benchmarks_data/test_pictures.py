"""The generated pictures: the same for a seed, fields where they are said to be, numbers whose check digits are right.

Check digits are compared with python-stdnum and with the examples that the standards themselves print.
"""

from __future__ import annotations

import json
import random
import re
import subprocess
import sys
from datetime import date
from pathlib import Path

import numpy as np
import pytest
import stdnum.cn.ric
import stdnum.cn.uscc
import stdnum.es.dni
import stdnum.luhn
import stdnum.pl.pesel
import stdnum.ro.cnp
from benchmarks.data.pictures import (
    CONDITIONS,
    FIELD_KINDS,
    NEGATIVES,
    NONE,
    TYPES,
    Picture,
    digits,
    document,
    generate,
    negative,
    people,
)
from mnemonic import Mnemonic

_EXAMPLE = people.Person("ERIKSSON", "ANNA MARIA", "", date(1974, 8, 12), "F", "UTO", "", "", 0)
_EXPIRY = date(2012, 4, 15)


def _same(one: Picture, other: Picture) -> bool:
    rest = (one.type, one.condition, one.fields, one.detail, one.held)
    again = (other.type, other.condition, other.fields, other.detail, other.held)
    return rest == again and one.image.tobytes() == other.image.tobytes()


def _texts(kind: str, field: str, count: int) -> list[str]:
    pictures = (document(seed, kind, "screenshot") for seed in range(count))
    return [found.text for picture in pictures for found in picture.fields if found.kind == field]


@pytest.mark.parametrize("condition", CONDITIONS)
def test_a_seed_gives_the_same_picture(condition: str) -> None:
    for kind in ("cn_id_front", "eu_id_card", "payment_qr"):
        assert _same(document(5, kind, condition), document(5, kind, condition))
        assert not _same(document(5, kind, condition), document(6, kind, condition))
    assert _same(negative(5, "article", condition), negative(5, "article", condition))
    assert _same(document(5, "hk_id_card", condition, in_hand=True), document(5, "hk_id_card", condition, in_hand=True))


def test_generate_gives_every_type_then_held_then_negatives() -> None:
    made = list(generate(1, 1, len(NEGATIVES), ("small",)))
    assert [picture.type for picture in made if not picture.held][: len(TYPES)] == list(TYPES)
    assert sum(picture.held for picture in made) == 1
    nothing = [picture for picture in made if picture.type == NONE]
    assert [picture.detail for picture in nothing] == list(NEGATIVES)
    assert not any(picture.fields for picture in nothing)


@pytest.mark.parametrize("condition", CONDITIONS)
@pytest.mark.parametrize("kind", TYPES)
def test_every_type_renders_with_its_fields_inside(kind: str, condition: str) -> None:
    picture = document(2, kind, condition)
    wide, high = picture.image.size
    assert min(wide, high) >= 200
    assert max(wide, high) <= 3000
    assert picture.fields
    for field in picture.fields:
        left, upper, right, lower = field.box
        assert 0 <= left < right <= wide, field
        assert 0 <= upper < lower <= high, field
        assert field.kind in FIELD_KINDS
        assert field.text or field.kind in {"photo", "barcode"}


def test_every_negative_renders() -> None:
    for place, kind in enumerate(NEGATIVES):
        picture = negative(3, kind, CONDITIONS[place % len(CONDITIONS)])
        assert picture.type == NONE
        assert min(picture.image.size) >= 200
        assert not picture.fields


def test_a_field_is_where_it_is_said_to_be() -> None:
    picture = document(4, "us_ssn_card", "photo")
    number = next(field for field in picture.fields if field.kind == "number")
    assert np.ptp(np.asarray(picture.image.crop(number.box).convert("L"), dtype=int)) > 60


def test_resident_ids_and_credit_codes_are_valid() -> None:
    numbers = _texts("cn_id_front", "number", 30) + _texts("marriage_cert", "number", 6)
    numbers = [number for number in numbers if re.fullmatch(r"\d{17}[\dX]", number)]
    assert len(numbers) >= 30
    assert all(stdnum.cn.ric.calc_check_digit(number) == number[-1] for number in numbers)
    assert all(stdnum.cn.ric.get_birth_date(number) for number in numbers)
    assert all(stdnum.cn.uscc.is_valid(code) for code in _texts("business_license", "number", 20))


def test_bank_cards_pass_luhn() -> None:
    numbers = [number.replace(" ", "") for number in _texts("bank_card", "number", 30)]
    assert len(numbers) > 15
    assert all(stdnum.luhn.is_valid(number) for number in numbers)


def test_hong_kong_ids_are_valid() -> None:
    assert [digits.hk_id("A", "123456"), digits.hk_id("G", "123456"), digits.hk_id("L", "555555")] == ["3", "A", "0"]
    assert all(re.fullmatch(r"[A-Z]\d{6}\([0-9A]\)", number) for number in _texts("hk_id_card", "number", 10))


def test_european_personal_numbers_are_valid() -> None:
    rng = random.Random(1)
    for _ in range(50):
        eight, ten = people.some_digits(rng, 8), people.some_digits(rng, 10)
        assert stdnum.es.dni.is_valid(eight + digits.spanish(eight))
        assert stdnum.pl.pesel.calc_check_digit(ten) == digits.polish(ten)
    personal = [text for text in _texts("td2_id", "number", 40) if re.fullmatch(r"\d{13}", text)]
    assert personal
    assert all(stdnum.ro.cnp.calc_check_digit(number[:-1]) == number[-1] for number in personal)


def test_vehicle_numbers_are_valid() -> None:
    assert digits.vin("1M8GDM9A" + "KP042788") == "1M8GDM9AXKP042788"


def test_machine_readable_lines_are_those_of_the_standard() -> None:
    first, second = digits.td3("P", "L898902C3", _EXAMPLE, _EXPIRY, "ZE184226B")
    assert first == "P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<"
    assert second == "L898902C36UTO7408122F1204159ZE184226B<<<<<10"
    assert digits.td1("I", "D23145890", _EXAMPLE, _EXPIRY) == [
        "I<UTOD231458907<<<<<<<<<<<<<<<",
        "7408122F1204159UTO<<<<<<<<<<<6",
        "ERIKSSON<<ANNA<MARIA<<<<<<<<<<",
    ]
    assert digits.td2("I", "D23145890", _EXAMPLE, _EXPIRY) == [
        "I<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<",
        "D231458907UTO7408122F1204159<<<<<<<6",
    ]
    corinne = people.Person("BERTHIER", "CORINNE", "", date(1965, 12, 6), "F", "FRA", "", "", 0)
    assert digits.old_french("880692310285", corinne, "") == [
        "IDFRABERTHIER<<<<<<<<<<<<<<<<<<<<<<<",
        "8806923102858CORINNE<<<<<<<6512068F6",
    ]


@pytest.mark.parametrize("kind", ["passport_cn", "passport_foreign", "visa", "td2_id", "us_green_card"])
def test_machine_readable_lines_on_documents_have_their_length(kind: str) -> None:
    lines = _texts(kind, "mrz", 12)
    assert lines
    assert {len(line) for line in lines} <= {30, 36, 44}
    assert all(re.fullmatch("[A-Z0-9<]+", line) for line in lines)


def test_seed_phrases_are_valid() -> None:
    for seed in range(8):
        words = [field.text for field in document(seed, "wallet_seed_screenshot", "screenshot").fields]
        assert len(words) in {12, 18, 24}
        assert any(Mnemonic(language).check(" ".join(words)) for language in ("english", "chinese_simplified"))


def test_the_command_writes_pictures_and_labels(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "benchmarks.data.pictures", "--seed", "3", "--per-type", "1", "--negatives", "2"]
    subprocess.run([*command, "--conditions", "small", "--", str(tmp_path)], check=True, timeout=100)
    labels = json.loads((tmp_path / "labels.json").read_text(encoding="utf-8"))
    assert len(labels) == len(TYPES) + 1 + 2
    assert all((tmp_path / label["file"]).stat().st_size > 1000 for label in labels)
