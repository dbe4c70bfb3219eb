"""The command line: every feature that has a page has a command.

Errors say what to do; tracebacks are for bugs only.
"""

from __future__ import annotations

import errno
import sys
from typing import Annotated, NoReturn

import typer

from handclasp import __version__
from handclasp.bench.commands import app as bench_commands
from handclasp.commands import (
    anchors,
    approvals,
    board,
    cases,
    cluster,
    consents,
    conversations,
    copies,
    desk,
    exports,
    holds,
    house,
    imports,
    journal,
    keep,
    keys,
    lexicon,
    log,
    numbers,
    orders,
    people,
    policies,
    quality,
    reports,
    requests,
    review,
    salvage,
    screen,
    scripts,
    search,
    send,
    sla,
    tasks,
)
from handclasp.commands.shared import fail, out, settings
from handclasp.records import HandclaspError

cli = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    help="Handclasp: conversations kept useful, private and provable.",
)
cli.add_typer(imports.app)
cli.add_typer(conversations.app)
cli.add_typer(search.app)
cli.add_typer(send.app)
for name, group in {
    "conversation": desk.app,
    "export": exports.app,
    "index": search.index,
    "approval": approvals.app,
    "review": review.app,
    "journal": journal.app,
    "hold": holds.app,
    "request": requests.app,
    "consent": consents.app,
    "cases": cases.app,
    "report": reports.app,
    "keep": keep.app,
    "policy": policies.app,
    "lexicon": lexicon.app,
    "scripts": scripts.app,
    "sla": sla.app,
    "task": tasks.app,
    "quality": quality.app,
    "screen": screen.app,
    "staff": people.app,
    "log": log.app,
    "orders": orders.app,
    "anchor": anchors.app,
    "ship": copies.ship,
    "kit": house.kit_commands,
    "keys": keys.epochs,
    "key": keys.api_keys,
    "tenant": house.tenant_commands,
    "site": keys.sites,
    "cluster": cluster.app,
    "bench": bench_commands,
}.items():
    cli.add_typer(group, name=name)


cli.command()(numbers.numbers)
cli.command()(board.board)
cli.command()(copies.restore)
cli.command()(copies.drill)
cli.command()(salvage.salvage)


def main() -> NoReturn:
    """Entry point: a HandclaspError becomes one readable message and exit status 1."""
    if sys.argv[1:2] == ["verify"]:
        from handclasp.verify import main as verify

        sys.exit(verify(sys.argv[2:]))
    try:
        "".join(sys.argv).encode()
    except UnicodeEncodeError:
        fail("what was typed is not text in UTF-8; type it again", "bad-argument")
    try:
        cli()
    except HandclaspError as error:
        fail(str(error), error.code)
    except OSError as error:
        if error.errno == errno.ENOSPC:
            fail("the disk is full; what was acknowledged before is safe. Make room, then run it again", "disk-full")
        if error.filename is None:
            raise
        fail(f"{error.filename}: {error.strerror}", "file")
    sys.exit(0)


# --- running


PublicUrl = Annotated[
    str | None,
    typer.Option(
        metavar="URL",
        help="How browsers reach it, e.g. https://chat.example.com behind a proxy; wins over the settings.",
    ),
]


@cli.command()
def up(public_url: PublicUrl = None) -> None:
    """Set up everything that is missing and run all of it here, until Ctrl-C."""
    from handclasp.house.up import up as run

    raise typer.Exit(run(settings(public_url), out, public_url))


@cli.command()
def setup(public_url: PublicUrl = None) -> None:
    """Set up everything that is missing (database, keys, demo tenant) and stop again."""
    from handclasp.house.up import setup as run

    run(settings(public_url), out)


@cli.command()
def web(
    public_url: PublicUrl = None,
    listening: Annotated[int | None, typer.Option(hidden=True, help="A socket, from whoever starts us.")] = None,
    place: Annotated[int, typer.Option(hidden=True, help="Which of the workers this is.")] = 0,
) -> None:
    """Run the web workers alone (needs the database to run)."""
    told = settings(public_url)
    if listening is None and told.workers > 1:
        from handclasp.house.up import web as several

        raise typer.Exit(several(told, out, public_url))
    from handclasp.house.processes import web as run

    raise typer.Exit(run(told, listening, place))


@cli.command()
def worker() -> None:
    """Run the worker alone: log consumers and schedules (needs the database to run)."""
    from handclasp.house.processes import worker as run

    raise typer.Exit(run(settings()))


@cli.command()
def status() -> None:
    """Tell what runs, and how far the log is."""
    from handclasp.house.doctor import status as run

    raise typer.Exit(run(settings(), out))


@cli.command()
def doctor() -> None:
    """Look for what is wrong or unsafe, and say what to do."""
    from handclasp.house.doctor import doctor as run

    raise typer.Exit(run(settings(), out))


@cli.command()
def version() -> None:
    """Print the version."""
    out.print(f"handclasp {__version__}")


@cli.command(context_settings={"allow_extra_args": True, "ignore_unknown_options": True})
def verify() -> None:
    """Check a pack, receipt or log folder offline (see `handclasp verify --help`)."""
