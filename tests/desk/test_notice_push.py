"""Web Push: sealed as RFC 8291 has it, signed as RFC 8292 has it, and left nowhere else than at known push services."""

from __future__ import annotations

import ipaddress
from base64 import urlsafe_b64decode

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import ec

from handclasp.desk.notices.push import Device, Gateway, Sender, filled, is_public, sealed, written
from handclasp.desk.notices.ways import NotSent

HOSTS = ("fcm.googleapis.com", "*.push.apple.com")
NOW = 1_796_000_000_000


def read(text: str) -> bytes:
    return urlsafe_b64decode(text + "=" * (-len(text) % 4))


def test_the_example_of_rfc_8291_is_sealed_byte_by_byte() -> None:
    secret = int.from_bytes(read("yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw"))
    own = ec.derive_private_key(secret, ec.SECP256R1())
    key = "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4"
    device = Device(
        "https://push.example.net/push/JzLQ3raZJfFBR0aqvOMsLrt54w4rJUsV", read(key), read("BTBZMqHH6r4Tts7J_aSIgg")
    )
    body = sealed(b"When I grow up, I want to be a watermelon", device, own, read("DGv6ra1nlYgDCS1FRnbzlw"))
    assert written(body) == (
        "DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl7A_yl95bQpu6cVPTpK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qulcy4a-fN"
    )


def test_every_message_is_as_long_as_any_other() -> None:
    assert {len(filled(f'{{"lines": ["{n} customers wait"]}}'.encode())) for n in (1, 22, 333)} == {512}


def test_the_house_vouches_for_an_hour_to_one_service() -> None:
    sender = Sender.of(bytes(range(32)), "https://desk.shop.example")
    scheme, _, told = sender.vouches("https://fcm.googleapis.com/fcm/send/abc", NOW).partition(" ")
    token, key = (part.partition("=")[2] for part in told.split(", "))
    assert (scheme, key) == ("vapid", sender.public)
    point = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), read(key))
    claims = jwt.decode(token, point, ["ES256"], audience="https://fcm.googleapis.com", options={"verify_exp": False})
    assert claims == {
        "aud": "https://fcm.googleapis.com",
        "exp": NOW // 1000 + 3_600,
        "sub": "https://desk.shop.example",
    }


def test_one_secret_is_one_sender() -> None:
    assert Sender.of(b"\xff" * 32).public == Sender.of(b"\xff" * 32).public != Sender.of(bytes(32)).public


@pytest.mark.parametrize(
    ("endpoint", "known"),
    [
        ("https://fcm.googleapis.com/fcm/send/abc", True),
        ("https://web.push.apple.com/x?y=1", True),
        ("http://fcm.googleapis.com/fcm/send/abc", False),
        ("https://fcm.googleapis.com.evil.example/x", False),
        ("https://push.apple.com/x", False),
        ("https://evil.example/fcm.googleapis.com", False),
        ("https://fcm.googleapis.com@evil.example/x", False),
        ("https://somebody@fcm.googleapis.com/x", False),
        ("https://127.0.0.1/x", False),
        ("https://[::1]/x", False),
        ("https://fcm.googleapis.com:0/x", False),
        ("https://fcm.googleapis.com:port/x", False),
        ("https://fcm.googleapis.com/x y", False),
        ("https://fcm.googleapis.com/x\r\nHost: evil.example", False),
        ("https://fcm.googleapis.com/" + "x" * 1_000, False),
        ("javascript:alert(1)", False),
        ("", False),
    ],
)
def test_only_known_services_are_spoken_to(endpoint: str, *, known: bool) -> None:
    assert Gateway(HOSTS).knows(endpoint) is known
    if not known:
        with pytest.raises(NotSent, match="host"):
            Gateway(HOSTS).put(endpoint, b"", {})


@pytest.mark.parametrize(
    "address",
    [
        *("127.0.0.1", "10.1.2.3", "192.168.0.1", "172.16.0.9", "169.254.169.254", "100.64.0.1", "224.0.0.1"),
        *("::", "::1", "fe80::1", "fd00::1", "::ffff:127.0.0.1", "::ffff:10.0.0.1", "ff02::1"),
    ],
)
def test_no_address_of_a_private_network_is_public(address: str) -> None:
    assert not is_public(ipaddress.ip_address(address))


def test_addresses_of_the_public_network_are() -> None:
    assert all(is_public(ipaddress.ip_address(one)) for one in ("8.8.8.8", "2001:4860:4860::8888"))


def test_a_known_name_that_leads_to_this_machine_is_not_spoken_to() -> None:
    with pytest.raises(NotSent, match="address"):
        Gateway(("localhost",)).put("https://localhost:9/x", b"", {})
