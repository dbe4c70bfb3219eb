"""The full fuzzing proof: `make proof fuzz`. Every reader of strangers' bytes is attacked for its share of ten minutes.

Writes docs/proofs/fuzz.md with date, machine and commit, and ends with status 1 when a promise was broken; the input
that did it is printed as base64.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path
from typing import Annotated, Final

import typer

ROOT: Final = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT))

from tests.fuzz.driver import Outcome, fuzz, shares  # noqa: E402 - the repository itself is no package

from handclasp.bench import facts  # noqa: E402


def main(
    seconds: Annotated[float, typer.Option(min=12, help="Seconds in all, without the start of each target.")] = 540,
    seed: Annotated[int, typer.Option(help="Seed of the mutations.")] = 1,
) -> None:
    """Fuzz the text engine, the openers of files, the importers and the verifier."""
    outcomes = fuzz(shares(seconds), seed)
    document = report(outcomes, seed, seconds)
    print(document)
    if any(one.found for one in outcomes):
        print("\n\n".join(one.words() for one in outcomes if one.found))
        raise typer.Exit(1)
    (ROOT / "docs/proofs/fuzz.md").write_text(document, encoding="utf-8")


def report(outcomes: list[Outcome], seed: int, seconds: float) -> str:
    """The page for docs/proofs."""
    machine = facts.machine(Path(tempfile.gettempdir()))
    about = f"{machine['at']}, {machine['cores']} × {machine['cpu']}, {machine['memory_mb']} MB, {machine['system']}"
    rows = "\n".join(
        f"| `{one.name}` | {one.tried} | {one.branches} | {one.seconds:.0f} | {'it' if one.found else 'nothing'} |"
        for one in outcomes
    )
    return f"""# Proof: no bytes from a stranger crash a reader, stall it, or slip past it

`make proof fuzz` mutates inputs for ten minutes and follows the branches they take through Handclasp's instrumented
modules ([Atheris](https://github.com/google/atheris) over libFuzzer). Each target runs in a process of its own.
`make test` runs the same targets for some seconds each.

| target | what it attacks | what must hold |
|---|---|---|
| `text` | `handclasp.screen.find`, masking | no crash; spans in order and within the text; hyperscan and `re` \
give the same; outside the masks stands only what stood outside the findings; **a planted value is \
covered** |
| `talk` | `find_in_conversation` | what is found in a message alone stays found among others; planted values too |
| `speed` | `find` on texts of 262,144 characters made of any pattern | no call takes a second of processor time |
| `files` | the door (`taking`), openers of pictures and PDFs, voice notes | refused by name within a second, or drawn \
anew; a copy holds the parts that pixels need and nothing else, and no marker from metadata |
| `imports` | messages as NDJSON, Telegram exports, a tenant's own types and words | read, or refused by name |
| `packs` | the verifier: packs of which one file is exchanged, receipts, notes, keys, zips | verified, or refused \
with a reason |

Planted are cards, codes, passwords, telephones and private keys right behind their name, and identity numbers,
addresses of mail, keys of programs and seed phrases, between two marks. They must be found whatever stands around: a
checksum or form of their own makes them known, or their name is nearer than any other word. Names, postal addresses
and bare figures are not planted: other words around may rightly tell otherwise.

What was found while these targets were written is mended and kept as tests: `tests/screen/test_hostile.py` and the
tests beside it.

## Last run

{about}; Python {machine["python"]}, commit {machine["commit"] or "unknown"}, seed {seed},
{seconds:.0f} s of fuzzing

| target | inputs | branches | seconds with start | found |
|---|---|---|---|---|
{rows}
"""


if __name__ == "__main__":
    typer.run(main)
