"""A screenshot that is no document loses the sensitive words only, and the boxes stand over exactly these."""

from __future__ import annotations

import numpy as np

from handclasp.screen.images.page import Line, Page
from handclasp.screen.images.textual import sensitive


def page(*texts: str) -> Page:
    """Lines one under another, each 20 high and 10 a half-width character."""
    lines = []
    for row, text in enumerate(texts):
        width = sum(20 if ord(c) > 0x2E80 else 10 for c in text)
        top = 40 * row
        corners = np.array([[0, top], [width, top], [width, top + 20], [0, top + 20]], np.float32)
        lines.append(Line(text, 1.0, corners))
    return Page(lines)


def test_a_card_number_in_a_chat_is_covered_and_its_line_is_not() -> None:
    found = sensitive(page("您好，退款到哪张卡", "银行卡号 6222020200000000006", "好的，三天内到账"))
    assert found.types == ("BANK_CARD",)
    assert found.grave
    (box,) = found.corners
    assert box[:, 1].min() == 40
    assert 60 <= box[:, 0].min() <= 90
    assert box[:, 0].max() == 280


def test_a_phone_number_alone_is_covered_but_does_not_make_the_picture_sensitive() -> None:
    found = sensitive(page("联系电话 13800138000"))
    assert found.types == ("PHONE",)
    assert not found.grave
    assert found.corners


def test_a_password_must_never_be_kept() -> None:
    assert sensitive(page("我的登录密码是 Specimen#2026")).never_kept


def test_a_number_over_two_lines_is_covered_on_both() -> None:
    found = sensitive(page("身份证号 110101199003", "07774X"))
    assert {float(box[:, 1].min()) for box in found.corners} <= {0.0, 40.0}


def test_order_numbers_and_prices_stay() -> None:
    assert not sensitive(page("订单编号 2024050612345678", "实付款 ¥39.00")).corners


def test_prices_and_the_days_of_a_month_are_no_long_number() -> None:
    assert not sensitive(page("金额", "139.98", "233.01", "212.09")).corners
    assert not sensitive(page("2025年8月", "6", "5", "1", "8", "9", "4", "12", "17", "13", "16", "14", "15")).corners
