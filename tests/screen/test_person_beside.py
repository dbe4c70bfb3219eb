"""Names that no list of names has to hold: behind words for persons, with the father's name, beside what is found."""

from __future__ import annotations

import pytest

from handclasp.screen import find


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("我表姐况雅婷让我问的，她手机13812345678", "况雅婷"),
        ("这卡是我岳父的，他叫欧阳振邦，6222021234567890128", "欧阳振邦"),
        ("签收人写成了门晓蕾，我邮箱是abc@qq.com", "门晓蕾"),
        ("转账给粟裕华了，卡号6222021234567890128", "粟裕华"),
        ("朋友袁波推荐来的，他微信ting_ting-562，说报他有优惠", "袁波"),
        ("合租室友凌复用我的身份证360703197109224886注册了", "凌复"),
        ("佢叫做鄺俊霆，電話6123 4567", "鄺俊霆"),
        ("card belongs to Aurelijus Petrauskas, 4111 1111 1111 1111", "Aurelijus Petrauskas"),
        ("Shipping label: Gwendolyn Achterberg, 12 Elm St, Austin, TX 78701", "Gwendolyn Achterberg"),
        ("refund my roommate Thandeka Zwane please, her email is tz@example.com", "Thandeka Zwane"),
        ("Name : MUHAMMAD HAFIZUDDIN BIN ABDUL RAZAK", "MUHAMMAD HAFIZUDDIN BIN ABDUL RAZAK"),
        ("Passport A74088922, Kavitha a/p Subramaniam, Malaysian", "Kavitha a/p Subramaniam"),
        ("nama azlan bin mat isa, belum dapat kod lagi", "azlan bin mat isa"),
        ("Hi, order still not here leh. Voon Yi Ling, hp 9939 4360", "Voon Yi Ling"),
        ("she is called Heng Chee Keong, 017-667 2004", "Heng Chee Keong"),
    ],
)
def test_a_name_that_no_list_holds_is_found(text: str, name: str) -> None:
    assert (name, "PERSON") in [(text[one.start : one.end], one.type) for one in find(text)]


@pytest.mark.parametrize(
    "text",
    [
        "我手机13812345678，安全吗，高铁上信号不好",
        "QQ 12345678 加我，金牌代练，全天在线",
        "电话13812345678，明早再打，文明沟通",
        "打俾我61234567，謝謝",
        "I play Elden Ring and Hollow Knight, mail me at abc@example.com",
        "Genshin Impact, my email is abc@example.com",
        "card 4111 1111 1111 1111, Visa Debit, Wells Fargo",
        "微信 abc_123456，成功了告诉我，向您保证",
        "Do you stock Uncle Ben's vouchers? mail abc@example.com",
        "the recycle bin is full, mail abc@example.com",
    ],
)
def test_words_beside_a_finding_are_no_names(text: str) -> None:
    assert "PERSON" not in [one.type for one in find(text)]
