"""`handclasp restore` from the server's start to the last word: what the parts of restoring.py need around them."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

from rich.console import Console

from handclasp.commands.shared import plain, progress
from handclasp.config import Settings
from handclasp.house import app, jobs, restoring
from handclasp.house.places import open_keys
from handclasp.house.up import started
from handclasp.web import console


def bring_back(settings: Settings, plan: restoring.Plan, into: Path | None, out: Console) -> None:
    """Restore, and say what was done; `into` makes a side house of its own there."""
    if into is not None:
        settings = settings.model_copy(update={"data_dir": into.expanduser().absolute(), "database_url": None})
        into.mkdir(mode=0o711, parents=True, exist_ok=True)
    embedded = started(settings)
    try:
        with progress("restoring") as bar:
            task = bar.add_task("records", total=None)
            done = restoring.restore(
                settings,
                plan,
                lambda words: bar.console.print(plain(f"  {words}"), style="dim"),
                lambda at, of: bar.update(task, completed=at, total=of),
            )
        if plan.wanted.conversation is None:
            with closing(app.open_database(settings)) as database:
                url = database.url("console")
            console.setup(url, open_keys(settings).secret("django").hex(), settings.public_url, settings.data_dir)
            console.migrate()
            jobs.install(url)
            done = done._replace(control_rows=done.control_rows + restoring.load_console(settings, plan, _say(out)))
        restoring.begin_again(settings, done, plan)
    finally:
        if embedded is not None:
            embedded.stop()
    _tell(settings, done, plan, out)


def _say(out: Console):  # type: ignore[no-untyped-def]  # noqa: ANN202 - a printer
    return lambda words: out.print(plain(f"  {words}"), style="dim")


def _tell(settings: Settings, done: restoring.Restored, plan: restoring.Plan, out: Console) -> None:
    reached = done.reached
    rate = reached.size / done.seconds if done.seconds else 0
    lines = [
        f"[green]proved[/]: {reached.size} records, every hash derived again, no gap in any conversation",
        f"{reached.conversations} conversations with keys, {done.erased} records without content (erased)",
        f"{done.files} files, {done.control_rows} rows of control state",
        f"{done.seconds:.1f} s, {rate:.0f} records a second",
    ]
    if done.files_missing:
        lines.append(f"[red]{done.files_missing} files[/] could not be read in any copy")
    lines += [f"[yellow]![/] {plain(problem)}" for problem in reached.problems]
    if not done.successor:
        lines.append("everything ever signed was reached: the log goes on")
    elif plan.aside:
        lines.append(f"a house to look at: HANDCLASP_DATA_DIR={settings.data_dir} handclasp …; it is served by nothing")
    else:
        lost = (
            f"records {reached.size} to {reached.newest - 1}" if reached.newest > reached.size else "whatever followed"
        )
        lines.append(
            f"the old log is closed for ever at {reached.size}; lost: {lost}. Its successor is {done.successor}: "
            "publish its key (`handclasp log vkey`), start with `handclasp up`"
        )
    for line in lines:
        out.print(line)


__all__ = ["bring_back"]
