"""The published log: canonical paths only, tiles for ever, checkpoints fresh, entry bundles for auditors."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.web.api.conftest import AUDITOR, READER, Client, House

from handclasp.web.api.log import Tile, parse_tile
from handclasp.web.api.problems import Problem


def test_checkpoint_and_keys(client: Client) -> None:
    checkpoint = client("GET", "/log/main/checkpoint", None)
    assert checkpoint.text == "specimen/log\n3\nAAAA\n\n— specimen sig\n"
    assert checkpoint.headers["content-type"] == "text/plain; charset=utf-8"
    assert checkpoint.headers["cache-control"] == "no-cache"
    assert client("GET", "/log/main/vkey", None).text == "specimen+01+key\nspecimen+02+key\n"
    assert client("HEAD", "/log/main/checkpoint", None).status_code == 200


def test_tiles_may_be_kept_for_ever(client: Client) -> None:
    for path, size in (("0/000", 256), ("0/000.p/7", 7), ("0/x001/x234/067", 256)):
        answer = client("GET", f"/log/main/tile/{path}", None)
        assert (answer.status_code, len(answer.content)) == (200, 32 * size)
        assert answer.headers["content-type"] == "application/octet-stream"
        assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"


@pytest.mark.parametrize(("key", "status"), [(None, 401), ("hc_revoked", 401), (READER, 403), (AUDITOR, 200)])
def test_entry_bundles_are_for_auditors_and_each_look_is_written_down(
    client: Client, house: House, key: str | None, status: int
) -> None:
    answer = client("GET", "/log/main/tile/entries/000.p/1", key)
    assert answer.status_code == status
    assert [scope for _, scope in house.looks] == ["entry bundle 0 of log main"] * (status == 200)
    if status == 200:
        assert answer.headers["cache-control"].startswith("private")


@pytest.mark.parametrize(
    "path", ["/log/other/checkpoint", "/log/other/vkey", "/log/main/tile/9/000", "/log/main", "/log"]
)
def test_what_is_not_there(client: Client, path: str) -> None:
    answer = client("GET", path, None)
    assert (answer.status_code, answer.json()["code"]) == (404, "not-found")


@pytest.mark.parametrize(
    "path",
    [
        *("0/0", "0/0000", "00/000", "-1/000", "64/000", "0/x000/000", "0/001/000", "0/x001", "0/000.p/0"),
        *("0/000.p/256", "0/000.p/07", "0/000.p/", "0/000/", "entries", "x/000", "0/٠٠٠", "0/000\n", "0/000.p/1/"),
        "0/x1/000",
    ],
)
def test_nonsense_names_no_tile(path: str) -> None:
    with pytest.raises(Problem) as caught:
        parse_tile(path)
    assert caught.value.code == "bad-tile-path"


def test_nonsense_over_http_is_a_bad_request(client: Client) -> None:
    assert client("GET", "/log/main/tile/0/%2e%2e%2f000", None).status_code == 400


@given(st.none() | st.integers(0, 63), st.integers(0, 10**18 - 1), st.none() | st.integers(1, 255))
def test_every_tile_has_one_path(level: int | None, index: int, width: int | None) -> None:
    digits = f"{index:03d}"
    digits = digits.zfill(-(-len(digits) // 3) * 3)
    groups = [digits[at : at + 3] for at in range(0, len(digits), 3)]
    name = "/".join(f"x{group}" for group in groups[:-1]) + ("/" if groups[1:] else "") + groups[-1]
    path = f"{'entries' if level is None else level}/{name}" + (f".p/{width}" if width else "")
    assert parse_tile(path) == Tile(level, index, width)
