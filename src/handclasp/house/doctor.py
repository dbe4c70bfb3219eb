"""How a house is: what runs (`status`), and what is wrong or unsafe and what to do about it (`doctor`)."""

from __future__ import annotations

import contextlib
import shutil
import urllib.request
from collections.abc import Callable

from rich.console import Console
from rich.table import Table

from handclasp import supervise
from handclasp.access.api_keys import listed
from handclasp.commands.copies import ago, drilled
from handclasp.commands.shared import plain
from handclasp.config import Settings
from handclasp.house import app, copies, noticing, workers
from handclasp.house.anchoring import Standing
from handclasp.house.app import House, NotSetUp, Paths
from handclasp.house.ordering import Shops
from handclasp.house.running import house
from handclasp.records import HandclaspError
from handclasp.seal import kit
from handclasp.seal.note import read_head
from handclasp.store import connections, migrate
from handclasp.store.cluster.view import look
from handclasp.store.database import DatabaseUnavailable
from handclasp.store.embedded import Embedded
from handclasp.store.embedded_files import DiskFull
from handclasp.store.settings import now

MANY = 1000
MIB = 1024 * 1024
HELD_MINUTES = 5
"""A file that waits longer to be looked at is a sign that something does not run."""

TIGHT = 200
"""MB: less than this is nearly a full disk."""


class NotRunning(HandclaspError):
    """A part that should run does not answer."""

    code = "not-running"


def status(settings: Settings, out: Console) -> int:
    """What runs and how far the log is; exit status 1 when something that should run does not."""
    table = Table("part", "state")
    running = settings.database_url is not None or Embedded(settings.data_dir).running()
    table.add_row("data directory", str(settings.data_dir))
    table.add_row("PostgreSQL", "runs" if running else "[red]does not run[/]; start it with `handclasp up`")
    _cluster_row(settings, table)
    ready = supervise.http_ready(settings.web_host, settings.web_port)()
    address = f"{settings.web_host}:{settings.web_port}"
    table.add_row(
        "web",
        f"ready on {address}{_workers(settings)}"
        if ready
        else f"[red]not ready[/] on {address}; start it with `handclasp up`",
    )
    if running:
        try:
            with house(settings, writes=False) as parts:
                note = parts.reading.checkpoint()
                table.add_row("log", f"{read_head(note).size if note else 0} records sealed, origin {parts.log.origin}")
                table.add_row("tenants", ", ".join(parts.directory.tenants()) or "none")
                for consumer, name in _CONSUMERS.items():
                    table.add_row(name, _lag(parts, consumer, read_head(note).size if note else 0))
                table.add_row("legal holds", _holds(parts))
                table.add_row("held files", _held(parts))
                table.add_row("anchors", _anchored(parts))
                _copy_rows(parts, table)
        except HandclaspError as error:
            table.add_row("log", f"[red]{error.code}[/]: {error}")
            ready = False
    out.print(table)
    return 0 if running and ready else 1


def _cluster_row(settings: Settings, table: Table) -> None:
    """Who leads the database cluster and what is wrong with it, where it is one."""
    if not settings.cluster_pages:
        return
    view = look(settings.cluster_pages, settings.cluster_authority)
    leads = f"{view.leader.name} leads, {view.confirming} of {len(view.members)} confirm" if view.leader else ""
    table.add_row("cluster", f"[red]{plain(view.wrong)}[/] {leads}" if view.wrong else leads)


def _workers(settings: Settings) -> str:
    """The web workers that serve, one a line; nothing where there is one that was started alone."""
    board = workers.board(settings)
    living = list(board.living()) if board is not None else []
    return "".join(
        f"\nworker {one.place}: process {one.pid}, {one.connections} connections, {one.waiting} records waiting, "
        f"{one.memory // MIB} MB"
        for one in living
    )


def _copy_rows(parts: House, table: Table) -> None:
    at = app.now_ms()
    standing = copies.standings(parts)
    if not standing:
        table.add_row("copies", "[red]none[/]: losing this machine loses everything; `handclasp ship to PLACE`")
    for one in standing:
        good = copies.is_fresh(parts, one, at)
        state = f"{one.position} records, lacks {one.lacks}, lag {one.lag(at) / 1000:.0f} s"
        table.add_row(f"copy {one.name}", state if good else f"[red]{one.error or 'late'}[/]: {state}")
    for words in copies.astray(parts.borders, copies.places(parts.paths.data)):
        table.add_row("regions", f"[red]{plain(words)}[/]")
    if standing:
        table.add_row("drill", plain(drilled(copies.last_drill(parts), at)).removeprefix("drill: "))


_CONSUMERS = {"desk": "desk list", "search": "search index", "holds": "customers and orders"}
"""Consumers whose lag is told, and what it is a lag of."""


def _holds(parts: House) -> str:
    found = [parts.holds.tally(tenant) for tenant in parts.directory.tenants()]
    standing, due = sum(count for count, _ in found), sum(count for _, count in found)
    return f"{standing or 'none'}{f', the review of {due} is due: `handclasp hold list`' if due else ''}"


def _lag(parts: House, consumer: str, size: int) -> str:
    behind = 0
    for number, _ in parts.directory.tenants().values():
        behind += len(parts.reading.tenant(number, parts.reading.cursor(number, consumer), MANY))
    return (
        "up to date"
        if not behind
        else f"{f'{MANY} or more' if behind >= MANY else behind} of {size} records to go: does the worker run?"
    )


def _held(parts: House) -> str:
    """How many files wait to be looked at; since when, and what to do, when it takes too long."""
    count, since = parts.held()
    if since is None:
        return "none"
    minutes = (app.now_ms() - since) // 60_000
    if minutes < HELD_MINUTES:
        return f"{count} being looked at"
    return f"[red]{count} wait[/], the oldest for {minutes} min: does the worker run? They stay sealed until then"


def _anchored(parts: House) -> str:
    standing = parts.anchoring.standing()
    return ", ".join(f"{_age(one)}{' [red]late[/]' if one.late else ''}" for one in standing) or "none configured"


def _age(anchor: Standing) -> str:
    return f"{anchor.kind} {'none yet' if anchor.age is None else f'{anchor.age / 60:.0f} min old'}"


def doctor(settings: Settings, out: Console) -> int:
    """Every check with its finding; exit status 1 when one is an error (warnings are not)."""
    table = Table("", "check", "finding")
    bad = False
    for name, check in CHECKS.items():
        try:
            finding = check(settings)
        except (HandclaspError, OSError) as error:
            table.add_row("[red]✗[/]", name, str(error).replace("[", r"\["))
            bad = True
        else:
            mark = "[yellow]![/]" if finding.startswith("!") else "[green]✓[/]"
            table.add_row(mark, name, finding.removeprefix("!").strip())
    out.print(table)
    return 1 if bad else 0


def _set_up(settings: Settings) -> str:
    if not Paths(settings.data_dir).passwords.exists():
        message = f"{settings.data_dir} is not set up; run `handclasp up`"
        raise NotSetUp(message)
    return str(settings.data_dir)


def _needs_postgres(settings: Settings) -> None:
    if settings.database_url is None and not Embedded(settings.data_dir).running():
        message = "PostgreSQL does not run; start it with `handclasp up`"
        raise DatabaseUnavailable(message)


def _database(settings: Settings) -> str:
    _needs_postgres(settings)
    with contextlib.closing(app.open_database(settings)) as opened, opened.connect("migrator") as connection:
        missing = migrate.check(connection)
        row = connection.execute("select current_setting('fsync'), current_setting('full_page_writes')").fetchone()
        need = connections.needed(settings.workers, settings.database_connections)
        short = connections.check(connection, need)
    if missing:
        return f"! {len(missing)} migrations to apply; run `handclasp up` or `handclasp setup`"
    if row != ("on", "on"):
        return "! fsync or full_page_writes is off: a power cut would lose acknowledged records"
    return f"! {short}" if short else "answers, schema is this version's, fsync is on, connections suffice"


def _keys(settings: Settings) -> str:
    return f"! {app.open_keys(settings).warning()}"


def _recovery(settings: Settings) -> str:
    paths = Paths(settings.data_dir)
    if kit.KitState(paths.kit).confirmed():
        return "it was confirmed to lie elsewhere"
    return (
        f"! NOT RECOVERABLE: take the sheet {paths.sheet} and its passphrase away, "
        "then run `handclasp kit confirm NUMBER`"
    )


def _room(settings: Settings) -> str:
    free = shutil.disk_usage(settings.data_dir).free // MIB
    if free < TIGHT:
        message = f"only {free} MB are free for {settings.data_dir}: make room, or soon nothing can be sealed"
        raise DiskFull(message)
    return f"{'! only ' if free < 10 * TIGHT else ''}{free} MB are free"


def _copies(settings: Settings) -> str:
    found = copies.places(settings.data_dir)
    if not found:
        message = "there is no second copy of the data: losing this machine loses everything. `handclasp ship to PLACE`"
        raise copies.NoCopies(message)
    _needs_postgres(settings)
    with house(settings, writes=False) as parts:
        at = app.now_ms()
        late = [one for one in copies.standings(parts) if not copies.is_fresh(parts, one, at)]
        copies.prove(parts, lambda _words: None)
    if late:
        told = "; ".join(
            f"{one.name} lacks {one.lacks} records ({one.error or 'does the worker run?'})" for one in late
        )
        message = f"{told}. See `handclasp ship status`"
        raise copies.NoCopies(message)
    if len(found) < copies.WANTED:
        return f"! one copy, {found[0].name}: a second one at another vendor would survive that one"
    if len({one.vendor for one in found}) < copies.WANTED:
        return "! the copies are of one vendor: what hits one may hit all"
    return f"{', '.join(one.name for one in found)} are up to date"


def _residency(settings: Settings) -> str:
    if not settings.residency:
        return "no tenant's data has regions"
    found = copies.places(settings.data_dir)
    copies.reside(settings.borders(app.now_ms), found)
    _needs_postgres(settings)
    with house(settings, writes=False) as parts:
        strangers = sorted(set(settings.residency) - set(parts.directory.tenants()))
    if strangers:
        return f"! residency names {', '.join(strangers)}, and there is no such tenant here"
    where = ", ".join(f"{one.name} in {one.region}" for one in found) or "no copies"
    return f"this house is in {settings.region}; {where}: where every tenant's data may lie"


def _drill(settings: Settings) -> str:
    if not copies.places(settings.data_dir):
        return "! nothing to try: there is no second copy"
    _needs_postgres(settings)
    with house(settings, writes=False) as parts:
        last, at = copies.last_drill(parts), app.now_ms()
    if last is None:
        return "! no restore was ever tried; run `handclasp drill`"
    days = settings.drill_days or 90
    if not last.complete:
        message = f"the last restore that was tried, from {last.copy}, was not complete: {last.finding}"
        raise copies.NoCopies(message)
    old = "! the last one is too old: " if at - last.at > 2 * days * 86_400_000 else ""
    return f"{old}{last.records} records came back from {last.copy} in {last.seconds:.1f} s, {ago(at - last.at)}"


def _log(settings: Settings) -> str:
    _needs_postgres(settings)
    with house(settings, writes=False) as parts:
        parts.committer.prove()
        note = parts.signer.newest()
        if parts.log.origin != settings.log_origin:
            return f"! the log keeps its origin {parts.log.origin}; the settings now say {settings.log_origin}"
    return f"continues what was signed ({read_head(note).size if note else 0} records)"


def _held_files(settings: Settings) -> str:
    _needs_postgres(settings)
    with house(settings, writes=False) as parts:
        found = _held(parts)
    if found.startswith("[red]"):
        raise NotRunning(found.replace("[red]", "").replace("[/]", ""))
    return found


def _api_keys(settings: Settings) -> str:
    _needs_postgres(settings)
    with house(settings, writes=False) as parts:
        found = listed(parts.directory)
    endless = [key.key_id for key in found if key.state(now()) == "endless"]
    if endless:
        return (
            f"! {len(endless)} work without an end ({', '.join(endless[:5])}): make others with `handclasp key add`, "
            "then revoke these"
        )
    return f"{sum(key.state(now()) == 'usable' for key in found)} in use, each with a day on which it ends"


def _anchors(settings: Settings) -> str:
    _needs_postgres(settings)
    with house(settings, writes=False) as parts:
        parts.anchoring.check()
        standing = parts.anchoring.standing()
    if not standing:
        return "! none configured: only this house says when its records were there; set timestamp_url, for one"
    late = [
        f"{one.kind}: {one.open.failed or 'the worker does not get to it'}" for one in standing if one.late and one.open
    ]
    if late:
        message = f"late: {'; '.join(late)}. See `handclasp anchor status`"
        raise NotRunning(message)
    return ", ".join(_age(one) for one in standing)


def _shops(settings: Settings) -> str:
    shops = Shops(settings.connectors)
    found, silent = [], []
    try:
        for name, shop in shops.everyone().items():
            try:
                lacks = shop.check().not_recorded
            except HandclaspError as error:
                silent.append(f"{name}: {error}")
            else:
                found.append(f"{name} answers" + (f" (not recorded: {', '.join(lacks)})" if lacks else ""))
    finally:
        shops.close()
    if silent:
        raise NotRunning("; ".join(silent))
    return ", ".join(found) or "none connected"


def _notices(settings: Settings) -> str:
    by = noticing.mailer(settings)
    if by is None:
        return "no mail server (smtp_host): nobody is told by e-mail"
    by.check()
    _needs_postgres(settings)
    with house(settings, writes=False) as parts:
        found = [one for one in noticing.sendings(parts, app.now_ms) if one[6]]
    if found:
        return f"! {settings.smtp_host} answers; the last notice by {found[0][0]} failed: {found[0][6]}"
    return f"{settings.smtp_host} answers"


def _web(settings: Settings) -> str:
    try:
        with urllib.request.urlopen(f"{settings.public_url}/healthz", timeout=3) as answer:  # noqa: S310 - our own
            answers = f"{settings.public_url} answers ({answer.status})"
    except OSError:
        message = f"nothing answers at {settings.public_url}; start it with `handclasp up`, or mend public_url"
        raise NotRunning(message) from None
    board = workers.board(settings)
    serving = len(list(board.living())) if board is not None else 0
    if not serving:
        return answers
    said = f"{answers}, {serving} of {settings.workers} workers serve"
    return said if serving == settings.workers else f"! {said}: see what `handclasp up` says"


def _transport(settings: Settings) -> str:
    if settings.public_url.startswith("https://") or settings.web_host in {"127.0.0.1", "::1", "localhost"}:
        return "only this machine, or HTTPS"
    return "! people reach it over plain HTTP: put a proxy with HTTPS before it and set public_url"


CHECKS: dict[str, Callable[[Settings], str]] = {
    "set up": _set_up,
    "database": _database,
    "keys": _keys,
    "recovery kit": _recovery,
    "room": _room,
    "second copy": _copies,
    "drill": _drill,
    "residency": _residency,
    "log": _log,
    "held files": _held_files,
    "API keys": _api_keys,
    "anchors": _anchors,
    "shops": _shops,
    "notices": _notices,
    "web": _web,
    "transport": _transport,
}
