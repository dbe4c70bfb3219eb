"""`handclasp screen`: try screening on a text of one's own, and check a tenant's own types."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from handclasp.commands.shared import out, plain, settings

if TYPE_CHECKING:
    from handclasp.records import Finding

app = typer.Typer(no_args_is_help=True, help="What screening finds: try a text, check a tenant's own types.")
types = typer.Typer(no_args_is_help=True, help="A tenant's own types.")
app.add_typer(types, name="types")


@app.command("try")
def try_(
    tenant: Annotated[str, typer.Option(help="With this tenant's own types; without, the built-in ones alone.")] = "",
) -> None:
    """Read a text from standard input; show it masked, and what was found and why. Nothing is stored or logged."""
    import time

    from handclasp.house.places import Paths
    from handclasp.screen import REVIEW_BELOW, engine
    from handclasp.screen.screener import masked
    from handclasp.screen.tenant_types import TenantTypes

    text = sys.stdin.read().rstrip("\n")
    own = TenantTypes(Paths(settings().data_dir).types, time.monotonic) if tenant else None
    if own:
        own.check()
    findings = engine().find(text, more=own(tenant) if own else ())
    sys.stdout.write(masked(text, findings)[0] + "\n")
    _show(findings, REVIEW_BELOW)


def _show(findings: list[Finding], review_below: int) -> None:
    from rich.table import Table

    if not findings:
        out.print("nothing found")
        return
    table = Table("type", "from", "to", "detector", "sure", "then")
    for one in findings:
        then = "dropped" if one.dropped else "kept apart"
        if one.sure < review_below:
            then += ", for review"
        table.add_row(plain(one.type), str(one.start), str(one.end), plain(one.detector), str(one.sure), then)
    out.print(table)


@types.command("check")
def check(
    file: Annotated[Path, typer.Argument(exists=True, dir_okay=False, help="A file of types, TOML in UTF-8.")],
) -> None:
    """Look for faults in a tenant's own types; exit status 1 when there is one. Needs no house."""
    from handclasp.screen.tenant_types import from_file

    found = from_file(file)
    out.print(f"{plain(str(file))}: {len(found)} types, no fault")
