"""A checkpoint on IPFS is found under the name computed here, on the node that pinned it and on any that copies it."""

from __future__ import annotations

import json
from base64 import b64decode
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from tests.foreign.anchors.parts import IpfsNode, read_car
from tests.verify.conftest import make_world

from handclasp.seal.anchors import AnchorFailed, Done
from handclasp.seal.anchors.ipfs import Ipfs, car, cid_bytes, cid_text
from handclasp.verify.content import cid_of

NOTE = make_world().checkpoint


@pytest.fixture(scope="module")
def client() -> Iterator[httpx.Client]:
    with httpx.Client(timeout=60) as made:
        yield made


def test_two_nodes_give_the_same_checkpoint_under_the_same_name(client: httpx.Client, tmp_path: Path) -> None:
    with IpfsNode(tmp_path / "one") as one, IpfsNode(tmp_path / "two") as two:
        for _ in range(2):
            done = Ipfs(one.url, client).advance(NOTE, b"", 0)
        assert isinstance(done, Done)
        cid = done.proof["cid"]
        assert cid == cid_of(NOTE.encode())
        pinned = json.loads(one("pin/ls", {"arg": cid, "type": "recursive", "cid-base": "base32"}))["Keys"]
        assert cid in pinned
        copy = one("dag/export", {"arg": cid})
        two("dag/import", {"pin-roots": "true"}, files={"file": ("copy.car", copy)})
        assert two("block/get", {"arg": cid}).decode() == NOTE


def test_an_independent_reader_finds_one_block_in_our_car(tmp_path: Path) -> None:
    told = read_car(car(NOTE.encode()), tmp_path)
    cid = cid_text(cid_bytes(NOTE.encode()))
    assert told["roots"] == [cid]
    assert [(one["cid"], b64decode(one["data"]).decode()) for one in told["blocks"]] == [(cid, NOTE)]


def test_a_node_that_is_not_there_is_said_so(client: httpx.Client) -> None:
    with pytest.raises(AnchorFailed, match="the IPFS node does not answer"):
        Ipfs("http://127.0.0.1:1", client).advance(NOTE, b"", 0)
