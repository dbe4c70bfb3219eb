"""A static log directory (C2SP tlog-tiles with entry bundles): the whole tree and every chain in it, re-derived.

This is the one check that shows there is only one branch: it reads all entries, hashes them up to the signed root,
and follows every conversation. It reads files only, and none outside the directory.
"""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from .merkle import SIZE, Tree, leaf_hash
from .note import (
    BadKey,
    Checkpoint,
    Signers,
    Trust,
    VKey,
    check_signers,
    parse_checkpoint,
    parse_vkey,
    verifies,
)
from .reasons import Fault, Reason, Remark
from .record import ENTRY_SIZE, begins, parse_entry
from .strict import utf8

TILE: Final = 256
_FULL_BUNDLE: Final = TILE * (2 + ENTRY_SIZE)
_TILE_NAME: Final = re.compile(
    r"tile/(entries|0|[1-9][0-9]?)/((?:x[0-9]{3}/)*[0-9]{3})(?:\.p/([1-9][0-9]?|1[0-9]{2}|2[0-4][0-9]|25[0-5]))?"
)
_KNOWN_FILES: Final = {"checkpoint", "vkey"}


@dataclass(frozen=True)
class Log:
    """A log that was checked: its checkpoint and signers, its tree, how many conversations stand in it."""

    checkpoint: Checkpoint
    signers: Signers
    tree: Tree
    conversations: int
    remarks: tuple[tuple[Remark, str], ...]


def tile_path(level: int | str, number: int, width: int = TILE) -> str:
    """Return a tile's path below the log, e.g. `tile/0/x001/x234/067.p/17`."""
    groups = [f"{number % 1000:03d}"]
    while number >= 1000:
        number //= 1000
        groups.insert(0, f"x{number % 1000:03d}")
    return f"tile/{level}/{'/'.join(groups)}" + (f".p/{width}" if width < TILE else "")


def read_log(directory: Path, trust: Trust) -> Log:
    """Check a log directory completely against the pinned keys."""
    files = _list(directory)
    if "checkpoint" not in files:
        raise Fault(Reason.CHECKPOINT_MISSING)
    checkpoint = parse_checkpoint(_read(directory, "checkpoint", 1 << 20))
    signers = check_signers(checkpoint, trust)
    remarks = _check_vkey_file(directory, checkpoint, trust) if "vkey" in files else []
    expected = _expected(checkpoint.size)
    tree, conversations = _read_entries(directory, files, checkpoint)
    _check_tiles(directory, files, expected, tree)
    if tree.root() != checkpoint.root:
        raise Fault(Reason.ROOT_WRONG, "checkpoint")
    _check_rest(directory, files - expected.keys() - _KNOWN_FILES, tree)
    return Log(checkpoint, signers, tree, conversations, tuple(remarks))


def _list(directory: Path) -> set[str]:
    found = set()
    for folder, folders, names in os.walk(directory):
        for name in (*names, *(f for f in folders if (Path(folder) / f).is_symlink())):
            path = Path(folder) / name
            shown = path.relative_to(directory).as_posix()
            if path.is_symlink() or not path.is_file():
                raise Fault(Reason.LOG_UNEXPECTED_FILE, ascii(shown)[:120])
            if shown not in _KNOWN_FILES and not _TILE_NAME.fullmatch(shown):
                raise Fault(Reason.LOG_UNEXPECTED_FILE, ascii(shown)[:120])
            found.add(shown)
    return found


def _read(directory: Path, name: str, limit: int) -> bytes:
    with (directory / name).open("rb") as file:
        data = file.read(limit + 1)
    if len(data) > limit:
        raise Fault(Reason.TOO_LARGE, name)
    return data


def _check_vkey_file(directory: Path, checkpoint: Checkpoint, trust: Trust) -> list[tuple[Remark, str]]:
    """The directory's own keys are never trusted, but they must not contradict the checkpoint."""
    keys = []
    for line in utf8(_read(directory, "vkey", 1 << 16), Reason.VKEY_FILE_WRONG).splitlines():
        try:
            keys.append(parse_vkey(line))
        except BadKey:
            raise Fault(Reason.VKEY_FILE_WRONG, "vkey") from None
    if not keys or not all(_signed_by(checkpoint, key) for key in keys):
        raise Fault(Reason.VKEY_FILE_WRONG, "vkey")
    pinned = {key for key in trust.keys if key.name == checkpoint.origin}
    return [(Remark.VKEY_FILE_DIFFERS, "vkey")] if pinned and not pinned & set(keys) else []


def _signed_by(checkpoint: Checkpoint, key: VKey) -> bool:
    lines = [s for s in checkpoint.signatures if s.name == key.name and s.id == key.id]
    return key.name == checkpoint.origin and bool(lines) and verifies(checkpoint, key, lines[0])


def _expected(size: int) -> dict[str, tuple[int, int, int]]:
    """All hash tiles a tree of this size has: path → (level, number, width), and the paths of entry bundles."""
    found: dict[str, tuple[int, int, int]] = {}
    level, width = 0, size
    while width:
        for number in range((width + TILE - 1) // TILE):
            wide = min(TILE, width - number * TILE)
            found[tile_path(level, number, wide)] = (level, number, wide)
            if level == 0:
                found[tile_path("entries", number, wide)] = (-1, number, wide)
        level, width = level + 1, width // TILE
    return found


def _read_entries(directory: Path, files: set[str], checkpoint: Checkpoint) -> tuple[Tree, int]:
    chains: dict[bytes, tuple[int, bytes]] = {}
    leaves: list[bytes] = []
    for number in range((checkpoint.size + TILE - 1) // TILE):
        width = min(TILE, checkpoint.size - number * TILE)
        name, tile_name = tile_path("entries", number, width), tile_path(0, number, width)
        for needed, reason in ((name, Reason.ENTRIES_MISSING), (tile_name, Reason.TILE_MISSING)):
            if needed not in files:
                raise Fault(reason, needed)
        tile = _read(directory, tile_name, TILE * SIZE)
        if len(tile) != width * SIZE:
            raise Fault(Reason.TILE_WRONG, tile_name)
        entries = split_bundle(_read(directory, name, _FULL_BUNDLE), width, name)
        for i, entry in enumerate(entries):
            leaf = leaf_hash(entry)
            if leaf != tile[i * SIZE : (i + 1) * SIZE]:
                raise Fault(Reason.ENTRY_NOT_IN_TREE, f"entry {number * TILE + i}")
            leaves.append(leaf)
            _follow(chains, entry, checkpoint.origin, f"entry {number * TILE + i}")
    return Tree(leaves), len(chains)


def split_bundle(data: bytes, width: int, where: str) -> list[bytes]:
    """Split an entry bundle into its u16 length-prefixed entries."""
    step = 2 + ENTRY_SIZE
    prefix = ENTRY_SIZE.to_bytes(2, "big")
    if len(data) != width * step or any(data[i : i + 2] != prefix for i in range(0, len(data), step)):
        raise Fault(Reason.ENTRIES_MALFORMED, where)
    return [data[i + 2 : i + step] for i in range(0, len(data), step)]


def _follow(chains: dict[bytes, tuple[int, bytes]], raw: bytes, origin: str, where: str) -> None:
    """Check one entry against the last of its conversation, and take its place."""
    entry = parse_entry(raw, where)
    seq, last = chains.get(entry.conversation, (0, b""))
    if entry.seq <= seq:
        raise Fault(Reason.SEQUENCE_DOUBLED, where)
    if entry.seq != seq + 1:
        raise Fault(Reason.SEQUENCE_GAP, where)
    if seq == 0 and not begins(origin, entry.conversation, entry.previous):
        raise Fault(Reason.GENESIS_WRONG, where)
    if seq and entry.previous != last:
        raise Fault(Reason.CHAIN_BROKEN, where)
    chains[entry.conversation] = (entry.seq, entry.record)


def _check_tiles(directory: Path, files: set[str], expected: dict[str, tuple[int, int, int]], tree: Tree) -> None:
    for name, (level, number, width) in expected.items():
        if level < 0:
            continue
        if name not in files:
            raise Fault(Reason.TILE_MISSING, name)
        if level > 0 and _read(directory, name, TILE * SIZE) != tree.tile(level, number, width):
            raise Fault(Reason.TILE_WRONG, name)


def _check_rest(directory: Path, names: set[str], tree: Tree) -> None:
    """Older partial tiles may lie about; they must be beginnings of today's, anything else must not be there."""
    for name in sorted(names):
        match = _TILE_NAME.fullmatch(name)
        if not match or match[3] is None:
            raise Fault(Reason.LOG_UNEXPECTED_FILE, name)
        number, width = int(match[2].replace("/", "").replace("x", "")), int(match[3])
        kind, level = match[1], 0 if match[1] == "entries" else int(match[1])
        if 8 * level >= len(tree.levels) or number * TILE + width > len(tree.levels[8 * level]):
            raise Fault(Reason.LOG_UNEXPECTED_FILE, name)
        data = _read(directory, name, _FULL_BUNDLE)
        if kind == "entries":
            data = b"".join(leaf_hash(entry) for entry in split_bundle(data, width, name))
        if data != tree.tile(level, number, width):
            raise Fault(Reason.TILE_WRONG, name)
