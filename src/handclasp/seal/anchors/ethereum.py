"""A checkpoint's digest as calldata of an Ethereum transaction to ourselves: signed and kept before it is sent.

A kept transaction has one nonce; raising its fee makes another of the same nonce, so at most one is ever paid.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from hashlib import sha256
from pathlib import Path
from typing import Any, NamedTuple

import httpx
from coincurve import PrivateKey

from handclasp.seal.anchors import ETHEREUM, AnchorFailed, Done, OverBudget, Pending, anchored_text
from handclasp.seal.anchors.blocks import block_proof
from handclasp.seal.anchors.rlp import Item, encode
from handclasp.seal.anchors.rpc import Node, NodeSays, quantity
from handclasp.seal.anchors.trie import keccak256

PREFIX = b"handclasp/anchor/v1"
MOST_GAS = 100_000
_LET_WAIT = ("already known", "already imported", "nonce too low", "underpriced", "less than block base fee")
"""What nodes say of a transaction that they have, have in another form, or take once fees fall."""


class BadAccount(AnchorFailed):
    """The file of the account's key does not hold one."""

    code = "anchor-account"


class _Kept(NamedTuple):
    """What is kept of a transaction: nonce, gas, fees per gas (wei), and all its signed forms (hex, newest last)."""

    nonce: int
    gas: int
    tip: int
    fee: int
    raws: tuple[str, ...]

    @property
    def cost(self) -> int:
        return self.gas * self.fee


class Account:
    """The key that signs; its address is derived, its secret never shown."""

    def __init__(self, secret: bytes) -> None:
        self._key = PrivateKey(secret)
        self.address = keccak256(self._key.public_key.format(compressed=False)[1:])[-20:]

    @classmethod
    def read(cls, path: Path) -> Account:
        """The account whose secret stands in a file in hex, its first line; raises BadAccount."""
        try:
            lines = path.read_text().split()
            secret = bytes.fromhex(lines[0].removeprefix("0x"))
            return cls(secret if len(secret) == 32 else b"")
        except OSError as error:
            message = f"{path} cannot be read ({error.strerror})"
            raise BadAccount(message) from None
        except (ValueError, IndexError):
            message = f"{path} must hold an account's secret key: 64 hex digits in its first line"
            raise BadAccount(message) from None

    def sign(self, fields: list[Item]) -> bytes:
        """A signed transaction of type 2 (EIP-1559) of its nine fields."""
        unsigned = b"\x02" + encode(fields)
        signature = self._key.sign_recoverable(keccak256(unsigned), hasher=None)
        r, s = int.from_bytes(signature[:32], "big"), int.from_bytes(signature[32:64], "big")
        return b"\x02" + encode([*fields, signature[64], r, s])


class Ethereum:
    """One chain by one node. Waits for `confirmations` blocks, the transaction's own counted, before it is done."""

    kind = ETHEREUM

    def __init__(self, url: str, client: httpx.Client, account: Account, *, chain: int, confirmations: int) -> None:
        self._node = Node(url, client)
        self._account = account
        self._chain = chain
        self._confirmations = confirmations

    def prepare(self, note: str, left: int) -> Pending:
        """A signed transaction that nobody has seen yet; raises OverBudget when it could cost more than `left` wei."""
        if (chain := self._node.number("eth_chainId")) != self._chain:
            message = f"the node is on chain {chain}, the settings say {self._chain}; nothing was sent"
            raise AnchorFailed(message)
        me = _hex(self._account.address)
        nonce = self._node.number("eth_getTransactionCount", me, "pending")
        call = {"from": me, "to": me, "data": _hex(_calldata(note))}
        gas = self._node.number("eth_estimateGas", call)
        base, tip = self._fees()
        fee = min(2 * base + tip, left // gas) if gas else 0
        if not 0 < gas <= MOST_GAS or fee < base + tip:
            message = (
                f"a transaction would cost about {ether(gas * (base + tip))} coins now, more than the "
                f"{ether(left)} that may still be spent; nothing was sent"
            )
            raise OverBudget(message)
        return self._kept(note, _Kept(nonce, gas, tip, fee, ()))

    def advance(self, note: str, state: bytes, left: int) -> Pending | Done:
        """Send what was kept, raise its fee when it is stuck, prove it once it is deep enough."""
        kept = _read(state)
        for raw in reversed(kept.raws):
            receipt = self._node("eth_getTransactionReceipt", _hex(keccak256(bytes.fromhex(raw))))
            if receipt:
                return self._mined(receipt, kept, state)
        me = _hex(self._account.address)
        if self._node.number("eth_getTransactionCount", me, "latest") > kept.nonce:
            # Another transaction took the nonce, so ours can never be paid: begin anew.
            return self.prepare(note, left)
        base, tip = self._fees()
        tip = max(tip, kept.tip * 9 // 8 + 1)
        fee = max(2 * base + tip, kept.fee * 9 // 8 + 1)
        if base > kept.fee and kept.gas * fee <= left:
            return self._kept(note, kept._replace(tip=tip, fee=fee))
        self._send(kept.raws[-1])
        return Pending(state, kept.cost)

    def _kept(self, note: str, kept: _Kept) -> Pending:
        call: list[Item] = [kept.gas, self._account.address, 0, _calldata(note), []]
        raw = self._account.sign([self._chain, kept.nonce, kept.tip, kept.fee, *call])
        kept = kept._replace(raws=(*kept.raws, raw.hex()))
        return Pending(json.dumps(kept._asdict()).encode(), kept.cost, again=True)

    def _send(self, raw: str) -> None:
        try:
            self._node("eth_sendRawTransaction", "0x" + raw)
        except NodeSays as answer:
            if not any(words in answer.said.lower() for words in _LET_WAIT):
                raise

    def _mined(self, receipt: Mapping[str, Any], kept: _Kept, state: bytes) -> Pending | Done:
        depth = self._node.number("eth_blockNumber") - quantity(receipt.get("blockNumber")) + 1
        if depth < self._confirmations:
            return Pending(state, kept.cost)
        index = quantity(receipt.get("transactionIndex"))
        proof = block_proof(self._node, self._chain, str(receipt.get("blockHash")), index)
        return Done(proof, quantity(receipt.get("gasUsed")) * quantity(receipt.get("effectiveGasPrice")))

    def _fees(self) -> tuple[int, int]:
        """The newest block's base fee, and what to give on top, in wei per gas."""
        block = self._node("eth_getBlockByNumber", "latest", False)  # noqa: FBT003 - without transactions
        base = quantity(block.get("baseFeePerGas") if isinstance(block, dict) else None)
        return base, max(self._node.number("eth_maxPriorityFeePerGas"), 1)


def _calldata(note: str) -> bytes:
    return PREFIX + sha256(anchored_text(note)).digest()


def _read(state: bytes) -> _Kept:
    found = json.loads(state)
    return _Kept(**{**found, "raws": tuple(found["raws"])})


def _hex(content: bytes) -> str:
    return "0x" + content.hex()


def ether(wei: int) -> str:
    """An amount in whole coins, as people write it."""
    whole, rest = divmod(wei, 10**18)
    return f"{whole}.{rest:018d}".rstrip("0").rstrip(".")
