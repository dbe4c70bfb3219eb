"""Reads a static log directory with `aics-tlog` alone: signature, every tile, every entry, some proofs. Never writes.

Run as a program of its own (`aics_check.py DIRECTORY VKEY`), with the foreign packages on its path; prints JSON.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

import aics_tlog  # type: ignore[import-not-found]

PROOFS = 40


def main(directory: str, vkey: str) -> None:
    note = aics_tlog.parse_note((Path(directory) / "checkpoint").read_bytes())
    checked = aics_tlog.verify_checkpoint(note, aics_tlog.parse_vkey(vkey))
    if not checked.ok:
        sys.exit(f"checkpoint: {checked.error}")
    size, root = checked.size, checked.root
    reader = aics_tlog.FileSystemTileReader(directory)
    report = aics_tlog.audit_tiles(reader, size, root, entries=True)
    tiles = aics_tlog.VerifiedTileReader(reader, size, root)
    for i in range(PROOFS):
        check_proofs(tiles, i * (size - 1) // (PROOFS - 1), size, root)
    told = {"origin": checked.origin, "entries": report.size, "tiles": report.tiles, "proofs": PROOFS}
    sys.stdout.write(json.dumps(told) + "\n")


def check_proofs(tiles: aics_tlog.VerifiedTileReader, index: int, size: int, root: bytes) -> None:
    inclusion = aics_tlog.inclusion_proof_from_tiles(tiles, index, size)
    if not aics_tlog.verify_leaf_inclusion(tiles.entry(index), index, size, inclusion, root):
        sys.exit(f"inclusion of {index}")
    old_root = aics_tlog.tree_root_from_tiles(tiles, index + 1, size)
    consistency = aics_tlog.consistency_proof_from_tiles(tiles, index + 1, size)
    if not aics_tlog.verify_consistency(index + 1, size, old_root, root, consistency):
        sys.exit(f"consistency from {index + 1}")


if __name__ == "__main__":
    main(*sys.argv[1:])
