"""A house whose disk runs full, told as JSON: `python -m tests.crash.full_disk DIR`, in a mount namespace of its own.

The disk is a small tmpfs that only this process and its children see; a ballast file fills it to the last byte. First
the disk of the signer's floor, then the one of the database.
"""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
from pathlib import Path
from typing import Any, Final

import psycopg
from tests.crash.child import raw

from handclasp.config import Settings, load
from handclasp.house import app
from handclasp.house.app import House
from handclasp.records import HandclaspError
from handclasp.store.embedded import Embedded
from handclasp.store.fsck import fsck

DATABASE_MB: Final = 320
MIB: Final = 1024 * 1024
LARGE: Final = 60_000


def disk(folder: Path, size: str) -> None:
    """Mount an empty disk of that size at `folder`."""
    folder.mkdir(exist_ok=True)
    options = f"size={size},mode=0711,uid={os.geteuid()},gid={os.getegid()}"
    subprocess.run(["/bin/mount", "-t", "tmpfs", "-o", options, "none", str(folder)], check=True)


def fill(folder: Path, *, leave: int = 0) -> Path:
    """Leave that many bytes on the disk that `folder` lies on; returns the ballast."""
    ballast, room = folder / "ballast", folder / "room"
    room.write_bytes(b"\1" * leave)
    with ballast.open("wb", buffering=0) as file:
        for piece in (MIB, 4096, 1):
            try:
                while True:
                    file.write(b"\1" * piece)
            except OSError:
                continue
    room.unlink()
    return ballast


def append(house: House, key: str, size: int = 10) -> str | int:
    """The index that a record was given, or the code of the error; the same key has the same words."""
    words = random.Random(key)
    text = "".join(f"{words.randrange(10**4):04d}~" for _ in range(size // 5))
    try:
        return house.flow.append(raw(key, text, attached=False)).stored.index
    except HandclaspError as error:
        return error.code


def flood(house: House, name: str, records: int) -> list[str | int]:
    """Append until it is refused, or that many records stand."""
    answers: list[str | int] = []
    for number in range(records):
        answers.append(append(house, f"{name} {number}", LARGE))
        if isinstance(answers[-1], str):
            break
    return answers


def sound(house: House) -> bool:
    """Whether fsck finds nothing."""
    return fsck(house.log, house.log_key, house.signer, house.database, lambda _done, _all: None).sound


def floor_disk(settings: Settings) -> dict[str, Any]:
    """The floor's disk is full: nothing is signed or acknowledged; with room, the same id gets its place."""
    house = House(settings)
    house.start()
    before = append(house, "floor before")
    ballast = fill(house.paths.signer)
    refused = append(house, "floor full")
    ballast.unlink()
    again, after = append(house, "floor full"), append(house, "floor after")
    said = {"before": before, "refused": refused, "again": again, "after": after, "sound": sound(house)}
    house.close()
    return said


def database_disk(settings: Settings, server: Embedded) -> dict[str, Any]:
    """The database's disk is full: refused by name; with room it goes on, and what was acknowledged stands."""
    house = House(settings)
    house.start()
    with psycopg.connect(server.superuser_url(), autocommit=True) as connection:
        connection.execute("checkpoint")
        # A fresh piece of the write-ahead log, which has room: what fails first is a table.
        connection.execute("select pg_switch_wal()")
    kept = {f"kept {number}": append(house, f"kept {number}") for number in range(5)}
    ballast = fill(settings.data_dir)
    tables = [append(house, f"tables {number}", LARGE) for number in range(3)]
    ballast.unlink()
    between = append(house, "between")
    # Room for some tables, but not for the next piece of the write-ahead log: PostgreSQL itself gives up.
    ballast = fill(settings.data_dir, leave=6 * MIB)
    flooded = flood(house, "flood", 400)
    refused = [append(house, f"full {number}", LARGE) for number in range(3)]
    ballast.unlink()
    house.close()
    server.start()
    house = House(settings)
    house.start()
    acknowledged = {f"flood {n}": index for n, index in enumerate(flooded) if isinstance(index, int)}
    after = append(house, "after the flood")
    stands = [append(house, key) == index for key, index in kept.items()]
    stands += [append(house, key, LARGE) == index for key, index in acknowledged.items()]
    said = {
        "kept": list(kept.values()),
        "tables": tables,
        "between": between,
        "flooded": len(acknowledged),
        "refused": [answer for answer in (*flooded, *refused) if isinstance(answer, str)],
        "after": after,
        "stands": all(stands),
        "sound": sound(house),
    }
    house.close()
    return said


def main() -> None:
    """Both disks, one after the other."""
    home = Path(sys.argv[1])
    disk(home / "var", f"{DATABASE_MB}m")
    settings = load(data_dir=str(home / "var"))
    server = Embedded(settings.data_dir, settings={"max_wal_size": "64MB", "min_wal_size": "32MB"})
    server.start()
    try:
        app.prepare(settings, lambda _text: None)
        app.add_tenant(settings, "demo")
        disk(settings.data_dir / "signer", "64k")
        said = {"floor": floor_disk(settings), "database": database_disk(settings, server)}
    finally:
        server.stop(patience=20)
    sys.stdout.write(json.dumps(said) + "\n")


if __name__ == "__main__":
    main()
