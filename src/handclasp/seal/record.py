"""Turning a screened record into a sealed one, and back into openings for those who may see them.

Everything is committed field by field and encrypted before the log's lock is taken. What comes out (`Sealed`) holds
no plaintext. `open_body` and `open_original` re-check every commitment after decryption; only `disclose` calls them.
"""

from __future__ import annotations

import re
import unicodedata
from base64 import b64encode
from collections.abc import Callable
from functools import lru_cache
from hashlib import sha256
from typing import NamedTuple

import msgspec

from handclasp.records import (
    KEEPING_KINDS,
    KINDS,
    Box,
    Compartment,
    Field,
    Invalid,
    Kind,
    Opening,
    Raw,
    Screened,
    Sealed,
    Type,
    Value,
    schema,
    spans_json,
)
from handclasp.seal import commitment, envelope, values
from handclasp.seal.keys import ConversationKeys, Place, derive
from handclasp.seal.quick import mac

NONCE = 16
_SCHEMAS = {kind: schema(kind) for kind in KINDS}
_REQUIRED = {
    kind: frozenset(name for name, field in fields.items() if field.required) for kind, fields in _SCHEMAS.items()
}
_VOUCHED = frozenset({"kind", "author", "received", "sent", "body", "spans", "signature", "flags"})
# A rescreen record is not screened: whoever writes it has found the spans.
_ITS_OWN = {Kind.RESCREEN: frozenset({"spans"})}
_NOT_FACTS = {kind: _VOUCHED - _ITS_OWN.get(kind, frozenset()) for kind in KINDS}
_PSEUDONYM = re.compile(r"[0-9a-f]{32}\Z")
Fields = dict[str, tuple[bytes, Compartment]]


class WrongFields(Invalid):
    """A record lacks a field of its kind, or has one that its kind does not know."""

    code = "wrong-fields"


class Draft(NamedTuple):
    """A sealed record and, for its author's receipt, the openings of its body fields (plaintext: do not keep)."""

    sealed: Sealed
    openings: dict[str, tuple[bytes, bytes]]


def seal(screened: Screened, place: Place, keys: ConversationKeys, random: Callable[[int], bytes]) -> Draft:
    """Commit and encrypt a record; raises WrongFields or NotCanonical. Sealing twice gives different bytes."""
    raw = screened.raw
    fields = collect(screened)
    nonce = random(NONCE)
    body = [(name, value) for name, (value, compartment) in fields.items() if compartment is Compartment.BODY]
    kept = [(name, value) for name, (value, compartment) in fields.items() if compartment is not Compartment.BODY]
    committed = commitment.commit_all(keys.body.salt, nonce, body)
    openings = {name: (value, salt) for (name, value), (_name, salt, _c) in zip(body, committed, strict=True)}
    if kept:
        committed += commitment.commit_all(keys.originals.salt, nonce, kept)
    packed = commitment.pack([(name, c) for name, _salt, c in committed])
    record = commitment.record_hash(packed)
    sealed = Sealed(
        log=place.log,
        tenant=place.tenant,
        conversation=place.conversation,
        nonce=nonce,
        commitments=packed,
        record=record,
        body=envelope.seal(keys.body.aead, envelope.pack_fields(body), record, Compartment.BODY, "", random),
        originals=tuple(
            Box(name, envelope.seal(keys.originals.aead, value, record, Compartment.ORIGINALS, name, random))
            for name, value in kept
        ),
        idempotency=idempotency(raw, place),
        digest=request_digest(screened, place.index_key),
        received=raw.received,
        subjects=subjects(raw),
        follows=raw.follows,
        lookups=lookups(screened, place.index_key),
    )
    return Draft(sealed, openings)


def idempotency(raw: Raw, place: Place) -> bytes:
    """By what a record that is sent again is known; raises NotCanonical."""
    return mac(place.index_key, _key_space(raw) + values.encode(Type.TEXT, raw.key)[1:])


def _key_space(raw: Raw) -> bytes:
    # The journal's keys and those of rescreen records are their own: no caller's id can stand in the way of one.
    if raw.journal:
        return b"journal\0"
    return b"rescreen\0" if raw.kind is Kind.RESCREEN else b"key\0"


def collect(screened: Screened) -> Fields:
    """All fields of a record as canonical bytes, by compartment, checked against the schema of its kind."""
    raw = screened.raw
    known = _SCHEMAS[raw.kind]
    if not _NOT_FACTS[raw.kind].isdisjoint(raw.facts):
        vouched = ", ".join(sorted(_NOT_FACTS[raw.kind] & raw.facts.keys()))
        message = f"the facts of a record may not name {vouched}: its door and its screening vouch for those"
        raise WrongFields(message)
    plain: dict[str, Value] = {"kind": raw.kind.value, "author": str(raw.author), "received": raw.received, **raw.facts}
    if raw.sent is not None:
        plain["sent"] = raw.sent
    if screened.masked is not None:
        plain["body"] = screened.masked
        if screened.spans:
            plain["spans"] = spans_json(screened.spans)
        if screened.flags:
            plain["flags"] = screened.flags
    originals = [original.reveal() for original in (*screened.originals, *raw.originals)]
    if originals and raw.kind not in KEEPING_KINDS:
        message = f"a record of kind {raw.kind} keeps no originals"
        raise WrongFields(message)
    _add_signature(screened, plain, originals)
    if raw.attached is not None:
        plain["digest"] = sha256(raw.attached.content.reveal()).digest()
    _check_names(raw.kind, known, plain)
    fields: Fields = {}
    for name, value in plain.items():
        type_, compartment, _required = known[name]
        fields[name] = values.encode(type_, value), compartment
    for number, original in enumerate(originals):
        fields[f"original/{number}"] = (values.encode(Type.TEXT, original), Compartment.ORIGINALS)
    return fields


def _add_signature(screened: Screened, plain: dict[str, Value], originals: list[str]) -> None:
    """Keep the customer's signature unless its salt would let a dropped secret be guessed (formats.md §8)."""
    signature = screened.raw.signature
    if signature is None or screened.anything_dropped:
        return
    salt: str | None = b64encode(signature.salt.reveal()).decode()
    if screened.spans:
        originals.append(salt or "")
        salt = None
    plain["signature"] = {
        "alg": "ES256",
        "key": b64encode(signature.key).decode(),
        "salt": salt,
        "sig": b64encode(signature.sig).decode(),
    }


def _check_names(kind: Kind, known: dict[str, Field], plain: dict[str, Value]) -> None:
    if not (plain.keys() <= known.keys() and _REQUIRED[kind] <= plain.keys()):
        unknown = plain.keys() - known.keys()
        missing = _REQUIRED[kind] - plain.keys()
        what = [f"unknown: {name}" for name in sorted(unknown)] + [f"missing: {name}" for name in sorted(missing)]
        message = f"a record of kind {kind} has other fields than its kind ({'; '.join(what)})"
        raise WrongFields(message)


def lookups(screened: Screened, key: bytes) -> tuple[bytes, ...]:
    """By what a record is found by whoever knows the whole of something masked in it."""
    texts = (original.reveal() for original in (*screened.originals, *screened.raw.originals))
    return tuple(dict.fromkeys(token for text in texts if (token := lookup(key, text)) is not None))


def lookup(key: bytes, text: str) -> bytes | None:
    """What stands for something masked (16 bytes); alike however it is spaced or cased. None of next to nothing.

    `key` is the tenant's index key; the key used is derived from it, and is none that the search index knows.
    """
    folded = unicodedata.normalize("NFKC", text).casefold()
    whole = re.sub(r"\s", "", folded) if "@" in folded else re.sub(r"[\W_]", "", folded)
    whole = _ABROAD.sub("", whole)
    return mac(_lookup_key(key), whole.encode())[:16] if len(whole) > 1 else None


@lru_cache(maxsize=4_096)
def _lookup_key(key: bytes) -> bytes:
    return derive(key, b"lookup")


_ABROAD = re.compile(r"\A(?:00)?86(?=1\d{10}\Z)")
"""A mainland telephone number is the same with its country's code."""


def subjects(raw: Raw) -> tuple[bytes, ...]:
    """What a journal record is found by: the pseudonyms it names ("who looked"), and whom it is by."""
    if not raw.journal:
        return ()
    listed = raw.facts.get("subjects")
    named = listed if isinstance(listed, list) else []
    return (*(bytes.fromhex(item) for item in named if isinstance(item, str) and _PSEUDONYM.match(item)), *raw.about)


def request_digest(screened: Screened, key: bytes) -> bytes:
    """A keyed hash of what was asked: the same request again gives the same 32 bytes.

    Our own clock and the customer's signature (ECDSA is randomised) are no part of it. Nor is what was dropped at the
    door: whoever holds the key could find a code of six digits by trying all of them.
    """
    raw = screened.raw
    text: str | list[str] | None = None if raw.text is None else raw.text.reveal()
    if screened.anything_dropped:
        text = [screened.masked or "", *(original.reveal() for original in screened.originals)]
    attached = raw.attached and [
        raw.attached.name,
        raw.attached.media_type,
        sha256(raw.attached.content.reveal()).digest(),
    ]
    chance = _BY_CHANCE[raw.kind]
    facts = raw.facts if chance.isdisjoint(raw.facts) else {k: v for k, v in raw.facts.items() if k not in chance}
    request = [
        raw.conversation,
        raw.kind.value,
        str(raw.author),
        raw.sent,
        text,
        facts,
        attached,
    ]
    if raw.originals:
        request.append([original.reveal() for original in raw.originals])
    return mac(key, b"request\0" + _request.encode(request))


# Where a file's bytes lie; by which of many receipts a lost record was proved again.
_BY_CHANCE = {kind: frozenset({"blob"}) for kind in KINDS} | {Kind.SALVAGED: frozenset({"proof", "piece"})}
_request = msgspec.msgpack.Encoder(order="sorted")


def open_body(body: bytes, nonce: bytes, packed: bytes, record: bytes, keys: ConversationKeys) -> dict[str, Opening]:
    """Decrypt a record's body fields and check each against its commitment; raises Unreadable, CommitmentBroken."""
    committed = _committed(packed, record)
    fields = list(envelope.unpack_fields(envelope.open_(keys.body.aead, body, record, Compartment.BODY, "")))
    return {
        name: _opening(name, value, salt, committed, made)
        for (name, value), (_, salt, made) in zip(
            fields, commitment.commit_all(keys.body.salt, nonce, fields), strict=True
        )
    }


def open_original(box: Box, nonce: bytes, packed: bytes, record: bytes, keys: ConversationKeys) -> Opening:
    """Decrypt one original and check it against its commitment; raises Unreadable, CommitmentBroken."""
    value = envelope.open_(keys.originals.aead, box.ciphertext, record, Compartment.ORIGINALS, box.field)
    salt = commitment.salt(keys.originals.salt, nonce, box.field)
    made = commitment.commit(box.field, value, salt)
    return _opening(box.field, value, salt, _committed(packed, record), made)


def _committed(packed: bytes, record: bytes) -> dict[str, bytes]:
    if commitment.record_hash(packed) != record:
        message = "the stored commitments are not the ones in the log"
        raise commitment.CommitmentBroken(message)
    return dict(commitment.unpack(packed))


def _opening(name: str, value: bytes, salt: bytes, committed: dict[str, bytes], made: bytes) -> Opening:
    if committed.get(name) != made:
        message = f"the stored field {name} is not the one that was committed"
        raise commitment.CommitmentBroken(message)
    return Opening(*values.decode(value), salt)


def as_openings(fields: dict[str, tuple[bytes, bytes]]) -> dict[str, Opening]:
    """Openings of freshly sealed body fields."""
    return {name: Opening(*values.decode(value), salt) for name, (value, salt) in fields.items()}
