"""Checkpoints: the bytes that C2SP describes, signed by both keys, verified by an independent implementation."""

from __future__ import annotations

import pytest

from handclasp.seal.note import Head, LogKey, read_head
from handclasp.verify import Fault, Trust, parse_vkey
from handclasp.verify.note import check_signers, parse_checkpoint

KEY = LogKey("demo.example/log/main", bytes(range(64)))
HEAD = Head(48_214, bytes(range(32)))
NOTE = KEY.sign(HEAD, 1_790_000_000)


def test_a_checkpoint_verifies_by_each_of_its_two_keys() -> None:
    checkpoint = parse_checkpoint(NOTE.encode())
    assert (checkpoint.origin, checkpoint.size, checkpoint.root) == (KEY.origin, *HEAD)
    for text in KEY.vkeys():
        assert [str(key) for key in check_signers(checkpoint, Trust((parse_vkey(text),))).pinned] == [text]
    assert {parse_vkey(text).type for text in KEY.vkeys()} == {1, 6}


def test_another_logs_keys_do_not_verify_it() -> None:
    checkpoint = parse_checkpoint(NOTE.encode())
    for other in (LogKey(KEY.origin, bytes(64)), LogKey("other.example/log", bytes(range(64)))):
        for text in other.vkeys():
            with pytest.raises(Fault):
                check_signers(checkpoint, Trust((parse_vkey(text),)))


def test_the_head_is_read_back() -> None:
    assert read_head(NOTE) == HEAD


def test_a_log_knows_its_own_signature() -> None:
    assert KEY.signed(NOTE)


FOREIGN = {
    "another size": NOTE.replace("48214", "48215"),
    "another origin": NOTE.replace("demo.example", "demo.exbmple"),
    "another key": LogKey(KEY.origin, bytes(64)).sign(HEAD, 0),
    "no signature": NOTE.partition("\n\n")[0] + "\n\n",
    "nothing": "",
    "no note": "what is this",
    "no base64": NOTE.partition("\n\n")[0] + "\n\n— demo.example/log/main not base64\n",
    "odd letters": NOTE.partition("\n\n")[0] + "\n\n— demo.example/log/main 签名\n",
}


@pytest.mark.parametrize("note", FOREIGN)
def test_a_log_does_not_take_another_signature_for_its_own(note: str) -> None:
    assert not KEY.signed(FOREIGN[note])
