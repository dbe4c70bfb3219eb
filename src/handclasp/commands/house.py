"""`handclasp kit | keys | key | tenant | site`: what the operator of the machine sets up. None of it shows a record."""

from __future__ import annotations

import sys
from typing import Annotated

import typer
from rich.table import Table

from handclasp.commands.shared import Tenant, err, out, settings

kit_commands = typer.Typer(no_args_is_help=True, help="The recovery kit.")
keys_commands = typer.Typer(no_args_is_help=True, help="Key epochs of tenants.")
key_commands = typer.Typer(no_args_is_help=True, help="API keys for machines.")
tenant_commands = typer.Typer(no_args_is_help=True, help="Tenants: one site or wallet brand each.")
site_commands = typer.Typer(no_args_is_help=True, help="Web sites that embed the widget.")


@kit_commands.command("confirm")
def kit_confirm(number: Annotated[str, typer.Argument(help="The number printed at the top of the sheet.")]) -> None:
    """Say that the recovery kit lies elsewhere; the sheet on this machine is removed."""
    from handclasp.running import confirm_kit

    confirm_kit(settings(), number, out)


@keys_commands.command("rotate")
def keys_rotate(tenant: Tenant) -> None:
    """Turn the tenant's key epoch now: rewrap every key, verify all, destroy the old one."""
    from handclasp.access.policy import Action
    from handclasp.keep.epochs import turn
    from handclasp.running import house, noted, operator, tenant_number

    with house(settings()) as parts:
        parts.gate.passed(operator(tenant), Action.ROTATE_KEYS)
        noted(parts, tenant, "keys rotate")
        done = turn(parts.keys, parts.database, parts.log.log_id, tenant_number(parts, tenant))
    out.print(f"epoch {done.epoch}: {done.conversations} conversations rewrapped and verified")
    out.print(f"destroyed: {', '.join(map(str, done.destroyed)) or 'none'}")


@key_commands.command("add")
def key_add(
    tenant: Tenant,
    label: Annotated[str, typer.Option(help="What it is for.")],
    scope: Annotated[list[str] | None, typer.Option(help="read, write, export or audit; may be repeated.")] = None,
    days: Annotated[int | None, typer.Option(min=1, help="Days until it expires.")] = None,
) -> None:
    """Make an API key; it is shown once."""
    from handclasp.running import add_key, house

    with house(settings()) as parts:
        key = add_key(parts, tenant, label, scope or ["read", "write"], days)
    sys.stdout.write(key + "\n")


@key_commands.command("list")
def key_list() -> None:
    """List API keys; their secrets are nowhere kept."""
    from handclasp.running import house

    table = Table("id", "tenant", "scopes", "label", "expires", "state")
    with house(settings(), writes=False) as parts:
        for key_id, tenant, scopes, label, expires, revoked in parts.directory.api_keys():
            table.add_row(
                key_id,
                tenant,
                " ".join(scopes),
                label,
                f"{expires:%Y-%m-%d}" if expires else "never",
                "revoked" if revoked else "usable",
            )
    out.print(table)


@key_commands.command("revoke")
def key_revoke(key_id: str) -> None:
    """Revoke an API key by its id; it stops working within seconds."""
    from handclasp.access.policy import Action
    from handclasp.running import house, noted, operator

    with house(settings()) as parts:
        row = parts.directory.key(key_id)
        if row is None:
            err.print(f"there is no key {key_id}; `handclasp key list` names them")
            raise typer.Exit(1)
        parts.gate.passed(operator(row[1]), Action.MANAGE_KEYS)
        noted(parts, row[1], "key revoke", key=key_id)
        parts.directory.revoke_key(key_id)
    out.print(f"{key_id} is revoked")


@tenant_commands.command("add")
def tenant_add(name: str) -> None:
    """Make a tenant with keys of its own."""
    from handclasp.app import add_tenant
    from handclasp.running import house, noted

    chosen = settings()
    with house(chosen) as parts:
        add_tenant(chosen, name)
        noted(parts, name, "tenant add")
    out.print(f"tenant {name} is there; next: handclasp key add, handclasp staff add, handclasp site add")


@tenant_commands.command("list")
def tenant_list() -> None:
    """List tenants."""
    from handclasp.running import house

    with house(settings(), writes=False) as parts:
        for name in parts.directory.tenants():
            out.print(name)


@site_commands.command("add")
def site_add(
    tenant: Tenant,
    name: Annotated[str, typer.Option(help="What customers see.")],
    origin: Annotated[list[str], typer.Option(help="A page that may embed it, https://shop.example; may be repeated.")],
) -> None:
    """Make a site: prints its script tag, and once the secret that signs its customers' tokens."""
    from handclasp.running import add_site, house

    chosen = settings()
    with house(chosen) as parts:
        site_key, secret = add_site(parts, tenant, name, origin)
    sys.stdout.write(f'<script src="{chosen.public_url}/widget/handclasp.js" data-site="{site_key}" async></script>\n')
    sys.stdout.write(f"shop secret (base64, keep it on your server): {secret}\n")


@site_commands.command("list")
def site_list() -> None:
    """List sites."""
    from handclasp.running import house

    table = Table("tenant", "site key", "name", "pages that may embed it")
    with house(settings(), writes=False) as parts:
        for tenant, key, name, origins in parts.directory.sites():
            table.add_row(tenant, key, name, " ".join(origins))
    out.print(table)
