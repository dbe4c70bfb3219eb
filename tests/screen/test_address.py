"""Postal addresses are found from province to room and from flat to code; a city or a road alone is none."""

from __future__ import annotations

import pytest

from handclasp.screen import find


def found(text: str) -> list[str]:
    return [text[start:end] for start, end, kind in find(text) if kind == "ADDRESS"]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("寄到浙江省杭州市西湖区文三路478号3幢1203室，谢谢", "浙江省杭州市西湖区文三路478号3幢1203室"),
        ("我住在朝阳区建国路88号", "朝阳区建国路88号"),
        ("地址：台北市大安區忠孝東路四段100號5樓", "台北市大安區忠孝東路四段100號5樓"),
        ("阳光花园3栋2单元501", "阳光花园3栋2单元501"),
        ("ship it to 742 Evergreen Terrace, Springfield, IL 62704", "742 Evergreen Terrace, Springfield, IL 62704"),
        ("送到上海市徐汇区星河盛世4期27幢2503就行", "上海市徐汇区星河盛世4期27幢2503"),
        ("合同寄四川省成都市武侯区张家湾75号", "四川省成都市武侯区张家湾75号"),
        ("高雄市三民區建國三路520號", "高雄市三民區建國三路520號"),
        ("香港沙田禾輋邨富和樓1203室", "香港沙田禾輋邨富和樓1203室"),
        ("ship to 5/147 Rue Saint-Denis, Montréal, QC H2J 6Z3", "5/147 Rue Saint-Denis, Montréal, QC H2J 6Z3"),
        ("deliver to Blk 51 Havelock Road #12-08 Singapore 161051", "Blk 51 Havelock Road #12-08 Singapore 161051"),
        ("it is 9 Elm Grove, Cork T23 X5R2", "9 Elm Grove, Cork T23 X5R2"),
        ("3-14-1 Shinjuku, Shinjuku-ku, Tokyo 160-0022", "3-14-1 Shinjuku, Shinjuku-ku, Tokyo 160-0022"),
        ("Flat 3, 12 High Road, Manchester M14 5BD", "Flat 3, 12 High Road, Manchester M14 5BD"),
    ],
)
def test_address_is_found_whole(text: str, value: str) -> None:
    assert found(text) == [value]


@pytest.mark.parametrize(
    "text",
    [
        "我在上海",
        "卡在杭州中转站",
        "文三路怎么走",
        "5 minutes ago",
        "24/7 support",
        "11月3号发货",
        "第3号楼层",
        "do you ship to Germany",
        "5 boxes in 90210 show",
        "flat 50 percent off in hong kong",
        "北京时间3月4号发货",
    ],
)
def test_what_only_looks_like_it_stays_visible(text: str) -> None:
    assert not found(text)
