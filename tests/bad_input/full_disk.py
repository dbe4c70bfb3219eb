"""A running house whose disk runs full, told as JSON: `python -m tests.bad_input.full_disk DIRECTORY`.

The disk is a small tmpfs in a mount namespace of this process; a ballast file fills it to the last byte. Customers,
machines and the operator all ask while it is full, and again when there is room.
"""

from __future__ import annotations

import contextlib
import json
import random
import shutil
import sys
import time
from pathlib import Path
from typing import Any

import psycopg
from tests.bad_input.doors import Customer, Doors
from tests.crash.full_disk import DATABASE_MB, disk, fill
from tests.journeys.running import Running, running

from handclasp.house.places import Paths
from handclasp.store.embedded import Embedded

PATIENCE = 60


def code(answer: Any) -> str:
    """What a door said: `sealed`, or the code of its refusal."""
    return "sealed" if answer.status_code in (200, 201) else str(answer.json()["code"])


def until_sealed(doors: Doors, **message: Any) -> str:
    """Try again with the same id, as a client does, until it stands."""
    until = time.monotonic() + PATIENCE
    while (said := code(doors.say(**message))) != "sealed" and time.monotonic() < until:
        time.sleep(0.2)
    return said


def full(house: Running, doors: Doors, customer: Customer) -> dict[str, Any]:
    """The disk is full to the last byte: tables cannot grow."""
    with psycopg.connect(Embedded(house.data_dir).superuser_url(), autocommit=True) as connection:
        connection.execute("checkpoint")
        # A fresh piece of the write-ahead log, which has room: what fails first is a table.
        connection.execute("select pg_switch_wal()")
    # Words that no compression makes small.
    words = random.Random(7)
    large = {"id": "full-1", "text": "".join(f"{words.randrange(10**4):04d}~" for _ in range(40_000))}
    before = code(doors.say(text="before"))
    ballast = fill(house.data_dir)
    machine = [code(doors.say(**large | {"id": f"full-{number}"})) for number in range(3)]
    frame = [code(customer.send(customer.written("汉字" * 4_000))) for _ in range(3)]
    alive = doors.client.get("/healthz").status_code
    doctor = house.run("doctor", expect=1)
    ballast.unlink()
    return {
        "before": before,
        "machine": machine,
        "frame": frame,
        "alive": alive,
        "doctor": doctor,
        "again": until_sealed(doors, **large),
        "after": code(customer.send(customer.written("specimen: room again"))),
    }


def stopped(house: Running, doors: Doors) -> dict[str, Any]:
    """Started on a full disk it says so or waits; with room it starts, and has what it had."""
    house.stop()
    # What the workers shared is made anew by a start: the room of the last one's would be room to start in.
    shutil.rmtree(Paths(house.data_dir).shared)
    ballast = fill(house.data_dir)
    words = house.run("up", expect=1)
    ballast.unlink()
    house.start()
    return {"words": words, "sealed": until_sealed(doors, text="specimen: started again")}


def main() -> None:
    """One house, one disk."""
    home = Path(sys.argv[1])
    disk(home / "var", f"{DATABASE_MB}m")
    with running(home / "var") as house:
        doors = Doors(house)
        customer = Customer(doors)
        customer.enter()
        told: dict[str, Any] = {"full": full(house, doors, customer), "stopped": stopped(house, doors)}
        with contextlib.chdir(home):
            doors.still_stand(home)
        told["kept"] = len(doors.kept)
        told["trace"] = "Traceback" in house.printed
    sys.stdout.write(json.dumps(told) + "\n")


if __name__ == "__main__":
    main()
