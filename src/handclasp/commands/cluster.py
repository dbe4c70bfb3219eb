"""`handclasp cluster`: a database cluster of three nodes on this machine, to see and to test what one survives."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Annotated, Any, Final

import typer
from rich.panel import Panel
from rich.table import Table

from handclasp.commands.shared import fail, out, settings
from handclasp.config import CONFIG_VARIABLE, PREFIX, Settings

app = typer.Typer(no_args_is_help=True, help="A database cluster: three nodes, one of which may be lost at any time.")

FIRST_PORT: Final = 8710
FOLDER: Final = "cluster"


@app.command()
def demo(
    first_port: Annotated[
        int, typer.Option(min=1024, max=65_500, help="Twelve ports from here on are used, on loopback alone.")
    ] = FIRST_PORT,
) -> None:
    """Run all of Handclasp over a cluster of three nodes on this machine, until Ctrl-C.

    Needs Debian's postgresql and etcd-server. Kill a node and see: what was acknowledged is there.
    """
    from handclasp.house.up import up
    from handclasp.store.cluster.layout import Layout
    from handclasp.store.cluster.running import Cluster

    given = settings()
    if given.database_url is not None and CONFIG_VARIABLE not in os.environ:
        fail("database_url names a database already: leave it out to try a cluster here", "bad-configuration")
    home = given.data_dir / FOLDER
    cluster = Cluster(Layout(home, first_port))
    out.print("starting three nodes: etcd, Patroni, PostgreSQL …")
    try:
        cluster.start()
        told = _written(given, cluster, home)
        out.print(
            Panel(
                f"HANDCLASP_CONFIG={told} handclasp cluster status\nHANDCLASP_CONFIG={told} handclasp status",
                title="in another terminal / 在另一终端中",
                expand=False,
            )
        )
        for name in [name for name in os.environ if name.upper().startswith(PREFIX)]:
            del os.environ[name]  # all that was set stands in the file, and would win over it
        os.environ[CONFIG_VARIABLE] = str(told)
        status = up(settings(), out, server=cluster, environment={CONFIG_VARIABLE: str(told)})
    finally:
        cluster.stop()
    raise typer.Exit(status)


@app.command("status")
def status() -> None:
    """Tell who leads, who follows how closely, and what is wrong; exit status 1 when something is."""
    from handclasp.store.cluster.view import look

    told = settings()
    if not told.cluster_pages:
        fail("cluster_pages is not set: this house uses a single database server", "no-cluster")
    view = look(told.cluster_pages, told.cluster_authority)
    table = Table("node", "role", "state", "timeline", "behind by", "confirms commits")
    for one in view.members:
        behind = "" if one.role == "leader" else "unknown" if one.lag is None else f"{one.lag} bytes"
        table.add_row(one.name, one.role, one.state, str(one.timeline or ""), behind, "yes" if one.confirms else "")
    out.print(table)
    if view.wrong:
        out.print(view.wrong, style="red", markup=False)
        raise typer.Exit(1)


def _written(given: Settings, cluster: Any, home: Path) -> Path:
    """A configuration file for everything that is to use this cluster: what was set, and where the nodes are."""
    from handclasp.store.cluster.configuration import SUPERUSER

    layout = cluster.layout
    values: dict[str, Any] = {
        key: getattr(given, key) for key in sorted(given.model_fields_set) if key not in {"public_url", "log_origin"}
    }
    values |= {
        "data_dir": home / "house",
        "database_url": layout.url(SUPERUSER, cluster.passwords()[SUPERUSER], "handclasp"),
        "database_quorum": True,
        "cluster_pages": [node.page for node in layout.nodes],
        "cluster_authority": layout.certificates / "ca.crt",
    }
    text = "\n".join(f"{key} = {_toml(value)}" for key, value in values.items() if value is not None)
    path = home / "handclasp.toml"
    with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:  # noqa: PTH123 - its mode first
        file.write(f"# Written by `handclasp cluster demo`.\n{text}\n")
    return path


def _toml(value: Any) -> str:
    if isinstance(value, dict):
        return "{" + ", ".join(f"{json.dumps(key)} = {_toml(its)}" for key, its in value.items()) + "}"
    return json.dumps(str(value) if isinstance(value, Path) else value)
