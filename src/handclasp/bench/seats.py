"""Agents at the desk for a benchmark, each with a session and one of the conversations that are going on.

A program of its own, since it needs Django: reads the conversations' pseudonyms (hex) from standard input and writes
the name of the session cookie and one session key for each.
"""

from __future__ import annotations

import sys

import msgspec

from handclasp.bench.page import at_the_desk

_TENANT = "demo"


class Seats(msgspec.Struct, frozen=True):
    """One session key for each conversation that was named."""

    cookie: str
    keys: list[str]


def main() -> None:
    """Seat an agent at each conversation."""
    from handclasp.config import load  # noqa: PLC0415
    from handclasp.house import processes, running  # noqa: PLC0415 - only the program starts Django

    conversations = [bytes.fromhex(name) for name in msgspec.json.decode(sys.stdin.buffer.read(), type=list[str])]
    with running.house(load(), writes=True) as house:
        processes.application(house)
        from django.conf import settings  # noqa: PLC0415

        from handclasp.desk.queue import Consumer  # noqa: PLC0415

        read: dict[str, int] = {}
        consumer = Consumer(house.disclose, lambda: [_TENANT], read.get, read.__setitem__, house.flow.append)
        while consumer.step():
            pass
        keys = [at_the_desk(f"agent-{number}", one).session for number, one in enumerate(conversations)]
        sys.stdout.buffer.write(msgspec.json.encode(Seats(settings.SESSION_COOKIE_NAME, keys)))


if __name__ == "__main__":
    main()
