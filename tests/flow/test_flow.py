"""The pipeline, whole: what is answered stands in the log, verifiably, once."""

from __future__ import annotations

from tests.house_fixture import House, said

from handclasp.verify import Status, Trust, check, parse_vkey


def test_a_receipt_proves_the_words_to_a_stranger(house: House) -> None:
    receipt = house.flow.append(said("你好，我刚买的礼品卡打不开", "1"))
    trust = Trust(tuple(parse_vkey(key) for key in house.log_key.vkeys()))
    assert check(receipt.document, trust).status is Status.VALID
    assert check(receipt.document).status is not Status.VALID
    assert "礼品卡打不开".encode() in receipt.document
