"""The benchmarks: each module here has `run`, a typer command that prints what it measured, and `show`, which does.

They are read whenever the command line starts, so they bring nothing that only a run needs.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

import typer

Result = dict[str, str | int | float]
Settings = Annotated[
    list[str] | None,
    typer.Option("--set", metavar="KEY=VALUE", help="A setting of the house that is measured; may be repeated."),
]
Workers = Annotated[int, typer.Option(min=1, max=64, help="Web workers that share the port.")]


def settings(given: Sequence[str] | None, workers: int = 1) -> dict[str, str]:
    """Settings by key, as a Stand takes them; what they may be is checked by the house itself."""
    pairs = [one.partition("=") for one in given or ()]
    if wrong := [key for key, found, _ in pairs if not (key and found)]:
        raise typer.BadParameter(f"--set {wrong[0]}: write it like batch_records=1000")
    return {"web_workers": str(workers)} | {key: value for key, _, value in pairs}


def told(given: dict[str, str]) -> Result:
    """How many web workers, and the other settings where there are any, as figures of the result."""
    others = " ".join(f"{key}={value}" for key, value in sorted(given.items()) if key != "web_workers")
    result: Result = {"workers": int(given.get("web_workers", 1))}
    return result | {"settings": others} if others else result
