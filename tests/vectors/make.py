"""Writes the test vectors of docs/spec/formats.md: fixed keys, fixed nonces, every section.

Run `python -m tests.vectors.make` after changing it. It uses only the tests' own writer, tests/verify/forge.py, so that
the vectors judge the product and not the other way round. All keys and people in it are specimens.
"""

from __future__ import annotations

import base64
import json
from pathlib import Path
from typing import Any

from tests.verify import forge
from tests.verify.conftest import CONVERSATION, make_world

HERE = Path(__file__).parent
TREE_SIZES = (*range(1, 71), 255, 256, 257)
SIGNATURES = HERE / "mldsa.json"
Vectors = dict[str, Any]


class Remembered:
    """An ML-DSA key that gives the signature it gave before, since ML-DSA signing is randomised."""

    def __init__(self, key: Any, memory: dict[str, str]) -> None:
        self.key, self.memory = key, memory

    def public_key(self) -> Any:
        return self.key.public_key()

    def sign(self, message: bytes) -> bytes:
        name = forge.sha(message).hex()
        if name not in self.memory:
            self.memory[name] = forge.b64(self.key.sign(message))
        return base64.b64decode(self.memory[name])


def hexed(value: Any) -> Any:
    return value.hex() if isinstance(value, bytes) else value


def values() -> Vectors:
    """§1: typed values and their bytes; and JSON documents that are no values."""
    good: list[tuple[str, Any]] = [
        ("text", ""),
        ("text", "hello"),
        ("text", "我的身份证 😀"),
        ("text", "e\u0301 is not é"),
        ("text", "\u0000\u001f\u007f\u2028"),
        ("bytes", b""),
        ("bytes", b"\x00\xff"),
        *(("int", n) for n in (0, 1, -1, 255, -256, 2**53 - 1, -(2**53 - 1))),
        ("bool", True),
        ("bool", False),
        *(("time", n) for n in (0, 1_790_000_000_000, -62_135_596_800_000, 2**53 - 1)),
        ("json", {}),
        ("json", {"b": [1, None, True], "a": {"z/1": "线", "a.b": -5}}),
    ]
    bad = [
        {"t": "text", "v": 5},
        {"t": "text", "v": None},
        {"t": "bytes", "v": "AAA"},
        {"t": "bytes", "v": "AAB="},
        {"t": "int", "v": 2**53},
        {"t": "int", "v": "5"},
        {"t": "int", "v": True},
        {"t": "bool", "v": 1},
        {"t": "time", "v": -(2**53)},
        {"t": "json", "v": {"Key": 1}},
        {"t": "json", "v": {"": 1}},
        {"t": "json", "v": {"k" * 65: 1}},
        {"t": "date", "v": 0},
    ]
    encoded = [{"json": forge.shown(t, v), "hex": forge.encode(t, v).hex()} for t, v in good]
    return {
        "good": encoded,
        "bad": bad,
        "bad_raw": ['{"t":"int","v":1.0}', '{"t":"int","v":-0}', '{"t":"text","v":"\\ud800"}'],
    }


def canonical() -> Vectors:
    """§1: canonical JSON."""
    samples: list[Any] = [
        None,
        [],
        {},
        [True, False, 0, -1],
        '"\\/\b\t\n\f\r\u0000\u001f\u007f\u0080\u2028😀',
        {"b": 1, "a": 2, "a/1": 3, "a.": 4, "a_": 5, "a-": 6, "a:": 7, "0": 8},
        {"deep": [[[{"er": []}]]]},
        [2**53 - 1, -(2**53 - 1)],
    ]
    return {"good": [{"json": sample, "hex": forge.canonical(sample).hex()} for sample in samples]}


def commitments() -> Vectors:
    """§3: salts and field commitments."""
    nonce = bytes(range(16))
    fields: forge.Fields = {
        "body": ("text", "你好"),
        "received": ("time", 1_790_000_000_000),
        "original/0": ("text", "13800138000"),
        "digest": ("bytes", bytes(32)),
        "spans": ("json", []),
        "granted": ("bool", True),
    }
    made = []
    for name, (kind, value) in fields.items():
        salt = forge.salt(nonce, name)
        made.append(
            {
                "name": name,
                "salt_key": forge.SALT_KEYS[forge.compartment(name)].hex(),
                "nonce": nonce.hex(),
                "salt": salt.hex(),
                "value": forge.shown(kind, value),
                "commitment": forge.commit(name, salt, kind, value).hex(),
            }
        )
    return {"fields": made}


def records() -> Vectors:
    """§3-§4: record hashes, entries, genesis."""
    log = make_world().log
    made = []
    for rec in log.records:
        assert rec is not None
        made.append(
            {
                "commitments": {name: found.hex() for name, found in sorted(rec.commitments.items())},
                "record": rec.hash.hex(),
                "conversation": rec.conversation.hex(),
                "seq": rec.seq,
                "previous": rec.previous.hex(),
                "entry": rec.entry.hex(),
                "leaf": forge.leaf(rec.entry).hex(),
            }
        )
    starts = [
        {"origin": origin, "conversation": name.hex(), "previous": forge.genesis(origin, name).hex()}
        for origin in (forge.ORIGIN, "示例.example/日志")
        for name in (bytes(16), CONVERSATION)
    ]
    return {"records": made, "genesis": starts}


def trees() -> Vectors:
    """§4: roots, inclusion and consistency proofs over the leaves H(0x00 ‖ u32 i)."""
    tree = forge.Tree([forge.leaf(i.to_bytes(4, "big")) for i in range(257)])
    made = []
    for size in TREE_SIZES:
        places = range(size) if size <= 9 else sorted({0, 1, size // 2, size - 2, size - 1})
        olds = (
            range(1, size + 1)
            if size <= 9
            else sorted({1, size // 2, size - 1, size, 1 << (size - 1).bit_length() - 1})
        )
        made.append(
            {
                "size": size,
                "root": tree.mth(0, size).hex(),
                "inclusion": [{"index": i, "proof": [h.hex() for h in tree.inclusion(i, size)]} for i in places],
                "consistency": [
                    {
                        "old": old,
                        "old_root": tree.mth(0, old).hex(),
                        "proof": [h.hex() for h in tree.consistency(old, size)],
                    }
                    for old in olds
                ],
            }
        )
    return {"empty_root": forge.sha().hex(), "trees": made}


def checkpoints(memory: dict[str, str]) -> Vectors:
    """§4: vkeys and checkpoints, with a witness."""
    log = remembered(make_world().log, memory)
    witness = log.witnesses[0]
    return {
        "log_vkeys": log.vkeys(),
        "witness_vkeys": [witness.vkey(4), witness.vkey(6)],
        "seeds": {
            "ed25519": "H('ed25519' ‖ name)",
            "ml-dsa-44": "H('ml-dsa-44' ‖ name)",
            "log": "specimen log",
            "witness": "specimen witness",
        },
        "notes": [log.checkpoint(size) for size in (0, 1, 8, len(log.entries))],
    }


def receipts(memory: dict[str, str]) -> Vectors:
    """§5-§6: receipts and a transcript, to be accepted as they stand with the vkeys of checkpoints.json."""
    log = remembered(make_world().log, memory)
    checkpoint = log.checkpoint()
    some = [rec for rec in log.records if rec and rec.conversation == CONVERSATION]
    made = [log.receipt(rec, checkpoint=checkpoint) for rec in some]
    made.append(log.receipt(some[1], ["kind", "body"], checkpoint))
    made.append(log.receipt(some[2], [], checkpoint))
    return {"vkeys": log.vkeys(), "receipts": made, "transcript": log.transcript(CONVERSATION, checkpoint)}


def remembered(log: forge.Log, memory: dict[str, str]) -> forge.Log:
    witness = forge.Key(forge.WITNESS.name, "specimen witness")
    for key in (log.key, witness):
        key.ml = Remembered(key.ml, memory)  # type: ignore[assignment]
    log.witnesses = [witness]
    return log


def build() -> dict[str, Any]:
    """Make all vectors; signatures that were made before are kept."""
    memory: dict[str, str] = json.loads(SIGNATURES.read_text("utf-8")) if SIGNATURES.exists() else {}
    made = {
        "values": values(),
        "canonical": canonical(),
        "commitments": commitments(),
        "records": records(),
        "trees": trees(),
        "checkpoints": checkpoints(memory),
        "receipts": receipts(memory),
    }
    return made | {"mldsa": memory}


def main() -> None:
    for name, vectors in build().items():
        (HERE / f"{name}.json").write_text(json.dumps(vectors, ensure_ascii=False, indent=1) + "\n", "utf-8")


if __name__ == "__main__":
    main()
