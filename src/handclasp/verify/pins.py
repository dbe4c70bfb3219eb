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
from .policy import BadPolicy, Policy, parse_policy

MAX_FILE: Final = 1024 * 1024
LISTS: Final = ("keys", "witnesses", "tsa", "blocks", "witness_policy")
_HASH: Final = re.compile(r"(?:0x)?([0-9a-fA-F]{64})")


class BadPin(ValueError):
    """Something pinned cannot be read; the message says what and why."""


class Pins(NamedTuple):
    """What was pinned, as written: keys of logs and of witnesses, files of certificates, blocks, a policy."""

    keys: tuple[str, ...] = ()
    witnesses: tuple[str, ...] = ()
    tsa: tuple[str, ...] = ()
    blocks: tuple[str, ...] = ()
    witness_policy: tuple[str, ...] = ()


def read_pins(path: Path) -> Pins:
    """Read a pins file: TOML with the lists `keys`, `witnesses`, `tsa`, `blocks` and `witness_policy` (one at most).

    Paths are relative to it. Raises BadPin, OSError.
    """
    try:
        document = tomllib.loads(_read(path).decode())
    except (tomllib.TOMLDecodeError, UnicodeDecodeError):
        raise BadPin(f"{path} is not TOML") from None
    if extra := sorted(document.keys() - set(LISTS)):
        raise BadPin(f"{path}: {extra[0]!a} has no meaning; it may hold {', '.join(LISTS)}")
    lists = {name: _strings(document.get(name, []), f"{path}: {name}") for name in LISTS}
    for name in ("tsa", "witness_policy"):
        lists[name] = tuple(str(path.parent / one) for one in lists[name])
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
    policies = [_policy(Path(path)) for one in every for path in one.witness_policy]
    if len(policies) > 1:
        raise BadPin("there can be one witness policy, not several")
    logs = tuple(key for one in policies for key in one.keys)
    return Trust((*keys, *logs), witnesses, stampers, blocks, policies[0] if policies else None)


def _policy(path: Path) -> Policy:
    try:
        return parse_policy(_read(path).decode())
    except (BadPolicy, UnicodeDecodeError) as error:
        raise BadPin(f"{path}: {error if isinstance(error, BadPolicy) else 'not text'}") from None


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
