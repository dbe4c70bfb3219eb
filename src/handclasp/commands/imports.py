"""`handclasp import`: old conversations from a file, as whoever runs this machine; tried first with --dry-run."""

from __future__ import annotations

import functools
import secrets
from datetime import datetime, tzinfo
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.table import Table

from handclasp.commands.shared import out, plain, settings
from handclasp.commands.shared import progress as bar_of

if TYPE_CHECKING:
    from handclasp.intake.importing import Counts, How
    from handclasp.intake.preview import Preview

app = typer.Typer()


@app.command(name="import")
def import_(  # noqa: PLR0917 - options are named by people
    file: Annotated[Path, typer.Argument(exists=True, dir_okay=False, help="The file, or the zip it came in.")],
    tenant: Annotated[str, typer.Option(help="Whose conversations these are.")],
    report: Annotated[Path | None, typer.Option(dir_okay=False, help="Where refused lines are listed.")] = None,
    agent: Annotated[
        list[str] | None, typer.Option(help="An agent, as the file names them: id, or WhatsApp name; may be repeated.")
    ] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what would come in, and import nothing.")] = False,  # noqa: FBT002
    format: Annotated[  # noqa: A002 - what people would type
        str, typer.Option(help="ndjson, telegram, zendesk, intercom, chatwoot, whatsapp or csv; found out without.")
    ] = "",
    zone: Annotated[str, typer.Option(help="The time zone of times without one, e.g. Asia/Shanghai.")] = "UTC",
    dates: Annotated[str, typer.Option(help="WhatsApp: dmy, mdy or ymd, where it cannot be found out.")] = "",
    map_: Annotated[
        list[str] | None, typer.Option("--map", help="CSV: FIELD=COLUMN, e.g. text=Body; may be repeated.")
    ] = None,
    conversation: Annotated[
        str, typer.Option(help="WhatsApp, CSV: the conversation's name; the file's name without.")
    ] = "",
) -> None:
    """Import conversations; run again to resume, nothing is added twice, bad lines never stop the rest."""
    from handclasp.intake.importing import How
    from handclasp.intake.source import Reading

    _check(format, dates)
    reading = Reading(zone=_zone(zone), dates=dates, columns=_columns(map_ or []), conversation=conversation)
    how = How(agents=tuple(agent or ()), format=format, reading=reading)
    if dry_run:
        _tell(file, tenant, how)
        return
    counts = _import(file, tenant, report, how)
    out.print(f"{counts.new} new, {counts.doubled} already there, {counts.rejected} refused")
    if counts.bare:
        out.print(f"{counts.bare} attached files were not taken; what was said with them is on record and says so")
    if counts.rejected or counts.bare:
        out.print(plain(f"The refused lines are listed in {report or file.with_name(file.name + '.rejected.ndjson')}"))


def _import(file: Path, tenant: str, report: Path | None, how: How) -> Counts:
    from handclasp.access.policy import Action
    from handclasp.house.importing import alias, begun, ended
    from handclasp.house.running import house, operator, tenant_number
    from handclasp.intake.importing import digest_of, import_file

    with house(settings()) as parts, bar_of("importing") as bar:
        who = operator(tenant)
        number, run = tenant_number(parts, tenant), secrets.token_hex(16)
        parts.gate.passed(who, Action.IMPORT)
        begun(parts, who, run, file.name, format=how.format or _recognised(file), digest=digest_of(file))
        task = bar.add_task(file.name, total=file.stat().st_size)

        def progress(done: int, _total: int, _counts: Counts) -> None:
            bar.update(task, completed=done)

        counts = import_file(
            file,
            tenant,
            lambda raws: parts.flow.append_all(raws, receipts=False),
            progress=progress,
            report_path=report,
            how=how._replace(reading=how.reading._replace(alias=alias(parts, number))),
        )
        ended(parts, who, run, file.name, counts)
        return counts


def _recognised(file: Path) -> str:
    from handclasp.intake import formats

    with formats.opened(file) as opened:
        return formats.recognised(opened.file)


def _tell(file: Path, tenant: str, how: How) -> None:
    from handclasp.intake.preview import preview

    # The names that the file has, not what stands for them: whoever imports has to know who the agents are.
    shown = how._replace(reading=how.reading._replace(alias=lambda name: name.partition("/")[2]))
    found = preview(file, tenant, shown)
    kinds = ", ".join(f"{kind} {count}" for kind, count in sorted(found.kinds.items())) or "nothing"
    out.print(plain(f"a file of {found.format}; conversations {found.conversations}, {kinds}"))
    if found.first is not None and found.last is not None:
        out.print(f"sent {_moment(found.first, how)} to {_moment(found.last, how)}")
    if found.files:
        out.print(f"{found.files} attached files, {found.size:,} bytes")
    out.print(_people(found))
    for line in found.refused:
        out.print(plain(f"line {line.line}: {line.code}: {line.reason}"))
    if found.rejected > len(found.refused):
        out.print(f"and {found.rejected - len(found.refused)} more")
    out.print(f"{found.rejected} refused. Nothing was imported; run it without --dry-run")


def _people(found: Preview) -> Table:
    table = Table("who speaks", "as", "records")
    for (role, name), count in found.speakers[:30]:
        table.add_row(plain(name), role, str(count))
    return table


def _moment(milliseconds: int, how: How) -> str:
    return f"{datetime.fromtimestamp(milliseconds / 1000, how.reading.zone):%Y-%m-%d %H:%M:%S %Z}"


def _check(format_: str, dates: str) -> None:
    from handclasp.intake.formats import NAMES
    from handclasp.intake.whatsapp import ORDERS

    if format_ and format_ not in NAMES:
        raise typer.BadParameter(f"--format is one of: {', '.join(NAMES)}")
    if dates and dates not in ORDERS:
        raise typer.BadParameter(f"--dates is one of: {', '.join(ORDERS)}")


@functools.cache
def _zone(name: str) -> tzinfo:
    import zoneinfo

    try:
        return zoneinfo.ZoneInfo(name)
    except (zoneinfo.ZoneInfoNotFoundError, ValueError, OSError):
        message = f"{name!r} is no time zone; write it like Asia/Shanghai"
        raise typer.BadParameter(message) from None


def _columns(given: list[str]) -> dict[str, str]:
    pairs = {}
    for one in given:
        field, equals, column = one.partition("=")
        if not equals or not field or not column:
            raise typer.BadParameter(f"--map {one!r}: write FIELD=COLUMN, e.g. text=Body")
        pairs[field] = column
    return pairs
