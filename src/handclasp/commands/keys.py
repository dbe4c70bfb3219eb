"""`handclasp keys | key | site`: key epochs, API keys, sites; as an administrator (`--as`) or the operator here."""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated

import typer
from rich.table import Table

from handclasp.access.machines import DAYS, MOST_DAYS
from handclasp.commands.shared import Actor, OfTenant, acting_here, out, plain, settings

if TYPE_CHECKING:
    from collections.abc import Iterable

    from handclasp.access.api_keys import Key

epochs = typer.Typer(no_args_is_help=True, help="Key epochs of tenants.")
api_keys = typer.Typer(no_args_is_help=True, help="API keys for machines.")
sites = typer.Typer(no_args_is_help=True, help="Web sites that embed the widget.")

STATES = {
    "usable": "usable",
    "endless": "[yellow]usable without an end: make one that ends, then revoke this[/]",
    "expired": "expired",
    "revoked": "revoked",
}


@epochs.command("rotate")
def rotate(tenant: OfTenant = "", account: Actor = "") -> None:
    """Turn the tenant's key epoch now: rewrap every key, verify all, destroy the old one."""
    from handclasp.access.policy import StepUp
    from handclasp.house.running import rotate_keys

    with acting_here(account, tenant, StepUp.KEYS) as (parts, who):
        done = rotate_keys(parts, who)
    out.print(f"epoch {done.epoch}: {done.conversations} conversations rewrapped and verified")
    out.print(f"destroyed: {', '.join(map(str, done.destroyed)) or 'none'}")


@api_keys.command("add")
def key_add(
    label: Annotated[str, typer.Option(help="What uses it.")],
    scope: Annotated[list[str], typer.Option(help="read, write, export or audit; may be repeated.")],
    tenant: OfTenant = "",
    days: Annotated[int, typer.Option(min=1, max=MOST_DAYS, help="Days until it ends.")] = DAYS,
    account: Actor = "",
) -> None:
    """Make an API key for what its scopes name; it is shown once."""
    from handclasp.access.policy import StepUp

    with acting_here(account, tenant, StepUp.KEYS) as (parts, who):
        key = parts.key_book.add(who, scope, label, days)
    sys.stdout.write(key + "\n")


@api_keys.command("list")
def key_list(tenant: OfTenant = "", account: Actor = "") -> None:
    """List API keys; their secrets are nowhere kept. The operator of this machine sees those of every tenant."""
    from handclasp.access.api_keys import listed
    from handclasp.access.policy import StepUp
    from handclasp.house.running import house

    if account:
        with acting_here(account, tenant, StepUp.KEYS) as (parts, who):
            found = parts.key_book.listed(who)
    else:
        with house(settings(), writes=False) as parts:
            found = listed(parts.directory, tenant)
    out.print(_table(found))


def _table(keys: Iterable[Key]) -> Table:
    table = Table("id", "tenant", "scopes", "label", "ends", "state")
    for key in keys:
        ends = f"{key.expires:%Y-%m-%d}" if key.expires else "never"
        state = STATES[key.state(datetime.now(UTC))]
        table.add_row(key.key_id, key.tenant, " ".join(key.scopes), plain(key.label), ends, state)
    return table


@api_keys.command("revoke")
def key_revoke(
    key_id: Annotated[str, typer.Argument(help="Its id, as `key list` shows it.")],
    account: Actor = "",
) -> None:
    """Revoke an API key by its id; it stops working within seconds."""
    from handclasp.access.policy import StepUp
    from handclasp.house.running import house, operator
    from handclasp.records import NotFound

    if account:
        with acting_here(account, "", StepUp.KEYS) as (parts, who):
            parts.key_book.revoke(who, key_id)
    else:
        with house(settings()) as parts:
            row = parts.directory.key(key_id) if key_id.isprintable() else None
            if row is None:
                message = "there is no API key of that id; `handclasp key list` names them"
                raise NotFound(message)
            parts.key_book.revoke(operator(row[1]), key_id)
    out.print(plain(f"{key_id} is revoked"))


@sites.command("add")
def site_add(
    name: Annotated[str, typer.Option(help="What customers see.")],
    origin: Annotated[list[str], typer.Option(help="A page that may embed it, https://shop.example; may be repeated.")],
    tenant: OfTenant = "",
    account: Actor = "",
) -> None:
    """Make a site: prints its script tag, and once the secret that signs its customers' tokens."""
    from handclasp.access.policy import StepUp
    from handclasp.house.running import add_site

    with acting_here(account, tenant, StepUp.KEYS) as (parts, who):
        site_key, secret = add_site(parts, who, name, origin)
        url = parts.settings.public_url
    sys.stdout.write(f'<script src="{url}/widget/handclasp.js" data-site="{site_key}" async></script>\n')
    sys.stdout.write(f"shop secret (base64, keep it on your server): {secret}\n")


@sites.command("list")
def site_list(tenant: OfTenant = "", account: Actor = "") -> None:
    """List sites; the operator of this machine sees those of every tenant."""
    from handclasp.access.policy import StepUp
    from handclasp.house.running import house
    from handclasp.house.running import sites as sites_of

    if account:
        with acting_here(account, tenant, StepUp.KEYS) as (parts, who):
            found = sites_of(parts, who)
    else:
        with house(settings(), writes=False) as parts:
            found = [site for site in parts.directory.sites() if tenant in {"", site[0]}]
    table = Table("tenant", "site key", "name", "pages that may embed it")
    for name, key, shown, origins in found:
        table.add_row(name, key, plain(shown), plain(" ".join(origins)))
    out.print(table)
