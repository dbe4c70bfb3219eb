"""Four to eight figures that nothing else lays claim to are a code where codes are talked of."""

from __future__ import annotations

import pytest

from handclasp.screen import find


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("I got 492817 on my phone, is that it?", "492817"),
        ("it texted me 3391", "3391"),
        ("那个数字 550912 我念给你", "550912"),
        ("the six numbers are 118822", "118822"),
        ("phone buzzed, 4 8 8 1 2 0", "4 8 8 1 2 0"),
        ("第二条是 339201", "339201"),
        ("给你：902117", "902117"),
        ("use 4412 to log in to your account", "4412"),
        ("令牌上现在是 339011", "339011"),
        ("whatsapp sent me 882 110", "882 110"),
        ("told him 994412 over the phone, was that bad?", "994412"),
        ("刚把 882391 告诉了一个自称客服的人", "882391"),
        ("手机弹出来一串 661208", "661208"),
        ("马上失效了啊 →556041←", "556041"),
        ("The authenticator on my old phone still shows 436346 but your site refuses", "436346"),
        ("Backup codes: 9616 2231, tysry-dpjzk. Used the first, second one fails.", "tysry-dpjzk"),
    ],
)
def test_a_lone_code_is_found(text: str, code: str) -> None:
    assert (code, "OTP") in [(text[one.start : one.end], one.type) for one in find(text)]


@pytest.mark.parametrize(
    "text",
    [
        "I got 4500 coins on my phone",
        "验证码收不到，等了1200秒",
        "error code 50011 when I log in",
        "尾号 8821 的手机收不到验证码",
        "the code has 6 digits and expires in 300 seconds",
        "postal code 200120",
        "verification took 1500 ms",
        "群号 662190 加一下",
        "sms gateway port 8080 refused",
        "ticket 778120 about 2FA",
        "打 10086 说没发短信",
        "收到货了 订单号 771882",
        "2026-02-17 22:56:33 ERROR timeout after 68000ms code=-8460",
        "POST /redeem 422 code=ERR_21625 elapsed=6569ms",
        "is it fixed in 11.16.36 now?",
    ],
)
def test_figures_of_other_things_stay_visible(text: str) -> None:
    assert find(text) == []
