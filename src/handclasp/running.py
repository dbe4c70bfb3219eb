"""What the command line does with a house: run all of it, open it for one command, tell how it is."""

from __future__ import annotations

import contextlib
import secrets
import urllib.request
from base64 import b64encode
from collections.abc import Callable, Iterator
from datetime import timedelta

from rich.console import Console
from rich.panel import Panel
from rich.table import Table

from handclasp import app, supervise
from handclasp.access import machines
from handclasp.access.policy import Reader
from handclasp.app import House, NotSetUp, Paths
from handclasp.config import Settings
from handclasp.flow import UnknownTenant
from handclasp.records import HandclaspError, NotFound
from handclasp.seal import kit
from handclasp.seal.note import read_head
from handclasp.store import migrate, settings as stored
from handclasp.store.database import DatabaseUnavailable
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
    return supervise.run(children, embedded, on_ready=lambda: _say_where(settings, welcome, out), say=lambda s: out.print(s, markup=False))


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
    if settings.database_url is None and Paths(settings.data_dir).passwords.exists() and not Embedded(settings.data_dir).running():
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
        console.setup(parts.database.url("console"), parts.keys.secret("django").hex(), settings.public_url, settings.data_dir)
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
    if found is None and len(conversation) == 32:  # noqa: PLR2004 - 16 bytes in hex
        with contextlib.suppress(ValueError):
            found = bytes.fromhex(conversation)
    if found is None:
        message = f"tenant {tenant} has no conversation {conversation!r}"
        raise NotFound(message)
    return found


def operator(tenant: str) -> Reader:
    """Who reads at the command line: whoever can run it holds the keys anyway; the journal says it was the machine itself."""
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


# --- how it is

Check = Callable[[], str]


def status(settings: Settings, out: Console) -> int:
    """What runs and how far the log is; exit status 1 when something that should run does not."""
    table = Table("part", "state")
    running = settings.database_url is not None or Embedded(settings.data_dir).running()
    table.add_row("data directory", str(settings.data_dir))
    table.add_row("PostgreSQL", "runs" if running else "[red]does not run[/]; start it with `handclasp up`")
    ready = supervise.http_ready(settings.web_host, settings.web_port)()
    address = f"{settings.web_host}:{settings.web_port}"
    table.add_row("web", f"ready on {address}" if ready else f"[red]not ready[/] on {address}; start it with `handclasp up`")
    if running:
        try:
            with house(settings, writes=False) as parts:
                note = parts.reading.checkpoint()
                table.add_row("log", f"{read_head(note).size if note else 0} records sealed, origin {parts.log.origin}")
                table.add_row("tenants", ", ".join(parts.directory.tenants()) or "none")
                table.add_row("desk list", _lag(parts, read_head(note).size if note else 0))
        except HandclaspError as error:
            table.add_row("log", f"[red]{error.code}[/]: {error}")
            ready = False
    out.print(table)
    return 0 if running and ready else 1


def _lag(parts: House, size: int) -> str:
    behind = 0
    for number, _ in parts.directory.tenants().values():
        behind += len(parts.reading.tenant(number, parts.reading.cursor(number, "desk"), 1000))
    return "up to date" if not behind else f"{'1000 or more' if behind >= 1000 else behind} of {size} records to go: does the worker run?"  # noqa: PLR2004


def doctor(settings: Settings, out: Console) -> int:
    """Every check with its finding; exit status 1 when one is an error (warnings are not)."""
    table = Table("", "check", "finding")
    bad = False
    for name, check in _checks(settings):
        try:
            finding = check()
        except (HandclaspError, OSError) as error:
            table.add_row("[red]✗[/]", name, str(error).replace("[", r"\["))
            bad = True
        else:
            mark = "[yellow]![/]" if finding.startswith("!") else "[green]✓[/]"
            table.add_row(mark, name, finding.removeprefix("!").strip())
    out.print(table)
    return 1 if bad else 0


def _checks(settings: Settings) -> list[tuple[str, Check]]:
    paths = Paths(settings.data_dir)

    def database() -> str:
        if settings.database_url is None and not Embedded(settings.data_dir).running():
            message = "PostgreSQL does not run; start it with `handclasp up`"
            raise DatabaseUnavailable(message)
        with contextlib.closing(app.open_database(settings)) as opened, opened.connect("migrator") as connection:
            missing = migrate.check(connection)
            row = connection.execute("select current_setting('fsync'), current_setting('full_page_writes')").fetchone()
        if missing:
            return f"! {len(missing)} migrations to apply; run `handclasp up` or `handclasp setup`"
        if row != ("on", "on"):
            return "! fsync or full_page_writes is off: a power cut would lose acknowledged records"
        return "answers, schema is this version's, fsync is on"

    def keys() -> str:
        return f"! {app.open_keys(settings).warning()}"

    def recovery() -> str:
        state = kit.KitState(paths.kit)
        if state.confirmed():
            return f"the recovery kit lies elsewhere{'; its sheet is still at ' + str(paths.sheet) if paths.sheet.exists() else ''}"
        return f"! NOT RECOVERABLE: take the sheet {paths.sheet} and its passphrase away, then run `handclasp kit confirm NUMBER`"

    def log() -> str:
        if settings.database_url is None and not Embedded(settings.data_dir).running():
            message = "PostgreSQL does not run; start it with `handclasp up`"
            raise DatabaseUnavailable(message)
        with house(settings, writes=False) as parts:
            parts.committer.prove()
            note = parts.signer.newest()
            if parts.log.origin != settings.log_origin:
                return f"! the log's origin is {parts.log.origin}; the settings now say {settings.log_origin}. A log keeps its origin for life"
        return f"continues what was signed ({read_head(note).size if note else 0} records)"

    def reachable() -> str:
        with urllib.request.urlopen(f"{settings.public_url}/healthz", timeout=3) as answer:  # noqa: S310 - our own address
            return f"{settings.public_url} answers ({answer.status})"

    def secure() -> str:
        if settings.public_url.startswith("https://") or settings.web_host in {"127.0.0.1", "::1", "localhost"}:
            return "only this machine, or HTTPS"
        return "! people reach it over plain HTTP: put a proxy with HTTPS before it and set public_url"

    def set_up_() -> str:
        if not paths.passwords.exists():
            message = f"{settings.data_dir} is not set up; run `handclasp up`"
            raise NotSetUp(message)
        return str(settings.data_dir)

    return [
        ("set up", set_up_),
        ("database", database),
        ("keys", keys),
        ("recovery kit", recovery),
        ("second copy", lambda: "! there is no second copy of the data: losing this machine loses everything since your last own backup"),
        ("log", log),
        ("web", reachable),
        ("transport", secure),
    ]
