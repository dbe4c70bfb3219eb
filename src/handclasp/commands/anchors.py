"""`handclasp anchor`: what is known of the log outside the house, and having it known now."""

from __future__ import annotations

import contextlib
import json
import sys
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated

import typer
from rich.table import Table

from handclasp.commands.shared import out, plain, settings

if TYPE_CHECKING:
    from handclasp.house.anchoring import Anchoring

app = typer.Typer(no_args_is_help=True, help="Anchors: time-stamps, a chain and IPFS, which others can check.")

AsJson = Annotated[bool, typer.Option("--json", help="One JSON object a line.")]
EVERY = 2.0
"""Seconds between looks while a command waits."""


@contextlib.contextmanager
def _anchoring() -> Iterator[Anchoring]:
    """The anchoring of a house; raises NoAnchors when no place outside is configured."""
    from handclasp.house.anchoring import NoAnchors
    from handclasp.house.running import house

    with house(settings(), writes=False) as parts:
        if not parts.anchoring.plans:
            message = "no place outside is configured; set witness_policy, timestamp_url, ethereum_url or ipfs_url"
            raise NoAnchors(message)
        yield parts.anchoring


@app.command("status")
def status(as_json: AsJson = False) -> None:  # noqa: FBT002 - an option
    """Tell how old the newest anchor of each kind is; exit status 1 when one is late."""
    with _anchoring() as anchoring:
        standing = anchoring.standing()
    table = Table("kind", "newest over", "anchored", "next", "last failure")
    for one in standing:
        newest, open_ = one.newest, one.open
        state = "none due" if open_ is None else "under way" if open_.begun else "waits"
        if as_json:
            told = {"kind": one.kind, "size": newest and newest.size, "age_s": one.age, "late": one.late}
            sys.stdout.write(json.dumps({**told, "failed": open_.failed if open_ else "", "next": state}) + "\n")
        table.add_row(
            one.kind,
            f"{newest.size} records" if newest else "-",
            _when(newest.done_at) if newest else "none yet",
            f"[red]late[/], {state}" if one.late else state,
            plain(open_.failed) if open_ else "",
        )
    if not as_json:
        out.print(table)
    raise typer.Exit(int(any(one.late for one in standing)))


@app.command("now")
def now(
    kind: Annotated[list[str] | None, typer.Option(help="Only there: witness, rfc3161, ethereum or ipfs.")] = None,
    wait: Annotated[int, typer.Option(min=0, help="Seconds to wait for blocks; 0: the worker goes on with it.")] = 0,
) -> None:
    """Have the newest checkpoint anchored now, everywhere or where named; a checkpoint is anchored once."""
    from handclasp.seal.anchors import AnchorFailed

    with _anchoring() as anchoring:
        if unknown := sorted(set(kind or ()) - anchoring.plans.keys()):
            message = f"{unknown[0]!r} is not configured; there are {', '.join(anchoring.plans)}"
            raise typer.BadParameter(message)
        kinds = anchoring.ask("command", kind or None)
        until = time.monotonic() + wait
        while True:
            anchoring.step()
            still_open = [one.open for one in anchoring.standing() if one.kind in kinds and one.open is not None]
            if not still_open or time.monotonic() >= until:
                break
            time.sleep(EVERY)
        for one in anchoring.standing():
            if one.kind in kinds and one.open is None and one.newest is not None:
                out.print(plain(f"{one.kind}: {one.newest.size} records are anchored"))
        for open_ in still_open:
            out.print(plain(f"{open_.kind}: {open_.failed or 'under way; the worker goes on with it'}"))
        if failed := next((one for one in still_open if one.failed), None):
            raise AnchorFailed(f"{failed.kind}: {failed.failed}; it will be tried again")
    if not kinds:
        out.print("the log has no records yet; there is nothing to anchor")


@app.command("list")
def list_(
    limit: Annotated[int, typer.Option(min=1, max=10_000, help="How many, the newest first.")] = 50,
    as_json: AsJson = False,  # noqa: FBT002 - an option
) -> None:
    """List what was anchored, what is under way, and what it cost."""
    from handclasp.seal.anchors.ethereum import ether

    with _anchoring() as anchoring:
        found = anchoring.rows.listed(list(anchoring.plans), limit)
    table = Table("kind", "records", "why", "asked", "anchored", "cost", "state")
    for one in found:
        state = "anchored" if one.proof else one.failed or ("under way" if one.begun else "waits")
        if as_json:
            keys = ("kind", "size", "why", "asked_at", "done_at", "tries", "failed")
            sys.stdout.write(json.dumps({key: getattr(one, key) for key in keys} | {"cost_wei": str(one.cost)}) + "\n")
        cost = ether(one.cost) if one.cost else "-"
        table.add_row(one.kind, str(one.size), one.why, _when(one.asked_at), _when(one.done_at), cost, plain(state))
    if not as_json:
        out.print(table)


@app.command("show")
def show(
    kind: Annotated[str, typer.Argument(help="witness, rfc3161, ethereum or ipfs.")],
    records: Annotated[int, typer.Argument(help="Of which checkpoint: its number of records, as `list` shows it.")],
) -> None:
    """Print an anchor as a file that others verify: `handclasp verify FILE`."""
    from handclasp.house.anchoring import document
    from handclasp.records import NotFound

    with _anchoring() as anchoring:
        found = anchoring.rows.covering(kind, [records - 1])
    if not found or found[0].size != records:
        message = f"there is no {kind} anchor over {records} records; `handclasp anchor list` names them"
        raise NotFound(message)
    sys.stdout.write(json.dumps(document(found[0], json.loads(found[0].proof)), ensure_ascii=False) + "\n")


def _when(seconds: float | None) -> str:
    return "-" if seconds is None else f"{datetime.fromtimestamp(seconds, UTC):%Y-%m-%d %H:%M:%S} UTC"
