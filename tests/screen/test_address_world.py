"""Addresses of many countries are found whole by how they end; places in passing stay visible."""

from __future__ import annotations

import pytest

from handclasp.screen import find


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("I live at Calle Mayor 12, 2º A, 28013 Madrid, Spain", "Calle Mayor 12, 2º A, 28013 Madrid, Spain"),
        (
            "Ship to:\nDmitri Pham\nAtatürk Caddesi No:7 D:2, 35210 Konak, İzmir, Türkiye\n+1 702 598 1965",
            "Atatürk Caddesi No:7 D:2, 35210 Konak, İzmir, Türkiye",
        ),
        ("send it to 7213 Farm to Market 72, Lufkin, TX 75918.", "7213 Farm to Market 72, Lufkin, TX 75918"),
        ("1200 State Route 17, Binghamton, NY 13904", "1200 State Route 17, Binghamton, NY 13904"),
        (
            "Alamat: A-22-1 Residensi Harmoni, Jalan Ipoh, 51200 Kuala Lumpur",
            "A-22-1 Residensi Harmoni, Jalan Ipoh, 51200 Kuala Lumpur",
        ),
        ("House 16, Street 9, F-10/2, Islamabad, Pakistan", "House 16, Street 9, F-10/2, Islamabad, Pakistan"),
        ("花蓮縣吉安鄉中山路二段17巷2弄78號", "花蓮縣吉安鄉中山路二段17巷2弄78號"),
        (
            "she lives at The Old Bakery, 39 Church Lane, Ludlow, Shropshire SY8 9AW, and so",
            "The Old Bakery, 39 Church Lane, Ludlow, Shropshire SY8 9AW",
        ),
    ],
)
def test_an_address_of_another_country_is_found_whole(text: str, address: str) -> None:
    assert (address, "ADDRESS") in [(text[one.start : one.end], one.type) for one in find(text)]


@pytest.mark.parametrize(
    "text",
    [
        "I paid 30 USD from Lagos, Nigeria",
        "my 2 friends in Madrid, Spain play too",
        "server 12, region Europe, Germany",
        "ordered 3 cards, shipped from Shenzhen, China",
        "I was in London, UK for 3 days",
        "SKU DA8L024868, 44 units, US$219 each",
    ],
)
def test_a_place_in_passing_stays_visible(text: str) -> None:
    assert find(text) == []
