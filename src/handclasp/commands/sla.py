"""`handclasp sla`: the plan of a desk, checked, shown, published; and how a conversation stands by it."""

from __future__ import annotations

import json
import sys
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated
from zoneinfo import ZoneInfo

import typer
from rich.table import Table

from handclasp.commands.shared import As, acting, err, out, plain

if TYPE_CHECKING:
    from handclasp.desk.arranging import Arranging
    from handclasp.desk.deadlines import Clock
    from handclasp.house.app import House

app = typer.Typer(no_args_is_help=True, help="The plan of the desk: hours, queues, deadlines.")

File = Annotated[Path, typer.Argument(exists=True, dir_okay=False, help="A plan in TOML, UTF-8.")]


@app.command("check")
def check(
    file: File,
    account: Annotated[
        str,
        typer.Option(
            "--as",
            metavar="ACCOUNT",
            help="Who is to publish it: topics, accounts and the guard are asked too, as they are then.",
        ),
    ] = "",
) -> None:
    """Look for a fault in a plan; exit status 1 when there is one. Without --as it needs no house."""
    from handclasp.desk.plan import read

    found = read(_text(file))
    if account:
        with acting(account) as (parts, who):
            _book(parts).check(who, _text(file))
    out.print(f"{plain(file.name)}: {len(found.queues)} queues, {found.hours.zone}, no fault")


@app.command("show")
def show(
    account: As,
    conversation: Annotated[str, typer.Argument(help="A conversation; without, the plan itself.")] = "",
    as_json: Annotated[bool, typer.Option("--json", help="One JSON document a line.")] = False,  # noqa: FBT002 - an option
) -> None:
    """Write the plan in force to standard output; or tell how a conversation stands."""
    if conversation:
        _stands(account, conversation, as_json=as_json)
        return
    with acting(account) as (parts, who):
        standing = _book(parts).show(who)
    err.print(f"plan {standing.number}" if standing.number else "no plan: nothing is promised, the desk never closes")
    sys.stdout.write(standing.text)


@app.command("publish")
def publish(file: File, account: As) -> None:
    """Put a plan in force; prints its number."""
    text = _text(file)
    with acting(account) as (parts, who):
        book = _book(parts)
        number = book.publish(who, text, book.show(who).number).number
    out.print(f"plan {number} is in force")


def _book(parts: House) -> Arranging:
    from handclasp.desk.arranging import Arranging
    from handclasp.house.app import now_ms

    return Arranging(parts.gate.passed, parts.journal.seal, parts.leaving.stop, parts.risk_words.topics, now_ms)


def _stands(account: str, conversation: str, *, as_json: bool) -> None:
    with acting(account) as (parts, who):
        from handclasp.access.policy import Action
        from handclasp.desk.arranging import plan
        from handclasp.desk.deadlines import of
        from handclasp.desk.models import Conversation
        from handclasp.house.app import now_ms
        from handclasp.house.running import pseudonym

        at = pseudonym(parts, who.tenant, conversation)
        parts.gate.passed(who, Action.LIST, at)
        row = Conversation.objects.filter(tenant=who.tenant, pseudonym=at).first()
        in_force = plan(who.tenant)
        found = of(in_force, row, now_ms()) if row else None
    if as_json:
        told = {
            "queue": found.queue if found else None,
            "clocks": [one._asdict() for one in found.clocks] if found else [],
        }
        out.print_json(json.dumps(told), indent=None)
        return
    if found is None:
        out.print("nothing is promised here")
        return
    table = Table("clock", "state", "by", title=plain(found.queue))
    for one in found.clocks:
        table.add_row(one.kind, one.state, _when(one, in_force.hours.zone))
    out.print(table)


def _when(clock: Clock, zone: str) -> str:
    if clock.due is None:
        return "" if clock.took is None else f"took {clock.took // 1000} s of the open desk"
    return datetime.fromtimestamp(clock.due / 1000, ZoneInfo(zone)).isoformat(" ", "seconds")


def _text(file: Path) -> str:
    from handclasp.desk.plan import BadPlan

    try:
        return file.read_text("utf-8")
    except UnicodeDecodeError:
        raise BadPlan(
            f"{file.name} is not text in UTF-8; save it as that, then run it again", f"{file.name} 不是 UTF-8 文字"
        ) from None
