"""A Merkle-Patricia trie over a block's transactions, and the nodes that lead to one (yellow paper, appendix D)."""

from __future__ import annotations

from collections.abc import Sequence

from Crypto.Hash import keccak

from handclasp.seal.anchors.rlp import Item, encode

EMPTY_ROOT = bytes.fromhex("56e81f171bcc55a6ff8345e692c0f86e5b48e01b996cadc001622fb5e363b421")
Nibbles = tuple[int, ...]


def keccak256(data: bytes) -> bytes:
    """Ethereum's hash."""
    return bytes(keccak.new(digest_bits=256, data=data).digest())


class Trie:
    """The trie of a list, keyed by the RLP of each place, as blocks keep transactions (each of 32 bytes at least).

    With values that long no node is ever held inside its parent, so each is referred to by its hash.
    """

    def __init__(self, values: Sequence[bytes]) -> None:
        self._values = {_nibbles(encode(index)): value for index, value in enumerate(values)}
        self._keys = sorted(self._values)
        self.root = keccak256(self._node(0, self._keys)) if values else EMPTY_ROOT

    def proof(self, index: int) -> list[bytes]:
        """The nodes from the root to the value at `index`, each as it is hashed."""
        key = _nibbles(encode(index))
        keys, at, found = self._keys, 0, [self._node(0, self._keys)]
        while len(keys) > 1:
            shared = _shared(keys, at)
            if shared == at:
                keys = [one for one in keys if one[at] == key[at]]
            at = max(shared, at + 1)
            found.append(self._node(at, keys))
        return found

    def _node(self, at: int, keys: Sequence[Nibbles]) -> bytes:
        """The node over `keys`, which are alike before `at`: a leaf, an extension or a branch."""
        if len(keys) == 1:
            return encode([_hex_prefix(keys[0][at:], leaf=True), self._values[keys[0]]])
        shared = _shared(keys, at)
        if shared > at:
            return encode([_hex_prefix(keys[0][at:shared], leaf=False), keccak256(self._node(shared, keys))])
        # No key is the beginning of another, so a branch has no value of its own.
        branches = [[key for key in keys if key[at] == nibble] for nibble in range(16)]
        held: list[Item] = [keccak256(self._node(at + 1, some)) if some else b"" for some in branches]
        return encode([*held, b""])


def _shared(keys: Sequence[Nibbles], at: int) -> int:
    """How far sorted keys are alike."""
    first, last = keys[0], keys[-1]
    while at < min(len(first), len(last)) and first[at] == last[at]:
        at += 1
    return at


def _nibbles(data: bytes) -> Nibbles:
    return tuple(nibble for byte in data for nibble in divmod(byte, 16))


def _hex_prefix(nibbles: Nibbles, *, leaf: bool) -> bytes:
    """A path in bytes: flags, then two nibbles a byte (yellow paper, appendix C)."""
    odd = len(nibbles) % 2
    flags = 2 * leaf + odd
    whole = (flags, *nibbles) if odd else (flags, 0, *nibbles)
    return bytes(16 * whole[i] + whole[i + 1] for i in range(0, len(whole), 2))
