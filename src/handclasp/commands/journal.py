"""`handclasp journal`: who did what, for auditors; reading it is itself recorded."""

from __future__ import annotations

import io
import json
import re
import zipfile
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.table import Table

from handclasp.commands.shared import As, Why, acting, err, out, plain, reserved

if TYPE_CHECKING:
    from handclasp.disclose import Question

app = typer.Typer(no_args_is_help=True, help="The journal: who did what.")

By = Annotated[str, typer.Option(help="Only what this account did.")]
About = Annotated[str, typer.Option(help="Only what is about this conversation (32 hex digits).")]
Kinds = Annotated[list[str] | None, typer.Option("--kind", help="Only this kind of record; may be repeated.")]
Since = Annotated[datetime | None, typer.Option(help="Only from this moment on (local time).")]
Until = Annotated[datetime | None, typer.Option(help="Only up to this moment (local time).")]


@app.command("list")
def list_(
    account: As,
    by: By = "",
    about: About = "",
    kind: Kinds = None,
    since: Since = None,
    until: Until = None,
    before: Annotated[int | None, typer.Option(min=0, help="Go on before this index.")] = None,
    limit: Annotated[int, typer.Option(min=1, max=10_000, help="How many at most.")] = 100,
) -> None:
    """List records of the journal, newest first; says when more follows, and how to go on."""
    question = _question(by, about, kind, since, until)
    table = Table("index", "when", "who", "what", "details")
    with acting(account) as (parts, who):
        found = parts.audit.journal(who, question, before=before, limit=limit)
        for view in found:
            when = datetime.fromtimestamp(view.received / 1000).astimezone()
            facts = {name: value.hex() if isinstance(value, bytes) else value for name, value in view.facts.items()}
            told = ", ".join(f"{name} {value}" for name, value in facts.items())
            table.add_row(str(view.index), f"{when:%Y-%m-%d %H:%M:%S}", plain(str(view.author)), view.kind, plain(told))
    out.print(table)
    if found.goes_on is not None:
        err.print(f"Older records follow: run the same with --before {found.goes_on}")


@app.command("unusual")
def unusual(
    account: As,
    dealt_with: Annotated[bool, typer.Option(help="What was dealt with, instead of what waits.")] = False,  # noqa: FBT002
) -> None:
    """List what looks unusual: who looked far more than usual, at hours not theirs, at strangers."""
    table = Table("number", "day", "who", "what", "index", "dealt with by")
    with acting(account) as (parts, who):
        from handclasp.access.oddities import Oddities, in_words

        for row in Oddities(parts.gate, parts.journal).found(who, dealt=dealt_with):
            person = plain(f"{row.role}:{row.person}")
            table.add_row(str(row.pk), f"{row.day}", person, in_words(row), str(row.index), row.dealt_by)
    out.print(table)


@app.command("dealt-with")
def dealt_with(
    number: Annotated[int, typer.Argument(help="Its number, as `journal unusual` shows it.")], account: As
) -> None:
    """Put something unusual aside; it stays listed under --dealt-with, with who did it."""
    with acting(account) as (parts, who):
        from handclasp.access.oddities import Oddities

        Oddities(parts.gate, parts.journal).deal(who, number)
    out.print(f"{number} is dealt with")


@app.command("export")
def export(  # noqa: PLR0917 - options
    account: As,
    reason: Why,
    to: Annotated[Path, typer.Option("--out", help="The zip to write.")],
    by: By = "",
    about: About = "",
    kind: Kinds = None,
    since: Since = None,
    until: Until = None,
    region: Annotated[str, typer.Option(help="Where it goes: CN, SG, EU …; needed when data has regions.")] = "",
    consent: Annotated[str, typer.Option(help="Where the consent to that is kept, if the legal basis needs it.")] = "",
) -> None:
    """Write records of the journal to a file, each with a receipt that proves it."""
    from handclasp.access.policy import StepUp

    question = _question(by, about, kind, since, until)
    with acting(account, StepUp.EXPORT) as (parts, who), reserved(to) as file:
        content = parts.audit.take_out(who, question, reason=reason, to=region, consent=consent)
        file.write(content)
    out.print(plain(f"{to} written; each receipt in it can be checked: handclasp verify FILE --vkey KEY"))
    if _goes_on(content):
        err.print("Older records did not fit and are not in it: take them out too, with an earlier --until")


def _goes_on(content: bytes) -> bool:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return json.loads(archive.read("journal.json"))["goes_on"] is not None


def _question(by: str, about: str, kinds: list[str] | None, since: datetime | None, until: datetime | None) -> Question:
    from handclasp.disclose import Question
    from handclasp.disclose.journal import kinds_named
    from handclasp.records import Invalid

    if not re.fullmatch("(?:[0-9a-fA-F]{32})?", about):
        message = "--about takes a conversation's pseudonym: 32 hex digits"
        raise Invalid(message)
    conversation = bytes.fromhex(about)
    ends = {name: int(at.timestamp() * 1000) for name, at in (("since", since), ("until", until)) if at is not None}
    return Question(account=by, conversation=conversation, kinds=kinds_named(kinds or ()), acts=frozenset(), **ends)
