"""Sealing a record: fields checked against their kind, two compartments, nothing in the clear, nothing guessable."""

from __future__ import annotations

import hmac
import itertools
import os
from base64 import b64encode
from collections.abc import Callable
from hashlib import sha256
from typing import Any

import msgspec
import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from handclasp.records import (
    KINDS,
    Attached,
    Author,
    Compartment,
    Invalid,
    Kind,
    Raw,
    Screened,
    Secret,
    Signature,
    Type,
)
from handclasp.screen import Screener
from handclasp.seal import commitment, said
from handclasp.seal.commitment import CommitmentBroken
from handclasp.seal.envelope import Unreadable
from handclasp.seal.keys import ConversationKeys, Place, compartment_keys
from handclasp.seal.record import Draft, WrongFields, open_body, open_original, seal

CONVERSATION = b"\7" * 16
PLACE = Place(1, 1, CONVERSATION, bytes(32))
KEYS = ConversationKeys(compartment_keys(b"b" * 32), compartment_keys(b"o" * 32))
SCREENER = Screener()
SIGNER = ec.derive_private_key(0xC0FFEE, ec.SECP256R1())


def raw(text: str | None = None, kind: Kind = Kind.MESSAGE, **changes: Any) -> Raw:
    given: dict[str, Any] = {
        "tenant": "shop",
        "conversation": "order 1001",
        "key": "k-1",
        "kind": kind,
        "author": Author("customer", "7F3A"),
        "received": 1_790_000_000_000,
        "text": None if text is None else Secret(text),
    }
    return Raw(**(given | changes))


def sealed(record: Raw, random: Callable[[int], bytes] = os.urandom) -> Draft:
    return seal(SCREENER.screen(record), PLACE, KEYS, random)


def signed(text: str, key: str = "k-1") -> Signature:
    salt = os.urandom(32)
    r, s = decode_dss_signature(SIGNER.sign(said.message(CONVERSATION, 5, key, text, salt), ec.ECDSA(SHA256())))
    point = SIGNER.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    return Signature(point, r.to_bytes(32, "big") + s.to_bytes(32, "big"), Secret(salt))


def opened(draft: Draft) -> dict[str, Any]:
    one = draft.sealed
    return {name: o.value for name, o in open_body(one.body, one.nonce, one.commitments, one.record, KEYS).items()}


def test_what_was_sealed_opens_with_its_fields_and_their_types() -> None:
    draft = sealed(raw("你好 😀", sent=7, facts={"id": "k-1", "channel": "widget", "reply_to": bytes(32)}))
    assert opened(draft) == {
        "kind": "message",
        "author": "customer:7F3A",
        "received": 1_790_000_000_000,
        "sent": 7,
        "id": "k-1",
        "body": "你好 😀",
        "channel": "widget",
        "reply_to": bytes(32),
    }
    assert draft.sealed.originals == ()


def test_sealing_twice_gives_nothing_to_compare() -> None:
    one, other = (sealed(raw("words")).sealed for _ in range(2))
    assert one.record != other.record
    assert one.body != other.body
    assert one.commitments != other.commitments
    assert (one.idempotency, one.digest) == (other.idempotency, other.digest)


def test_what_was_masked_lies_in_the_other_compartment() -> None:
    draft = sealed(raw("我的手机号是 13812345678"))
    (box,) = draft.sealed.originals
    assert box.field == "original/0"
    assert "13812345678" not in str(opened(draft))
    (span,) = opened(draft)["spans"]
    assert (span["type"], span["original"], span["drop"]) == ("PHONE", 0, False)
    assert opened(draft)["body"][slice(*span["at"])].startswith("【")
    opening = open_original(box, draft.sealed.nonce, draft.sealed.commitments, draft.sealed.record, KEYS)
    assert (opening.type, opening.value) == (Type.TEXT, "13812345678")
    assert set(draft.openings) == set(opened(draft))
    assert all(b"13812345678" not in value for value, _ in draft.openings.values())


def test_every_optional_field_of_every_kind_can_be_sealed_and_every_required_one_must() -> None:
    samples = {
        Type.TEXT: "text",
        Type.BYTES: bytes(32),
        Type.INT: 5,
        Type.BOOL: True,
        Type.TIME: 6,
        Type.JSON: ["json"],
    }
    for kind, fields in KINDS.items():
        facts = {
            name: samples[f.type] for name, f in fields.items() if name not in {"body", "spans", "signature", "flags"}
        }
        record = raw("text" if "body" in fields else None, kind, facts=facts)
        assert (
            opened(sealed(record)).items()
            >= {n: v for n, v in facts.items() if n != "digest" or not _in_originals(kind)}.items()
        )
        required = [name for name in facts if fields[name].required]
        for name in required:
            with pytest.raises(WrongFields, match=name):
                sealed(msgspec.structs.replace(record, facts={n: v for n, v in facts.items() if n != name}))
        with pytest.raises(WrongFields, match="unheard"):
            sealed(msgspec.structs.replace(record, facts={**facts, "unheard": "of"}))


def _in_originals(kind: Kind) -> bool:
    return KINDS[kind]["digest"].compartment is Compartment.ORIGINALS


@pytest.mark.parametrize("name", ["kind", "author", "received", "sent", "body", "spans", "signature", "flags"])
def test_no_fact_can_stand_in_for_what_the_door_vouches_for(name: str) -> None:
    value: Any = {"received": 1, "sent": 1, "spans": [], "signature": {}, "flags": []}.get(name, "手机号 13812345678")
    with pytest.raises(Invalid):
        sealed(raw("words", facts={name: value}))


def test_a_screened_kind_without_words_is_refused() -> None:
    with pytest.raises(WrongFields, match="body"):
        sealed(raw(None))


def test_half_a_character_is_refused_by_name() -> None:
    for text in ("half \ud800", "密码是 abc\ud800def"):
        with pytest.raises(Invalid):
            sealed(raw(text))
    for changes in ({"key": "\ud800"}, {"author": Author("customer", "\ud800")}, {"facts": {"channel": "\ud800"}}):
        with pytest.raises(Invalid):
            sealed(raw("words", **changes))


def test_an_attachment_is_bound_by_its_digest_in_the_originals() -> None:
    content = b"\x89PNG specimen"
    record = raw(
        "IMG_0421.png",
        Kind.ATTACHMENT,
        attached=Attached("IMG_0421.png", "image/png", Secret(content)),
        facts={"blob": bytes(16), "media_type": "image/png", "size": len(content)},
    )
    draft = sealed(record)
    assert "digest" not in opened(draft)
    (box,) = draft.sealed.originals
    opening = open_original(box, draft.sealed.nonce, draft.sealed.commitments, draft.sealed.record, KEYS)
    assert (box.field, opening.value) == ("digest", sha256(content).digest())


def test_a_signature_stays_checkable_when_nothing_was_masked() -> None:
    signature = signed("clean words")
    held = opened(sealed(raw("clean words", sent=5, signature=signature)))["signature"]
    assert held["salt"] == b64encode(signature.salt.reveal()).decode()
    assert said.check(signature, CONVERSATION, 5, "k-1", "clean words")
    assert not said.check(signature, CONVERSATION, 5, "k-1", "other words")
    assert not said.check(signature, CONVERSATION, 6, "k-1", "clean words")
    assert not said.check(signature, CONVERSATION, 5, "k-2", "clean words")
    assert not said.check(signature, b"\x08" * 16, 5, "k-1", "clean words")


@pytest.mark.parametrize(
    "changes",
    [
        {"key": b""},
        {"key": b"\x04" + bytes(64)},
        {"key": bytes(65)},
        {"sig": b""},
        {"sig": bytes(64)},
        {"sig": b"\xff" * 64},
        {"salt": Secret(b"")},
    ],
)
def test_a_malformed_signature_is_no_signature(changes: dict[str, Any]) -> None:
    assert not said.check(msgspec.structs.replace(signed("words"), **changes), CONVERSATION, 5, "k-1", "words")


def test_a_signature_over_masked_words_leaves_its_salt_with_the_originals() -> None:
    text = "电话 13812345678"
    signature = signed(text)
    draft = sealed(raw(text, sent=5, signature=signature))
    assert opened(draft)["signature"]["salt"] is None
    salt = b64encode(signature.salt.reveal())
    assert all(salt not in value for value, _ in draft.openings.values())
    one = draft.sealed
    last = open_original(one.originals[-1], one.nonce, one.commitments, one.record, KEYS)
    assert (one.originals[-1].field, last.value) == ("original/1", salt.decode())


def test_a_signature_over_a_dropped_secret_is_not_kept_at_all() -> None:
    text = "登录密码是 Tr0ub4dor&3 请帮我改"
    screened = SCREENER.screen(raw(text, sent=5, signature=signed(text)))
    assert screened.anything_dropped
    draft = seal(screened, PLACE, KEYS, os.urandom)
    assert "signature" not in opened(draft)
    assert "signature" not in dict(commitment.unpack(draft.sealed.commitments))


def numbers() -> list[str]:
    """Ten thousand numbers, the true one among them."""
    return [f"1381234{n:04d}" for n in range(10_000)]


def test_a_masked_number_is_not_found_by_trying_all_of_them() -> None:
    """What a reader of the body holds: its openings and salts, its salt key, all commitments, the signature."""
    text = "我的手机号是 13812345678"
    one = sealed(raw(text, sent=5, signature=signed(text))).sealed
    committed = dict(commitment.unpack(one.commitments))
    body = open_body(one.body, one.nonce, one.commitments, one.record, KEYS)
    salts = [opening.salt for opening in body.values()]
    salts += [commitment.salt(KEYS.body.salt, one.nonce, name) for name in committed]
    salts += [one.nonce, one.record, CONVERSATION, bytes(32), KEYS.body.salt]
    targets = set(committed.values()) | {one.record, one.digest, one.idempotency}
    assert not any(
        commitment.commit("original/0", b"\x01" + number.encode(), salt) in targets
        for number, salt in itertools.product(numbers(), salts)
    )
    right = commitment.salt(KEYS.originals.salt, one.nonce, "original/0")
    found = [n for n in numbers() if commitment.commit("original/0", b"\x01" + n.encode(), right) in targets]
    assert found == ["13812345678"]


def test_a_dropped_code_is_not_found_even_with_every_key_of_the_house() -> None:
    text = "验证码是 481930，请帮我登录"
    screened = SCREENER.screen(raw(text))
    assert screened.anything_dropped
    one = seal(screened, PLACE, KEYS, os.urandom).sealed
    other = seal(SCREENER.screen(raw(text.replace("481930", "771204"))), PLACE, KEYS, os.urandom).sealed
    # Were the digest made over the words as typed, a code of six digits could be found by trying all of them.
    assert one.digest == other.digest


@pytest.mark.parametrize("changed", ["text", "original", "author", "sent", "facts", "conversation", "kind"])
def test_the_request_digest_tells_another_request(changed: str) -> None:
    base = raw("电话 13812345678", facts={"channel": "a"})
    every: dict[str, dict[str, Any]] = {
        "text": {"text": Secret("座机 13812345678")},
        "original": {"text": Secret("电话 13812345679")},
        "author": {"author": Author("agent", "7F3A")},
        "sent": {"sent": 5},
        "facts": {"facts": {"channel": "b"}},
        "conversation": {"conversation": "order 1002"},
        "kind": {"kind": Kind.NOTE, "facts": {}},
    }
    assert sealed(base).sealed.digest != sealed(msgspec.structs.replace(base, **every[changed])).sealed.digest


def test_with_a_dropped_secret_the_digest_still_tells_what_else_changed() -> None:
    base = "验证码是 481930，电话 13812345678"
    digests = {sealed(raw(text)).sealed.digest for text in (base, base.replace("5678", "5679"), base + "！")}
    assert len(digests) == 3


def test_our_clock_is_no_part_of_the_request() -> None:
    assert sealed(raw("a")).sealed.digest == sealed(raw("a", received=9)).sealed.digest


def test_keyed_hashes_take_the_tenants_key() -> None:
    other = seal(SCREENER.screen(raw("a")), PLACE._replace(index_key=b"\1" * 32), KEYS, os.urandom).sealed
    assert other.digest != sealed(raw("a")).sealed.digest
    assert other.idempotency != sealed(raw("a")).sealed.idempotency
    assert sealed(raw("a")).sealed.idempotency == hmac.digest(bytes(32), b"key\0k-1", "sha256")


def test_altered_commitments_ciphertexts_and_nonces_are_named() -> None:
    one = sealed(raw("电话 13812345678")).sealed
    other = sealed(raw("电话 13812345678")).sealed
    turned = bytearray(one.commitments)
    turned[-1] ^= 1
    with pytest.raises(CommitmentBroken):
        open_body(one.body, one.nonce, bytes(turned), one.record, KEYS)
    with pytest.raises(CommitmentBroken):
        open_body(one.body, other.nonce, one.commitments, one.record, KEYS)
    with pytest.raises(Unreadable):
        open_body(other.body, one.nonce, one.commitments, one.record, KEYS)
    (box,), (foreign,) = one.originals, other.originals
    with pytest.raises(CommitmentBroken):
        open_original(box, other.nonce, one.commitments, one.record, KEYS)
    with pytest.raises(CommitmentBroken):
        open_original(box, one.nonce, bytes(turned), one.record, KEYS)
    with pytest.raises(Unreadable):
        open_original(foreign, one.nonce, one.commitments, one.record, KEYS)
    with pytest.raises(Unreadable):
        open_original(msgspec.structs.replace(box, field="original/1"), one.nonce, one.commitments, one.record, KEYS)


def test_a_field_that_was_never_committed_is_named() -> None:
    screened = Screened(raw=raw("a"), masked="a", spans=(), originals=(), anything_dropped=False)
    one = seal(screened, PLACE, KEYS, os.urandom).sealed
    fewer = commitment.pack((n, c) for n, c in commitment.unpack(one.commitments) if n != "body")
    with pytest.raises(CommitmentBroken):
        open_body(one.body, one.nonce, fewer, one.record, KEYS)


def test_only_journal_records_are_filed_under_their_subjects() -> None:
    facts: dict[str, Any] = {"subjects": [CONVERSATION.hex()], "purpose": "p", "scope": "s"}
    journal = raw(None, Kind.ACCESS, facts=facts, journal=True)
    assert sealed(journal).sealed.subjects == (CONVERSATION,)
    assert sealed(msgspec.structs.replace(journal, journal=False)).sealed.subjects == ()
    for odd in ("x" * 32, "短", "", CONVERSATION.hex()[:30]):
        assert sealed(msgspec.structs.replace(journal, facts={**facts, "subjects": [odd]})).sealed.subjects == ()
