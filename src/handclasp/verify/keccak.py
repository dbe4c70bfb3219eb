"""Keccak-256 as Ethereum uses it, with the padding of 2011, which hashlib's SHA3 does not have.

Slow, and small enough to read: a header and the few nodes of a proof take some milliseconds.
"""

from __future__ import annotations

from typing import Final

RATE: Final = 136
_MASK: Final = 2**64 - 1
_ROUNDS: Final = 24


def _constants() -> tuple[int, ...]:
    """The round constants, from the shift register that defines them (FIPS 202, algorithm 5)."""
    found, state = [], 1
    for _ in range(_ROUNDS):
        constant = 0
        for j in range(7):
            if state & 1:
                constant |= 1 << ((1 << j) - 1)
            state = (state << 1) ^ (0x171 if state & 0x80 else 0)
        found.append(constant)
    return tuple(found)


def _steps() -> tuple[tuple[int, int], ...]:
    """Where each lane goes (π) and how far it is turned (ρ), along the path of one lane (FIPS 202, algorithms 2, 3)."""
    found, x, y, turn = [], 1, 0, 0
    for t in range(24):
        turn += t + 1
        x, y = y, (2 * x + 3 * y) % 5
        found.append((x + 5 * y, turn % 64))
    return tuple(found)


_ROUND_CONSTANTS: Final = _constants()
_MOVES: Final = _steps()


def _turned(lane: int, by: int) -> int:
    return (lane << by | lane >> (64 - by)) & _MASK if by else lane


def _permute(lanes: list[int]) -> None:
    for constant in _ROUND_CONSTANTS:
        parity = [lanes[x] ^ lanes[x + 5] ^ lanes[x + 10] ^ lanes[x + 15] ^ lanes[x + 20] for x in range(5)]
        for x in range(5):
            mixed = parity[x - 1] ^ _turned(parity[(x + 1) % 5], 1)
            for y in range(0, 25, 5):
                lanes[x + y] ^= mixed
        moving = lanes[1]
        for place, by in _MOVES:
            lanes[place], moving = _turned(moving, by), lanes[place]
        for y in range(0, 25, 5):
            row = lanes[y : y + 5]
            for x in range(5):
                lanes[x + y] = row[x] ^ (~row[(x + 1) % 5] & row[(x + 2) % 5] & _MASK)
        lanes[0] ^= constant


def keccak256(data: bytes) -> bytes:
    """Return the 32-byte Keccak-256 of the data."""
    padded = bytearray(data) + b"\x01" + bytes(-(len(data) + 1) % RATE)
    padded[-1] |= 0x80
    lanes = [0] * 25
    for start in range(0, len(padded), RATE):
        for i in range(RATE // 8):
            lanes[i] ^= int.from_bytes(padded[start + 8 * i : start + 8 * i + 8], "little")
        _permute(lanes)
    return b"".join(lane.to_bytes(8, "little") for lane in lanes[:4])
