"""`handclasp send`: lines of messages to a house far away, over its stream. Needs no house here."""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from handclasp.commands.shared import err, fail, out, plain, progress

if TYPE_CHECKING:
    from collections.abc import Callable

    from handclasp.house.sending import Counts
    from handclasp.intake.importing import Rejected

app = typer.Typer()
KEY = "HC_KEY"
SOME_REFUSED = 3
_INTERRUPTED = 130
_LISTED = 20


@app.command()
def send(
    file: Annotated[
        Path, typer.Argument(dir_okay=False, help="One JSON object a line, in UTF-8; - is standard input.")
    ],
    url: Annotated[str, typer.Option(help="The house's address, such as https://records.example.com.")],
    key_file: Annotated[
        Path | None,
        typer.Option(exists=True, dir_okay=False, help=f"Where the API key stands; without, it is {KEY}."),
    ] = None,
    batch: Annotated[int, typer.Option(min=1, help="Lines sent at once, at most.")] = 500,
    window: Annotated[int, typer.Option(min=1, help="Batches sent ahead of their answers, at most.")] = 16,
    patience: Annotated[float, typer.Option(min=0, help="Seconds without progress after which to give up.")] = 300,
    report: Annotated[Path | None, typer.Option(dir_okay=False, help="Where refused lines are listed.")] = None,
    plain_http: Annotated[  # noqa: FBT002
        bool, typer.Option("--plain", help="Allow http to another machine: the key can be read on the way.")
    ] = False,
) -> None:
    """Send messages to a house, in order, over its stream; goes on by itself after breaks, nothing is added twice.

    Exit status: 0 when every line stands in the log, 3 when some were refused, 1 when it had to stop before the end.
    """
    from handclasp.house.sending import Counts, How, stream_url
    from handclasp.house.sending import send as run

    address, key = stream_url(url, plain=plain_http), _key(key_file)
    counts = Counts()
    with contextlib.ExitStack() as open_:
        source: Any = sys.stdin.buffer if str(file) == "-" else open_.enter_context(file.open("rb"))
        refused = open_.enter_context(_refusals(_report(report, file)))
        shown = open_.enter_context(_shown(file))
        told: set[str] = set()

        def trouble(why: str) -> None:
            if why not in told:
                told.add(why)
                err.print(plain(f"{why}; trying again"))

        try:
            run(
                source.read1,
                address,
                key,
                refused=refused,
                progress=shown,
                trouble=trouble,
                counts=counts,
                how=How(batch, window, patience),
            )
        except KeyboardInterrupt:
            _sum(counts)
            raise typer.Exit(_INTERRUPTED) from None
        except BaseException:
            _sum(counts)
            raise
    _sum(counts)
    if counts.rejected:
        path = _report(report, file)
        if path is not None:
            out.print(plain(f"The refused lines are listed in {path}"))
        raise typer.Exit(SOME_REFUSED)


def _key(file: Path | None) -> str:
    key = (file.read_text(encoding="ascii", errors="replace") if file else os.environ.get(KEY, "")).strip()
    if not key.isascii() or not key.isprintable() or not key:
        fail(f"give an API key with the scope `write`: as a line in --key-file, or in the variable {KEY}", "no-api-key")
    return key


def _report(given: Path | None, file: Path) -> Path | None:
    """Where refused lines are listed; standard input has no place beside it."""
    return given or (None if str(file) == "-" else file.with_name(file.name + ".rejected.ndjson"))


@contextlib.contextmanager
def _refusals(path: Path | None) -> Iterator[Callable[[Rejected], None]]:
    """Write each refusal as a line of the report, for its owner alone, or the first of them to standard error."""
    import msgspec

    if path is None:
        said = 0

        def tell(line: Rejected) -> None:
            nonlocal said
            said += 1
            if said <= _LISTED:
                err.print(plain(f"line {line.line}: {line.reason} ({line.code})"))
            elif said == _LISTED + 1:
                err.print("more lines were refused; --report FILE lists them all")

        yield tell
        return
    try:
        with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:  # noqa: PTH123 - mode 0600 from the first byte

            def write(line: Rejected) -> None:
                file.write(msgspec.json.encode(line) + b"\n")

            yield write
    finally:
        if path.exists() and not path.stat().st_size:
            path.unlink()


@contextlib.contextmanager
def _shown(file: Path) -> Iterator[Callable[[Counts], None]]:
    """A bar of how much of a file stands; of standard input nobody knows how much there is."""
    if str(file) == "-":
        yield lambda _counts: None
        return
    with progress("sending") as bar:
        task = bar.add_task(file.name, total=file.stat().st_size or 1)
        yield lambda counts: bar.update(task, completed=counts.bytes)


def _sum(counts: Counts) -> None:
    out.print(f"{counts.new} new, {counts.doubled} already there, {counts.rejected} refused")
