"""Passwords that nothing names are told by their shape and by what is talked of; players and versions stay visible."""

from __future__ import annotations

import pytest

from handclasp.screen import find


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("im locked out of my acc, blueberry77 used to work", "blueberry77"),
        ("the one I always use is Kitten_2014 but it says wrong", "Kitten_2014"),
        ("try Summer!2023 with a capital S", "Summer!2023"),
        ("哥 你用 zhaomin0923 登一下看看", "zhaomin0923"),
        ("我那号进不去了，之前一直是 qazwsx8899 啊", "qazwsx8899"),
        ("是不是要大写？Liuyang1988", "Liuyang1988"),
        ("登进去的那串：hello2020world", "hello2020world"),
        ("my husband set it, fluffy&1999 I think", "fluffy&1999"),
        ("can u log on as me: moonchild88@gmail.com / Tr0ub4dor&3", "Tr0ub4dor&3"),
        ("steam guard aside, the login is frostbyte_91 and then dragonfire2009", "dragonfire2009"),
        ("he changed it from apple123 to banana456", "banana456"),
        ("原先是 qwe112233 后来换成 Asdf_7788", "Asdf_7788"),
        ("p.w. sunflower12", "sunflower12"),
        ("its just my cats name and 99, mittens99", "mittens99"),
        ("登录密码我老婆的名字拼音加520，wanghong520", "wanghong520"),
        ("i keep entering Greenday2005 and nothing", "Greenday2005"),
        ("my credentials: jdoe / Winter2024!", "Winter2024!"),
        ("username jdoe password winter", "winter"),
        ("pw i<3otters", "i<3otters"),
        ("pass in two bits Moose-bi and scuit-784, stick em together", "Moose-bi"),
        ("取款那六个数 775210", "775210"),
        ("六位数的 我设的是 880912", "880912"),
        ("pin for my wallet 4471", "4471"),
        ("锁屏跟支付都是一二二三六五，我记性不好", "一二二三六五"),
        ("The PIN code I set at the ATM, 6612, does not work", "6612"),
    ],
)
def test_a_password_is_told_by_its_shape(text: str, word: str) -> None:
    assert (word, "PASSWORD") in [(text[one.start : one.end], one.type) for one in find(text)]


@pytest.mark.parametrize(
    "text",
    [
        "user NoobMaster69 was reported by me",
        "my nickname is sakura_2011",
        "order ID: abc12345 still pending, can't log in",
        "登录不上，报错 err1024",
        "I can't log in since the update to ios17",
        "密码错误5次了，账号被锁30分钟",
        "密码重置邮件一直没收到，订单 20231102",
        "PIN is locked after 3 tries, case 448812",
        "支付密码输错，扣了 3000",
        "login from chrome 119 on windows10 fails",
        "游戏里叫 dragon1999 的玩家一直骂人",
        "账号 xiaoming520 被盗了怎么办",
        "我的昵称是 liming520，密码忘了",
        "login name is river_otter77, I forgot the password",
        "充值 5000 金币没到，密码没问题",
        "price is $12.99@store",
        "the wifi router is tplink840n",
        "do you sign with hmac-sha256 or rsa-2048?",
        "it keeps saying ERR_PAY_FAIL_784, can't log in",
        "the door is 2100 mm wide",
    ],
)
def test_other_words_with_figures_stay_visible(text: str) -> None:
    assert find(text) == []
