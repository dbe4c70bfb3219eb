"""Keys of programs are found by their form or their name; hashes and addresses are not."""

from __future__ import annotations

import pytest

from handclasp.screen import find


def found(text: str) -> list[str]:
    return [text[start:end] for start, end, kind in find(text) if kind == "API_KEY"]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("ghp_0123456789abcdefghijABCDEFGHIJ012345 leaked", "ghp_0123456789abcdefghijABCDEFGHIJ012345"),
        ("AKIAIOSFODNN7EXAMPL3", "AKIAIOSFODNN7EXAMPL3"),
        ("API密钥：9f86d081884c7d659a2feaa0c55ad015", "9f86d081884c7d659a2feaa0c55ad015"),
        (
            "Bearer eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0In0.c2lnbmF0dXJlLW9mLWEtc3BlY2ltZW4",
            "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0In0.c2lnbmF0dXJlLW9mLWEtc3BlY2ltZW4",
        ),
    ],
)
def test_api_key_is_found_whole(text: str, value: str) -> None:
    assert found(text) == [value]


@pytest.mark.parametrize(
    "text",
    [
        "0x742d35Cc6634C0532925a3b844Bc454e4438f44e",
        "API key 怎么申请",
        "txid 9f86d081884c7d659a2feaa0c55ad0159f86d081884c7d659a2feaa0c55ad015",
        "sk-II 神仙水",
    ],
)
def test_what_only_looks_like_it_stays_visible(text: str) -> None:
    assert not found(text)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("key sk-proj-a8Kd93LmQz72XcVb10Ty5", "sk-proj-a8Kd93LmQz72XcVb10Ty5"),
        ("钥匙串 sk_live_8Kd93LmQz72XcVb10Ty5PqRs", "sk_live_8Kd93LmQz72XcVb10Ty5PqRs"),
        ("密钥 sk live 8Kd93LmQz72XcVb10Ty5PqRs", "sk live 8Kd93LmQz72XcVb10Ty5PqRs"),
        ("密匙：8Kd93LmQz72XcVb10Ty5PqRs", "8Kd93LmQz72XcVb10Ty5PqRs"),
        ("接口的串 8kd93lmqz72xcvb10ty5pqrs", "8kd93lmqz72xcvb10ty5pqrs"),
        ("拓肯 8kd93lmqz72xcvb10ty5pqrs", "8kd93lmqz72xcvb10ty5pqrs"),
        ("toekn: 8kd93lmqz72xcvb10ty5pqrs", "8kd93lmqz72xcvb10ty5pqrs"),
        ("app secrt 8kd93lmqz72xcvb10ty5pqrs", "8kd93lmqz72xcvb10ty5pqrs"),
        ("aip key 8kd93lmqz72xcvb10ty5pqrs", "8kd93lmqz72xcvb10ty5pqrs"),
        ("a.p.i. key 8kd93lmqz72xcvb10ty5pqrs", "8kd93lmqz72xcvb10ty5pqrs"),
        ("key for the integration: 8kd93lmqz72xcvb10ty5pqrs", "8kd93lmqz72xcvb10ty5pqrs"),
        ("our webshop connects with 8kd93lmqz72xcvb10ty5pqrs", "8kd93lmqz72xcvb10ty5pqrs"),
        ("developer settings says 8kd93lmqz72xcvb10ty5pqrs", "8kd93lmqz72xcvb10ty5pqrs"),
        ("开发者页面那串 8kd93lmqz72xcvb10ty5pqrs", "8kd93lmqz72xcvb10ty5pqrs"),
        ("长串字符8kd93lmqz72xcvb10ty5pqrs", "8kd93lmqz72xcvb10ty5pqrs"),
        ("8kd93lmqz72xcvb10ty5pqrs 这个token失效了", "8kd93lmqz72xcvb10ty5pqrs"),
        ("sk-8kd93lmqz72xcvb10ty5pqrs got leaked", "sk-8kd93lmqz72xcvb10ty5pqrs"),
        ("ghp 8kd93lmqz72xcvb10ty5pqrsAB12cd", "ghp 8kd93lmqz72xcvb10ty5pqrsAB12cd"),
        ("key: 8kd93lmq z72xcvb1 0ty5pqrs", "8kd93lmq z72xcvb1 0ty5pqrs"),
        ("token 8kd93lmq.z72xcvb1.0ty5pqrs", "8kd93lmq.z72xcvb1.0ty5pqrs"),
        ("bearer:8kd93lmqz72xcvb10ty5pqrs", "8kd93lmqz72xcvb10ty5pqrs"),
        ("authorization bearer 8kd93lmqz72xcvb10ty5pqrs", "8kd93lmqz72xcvb10ty5pqrs"),
        ("?api_key=8kd93lmqz72xcvb10ty5pqrs", "8kd93lmqz72xcvb10ty5pqrs"),
        ("https://api.example.com/v1?token=8kd93lmqz72xcvb10ty5pqrs", "8kd93lmqz72xcvb10ty5pqrs"),
        ("secret8kd93lmqz72xcvb10ty5pqrs", "8kd93lmqz72xcvb10ty5pqrs"),
        ("SECRET_KEY='8kd93lmqz72xcvb10ty5pqrs'", "8kd93lmqz72xcvb10ty5pqrs"),
        ("export OPENAI_KEY=8kd93lmqz72xcvb10ty5pqrs", "8kd93lmqz72xcvb10ty5pqrs"),
        ("deepseek 的 key sk-8kd93lmqz72xcvb10ty5pqrs8kd9", "sk-8kd93lmqz72xcvb10ty5pqrs8kd9"),
        ("aws id AKIA 7QZL 9XCV 2BNM 4KJH", "AKIA 7QZL 9XCV 2BNM 4KJH"),
        ("stripe sk_test_8kd93lmqz72xcvb", "sk_test_8kd93lmqz72xcvb"),
        ("bot token 812345678:AAF8kd93lmqz72xcvb10ty5pqrsABcdEfg", "812345678:AAF8kd93lmqz72xcvb10ty5pqrsABcdEfg"),
        ("机器人那个 812345678：AAF8kd93lmqz72xcvb10ty5pqrsABcdEfg", "812345678：AAF8kd93lmqz72xcvb10ty5pqrsABcdEfg"),
        ("api 8kd93lmqz72xcvb1", "8kd93lmqz72xcvb1"),
        ("授权串 8kd93lmqz72xcvb10ty5pqrs", "8kd93lmqz72xcvb10ty5pqrs"),
        ("调用凭证8kd93lmqz72xcvb10ty5pqrs", "8kd93lmqz72xcvb10ty5pqrs"),
        ("mi yao是8kd93lmqz72xcvb10ty5pqrs", "8kd93lmqz72xcvb10ty5pqrs"),
        ("私密key 8kd93lmqz72xcvb10ty5pqrs", "8kd93lmqz72xcvb10ty5pqrs"),
        ("webhook sign whsec 8kd93lmqz72xcvb10ty5pqrsAB", "whsec 8kd93lmqz72xcvb10ty5pqrsAB"),
        (
            "密钥是３ｆ９ａ８ｂ７ｃ６ｄ５ｅ４ｆ３ａ２ｂ１ｃ０ｄ９ｅ８ｆ７ａ６ｂ",
            "３ｆ９ａ８ｂ７ｃ６ｄ５ｅ４ｆ３ａ２ｂ１ｃ０ｄ９ｅ８ｆ７ａ６ｂ",
        ),
        ("uuid token 3f9a8b7c-6d5e-4f3a-2b1c-0d9e8f7a6b5c", "3f9a8b7c-6d5e-4f3a-2b1c-0d9e8f7a6b5c"),
    ],
)
def test_a_key_is_found_however_oddly_it_is_told(text: str, value: str) -> None:
    assert [text[one.start : one.end] for one in find(text) if one.type == "API_KEY"] == [value]


@pytest.mark.parametrize(
    "text",
    [
        "order id 3f9a8b7c-6d5e-4f3a-2b1c-0d9e8f7a6b5c",
        "trace id 3f9a8b7c6d5e4f3a2b1c0d9e8f7a6b5c",
        "tx 0x3f9a8b7c6d5e4f3a2b1c0d9e8f7a6b5c3f9a8b7c6d5e4f3a2b1c0d9e8f7a6b5c",
        "key features of plan 2",
        "token expired after 3600 seconds",
        "https://shop.example.com/item/8kd93lmqz72xcvb10ty5pqrs",
        "commit 3f9a8b7c6d5e4f3a2b1c0d9e8f7a6b5c3f9a8b7c",
        "tracking YT8812345678901234",
        "uuid 3f9a8b7c-6d5e-4f3a-2b1c-0d9e8f7a6b5c",
        "文件 abcdefghijklmnop123456.pdf",
        "sdk 版本 3.2.1-beta20261128",
        "长串报错",
        "token 数 1200000000",
        "webhook 返回 500",
        "session 3 ended",
        "后台一直转圈 3 小时",
    ],
)
def test_what_only_resembles_a_key_stays(text: str) -> None:
    assert find(text) == []
