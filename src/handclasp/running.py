"""What the command line does with a house: run all of it, open it for one command, tell how it is."""

from __future__ import annotations

import contextlib
import secrets
from base64 import b64encode
from collections.abc import Iterator
from datetime import timedelta

from rich.console import Console
from rich.panel import Panel
from rich.table import Table

from handclasp import app, supervise
from handclasp.access import machines
from handclasp.access.policy import Reader
from handclasp.app import House, Paths
from handclasp.config import Settings
from handclasp.flow import UnknownTenant
from handclasp.records import NotFound
from handclasp.seal import kit
from handclasp.store import settings as stored
from handclasp.store.embedded import Embedded

# --- running


def up(settings: Settings, out: Console) -> int:
    """Set up what is missing, then run PostgreSQL, web and worker until Ctrl-C; returns the exit status."""
    listens = (settings.web_host, settings.web_port)
    # The terminal shows what matters; HANDCLASP_LOG_LEVEL or log_level in the file says otherwise.
    quiet = {} if "log_level" in settings.model_fields_set else {"HANDCLASP_LOG_LEVEL": "warning"}
    web = supervise.Child.own("web", "web", listens=listens, ready=supervise.http_ready(*listens), environment=quiet)
    children = [web, supervise.Child.own("worker", "worker", environment=quiet)]
    supervise.check_ports(children)
    embedded = _started(settings)
    try:
        welcome = _set_up(settings, out)
    except BaseException:
        if embedded is not None:
            embedded.stop()
        raise
    return supervise.run(
        children,
        embedded,
        on_ready=lambda: _say_where(settings, welcome, out),
        say=lambda s: out.print(s, markup=False),
    )


def setup(settings: Settings, out: Console) -> None:
    """Set up what is missing and stop again."""
    embedded = _started(settings)
    try:
        _set_up(settings, out)
    finally:
        if embedded is not None:
            embedded.stop()


def _started(settings: Settings) -> Embedded | None:
    if settings.database_url is not None:
        return None
    settings.data_dir.mkdir(mode=0o711, parents=True, exist_ok=True)
    embedded = Embedded(settings.data_dir)
    embedded.start()
    return embedded


def _set_up(settings: Settings, out: Console) -> str:
    """Prepare the house and show, once, what is shown only once; returns the demo's site key."""
    from handclasp.processes import set_up  # noqa: PLC0415 - brings Django and all of web

    welcome = set_up(settings, lambda text: out.print(f"  {text}", style="dim", markup=False))
    if welcome.kit is not None:
        sheet = Paths(settings.data_dir).sheet
        out.print(
            Panel(
                f"Recovery kit {welcome.kit.number}: {sheet}\npassphrase: [bold]{welcome.kit.passphrase}[/]\n\n"
                "Print the sheet, write the passphrase somewhere else, take both away from this machine; then run\n"
                f"handclasp kit confirm {welcome.kit.number}\n"
                "打印此页，口令另存一处，二者都带离本机，然后运行上面的命令。口令只显示这一次。",
                title="recovery kit / 恢复套件 (shown once)",
                expand=False,
            )
        )
    if welcome.passwords:
        table = Table("account", "one-time password / 一次性密码", title="staff (shown once; valid 72 hours)")
        for name, password in welcome.passwords.items():
            table.add_row(name, password)
        out.print(table)
    if welcome.api_key:
        out.print(Panel(welcome.api_key, title="API key of the tenant demo (shown once)", expand=False))
    return welcome.site_key


def _say_where(settings: Settings, site_key: str, out: Console) -> None:
    out.print(
        Panel(
            f"desk / 客服台        {settings.public_url}/desk/\n"
            f"sample shop / 示例店  {settings.public_url}/shop/\n"
            f"API                  {settings.public_url}/v1/openapi.json\n"
            f"log checkpoint       {settings.public_url}/log/{app.LOG}/checkpoint\n"
            f"widget site key      {site_key}",
            title="Handclasp is running; Ctrl-C stops it / 已启动，按 Ctrl-C 停止",
            expand=False,
        )
    )


# --- one command


@contextlib.contextmanager
def house(settings: Settings, *, writes: bool = True) -> Iterator[House]:
    """A house for one command: uses the running server, or starts the embedded one for as long as the command takes."""
    embedded = None
    if (
        settings.database_url is None
        and Paths(settings.data_dir).passwords.exists()
        and not Embedded(settings.data_dir).running()
    ):
        embedded = _started(settings)
    try:
        parts = House(settings)
        try:
            if writes:
                parts.start()
            yield parts
        finally:
            parts.close()
    finally:
        if embedded is not None:
            embedded.stop()


@contextlib.contextmanager
def django(settings: Settings, tenant: str | None) -> Iterator[None]:
    """Django's models for one command; raises UnknownTenant."""
    from handclasp.web import console  # noqa: PLC0415

    with house(settings, writes=False) as parts:
        if tenant is not None:
            tenant_number(parts, tenant)
        console.setup(
            parts.database.url("console"), parts.keys.secret("django").hex(), settings.public_url, settings.data_dir
        )
        yield


def tenant_number(parts: House, tenant: str) -> int:
    """A tenant's number; raises UnknownTenant."""
    number = parts.directory.tenant(tenant)
    if number is None:
        message = f"there is no tenant {tenant!r} here; `handclasp tenant list` names them"
        raise UnknownTenant(message)
    return number


def pseudonym(parts: House, tenant: str, conversation: str) -> bytes:
    """A conversation by its own name or pseudonym; raises UnknownTenant, NotFound."""
    found = parts.keyring.find(tenant_number(parts, tenant), conversation)
    if found is None and len(conversation) == 32:
        with contextlib.suppress(ValueError):
            found = bytes.fromhex(conversation)
    if found is None:
        message = f"tenant {tenant} has no conversation {conversation!r}"
        raise NotFound(message)
    return found


def operator(tenant: str) -> Reader:
    """Who reads at the command line: the machine itself, says the journal; whoever runs it holds the keys anyway."""
    return Reader(tenant, "system", "command-line")


def add_key(parts: House, tenant: str, label: str, scopes: list[str], days: int | None) -> str:
    """Make an API key; returns it, the only time it is seen."""
    unknown = set(scopes) - machines.SCOPES
    if unknown:
        message = f"unknown scope {', '.join(sorted(unknown))}; allowed: {', '.join(sorted(machines.SCOPES))}"
        raise machines.BadSetting(message)
    key_id, key, hashed = machines.new_key()
    expires = stored.now() + timedelta(days=days) if days else None
    parts.directory.add_key(tenant_number(parts, tenant), key_id, hashed, sorted(set(scopes)), label, expires)
    return key


def add_site(parts: House, tenant: str, name: str, origins: list[str]) -> tuple[str, str]:
    """Make a site; returns its public key and, once, its shop secret in base64."""
    site_key, secret = stored.new_site_key(), secrets.token_bytes(32)
    parts.directory.add_site(tenant_number(parts, tenant), site_key, name, origins, secret)
    return site_key, b64encode(secret).decode()


def confirm_kit(settings: Settings, number: str, out: Console) -> None:
    """Note that the kit lies elsewhere and remove the sheet from this machine."""
    paths = Paths(settings.data_dir)
    kit.KitState(paths.kit).confirm(number)
    paths.sheet.unlink(missing_ok=True)
    out.print("confirmed; the sheet was removed from this machine")
