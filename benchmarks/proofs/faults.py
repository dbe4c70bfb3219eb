"""The full proof of a cluster: `make proof faults`. Nodes are killed, stopped, cut off and filled up under load.

Writes docs/proofs/faults.md with date, machine and commit, and ends with status 1 when anything was lost, doubled or
inconsistent, or writing stopped for longer than it may. Takes about half an hour. As root every node has a network and
a disk of its own; as an ordinary user the two faults that need them are left out, and the page says so.
"""

from __future__ import annotations

import random
import sys
import tempfile
from pathlib import Path
from typing import Annotated, Final

import typer

ROOT: Final = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT))

from tests.crash.cluster import ClusterHouse, can_be_apart  # noqa: E402 - the repository itself is no package
from tests.crash.faults import FAULTS, LONG, Fallen, Fault, faults  # noqa: E402

from handclasp.bench import facts  # noqa: E402

LONGEST: Final = 30.0
"""Seconds without a write that a fault may cost."""


def main(
    count: Annotated[int, typer.Option(min=6, help="Faults in all.")] = 30,
    seed: Annotated[int, typer.Option(help="Seed of the order and of the messages.")] = 1,
    clients: Annotated[int, typer.Option(min=1, help="Clients that write at the same time.")] = 8,
) -> None:
    """Strike nodes of a cluster under load; judge from receipts and the public log alone."""
    apart = can_be_apart()
    with ClusterHouse(apart=apart) as house:
        outcome = faults(house, order(count, seed, apart=apart), seed, clients=clients, say=print)
    document = report(outcome, seed, clients, apart=apart)
    print(document)
    page = ROOT / "docs/proofs/faults.md"
    page.write_text(document, encoding="utf-8")
    verdict = outcome.verdict
    if verdict.wrong or verdict.lost or verdict.doubled or max(outcome.again["any"]) > LONGEST:
        raise typer.Exit(1)


def order(count: int, seed: int, *, apart: bool) -> list[Fault]:
    """So many faults, each kind as often as the others, in turns of a seeded order."""
    choice = random.Random(seed)
    kinds = [fault for fault in FAULTS if apart or not fault.apart]
    turns = [choice.sample(kinds, len(kinds)) for _ in range(-(-count // len(kinds)))]
    return [fault for turn in turns for fault in turn][:count]


def report(outcome: Fallen, seed: int, clients: int, *, apart: bool) -> str:
    """The page for docs/proofs."""
    machine = facts.machine(Path(tempfile.gettempdir()))
    about = f"{machine['at']}, {machine['cores']} × {machine['cpu']}, {machine['memory_mb']} MB, {machine['system']}"
    figures = "\n".join(f"* {line}" for line in outcome.words().splitlines())
    missing = "" if apart else ", ".join(fault.name for fault in FAULTS if fault.apart)
    left_out = f"\nNot run here, for want of root: {missing}.\n" if missing else ""
    return f"""# Proof: a cluster loses nodes, and nothing that was acknowledged

`make proof faults` starts three nodes (etcd, Patroni, PostgreSQL with quorum commit, TLS between all of them), a web
process and a worker, and {clients} clients that write single messages and batches as fast as they are answered, ask for
a receipt of each, and send again, with the same ids, whatever got no answer. One after the other, in seeded order: the
leader's postmaster is killed; its whole node is killed and stays away for {LONG:.0f} s; a standby's is; the leader is
stopped (SIGSTOP) for longer than its lead lasts, and wakes up thinking that it still leads; it is cut off from
everybody by its network; and its disk is filled up. Each time all nodes are whole again before the next.

Afterwards a checker that knows only the clients' receipts and the exported public log asks: does every acknowledged
record stand at its place, is there any that nobody was given, does every receipt verify offline under the pinned key,
and is every checkpoint ever seen a beginning of the one log? `handclasp log fsck` re-derives the whole tree beside it.

All nodes, clients and Handclasp itself share this machine's cores: the rate says nothing of what a cluster can do.
{left_out}
## Last run

{about}; Python {machine["python"]}, commit {machine["commit"] or "unknown"}, seed {seed}

{figures}
* records acknowledged a second, faults included: {outcome.rate:.0f}
* nodes that could not catch up by themselves and were copied anew by hand (`patronictl reinit`): {outcome.copied_anew}

"Until writes were accepted again" counts from the fault to the first answer to a request that was sent after it.
"""


if __name__ == "__main__":
    typer.run(main)
