"""`handclasp log`: the Merkle log exported, checked, and its keys to pin."""

from __future__ import annotations

import functools
import sys
from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table

from handclasp.commands.shared import out, plain, progress, settings

app = typer.Typer(no_args_is_help=True, help="The Merkle log: export, check, keys to pin.")


@app.command("export")
def log_export(folder: Annotated[Path, typer.Argument(help="Where to write; may hold an earlier export.")]) -> None:
    """Write the log as static C2SP files for auditors (checkpoint, vkey, tiles, entry bundles)."""
    from handclasp.house.running import house
    from handclasp.store.export import export

    with house(settings(), writes=False) as parts, progress("exporting") as bar:
        task = bar.add_task(str(folder), total=None)
        size = export(
            parts.log,
            parts.log_key,
            parts.database,
            folder,
            lambda done, all_: bar.update(task, completed=done, total=all_),
        )
    out.print(plain(f"{size} entries in {folder}. Check them anywhere: handclasp verify {folder} --vkey KEY"))


@app.command("fsck")
def log_fsck(
    files: Annotated[  # noqa: FBT002 - an option
        bool, typer.Option("--files", help="Also whether each file is there, and gone where it had to be destroyed.")
    ] = False,
) -> None:
    """Derive the whole tree again from stored records and compare; exit status 1 when anything differs."""
    from handclasp.disclose import stocktaking
    from handclasp.house.running import house
    from handclasp.store.fsck import fsck

    # Reading which files there should be is an act on record, so it writes.
    with house(settings(), writes=files) as parts, progress("checking") as bar:
        task = bar.add_task(parts.log.name, total=None)
        report = fsck(
            parts.log,
            parts.log_key,
            parts.signer,
            parts.database,
            lambda done, all_: bar.update(task, completed=done, total=all_),
            parts.erasing.covers,
        )
        for number, _ in parts.directory.tenants().values():
            for amiss in parts.erasing.amiss(number):
                report.add(*amiss)
        for name, (number, _) in parts.directory.tenants().items() if files else ():
            has = functools.partial(parts.blobs.has, number)
            for amiss in stocktaking.check(parts.disclose, name, has, lambda at: bar.update(task, completed=at)):
                report.add(*amiss)
    if report.sound:
        out.print(f"[green]sound[/]: {report.size} records, every hash derived again from what is stored")
        if report.erased:
            out.print(f"{report.erased} of them erased, each as a sealed record says")
        return
    table = Table("what", "index", "in words", title=f"{sum(report.counts.values())} findings in {report.size} records")
    for finding in report.findings:
        table.add_row(finding.code, "" if finding.index < 0 else str(finding.index), finding.words)
    out.print(table)
    raise typer.Exit(1)


@app.command("adopt")
def log_adopt() -> None:
    """After the signer's memory was lost: take the newest published checkpoint as the floor, once it is proved."""
    from handclasp.house.running import house

    with house(settings(), writes=False) as parts:
        size = parts.committer.adopt()
    out.print(f"the checkpoint of {size} records is the floor now; an older database will be refused from here on")


@app.command("vkey")
def log_vkey() -> None:
    """Print the log's verifier keys, to be pinned by those who verify."""
    from handclasp.house.running import house

    with house(settings(), writes=False) as parts:
        for vkey in parts.log_key.vkeys():
            sys.stdout.write(vkey + "\n")
