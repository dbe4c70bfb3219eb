"""A house with a busy desk for the proofs of its speed: many conversations, a long one, and people with sessions.

A program of its own, since it needs Django: reads a Plan from standard input, waits until the worker has taken all of
it in, and writes a Yard. Everything is said through the product's own way in: screened, sealed, committed.
"""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import msgspec

from handclasp.bench.stand import TENANT, NotReady, Stand
from handclasp.bench.talk import Talk
from handclasp.records import Author, HandclaspError, Kind, Raw, Secret

if TYPE_CHECKING:
    from handclasp.house.app import House

BATCH: Final = 500
HERS: Final = 30
"""Conversations that each agent has, the long one included; the others are nobody's yet."""
PATIENCE: Final = 600.0


class Plan(msgspec.Struct, frozen=True, kw_only=True):
    """How much: `conversations` of a message each, a thread of `thread` messages for each of `agents`.

    With `hands` nothing is said: these conversations (hex), which others have begun, are put into the agents' hands.
    """

    conversations: int = 0
    thread: int = 0
    agents: int = 0
    seed: int = 1
    hands: list[list[str]] = []


class Person(msgspec.Struct, frozen=True):
    """Somebody with a session: its key, the long thread and the other conversations in their hands (hex)."""

    name: str
    key: str
    thread: str
    conversations: list[str]


class Yard(msgspec.Struct, frozen=True):
    """The session cookie's name and who has one; the first agents, the last a lead who lists everything."""

    cookie: str
    people: list[Person]


def laid_out(stand: Stand, plan: Plan) -> Yard:
    """Fill a house whose web and worker run. Raises NotReady."""
    done = subprocess.run(
        [sys.executable, str(Path(__file__).absolute())],
        cwd=stand.home,
        env=stand.environment,
        input=msgspec.json.encode(plan),
        capture_output=True,
        check=False,
    )
    if done.returncode:
        raise NotReady(f"the desk could not be laid out:\n{done.stderr.decode(errors='replace')[-2000:]}")
    return msgspec.json.decode(done.stdout.splitlines()[-1], type=Yard)


def main() -> None:
    """Fill a house as standard input says."""
    from handclasp.config import load  # noqa: PLC0415
    from handclasp.house import processes, running  # noqa: PLC0415 - only the program starts Django

    plan = msgspec.json.decode(sys.stdin.buffer.read(), type=Plan)
    with running.house(load(), writes=True) as house:
        processes.application(house)
        from django.conf import settings  # noqa: PLC0415

        people = _handed(plan.hands) if plan.hands else _busy(house, plan)
        yard = Yard(settings.SESSION_COOKIE_NAME, people)
    sys.stdout.buffer.write(msgspec.json.encode(yard) + b"\n")


def _handed(hands: list[list[str]]) -> list[Person]:
    """Agents with the conversations of others in their hands, once the lists know them."""
    from handclasp.desk.models import Conversation  # noqa: PLC0415

    names = [[bytes.fromhex(name) for name in hand] for hand in hands]
    everything = [name for hand in names for name in hand]
    _until(lambda: Conversation.objects.filter(pseudonym__in=everything).count() == len(everything), "desk")
    return [_seated(f"agent-{number}", "agent", hand[0], hand[1:]) for number, hand in enumerate(names)]


def _busy(house: House, plan: Plan) -> list[Person]:
    """Agents with a long thread and some of the others, and a lead."""
    long, short, size = _said(house, plan)
    number = house.directory.tenant(TENANT) or 0
    for consumer in ("desk", "search", "rescreen"):
        _until(lambda name=consumer: house.reading.cursor(number, name) >= size - 1, consumer)  # type: ignore[misc]
    people = [
        _seated(f"agent-{at}", "agent", long[at], short[at :: plan.agents][: HERS - 1]) for at in range(plan.agents)
    ]
    return [*people, _seated("lead", "lead", long[0], [])]


def _said(house: House, plan: Plan) -> tuple[list[bytes], list[bytes], int]:
    """Pseudonyms of the long threads and of the short ones, and the log's size after them."""
    coming, places = _raws(plan), {}
    size = 0
    while some := [raw for _, raw in zip(range(BATCH), coming, strict=False)]:
        for raw, answer in zip(some, house.flow.append_all(some, receipts=False).result(), strict=True):
            if isinstance(answer, HandclaspError):
                raise answer
            places[raw.conversation] = answer.stored.conversation
            size = max(size, answer.stored.index + 1)
    long = [places[f"thread {number}"] for number in range(plan.agents)]
    return long, [place for name, place in places.items() if not name.startswith("thread ")], size


def _raws(plan: Plan) -> Iterator[Raw]:
    texts = (said.text for said in Talk(plan.seed).messages())
    now = time.time_ns() // 1_000_000
    names = [f"thread {number}" for number in range(plan.agents) for _ in range(plan.thread)]
    names += [f"talk {number}" for number in range(plan.conversations - plan.agents)]
    for number, (name, text) in enumerate(zip(names, texts, strict=False)):
        answers = name.startswith("thread ") and number % 2
        yield Raw(
            tenant=TENANT,
            conversation=name,
            key=f"yard/{number}",
            kind=Kind.MESSAGE,
            author=Author("agent", "agent-0") if answers else Author("customer", "7F3A"),
            received=now - (len(names) - number) * 1000,
            text=Secret(text),
        )


def _until(true: Callable[[], bool], consumer: str) -> None:
    """Wait until the worker has taken in what was said."""
    end = time.monotonic() + PATIENCE
    while not true():
        if time.monotonic() > end:
            raise NotReady(f"the worker's {consumer} did not take in what was said")
        time.sleep(0.1)


def _seated(name: str, role: str, thread: bytes, conversations: list[bytes]) -> Person:
    """An account with a session, and conversations in its hands."""
    from handclasp.access.models import Staff, new_handle  # noqa: PLC0415
    from handclasp.access.sessions import ABOUT, SessionStore  # noqa: PLC0415
    from handclasp.desk.models import Conversation  # noqa: PLC0415
    from handclasp.web.console import entering  # noqa: PLC0415

    staff: Any = Staff(username=name, tenant=TENANT, role=role, display_name=name.title(), team="desk")
    staff.set_unusable_password()
    staff.save()
    if role == "agent":
        hers = Conversation.objects.filter(pseudonym__in=[thread, *conversations])
        hers.update(agent=name, team="desk")
    session: Any = SessionStore()
    session["_auth_user_id"] = str(staff.pk)
    session["_auth_user_backend"] = "django.contrib.auth.backends.ModelBackend"
    session["_auth_user_hash"] = staff.get_session_auth_hash()
    session[entering.SECOND_FACTOR] = {"method": "totp", "at": time.time()}
    session[ABOUT] = {"handle": new_handle(), "address": "127.0.0.1", "agent": "benchmark", "began": time.time()}
    session.create()
    return Person(name, str(session.session_key), thread.hex(), [one.hex() for one in conversations])


if __name__ == "__main__":
    main()
