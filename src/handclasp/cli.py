"""The command line: every feature that has a page has a command.

Errors say what to do; tracebacks are for bugs only.
"""

from __future__ import annotations

import errno
import sys
from pathlib import Path
from typing import Annotated, NoReturn

import typer
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn
from rich.table import Table

from handclasp import __version__
from handclasp.bench.commands import app as bench_commands
from handclasp.config import Settings, load
from handclasp.records import HandclaspError

cli = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    help="Handclasp: conversations kept useful, private and provable.",
)
log_commands = typer.Typer(no_args_is_help=True, help="The Merkle log: export, check, keys to pin.")
kit_commands = typer.Typer(no_args_is_help=True, help="The recovery kit.")
keys_commands = typer.Typer(no_args_is_help=True, help="Key epochs of tenants.")
key_commands = typer.Typer(no_args_is_help=True, help="API keys for machines.")
staff_commands = typer.Typer(no_args_is_help=True, help="Staff accounts.")
tenant_commands = typer.Typer(no_args_is_help=True, help="Tenants: one site or wallet brand each.")
site_commands = typer.Typer(no_args_is_help=True, help="Web sites that embed the widget.")
for name, group in {
    "log": log_commands,
    "kit": kit_commands,
    "keys": keys_commands,
    "key": key_commands,
    "staff": staff_commands,
    "tenant": tenant_commands,
    "site": site_commands,
}.items():
    cli.add_typer(group, name=name)

cli.add_typer(bench_commands, name="bench")

out = Console(highlight=False)
err = Console(stderr=True, highlight=False)


def main() -> NoReturn:
    """Entry point: a HandclaspError becomes one readable message and exit status 1."""
    if sys.argv[1:2] == ["verify"]:
        from handclasp.verify import main as verify

        sys.exit(verify(sys.argv[2:]))
    try:
        cli()
    except HandclaspError as error:
        _fail(str(error), error.code)
    except OSError as error:
        if error.errno == errno.ENOSPC:
            _fail("the disk is full; what was acknowledged before is safe. Make room, then run it again", "disk-full")
        if error.filename is None:
            raise
        _fail(f"{error.filename}: {error.strerror}", "file")
    sys.exit(0)


def _fail(words: str, code: str) -> NoReturn:
    err.print(f"[bold red]handclasp:[/] {_plain(words)}\n[dim]{code}[/]")
    sys.exit(1)


def _plain(text: str) -> str:
    return text.replace("[", r"\[")


def _settings(public_url: str | None = None) -> Settings:
    settings = load() if public_url is None else load(public_url=public_url)
    from handclasp.logs import configure

    configure(settings.log_level)
    return settings


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
    from handclasp.up import up as run

    raise typer.Exit(run(_settings(public_url), out, public_url))


@cli.command()
def setup(public_url: PublicUrl = None) -> None:
    """Set up everything that is missing (database, keys, demo tenant) and stop again."""
    from handclasp.up import setup as run

    run(_settings(public_url), out)


@cli.command()
def web(public_url: PublicUrl = None) -> None:
    """Run the web process alone (needs the database to run)."""
    from handclasp.processes import web as run

    raise typer.Exit(run(_settings(public_url)))


@cli.command()
def worker() -> None:
    """Run the worker alone: log consumers and schedules (needs the database to run)."""
    from handclasp.processes import worker as run

    raise typer.Exit(run(_settings()))


@cli.command()
def status() -> None:
    """Tell what runs, and how far the log is."""
    from handclasp.doctor import status as run

    raise typer.Exit(run(_settings(), out))


@cli.command()
def doctor() -> None:
    """Look for what is wrong or unsafe, and say what to do."""
    from handclasp.doctor import doctor as run

    raise typer.Exit(run(_settings(), out))


@cli.command()
def version() -> None:
    """Print the version."""
    out.print(f"handclasp {__version__}")


@cli.command(context_settings={"allow_extra_args": True, "ignore_unknown_options": True})
def verify() -> None:
    """Check a pack, receipt or log folder offline (see `handclasp verify --help`)."""


# --- conversations


@cli.command(name="import")
def import_(
    file: Annotated[Path, typer.Argument(exists=True, dir_okay=False, help="NDJSON, or Telegram's result.json.")],
    tenant: Annotated[str, typer.Option(help="Whose conversations these are.")],
    report: Annotated[Path | None, typer.Option(help="Where refused lines are listed.")] = None,
    agent: Annotated[list[str] | None, typer.Option(help="Telegram from_id of an agent; may be repeated.")] = None,
) -> None:
    """Import conversations; run again to resume, nothing is added twice, bad lines never stop the rest."""
    from handclasp.intake.importing import Counts, How, import_file
    from handclasp.running import house

    with house(_settings()) as parts, _progress("importing") as bar:
        if parts.directory.tenant(tenant) is None:
            parts.flow.open(tenant, "")
        task = bar.add_task(file.name, total=file.stat().st_size)

        def progress(done: int, total: int, _counts: Counts) -> None:
            bar.update(task, completed=done, total=total)

        counts = import_file(
            file,
            tenant,
            lambda raws: parts.flow.append_all(raws, receipts=False),
            progress=progress,
            report_path=report,
            how=How(agents=tuple(agent or ())),
        )
    out.print(f"{counts.new} new, {counts.doubled} already there, {counts.rejected} refused")
    if counts.rejected:
        out.print(f"The refused lines are listed in {report or file.with_name(file.name + '.rejected.ndjson')}")


Tenant = Annotated[str, typer.Option(help="The tenant's name.")]
Conversation = Annotated[str, typer.Argument(help="The conversation's own name, or its pseudonym (32 hex digits).")]
Why = Annotated[str, typer.Option(help="Why; it stands in the journal.")]


@cli.command()
def transcript(
    conversation: Conversation,
    tenant: Tenant,
    reason: Why,
    purpose: Annotated[str, typer.Option()] = "operator",
    html: Annotated[bool, typer.Option(help="HTML for reading instead of JSON.")] = False,  # noqa: FBT002
) -> None:
    """Print a conversation's transcript; the access is recorded."""
    from handclasp.running import house, operator, pseudonym
    from handclasp.verify.page import transcript_html

    with house(_settings()) as parts:
        place = pseudonym(parts, tenant, conversation)
        data = parts.disclose.transcript(operator(tenant), place, purpose=purpose, reason=reason)
    sys.stdout.buffer.write(transcript_html(data) if html else data)


@cli.command()
def pack(
    conversation: Conversation,
    tenant: Tenant,
    reason: Why,
    to: Annotated[Path, typer.Option("--out", help="The file to write.")],
    purpose: Annotated[str, typer.Option()] = "dispute",
) -> None:
    """Write a conversation's evidence pack; the export is recorded."""
    from handclasp.running import house, operator, pseudonym

    with house(_settings()) as parts:
        place = pseudonym(parts, tenant, conversation)
        to.write_bytes(parts.disclose.pack(operator(tenant), place, purpose=purpose, reason=reason))
    out.print(f"{to} written. Check it anywhere: handclasp verify {to} --vkey KEY")


@cli.command()
def redact(
    file: Annotated[Path, typer.Argument(exists=True, dir_okay=False)],
    close: Annotated[list[str], typer.Option(help="What to black out: SEQ:FIELD, e.g. 3:body; may be repeated.")],
    to: Annotated[Path, typer.Option("--out")],
) -> None:
    """Black fields out of a pack; what remains still verifies."""
    from handclasp.verify.reasons import Fault
    from handclasp.verify.redact import redact as cut

    pairs = []
    for item in close:
        seq, _, field = item.partition(":")
        if not seq.isdigit() or not field:
            message = f"{item!r} does not name a field; write SEQ:FIELD, e.g. 3:body"
            raise typer.BadParameter(message)
        pairs.append((int(seq), field))
    try:
        to.write_bytes(cut(file.read_bytes(), pairs))
    except Fault as fault:
        _fail(f"{file} cannot be cut down: {fault}", fault.reason.value)
    out.print(f"{to} written without {len(pairs)} field(s)")


# --- the log


@log_commands.command("export")
def log_export(folder: Annotated[Path, typer.Argument(help="Where to write; may hold an earlier export.")]) -> None:
    """Write the log as static C2SP files for auditors (checkpoint, vkey, tiles, entry bundles)."""
    from handclasp.running import house
    from handclasp.store.export import export

    with house(_settings(), writes=False) as parts, _progress("exporting") as bar:
        task = bar.add_task(str(folder), total=None)
        size = export(
            parts.log,
            parts.log_key,
            parts.database,
            folder,
            lambda done, all_: bar.update(task, completed=done, total=all_),
        )
    out.print(f"{size} entries in {folder}. Check them anywhere: handclasp verify {folder} --vkey KEY")


@log_commands.command("fsck")
def log_fsck() -> None:
    """Derive the whole tree again from stored records and compare; exit status 1 when anything differs."""
    from handclasp.running import house
    from handclasp.store.fsck import fsck

    with house(_settings(), writes=False) as parts, _progress("checking") as bar:
        task = bar.add_task(parts.log.name, total=None)
        report = fsck(
            parts.log,
            parts.log_key,
            parts.signer,
            parts.database,
            lambda done, all_: bar.update(task, completed=done, total=all_),
        )
    if report.sound:
        out.print(f"[green]sound[/]: {report.size} records, every hash derived again from what is stored")
        return
    table = Table("what", "index", "in words", title=f"{sum(report.counts.values())} findings in {report.size} records")
    for finding in report.findings:
        table.add_row(finding.code, "" if finding.index < 0 else str(finding.index), finding.words)
    out.print(table)
    raise typer.Exit(1)


@log_commands.command("adopt")
def log_adopt() -> None:
    """After the signer's memory was lost: take the newest published checkpoint as the floor, once it is proved."""
    from handclasp.running import house

    with house(_settings(), writes=False) as parts:
        size = parts.committer.adopt()
    out.print(f"the checkpoint of {size} records is the floor now; an older database will be refused from here on")


@log_commands.command("vkey")
def log_vkey() -> None:
    """Print the log's verifier keys, to be pinned by those who verify."""
    from handclasp.running import house

    with house(_settings(), writes=False) as parts:
        for vkey in parts.log_key.vkeys():
            sys.stdout.write(vkey + "\n")


# --- keys and people


@kit_commands.command("confirm")
def kit_confirm(number: Annotated[str, typer.Argument(help="The number printed at the top of the sheet.")]) -> None:
    """Say that the recovery kit lies elsewhere; the sheet on this machine is removed."""
    from handclasp.running import confirm_kit

    confirm_kit(_settings(), number, out)


@keys_commands.command("rotate")
def keys_rotate(tenant: Tenant) -> None:
    """Turn the tenant's key epoch now: rewrap every key, verify all, destroy the old one."""
    from handclasp.keep.epochs import turn
    from handclasp.running import house, noted, tenant_number

    with house(_settings()) as parts:
        noted(parts, tenant, "keys rotate")
        done = turn(parts.keys, parts.database, parts.log.log_id, tenant_number(parts, tenant))
    out.print(f"epoch {done.epoch}: {done.conversations} conversations rewrapped and verified")
    out.print(f"destroyed: {', '.join(map(str, done.destroyed)) or 'none'}")


@key_commands.command("add")
def key_add(
    tenant: Tenant,
    label: Annotated[str, typer.Option(help="What it is for.")],
    scope: Annotated[list[str] | None, typer.Option(help="read, write or audit; may be repeated.")] = None,
    days: Annotated[int | None, typer.Option(min=1, help="Days until it expires.")] = None,
) -> None:
    """Make an API key; it is shown once."""
    from handclasp.running import add_key, house

    with house(_settings()) as parts:
        key = add_key(parts, tenant, label, scope or ["read", "write"], days)
    sys.stdout.write(key + "\n")


@key_commands.command("list")
def key_list() -> None:
    """List API keys; their secrets are nowhere kept."""
    from handclasp.running import house

    table = Table("id", "tenant", "scopes", "label", "expires", "state")
    with house(_settings(), writes=False) as parts:
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
    from handclasp.running import house, noted

    with house(_settings()) as parts:
        row = parts.directory.key(key_id)
        if row is None:
            err.print(f"there is no key {key_id}; `handclasp key list` names them")
            raise typer.Exit(1)
        noted(parts, row[1], "key revoke", key=key_id)
        parts.directory.revoke_key(key_id)
    out.print(f"{key_id} is revoked")


@staff_commands.command("add")
def staff_add(
    username: str,
    tenant: Tenant,
    role: Annotated[str, typer.Option(help="agent, lead, auditor or administrator.")],
    name: Annotated[str, typer.Option(help="The name that customers see.")],
) -> None:
    """Make a staff account; prints its one-time password."""
    from handclasp.running import django, noted

    with django(_settings(), tenant) as parts:
        from handclasp.access.staff import create_staff

        once = create_staff(username, tenant, role, name)
        noted(parts, tenant, "staff add", account=username, role=role)
        sys.stdout.write(once + "\n")


@staff_commands.command("reset")
def staff_reset(username: str) -> None:
    """Give an account a new one-time password and end its sessions."""
    from handclasp.running import django, noted

    with django(_settings(), None) as parts:
        from handclasp.access.models import Staff
        from handclasp.access.staff import reset_password

        once = reset_password(username)
        noted(parts, Staff.objects.get_by_natural_key(username.strip().lower()).tenant, "staff reset", account=username)
        sys.stdout.write(once + "\n")


@tenant_commands.command("add")
def tenant_add(name: str) -> None:
    """Make a tenant with keys of its own."""
    from handclasp.app import add_tenant
    from handclasp.running import house, noted

    settings = _settings()
    with house(settings) as parts:
        add_tenant(settings, name)
        noted(parts, name, "tenant add")
    out.print(f"tenant {name} is there; next: handclasp key add, handclasp staff add, handclasp site add")


@tenant_commands.command("list")
def tenant_list() -> None:
    """List tenants."""
    from handclasp.running import house

    with house(_settings(), writes=False) as parts:
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

    settings = _settings()
    with house(settings) as parts:
        site_key, secret = add_site(parts, tenant, name, origin)
    sys.stdout.write(
        f'<script src="{settings.public_url}/widget/handclasp.js" data-site="{site_key}" async></script>\n'
    )
    sys.stdout.write(f"shop secret (base64, keep it on your server): {secret}\n")


@site_commands.command("list")
def site_list() -> None:
    """List sites."""
    from handclasp.running import house

    table = Table("tenant", "site key", "name", "pages that may embed it")
    with house(_settings(), writes=False) as parts:
        for tenant, key, name, origins in parts.directory.sites():
            table.add_row(tenant, key, name, " ".join(origins))
    out.print(table)


def _progress(verb: str) -> Progress:
    return Progress(
        TextColumn(f"{verb} {{task.description}}"),
        BarColumn(),
        TextColumn("{task.percentage:>3.0f} %"),
        TimeRemainingColumn(),
        console=err,
    )
