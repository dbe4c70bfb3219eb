"""Masks without their hints, for those whom no hint is meant for."""

from __future__ import annotations

import pytest

from handclasp.screen import masks
from handclasp.screen.masks import DROPPED, bare, mask


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("", ""),
        ("没有遮盖", "没有遮盖"),
        ("【手机号 138****5678】和【邮箱 s***@example.com】", "【手机号】和【邮箱】"),
        ("【Phone 5678】, 【One-time code dropped】", "【Phone】, 【One-time code dropped】"),
        ("【密码 已丢弃】", "【密码 已丢弃】"),
        ("【会员 编号 VIP****78】", "【会员 编号】"),
        ("【Member number ****678】", "【Member number】"),
        ("【地址 深圳市南山区****】", "【地址】"),
        ("【Seed phrase dropped】【US SSN ***-**-1234】", "【Seed phrase dropped】【US SSN】"),
        ("【公告】明天休息 * 谢谢", "【公告】明天休息 * 谢谢"),
    ],
)
def test_a_bare_mask_tells_its_name_alone(text: str, left: str) -> None:
    assert bare(text) == left


def test_a_bare_mask_of_every_type_tells_nothing_of_the_original() -> None:
    for type_, names in masks._LABELS.items():
        for in_chinese in (True, False):
            whole = mask(type_, "shown 12", dropped=type_ in DROPPED, chinese=in_chinese)
            assert "12" not in bare(f"x{whole}y{whole}")
            assert bare(whole).count(names[0 if in_chinese else 1]) == 1
