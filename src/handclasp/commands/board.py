"""`handclasp board`: who waits and how long, who talks with how many, who is away, what is near or missed."""

from __future__ import annotations

import json
import sys
from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Any
from zoneinfo import ZoneInfo

import typer
from rich.table import Table

from handclasp.commands.shared import As, acting, out, plain

if TYPE_CHECKING:
    from collections.abc import Iterable

    from handclasp.desk.board import Board, Line


def board(
    account: As,
    queue: Annotated[str, typer.Option(help="Of one queue of the plan.")] = "",
    team: Annotated[str, typer.Option(help="Of one team.")] = "",
    as_json: Annotated[bool, typer.Option("--json", help="One JSON document.")] = False,  # noqa: FBT002 - an option
) -> None:
    """Show the desk at this moment, of the conversations that an account may list."""
    with acting(account) as (parts, who):
        from handclasp.access.policy import Action
        from handclasp.desk.arranging import plan
        from handclasp.desk.board import Asked
        from handclasp.desk.board import board as made
        from handclasp.house.app import now_ms

        parts.gate.passed(who, Action.SEE_BOARD)
        in_force = plan(who.tenant)
        told = made(who, parts.policies, in_force, now_ms(), Asked(queue, team))
    if as_json:
        sys.stdout.write(json.dumps(_document(told), ensure_ascii=False) + "\n")
        return
    out.print(f"{told.total.waiting} wait, {told.total.untaken} of them nobody's; {told.total.open} are open")
    out.print(f"deadlines: {told.total.missed} missed, {told.total.near} near")
    for title, lines in (("queues", told.queues), ("teams", told.teams)):
        if lines:
            out.print(_lines(title, lines, told.at))
    people = Table("name", "team", "now", "talks", "waiting", "missed", title="people")
    for one in told.people:
        talks = f"{one.line.open}/{one.most}"
        people.add_row(plain(one.name), one.team, one.state, talks, str(one.line.waiting), str(one.line.missed))
    out.print(people)
    waits = Table("conversation", "waits", "deadline", "queue", "whose", title="who waits longest")
    for wait in told.waits:
        due = wait.clock.due if wait.clock else None
        by = (
            ""
            if due is None
            else datetime.fromtimestamp(due / 1000, ZoneInfo(in_force.hours.zone)).isoformat(" ", "seconds")
        )
        whose = [wait.queue, wait.row.agent or "nobody's"] if wait.told else ["", ""]
        waits.add_row(wait.row.hex, _since(wait.row.waiting_since, told.at), f"{wait.state} {by}".strip(), *whose)
    out.print(waits)


def _lines(title: str, lines: Iterable[Line], now: int) -> Table:
    table = Table("name", "waiting", "longest", "open", "near", "missed", title=title)
    for one in lines:
        counts = map(str, (one.open, one.near, one.missed))
        table.add_row(one.name or "none", str(one.waiting), _since(one.longest, now), *counts)
    return table


def _since(since: int | None, now: int) -> str:
    return "" if since is None else f"{max(0, now - since) // 1000} s"


def _document(told: Board) -> dict[str, Any]:
    """The board as facts: times in ms since 1970, a wait that may not be told of by its number and time alone."""
    return {
        "at": told.at,
        "of": "every conversation" if told.whole else "the conversations of this account's lists",
        "total": _fact(told.total),
        "queues": [_fact(one) for one in told.queues],
        "teams": [_fact(one) for one in told.teams],
        "people": [
            {**_fact(one.line), "name": one.name, "team": one.team, "state": one.state, "most": one.most}
            for one in told.people
        ],
        "waits": [
            {
                "conversation": one.row.hex,
                "since": one.row.waiting_since,
                "state": one.state,
                "due": one.clock.due if one.clock else None,
                **({"queue": one.queue, "agent": one.row.agent} if one.told else {}),
            }
            for one in told.waits
        ],
    }


def _fact(line: Line) -> dict[str, Any]:
    return {
        "name": line.name,
        "open": line.open,
        "waiting": line.waiting,
        "nobodys": line.untaken,
        "longest_since": line.longest,
        "near": line.near,
        "missed": line.missed,
    }
