"""Names are found where the words say that a name stands there, or beside a number or an address; brands are not."""

from __future__ import annotations

import pytest

from handclasp.screen import find


def found(text: str) -> list[str]:
    return [text[start:end] for start, end, kind in find(text) if kind == "PERSON"]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("我叫王小明，订单没到", "王小明"),
        ("收件人：欧阳娜娜", "欧阳娜娜"),
        ("李雷 13812345678", "李雷"),
        ("姓名 阿依·古丽", "阿依·古丽"),
        ("my name is john smith", "john smith"),
        ("This is Emily Clark speaking", "Emily Clark"),
        ("Cardholder: PETER O'BRIEN", "PETER O'BRIEN"),
        ("持卡人Anna Maria Garcia", "Anna Maria Garcia"),
        ("王小明先生您好", "王小明"),
        ("我朋友衣玉代收", "衣玉"),
        ("麻烦把票改到霍启刚名下", "霍启刚"),
        ("开户名明安琪，工号1607", "明安琪"),
        ("连琼，16622613336", "连琼"),
        ("朱 国 栋收，等你消息", "朱 国 栋"),
        ("係潘永康開嘅戶口", "潘永康"),
        ("Payroll needs Marek Walker today", "Marek Walker"),
        ("Kind regards,\nThibault", "Thibault"),
    ],
)
def test_person_is_found_whole(text: str, value: str) -> None:
    assert found(text) == [value]


@pytest.mark.parametrize(
    "text",
    [
        "我是昨天那个买家",
        "我叫了三次客服",
        "Calvin Klein gift cards",
        "I am happy",
        "this is ridiculous",
        "找客服处理",
        "李白的皮肤多少钱",
        "Hello there",
        "name your price",
        "唐山的快递停了",
        "我爸马上到",
        "给王者充值，没到账",
        "Is Paul Newman cake mix good",
    ],
)
def test_what_only_looks_like_it_stays_visible(text: str) -> None:
    assert not found(text)
