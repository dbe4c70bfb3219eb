"""Signed requests: the published vectors, and that nothing signed can be used elsewhere, later, twice or changed."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from handclasp.orders import signing
from handclasp.orders.nonces import Nonces
from handclasp.orders.signing import Clock, NotSigned, Replayed, Request
from handclasp.records import Secret

VECTORS: dict[str, Any] = json.loads((Path(__file__).parents[1] / "vectors" / "orders.json").read_text())
SECRET = Secret("specimen-secret-of-32-characters-or-more")
ASKED = Request("POST", "/handclasp?shop=1", b'{"version":1}')
NOW = 1_772_000_000
NONCE = "c3BlY2ltZW4tbm9uY2Ux"


def signed(request: Request = ASKED, at: int = NOW, nonce: str = NONCE) -> signing.Signed:
    return signing.read(signing.headers(SECRET, request, "shop", at, nonce))


@pytest.mark.parametrize("vector", VECTORS["signatures"], ids=lambda one: one["name"])
def test_the_vectors_hold(vector: dict[str, Any]) -> None:
    request = Request(vector["method"], vector["path"], vector["body"].encode())
    secret = Secret(vector["secret"])
    made = signing.signature(secret, request, vector["connector"], vector["timestamp"], vector["nonce"])
    assert f"v1={made}" == vector["signature"]
    signing.check(secret, request, signing.read(vector["headers"]), vector["timestamp"])


def test_a_signed_request_passes_and_each_request_has_a_nonce_of_its_own() -> None:
    signing.check(SECRET, ASKED, signed(), NOW)
    assert signing.headers(SECRET, ASKED, "shop", NOW) != signing.headers(SECRET, ASKED, "shop", NOW)


@pytest.mark.parametrize(
    "other",
    [
        ASKED._replace(method="PUT"),
        ASKED._replace(path="/handclasp?shop=2"),
        ASKED._replace(body=b'{"version":2}'),
    ],
)
def test_a_signature_fits_one_request(other: Request) -> None:
    with pytest.raises(NotSigned, match="does not fit"):
        signing.check(SECRET, other, signed(), NOW)


@pytest.mark.parametrize("field", ["connector", "at", "nonce"])
def test_a_signature_fits_one_connector_time_and_nonce(field: str) -> None:
    other = signed()._replace(connector="other", at=NOW + 1, nonce=NONCE[::-1])
    with pytest.raises(NotSigned, match="does not fit"):
        signing.check(SECRET, ASKED, signed()._replace(**{field: getattr(other, field)}), NOW)


def test_another_secret_and_no_connector_at_all_are_refused_alike() -> None:
    for secret in (Secret("another-secret-of-32-characters-or-more"), None):
        with pytest.raises(NotSigned) as refused:
            signing.check(secret, ASKED, signed(), NOW)
        assert "does not fit" in str(refused.value)
    guess = signing.read(signing.headers(Secret("?" * signing.FEWEST), ASKED, "shop", NOW, NONCE))
    with pytest.raises(NotSigned):
        signing.check(None, ASKED, guess, NOW)


@pytest.mark.parametrize("off", [signing.SKEW_SECONDS + 1, -signing.SKEW_SECONDS - 1])
def test_a_clock_that_is_off_is_refused(off: int) -> None:
    with pytest.raises(Clock, match="clock"):
        signing.check(SECRET, ASKED, signed(), NOW + off)
    signing.check(SECRET, ASKED, signed(), NOW + (off - 1 if off > 0 else off + 1))


@pytest.mark.parametrize(
    "change",
    [
        {signing.NONCE: "short"},
        {signing.NONCE: "with spaces in it .."},
        {signing.TIMESTAMP: "now"},
        {signing.TIMESTAMP: "-1"},
        {signing.CONNECTOR: "Shop!"},
        {signing.SIGNATURE: "v2=" + "0" * 64},
        {signing.SIGNATURE: ""},
    ],
)
def test_headers_that_are_not_as_they_must_be_are_refused(change: dict[str, str]) -> None:
    with pytest.raises(NotSigned, match="sign the request"):
        signing.read(signing.headers(SECRET, ASKED, "shop", NOW) | change)


def test_a_nonce_is_taken_once_by_any_process_and_old_ones_are_removed(tmp_path: Path) -> None:
    one, other = Nonces(tmp_path), Nonces(tmp_path)
    one.take(signed(), NOW)
    for nonces in (one, other):
        with pytest.raises(Replayed, match="nonce"):
            nonces.take(signed(), NOW)
    other.take(signed()._replace(connector="other"), NOW)
    other.take(signed(nonce=NONCE[::-1]), NOW)
    assert len(list(tmp_path.iterdir())) == 1
    later = NOW + 10_000
    one.take(signed(at=later), later)
    assert len(list(tmp_path.iterdir())) == 1
