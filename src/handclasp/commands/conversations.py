"""`handclasp read | looks | reveal | redact`: conversations, seen as the account that acts may see them."""

from __future__ import annotations

import contextlib
import sys
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.table import Table

from handclasp.commands.shared import As, Conversation, Why, acting, err, fail, out, plain

if TYPE_CHECKING:
    from handclasp.records import View

app = typer.Typer()


@app.command()
def read(
    conversation: Conversation,
    account: As,
    reason: Why = "",
    purpose: Annotated[str, typer.Option(help="What it is read for.")] = "support",
    after: Annotated[int, typer.Option(min=0, help="Only records after this number.")] = 0,
    old: Annotated[bool, typer.Option(help="Also records older than 90 days.")] = False,  # noqa: FBT002
) -> None:
    """Print a conversation, masked; the access is recorded."""
    from handclasp.access.policy import StepUp
    from handclasp.house.running import pseudonym

    with acting(account, *([StepUp.OLD_RECORDS] if old else [])) as (parts, who):
        place = pseudonym(parts, who.tenant, conversation)
        views = parts.disclose.read(who, place, purpose=purpose, reason=reason, after=after, limit=10_000)
        for view in views:
            out.print(_line(view))
        if views.held_back:
            out.print(f"[dim]{views.held_back} records are older than 90 days: read them with --old[/]")


def _line(view: View) -> str:
    when = datetime.fromtimestamp(view.received / 1000).astimezone()
    said = view.body if view.body is not None else view.kind
    return f"{view.seq:>5}  {when:%Y-%m-%d %H:%M:%S}  {plain(str(view.author)):<24} {plain(said)}"


@app.command()
def looks(conversation: Conversation, account: As, reason: Why = "") -> None:
    """Tell who looked at a conversation; asking is recorded too."""
    from handclasp.house.running import pseudonym

    table = Table("when", "who", "what", "purpose", "reason")
    with acting(account) as (parts, who):
        place = pseudonym(parts, who.tenant, conversation)
        for view in parts.disclose.who_looked(who, place, reason=reason):
            when = datetime.fromtimestamp(view.received / 1000).astimezone()
            facts = [plain(str(view.facts.get(name, ""))) for name in ("purpose", "reason")]
            table.add_row(f"{when:%Y-%m-%d %H:%M:%S}", plain(str(view.author)), view.kind, *facts)
    out.print(table)


@app.command()
def reveal(
    conversation: Conversation,
    number: Annotated[int, typer.Argument(help="The record's number in the conversation.")],
    account: As,
    reason: Why,
    item: Annotated[str, typer.Option(help="Which item: original/0, original/1 …, or attachment.")] = "original/0",
    purpose: Annotated[str, typer.Option(help="What it is revealed for.")] = "support",
    to: Annotated[Path | None, typer.Option("--out", help="Where a picture is written.")] = None,
    ask: Annotated[bool, typer.Option(help="Ask a second person, where one is needed.")] = False,  # noqa: FBT002
) -> None:
    """Show one masked item; what it takes depends on its kind, and the reveal is recorded."""
    from handclasp.access.policy import StepUp
    from handclasp.commands.shared import reserved
    from handclasp.disclose.reveal import ATTACHMENT
    from handclasp.house.running import pseudonym

    picture = item == ATTACHMENT
    if not ask and picture != (to is not None):
        raise typer.BadParameter("a picture is written to the file that --out names; a text is printed, without --out")
    with acting(account, StepUp.REVEAL) as (parts, who):
        place = pseudonym(parts, who.tenant, conversation)
        if ask:
            request = parts.reveals.request(who, place, number, item, purpose=purpose, reason=reason)
            asked = parts.approvals.request(who, request)
            out.print(f"asked: {asked.request}. Once it is approved, run the same without --ask")
            return
        # An approval is spent once: where the file cannot be written is found out before.
        with contextlib.nullcontext() if to is None else reserved(to) as file:
            shown = parts.reveals.reveal(who, place, number, item, purpose=purpose, reason=reason)
            if file is not None and shown.picture is not None:
                file.write(shown.picture.reveal())
    if shown.text is None:
        out.print(plain(f"{to} written, marked with who looked and when"))
        return
    sys.stdout.write(shown.text.reveal() + "\n")
    err.print(plain(_marked(who.id, purpose, shown.until)))


def _marked(who: str, purpose: str, until: int) -> str:
    """What a page would write over a text: a terminal cannot, and forgets nothing by itself."""
    now = datetime.now().astimezone()
    ends = datetime.fromtimestamp(until / 1000).astimezone()
    return (
        f"Shown to {who} at {now:%Y-%m-%d %H:%M:%S} for: {purpose}; until {ends:%H:%M:%S}. It is on record. "
        "A terminal keeps what it shows: clear it, and its history."
    )


@app.command()
def redact(
    file: Annotated[Path, typer.Argument(exists=True, dir_okay=False)],
    close: Annotated[list[str], typer.Option(help="What to black out: SEQ:FIELD, e.g. 3:body; may be repeated.")],
    to: Annotated[Path, typer.Option("--out")],
) -> None:
    """Black fields out of a pack; what remains still verifies."""
    from handclasp.verify.reasons import Fault
    from handclasp.verify.redact import redact as cut

    pairs = []
    for item in close:
        seq, _, field = item.partition(":")
        if not seq.isdigit() or not field:
            message = f"{item!r} does not name a field; write SEQ:FIELD, e.g. 3:body"
            raise typer.BadParameter(message)
        pairs.append((int(seq), field))
    try:
        to.write_bytes(cut(file.read_bytes(), pairs))
    except Fault as fault:
        fail(f"{file} cannot be cut down: {fault}", fault.reason.value)
    out.print(plain(f"{to} written without {len(pairs)} field(s)"))
