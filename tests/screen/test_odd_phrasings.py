"""Values in phrasings that customers use where no plain label stands: classes of words, not single sentences."""

from __future__ import annotations

import pytest

from handclasp.screen import find


def found(text: str) -> list[tuple[str, str]]:
    return [(kind, text[start:end]) for start, end, kind in find(text)]


@pytest.mark.parametrize(
    ("text", "kind", "value"),
    [
        ("logging in with zhang1988 like always", "PASSWORD", "zhang1988"),
        ("i always use kitty2009 for everything", "PASSWORD", "kitty2009"),
        ("the thing you type to unlock the vault mine is 919191", "PASSWORD", "919191"),
        ("its my dogs name and year mimi2017 dont judge", "PASSWORD", "mimi2017"),
        ("就是我家猫的名字加生日，Lucky2018，你试试", "PASSWORD", "Lucky2018"),
        ("你输Baobao&1314进得去", "PASSWORD", "Baobao&1314"),
        ("密码没错啊，Liverpool_05，就是登不上", "PASSWORD", "Liverpool_05"),
        ("提现密码我设的135790", "PASSWORD", "135790"),
        ("二级锁 425994，别告诉代练", "PASSWORD", "425994"),
        ("login: bob77 / s3cretPa55", "PASSWORD", "s3cretPa55"),
        ("my pasword is sunny4421", "PASSWORD", "sunny4421"),
        ("the passphrase is correct horse battery staple", "PASSWORD", "correct horse battery staple"),
        ("they rang and asked me to read out 99861767", "OTP", "99861767"),
        ("语音电话读的是七零五七七五", "OTP", "七零五七七五"),
        ("three four two eight seven three is what the robot voice said", "OTP", "three four two eight seven three"),
        ("刚那个过期了 重新发的3507", "OTP", "3507"),
        ("my last backup code is 2 4 8 2", "OTP", "2 4 8 2"),
        ("sec code's two double eight, took me ages", "CVV", "two double eight"),
        ("卡反面签名旁边写着315", "CVV", "315"),
        ("9-4-6 cvc", "CVV", "9-4-6"),
        ("new plastic says 11/31 everything else same", "EXPIRY", "11/31"),
        ("可卡面上写的是33年08月", "EXPIRY", "33年08月"),
        ("收图的加811943899，我把截图发你", "QQ_WECHAT", "811943899"),
        ("weechat -> yezi1825", "QQ_WECHAT", "yezi1825"),
        ("wechat id tony_wu_1990", "QQ_WECHAT", "tony_wu_1990"),
        ("vxNEKO-SUNNY44，私我", "QQ_WECHAT", "NEKO-SUNNY44"),
        ("代练上号：账号781888783 密码CricketHunter78", "QQ_WECHAT", "781888783"),
        ("护造号 G 9 6 7 1 8 5 6 8", "PASSPORT", "G 9 6 7 1 8 5 6 8"),
        ("we couldn't match passport C936ZCFNR to the name", "PASSPORT", "C936ZCFNR"),
        ("收卡，腾讯视频年卡，JKGGU-NZE7-7SQL4，秒结吗", "CARD_SECRET", "JKGGU-NZE7-7SQL4"),
        ("67uce2hjj85rfcl 小写输也不行", "CARD_SECRET", "67uce2hjj85rfcl"),
        ("hwlecmvdw7f8pbj is what it says under the foil", "CARD_SECRET", "hwlecmvdw7f8pbj"),
        ("cdk 5775-704E\n-C114-C2B2 兑了没反应", "CARD_SECRET", "5775-704E\n-C114-C2B2"),
        ("停车月卡买错了，应该是冀GE4LD8", "PLATE", "冀GE4LD8"),
        ("car reg 蒙.D.7.4.2.5.0", "PLATE", "蒙.D.7.4.2.5.0"),
        (
            "my digits: plus six five eight double two eight nine zero eight four",
            "PHONE",
            "plus six five eight double two eight nine zero eight four",
        ),
        ("kiki621 at protonmail dot com", "EMAIL", "kiki621 at protonmail dot com"),
        ("我的邮箱 lihua圈aqq点com", "EMAIL", "lihua圈aqq点com"),
        ("国际户头 DE89 3704 00\n44 0532 0130 00", "IBAN", "DE89 3704 00\n44 0532 0130 00"),
        (
            "I leaked 6smffWTDmW9DRF0N95Y53csFTCroHX4XlNHD7ApHAiXnbmaN4ixKWrg1CnKgD42G in a public repo",
            "API_KEY",
            "6smffWTDmW9DRF0N95Y53csFTCroHX4XlNHD7ApHAiXnbmaN4ixKWrg1CnKgD42G",
        ),
        (
            "没有助记词只有这个0x0224624d7acc5ced72077292ef785e9b3b84f34a96e9a377fbc21464ef28821c",
            "CRYPTO_KEY",
            "0x0224624d7acc5ced72077292ef785e9b3b84f34a96e9a377fbc21464ef28821c",
        ),
        ("打钱认准孙梓涵这个名", "PERSON", "孙梓涵"),
        ("係任伟嘅戶口", "PERSON", "任伟"),
        ("请问是龙亚楠先生吗", "PERSON", "龙亚楠"),
        ("收款人Min Li", "PERSON", "Min Li"),
        ("kyc name HE XINYI", "PERSON", "HE XINYI"),
        ("pls talk to siobhan rahman she is the owner", "PERSON", "siobhan rahman"),
        ("signed as Esperanza Lindqvist", "PERSON", "Esperanza Lindqvist"),
        ("cardholder: Ana Beatriz da Silva", "PERSON", "Ana Beatriz da Silva"),
        ("寄到北京市丰台区幸福大道967号门卫室", "ADDRESS", "北京市丰台区幸福大道967号门卫室"),
        (
            "寄：兴隆家园32栋1单元3005，翠竹路834号，天山区，新疆乌鲁木齐市",
            "ADDRESS",
            "兴隆家园32栋1单元3005，翠竹路834号，天山区，新疆乌鲁木齐市",
        ),
        (
            "i live Flat A, 13/F, Wing Hing Building, 396 Nathan Road, Mong Kok, Kowloon",
            "ADDRESS",
            "Flat A, 13/F, Wing Hing Building, 396 Nathan Road, Mong Kok, Kowloon",
        ),
        ("ship it to 18/56 Maple Hollow Rd, Toowong QLD 4066", "ADDRESS", "18/56 Maple Hollow Rd, Toowong QLD 4066"),
        ("it should go to PO Box 1234, Austin, TX 78767", "ADDRESS", "PO Box 1234, Austin, TX 78767"),
    ],
)
def test_a_value_is_found_whole_in_odd_phrasings(text: str, kind: str, value: str) -> None:
    assert (kind, value) in found(text)


def test_a_card_s_record_is_found_with_month_code_and_name() -> None:
    assert found("4111111111111111|April 2029|nine six eight|THUY BERGSTROM") == [
        ("BANK_CARD", "4111111111111111"),
        ("EXPIRY", "April 2029"),
        ("CVV", "nine six eight"),
        ("PERSON", "THUY BERGSTROM"),
    ]


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("i switched it from falcon69* to PickleWillow51 and neither works", ["falcon69*", "PickleWillow51"]),
        ("密碼唔記得係PickleGinger29定係m@tr1x366", ["PickleGinger29", "m@tr1x366"]),
        ("提现密码我记成934768了，原来是396396", ["934768", "396396"]),
    ],
)
def test_both_of_two_passwords_are_found(text: str, values: list[str]) -> None:
    assert [value for kind, value in found(text) if kind == "PASSWORD"] == values


@pytest.mark.parametrize(
    "text",
    [
        "Season 12 starts Tuesday, pass is 810 euros",
        "3 x Xbox Game Pass = 353 USD",
        "login fails on iPhone15 since v12.3",
        "密码改不了，ping5ms，正常吗",
        "发票号码24312000000012345678",
        "product code 6939469458778 in stock?",
        "防伪码 1234 5678 9012 3456",
        "WARN code=0x80076059 build=8.11.5",
        "error code ERR_LIMIT_365",
        "tracking 9400 1608 0956 5195 1929 77",
        "我是方太的员工",
        "公司叫王守义，发票能开专票吗",
        "我们店叫王小二",
        "Key West is my time zone",
        "talk to Amazon Support",
        "ask for a refund",
        "under review since tuesday",
        "微信V2.28.40版本收款码一直转圈",
        "EMS1Z2WX6K64459302099用不了",
        "这单用不了 订单号20241122001234",
        "转错链了，波场转的，0x4a83c6696704b6bc9afc1719defdb573c96fcda9b9ef97699b8384b8fc634d0d，能找回吗",
        "书号978-7-20-516336430-7有吗，银行卡冻结了",
    ],
)
def test_what_only_sounds_like_it_stays_visible(text: str) -> None:
    assert found(text) == []
