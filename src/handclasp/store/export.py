"""The log as a folder of static files for auditors: checkpoint, vkey, tiles, entry bundles (c2sp.org/tlog-tiles).

Exporting again into the same folder adds what is new. The checkpoint is written last, so a folder never claims more
than it holds.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from handclasp.records import HandclaspError
from handclasp.seal.note import LogKey, read_head
from handclasp.seal.tree import HASH, WIDTH
from handclasp.store.batch import Log
from handclasp.store.database import Database
from handclasp.store.publish import PublicLog, bundle
from handclasp.store.tiles import Tiles


class NothingToExport(HandclaspError):
    """The log has no checkpoint yet."""

    code = "log-empty"


def export(log: Log, key: LogKey, database: Database, folder: Path, progress: Callable[[int, int], None]) -> int:
    """Write the log's files into `folder`; returns its size. `progress(done, all)` counts entries."""
    note = PublicLog(log, key, database).checkpoint(log.name)
    if note is None:
        message = f"log {log.name} has no records yet"
        raise NothingToExport(message)
    size = read_head(note).size
    folder.mkdir(parents=True, exist_ok=True)
    tiles = Tiles(database, "auditor", log.log_id)
    level = 0
    while size >> (8 * level):
        for index, width in _spans(size >> (8 * level)):
            path = folder / "tile" / str(level) / tile_path(index, width)
            if not (width == WIDTH and path.exists()):
                _write(path, tiles(level, index, width)[: width * HASH])
        level += 1
    for index, width in _spans(size):
        path = folder / "tile" / "entries" / tile_path(index, width)
        if not (width == WIDTH and path.exists()):
            _write(path, bundle(database, log.log_id, index * WIDTH, index * WIDTH + width))
        progress(index * WIDTH + width, size)
    _write(folder / "vkey", "".join(f"{vkey}\n" for vkey in key.vkeys()).encode())
    _write(folder / "checkpoint", note.encode())
    return size


def tile_path(index: int, width: int) -> str:
    """`x001/x234/067`, with `.p/W` for a partial tile."""
    parts = [f"{index % 1000:03d}"]
    while index := index // 1000:
        parts.append(f"x{index % 1000:03d}")
    path = "/".join(reversed(parts))
    return path if width == WIDTH else f"{path}.p/{width}"


def _spans(count: int) -> list[tuple[int, int]]:
    """(tile index, width) of every tile over `count` hashes."""
    full, rest = divmod(count, WIDTH)
    return [(index, WIDTH) for index in range(full)] + ([(full, rest)] if rest else [])


def _write(path: Path, data: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = path.with_name(path.name + ".new")
    fresh.write_bytes(data)
    fresh.replace(path)
