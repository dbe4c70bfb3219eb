"""Private keys are dropped; addresses and transaction hashes, which look alike, stay visible."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from handclasp.records import Finding
from handclasp.screen import engine

HEX = "e9873d79c6d87dc0fb6a5778633389f4453213303da61f20bd67fc233aa33262"  # published example keys
WIF = "5HueCGU8rMjxEXxiPuD5BDku4MkFqeZyd4dZ1jvhTVqvbTLvyTJ"
XPRV = "xprv9s21ZrQH143K3QTDL4LXw2F7HEK3wJUD2nW2nRk4stbPy6cq3jPPqjiChkVvvNKmPGJxWUtg6LnF5kejMRNNU3TGtRBeJgk33yuGBxrMPHi"


def find(text: str) -> list[Finding]:
    return engine().find(text)


@pytest.mark.parametrize(
    ("text", "seen"),
    [
        (f"私钥 {HEX}", "私钥 【私钥 已丢弃】"),
        (f"我的私钥是0x{HEX}，帮我看看", "我的私钥是【私钥 已丢弃】，帮我看看"),
        (f"my private key: 0x{HEX}.", "my private key: 【Private key dropped】."),
        (f"private_key={HEX}", "private_key=【Private key dropped】"),
        (f"{HEX} 这是我的私钥", "【私钥 已丢弃】 这是我的私钥"),
        (f"私钥 {HEX[:-1]}", "私钥 【私钥 已丢弃】"),
        (WIF, "【Private key dropped】"),
        (f"导入{WIF}失败", "导入【私钥 已丢弃】失败"),
        (XPRV, "【Private key dropped】"),
        (
            '{"version":3,"crypto":{"cipher":"aes-128-ctr","ciphertext":"d172","kdf":"scrypt","mac":"21"}} ok',
            "【Private key dropped】 ok",
        ),
        (
            "-----BEGIN EC PRIVATE KEY-----\nMHcCAQEEIB\n-----END EC PRIVATE KEY-----",
            "【Private key dropped】",
        ),
    ],
)
def test_a_private_key_is_dropped(masked: Callable[[str], str], text: str, seen: str) -> None:
    assert masked(text) == seen
    (one,) = find(text)
    assert (one.type, one.dropped) == ("CRYPTO_KEY", True)


def test_a_good_checksum_makes_a_key_sure_and_a_typing_error_does_not_save_it() -> None:
    (good,) = find(WIF)
    (mistyped,) = find(WIF[:-1] + "K")
    assert good.sure > 95 > mistyped.sure


@pytest.mark.parametrize(
    "text",
    [
        f"交易哈希 0x{HEX}",
        f"txid {HEX} pending",
        f"0x{HEX}",
        f"私钥弄丢了，交易哈希 0x{HEX}",
        "0x742d35Cc6634C0532925a3b844Bc454e4438f44e",
        "私钥对应的地址 0x742d35Cc6634C0532925a3b844Bc454e4438f44e",
        "private key of 0x742d35Cc6634C0532925a3b844Bc454e4438f44e is lost",
        "TJYs5JmVqXyPqVxKNPvLQn1Vh3xnnPbkCm",
        "bc1qar0srrr7xfkvy5l643lydnw9re59gtzzwf5mdq",
        "1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa",
        "我的私钥丢了怎么办",
        "never share your private key with anyone",
    ],
)
def test_addresses_and_hashes_stay_visible(text: str) -> None:
    assert find(text) == []
