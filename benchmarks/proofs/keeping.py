"""The proof of keeping and forgetting: `make proof keeping`. Two simulated years of 50,000 conversations.

Writes docs/proofs/keeping.md with date, machine and commit, and ends with status 1 at the first thing that was lost, or
that was still there when its time was over.
"""

from __future__ import annotations

import itertools
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from typing import Annotated, Any, Final

import psycopg
import typer
from psycopg import sql

ROOT: Final = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT))

from benchmarks.forgetting import HANDLED, Life, Size, Wrong, Yard  # noqa: E402 - the repository itself is no package
from benchmarks.forgetting_yard import yard  # noqa: E402
from benchmarks.forgotten import STAYS, Hoard, ended, scanned, searched, tried  # noqa: E402
from tests.house_fixture import _make_template  # noqa: E402 - the same houses as the tests have
from tests.keep.forgetting.people import DIRECTOR, stepped  # noqa: E402

from handclasp.bench import facts  # noqa: E402
from handclasp.seal import kit  # noqa: E402
from handclasp.store.embedded import Embedded  # noqa: E402

FEW: Final = 2_000
MANY: Final = 10_000
"""Of more conversations everything is looked through half as often."""

SAMPLE: Final = 40


def main(
    conversations: Annotated[int, typer.Option(min=10, help="Conversations in all.")] = 50_000,
    years: Annotated[float, typer.Option(min=1, help="Simulated years.")] = 2,
    seed: Annotated[int, typer.Option(help="Seed of what happens.")] = 1,
) -> None:
    """Live through years of holds, disputes, requests, restores and deaths; look everywhere for what is over."""
    scan_every = 7 if conversations <= MANY else 13
    size, begun = Size(conversations=conversations, years=years, seed=seed, scan_every=scan_every), time.monotonic()
    with tempfile.TemporaryDirectory(prefix="handclasp-keeping-") as folder, ExitStack() as closing:
        Path(folder).chmod(0o711)
        postgres = Embedded(Path(folder) / "server", settings={"fsync": "off", "max_connections": "200"})
        postgres.start()
        closing.callback(postgres.stop, patience=20)
        template = _make_template(postgres, Path(folder) / "template")
        identity = kit.open_sheet(template.kit.sheet, template.kit.passphrase)
        houses = yard(template, _databases(postgres), postgres, Path(folder), identity, closing)
        try:
            seen = prove(size, houses, postgres, identity)
        except Wrong as error:
            print(f"WRONG: {error}", file=sys.stderr)
            raise typer.Exit(1) from None
    document = report(size, seen, time.monotonic() - begun)
    print(document)
    (ROOT / "docs/proofs/keeping.md").write_text(document, encoding="utf-8")


def prove(size: Size, houses: Yard, postgres: Embedded, identity: Any) -> Counter[str]:
    """Live through it, looking; raises Wrong. What happened and how much was looked at."""
    life, hoard, seen = Life(houses, size), Hoard(), Counter[str]()
    last = len(size.steps) - 1

    def look(life: Life, number: int) -> None:
        if number == last:
            life.ship()
            life.turn()
        due = number % size.scan_every == size.scan_every - 1 or number == last
        if due or size.conversations <= FEW:
            hoard.take(life.house)
        if not due:
            return
        seen.update(scanned(life, hoard, postgres))
        seen["scans of everything"] += 1
        here = [talk for talk in life.talks if not talk.gone]
        some = here if number == last and len(here) <= FEW else life.chance.sample(here, min(SAMPLE, len(here)))
        life.reads_back(some)
        gone = [talk for talk in life.talks if talk.gone]
        sample = some[:SAMPLE] + life.chance.sample(gone, min(SAMPLE, len(gone)))
        seen["searches for a canary"] += searched(life, sample, stepped(DIRECTOR))
        by_key = tried(life, hoard, identity, every=number == last)
        seen["keys that exist, at the last look"] = by_key.pop("keys that exist")
        seen.update(by_key)

    life.run(look)
    return life.counts + seen + ended(life) + Counter({f"seconds: {part}": round(s) for part, s in life.spent.items()})


def _databases(postgres: Embedded) -> Callable[..., str]:
    numbers = itertools.count(1)

    def make(*, template: str = "template0") -> str:
        name = f"keeping_{next(numbers)}"
        statement = sql.SQL("create database {} template {} strategy wal_log")
        with psycopg.connect(postgres.superuser_url(), autocommit=True) as admin:
            admin.execute(statement.format(sql.Identifier(name), sql.Identifier(template)))
        return postgres.superuser_url(name)

    return make


def report(size: Size, seen: Counter[str], seconds: float) -> str:
    """The page for docs/proofs."""
    machine = facts.machine(Path(tempfile.gettempdir()))
    about = f"{machine['at']}, {machine['cores']} × {machine['cpu']}, {machine['memory_mb']} MB, {machine['system']}"
    figures = "\n".join(f"| {what} | {count:,} |" for what, count in seen.items())
    stays = "\n".join(f"* `{table}`: {why}" for table, why in STAYS.items())
    return f"""# Proof: nothing held is lost, nothing that is over survives

`make proof keeping` lives through {size.years:g} simulated years of {size.conversations:,} conversations in one house
with a copy in a folder. The time is passed in, to the house and to its database. Conversations begin, are closed, held
and let go by two people, disputed, extended, taken out as evidence, deleted by hand and taken back, asked to be erased
by their customers, and come back when somebody writes again; erasures die on the way; key epochs turn; the machine is
lost and rebuilt from its copy. A model of a few lines beside it says, every {" and ".join(map(str, (71, 121)))} hours
in turns, what must be there and what must not, for every single conversation: who is told 72 hours gets them, and
nobody gets more. Of more than {HANDLED:,} conversations each sees less of people, who do as much as in so many.

Every text, name, customer and file name carries a canary. At each look every value of every table is compared with
every trace an erased conversation ever had (ciphertexts, nonces, keyed hashes of its name and keys, its pseudonym), and
the data directory, the copy, PostgreSQL's own files, its log and its newest write-ahead log are searched for the canary
in some twenty spellings. Words lie encrypted, so that alone would prove little: a hoard beside the house keeps all
wrapped keys and ciphertexts of all days, as old backups would. Every key that exists in the key folder, in escrow, and
in the copy's escrow (opened with the recovery kit) is tried on all that the hoard holds of what is certified as
erased: nothing opens. The same keys must open what lives, else the trial would be blind.

Of an erased conversation these tables still name the pseudonym, which opens nothing:

{stays}

`kill -9` at each step of an erasure is in `tests/keep/forgetting/test_killed.py`; a short form of all this runs in
`make test`.

## Last run

{about}; Python {machine["python"]}, commit {machine["commit"] or "unknown"}, seed {size.seed}, {seconds:,.0f} s

| | |
|---|---|
{figures}
"""


if __name__ == "__main__":
    typer.run(main)
