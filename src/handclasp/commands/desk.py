"""`handclasp conversation`: the desk's work: lists, taking, handing over, answering, noting, saying how it stands."""

from __future__ import annotations

import contextlib
import json
import secrets
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated, NamedTuple

import typer
from rich.table import Table

from handclasp.commands.shared import As, Conversation, acting, out, plain

if TYPE_CHECKING:
    from handclasp.access.policy import Reader
    from handclasp.desk.assignment import Assignments
    from handclasp.desk.merging import Merges
    from handclasp.desk.models import Conversation as Row
    from handclasp.house.app import House

app = typer.Typer(no_args_is_help=True, help="Working on a conversation, as at the desk.")

Text = Annotated[str, typer.Argument(help="What to write.")]


class _Desk(NamedTuple):
    """The desk's rooms, who works at it, and the conversation."""

    parts: House
    who: Reader
    assignments: Assignments
    at: bytes


@contextlib.contextmanager
def _desk(account: str, conversation: str) -> Iterator[_Desk]:
    from handclasp.house.app import now_ms
    from handclasp.house.running import pseudonym

    with acting(account) as (parts, who):
        from handclasp.desk.assignment import Assignments

        assignments = Assignments(parts.flow.append, parts.gate.passed, parts.policies.roles, now_ms)
        yield _Desk(parts, who, assignments, pseudonym(parts, who.tenant, conversation))


@app.command("take")
def take(conversation: Conversation, account: As) -> None:
    """Make a conversation that is nobody's one's own."""
    with _desk(account, conversation) as desk:
        desk.assignments.take(desk.who, desk.at)
    out.print(plain(f"{account} has it"))


@app.command("assign")
def assign(
    conversation: Conversation,
    agent: Annotated[str, typer.Argument(help="The account to hand it to.")],
    account: As,
    note_text: Annotated[str, typer.Option("--note", help="A note for them, sealed first.")] = "",
) -> None:
    """Hand a conversation to a colleague who answers customers; to oneself: take it over."""
    with _desk(account, conversation) as desk:
        if note_text.strip():
            from handclasp.access.policy import Action

            desk.parts.gate.passed(desk.who, Action.ASSIGN, desk.at)
            desk.assignments.known(desk.who.tenant, agent)
            _written(desk, note_text, note=True)
        whose = desk.assignments.assign(desk.who, desk.at, agent)
    out.print(f"{whose.agent} has it")


@app.command("release")
def release(conversation: Conversation, account: As) -> None:
    """Let a conversation go, to be taken by anybody."""
    with _desk(account, conversation) as desk:
        desk.assignments.release(desk.who, desk.at)
    out.print("nobody has it; it waits to be taken")


@app.command("reply")
def reply(conversation: Conversation, text: Text, account: As) -> None:
    """Answer the customer; prints the record's number."""
    _write(account, conversation, text, note=False)


@app.command("note")
def note(conversation: Conversation, text: Text, account: As) -> None:
    """Write an internal note, which no customer sees; prints the record's number."""
    _write(account, conversation, text, note=True)


def _write(account: str, conversation: str, text: str, *, note: bool) -> None:
    from handclasp.desk.speaking import LONGEST

    if not text.strip() or len(text) > LONGEST:
        raise typer.BadParameter(f"write 1 to {LONGEST} characters")
    with _desk(account, conversation) as desk:
        sys.stdout.write(f"{_written(desk, text, note=note)}\n")


def _written(desk: _Desk, text: str, *, note: bool) -> int:
    """Seal what somebody wrote; the record's number."""
    from handclasp.access.policy import Action
    from handclasp.desk.leaving import Where
    from handclasp.desk.merging import BadMerge
    from handclasp.desk.models import Conversation as Row
    from handclasp.desk.scripts import filled
    from handclasp.desk.speaking import Words

    if not note:
        filled(desk.who.tenant, text)
    passed = desk.parts.gate.passed(desk.who, Action.NOTE if note else Action.REPLY, desk.at)
    row = Row.objects.filter(tenant=desk.who.tenant, pseudonym=desk.at).first()
    if row is not None and row.joined is not None and not note:
        raise BadMerge(f"this conversation goes on in {bytes(row.joined).hex()}; answer there", "joined")
    where = Where(desk.at, row.channel if row else "", passed.decision.version)
    return desk.parts.leaving.send(desk.who, where, Words(secrets.token_urlsafe(16), text, note)).stored.seq


@app.command("state")
def state(
    conversation: Conversation,
    stands: Annotated[
        str, typer.Argument(metavar="STATE", help="open, waiting-customer, waiting-other, resolved or closed.")
    ],
    account: As,
    because: Annotated[str, typer.Option(help="The name of a reason that the plan has for it.")],
    words: Annotated[str, typer.Option(help="More in your own words; an internal note.")] = "",
) -> None:
    """Say how a conversation stands, and why; prints the state it is in now."""
    with _desk(account, conversation) as desk:
        from handclasp.desk.states import Saying, States
        from handclasp.house.app import now_ms

        book = States(desk.parts.flow.append, desk.parts.gate.passed, now_ms)
        saying = Saying(stands, because, words, secrets.token_urlsafe(16))
        sys.stdout.write(f"{book.say(desk.who, desk.at, saying)}\n")


@app.command("tag")
def tag(
    conversation: Conversation, name: Annotated[str, typer.Argument(help="A tag of the plan.")], account: As
) -> None:
    """Give a conversation a tag; prints those it has now."""
    _label(account, conversation, name, take=False)


@app.command("untag")
def untag(conversation: Conversation, name: Annotated[str, typer.Argument(help="A tag it has.")], account: As) -> None:
    """Take a tag away; prints those it has now."""
    _label(account, conversation, name, take=True)


def _label(account: str, conversation: str, name: str, *, take: bool) -> None:
    with _desk(account, conversation) as desk:
        from handclasp.desk.labels import Tags
        from handclasp.house.app import now_ms

        tags = Tags(desk.parts.flow.append, desk.parts.gate.passed, now_ms)
        has = (tags.take if take else tags.give)(desk.who, desk.at, name)
    sys.stdout.write(" ".join(has) + "\n")


@app.command("join")
def join(
    conversation: Conversation,
    into: Annotated[str, typer.Argument(help="The conversation of the same customer in which it goes on.")],
    account: As,
) -> None:
    """Let a conversation go on in another one of the same customer; a record in both says so."""
    from handclasp.house.running import pseudonym

    with _merging(account, conversation) as (desk, merges):
        main = pseudonym(desk.parts, desk.who.tenant, into)
        merges.merge(desk.who, desk.at, main)
    out.print(plain(f"it goes on in {main.hex()}"))


@app.command("part")
def part(conversation: Conversation, account: As) -> None:
    """Let a conversation that goes on in another one go on by itself again."""
    with _merging(account, conversation) as (desk, merges):
        main = merges.unmerge(desk.who, desk.at)
    out.print(plain(f"it goes on by itself, no more in {main.hex()}"))


@contextlib.contextmanager
def _merging(account: str, conversation: str) -> Iterator[tuple[_Desk, Merges]]:
    with _desk(account, conversation) as desk:
        from handclasp.desk.merging import Merges, customers
        from handclasp.house.app import now_ms

        parts = desk.parts
        known = customers(parts.disclose.feed_one)
        yield desk, Merges(parts.flow.append, parts.gate.passed, known, parts.holds.on, now_ms)


@app.command("list")
def list_(
    account: As,
    stands: Annotated[str, typer.Option("--state", help="Only those that stand like this.")] = "",
    topic: Annotated[str, typer.Option(help="Only those about this.")] = "",
    tagged: Annotated[str, typer.Option("--tag", help="Only those with this tag.")] = "",
    as_json: Annotated[bool, typer.Option("--json", help="One JSON document a line.")] = False,  # noqa: FBT002 - an option
) -> None:
    """List conversations, the longest wait first: number, state, reason, tags, who has it; of what one may read."""
    with acting(account) as at:
        from handclasp.desk.sifting import MOST, Sieve
        from handclasp.desk.states import KNOWN
        from handclasp.desk.visible import Lists

        if stands and stands not in KNOWN:
            raise typer.BadParameter(f"a state is one of {', '.join(KNOWN)}")
        lists = Lists(at.who, at.house.policies)
        rows = lists.all().order_by("waiting_since", "-last_at", "-id")
        shown = [row for row in Sieve(topic, stands, tagged).sift(rows, lists)[:MOST] if lists.readable(row)]
    _print([_told(row) for row in shown], as_json=as_json)


def _told(row: Row) -> dict[str, object]:
    since = datetime.fromtimestamp(row.waiting_since / 1000, UTC) if row.waiting_since else None
    return {
        "conversation": row.hex,
        "state": row.state,
        "reason": row.reason,
        "tags": " ".join(row.tags),
        "agent": row.agent,
        "team": row.team,
        "goes_on_in": bytes(row.joined).hex() if row.joined else None,
        "waits_since": since.isoformat(timespec="seconds") if since else None,
    }


def _print(rows: list[dict[str, object]], *, as_json: bool) -> None:
    if as_json:
        for row in rows:
            out.print_json(json.dumps(row), indent=None)
        return
    table = Table("conversation", "state", "reason", "tags", "agent", "team", "goes on in", "waits since")
    for row in rows:
        table.add_row(*(plain(str(cell or "")) for cell in row.values()))
    out.print(table)


@app.command("away")
def away(account: As) -> None:
    """Say that one is away: nobody is given conversations then."""
    _present(account, away=True)
    out.print(plain(f"{account} is away"))


@app.command("back")
def back(account: As) -> None:
    """Say that one is back."""
    _present(account, away=False)
    out.print(plain(f"{account} is back"))


def _present(account: str, *, away: bool) -> None:
    with acting(account) as (parts, who):
        from handclasp.desk.presence import say
        from handclasp.house.app import now_ms

        say(parts.journal.seal, who, now_ms(), away=away)
