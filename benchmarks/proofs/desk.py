"""The proof of the desk at work: `make proof desk`. Two agents in Chromium and fifty customers talk for ten minutes.

Writes docs/proofs/desk.md with date, machine, load and commit, and ends with status 1 when a message was lost, doubled
or out of order on either side. Times are written down as they were.
"""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Final

import typer

ROOT: Final = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT))

from benchmarks.desk_talk import Size, Talked, talked  # noqa: E402 - the repository is no package
from benchmarks.desk_yard import Plan, laid_out  # noqa: E402
from benchmarks.page import PROOFS, Target, at_least, at_most, machine  # noqa: E402

from handclasp.bench.figures import begun, of_house, quantile  # noqa: E402
from handclasp.bench.measures import Result  # noqa: E402
from handclasp.bench.stand import TENANT, Stand  # noqa: E402

MILLISECONDS: Final = 500


def main(
    customers: Annotated[int, typer.Option(min=4, help="Customers, two of whom have the widget in Chromium.")] = 50,
    seconds: Annotated[float, typer.Option(min=5, help="How long they talk.")] = 600,
    seed: Annotated[int, typer.Option(help="Seed of who says what when.")] = 1,
) -> None:
    """Let agents and customers talk, and look at what each of them saw."""
    targets = prove(Size(customers=customers, seconds=seconds, seed=seed), PROOFS)
    if missed := [one.what for one in targets if not one.met]:
        print("not so:", ", ".join(missed), file=sys.stderr)
        raise typer.Exit(1)


def prove(size: Size, folder: Path) -> list[Target]:
    """Run it and write the page; returns what must hold on any machine."""
    result, seen = measured(size)
    targets = kept(seen)
    (folder / "desk.md").write_text(report(size, result, seen, targets), encoding="utf-8")
    return targets


def measured(size: Size) -> tuple[Result, Talked]:
    """Let them talk in a house of their own. Raises NotReady."""
    result = begun("desk", "nothing: these are promises", size.seed) | {"workers": 1}
    with Stand() as stand:
        stand.start_worker()
        words = stand.run("site", "add", "--tenant", TENANT, "--name", "proof", "--origin", "https://shop.example")
        site = words.partition('data-site="')[2].partition('"')[0]

        async def seats(hands: list[list[str]]) -> tuple[str, list[str]]:
            yard = await asyncio.to_thread(laid_out, stand, Plan(hands=hands))
            return yard.cookie, [person.key for person in yard.people]

        seen = asyncio.run(talked(f"http://127.0.0.1:{stand.port}", site, size, seats))
        result |= {"load_after": round(os.getloadavg()[0], 2)}
        return result | of_house(stand), seen


def kept(seen: Talked) -> list[Target]:
    """What does not depend on how fast the machine is."""
    targets = [at_least("messages of both sides", seen.sent, len(seen.talks))]
    for side, wrong in (
        ("customers", seen.wrong(lambda one: one.heard)),
        ("agents", seen.wrong(lambda one: one.shown)),
    ):
        for what, count in zip(("lost", "doubled", "out of order"), wrong, strict=True):
            targets.append(at_most(f"{what} to the {side}", count, 0))
    return targets


def report(size: Size, result: Result, seen: Talked, targets: Sequence[Target]) -> str:
    """The page."""
    wanted = "\n".join(
        f"| {one.what} | {one.wanted} | {one.seen} | {'yes' if one.met else '**no**'} |" for one in targets
    )
    p50, p95, most = (round(quantile(seen.eyes, share)) for share in (0.5, 0.95, 1))
    agents = sum(len(one.agent) for one in seen.talks)
    return f"""# Proof: nothing said is lost, doubled or out of order at the desk

`make proof desk` lets {size.agents} agents and {size.customers} customers talk for {size.seconds:g} seconds in a house
of their own. The agents sit before Debian's Chromium: they open one of their conversations after the other, stay for a
few turns, and answer by keyboard. Customers are clients of the widget's own protocol (a session, messages, a stream of
events); {size.visitors} of them sit before the widget itself, in Chromium. Each says something every {size.pause:g}
seconds or so, and answers whoever answers. Afterwards every text that was sent is looked for on both sides: once, and
in its sender's order, in what the customer heard and in what the agent's page shows of the whole conversation.

A time to the eye runs from the customer's request to the frame in which the page of the agent who is looking on shows
the line; client and browser read the same clock. `make test` runs it for some seconds and asserts everything but times.

## Last run

{machine(result)} Load {result["load_after"]} after.

| what | to be seen | seen | met |
|---|---|---|---|
{wanted}

| figure | |
|---|---|
| from sending to the agent's eye, p50 / p95 / most | {p50:,} / {p95:,} / {most:,} ms over {len(seen.eyes):,} messages |
| p95 ≤ {MILLISECONDS} ms | {"yes" if seen.eyes and p95 <= MILLISECONDS else "**no**"} |
| said by customers / by agents | {seen.sent - agents:,} / {agents:,} |
| requests and streams of customers that had to be begun again | {seen.broken} |
"""


if __name__ == "__main__":
    typer.run(main)
