"""`handclasp kit | tenant`: what the operator of the machine sets up. None of it shows a record."""

from __future__ import annotations

from typing import Annotated

import typer

from handclasp.commands.shared import out, plain, settings

kit_commands = typer.Typer(no_args_is_help=True, help="The recovery kit.")
tenant_commands = typer.Typer(no_args_is_help=True, help="Tenants: one site or wallet brand each.")


@kit_commands.command("confirm")
def kit_confirm(number: Annotated[str, typer.Argument(help="The number printed at the top of the sheet.")]) -> None:
    """Say that the recovery kit lies elsewhere; the sheet on this machine is removed."""
    from handclasp.house.running import confirm_kit

    confirm_kit(settings(), number, out)


@tenant_commands.command("add")
def tenant_add(name: str) -> None:
    """Make a tenant with keys of its own."""
    from handclasp.house.app import add_tenant
    from handclasp.house.running import house, noted

    chosen = settings()
    with house(chosen) as parts:
        add_tenant(chosen, name)
        noted(parts, name, "tenant add")
    out.print(plain(f"tenant {name} is there; next: handclasp key add, handclasp staff add, handclasp site add"))


@tenant_commands.command("list")
def tenant_list() -> None:
    """List tenants."""
    from handclasp.house.running import house

    with house(settings(), writes=False) as parts:
        for name in parts.directory.tenants():
            out.print(name)
