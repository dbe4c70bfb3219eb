"""`handclasp up`: sets up what is missing, then runs all of it on this machine until Ctrl-C.

A second start sets nothing up again and imports as little as it can: what takes time is done by the processes that it
starts, side by side.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from rich.console import Console
from rich.panel import Panel
from rich.table import Table

from handclasp import supervise
from handclasp.config import Settings
from handclasp.house import demo, furnished, workers
from handclasp.house.places import LOG, Paths, refuse_aside
from handclasp.seal.kit import Kit
from handclasp.store import connections
from handclasp.store.database import DatabaseUnavailable
from handclasp.store.embedded import Embedded

_OTHERS: Final = 20
"""Connections of the embedded PostgreSQL beside our own: its superuser's, and whoever looks at it."""


def up(
    settings: Settings,
    out: Console,
    public_url: str | None = None,
    server: supervise.Server | None = None,
    environment: Mapping[str, str] | None = None,
) -> int:
    """Set up what is missing, then run PostgreSQL, web and worker until Ctrl-C; returns the exit status.

    `public_url` is what the command line said, for the processes that are started from here, and `environment` what
    else they are told; `server` (started) is minded in the place of the embedded one.
    """
    refuse_aside(settings.data_dir)
    _resides(settings)
    # The terminal shows what matters; HANDCLASP_LOG_LEVEL or log_level in the file says otherwise.
    told = {} if "log_level" in settings.model_fields_set else {"HANDCLASP_LOG_LEVEL": "warning"}
    if public_url is not None:
        told["HANDCLASP_PUBLIC_URL"] = public_url
    told |= environment or {}
    worker = supervise.Child(name="worker", command=supervise.own("worker"), environment=told, rank=1)
    children = [*workers.children(settings, told), worker]
    embedded = server if server is not None else started(settings)
    try:
        site_key = _set_up(settings, out)
    except BaseException:
        if embedded is not None:
            embedded.stop()
        raise
    return supervise.run(
        children,
        embedded,
        on_ready=lambda: _say_where(settings, site_key, out),
        say=lambda s: out.print(s, markup=False),
    )


def _resides(settings: Settings) -> None:
    """Raise WrongRegion where a copy lies in a region that a tenant does not name, before anything is started."""
    if settings.residency:
        from handclasp.house import copies  # noqa: PLC0415 - the stores' libraries are for whoever has borders

        copies.reside(settings.borders(lambda: 0), copies.places(settings.data_dir))


def web(settings: Settings, out: Console, public_url: str | None = None) -> int:
    """Run several web workers until SIGTERM or Ctrl-C; returns the exit status."""
    told = {} if public_url is None else {"HANDCLASP_PUBLIC_URL": public_url}
    return supervise.run(workers.children(settings, told), None, say=lambda s: out.print(s, markup=False))


def setup(settings: Settings, out: Console) -> None:
    """Set up what is missing and stop again."""
    embedded = started(settings)
    try:
        _set_up(settings, out)
    finally:
        if embedded is not None:
            embedded.stop()


def started(settings: Settings) -> Embedded | None:
    """The embedded server, running; None when the settings name another. Raises DatabaseUnavailable, PostgresError."""
    if settings.database_url is not None:
        return None
    settings.data_dir.mkdir(mode=0o711, parents=True, exist_ok=True)
    need = connections.needed(settings.workers, settings.database_connections)
    embedded = Embedded(settings.data_dir, settings={"max_connections": str(sum(need.most.values()) + _OTHERS)})
    if Paths(settings.data_dir).passwords.exists() and not (settings.data_dir / "postgres").exists():
        message = (
            f"the database in {settings.data_dir}/postgres is gone; nothing was changed, and no new one was made "
            "in its place. Restore it from a copy, or choose another data_dir"
        )
        raise DatabaseUnavailable(message)
    embedded.start()
    return embedded


def _set_up(settings: Settings, out: Console) -> str:
    """Prepare the house and show, once, what is shown only once; returns the demo's site key."""
    site_key = furnished.marked(settings)
    if site_key is not None and bool(site_key) == settings.demo:
        return site_key
    from handclasp.house.processes import set_up  # noqa: PLC0415 - brings Django and all of web

    welcome = set_up(
        settings,
        lambda text: out.print(f"  {text}", style="dim", markup=False),
        lambda fresh: _show_kit(settings, fresh, out),
    )
    if welcome.passwords:
        table = Table("account", "one-time password / 一次性密码", "role", title="staff (shown once; valid 72 hours)")
        for name, password in welcome.passwords.items():
            table.add_row(name, password, demo.role_of(name))
        out.print(table)
    if welcome.api_key:
        out.print(Panel(welcome.api_key, title="API key of the tenant demo (shown once)", expand=False))
    furnished.mark(settings, welcome.site_key)
    return welcome.site_key


def _show_kit(settings: Settings, fresh: Kit, out: Console) -> None:
    out.print(
        Panel(
            f"Recovery kit {fresh.number}: {Paths(settings.data_dir).sheet}\n"
            f"passphrase: [bold]{fresh.passphrase}[/]\n\n"
            "Print the sheet, write the passphrase somewhere else, take both away from this machine; then run\n"
            f"handclasp kit confirm {fresh.number}\n"
            "打印此页，口令另存一处，二者都带离本机，然后运行上面的命令。口令只显示这一次。",
            title="recovery kit / 恢复套件 (shown once)",
            expand=False,
        )
    )


def _say_where(settings: Settings, site_key: str, out: Console) -> None:
    lines = [
        f"desk / 客服台        {settings.public_url}/desk/",
        f"API                  {settings.public_url}/v1/openapi.json",
        f"log checkpoint       {settings.public_url}/log/{LOG}/checkpoint",
    ]
    if site_key:
        lines[1:1] = [f"sample shop / 示例店  {settings.public_url}/shop/"]
        lines += [f"widget site key      {site_key}"]
    else:
        lines += ["no tenant yet?       handclasp tenant add NAME, then staff add, site add, key add"]
    out.print(
        Panel(
            "\n".join(lines),
            title="Handclasp is running; Ctrl-C stops it / 已启动，按 Ctrl-C 停止",
            expand=False,
        )
    )
