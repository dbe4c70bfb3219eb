"""Files come packed to whoever takes them packed, and to nobody else."""

from __future__ import annotations

import gzip

import pytest

from handclasp.web.packing import packed, takes


@pytest.mark.parametrize(
    "header", ["gzip", "gzip, deflate, br", "br;q=1.0, GZIP;q=0.8", "*", "*;q=0.1", "deflate,gzip"]
)
def test_who_takes_gzip(header: str) -> None:
    assert takes(header)


@pytest.mark.parametrize("header", ["", "identity", "br", "gzip;q=0", "gzip; q=0.0, br", "xgzip", "gzipped"])
def test_who_does_not(header: str) -> None:
    assert not takes(header)


def test_what_is_packed_comes_out_the_same_and_always_alike() -> None:
    text = b"a { color: red }\n" * 200
    small = packed(text)
    assert small is not None
    assert gzip.decompress(small) == text
    assert packed(text) == small
    assert len(small) < len(text) / 10


def test_what_would_not_be_smaller_stays_as_it_is() -> None:
    assert packed(b"small") is None
    assert packed(bytes(range(256)) * 3 + gzip.compress(b"x" * 100)) is not None
    assert packed(gzip.compress(bytes(n * n * n % 251 for n in range(5000)))) is None
