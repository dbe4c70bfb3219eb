"""`handclasp journal`: who did what, for auditors; reading it is itself recorded."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.table import Table

from handclasp.commands.shared import As, Why, acting, out, plain, reserved

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
    limit: Annotated[int, typer.Option(min=1, max=10_000, help="How many at most.")] = 100,
) -> None:
    """List records of the journal, newest first."""
    table = Table("index", "when", "who", "what", "details")
    with acting(account) as (parts, who):
        for view in parts.audit.journal(who, _question(by, about, kind, since, until), limit=limit):
            when = datetime.fromtimestamp(view.received / 1000).astimezone()
            facts = {name: value.hex() if isinstance(value, bytes) else value for name, value in view.facts.items()}
            told = ", ".join(f"{name} {value}" for name, value in facts.items())
            table.add_row(str(view.index), f"{when:%Y-%m-%d %H:%M:%S}", plain(str(view.author)), view.kind, plain(told))
    out.print(table)


@app.command("export")
def export(
    account: As,
    reason: Why,
    to: Annotated[Path, typer.Option("--out", help="The zip to write.")],
    by: By = "",
    about: About = "",
    kind: Kinds = None,
    since: Since = None,
    until: Until = None,
) -> None:
    """Write records of the journal to a file, each with a receipt that proves it."""
    from handclasp.access.policy import StepUp

    with acting(account, StepUp.EXPORT) as (parts, who), reserved(to) as file:
        file.write(parts.audit.take_out(who, _question(by, about, kind, since, until), reason=reason))
    out.print(f"{to} written; each receipt in it can be checked: handclasp verify FILE --vkey KEY")


def _question(by: str, about: str, kinds: list[str] | None, since: datetime | None, until: datetime | None) -> Question:
    from handclasp.disclose import Question
    from handclasp.records import Invalid

    try:
        conversation = bytes.fromhex(about)
    except ValueError:
        message = "--about takes a conversation's pseudonym: 32 hex digits"
        raise Invalid(message) from None
    ends = {name: int(at.timestamp() * 1000) for name, at in (("since", since), ("until", until)) if at is not None}
    return Question(account=by, conversation=conversation, kinds=frozenset(kinds or ()), **ends)
