"""Makes anchors.json (docs/spec/formats.md §10) with real parts: openssl's time-stamps, an Ethereum node's block.

Run `python -m tests.vectors.make_anchors`. Each run gives other bytes, since both know the time, so the file is made
when the format gets something new and otherwise kept. What is to be refused differs in one thing each.
"""

from __future__ import annotations

import json
import tempfile
from base64 import b64encode
from pathlib import Path
from typing import Any

import httpx
from tests.foreign.anchors.parts import CHAIN, SECRET, Anvil, Stamper
from tests.verify import tamper
from tests.verify.test_anchors import anchor, made

from handclasp.seal.anchors.ethereum import Account, Ethereum
from handclasp.seal.anchors.rfc3161 import TimeStamps
from handclasp.verify.authority import parse_certificates
from handclasp.verify.content import cid_of

HERE = Path(__file__).parent


def build() -> dict[str, Any]:
    """Anchors to accept, what pins them, and changed ones with the reasons for which they are refused."""
    checkpoints = json.loads((HERE / "checkpoints.json").read_text("utf-8"))
    note = checkpoints["notes"][-1]
    with tempfile.TemporaryDirectory() as folder, Stamper(Path(folder)) as stamper, Anvil() as node:
        root = parse_certificates(stamper.root.read_bytes())[0]
        with httpx.Client() as client:
            token = made(TimeStamps(stamper.url, client), note)
            for account in range(1, 20):
                node.pay(account % 9 + 1)
            chain = Ethereum(node.url, client, Account(bytes.fromhex(SECRET)), chain=CHAIN, confirmations=1)
            block = made(chain, note, node.mine)
    good = {
        "witness": anchor("witness", note, {}),
        "rfc3161": anchor("rfc3161", note, token),
        "ethereum": anchor("ethereum", note, block),
        "ipfs": anchor("ipfs", note, {"cid": cid_of(note.encode())}),
    }
    other = next(one for one in checkpoints["notes"] if one != note and one.split("\n")[1] != "0")
    moved = tamper.changed(good["ethereum"], ("proof", "index"), block["index"] + 1)
    bad = [
        {"reason": "timestamp-other-digest", "anchor": {**good["rfc3161"], "checkpoint": other}},
        {"reason": "calldata-wrong", "anchor": {**good["ethereum"], "checkpoint": other}},
        {"reason": "cid-wrong", "anchor": {**good["ipfs"], "checkpoint": other}},
        {"reason": "block-header-wrong", "anchor": tamper.changed(good["ethereum"], ("proof", "block"), "00" * 32)},
        {"reason": "trie-proof-wrong", "anchor": moved},
        {"reason": "calldata-wrong", "anchor": tamper.changed(good["ethereum"], ("proof", "chain"), CHAIN + 1)},
        {"reason": "anchor-kind-unknown", "anchor": {**good["ipfs"], "kind": "stone"}},
        {"reason": "anchor-inconsistent", "anchor": {**good["ipfs"], "consistency": [b64encode(bytes(32)).decode()]}},
    ]
    pins = {"tsa": b64encode(root).decode(), "block": block["block"], "log_vkeys": checkpoints["log_vkeys"]}
    return {"pins": pins, "good": good, "bad": bad}


if __name__ == "__main__":
    (HERE / "anchors.json").write_text(json.dumps(build(), ensure_ascii=False, indent=1) + "\n", "utf-8")
