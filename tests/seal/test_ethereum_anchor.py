"""A checkpoint goes into a real chain once, is paid once whatever breaks off, and never costs more than allowed."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from tests.foreign.anchors.parts import CHAIN, SECRET, Anvil
from tests.verify.conftest import make_world

from handclasp.seal.anchors import AnchorFailed, Done, OverBudget, Pending
from handclasp.seal.anchors.ethereum import Account, BadAccount, Ethereum, ether
from handclasp.seal.anchors.trie import Trie
from handclasp.verify import Trust
from handclasp.verify.anchor import Anchor, check_anchor
from handclasp.verify.block import _walk

NOTE = make_world().checkpoint
ENOUGH = 10**18


@pytest.fixture(scope="module")
def client() -> Iterator[httpx.Client]:
    with httpx.Client() as made:
        yield made


@pytest.fixture
def node() -> Iterator[Anvil]:
    with Anvil() as running:
        yield running


def chain(node: Anvil, client: httpx.Client, confirmations: int = 1, number: int = CHAIN) -> Ethereum:
    return Ethereum(node.url, client, Account(bytes.fromhex(SECRET)), chain=number, confirmations=confirmations)


def sent(outside: Ethereum) -> Pending:
    """A transaction kept and broadcast."""
    kept = outside.prepare(NOTE, ENOUGH)
    assert kept.again
    waiting = outside.advance(NOTE, kept.state, ENOUGH)
    assert isinstance(waiting, Pending)
    assert not waiting.again
    return waiting


def proved(done: Pending | Done) -> Anchor:
    assert isinstance(done, Done)
    document = {
        "format": "handclasp/anchor/v1",
        "kind": "ethereum",
        "checkpoint": NOTE,
        "consistency": [],
        "proof": done.proof,
    }
    return check_anchor(document, Trust(blocks=(bytes.fromhex(done.proof["block"]),)))


def nonce(node: Anvil) -> int:
    return int(node("eth_getTransactionCount", node("eth_accounts")[0], "latest"), 16)


def waiting_transactions(node: Anvil) -> int:
    return int(node("txpool_status")["pending"], 16)


def test_it_waits_until_the_block_is_deep_enough(node: Anvil, client: httpx.Client) -> None:
    outside = chain(node, client, confirmations=3)
    kept = sent(outside)
    for _ in range(3):
        assert isinstance(outside.advance(NOTE, kept.state, ENOUGH), Pending)
        node.mine()
    found = proved(outside.advance(NOTE, kept.state, ENOUGH))
    assert found.pinned
    assert found.facts["number"] == 1


def test_nothing_is_sent_before_it_is_kept(node: Anvil, client: httpx.Client) -> None:
    chain(node, client).prepare(NOTE, ENOUGH)
    assert waiting_transactions(node) == 0


def test_what_broke_off_after_sending_is_found_again_and_not_paid_twice(node: Anvil, client: httpx.Client) -> None:
    kept = chain(node, client).prepare(NOTE, ENOUGH)
    chain(node, client).advance(NOTE, kept.state, ENOUGH)
    # What the node answered is lost; another process begins from what was kept.
    chain(node, client).advance(NOTE, kept.state, ENOUGH)
    assert waiting_transactions(node) == 1
    node.mine()
    proved(chain(node, client).advance(NOTE, kept.state, ENOUGH))
    assert nonce(node) == 1


def test_a_stuck_transaction_gets_a_higher_fee_and_only_one_is_paid(node: Anvil, client: httpx.Client) -> None:
    outside = chain(node, client)
    kept = sent(outside)
    node("anvil_setNextBlockBaseFeePerGas", hex(20 * 10**9))
    node.mine()
    raised = outside.advance(NOTE, kept.state, ENOUGH)
    assert isinstance(raised, Pending)
    assert raised.again
    assert len(json.loads(raised.state)["raws"]) == 2
    assert raised.cost > kept.cost
    outside.advance(NOTE, raised.state, ENOUGH)
    node.mine(2)
    done = outside.advance(NOTE, raised.state, ENOUGH)
    proved(done)
    assert isinstance(done, Done)
    assert 0 < done.cost <= raised.cost
    assert nonce(node) == 1


def test_the_fee_is_never_raised_beyond_the_budget(node: Anvil, client: httpx.Client) -> None:
    outside = chain(node, client)
    kept = sent(outside)
    node("anvil_setNextBlockBaseFeePerGas", hex(20 * 10**9))
    node.mine()
    assert outside.advance(NOTE, kept.state, kept.cost) == Pending(kept.state, kept.cost)


def test_a_nonce_that_somebody_else_used_is_left_for_a_new_one(node: Anvil, client: httpx.Client) -> None:
    outside = chain(node, client)
    kept = outside.prepare(NOTE, ENOUGH)
    me = node("eth_accounts")[0]
    node("eth_sendTransaction", {"from": me, "to": me, "value": "0x1"})
    node.mine()
    fresh = outside.advance(NOTE, kept.state, ENOUGH)
    assert isinstance(fresh, Pending)
    assert fresh.again
    assert json.loads(fresh.state)["nonce"] == 1
    outside.advance(NOTE, fresh.state, ENOUGH)
    node.mine()
    proved(outside.advance(NOTE, fresh.state, ENOUGH))


def test_what_costs_too_much_is_not_begun(node: Anvil, client: httpx.Client) -> None:
    with pytest.raises(OverBudget, match="nothing was sent"):
        chain(node, client).prepare(NOTE, 10**12)
    assert waiting_transactions(node) == 0


def test_the_wrong_chain_gets_nothing(node: Anvil, client: httpx.Client) -> None:
    with pytest.raises(AnchorFailed, match="the node is on chain 31337, the settings say 1"):
        chain(node, client, number=1).prepare(NOTE, ENOUGH)


def test_a_node_that_is_gone_is_said_so(node: Anvil, client: httpx.Client) -> None:
    outside = chain(node, client)
    node.stop()
    with pytest.raises(AnchorFailed, match="does not answer"):
        outside.prepare(NOTE, ENOUGH)


@pytest.mark.parametrize("hardfork", ["london", "shanghai", "cancun", "prague", "osaka"])
def test_blocks_of_each_age_with_transactions_of_each_kind_are_spelt_again(client: httpx.Client, hardfork: str) -> None:
    with Anvil(hardfork=hardfork) as node:
        accounts = node("eth_accounts")
        access = [{"address": accounts[3], "storageKeys": ["0x" + "01" * 32]}]
        kinds: list[dict[str, Any]] = [
            {"gasPrice": hex(10**10), "to": accounts[2]},
            {"gasPrice": hex(10**10), "to": accounts[2], "accessList": access},
            {"maxFeePerGas": hex(10**10), "maxPriorityFeePerGas": "0x1", "to": accounts[2], "accessList": access},
            {"maxFeePerGas": hex(10**10), "maxPriorityFeePerGas": "0x1", "data": "0x6000", "gas": hex(10**6)},
        ]
        for sender, kind in enumerate(kinds, 1):
            node("eth_sendTransaction", {"from": accounts[sender], "value": "0x0", **kind})
        outside = chain(node, client)
        kept = sent(outside)
        node.mine()
        block = node("eth_getBlockByNumber", "0x1", True)  # noqa: FBT003 - with transactions
        assert {one["type"] for one in block["transactions"]} == {"0x0", "0x1", "0x2"}
        assert proved(outside.advance(NOTE, kept.state, ENOUGH)).pinned


@pytest.mark.parametrize("count", [1, 2, 16, 17, 128, 129, 300])
def test_every_place_in_a_trie_has_its_own_proof(count: int) -> None:
    values = [f"specimen transaction {n} of some length".encode() for n in range(count)]
    trie = Trie(values)
    for index in range(0, count, 7):
        assert _walk(trie.root, index, trie.proof(index)) == values[index]


@pytest.mark.parametrize("text", ["", "zz", "12", "0x" + "0" * 64])
def test_a_file_that_holds_no_key_is_refused_without_showing_it(tmp_path: Path, text: str) -> None:
    path = tmp_path / "key"
    path.write_text(text)
    with pytest.raises(BadAccount, match="64 hex digits") as refused:
        Account.read(path)
    assert text not in str(refused.value) or not text
    with pytest.raises(BadAccount, match="cannot be read"):
        Account.read(tmp_path / "none")


def test_an_account_has_the_address_that_everybody_knows(tmp_path: Path) -> None:
    path = tmp_path / "key"
    path.write_text(f"0x{SECRET}\n")
    assert Account.read(path).address.hex() == "f39fd6e51aad88f6f4ce6ab8827279cfffb92266"


def test_amounts_are_written_as_people_write_them() -> None:
    assert [ether(n) for n in (0, 1, 10**18, 15 * 10**17)] == ["0", "0.000000000000000001", "1", "1.5"]
