"""Tenants' own types: what they find, how they are masked, and that no pattern can hold the house up."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from handclasp.records import Author, Kind, Raw, Secret
from handclasp.screen import Screener, Tuning, engine
from handclasp.screen.tenant_types import TenantTypes
from handclasp.screen.types import BadTypes, read

MEMBER = """
[[type]]
name = "MEMBER_NO"
label = "会员号"
pattern = "VIP[0-9]{6,10}"
near = ["会员", "member"]
keep = 3
"""


def raw(text: str, tenant: str = "demo") -> Raw:
    return Raw(
        tenant=tenant,
        conversation="c1",
        key="k1",
        kind=Kind.MESSAGE,
        author=Author("customer", "lena"),
        received=1_763_800_000_000,
        text=Secret(text),
    )


def test_a_type_of_ones_own_shows_its_last_characters() -> None:
    (one,) = engine().find("我的会员号是VIP12345678。", more=read(MEMBER))
    assert (one.type, one.detector, one.mask, one.dropped) == (
        "MEMBER_NO",
        "tenant:MEMBER_NO",
        "【会员号 ****678】",
        False,
    )


def test_without_one_of_its_words_near_it_is_left_alone() -> None:
    assert engine().find("VIP12345678", more=read(MEMBER)) == []


def test_a_checksum_must_be_right() -> None:
    types = read('[[type]]\nname = "POINTS_CARD"\npattern = "99[0-9]{8}"\nchecksum = "luhn"\n')
    assert engine().find("9900000003", more=types) == []
    assert [one.type for one in engine().find("9900000002", more=types)] == ["POINTS_CARD"]


def test_what_is_dropped_leaves_no_original() -> None:
    types = read('[[type]]\nname = "SAFE_WORD"\npattern = "safeword-[a-z]{4,12}"\ndropped = true\n')
    screened = Screener(types=lambda _tenant: types).screen(raw("my safeword-banana ok"))
    assert (screened.masked, screened.originals, screened.anything_dropped) == ("my 【SAFE_WORD dropped】 ok", (), True)


def test_only_the_tenant_itself_has_its_types() -> None:
    screener = Screener(types=lambda tenant: read(MEMBER) if tenant == "demo" else ())
    assert screener.screen(raw("会员VIP12345678")).masked == "会员【会员号 ****678】"
    assert screener.screen(raw("会员VIP12345678", "other")).masked == "会员VIP12345678"


@pytest.mark.parametrize(
    ("field", "words"),
    [
        ('pattern = "(a+)+b"', "without limit|repetition"),
        ('pattern = "([0-9]{1,9}x){1,9}"', "repetition inside a repetition"),
        ('pattern = "a*b"', "limit"),
        ('pattern = "(a)\\\\1"', "back-references"),
        ('pattern = "(?<=x)a"', "looking around"),
        ('pattern = "[0-9]{0,5}"', "nothing"),
        ('pattern = "[0-9]{1,40}[0-9]{1,40}[0-9]{1,40}"', "too much open"),
        ('pattern = "[0-9"', "cannot be read"),
        (f'pattern = "{"a" * 300}"', "are the most"),
        ('pattern = "abc"\nkeep = 99', "keep"),
        ('pattern = "abc"\nsure = 0', "sure"),
        ('pattern = "abc"\nnear = [""]', "near"),
        ('pattern = "abc"\nkeep = 2\ndropped = true', "dropped"),
        ('pattern = "abc"\nchecksum = "crc"', "checksum"),
        ('pattern = "abc"\nmask = 1', "mask"),
    ],
)
def test_a_type_that_cannot_be_used_says_why(field: str, words: str) -> None:
    with pytest.raises(BadTypes, match=words):
        read(f'[[type]]\nname = "MINE"\n{field}\n')


@pytest.mark.parametrize("name", ["PHONE", "mine", "A", "TOO LONG " * 9])
def test_a_name_that_is_taken_or_malformed_is_refused(name: str) -> None:
    with pytest.raises(BadTypes):
        read(f'[[type]]\nname = "{name}"\npattern = "abc"\n')


def test_a_changed_file_is_read_again_and_a_broken_one_changes_nothing(tmp_path: Path) -> None:
    now = [0.0]
    types = TenantTypes(tmp_path, lambda: now[0])
    assert types("demo") == ()
    (tmp_path / "demo.toml").write_text(MEMBER, encoding="utf-8")
    assert types("demo") == ()
    now[0] = 10
    assert [one.type for one in types("demo")] == ["MEMBER_NO"]
    (tmp_path / "demo.toml").write_text("[[type]]\nname = 1", encoding="utf-8")
    now[0] = 20
    assert [one.type for one in types("demo")] == ["MEMBER_NO"]
    with pytest.raises(BadTypes, match=r"demo\.toml"):
        types.check()
    (tmp_path / "demo.toml").unlink()
    now[0] = 30
    assert types("demo") == ()


def test_a_tenants_name_never_leads_out_of_the_folder(tmp_path: Path) -> None:
    (tmp_path / "types").mkdir()
    (tmp_path / "demo.toml").write_text(MEMBER, encoding="utf-8")
    assert TenantTypes(tmp_path / "types", time.monotonic)("../demo") == ()


def test_thresholds_leave_a_detectors_unsure_findings_unmasked() -> None:
    text = "110105194912310021"
    (one,) = engine().find(text)
    assert Tuning().uncertain(one.sure)
    assert engine().find(text, Tuning(least={"cn_id": one.sure})) == [one]
    assert engine().find(text, Tuning(least={"cn_id": one.sure + 1})) == []
    assert engine().find("电话13812345678", Tuning(least={"cn_id": 100})) != []
