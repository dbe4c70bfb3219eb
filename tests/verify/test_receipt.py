"""A receipt proves what it opens, at its place, under the pinned key; one changed thing is noticed, by name."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.verify import forge, tamper
from tests.verify.conftest import CONVERSATION, OTHER, World

from handclasp.verify import Reason, Remark, Status, Trust, check, parse_vkey

Document = dict[str, Any]
Change = Callable[[World, Document], Document]


@pytest.fixture(scope="session")
def receipt(world: World) -> Document:
    """A receipt with everything open, of the message that hides an identity number."""
    return world.log.receipt(world.record(2), checkpoint=world.checkpoint)


def edit(field: str, value: Any) -> Change:
    def change(_: World, document: Document) -> Document:
        return tamper.changed(document, ("record", "openings", field, "value", "v"), value)

    return change


def put(*path: Any) -> Change:
    return lambda _, document: tamper.changed(document, path[:-1], path[-1])


def leave(*path: str) -> Change:
    return lambda _, document: tamper.without(document, path)


def swap_openings(_: World, document: Document) -> Document:
    openings = document["record"]["openings"]
    return tamper.changed(document, ("record", "openings"), openings | {"id": openings["body"], "body": openings["id"]})


def swap_originals(_: World, document: Document) -> Document:
    openings = document["record"]["openings"]
    both = {"original/0": openings["original/1"], "original/1": openings["original/0"]}
    return tamper.changed(document, ("record", "openings"), openings | both)


def recommit(world: World, document: Document) -> Document:
    """Edit a text and its commitment, leaving the entry."""
    rec = world.record(2)
    edited = rec.fields | {"body": ("text", "I never said that")}
    return document | {"record": rec_like(rec, edited).document()}


def rec_like(rec: forge.Rec, fields: forge.Fields) -> forge.Rec:
    return forge.Rec(rec.index, rec.conversation, rec.seq, fields, rec.nonce, rec.previous)


def reenter(world: World, document: Document) -> Document:
    """Edit a text, its commitment and the entry, leaving the tree."""
    rec = rec_like(world.record(2), world.record(2).fields | {"body": ("text", "I never said that")})
    return document | {"record": rec.document(), "entry": forge.b64(rec.entry)}


def own_log(seed: str = "forger", origin: str = forge.ORIGIN) -> forge.Log:
    log = forge.Log(origin, seed, witnesses=[forge.WITNESS])
    log.append(CONVERSATION, forge.message("customer:7F3A", 1, "I never said that"))
    return log


def forge_with_own_key(_: World, __: Document) -> Document:
    log = own_log()
    rec = log.records[0]
    assert rec is not None
    return log.receipt(rec)


def forge_under_our_key_id(world: World, document: Document) -> Document:
    made = forge_with_own_key(world, document)
    ours, theirs = world.log.key, own_log().key
    lines = made["proof"].split("\n")
    for i, line in enumerate(lines):
        for kind in (1, 6):
            prefix = f"— {forge.ORIGIN} "
            if line.startswith(prefix) and base64.b64decode(line[len(prefix) :])[:4] == theirs.id(kind):
                signature = base64.b64decode(line[len(prefix) :])[4:]
                lines[i] = prefix + forge.b64(ours.id(kind) + signature)
    return made | {"proof": "\n".join(lines)}


def forge_other_log(_: World, __: Document) -> Document:
    log = own_log(origin="forger.example/log")
    rec = log.records[0]
    assert rec is not None
    return log.receipt(rec)


def reproof(old: str, new: str) -> Change:
    return lambda _, document: document | {"proof": document["proof"].replace(old, new, 1)}


def drop_lines(world: World, document: Document, name: str, kinds: tuple[int, ...]) -> Document:
    key = next(k for k in (world.log.key, forge.WITNESS) if k.name == name)
    starts = tuple(f"— {name} {forge.b64(key.id(kind))[:5]}" for kind in kinds)
    lines = [line for line in document["proof"].split("\n") if not line.startswith(starts)]
    return document | {"proof": "\n".join(lines)}


def forget_id(_: World, document: Document) -> Document:
    document = tamper.without(document, ("record", "openings", "id"))
    return tamper.without(document, ("record", "commitments", "id"))


def move(world: World, document: Document) -> Document:
    entry = base64.b64decode(document["entry"])
    return document | {"entry": forge.b64(entry[:1] + OTHER + entry[17:])}


def false_start(world: World, _: Document) -> Document:
    """Have the log itself sign a first record that hangs on nothing."""
    log = forge.Log(witnesses=[forge.WITNESS])
    return log.receipt(log.append(CONVERSATION, forge.message("agent:zhou", 1, "hi"), previous=bytes(32)))


def wrong_type(world: World, _: Document) -> Document:
    """Have the log itself sign an author that is no text."""
    log = forge.Log(witnesses=[forge.WITNESS])
    fields = forge.message("agent:zhou", 1, "hi") | {"author": ("int", 7)}
    return log.receipt(log.append(CONVERSATION, fields))


def no_author(world: World, _: Document) -> Document:
    log = forge.Log(witnesses=[forge.WITNESS])
    fields = {name: field for name, field in forge.message("agent:zhou", 1, "hi").items() if name != "author"}
    return log.receipt(log.append(CONVERSATION, fields))


def at_entry(place: int, bit: int = 0) -> Change:
    return lambda _, document: (
        document | {"entry": forge.b64(tamper.flip(base64.b64decode(document["entry"]), place, bit))}
    )


def deeper(_: World, document: Document) -> Document:
    value: Any = []
    for _level in range(200):
        value = [value]
    return tamper.changed(document, ("record", "openings", "spans", "value", "v"), value)


R = Reason
TAMPERED: list[tuple[str, Change, Reason]] = [
    ("the body edited", edit("body", "我没有说过"), R.OPENING_WRONG),
    ("the author edited", edit("author", "customer:9999"), R.OPENING_WRONG),
    ("the received time edited", edit("received", forge.START), R.OPENING_WRONG),
    ("the sent time edited", edit("sent", forge.START), R.OPENING_WRONG),
    ("the kind edited", edit("kind", "note"), R.OPENING_WRONG),
    ("an original edited", edit("original/0", "110105194912310038"), R.OPENING_WRONG),
    ("a mask moved", edit("spans", []), R.OPENING_WRONG),
    ("a salt changed", put("record", "openings", "body", "salt", forge.b64(bytes(32))), R.OPENING_WRONG),
    ("two openings swapped", swap_openings, R.OPENING_WRONG),
    ("two originals swapped", swap_originals, R.OPENING_WRONG),
    ("a time shown as a number", put("record", "openings", "received", "value", "t", "int"), R.OPENING_WRONG),
    ("text edited with its commitment", recommit, R.RECORD_HASH_WRONG),
    ("text edited with commitment and entry", reenter, R.INCLUSION_WRONG),
    ("a commitment removed", forget_id, R.RECORD_HASH_WRONG),
    ("a commitment added", put("record", "commitments", "extra", forge.b64(bytes(32))), R.RECORD_HASH_WRONG),
    ("a commitment closed under an opening", leave("record", "commitments", "body"), R.OPENING_WITHOUT_COMMITMENT),
    ("no author committed", leave("record", "commitments", "author"), R.FIELD_REQUIRED_MISSING),
    ("no author ever committed", no_author, R.FIELD_REQUIRED_MISSING),
    ("an author that is no text", wrong_type, R.FIELD_WRONG_TYPE),
    ("a bad field name", put("record", "commitments", "Body", forge.b64(bytes(32))), R.FIELD_NAME_MALFORMED),
    ("a lone surrogate", edit("body", "\ud800"), R.VALUE_MALFORMED),
    ("a number for a text", edit("body", 5), R.VALUE_MALFORMED),
    ("a key no canonical JSON has", edit("spans", [{"At": 1}]), R.VALUE_MALFORMED),
    ("moved to another conversation", move, R.INCLUSION_WRONG),
    ("a first record that hangs on nothing", false_start, R.GENESIS_WRONG),
    ("another entry version", at_entry(0, 1), R.ENTRY_VERSION_UNKNOWN),
    ("another seq", at_entry(24), R.INCLUSION_WRONG),
    ("another previous", at_entry(88), R.INCLUSION_WRONG),
    ("another R", at_entry(25), R.RECORD_HASH_WRONG),
    ("a cut entry", put("entry", forge.b64(bytes(88))), R.ENTRY_MALFORMED),
    ("another record version", put("record", "version", 2), R.RECORD_VERSION_UNKNOWN),
    ("another index", reproof("index 2\n", "index 3\n"), R.INCLUSION_WRONG),
    ("an index beyond the tree", reproof("index 2\n", "index 900\n"), R.INDEX_BEYOND_TREE),
    ("an index with a leading zero", reproof("index 2\n", "index 02\n"), R.PROOF_MALFORMED),
    ("extra data in the proof", reproof("index 2\n", "extra AAAA\nindex 2\n"), R.PROOF_MALFORMED),
    ("a shorter tree", reproof("main\n9\n", "main\n8\n"), R.SIGNATURE_WRONG),
    ("an extension line", reproof("main\n9\n", "main\nextension\n9\n"), R.CHECKPOINT_MALFORMED),
    ("a note without its blank line", reproof("\n\n—", "\n—"), R.NOTE_MALFORMED),
    ("a carriage return in the note", reproof("main\n9\n", "main\r\n9\n"), R.NOTE_MALFORMED),
    ("the log's Ed25519 line cut", lambda w, d: drop_lines(w, d, forge.ORIGIN, (1,)), R.PINNED_KEY_DID_NOT_SIGN),
    ("the log's ML-DSA line cut", lambda w, d: drop_lines(w, d, forge.ORIGIN, (6,)), R.PINNED_KEY_DID_NOT_SIGN),
    ("both lines of the log cut", lambda w, d: drop_lines(w, d, forge.ORIGIN, (1, 6)), R.LOG_SIGNATURE_MISSING),
    ("the witness cut", lambda w, d: drop_lines(w, d, forge.WITNESS.name, (4, 6)), R.WITNESS_MISSING),
    ("a checkpoint forged with an own key", forge_with_own_key, R.PINNED_KEY_DID_NOT_SIGN),
    ("a checkpoint forged under our key id", forge_under_our_key_id, R.SIGNATURE_WRONG),
    ("a log of the forger's own", forge_other_log, R.ORIGIN_NOT_PINNED),
    ("an unknown key in the JSON", put("note", "hello"), R.JSON_UNKNOWN_KEY),
    ("a member missing", leave("entry"), R.JSON_MISSING_KEY),
    ("a wrong JSON type", put("record", "commitments", []), R.JSON_WRONG_TYPE),
    ("base64 that is not canonical", put("record", "commitments", "body", "A" * 42 + "B="), R.BASE64_MALFORMED),
    ("JSON nested without end", deeper, R.JSON_TOO_DEEP),
    ("a later format", put("format", "handclasp/receipt/v2"), R.FORMAT_UNKNOWN),
    ("something else", put("format", "example/other"), R.NOT_RECOGNISED),
]  # fmt: skip


@pytest.mark.parametrize(("change", "reason"), [row[1:] for row in TAMPERED], ids=[row[0] for row in TAMPERED])
def test_a_tampered_receipt_is_noticed_by_name(world: World, receipt: Document, change: Change, reason: Reason) -> None:
    verdict = check(tamper.dump(change(world, receipt)), world.trust)
    assert (verdict.status, verdict.reason) == (Status.INVALID, reason), verdict.where


def test_the_untouched_receipt_is_valid(world: World, receipt: Document) -> None:
    verdict = check(tamper.dump(receipt), world.trust)
    assert verdict.status is Status.VALID
    assert verdict.facts["records"][0]["author"] == "customer:7F3A"
    assert [witness["name"] for witness in verdict.facts["witnesses"]] == ["witness.example/w1"] * 2


def test_without_a_pinned_key_it_is_never_valid(world: World, receipt: Document) -> None:
    forged = check(tamper.dump(forge_with_own_key(world, receipt)))
    assert check(tamper.dump(receipt)).status is forged.status is Status.UNKNOWN_SIGNER


def test_a_witness_line_that_does_not_verify_is_noticed(world: World, receipt: Document) -> None:
    for kind in (4, 6):
        line = next(
            line
            for line in receipt["proof"].split("\n")
            if line.startswith(f"— {forge.WITNESS.name} {forge.b64(forge.WITNESS.id(kind))[:5]}")
        )
        bad = line[:-10] + ("A" if line[-10] != "A" else "B") + line[-9:]
        verdict = check(tamper.dump(receipt | {"proof": receipt["proof"].replace(line, bad)}), world.trust)
        assert verdict.reason is Reason.COSIGNATURE_WRONG


def test_every_leaf_counts(world: World, receipt: Document) -> None:
    for path in tamper.leaves(receipt):
        if path == ("proof",):
            continue
        for value in tamper.others(tamper.at(receipt, path)):
            verdict = check(tamper.dump(tamper.changed(receipt, path, value)), world.trust)
            assert verdict.status is Status.INVALID, (path, value)


def test_every_member_but_an_opening_must_be_there(world: World, receipt: Document) -> None:
    for path in tamper.members(receipt):
        opening = path[:2] == ("record", "openings") and len(path) == 3
        verdict = check(tamper.dump(tamper.without(receipt, path)), world.trust)
        assert verdict.status is (Status.VALID if opening else Status.INVALID), path


def test_every_character_of_the_proof_counts(world: World, receipt: Document) -> None:
    proof = receipt["proof"]
    places = [i for i in range(len(proof)) if i < 900 or i % 97 == 0 or i > len(proof) - 8]
    for place in places:
        other = "B" if proof[place] == "A" else "A"
        altered = proof[:place] + other + proof[place + 1 :]
        verdict = check(tamper.dump(receipt | {"proof": altered}), world.trust)
        assert verdict.status is Status.INVALID, place


def test_every_byte_of_the_entry_counts(world: World, receipt: Document) -> None:
    for place in range(89):
        for bit in range(8):
            document = at_entry(place, bit)(world, receipt)
            assert check(tamper.dump(document), world.trust).status is Status.INVALID


def test_a_duplicate_key_is_refused(world: World, receipt: Document) -> None:
    text = tamper.dump(receipt).replace(b'"entry":', b'"entry": "AAAA", "entry":', 1)
    assert check(text, world.trust).reason is Reason.JSON_DUPLICATE_KEY


def test_trailing_bytes_are_refused(world: World, receipt: Document) -> None:
    for tail in (b"x", b"{}", b"\x00"):
        assert check(tamper.dump(receipt) + tail, world.trust).reason is Reason.JSON_MALFORMED


@pytest.mark.parametrize(
    "number", [b"1.0", b"1e0", b"-0", b"01", b"NaN", b"Infinity", b"9007199254740992", b"1" * 5000]
)
def test_a_number_has_one_spelling(world: World, receipt: Document, number: bytes) -> None:
    text = tamper.dump(receipt).replace(b'"version": 1', b'"version": ' + number)
    assert check(text, world.trust).reason is Reason.JSON_MALFORMED


def test_closing_any_field_keeps_it_valid(world: World, receipt: Document) -> None:
    for name in receipt["record"]["openings"]:
        closed = tamper.without(receipt, ("record", "openings", name))
        verdict = check(tamper.dump(closed), world.trust)
        assert verdict.status is Status.VALID
        assert name in verdict.facts["records"][0]["closed"]


def test_a_receipt_with_nothing_open_says_so(world: World, receipt: Document) -> None:
    verdict = check(tamper.dump(tamper.changed(receipt, ("record", "openings"), {})), world.trust)
    assert (Remark.NOTHING_OPEN, "") in verdict.remarks


def test_one_key_for_each_kind_of_signature_must_have_signed(world: World, receipt: Document) -> None:
    ed25519, ml_dsa = world.trust.keys
    stranger = parse_vkey(forge.Key(forge.ORIGIN, "stranger").vkey(6))
    for keys, status in (
        ((ed25519,), Status.VALID),
        ((ml_dsa,), Status.VALID),
        ((ed25519, stranger), Status.INVALID),
        ((ed25519, ml_dsa, stranger), Status.VALID),
    ):
        assert check(tamper.dump(receipt), Trust(keys)).status is status


@given(data=st.data())
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_changed_byte_is_noticed(world: World, receipt: Document, data: st.DataObject) -> None:
    text = forge.dumps(receipt)
    place = data.draw(st.integers(0, len(text) - 1))
    altered = text[:place] + bytes([data.draw(st.integers(0, 255))]) + text[place + 1 :]
    verdict = check(altered, world.trust)
    assert verdict.status is Status.INVALID or json.loads(altered) == receipt


@given(text=st.binary(max_size=400))
@settings(max_examples=200, deadline=None)
def test_garbage_never_breaks_the_verifier(text: bytes) -> None:
    assert check(text).status is Status.INVALID
    assert check(b"{" + text).status is Status.INVALID
    assert check(b"PK" + text).status is Status.INVALID
