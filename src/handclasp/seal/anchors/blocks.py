"""A block's header and transactions, spelt again from a node's JSON as they were hashed, and the proof out of them.

Everything spelt is hashed and compared with what the node named, so that a field this version does not know is an
error here, never a proof that does not hold.
"""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Callable, Mapping
from typing import Any

from handclasp.seal.anchors import AnchorFailed
from handclasp.seal.anchors.rlp import Item, encode
from handclasp.seal.anchors.rpc import Node, NodeSays, data, quantity
from handclasp.seal.anchors.trie import Trie, keccak256

Fields = Mapping[str, Any]
_Spell = Callable[[Any], Item]


def _address(text: Any) -> Item:
    return data(text) if text else b""


def _access(rows: Any) -> Item:
    return [[data(row["address"]), [data(key) for key in row["storageKeys"]]] for row in rows or []]


def _authorizations(rows: Any) -> Item:
    numbers = ("yParity", "r", "s")
    return [
        [
            quantity(row["chainId"]),
            data(row["address"]),
            quantity(row["nonce"]),
            *(quantity(row[name]) for name in numbers),
        ]
        for row in rows
    ]


def _hashes(rows: Any) -> Item:
    return [data(row) for row in rows]


_HEADER: dict[str, _Spell] = {
    "parentHash": data,
    "sha3Uncles": data,
    "miner": data,
    "stateRoot": data,
    "transactionsRoot": data,
    "receiptsRoot": data,
    "logsBloom": data,
    "difficulty": quantity,
    "number": quantity,
    "gasLimit": quantity,
    "gasUsed": quantity,
    "timestamp": quantity,
    "extraData": data,
    "mixHash": data,
    "nonce": data,
    "baseFeePerGas": quantity,
    "withdrawalsRoot": data,
    "blobGasUsed": quantity,
    "excessBlobGas": quantity,
    "parentBeaconBlockRoot": data,
    "requestsHash": data,
}
_SINCE_LONDON = "baseFeePerGas"
_FEES: dict[str, _Spell] = {"maxPriorityFeePerGas": quantity, "maxFeePerGas": quantity}
_CALL: dict[str, _Spell] = {"gas": quantity, "to": _address, "value": quantity, "input": data}
_SIGNED: dict[str, _Spell] = {"yParity": quantity, "r": quantity, "s": quantity}
_START: dict[str, _Spell] = {"chainId": quantity, "nonce": quantity}
_ACCESS: dict[str, _Spell] = {"accessList": _access}
_TRANSACTION: dict[int, dict[str, _Spell]] = {
    0: {"nonce": quantity, "gasPrice": quantity, **_CALL, "v": quantity, "r": quantity, "s": quantity},
    1: {**_START, "gasPrice": quantity, **_CALL, **_ACCESS, **_SIGNED},
    2: {**_START, **_FEES, **_CALL, **_ACCESS, **_SIGNED},
    3: {
        **_START,
        **_FEES,
        **_CALL,
        **_ACCESS,
        "maxFeePerBlobGas": quantity,
        "blobVersionedHashes": _hashes,
        **_SIGNED,
    },
    4: {**_START, **_FEES, **_CALL, **_ACCESS, "authorizationList": _authorizations, **_SIGNED},
}


def spell_header(block: Fields) -> bytes:
    """The RLP of a block's header, by the fields the node gives."""
    names = list(_HEADER)
    optional = names[names.index(_SINCE_LONDON) :]
    return encode([_HEADER[name](block.get(name)) for name in names if name not in optional or name in block])


def spell_transaction(transaction: Fields) -> bytes:
    """A transaction as it is hashed (EIP-2718); raises AnchorFailed for a type that this version does not know."""
    kind = quantity(transaction.get("type", "0x0"))
    if kind not in _TRANSACTION:
        message = f"the block holds a transaction of type {kind}, which this version cannot spell"
        raise AnchorFailed(message)
    given = {**transaction, "yParity": transaction.get("yParity", transaction.get("v"))}
    inner = encode([spell(given.get(name)) for name, spell in _TRANSACTION[kind].items()])
    return bytes([kind]) + inner if kind else inner


def block_proof(node: Node, chain: int, block_hash: str, index: int) -> dict[str, Any]:
    """The proof that a transaction stands in a block (formats.md §10); raises AnchorFailed when it does not add up."""
    block = node("eth_getBlockByHash", block_hash, True)  # noqa: FBT003 - with transactions
    if not isinstance(block, dict):
        message = "the block of our transaction is gone again; it will be looked for anew"
        raise AnchorFailed(message)
    header = _checked(spell_header(block), block_hash, lambda: data(node("debug_getRawHeader", block.get("number"))))
    transactions = [_transaction(node, one) for one in block["transactions"]]
    trie = Trie(transactions)
    if trie.root != data(block.get("transactionsRoot")) or not 0 <= index < len(transactions):
        message = "the block's transactions do not give its root"
        raise AnchorFailed(message)
    return {
        "chain": chain,
        "block": block_hash.removeprefix("0x").lower(),
        "header": b64encode(header).decode(),
        "index": index,
        "nodes": [b64encode(one).decode() for one in trie.proof(index)],
    }


def _transaction(node: Node, fields: Fields) -> bytes:
    name = str(fields.get("hash"))
    known = quantity(fields.get("type", "0x0")) in _TRANSACTION
    return _checked(
        spell_transaction(fields) if known else b"", name, lambda: data(node("eth_getRawTransactionByHash", name))
    )


def _checked(spelt: bytes, name: str, raw: Callable[[], bytes]) -> bytes:
    """What was spelt if it has this hash, else what the node keeps raw; raises AnchorFailed."""
    wanted = data(name)
    if keccak256(spelt) == wanted:
        return spelt
    try:
        spelt = raw()
    except NodeSays:
        spelt = b""
    if keccak256(spelt) != wanted:
        message = "a block of this chain has fields that this version does not know, and its node gives no raw form"
        raise AnchorFailed(message)
    return spelt
