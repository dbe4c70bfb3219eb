"""The proof of the desk's speed: `make proof speed`. 10,000 conversations in the list, 2,000 messages in a thread.

Writes docs/proofs/speed.md with date, machine, load and commit, and ends with status 1 when a page weighs more than its
budget, draws more than it shows, or moves while it loads. Times are written down as they were. Takes some minutes.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Final

import typer

ROOT: Final = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT))

from benchmarks.handled import Act, Handled, Size, measured, p95  # noqa: E402 - the repository is no package
from benchmarks.page import PROOFS, Target, at_most, machine  # noqa: E402

from handclasp.bench.figures import quantile  # noqa: E402
from handclasp.bench.measures import Result  # noqa: E402

KILOBYTES: Final = 150
"""What a first visit may weigh."""
SHIFT: Final = 0.01
MOST_ROWS, MOST_LINES, MOST_ELEMENTS, MOST_REQUESTS = 60, 30, 1_500, 40
MILLISECONDS: Final = 100


def main(
    conversations: Annotated[int, typer.Option(min=100, help="Conversations in the list.")] = 10_000,
    thread: Annotated[int, typer.Option(min=100, help="Messages in the long thread.")] = 2_000,
    turns: Annotated[int, typer.Option(min=2, max=25, help="How often each act is done.")] = 20,
    seed: Annotated[int, typer.Option(help="Seed of the messages.")] = 1,
) -> None:
    """Take a busy desk in hand, and look at what Chromium says of it."""
    size = Size(conversations=conversations, thread=thread, turns=turns, seed=seed)
    if missed := [one.what for one in prove(size, PROOFS) if not one.met]:
        print("over budget:", ", ".join(missed), file=sys.stderr)
        raise typer.Exit(1)


def prove(size: Size, folder: Path) -> list[Target]:
    """Run it and write the page; returns what must hold on any machine."""
    result, handled = measured(size)
    targets = budgets(handled)
    text = report(size, result, handled, targets)
    (folder / "speed.md").write_text(text, encoding="utf-8")
    return targets


def budgets(handled: Handled) -> list[Target]:
    """What does not depend on how fast the machine is."""
    pages, drawn = handled.pages, handled.drawn
    most = dict.fromkeys(pages, KILOBYTES) | {"queue again": KILOBYTES // 3}
    return [
        *(at_most(f"{name}: transferred", round(pages[name].total / 1000, 1), most[name], " kB") for name in pages),
        *(at_most(f"{name}: layout shift", round(page.shift, 4), SHIFT) for name, page in pages.items()),
        *(at_most(f"{name}: requests", len(page.bytes), MOST_REQUESTS) for name, page in pages.items()),
        *(at_most(f"{name}: elements", page.elements, MOST_ELEMENTS) for name, page in pages.items()),
        at_most("rows drawn of the list", max(drawn["rows"], drawn["lead's rows"]), MOST_ROWS),
        at_most("lines drawn of the thread", drawn["lines"], MOST_LINES),
    ]


def times(acts: Sequence[Act]) -> list[str]:
    """Lines of the table of times."""

    def told(found: list[float]) -> str:
        return f"{round(quantile(found, 0.5), 1):g} / {p95(found):g} / {max(found):g}" if found else "–"

    def kept(found: list[float]) -> str:
        return "–" if not found else "yes" if p95(found) <= MILLISECONDS else "**no**"

    return [
        f"| {act.name} | {told(act.frame)} | {kept(act.frame)} | {told(act.painted)} | {kept(act.painted)} |"
        for act in acts
    ]


def report(size: Size, result: Result, handled: Handled, targets: Sequence[Target]) -> str:
    """The page."""
    wanted = "\n".join(
        f"| {one.what} | {one.wanted} | {one.seen} | {'yes' if one.met else '**no**'} |" for one in targets
    )
    acted = "\n".join(times(handled.acts))
    return f"""# Proof: the desk is as quick as it claims

`make proof speed` fills a house with {size.conversations:,} conversations and a thread of {size.thread:,} messages, all
through the product's own way in, and takes its desk in hand in Debian's Chromium, by keyboard where there is a key. The
browser itself says what it saw: bytes of the wire with their heads (DevTools protocol, `encodedDataLength`), shifts of
the layout while a page loads, event timing. Each page is a first visit of an empty profile, signed in; *queue again* is
the second visit. The widget is what it adds to a shop's page until the chat is open and listens. Not counted among the
thread's bytes is the encrypted copy that a browser keeps for the day the house is lost: it is fetched behind the page,
once for each record, {handled.salvage / 1000:,.0f} kB here.

`make test` runs it with a few hundred conversations and asserts what does not depend on the machine: bytes, requests,
what is drawn, shifts. Times are only written down here.

## Last run

{machine(result)} Load {result["load_at_the_desk"]} when the desk was taken in hand, {result["load_after"]} after.

| what | budget | seen | met |
|---|---|---|---|
{wanted}

Milliseconds (p50 / p95 / most) over {size.turns} turns; the aim is a p95 of {MILLISECONDS}. *Next frame* is what
browsers call the interaction to the next paint: their event timing, from the stamp of the key or click to the frame
after its handlers, in which what was pressed shows that it was; it tells of nothing under 16. *Painted* runs until what
was asked of the server is on the screen: the request, its walls and records, the drawing.

| act | next frame | ≤ {MILLISECONDS} | painted | ≤ {MILLISECONDS} |
|---|---|---|---|---|
{acted}
"""


if __name__ == "__main__":
    typer.run(main)
