"""An Ethereum block that carries a checkpoint's digest: header, Merkle-Patricia proof and calldata, offline.

It trusts no block: whether the hash is that of a block of the chain is for whoever pins it. A pinned block proves that
the digest existed when the block was made; not who sent it, which does not matter here.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from .keccak import keccak256
from .reasons import Fault, Reason
from .rlp import Item, decode, encode_number, number, string, strings
from .strict import array, integer, shape, unbase64
from .strict import string as text

PREFIX: Final = b"handclasp/anchor/v1"
"""What stands before the digest in the calldata."""
MAX_NODES: Final = 16
_HEADER: Final = range(15, 33)
_LENGTHS: Final = {0: 32, 1: 32, 2: 20, 3: 32, 4: 32, 5: 32, 6: 256, 13: 32, 14: 8}
_TRANSACTIONS, _NUMBER, _TIME = 4, 8, 11


@dataclass(frozen=True)
class Block:
    """A block in which a digest stands: chain id, number, hash (32 bytes) and time (POSIX seconds), as it says."""

    chain: int
    number: int
    hash: bytes
    time: int


def check_block(proof: Any, digest: bytes) -> Block:
    """Check a proof `{chain, block, header, index, nodes}` that the digest stands in a block's transactions."""
    parts = shape(proof, {"chain", "block", "header", "index", "nodes"}, "proof")
    chain, index = integer(parts["chain"], "proof.chain"), integer(parts["index"], "proof.index")
    header = unbase64(parts["header"], "proof.header")
    named = text(parts["block"], "proof.block")
    nodes = [unbase64(node, f"proof.nodes[{i}]") for i, node in enumerate(array(parts["nodes"], "proof.nodes"))]
    if index < 0 or len(nodes) > MAX_NODES:
        raise Fault(Reason.TRIE_PROOF_WRONG, "proof.index")
    block = keccak256(header)
    if block.hex() != named:
        raise Fault(Reason.BLOCK_HEADER_WRONG, "proof.header")
    root, height, time = _header(header)
    transaction = _walk(root, index, nodes)
    _check_transaction(transaction, chain, digest)
    return Block(chain, height, block, time)


def _header(data: bytes) -> tuple[bytes, int, int]:
    """The transactions' root, number and time of a header (Ethereum yellow paper §4.4, later fields allowed)."""
    fields = strings(decode(data, Reason.BLOCK_HEADER_WRONG), Reason.BLOCK_HEADER_WRONG)
    if len(fields) not in _HEADER or any(len(fields[i]) != size for i, size in _LENGTHS.items()):
        raise Fault(Reason.BLOCK_HEADER_WRONG, "proof.header")
    height, time = (number(fields[i], Reason.BLOCK_HEADER_WRONG) for i in (_NUMBER, _TIME))
    if height >= 2**53 or time >= 2**53:
        raise Fault(Reason.BLOCK_HEADER_WRONG, "proof.header")
    return fields[_TRANSACTIONS], height, time


def _walk(root: bytes, index: int, nodes: list[bytes]) -> bytes:
    """Follow a key down a Merkle-Patricia trie from its root; every node given must be on the way."""
    path = [nibble for byte in encode_number(index) for nibble in divmod(byte, 16)]
    wanted: Item = root
    at = 0
    while True:
        if isinstance(wanted, list):
            node = wanted
        else:
            if at >= len(nodes) or len(wanted) != 32 or keccak256(nodes[at]) != wanted:
                raise Fault(Reason.TRIE_PROOF_WRONG, f"proof.nodes[{at}]")
            found = decode(nodes[at], Reason.TRIE_PROOF_WRONG)
            node, at = (found, at + 1) if isinstance(found, list) else ([], at)
        if len(node) == 17 and path:
            wanted = node[path.pop(0)]
            continue
        if len(node) != 2:
            raise Fault(Reason.TRIE_PROOF_WRONG, "proof.nodes")
        leaf, part = _hex_prefix(string(node[0], Reason.TRIE_PROOF_WRONG))
        if path[: len(part)] != part or (leaf and len(part) != len(path)) or not (leaf or part):
            raise Fault(Reason.TRIE_PROOF_WRONG, "proof.nodes")
        path = path[len(part) :]
        wanted = node[1]
        if leaf:
            if at != len(nodes):
                raise Fault(Reason.TRIE_PROOF_WRONG, f"proof.nodes[{at}]")
            return string(wanted, Reason.TRIE_PROOF_WRONG)


def _hex_prefix(data: bytes) -> tuple[bool, list[int]]:
    """Whether a two-item node is a leaf, and the nibbles of its path."""
    nibbles = [nibble for byte in data for nibble in divmod(byte, 16)]
    if not nibbles or nibbles[0] > 3 or (not nibbles[0] & 1 and nibbles[1]):
        raise Fault(Reason.TRIE_PROOF_WRONG, "proof.nodes")
    return bool(nibbles[0] & 2), nibbles[1 if nibbles[0] & 1 else 2 :]


def _check_transaction(data: bytes, chain: int, digest: bytes) -> None:
    """The transaction is of type 2 (EIP-1559), for this chain, and its calldata is the prefix and the digest."""
    reason = Reason.CALLDATA_WRONG
    if data[:1] != b"\x02":
        raise Fault(reason, "proof.nodes: the transaction is not of type 2")
    fields = decode(data[1:], reason)
    if isinstance(fields, bytes) or len(fields) != 12 or number(fields[0], reason) != chain:
        raise Fault(reason, "proof.chain")
    if string(fields[7], reason) != PREFIX + digest:
        raise Fault(reason, "proof.nodes: another digest")
