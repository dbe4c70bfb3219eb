"""What the reader pins: keys, witnesses, time-stampers' certificates and blocks, by options and from files of theirs.

Never from what is being verified.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, Final, NamedTuple

from .authority import BadCertificate, parse_certificates
from .note import BadKey, Trust, parse_vkey

MAX_FILE: Final = 1024 * 1024
LISTS: Final = ("keys", "witnesses", "tsa", "blocks")
_HASH: Final = re.compile(r"(?:0x)?([0-9a-fA-F]{64})")


class BadPin(ValueError):
    """Something pinned cannot be read; the message says what and why."""


class Pins(NamedTuple):
    """What was pinned, as written: vkeys of logs, vkeys of witnesses, paths of certificates, hashes of blocks."""

    keys: tuple[str, ...] = ()
    witnesses: tuple[str, ...] = ()
    tsa: tuple[str, ...] = ()
    blocks: tuple[str, ...] = ()


def read_pins(path: Path) -> Pins:
    """Read a pins file: TOML with the lists `keys`, `witnesses`, `tsa` (paths, relative to it) and `blocks`.

    Raises BadPin, OSError.
    """
    try:
        document = tomllib.loads(_read(path).decode())
    except (tomllib.TOMLDecodeError, UnicodeDecodeError):
        raise BadPin(f"{path} is not TOML") from None
    if extra := sorted(document.keys() - set(LISTS)):
        raise BadPin(f"{path}: {extra[0]!a} has no meaning; it may hold {', '.join(LISTS)}")
    lists = {name: _strings(document.get(name, []), f"{path}: {name}") for name in LISTS}
    lists["tsa"] = tuple(str(path.parent / one) for one in lists["tsa"])
    return Pins(**lists)


def trusted(pins: Iterable[Pins]) -> Trust:
    """Return all of it as what the checks take; raises BadPin, OSError."""
    every = list(pins)
    try:
        keys = tuple(parse_vkey(text) for one in every for text in one.keys)
        witnesses = tuple(parse_vkey(text) for one in every for text in one.witnesses)
    except BadKey as error:
        raise BadPin(f"bad key: {error}") from None
    stampers = tuple(der for one in every for path in one.tsa for der in _certificates(Path(path)))
    blocks = tuple(_block(text) for one in every for text in one.blocks)
    return Trust(keys, witnesses, stampers, blocks)


def _strings(value: Any, where: str) -> tuple[str, ...]:
    if not isinstance(value, list) or not all(isinstance(one, str) for one in value):
        raise BadPin(f"{where} must be a list of strings")
    return tuple(value)


def _certificates(path: Path) -> Sequence[bytes]:
    try:
        return parse_certificates(_read(path))
    except BadCertificate as error:
        raise BadPin(f"{path}: {error}") from None


def _block(text: str) -> bytes:
    match = _HASH.fullmatch(text.strip())
    if match is None:
        raise BadPin(f"{text[:80]!a} is no block's hash: 64 hex digits")
    return bytes.fromhex(match[1])


def _read(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(MAX_FILE)
