"""`handclasp search | lookup`, `handclasp index rebuild`: finding what was said, and making the index anew."""

from __future__ import annotations

import contextlib
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer
from rich.table import Table

from handclasp.commands.shared import As, Tenant, Why, acting, out, plain, settings

if TYPE_CHECKING:
    from handclasp.disclose.candidates import Hit
    from handclasp.disclose.search import Found

app = typer.Typer()
index = typer.Typer(no_args_is_help=True, help="The search index.")

_AROUND = 200


class By(StrEnum):
    """An order of hits."""

    NEWEST = "newest"
    RELEVANCE = "relevance"


class State(StrEnum):
    """Of a conversation."""

    OPEN = "open"
    CLOSED = "closed"


@app.command("search")
def search(  # noqa: PLR0917 - each a filter, as typer wants them
    account: As,
    text: Annotated[
        str,
        typer.Argument(
            help='Words, OR, NOT or -, "phrases", brackets, beginnings of ids (A12*), tag:NAME. May be left out.'
        ),
    ] = "",
    since: Annotated[str, typer.Option("--from", metavar="DAY", help="Only from this day on, e.g. 2026-11-22.")] = "",
    until: Annotated[str, typer.Option("--to", metavar="DAY", help="Only up to this day.")] = "",
    role: Annotated[str, typer.Option(help="Only by authors of this role: customer, agent …")] = "",
    team: Annotated[str, typer.Option(help="Only in conversations of this team.")] = "",
    agent: Annotated[str | None, typer.Option(help='Only in conversations of this account; "" for nobody\'s.')] = None,
    order: Annotated[str, typer.Option(help="Only in conversations with an event of this order.")] = "",
    state: Annotated[State | None, typer.Option(help="Only in such conversations.")] = None,
    flag: Annotated[list[str] | None, typer.Option(help="Only what is flagged as this; may be repeated.")] = None,
    found: Annotated[
        list[str] | None, typer.Option("--type", help="Only where this was found; may be repeated.")
    ] = None,
    tags: Annotated[
        list[str] | None, typer.Option("--tag", help="Only in conversations with this tag; may be repeated: all.")
    ] = None,
    by: Annotated[By, typer.Option(help="The order.")] = By.NEWEST,
    limit: Annotated[int, typer.Option(min=1, max=50, help="How many.")] = 20,
    go_on: Annotated[int | None, typer.Option("--next", min=0, help="Go on from where the last page ended.")] = None,
    reason: Why = "",
    old: Annotated[bool, typer.Option(help="Also records older than 90 days.")] = False,  # noqa: FBT002
) -> None:
    """Find what was said, masked, in conversations you may read; the search is recorded, its words as keyed hashes."""
    from handclasp.access.policy import StepUp
    from handclasp.disclose.search import Asked

    asked = Asked(
        text=text,
        since=_begins(since),
        until=None if not until else (_begins(until, days=1) or 1) - 1,
        team=team,
        agent=agent,
        role=role,
        order=order,
        state=state.value if state else "",
        flags=tuple(flag or ()),
        types=tuple(found or ()),
        tags=tuple(tags or ()),
        by=by.value,
        before=go_on if by is By.NEWEST else None,
        skip=(go_on or 0) if by is By.RELEVANCE else 0,
        limit=limit,
    )
    with acting(account, *([StepUp.OLD_RECORDS] if old else [])) as (parts, who):
        page = parts.searches.search(who, asked, reason=reason)
    for hit in page:
        out.print(_line(hit))
    _tell(page, old=old)


def _line(hit: Hit) -> str:
    from handclasp.search.matching import snippet

    view, body = hit.view, hit.view.body or ""
    start, end = snippet(body, hit.marks, _AROUND)
    parts, done = [], start
    for low, high in hit.marks:
        if start <= low and high <= end:
            parts += [plain(body[done:low]), "[bold]", plain(body[low:high]), "[/]"]
            done = high
    said = "".join(parts) + plain(body[done:end])
    when = datetime.fromtimestamp(view.received / 1000).astimezone()
    return f"{view.conversation.hex()}  {view.seq:>5}  {when:%Y-%m-%d %H:%M}  {plain(str(view.author)):<20} {said}"


def _tell(page: Found, *, old: bool) -> None:
    counted = f"more than {page.total:,}" if page.more else f"{page.total:,}"
    out.print(f"[dim]{counted} found" + (f"; go on with --next {page.next}" if page.next is not None else "") + "[/]")
    if page.held_back and not old:
        out.print("[dim]records older than 90 days are left out: search them with --old[/]")
    if page.behind:
        out.print("[dim]some of the newest records are not searched yet: the worker is catching up[/]")


def _begins(text: str, days: int = 0) -> int | None:
    """When a day begins here (ms); with `days`, so many days later."""
    if not text:
        return None
    with contextlib.suppress(ValueError, OverflowError):
        day = date.fromisoformat(text) + timedelta(days=days)
        if day.year > 1970:
            return int(datetime.combine(day, time()).astimezone().astimezone(UTC).timestamp() * 1000)
    message = f"{text!r} is no day; write it like 2026-11-22"
    raise typer.BadParameter(message)


@app.command("lookup")
def lookup(
    account: As,
    reason: Why,
    whole: Annotated[
        str, typer.Argument(help="The whole of what is masked: a telephone number, say. Left out, it is asked for.")
    ] = "",
    purpose: Annotated[str, typer.Option(help="What it is looked up for.")] = "support",
) -> None:
    """Find in which records something masked stands; it takes what seeing it takes, and is recorded."""
    from handclasp.access.policy import StepUp
    from handclasp.records import Secret

    sought = Secret(whole or typer.prompt("What to look up", hide_input=True))
    table = Table("conversation", "line", "kept in", "item", "type", "when")
    with acting(account, StepUp.REVEAL) as (parts, who):
        for one in parts.lookups.lookup(who, sought, purpose=purpose, reason=reason):
            when = datetime.fromtimestamp(one.view.received / 1000).astimezone()
            cells = (str(one.view.seq), str(one.seq), one.item, one.span.type, f"{when:%Y-%m-%d %H:%M}")
            table.add_row(one.view.conversation.hex(), *cells)
    out.print(table)


@index.command("rebuild")
def rebuild(tenant: Tenant) -> None:
    """Throw a tenant's search index away; the worker makes it anew from the log, and searches find less meanwhile."""
    from handclasp.house import searching
    from handclasp.house.running import house, noted, tenant_number

    with house(settings()) as parts:
        number = tenant_number(parts, tenant)
        noted(parts, tenant, "index rebuild")
        searching.index(parts).rows.clear(number)
    out.print("thrown away; the worker makes it anew")
