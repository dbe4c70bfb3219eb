"""`handclasp ship`, `restore`, `drill`: copies in other places, and the way back from them."""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.table import Table

from handclasp.commands.shared import fail, out, plain, progress, settings

ship = typer.Typer(no_args_is_help=True, help="Copies of the log in other places: set up, ship, see how they stand.")

With = Annotated[
    Path | None,
    typer.Option(
        "--with",
        metavar="FILE",
        help="A file of key=value lines for the store: endpoint, region, access_key_id, secret_access_key, "
        "account_name, account_key … Without, the vendor's environment variables count.",
    ),
]


@ship.command("to")
def to(
    target: Annotated[str, typer.Argument(help="A folder (disk, NAS), or s3:// az:// gs:// BUCKET/FOLDER.")],
    name: Annotated[str, typer.Option(help="What to call this copy.")] = "",
    erasable: Annotated[
        str,
        typer.Option(
            metavar="PLACE",
            help="Where keys and files go instead, when the first place is locked or keeps old versions.",
        ),
    ] = "",
    with_: With = None,
    region: Annotated[
        str,
        typer.Option(metavar="REGION", help="Where it is: CN, SG, EU …; needed when a tenant's data has regions."),
    ] = "",
) -> None:
    """Set up a copy: find out whether the place keeps what it confirms, mark it, ship all there is."""
    from handclasp.house import copies
    from handclasp.house.app import now_ms
    from handclasp.house.running import house

    chosen = settings()
    if "://" not in target and not Path(target).is_dir():
        fail(f"there is no folder {target}; make it (and mount the disk) first", "copy-bad-store")
    known = copies.places(chosen.data_dir)
    place = copies.as_place(target, name or _name(target), erasable, _options(with_), region.strip().upper())
    copies.reside(chosen.borders(now_ms), [place])
    others = [one for one in known if one.name != place.name]
    opened = place.open()
    opened.mark()
    with house(chosen, writes=False) as parts:
        shipper = copies.shipper(parts, place)
        shipper.prepare()
        copies.keep_places(chosen.data_dir, [*others, place])
        _all(parts, shipper)
    for one in others:
        if one.vendor == place.vendor:
            out.print(plain(f"[!] {one.name} and {place.name} are of one vendor: what hits one may hit both"))
    if place.url.startswith("file:") and Path(target).stat().st_dev == chosen.data_dir.stat().st_dev:
        out.print(plain("[!] this folder is on the same disk as the data: it does not survive that disk"))


@ship.command("now")
def now() -> None:
    """Ship all that is new to every copy, at once."""
    from handclasp.house import copies
    from handclasp.house.running import house
    from handclasp.records import HandclaspError

    failed = False
    chosen = settings()
    places = _places(chosen)
    with house(chosen, writes=False) as parts:
        for place in places:
            try:
                _all(parts, copies.shipper(parts, place))
            except HandclaspError as error:
                failed = True
                out.print(plain(f"{place.name}: {error} ({error.code})"))
    raise typer.Exit(1 if failed else 0)


@ship.command("status")
def status() -> None:
    """Show how each copy stands: newest position, what it lacks and for how long; exit status 1 when one is late."""
    from handclasp.house import copies
    from handclasp.house.app import now_ms
    from handclasp.house.running import house

    chosen = settings()
    _places(chosen)
    table = Table("copy", "records", "lacks", "lag", "last reached", "state", "locked until", "region")
    late = False
    regions = {place.name: place.region for place in _places(chosen)}
    with house(chosen, writes=False) as parts:
        at = now_ms()
        wrong = copies.astray(parts.borders, copies.places(chosen.data_dir))
        for one in copies.standings(parts):
            good = copies.is_fresh(parts, one, at)
            late = late or not good
            state = "[green]up to date[/]" if good and not one.error else f"[red]{one.error or 'late'}[/]"
            reached = "never" if one.shipped is None else ago(at - one.shipped)
            lag = f"{one.lag(at) / 1000:.0f} s"
            where = regions.get(one.name) or "not said"
            locked = _locked(parts, one.name)
            table.add_row(one.name, str(one.position), str(one.lacks), lag, reached, state, locked, where)
        last = copies.last_drill(parts)
    out.print(table)
    out.print(plain(drilled(last, at)))
    for words in wrong:
        out.print(plain(f"[!] {words}"))
    raise typer.Exit(1 if late or wrong else 0)


def _locked(parts: Any, name: str) -> str:
    """Until when the newest segment is locked, as the store says at this moment."""
    from handclasp.house import copies
    from handclasp.records import HandclaspError

    place = next(one for one in copies.places(parts.paths.data) if one.name == name)
    try:
        return copies.shipper(parts, place, patient=False).locked_until()[:10] or "not locked"
    except HandclaspError as error:
        return error.code


@ship.command("stop")
def stop(name: Annotated[str, typer.Argument(help="The copy's name.")]) -> None:
    """Ship to a copy no more; what lies there stays."""
    from handclasp.house import copies

    chosen = settings()
    known = _places(chosen)
    left = [one for one in known if one.name != name]
    if len(left) == len(known):
        fail(f"there is no copy {name!r}; there are {', '.join(one.name for one in known)}", "copy-none")
    copies.keep_places(chosen.data_dir, left)
    out.print(plain(f"{name} is no copy any more; what lies there stays, and ages"))


def drill(
    name: Annotated[
        str, typer.Option("--from", metavar="NAME", help="Which copy; without, the one whose turn it is.")
    ] = "",
) -> None:
    """Try a restore into a scratch database, and note how it went; exit status 1 when it is not complete."""
    from handclasp.house import drilling
    from handclasp.house.app import now_ms
    from handclasp.house.running import house

    chosen = settings()
    known = _places(chosen)
    place = next((one for one in known if one.name == name), None) if name else known[0]
    if place is None:
        fail(f"there is no copy {name!r}; there are {', '.join(one.name for one in known)}", "copy-none")
    with house(chosen, writes=False) as parts, progress("restoring") as bar:
        task = bar.add_task(place.name, total=None)
        done = drilling.drill(parts, place, lambda n, of: bar.update(task, completed=n, total=of))
    out.print(plain(drilled(done, now_ms())))
    raise typer.Exit(0 if done.complete else 1)


def restore(  # noqa: PLR0917 - options
    sources: Annotated[
        list[str], typer.Option("--from", metavar="PLACE", help="Where a copy lies; more of them stand in for damage.")
    ],
    kit: Annotated[Path, typer.Option(metavar="FILE", help="The recovery kit's sheet, as text.")],
    with_: Annotated[
        list[Path] | None,
        typer.Option("--with", metavar="FILE", help="key=value lines for the store; one for each --from, in order."),
    ] = None,
    until: Annotated[
        datetime | None, typer.Option(help="Only what was received until then (UTC); the rest counts as lost.")
    ] = None,
    conversation: Annotated[str, typer.Option(metavar="PSEUDONYM", help="The content of one conversation alone.")] = "",
    into: Annotated[
        Path | None, typer.Option(metavar="FOLDER", help="A side house of its own in an empty folder, for a look.")
    ] = None,
    floor: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE",
            help="The old machine's signer/main.checkpoint: if all it names is reached, the log goes on.",
        ),
    ] = None,
    origin: Annotated[str, typer.Option(help="Which of several logs in the store; without, the newest.")] = "",
    as_far_as_it_goes: Annotated[  # noqa: FBT002 - an option
        bool, typer.Option("--as-far-as-it-goes", help="End before what is damaged in every copy.")
    ] = False,
) -> None:
    """Rebuild the house from a copy and the recovery kit, prove it, and close the old log or let it go on.

    The kit's passphrase is asked for, or read as a line from standard input. Again after a crash goes on.
    """
    from handclasp.house import copies
    from handclasp.house.bringing_back import bring_back
    from handclasp.house.restoring import Plan
    from handclasp.seal.kit import open_sheet
    from handclasp.store.warm.restore import Wanted

    if (until is not None or conversation) and into is None:
        fail("--until and --conversation are for a look: name an empty folder with --into", "bad-argument")
    files: list[Path | None] = [*(with_ or [])]
    files += [None] * (len(sources) - len(files))
    opened = [
        copies.as_place(source, f"copy-{n}", "", _options(files[n - 1])).open() for n, source in enumerate(sources, 1)
    ]
    moment = int(until.replace(tzinfo=until.tzinfo or UTC).timestamp() * 1000) if until else None
    plan = Plan(
        copies=opened,
        identity=open_sheet(kit.read_text(), _passphrase()),
        wanted=Wanted(moment, _pseudonym(conversation), as_far_as_it_goes),
        origin=origin,
        floor=floor.read_text() if floor else None,
        aside=into is not None,
    )
    bring_back(settings(), plan, into, out)


def _passphrase() -> str:
    if sys.stdin.isatty():
        return str(typer.prompt("Passphrase of the recovery kit", hide_input=True))
    return sys.stdin.readline(4_096).rstrip("\n")


def _pseudonym(text: str) -> bytes | None:
    if not text:
        return None
    try:
        found = bytes.fromhex(text)
    except ValueError:
        found = b""
    if len(found) != 16:
        fail("a conversation is named by its pseudonym here: 32 hex digits", "bad-argument")
    return found


def _options(path: Path | None) -> dict[str, Any]:
    """The key=value lines of a file; secrets never stand in a command line."""
    if path is None:
        return {}
    found: dict[str, Any] = {}
    for line in path.read_text().splitlines():
        if line.strip() and not line.startswith("#"):
            key, equals, value = line.partition("=")
            if not equals:
                fail(f"{path} must hold key=value lines, such as endpoint=https://s3.example.com", "bad-argument")
            found[key.strip()] = value.strip()
    return found


def _name(target: str) -> str:
    if "://" not in target:
        return "folder"
    return {"s3": "s3", "az": "azure", "azure": "azure", "abfs": "azure", "gs": "gcs"}.get(
        target.split("://", maxsplit=1)[0], "copy"
    )


def _places(chosen: Any) -> list[Any]:
    from handclasp.house import copies

    found = copies.places(chosen.data_dir)
    if not found:
        fail("there is no second copy of the data; set one up: handclasp ship to PLACE", copies.NoCopies.code)
    return found


def _all(parts: Any, shipper: Any) -> None:
    with progress("shipping to") as bar:
        task = bar.add_task(shipper.copy.name, total=None)
        done = shipper.all(lambda at: bar.update(task, completed=at.position, total=parts.reading.size()))
        bar.update(task, completed=1, total=1)
    out.print(plain(f"{shipper.copy.name}: {done.records} records shipped, {done.position} in all"))


def ago(ms: int) -> str:
    """A span of time in words."""
    for size, unit in ((86_400_000, "days"), (3_600_000, "hours"), (60_000, "minutes")):
        if ms >= 2 * size:
            return f"{ms // size} {unit} ago"
    return f"{ms // 1000} s ago"


def drilled(last: Any, at: int) -> str:
    """The last drill in a sentence."""
    if last is None:
        return "drill: never; an untested copy is no copy: handclasp drill"
    how = "complete" if last.complete else f"NOT COMPLETE ({last.finding})"
    return (
        f"drill: {ago(at - last.at)}, from {last.copy}: {last.records} records in {last.seconds:.1f} s, "
        f"{last.behind} behind, {how}"
    )
