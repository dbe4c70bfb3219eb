"""`handclasp salvage`: what others still hold of a lost range, back into the log that goes on."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from handclasp.commands.shared import fail, out, plain, progress, settings

if TYPE_CHECKING:
    from collections.abc import Iterable

    from handclasp.house.salvaging import Report, Span, Standing

_SHOWN = 20
"""How many conversations with gaps are named on a terminal; `--json` names all."""


def salvage(
    files: Annotated[
        list[Path] | None,
        typer.Argument(
            metavar="FILE...",
            help="Receipts, transcripts with receipts, evidence packs, exported browser caches; or folders of such. "
            "`status`, or nothing: what is still missing.",
        ),
    ] = None,
    tenant: Annotated[
        str, typer.Option(help="Whose a conversation is that only the lost range knew (with several tenants).")
    ] = "",
    as_json: Annotated[bool, typer.Option("--json", help="Everything, as one JSON object.")] = False,  # noqa: FBT002 - an option
) -> None:
    """Check pieces against the log that was lost, take in what verifies, list what is still missing.

    Exit status 1 when something was refused. Run again with more: nothing enters twice.
    """
    from handclasp.house.running import house
    from handclasp.house.salvaging import Salvage, files_in

    named = [] if files in (None, [Path("status")]) else list(files or [])
    for path in named:
        if not path.exists():
            fail(f"there is no file {path}", "file")
    with house(settings(), writes=bool(named)) as parts, progress("checking") as bar:
        work = Salvage(parts, tenant)
        if not named:
            standing = list(work.standing())
            report = None
        else:
            task = bar.add_task("files", total=sum(1 for _ in files_in(named)))
            report = work.take(named, lambda count: bar.update(task, completed=count))
            standing = list(report.standing)
    if as_json:
        print(json.dumps(_json(report, standing), ensure_ascii=False))  # noqa: T201 - for programs
    else:
        _tell(report, standing)
    raise typer.Exit(1 if report and report.refused else 0)


def _tell(report: Report | None, standing: Iterable[Standing]) -> None:
    if report is not None:
        for bad in report.refused:
            where = f" ({bad.where})" if bad.where else ""
            out.print(f"[red]refused[/] {plain(bad.file + where)}: {plain(bad.words)} [dim]{bad.code}[/]")
        words = sum(one.words for one in report.entered)
        out.print(f"[green]{len(report.entered)} records are back[/], {words} of them with their words")
        aside = {
            "were back before": report.doubles,
            "were never lost": report.recovered,
            "are of the new log": report.here,
        }
        out.print(
            ", ".join(f"{count} {what}" for what, count in aside.items() if count) or "nothing else was in the files"
        )
    for one in standing:
        _tell_standing(one)


def _tell_standing(one: Standing) -> None:
    out.print(plain(f"{one.origin}: closed at {one.size}; it signed {one.proven} records at least"))
    out.print(f"  back: {_count(one.back)} {_listed(one.back)}")
    out.print(f"  proven to have existed, words unknown: {_count(one.unknown)} {_listed(one.unknown)}")
    gaps = [gap for gap in one.conversations if gap.missing]
    for gap in gaps[:_SHOWN]:
        out.print(f"  conversation {gap.conversation}: lacks {_listed(gap.missing)} after {gap.recovered} recovered")
    if len(gaps) > _SHOWN:
        out.print(f"  and {len(gaps) - _SHOWN} conversations more (--json names them)")
    out.print(f"  whether anything stood behind {one.proven - 1} nobody has shown")


def _count(spans: Iterable[Span]) -> int:
    return sum(one.last - one.first + 1 for one in spans)


def _listed(spans: Iterable[Span]) -> str:
    shown = ", ".join(str(one.first) if one.first == one.last else f"{one.first}-{one.last}" for one in spans)
    return f"({shown})" if shown else ""


def _json(report: Report | None, standing: Iterable[Standing]) -> dict[str, object]:
    told: dict[str, object] = {
        "logs": [one._asdict() | {"conversations": [gap._asdict() for gap in one.conversations]} for one in standing]
    }
    if report is None:
        return told
    return told | {
        "entered": [one._asdict() for one in report.entered],
        "doubles": report.doubles,
        "recovered": report.recovered,
        "here": report.here,
        "refused": [one._asdict() for one in report.refused],
    }
