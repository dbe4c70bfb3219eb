"""`handclasp export`: a conversation leaves the house only after a second person approved it, and encrypted."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from handclasp.commands.shared import As, Conversation, Why, acting, out, plain, reserved

app = typer.Typer(no_args_is_help=True, help="Taking conversations out, with a second person's approval.")


@app.command("ask")
def ask(
    conversation: Conversation,
    account: As,
    reason: Why,
    purpose: Annotated[
        str, typer.Option(help="dispute, court, regulator, customer-request or internal-review.")
    ] = "dispute",
    form: Annotated[str, typer.Option(help="pack (evidence pack), pdf-zh, pdf-en, vcon or csv.")] = "pack",
    to: Annotated[str, typer.Option(help="Where it goes: CN, SG, EU …; needed when data has regions.")] = "",
    recipient: Annotated[
        str, typer.Option("--for", help="Who receives it; unset: whom the customer's separate consent names, if one.")
    ] = "",
) -> None:
    """Ask for a conversation as it stands now; prints the request's number."""
    from handclasp.access.policy import StepUp
    from handclasp.house.running import pseudonym

    with acting(account, StepUp.EXPORT) as (parts, who):
        place = pseudonym(parts, who.tenant, conversation)
        given = {"purpose": purpose, "reason": reason, "form": form, "to": to, "recipient": recipient}
        wanted = parts.exports.request(who, place, **given)
        asked = parts.approvals.request(who, wanted)
    out.print(f"asked for {wanted.evidence['records']} records; somebody else approves: handclasp approval approve")
    sys.stdout.write(asked.request + "\n")


@app.command("take")
def take(
    request: Annotated[str, typer.Argument(help="The request's number, as `export ask` printed it.")],
    account: As,
    to: Annotated[Path, typer.Option("--out", help="The file to write; its name should end in .age.")],
    recipient: Annotated[str, typer.Option(help="The age recipient (age1…) who alone can open it.")],
) -> None:
    """Write the file of an approved request, once; open it with `age --decrypt --identity KEY`."""
    from handclasp.access.policy import StepUp

    with acting(account, StepUp.EXPORT) as (parts, who):
        wanted = parts.approvals.show(who, request).request
        # An approval is spent once: where the file cannot be written is found out before.
        with reserved(to) as file:
            taken = parts.exports.export(who, wanted, recipient=recipient)
            file.write(taken.content)
    words = f"{to} written ({taken.name}), SHA-256 {taken.digest.hex()}. Decrypt it with age; "
    words += "a pack is checked with: handclasp verify PACK --vkey KEY"
    out.print(plain(words))
