"""`handclasp bench verify`: a pack made and checked, the whole log derived again (see bench/verify.py)."""

from __future__ import annotations

import json
import sys
from typing import Annotated

import typer


def run(
    records: Annotated[int, typer.Option(min=10, max=50_000, help="Records of the conversation taken out.")] = 1_000,
    log: Annotated[int, typer.Option(min=100, help="Records of the whole log, at least.")] = 40_000,
    rounds: Annotated[int, typer.Option(min=1, max=50, help="Turns that each side gets.")] = 5,
    seed: Annotated[int, typer.Option(help="Seed of the made-up messages.")] = 1,
    as_json: Annotated[bool, typer.Option("--json", help="One flat JSON object.")] = False,  # noqa: FBT002 - typer's way
) -> None:
    """An evidence pack made and checked, and the whole log derived again, beside rows that are signed or hashed."""
    from handclasp.bench.verify import measure  # noqa: PLC0415 - brings what only a run needs

    result = measure(records, max(log, 2 * records), rounds, seed)
    if as_json:
        sys.stdout.write(json.dumps(result) + "\n")
    else:
        _show(result)


def _show(result: dict[str, str | int | float]) -> None:
    from rich.console import Console  # noqa: PLC0415
    from rich.table import Table  # noqa: PLC0415

    rows = (
        ("a pack made", f"{result['pack_s']} s", "from approval to the encrypted file"),
        ("the pack checked", f"{result['verify_s']} s", f"in one process; as a command {result['verify_command_s']} s"),
        ("rows signed one by one", f"{result['signed_rows_pack_s']} s", f"pack ratio {result['pack_ratio']}"),
        ("those checked", f"{result['signed_rows_verify_s']} s", f"ratio {result['verify_ratio']}"),
        ("fsck, records a second", f"{result['fsck_records_per_s']:,}", f"{result['log_records']:,} records"),
        (
            "rows read and hashed a second",
            f"{result['read_and_hash_rows_per_s']:,}",
            f"ratio {result['fsck_ratio']}",
        ),
    )
    table = Table("what", "figure", "meaning", title=f"a conversation of {result['records']:,} records")
    for row in rows:
        table.add_row(*row)
    console = Console(highlight=False)
    console.print(table)
    console.print(
        f"{result['cores']} × {result['cpu']}, load {result['load_before']} before, PostgreSQL {result['postgres']}, "
        f"Python {result['python']}, commit {result['commit'] or 'unknown'}."
    )
