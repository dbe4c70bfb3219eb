"""The month until which a card is good is found beside its words or its card; coupons and days are not."""

from __future__ import annotations

import pytest

from handclasp.screen import find


def found(text: str) -> list[str]:
    return [text[start:end] for start, end, kind in find(text) if kind == "EXPIRY"]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("有效期08/27", "08/27"),
        ("card 4111 1111 1111 1111 exp 08/2027", "08/2027"),
        ("exp march 2028", "march 2028"),
        ("4111111111111111 08/27 123", "08/27"),
        ("卡到2027年8月", "2027年8月"),
        ("valid thru: 0827", "0827"),
    ],
)
def test_expiry_is_found_whole(text: str, value: str) -> None:
    assert found(text) == [value]


@pytest.mark.parametrize(
    "text",
    [
        "卡密有效期30天",
        "会员到期 12/25",
        "优惠券有效期至2027年8月31日",
        "it expires in 10 minutes",
        "比分 8/27",
    ],
)
def test_what_only_looks_like_it_stays_visible(text: str) -> None:
    assert not found(text)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("有效期到 二七年八月", "二七年八月"),
        ("有效期０８／２７", "０８／２７"),
        ("有效期是零八杠二七", "零八杠二七"),
        ("exp o8/27", "o8/27"),
        ("exp l2/27", "l2/27"),
        ("expires aug 27", "aug 27"),
        ("expires zero eight slash two seven", "zero eight slash two seven"),
        ("exp 08-2027", "08-2027"),
        ("exp 2027-8", "2027-8"),
        ("exp 08 - 27", "08 - 27"),
        ("exp 08,27", "08,27"),
        ("exp 08.27", "08.27"),
        ("exp\n08/27", "08/27"),
        ("有效期 27年8月份", "27年8月份"),
        ("有效期 贰柒年捌月", "贰柒年捌月"),
        ("有效期 八月二七年", "八月二七年"),
        ("日期那里印着 08/27", "08/27"),
        ("正面那个小日期 08/27", "08/27"),
        ("goodthru 08/27", "08/27"),
        ("validthru:08/27", "08/27"),
        ("MM/YY 08/27", "08/27"),
        ("expdate 08/27", "08/27"),
        ("exp dt 08/27", "08/27"),
        ("expriy 08/27", "08/27"),
        ("experation date is 08/27", "08/27"),
        ("experies 08/27", "08/27"),
        ("card lasts until 08/27", "08/27"),
        ("08/27 is the expiry thing", "08/27"),
        ("08/27是卡上的日期", "08/27"),
        ("卡零八/二七到期", "零八/二七"),
        ("卡27年8月就不能用了", "27年8月"),
        ("能刷到27年8月", "27年8月"),
        ("截止 0 8 / 2 7", "0 8 / 2 7"),
        ("date of expire 08/27", "08/27"),
        ("date end card 08/27", "08/27"),
        ("vaild till 08/27", "08/27"),
        ("caducidad 08/27", "08/27"),
        ("使用期限 08/27", "08/27"),
        ("有效期限月年0827", "0827"),
        ("有效月份 08/27", "08/27"),
    ],
)
def test_an_expiry_is_found_however_oddly_it_is_told(text: str, value: str) -> None:
    assert [text[one.start : one.end] for one in find(text) if one.type == "EXPIRY"] == [value]


@pytest.mark.parametrize(
    "text",
    [
        "优惠券有效期到 08/27",
        "活动截止 8月27日",
        "会员到期 2027-08-15",
        "offer expires aug 27",
        "会员 27年8月 到期",
        "ends 12/25",
        "the session expires in 27 minutes",
        "warranty until 08/2027",
        "套餐到期 27年8月",
        "版本 08.27",
        "shop until 08:27",
        "护照到期 2027/08",
        "签证 有效期 08/27",
        "licence expires 08/2027",
        "ends at 08 27",
        "有效期 30 天",
    ],
)
def test_what_only_resembles_an_expiry_stays(text: str) -> None:
    assert find(text) == []
