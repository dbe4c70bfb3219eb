"""Plates of other countries are found where somebody names them or talks of a car."""

from __future__ import annotations

import pytest

from handclasp.screen import find


@pytest.mark.parametrize(
    ("text", "plate"),
    [
        ("my car is a red Golf, BD51 SMR", "BD51 SMR"),
        ("車牌 ABC-1234 停在門口", "ABC-1234"),
        ("my plate: SLA1234B", "SLA1234B"),
        ("SGX 4821 K is my car plate", "SGX 4821 K"),
        ("HK車牌 AB 1234", "AB 1234"),
        ("California plate 7ABC123", "7ABC123"),
        ("rego ABC12D", "ABC12D"),
        ("license plate: B-MW 1234", "B-MW 1234"),
        ("immatriculation AA-229-AA, parked in front", "AA-229-AA"),
        ("plate kx19 abc", "kx19 abc"),
        ("plate's E Z S 1 4 2 7 its my moms car", "E Z S 1 4 2 7"),
        ("left in a grey Astra, UX72 STA. Bank says so", "UX72 STA"),
        ("Driver's plate on the photo is ZTP-2112, nobody I know", "ZTP-2112"),
    ],
)
def test_a_plate_from_abroad_is_found(text: str, plate: str) -> None:
    assert (plate, "PLATE") in [(text[one.start : one.end], one.type) for one in find(text)]


@pytest.mark.parametrize(
    "text",
    [
        "the car game gives ERR-1234 at start",
        "I bought a car skin for 4500 coins",
        "driver version 546 for RTX 4070",
        "the driver is late, order SF1234567890",
        "my Ford gift card never came, ticket INC-4821",
        "Delivery driver took a photo at 10 AM",
        "car insurance costs GBP 450",
        "UNIT 1234, driver called",
        "flight BA 1234 and car hire",
        "the van has 3 seats, REF 12345",
    ],
)
def test_codes_in_talk_of_cars_are_no_plates(text: str) -> None:
    assert find(text) == []
