"""The published vectors: the reference writer still makes them, and the verifier accepts every one."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from tests.vectors import make
from tests.verify import tamper

from handclasp.verify import Fault, Status, Trust, check, parse_vkey
from handclasp.verify.anchor import check_anchor
from handclasp.verify.merkle import EMPTY, Tree, consistent, leaf_hash, root_from_inclusion
from handclasp.verify.note import check_signers, parse_checkpoint
from handclasp.verify.record import Value, commitment, encode, genesis, parse_entry, record_hash
from handclasp.verify.strict import canonical, load, unbase64

HERE = Path(__file__).parent


def vectors(name: str) -> Any:
    return json.loads((HERE / f"{name}.json").read_text("utf-8"))


def value_of(document: Any) -> Value:
    held = unbase64(document["v"], "v") if document["t"] == "bytes" else document["v"]
    return Value(document["t"], held)


def test_the_reference_writer_makes_these_vectors() -> None:
    for name, made in make.build().items():
        assert json.loads(json.dumps(made)) == vectors(name), name


def test_values() -> None:
    for row in vectors("values")["good"]:
        assert encode(value_of(row["json"])).hex() == row["hex"]
    for row in vectors("values")["bad"]:
        with pytest.raises(Fault):
            encode(value_of(row))
    for text in vectors("values")["bad_raw"]:
        with pytest.raises(Fault):
            encode(value_of(load(text.encode())))


def test_canonical_json() -> None:
    for row in vectors("canonical")["good"]:
        assert canonical(row["json"]).hex() == row["hex"]


def test_commitments() -> None:
    for row in vectors("commitments")["fields"]:
        found = commitment(row["name"], bytes.fromhex(row["salt"]), encode(value_of(row["value"])))
        assert found.hex() == row["commitment"]


def test_records_entries_genesis() -> None:
    found = vectors("records")
    for row in found["records"]:
        commitments = {name: bytes.fromhex(c) for name, c in row["commitments"].items()}
        entry = parse_entry(bytes.fromhex(row["entry"]))
        assert record_hash(commitments).hex() == row["record"] == entry.record.hex()
        assert (entry.conversation.hex(), entry.seq, entry.previous.hex()) == (
            row["conversation"],
            row["seq"],
            row["previous"],
        )
        assert leaf_hash(bytes.fromhex(row["entry"])).hex() == row["leaf"]
    for row in found["genesis"]:
        assert genesis(row["origin"], bytes.fromhex(row["conversation"])).hex() == row["previous"]


def test_trees() -> None:
    leaves = [leaf_hash(i.to_bytes(4, "big")) for i in range(257)]
    whole = Tree(leaves)
    assert EMPTY.hex() == vectors("trees")["empty_root"]
    for row in vectors("trees")["trees"]:
        size, root = row["size"], bytes.fromhex(row["root"])
        assert Tree(leaves[:size]).root() == whole.root(size) == root
        for item in row["inclusion"]:
            proof = [bytes.fromhex(h) for h in item["proof"]]
            assert root_from_inclusion(leaves[item["index"]], item["index"], size, proof) == root
        for item in row["consistency"]:
            proof, old_root = [bytes.fromhex(h) for h in item["proof"]], bytes.fromhex(item["old_root"])
            assert consistent(item["old"], old_root, size, root, proof)


def test_bent_proofs_are_refused() -> None:
    leaves = [leaf_hash(i.to_bytes(4, "big")) for i in range(257)]
    for row in vectors("trees")["trees"]:
        size, root = row["size"], bytes.fromhex(row["root"])
        for item in row["inclusion"]:
            proof = [bytes.fromhex(h) for h in item["proof"]]
            for bent in (*bends(proof), [*proof, root]):
                assert root_from_inclusion(leaves[item["index"]], item["index"], size, bent) != root
            other = item["index"] ^ 1
            assert root_from_inclusion(leaves[item["index"]], other, size, proof) != root
        for item in row["consistency"]:
            proof, old_root = [bytes.fromhex(h) for h in item["proof"]], bytes.fromhex(item["old_root"])
            for bent in (*bends(proof), [*proof, root]):
                assert not consistent(item["old"], old_root, size, root, bent)
            assert not consistent(item["old"], tamper.flip(old_root, 0), size, root, proof)


def bends(proof: list[bytes]) -> list[list[bytes]]:
    flipped = [[*proof[:i], tamper.flip(h, 31), *proof[i + 1 :]] for i, h in enumerate(proof)]
    return flipped + ([proof[:-1], proof[1:]] if proof else [])


def test_checkpoints() -> None:
    found = vectors("checkpoints")
    trust = Trust(tuple(map(parse_vkey, found["log_vkeys"])), tuple(map(parse_vkey, found["witness_vkeys"])))
    for note in found["notes"]:
        signers = check_signers(parse_checkpoint(note.encode()), trust)
        assert (len(signers.pinned), len(signers.witnesses), signers.unchecked) == (2, 2, ())
    assert [str(parse_vkey(key)) for key in found["log_vkeys"]] == found["log_vkeys"]


def test_receipts_and_transcript() -> None:
    found = vectors("receipts")
    trust = Trust(tuple(map(parse_vkey, found["vkeys"])))
    for document in (*found["receipts"], found["transcript"]):
        assert check(tamper.dump(document), trust).status is Status.VALID


def test_anchors() -> None:
    found = vectors("anchors")
    pins = found["pins"]
    keys = tuple(parse_vkey(vkey) for vkey in pins["log_vkeys"])
    trust = Trust(keys, stampers=(unbase64(pins["tsa"], "tsa"),), blocks=(bytes.fromhex(pins["block"]),))
    told = {kind: check_anchor(document, trust) for kind, document in found["good"].items()}
    assert {kind: one.pinned for kind, one in told.items()} == {
        "witness": False,
        "rfc3161": True,
        "ethereum": True,
        "ipfs": False,
    }
    assert not any(check_anchor(document, Trust(keys)).pinned for document in found["good"].values())
    for row in found["bad"]:
        with pytest.raises(Fault) as refused:
            check_anchor(row["anchor"], trust)
        assert refused.value.reason == row["reason"]
