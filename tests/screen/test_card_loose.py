"""Codes of cards are found however they are written, where cards are talked of."""

from __future__ import annotations

import pytest

from handclasp.screen import find


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("steam code is abcd1-efgh2-ijkl3", "abcd1-efgh2-ijkl3"),
        ("充值码汉字版：三零七二七零二二一七二一六九六五六二，别复制错", "三零七二七零二二一七二一六九六五六二"),
        ("卖家给我发语音我听写的：二六7六幺03八二六744八二八9二0", "二六7六幺03八二六744八二八9二0"),
        ("刮奖区下面印的 ５９２６３５２７６５４０７３３２２４。谢谢啦", "５９２６３５２７６５４０７３３２２４"),
        ("typed this gamepass code twenty times LG7zB-DV9mM-F4Rc8-XZ6TK-GbC6D", "LG7zB-DV9mM-F4Rc8-XZ6TK-GbC6D"),
        ("有一位看不清，我猜是B：X W D C F D T B E F Q W Q Y G T，尽快", "X W D C F D T B E F Q W Q Y G T"),
        ("i can make out Z8...7NZ...CGE...FCE2", "Z8...7NZ...CGE...FCE2"),
        ("Roblox card for my daughter: 491-733-9588. She's typed it in ten times", "491-733-9588"),
        ("cel8rxkagwt3brkfv38f thats off the play card", "cel8rxkagwt3brkfv38f"),
        ("the strip under it: 889 2203 11 7745 09", "889 2203 11 7745 09"),
        ("two keys: AAAAA-BBBBB-CCCCC and 12ABC-34DEF-56GHI", "AAAAA-BBBBB-CCCCC"),
        ("the code on the back of the card says 6042 9981 2237 4410", "6042 9981 2237 4410"),
    ],
)
def test_a_code_is_found_however_it_is_written(text: str, code: str) -> None:
    assert (code, "CARD_SECRET") in [(text[one.start : one.end], one.type) for one in find(text)]


@pytest.mark.parametrize(
    "text",
    [
        "my order 2038841920019283 for a gift card is pending",
        "gift card tracking 9400110200881234567890",
        "coupon SUMMER25 for steam",
        "券码SAVE68叠加不了满减",
        "卡单了 订单号 20230911220034455667",
        "the key binding is CTRL-ALT-F12",
        "product code B08N5WRWNW on amazon",
        "uuid 123e4567-e89b-12d3-a456-426614174000 key",
        "card reader driver 6.1.7601.17514",
        "手机iPhone 15 Pro Max，序列号HE0AJQL5HXR7，还在保修期吗",
        "Serial GA8GELSR1XJS isn't recognised on your warranty page",
    ],
)
def test_numbers_of_other_things_are_no_codes(text: str) -> None:
    assert find(text) == []
