"""`handclasp quality`: drawing, listing, reviewing and answering, averages, and the rubric, as the pages have it."""

from __future__ import annotations

import contextlib
import json
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, NamedTuple

import typer
from rich.table import Table

from handclasp.commands.shared import As, acting, err, out, plain

if TYPE_CHECKING:
    from handclasp.access.policy import Reader
    from handclasp.desk.models import Quality
    from handclasp.desk.quality.reviews import QualityDesk
    from handclasp.house.app import House

app = typer.Typer(no_args_is_help=True, help="Quality reviews: what is drawn, reviewed, answered.")
rubric = typer.Typer(no_args_is_help=True, help="The rubric by which work is reviewed.")
app.add_typer(rubric, name="rubric")

File = Annotated[Path, typer.Argument(exists=True, dir_okay=False, help="A rubric in TOML, UTF-8.")]
Number = Annotated[int, typer.Argument(help="Its number in `handclasp quality list`.")]
Words = Annotated[str, typer.Option("--words", help="What to say; 1 to 4,000 characters.")]
AsJson = Annotated[bool, typer.Option("--json", help="One JSON document a line.")]


class _At(NamedTuple):
    """The desk, and who works at it."""

    parts: House
    who: Reader
    desk: QualityDesk


@contextlib.contextmanager
def _at(account: str) -> Iterator[_At]:
    with acting(account) as (parts, who):
        from handclasp.desk.quality.reviews import QualityDesk
        from handclasp.house.app import now_ms

        desk = QualityDesk(
            append=parts.flow.append,
            gate=parts.gate,
            seal=parts.journal.seal,
            policies=parts.policies,
            clock=now_ms,
        )
        yield _At(parts, who, desk)


@app.command("sample")
def sample(
    account: As, week: Annotated[str, typer.Option(help="2026-W48; without, the last week that is over.")] = ""
) -> None:
    """Draw a week's conversations by a seed that goes on record; each week once."""
    with _at(account) as at:
        count = at.desk.draw(at.who, week)
        week = week or at.desk.last_week(at.who.tenant)
    out.print(f"{week}: {count} drawn")


@app.command("list")
def listed(
    account: As,
    own: Annotated[bool, typer.Option("--own", help="The reviews of one's own work.")] = False,  # noqa: FBT002 - an option
    as_json: AsJson = False,  # noqa: FBT002
) -> None:
    """List what is to be looked at and what was reviewed; or what was said of one's own work."""
    with _at(account) as at:
        from handclasp.access.policy import Action

        if own:
            at.parts.gate.passed(at.who, Action.OWN_QUALITY)
            rows = list(at.desk.of(at.who).order_by("-reviewed"))
        else:
            at.parts.gate.passed_anywhere(at.who, Action.REVIEW_QUALITY)
            rows = [*at.desk.waiting(at.who), *at.desk.done(at.who)]
        facts = [_fact(row) for row in rows]
    if as_json:
        for one in facts:
            sys.stdout.write(json.dumps(one, ensure_ascii=False) + "\n")
        return
    table = Table("number", "conversation", "week", "agent", "why", "score", "answered")
    for one in facts:
        score, answered = ("" if one[name] is None else str(one[name]) for name in ("score", "answered"))
        texts = (plain(str(one[name])) for name in ("conversation", "week", "agent", "why"))
        table.add_row(str(one["number"]), *texts, score, answered)
    out.print(table)


@app.command("show")
def show(number: Number, account: As, as_json: AsJson = False) -> None:  # noqa: FBT002
    """Show a review with its words; reading it is on record. Of one that waits: the criteria to be scored."""
    from handclasp.records import NotFound

    with _at(account) as at:
        from handclasp.desk.quality import rubrics

        try:
            row, own = at.desk.own(at.who, number), True
        except NotFound:
            row, own = at.desk.one(at.who, number), False
        told = _fact(row)
        if row.reviewed is None:
            told["criteria"] = [one._asdict() for one in rubrics.rubric(rubrics.newest(at.who.tenant)).criteria]
        else:
            seqs = [seq for seq in (row.seq, row.answer) if seq]
            read = at.parts.quality_words.own if own else at.parts.quality_words.reviewed
            said = {view.seq: view.body for view in read(at.who, bytes(row.pseudonym), seqs)}
            told |= {"scores": row.scores, "words": said.get(row.seq, ""), "answer": said.get(row.answer, "")}
    if as_json:
        sys.stdout.write(json.dumps(told, ensure_ascii=False) + "\n")
        return
    for name, value in told.items():
        out.print(plain(f"{name}: {value}"))


@app.command("score")
def score(
    number: Number,
    given: Annotated[list[str], typer.Argument(help="CRITERION=POINTS, or CRITERION=- where it does not apply.")],
    account: As,
    words: Words,
) -> None:
    """Review what was drawn; the conversation itself is read by `handclasp transcript`. It cannot be changed."""
    points: dict[str, int | None] = {}
    for one in given:
        name, sign, value = one.partition("=")
        if not sign or not (value == "-" or (value.isascii() and value.isdigit() and len(value) < 4)):
            raise typer.BadParameter(f"write CRITERION=POINTS, not {one!r}")
        points[name] = None if value == "-" else int(value)
    with _at(account) as at:
        from handclasp.desk.quality.reviews import Given
        from handclasp.desk.quality.rubrics import newest

        row = at.desk.review(at.who, number, Given(newest(at.who.tenant).number, points, words))
    out.print(f"{row.score} of 100, sealed as record {row.seq}")


@app.command("answer")
def answer(number: Number, account: As, words: Words) -> None:
    """Answer a review of one's own work, once."""
    with _at(account) as at:
        row = at.desk.answer(at.who, number, words)
    out.print(f"sealed as record {row.answer}")


@app.command("numbers")
def numbers(
    account: As,
    weeks: Annotated[int, typer.Option(help="4, 12 or 52 weeks up to this one.")] = 12,
    as_csv: Annotated[bool, typer.Option("--csv", help="Every average, one a line, as CSV.")] = False,  # noqa: FBT002
) -> None:
    """Show averages by agent, criterion and week; of whoever reviews nobody, those of their own work."""
    with _at(account) as at:
        from handclasp.access.policy import Action
        from handclasp.desk.quality.averages import SPANS, averages, spreadsheet, weeks_until
        from handclasp.desk.quality.drawing import week_of
        from handclasp.house.app import now_ms

        if weeks not in SPANS:
            raise typer.BadParameter(f"averages are made of {', '.join(map(str, SPANS))} weeks")
        judges = at.parts.gate.anywhere(at.who, Action.REVIEW_QUALITY).allowed
        if not judges:
            at.parts.gate.passed(at.who, Action.OWN_QUALITY)
        found = weeks_until(week_of(now_ms(), at.desk.zone(at.who.tenant)), weeks)
        rows = at.desk.visible(at.who) if judges else at.desk.of(at.who)
        told = averages(rows.filter(week__in=found, reviewed__isnull=False), found)
    if as_csv:
        sys.stdout.buffer.write(spreadsheet(told))
        return
    table = Table("by", "name", "average", "reviews")
    table.add_row("all", "", str(told.whole.average), str(told.whole.times))
    for kind, means in (
        ("agent", [one[:2] for one in told.agents]),
        ("criterion", told.criteria),
        ("week", told.weeks),
    ):
        for name, mean in means:
            if mean.times:
                table.add_row(kind, plain(name), str(mean.average), str(mean.times))
    out.print(table)


@rubric.command("check")
def check(file: File) -> None:
    """Look for a fault in a rubric; exit status 1 when there is one. Needs no house."""
    from handclasp.desk.quality.rubric import read

    found = read(_text(file))
    out.print(f"{plain(file.name)}: {len(found.criteria)} criteria, {found.per_week} an agent and week, no fault")


@rubric.command("show")
def rubric_show(account: As) -> None:
    """Write the rubric in force to standard output."""
    with acting(account) as (parts, who):
        from handclasp.desk.quality.rubrics import Rubrics
        from handclasp.house.app import now_ms

        standing = Rubrics(parts.gate.passed, parts.journal.seal, now_ms).show(who)
    err.print(f"rubric {standing.number}" if standing.number else "no rubric: nothing is reviewed")
    sys.stdout.write(standing.text)


@rubric.command("publish")
def publish(file: File, account: As) -> None:
    """Put a rubric in force; prints its number."""
    text = _text(file)
    with acting(account) as (parts, who):
        from handclasp.desk.quality.rubrics import Rubrics
        from handclasp.house.app import now_ms

        book = Rubrics(parts.gate.passed, parts.journal.seal, now_ms)
        number = book.publish(who, text, book.show(who).number).number
    out.print(f"rubric {number} is in force")


def _fact(row: Quality) -> dict[str, Any]:
    return {
        "number": row.pk,
        "conversation": row.hex,
        "week": row.week,
        "agent": row.agent,
        "why": row.why,
        "reviewer": row.reviewer,
        "score": row.score,
        "reviewed": _when(row.reviewed),
        "answered": _when(row.answered),
    }


def _when(at: int | None) -> str | None:
    return None if at is None else datetime.fromtimestamp(at / 1000, UTC).isoformat(timespec="seconds")


def _text(file: Path) -> str:
    from handclasp.desk.quality.rubric import BadRubric

    try:
        return file.read_text("utf-8")
    except UnicodeDecodeError:
        message = f"{file.name} is not text in UTF-8; save it as that, then run it again"
        raise BadRubric(message) from None
