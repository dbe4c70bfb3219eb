"""Ciphertexts open only where they were sealed, and their length says little."""

from __future__ import annotations

import os

import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from hypothesis import given
from hypothesis import strategies as st

from handclasp.records import Compartment
from handclasp.seal import envelope
from handclasp.seal.envelope import Unreadable

KEY, OTHER_KEY = AESGCM(bytes(32)), AESGCM(b"\1" * 32)
R = bytes(range(32))
plain = st.binary(max_size=2000) | st.integers(0, 5000).map(lambda n: b"again " * n)


@given(plain, st.sampled_from(Compartment), st.sampled_from(["", "original/0", "digest"]))
def test_what_was_sealed_opens(text: bytes, compartment: Compartment, field: str) -> None:
    sealed = envelope.seal(KEY, text, R, compartment, field, os.urandom)
    assert envelope.open_(KEY, sealed, R, compartment, field) == text


@pytest.mark.parametrize(
    ("key", "record", "compartment", "field"),
    [
        (OTHER_KEY, R, Compartment.BODY, "body"),
        (KEY, bytes(32), Compartment.BODY, "body"),
        (KEY, R, Compartment.ORIGINALS, "body"),
        (KEY, R, Compartment.BODY, "author"),
        (KEY, R, Compartment.BODY, ""),
    ],
)
def test_it_opens_only_with_its_key_record_compartment_and_field(
    key: AESGCM, record: bytes, compartment: Compartment, field: str
) -> None:
    sealed = envelope.seal(KEY, b"words", R, Compartment.BODY, "body", os.urandom)
    assert envelope.open_(KEY, sealed, R, Compartment.BODY, "body") == b"words"
    with pytest.raises(Unreadable):
        envelope.open_(key, sealed, record, compartment, field)


def test_every_altered_byte_and_every_shortening_is_noticed() -> None:
    sealed = envelope.seal(KEY, b"words", R, Compartment.BODY, "", os.urandom)
    for at in range(len(sealed)):
        turned = bytearray(sealed)
        turned[at] ^= 1
        for broken in (bytes(turned), sealed[:at]):
            with pytest.raises(Unreadable):
                envelope.open_(KEY, broken, R, Compartment.BODY, "")


@given(st.integers(0, 1 << 26))
def test_padding_never_cuts_and_adds_at_most_an_eighth(length: int) -> None:
    size = envelope.padded_size(length)
    assert size >= length
    assert size == 64 if length <= 64 else size <= length * 1.12
    assert envelope.padded_size(size) == size


def test_texts_of_nearly_one_length_look_alike() -> None:
    lengths = {len(envelope.seal(KEY, bytes(n), R, Compartment.BODY, "", os.urandom)) for n in range(60)}
    assert len(lengths) == 1
    assert len({envelope.padded_size(n) for n in range(1 << 16)}) == 145


def test_the_same_words_never_look_the_same() -> None:
    assert len({envelope.seal(KEY, b"words", R, Compartment.BODY, "", os.urandom) for _ in range(50)}) == 50


def test_long_texts_are_compressed_before_they_are_padded() -> None:
    assert len(envelope.seal(KEY, b"again " * 5000, R, Compartment.BODY, "", os.urandom)) < 500


@given(st.dictionaries(st.text(min_size=1, max_size=60), st.binary(max_size=300), max_size=8))
def test_fields_are_unpacked_as_they_were_packed(fields: dict[str, bytes]) -> None:
    assert dict(envelope.unpack_fields(envelope.pack_fields(fields.items()))) == fields
