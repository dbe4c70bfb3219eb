"""`handclasp bench verify`: a pack made and checked, the whole log derived again (see bench/verify.py)."""

from __future__ import annotations

from typing import Annotated

import typer

from handclasp.bench.measures import Result


def run(
    records: Annotated[int, typer.Option(min=10, max=50_000, help="Records of the conversation taken out.")] = 1_000,
    log: Annotated[int, typer.Option(min=100, help="Records of the whole log, at least.")] = 40_000,
    rounds: Annotated[int, typer.Option(min=1, max=50, help="Turns that each side gets.")] = 5,
    seed: Annotated[int, typer.Option(help="Seed of the made-up messages.")] = 1,
    as_json: Annotated[bool, typer.Option("--json", help="One flat JSON object.")] = False,  # noqa: FBT002 - typer's way
) -> None:
    """An evidence pack made and checked, and the whole log derived again, beside rows that are signed or hashed."""
    from handclasp.bench import figures
    from handclasp.bench.verify import measure

    figures.told(measure(records, max(log, 2 * records), rounds, seed), show, as_json=as_json)


def show(result: Result) -> None:
    """Print the table."""
    from handclasp.bench import figures

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
    figures.table(f"a conversation of {result['records']:,} records", rows, result)
