"""`handclasp bench screen`: what screening finds in labelled messages, its speed beside Presidio (bench/screen.py)."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from handclasp.bench.measures import Result


def run(
    messages: Annotated[int, typer.Option(min=100, help="Labelled messages of each kind and author.")] = 3_000,
    seed: Annotated[int, typer.Option(help="Seed of the made-up messages.")] = 7,
    set_: Annotated[
        Path | None,
        typer.Option(
            "--set", exists=True, dir_okay=False, help="Labelled messages of your own, one JSON object a line."
        ),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="One flat JSON object.")] = False,  # noqa: FBT002 - typer's way
) -> None:
    """What screening finds in labelled messages, and how many it reads a second beside Presidio."""
    from handclasp.bench import figures
    from handclasp.bench.screen import measure

    figures.told(measure(messages, seed, set_), show, as_json=as_json)


def show(result: Result) -> None:
    """Print the tables."""
    from rich.console import Console
    from rich.table import Table

    from handclasp.bench import figures

    table = Table(
        "what", "ordinary", "hard", "conversations", title=f"{result['labelled_messages']:,} labelled messages"
    )
    table.add_row("F1", *(f"{result[key]:.3f}" for key in ("f1", "f1_hard", "f1_conversation")))
    table.add_row("leaked", *(f"{result[key]:.1%}" for key in ("leak", "leak_hard", "leak_conversation")))
    for key, value in result.items():
        if key.startswith("f1_") and key[3:].isupper():
            table.add_row(key[3:], f"{value:.3f}", f"{result[f'f1_hard_{key[3:]}']:.3f}", "")
    console = Console(highlight=False)
    console.print(table)
    console.print(f"Clean messages with a false alarm: {result['false_alarms']:.1%}.")
    console.print(f"{result['msgs_per_s']:,} messages a second on one core, nine of ten clean but made to tempt;")
    console.print(f"{result['everyday_msgs_per_s']:,} of everyday talk (250 bytes, nine of ten clean).")
    for key, ratio, how in (
        ("presidio_msgs_per_s", "ratio", "with its small English model"),
        ("presidio_blank_msgs_per_s", "ratio_blank", "with its patterns alone"),
    ):
        if key in result:
            console.print(f"Presidio {how}, in the same run: {result[key]:,}; {result[ratio]} times as many.")
    if "ratio" not in result and "ratio_blank" not in result:
        console.print("Presidio is not installed (it is a development dependency): nothing to compare with.")
    console.print(figures.machine(result))
