"""`handclasp bench`: one command for each file in `measures/`, named like it, described by its own first line."""

from __future__ import annotations

import importlib
import pkgutil

import typer

from handclasp.bench import measures

app = typer.Typer(no_args_is_help=True, help="Measure Handclasp on this machine, against a plain baseline.")


@app.callback()
def _group() -> None:
    """Measure Handclasp on this machine, against a plain baseline in the same run."""


for _found in pkgutil.iter_modules(measures.__path__):
    app.command(_found.name)(importlib.import_module(f"{measures.__name__}.{_found.name}").run)
