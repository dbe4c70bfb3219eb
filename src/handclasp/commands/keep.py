"""`handclasp keep`: what is kept for how long, the bin where every deletion waits 72 hours, and erasure."""

from __future__ import annotations

import json
from collections import Counter
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated

import typer
from rich.table import Table

from handclasp.commands.shared import As, Conversation, Why, acting, out, plain, settings

if TYPE_CHECKING:
    from handclasp.keep.bin import Binned
    from handclasp.keep.keeping import Extended

app = typer.Typer(no_args_is_help=True, help="What is kept for how long; the bin; erasure.")

Json = Annotated[bool, typer.Option("--json", help="One JSON document a line.")]
_HOUR = 3_600_000


@app.command("delete")
def delete(
    conversation: Conversation,
    account: As,
    reason: Why,
    request: Annotated[str, typer.Option(help="The customer's request that this answers, if any.")] = "",
) -> None:
    """Put a conversation into the bin; after 72 hours it is erased. Many on one day need a second person."""
    from handclasp.house.running import pseudonym
    from handclasp.keep.bin import BY_HAND

    with acting(account) as (parts, who):
        place = pseudonym(parts, who.tenant, conversation)
        found = parts.bin.put(who, place, rule=BY_HAND, reason=reason, request=request)
        left = _left(found, parts.bin_rows.now())
    out.print(f"in the bin; it will be erased in {left}. `handclasp keep restore` takes it out until then")


@app.command("ask")
def ask(conversation: Conversation, account: As, reason: Why) -> None:
    """Ask a second person to allow one deletion more than a day's; prints the request's number."""
    from handclasp.house.running import pseudonym
    from handclasp.keep.bin import BY_HAND

    with acting(account) as (parts, who):
        place = pseudonym(parts, who.tenant, conversation)
        asked = parts.approvals.request(who, parts.bin.to_ask(who, place, BY_HAND, reason))
    out.print(f"asked: {asked.request}")


@app.command("restore")
def restore(conversation: Conversation, account: As, reason: Why = "") -> None:
    """Take a conversation out of the bin, whole."""
    from handclasp.house.running import pseudonym

    with acting(account) as (parts, who):
        parts.bin.take_back(who, pseudonym(parts, who.tenant, conversation), reason=reason)
    out.print("taken out of the bin; it is there again as it was")


@app.command("bin")
def bin_(account: As, as_json: Json = False) -> None:  # noqa: FBT002 - an option
    """List what lies in the bin, with the time that is left."""
    with acting(account) as (parts, who):
        now = parts.bin_rows.now()
        found = parts.bin.listed(who)
    if as_json:
        for one in found:
            told = one._asdict() | {"conversation": one.conversation.hex()}
            out.print_json(json.dumps(told, ensure_ascii=False), indent=None)
        return
    table = Table("conversation", "left", "rule", "by", "reason", "hold")
    for one in found:
        held = "on hold: stays" if one.held else "a hold was lifted: 72 h anew" if one.anew else ""
        row = (one.conversation.hex(), _left(one, now), one.rule, one.by, one.reason, held)
        table.add_row(*(plain(text) for text in row))
    out.print(table)


@app.command("plan")
def plan(
    account: As,
    at: Annotated[str, typer.Option(help="As of this day (YYYY-MM-DD) instead of now.")] = "",
    as_json: Json = False,  # noqa: FBT002 - an option
    each: Annotated[bool, typer.Option("--each", help="Also each conversation that would go.")] = False,  # noqa: FBT002
) -> None:
    """Tell what would go by rule, and why the rest stays; nothing is changed."""
    counts: Counter[tuple[str, str]] = Counter()
    with acting(account) as (parts, who):
        for one in parts.keeping.plan(who, _day(at) if at else None):
            counts[one.verdict.why, one.verdict.rule] += 1
            if one.verdict.goes and each:
                told = {"conversation": one.conversation.hex(), "rule": one.verdict.rule, "since": one.verdict.until}
                out.print_json(json.dumps(told), indent=None)
    if as_json:
        lines = [{"why": why, "rule": rule, "conversations": number} for (why, rule), number in sorted(counts.items())]
        out.print_json(json.dumps({"goes": sum(n for (why, _), n in counts.items() if why == "due"), "by": lines}))
        return
    table = Table("conversations", "what becomes of them", "rule")
    for (why, rule), number in sorted(counts.items()):
        table.add_row(str(number), WORDS[why], rule)
    out.print(table)


@app.command("why")
def why(conversation: Conversation, account: As, as_json: Json = False) -> None:  # noqa: FBT002 - an option
    """Tell why a conversation is still here, or what became of it."""
    from handclasp.house.running import pseudonym

    with acting(account) as (parts, who):
        found = parts.keeping.why(who, pseudonym(parts, who.tenant, conversation))
    if as_json:
        out.print_json(json.dumps(found._asdict(), ensure_ascii=False), indent=None)
        return
    out.print(f"{WORDS[found.why]}: rule {plain(found.rule)}")
    if found.until:
        out.print(f"until {datetime.fromtimestamp(found.until / 1000, UTC):%Y-%m-%d %H:%M} UTC")
    if found.owner:
        out.print(plain(f"by {found.owner}: {found.reason}"))
    if found.certificate is not None:
        out.print(f"certificate: record {found.certificate} of the log")


@app.command("extend")
def extend(
    conversation: Conversation,
    account: As,
    reason: Why,
    until: Annotated[str, typer.Option(help="The day (YYYY-MM-DD) on which somebody looks at it again.")],
) -> None:
    """Keep a conversation longer than its rule says; whoever extends it is its owner."""
    from handclasp.house.running import pseudonym

    review = _day(until)
    with acting(account) as (parts, who):
        place = pseudonym(parts, who.tenant, conversation)
        index = parts.keeping.extend(who, place, review=review, reason=reason)
    out.print(f"kept until {until}, then looked at again: record {index}")


@app.command("hand-over")
def hand_over(
    conversation: Conversation,
    account: As,
    reason: Why,
    to: Annotated[str, typer.Option(help="The account that owns it from now on; it must be allowed to extend it.")],
) -> None:
    """Give what is kept longer to another owner; its day and what it is kept for stay."""
    from handclasp.house.running import pseudonym

    with acting(account) as (parts, who):
        index = parts.keeping.hand_over(who, pseudonym(parts, who.tenant, conversation), to, reason=reason)
    out.print(plain(f"{to} is its owner: record {index}"))


@app.command("extensions")
def extensions(
    account: As,
    owner: Annotated[str, typer.Option(help="Those of this account alone.")] = "",
    as_json: Json = False,  # noqa: FBT002 - an option
) -> None:
    """List what is kept longer than its rule says: whose it is, why, and when somebody has to look at it again."""
    with acting(account) as (parts, who):
        found = parts.keeping.extended(who, owner)
    if as_json:
        for one in found:
            told = one._asdict() | {"conversation": one.conversation.hex()}
            out.print_json(json.dumps(told, ensure_ascii=False), indent=None)
        return
    table = Table("conversation", "owner", "reason", "look again on", "")
    for one in found:
        day = f"{datetime.fromtimestamp(one.review / 1000, UTC):%Y-%m-%d}"
        row = (one.conversation.hex(), one.owner, one.reason, day, _marks(one))
        table.add_row(*(plain(text) for text in row))
    out.print(table)


@app.command("run")
def run(
    account: As,
    reason: Why = "",
    asking: Annotated[bool, typer.Option("--ask", help="Ask a second person to allow exactly this run.")] = False,  # noqa: FBT002
) -> None:
    """Put what the rules let go into the bin now; unusually much needs a second person first (`--ask`)."""
    with acting(account) as (parts, who):
        if asking:
            found = parts.sweeping.look(who)
            asked = parts.approvals.request(who, parts.sweeping.to_ask(who, found, reason))
            out.print(f"asked about {found.due} of {found.of} conversations: {asked.request}")
            return
        found = parts.sweeping.run_approved(who, reason)
    out.print(f"{found.put} of {found.of} conversations are in the bin")


@app.command("erase")
def erase() -> None:
    """Go on at once with every erasure that is due; the worker does the same every ten minutes. Nothing goes sooner."""
    from handclasp.house.jobs import erase as go_on
    from handclasp.house.running import house

    with house(settings()) as parts:
        steps = go_on(parts)
    out.print(f"{steps} steps taken" if steps else "nothing is due")


WORDS = {
    "due": "goes",
    "kept": "kept by rule",
    "open": "kept: it is not closed",
    "extended": "kept: somebody extended it",
    "needed": "kept: what it speaks of is still here",
    "hold": "kept: on legal hold",
    "bin": "in the bin",
    "erasing": "being erased: its keys are gone",
    "erased": "erased",
}


def _day(text: str) -> int:
    try:
        return int(datetime.strptime(text, "%Y-%m-%d").replace(tzinfo=UTC).timestamp() * 1000)
    except ValueError:
        raise typer.BadParameter(f"{text!r} is no day; write it like 2027-01-31") from None


def _marks(one: Extended) -> str:
    marks = [("review due", one.due), ("its owner is not in service", one.gone)]
    return ", ".join(word for word, yes in marks if yes)


def _left(one: Binned, now: int) -> str:
    left = max(0, one.due - now)
    return f"{left // _HOUR} h {left % _HOUR // 60_000} min"
