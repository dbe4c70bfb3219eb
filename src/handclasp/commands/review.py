"""`handclasp review`: masks nobody was sure of, judged; words that were missed, hidden; what verdicts made of it."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Annotated

import typer
from rich.table import Table

from handclasp.commands.shared import As, Conversation, acting, out, plain

app = typer.Typer(no_args_is_help=True, help="Masks that want a second look.")

Number = Annotated[int, typer.Argument(help="The line's number in its conversation.")]
Word = Annotated[str, typer.Option("--reason", help="Why, if it is worth a word; it is sealed with the verdict.")]


class Says(StrEnum):
    """A verdict."""

    SENSITIVE = "sensitive"
    HARMLESS = "harmless"


@app.command("list")
def list_(account: As) -> None:
    """List what waits for this reviewer, oldest first; no words."""
    table = Table("conversation", "line", "mask", "type", "sure", "detector", "when")
    with acting(account) as (parts, who):
        from handclasp.desk import review

        for row in review.waiting(who, parts.policies):
            when = datetime.fromtimestamp(row.received / 1000).astimezone()
            cells = (row.type, f"{row.sure} %", plain(row.detector), f"{when:%Y-%m-%d %H:%M}")
            table.add_row(row.conversation.hex, str(row.seq), row.item, *cells)
    out.print(table)


@app.command("decide")
def decide(
    conversation: Conversation,
    number: Number,
    mask: Annotated[str, typer.Argument(help="Which mask, as `review list` shows it: 7.0, x.0 …")],
    verdict: Annotated[Says, typer.Argument(help="sensitive: stays masked. harmless: shown again to everybody.")],
    account: As,
    reason: Word = "",
) -> None:
    """Say of one mask whether it hides something sensitive; sealed in the conversation with your name."""
    from handclasp.access.policy import StepUp
    from handclasp.house.running import pseudonym

    with acting(account, StepUp.REVEAL) as (parts, who):
        from handclasp.desk import review
        from handclasp.desk.models import Conversation as Row

        place = pseudonym(parts, who.tenant, conversation)
        stored = parts.reviews.decide(who, place, number, mask, verdict.value, reason=reason).stored
        row = Row.objects.filter(tenant=who.tenant, pseudonym=place).first()
        if row is not None:
            by = f"{who.role}:{who.id}"
            review.settled(row, number, mask, verdict.value, by, int(datetime.now().astimezone().timestamp() * 1000))
    out.print(f"{verdict.value}: sealed as record {stored.seq}, #{stored.index}")


@app.command("hide")
def hide(
    conversation: Conversation,
    number: Number,
    words: Annotated[str, typer.Option(help="The words to hide, exactly as they stand.")],
    type_: Annotated[str, typer.Option("--type", help="What they are: PHONE, PERSON, ADDRESS, PASSWORD, OTHER …")],
    account: As,
    reason: Word = "",
) -> None:
    """Hide words of a line that no detector found, for everybody from now on; reading the line is recorded."""
    from handclasp.disclose.releasing import PURPOSE
    from handclasp.disclose.rescreen import open_text
    from handclasp.disclose.review import BadReview
    from handclasp.house.running import pseudonym

    with acting(account) as (parts, who):
        place = pseudonym(parts, who.tenant, conversation)
        why = "hiding a part"
        views = parts.disclose.read(who, place, purpose=PURPOSE, reason=why, after=number - 1, limit=1)
        start = open_text(views[0]).find(words) if views and views[0].seq == number and words else -1
        if start < 0:
            message = "these words do not stand open in that line; copy them exactly from `handclasp read`"
            raise BadReview(message)
        end = start + len(words)
        stored = parts.reviews.hide(who, place, number, start, end, type_, reason=reason).stored
    out.print(f"hidden: sealed as record {stored.seq}, #{stored.index}")


@app.command("file")
def file(
    conversation: Conversation,
    number: Number,
    type_: Annotated[str, typer.Argument(metavar="TYPE", help="none: harmless, a copy is shown. Else what is sealed.")],
    account: As,
    reason: Word = "",
) -> None:
    """Say what a file is, whatever it was taken for; sealed in the conversation with your name.

    Types: docs/reference/pictures.md. A seed phrase is destroyed at once.
    """
    from handclasp.access.policy import StepUp
    from handclasp.house.running import pseudonym

    with acting(account, StepUp.REVEAL) as (parts, who):
        from handclasp.desk import review
        from handclasp.desk.models import Conversation as Row
        from handclasp.disclose.file_review import ITEM

        place = pseudonym(parts, who.tenant, conversation)
        stored = parts.file_reviews.decide(who, place, number, type_, reason=reason).stored
        row = Row.objects.filter(tenant=who.tenant, pseudonym=place).first()
        if row is not None:
            now = int(datetime.now().astimezone().timestamp() * 1000)
            review.settled(row, number, ITEM, review.verdict_on_file(type_), f"{who.role}:{who.id}", now)
    out.print(f"{type_}: sealed as record {stored.seq}, #{stored.index}")


@app.command("tuning")
def tuning(account: As) -> None:
    """Show what verdicts made of how sure each detector has to be."""
    from handclasp.records import Refused

    table = Table("detector", "certainty", "sensitive", "harmless", "from now on")
    with acting(account) as (parts, who):
        from handclasp.desk import review
        from handclasp.desk.thresholds import WIDTH

        if not review.reviews(who, parts.policies):
            raise Refused("this account reviews nothing; reviewers see what their verdicts did")
        for band in review.tuning(who.tenant):
            masked = "masked" if band.masked else "no longer masked"
            counts = (str(band.sensitive), str(band.harmless))
            table.add_row(plain(band.detector), f"{band.low}-{band.low + WIDTH} %", *counts, masked)
    out.print(table)
