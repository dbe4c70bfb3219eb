"""The full crash proof: `make proof crash`. Everything is killed in turns under load; the result is recorded.

Writes docs/proofs/crash.md with date, machine and commit, and ends with status 1 when anything was lost, doubled or
inconsistent. Takes some minutes.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path
from typing import Annotated, Final

import typer

ROOT: Final = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT))

from tests.crash.storm import Outcome, storm  # noqa: E402 - the repository itself is no package

from handclasp.bench import facts  # noqa: E402

FEWEST: Final = 50


def main(
    kills: Annotated[int, typer.Option(min=FEWEST, help="Processes to kill.")] = 60,
    seed: Annotated[int, typer.Option(help="Seed of the kills and of the messages.")] = 1,
    clients: Annotated[int, typer.Option(min=1, help="Clients that write at the same time.")] = 6,
) -> None:
    """Kill PostgreSQL, its backends, web and worker under load; judge from receipts and the public log alone."""
    outcome = storm(kills, seed, clients=clients, calm=(0.5, 3.0))
    document = report(outcome, seed, clients)
    print(document)
    verdict = outcome.verdict
    if verdict.wrong or verdict.lost or verdict.doubled:
        raise typer.Exit(1)
    page = ROOT / "docs/proofs/crash.md"
    page.parent.mkdir(exist_ok=True)
    page.write_text(document, encoding="utf-8")


def report(outcome: Outcome, seed: int, clients: int) -> str:
    """The page for docs/proofs."""
    machine = facts.machine(Path(tempfile.gettempdir()))
    about = f"{machine['at']}, {machine['cores']} × {machine['cpu']}, {machine['memory_mb']} MB, {machine['system']}"
    figures = "\n".join(f"* {line}" for line in outcome.words().splitlines())
    return f"""# Proof: killed at any moment, nothing acknowledged is lost or doubled

`make proof crash` starts a whole house (PostgreSQL with fsync on, web, worker) and {clients} clients that write
single messages and batches, ask for a receipt of each, and send again, with the same ids, whatever got no answer. Then
`kill -9` strikes, in seeded random order and at random moments, the postmaster, one of its backends, the web process
and the worker; one time in five it strikes twice before anything was started again.

Afterwards a checker that knows only the clients' receipts and the exported public log asks: does every acknowledged
record stand at its place, is there any that nobody was given, does every receipt verify offline under the pinned key,
and is every checkpoint ever seen a beginning of the log? `handclasp log fsck` re-derives the whole tree beside it.

## Last run

{about}; Python {machine["python"]}, commit {machine["commit"] or "unknown"}, seed {seed}

{figures}

Writing stops while a killed part starts again; the last figures above count that, from the kill to the first answer
to a request that was sent after it. The harness's own restart of what it killed is included, and so is a second kill
that followed at once.
"""


if __name__ == "__main__":
    typer.run(main)
