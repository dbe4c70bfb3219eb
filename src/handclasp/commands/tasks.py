"""`handclasp task`: asking a colleague about a conversation, and answering what one was asked."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated

import typer
from rich.table import Table

from handclasp.commands.shared import Acting, As, Conversation, acting, out, plain

if TYPE_CHECKING:
    from handclasp.desk.tasks import Tasks

app = typer.Typer(no_args_is_help=True, help="Questions to colleagues about conversations.")

Number = Annotated[int, typer.Argument(help="The task's number, as `task list` tells it.")]
_WITHIN = re.compile(r"(\d{1,4})(h|d)\Z")


def _book(at: Acting) -> Tasks:
    from handclasp.desk.tasks import Tasks
    from handclasp.house.app import now_ms

    return Tasks(at.house.flow.append, at.house.gate.passed, at.house.policies, now_ms)


@app.command("list")
def list_(
    account: As,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON document a line.")] = False,  # noqa: FBT002 - an option
) -> None:
    """List what one is asked, the most pressing first, and what one asked."""
    with acting(account) as at:
        from handclasp.desk.tasks import mine
        from handclasp.house.app import now_ms

        rows, now = mine(at.who), now_ms()
    table = Table("task", "conversation", "area", "asked by", "whom", "by", "state")
    for row in rows:
        state = "overdue" if not row.done and row.due <= now else row.state
        by = datetime.fromtimestamp(row.due / 1000, UTC).isoformat(" ", "minutes")
        told = (str(row.pk), row.conversation.hex, row.area, row.asker, row.owner, by, state)
        if as_json:
            names = ("task", "conversation", "area", "asker", "owner", "due", "state")
            out.print_json(json.dumps(dict(zip(names, told, strict=True))), indent=None)
        table.add_row(*(plain(text) for text in told))
    if not as_json:
        out.print(table)


@app.command("ask")
def ask(
    conversation: Conversation,
    owner: Annotated[str, typer.Argument(help="The colleague's account.")],
    question: Annotated[str, typer.Argument(help="What to ask; it is an internal note.")],
    account: As,
    area: Annotated[str, typer.Option(help="risk, technical, legal or other.")] = "other",
    within: Annotated[str, typer.Option(help="By when: 4h, 3d.")] = "4h",
) -> None:
    """Ask a colleague who may read the conversation; prints the task's number."""
    found = _WITHIN.match(within)
    if found is None:
        raise typer.BadParameter("write a number of hours or days: 4h, 3d")
    time = int(found[1]) * (3_600_000 if found[2] == "h" else 86_400_000)
    with acting(account) as at:
        from handclasp.desk.tasks import Asking, new_key
        from handclasp.house.app import now_ms
        from handclasp.house.running import pseudonym

        name = pseudonym(at.house, at.who.tenant, conversation)
        asking = Asking(owner, area, now_ms() + time, question, new_key())
        out.print(str(_book(at).ask(at.who, name, asking).pk))


@app.command("answer")
def answer(
    task: Number, text: Annotated[str, typer.Argument(help="The answer; it is an internal note.")], account: As
) -> None:
    """Answer what one was asked."""
    with acting(account) as at:
        from handclasp.desk.tasks import new_key

        _book(at).answer(at.who, task, text, new_key())
    out.print("answered; it stands in the conversation as an internal note")


@app.command("withdraw")
def withdraw(task: Number, account: As) -> None:
    """Take back what one asked."""
    with acting(account) as at:
        _book(at).withdraw(at.who, task)
    out.print("taken back")
