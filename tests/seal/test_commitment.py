"""Commitments, R and entries: the bytes of the specification, as an independent implementation computes them."""

from __future__ import annotations

from hashlib import sha256

from hypothesis import given
from hypothesis import strategies as st
from tests.verify import forge

from handclasp.seal import commitment
from handclasp.seal.entry import entry, genesis, leaf_hash
from handclasp.verify import merkle, record

names = st.from_regex(r"[a-z][a-z0-9_]{0,60}(/[0-9]{1,2})?", fullmatch=True).filter(lambda name: len(name) <= 64)
hashes = st.binary(min_size=32, max_size=32)
pseudonyms = st.binary(min_size=16, max_size=16)


@given(names, st.binary(), hashes)
def test_a_field_is_committed_as_the_verifier_recomputes_it(name: str, value: bytes, salt: bytes) -> None:
    assert commitment.commit(name, value, salt) == record.commitment(name, salt, value)


@given(st.dictionaries(names, hashes, max_size=20))
def test_r_is_as_the_verifier_recomputes_it(commitments: dict[str, bytes]) -> None:
    packed = commitment.pack(reversed(commitments.items()))
    assert commitment.record_hash(packed) == record.record_hash(commitments) == forge.hash_record(commitments)
    assert dict(commitment.unpack(packed)) == commitments


@given(pseudonyms, st.integers(1, 2**53 - 1), hashes, hashes)
def test_an_entry_is_read_by_the_verifier(conversation: bytes, seq: int, record_: bytes, previous: bytes) -> None:
    raw = entry(conversation, seq, record_, previous)
    assert record.parse_entry(raw) == (conversation, seq, record_, previous)
    assert leaf_hash(raw) == merkle.leaf_hash(raw)


@given(st.text("abc./:-", min_size=1, max_size=200), pseudonyms)
def test_a_chain_begins_at_the_verifiers_genesis(origin: str, conversation: bytes) -> None:
    assert genesis(origin, conversation) == record.genesis(origin, conversation)


def test_the_salt_takes_key_nonce_and_name() -> None:
    key, nonce = bytes(32), bytes(16)
    salts = {
        commitment.salt(key, nonce, "body"),
        commitment.salt(b"\1" * 32, nonce, "body"),
        commitment.salt(key, b"\1" * 16, "body"),
        commitment.salt(key, nonce, "author"),
    }
    assert len(salts) == 4
    assert commitment.salt(forge.SALT_KEYS["b"], nonce, "body") == forge.salt(nonce, "body")


def test_one_bit_anywhere_changes_r() -> None:
    packed = commitment.pack([("author", bytes(32)), ("body", bytes(32))])
    whole = commitment.record_hash(packed)
    for at in range(len(packed)):
        turned = bytearray(packed)
        turned[at] ^= 1
        assert commitment.record_hash(bytes(turned)) != whole
    assert whole == sha256(b"handclasp/record/v1\x01" + packed).digest()
