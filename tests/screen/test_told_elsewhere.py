"""What nothing names is found where the rest of the message tells what it is, and not without it."""

from __future__ import annotations

import pytest

from handclasp.screen import find


@pytest.mark.parametrize(
    ("text", "kind", "seen"),
    [
        ("卡密给你抄一遍XZK8 4KLW VBE4 YTMQ你冲冲看", "CARD_SECRET", "XZK8 4KLW VBE4 YTMQ"),
        ("8krp xt2e mjvj wont go thru", "CARD_SECRET", "8krp xt2e mjvj"),
        ("这批库存：307995947315----QE3CYR6H2URS，一行一张", "CARD_SECRET", "307995947315"),
        ("密：v6uu11dcmv5s6qf7  卡：278559392780", "CARD_SECRET", "278559392780"),
        ("visitors: Pamela Evans / ZC249221", "PASSPORT", "ZC249221"),
        ("出国用的本本上印的号，E48662131", "PASSPORT", "E48662131"),
        ("passeport U04438721", "PASSPORT", "U04438721"),
        ("it was 321 62 6398, the nine digits", "SSN_US", "321 62 6398"),
        ("I printed backup codes: 2993-9509, 4484-8427", "OTP", "4484-8427"),
        ("只有备用码g5v6d-0b49e，能不能用", "OTP", "g5v6d-0b49e"),
        ("Use 5702 to verify your account", "OTP", "5702"),
        ("064-341 is what lit up on my phone just now", "OTP", "064-341"),
        ("she guessed my pin, it was 754061, I have changed it", "PASSWORD", "754061"),
        ("门锁密码你给我设成084873，我让保洁先进去", "PASSWORD", "084873"),
        ("PepperTiger97 is what i use everywhere", "PASSWORD", "PepperTiger97"),
        ("我这边商户后台密码Shadow1978$，你上去看看", "PASSWORD", "Shadow1978$"),
        ("contrasena cai126624 not function", "PASSWORD", "cai126624"),
        ("出号，➕6 1 0 7 5 6 9 7，非诚勿扰", "QQ_WECHAT", "6 1 0 7 5 6 9 7"),
        ("w3chat panxia4746", "QQ_WECHAT", "panxia4746"),
        ("taiwan id card v106959494", "TW_ID", "v106959494"),
    ],
)
def test_the_rest_of_the_message_tells_what_it_is(text: str, kind: str, seen: str) -> None:
    assert (kind, seen) in {(one.type, text[one.start : one.end]) for one in find(text)}


@pytest.mark.parametrize(
    "text",
    [
        "serial GC8N250346, bought January 4, is it under warranty?",
        "序列号C02N24642XZ2Q，帮我查保修到什么时候",
        "姑娘，我那个订单，数字是2025052474380077，什么时候到呀",
        "HS code 0409.55.00, country of origin China, gross 5 kg",
        "My wallet got 6330.01 TRX from an unknown sender, no code",
        "I've added SAVE22 to your basket, valid till Mar 26, 2026.",
        "Your order #8ORD-0547-386885, call us any time",
        "兑换码SUMMER69过期了吗",
        "订单PW-8571376充了237块，还没到账",
        "ticket 74026, OTP 一直没有来",
    ],
)
def test_numbers_of_other_things_stay_visible(text: str) -> None:
    assert find(text) == []
