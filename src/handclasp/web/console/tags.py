"""Template filters: icons, numbers and times as people read them; pure functions of arguments and language."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import cache
from typing import TYPE_CHECKING, Any

from django import template
from django.templatetags.static import static
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.translation import get_language, gettext, ngettext, pgettext

from handclasp.access import outsiders
from handclasp.web.console import case_words, house_words, order_words, risk_names, words
from handclasp.web.console.services import services

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.utils.safestring import SafeString

    from handclasp.access.models import Staff
    from handclasp.desk.models import Conversation
    from handclasp.desk.plan import Plan

register = template.Library()

MINUTE, HOUR, DAY = 60, 3600, 86400


@register.simple_tag
@cache
def icon(name: str) -> SafeString:
    """One picture of the sprite; decoration only, so hidden from screen readers."""
    sprite = static("handclasp/sprite.svg")
    return format_html('<svg class="icon" aria-hidden="true"><use href="{}#{}"></use></svg>', sprite, name)


@register.simple_tag
def gap() -> str:
    """What stands between two sentences: a space, and in Chinese nothing."""
    return "" if (get_language() or "").startswith("zh") else " "


@register.simple_tag
def outside_name() -> str:
    """What the button to the house's OpenID provider calls it; empty when there is none."""
    known = services().single_sign_on
    return known.name if known else ""


@register.simple_tag
def is_connected(staff: Staff) -> bool:
    """Whether this account is tied to somebody at the house's OpenID provider."""
    known = services().single_sign_on
    return known is not None and outsiders.is_tied(staff, known.issuer)


@register.simple_tag(takes_context=True)
def offered(context: Any, action: str) -> bool:
    """Whether the person may ever do this (an action's name): what a menu shows; the wall stands elsewhere."""
    from handclasp.access.policy import Action  # noqa: PLC0415 -- templates load this module before the console is set up
    from handclasp.web.console.guard import is_in, may  # noqa: PLC0415

    request = context.get("request")
    staff = is_in(request) if request is not None else None
    return staff is not None and may(staff, Action(action))


@register.simple_tag(takes_context=True)
def away_state(context: Any) -> str:
    """Whether the person is `there` or `away`; empty for whoever answers no customers."""
    from handclasp.desk.sharing import away  # noqa: PLC0415 -- templates load this module before the console is set up
    from handclasp.web.console.guard import is_in  # noqa: PLC0415
    from handclasp.web.console.views.whose import at_desk  # noqa: PLC0415

    request = context.get("request")
    staff = is_in(request) if request is not None else None
    if staff is None or not at_desk(staff):
        return ""
    return "away" if away(staff.tenant, staff.username) else "there"


@register.simple_tag(takes_context=True)
def tasks_open(context: Any) -> tuple[int, int]:
    """How many tasks the person has, and how many of them are overdue."""
    from handclasp.desk.tasks import open_count  # noqa: PLC0415 -- templates load this module before the console is set up
    from handclasp.web.console.guard import is_in  # noqa: PLC0415
    from handclasp.web.console.services import services  # noqa: PLC0415

    request = context.get("request")
    staff = is_in(request) if request is not None else None
    return open_count(staff.tenant, staff.username, services().now()) if staff is not None else (0, 0)


@register.simple_tag(takes_context=True)
def second_person(context: Any) -> bool:
    """Whether the person may ever ask for a second person or be one."""
    from handclasp.web.console.guard import is_in  # noqa: PLC0415 -- templates load this module before the console is set up
    from handclasp.web.console.requests import takes_part  # noqa: PLC0415

    request = context.get("request")
    staff = is_in(request) if request is not None else None
    return staff is not None and takes_part(staff)


@register.filter
def notice_way(code: str) -> str:
    """A way of notices in words."""
    from handclasp.web.console.notice_words import WAYS  # noqa: PLC0415 -- templates load this module first

    return str(WAYS.get(code, code))


@register.filter
def stands(row: Conversation, plan: Plan) -> str:
    """How a conversation stands and why, as the desk said; empty where nothing was said."""
    from handclasp.web.console.state_words import stands as told  # noqa: PLC0415 -- templates load this module before the console is set up

    return told(row, plan)


@register.filter
def tags_of(row: Conversation, plan: Plan) -> list[str]:
    """The tags of a conversation in words."""
    from handclasp.web.console.state_words import tag_names  # noqa: PLC0415 -- templates load this module before the console is set up

    return tag_names(plan, row.tags)


@register.filter
def grouped(number: int) -> str:
    """48214 as `48 214`, with no-break spaces."""
    return f"{number:,}".replace(",", "\u00a0")


def local(milliseconds: int) -> datetime:
    """A time of the log in the reader's zone; times outside the calendar become its edge."""
    try:
        return timezone.localtime(datetime.fromtimestamp(milliseconds / 1000, UTC))
    except (OverflowError, ValueError, OSError):
        return datetime(1970, 1, 1, tzinfo=UTC)


@register.filter
def clock(milliseconds: int) -> str:
    """Hours and minutes: `10:02`."""
    return local(milliseconds).strftime("%H:%M")


@register.filter
def iso(milliseconds: int) -> str:
    """ISO 8601 to the second, with the offset."""
    return local(milliseconds).isoformat(timespec="seconds")


@register.filter
def moment(milliseconds: int) -> str:
    """Day and time: `22 Nov 10:02`, `11月22日 10:02`."""
    at = local(milliseconds)
    return f"{day_name(at)} {at:%H:%M}"


def day_name(at: datetime) -> str:
    """The day in the reader's words, with the year when it is not this one."""
    this_year = at.year == timezone.localtime().year
    return date_format(at, gettext("M j") if this_year else gettext("M j, Y"))


def day_label(at: datetime) -> str:
    """The divider above a day's first line."""
    if at.date() == timezone.localtime().date():
        return gettext("Today · %(day)s") % {"day": day_name(at)}
    return day_name(at)


@register.filter
def waited(since: int, now: int) -> str:
    """How long somebody waits: `00:42`, `2 h`, `3 days`; the page counts on from here."""
    seconds = max(0, (now - since) // 1000)
    if seconds < HOUR:
        return f"{seconds // MINUTE:02}:{seconds % MINUTE:02}"
    if seconds < DAY:
        return gettext("%(hours)s h %(minutes)s min") % {
            "hours": seconds // HOUR,
            "minutes": f"{seconds % HOUR // MINUTE:02}",
        }
    days = seconds // DAY
    return ngettext("%(days)s day", "%(days)s days", days) % {"days": days}


@register.filter
def ago(at: int, now: int) -> str:
    """How long ago something was: `3 s ago`, `5 min ago`, `2 h ago`, or the day."""
    seconds = max(0, (now - at) // 1000)
    if seconds < MINUTE:
        return gettext("%(n)s s ago") % {"n": seconds}
    if seconds < HOUR:
        return gettext("%(n)s min ago") % {"n": seconds // MINUTE}
    if seconds < DAY:
        return gettext("%(n)s h ago") % {"n": seconds // HOUR}
    return moment(at)


@register.filter
def day_of(milliseconds: int) -> str:
    """The day alone: `22 Nov`, `11月22日`."""
    return day_name(local(milliseconds))


@register.filter
def left(until: int, now: int) -> str:
    """How much time is left, in words: `2 days 23 h`, `5 h 20 min`, `less than a minute`."""
    minutes = max(0, until - now) // 60_000
    days, hours, rest = minutes // 1440, minutes % 1440 // 60, minutes % 60
    if days:
        said = ngettext("%(days)s day %(hours)s h left", "%(days)s days %(hours)s h left", days)
        return said % {"days": days, "hours": hours}
    if minutes:
        return gettext("%(hours)s h %(minutes)s min left") % {"hours": hours, "minutes": rest}
    return gettext("less than a minute left")


@register.filter
def hours(value: float) -> str:
    """A stretch of hours as people say it: `40 min`, `5.5 h`, `3.2 days`."""
    if value < 1:
        return gettext("%(n)s min") % {"n": round(value * 60)}
    if value < 48:
        return gettext("%(n)s h") % {"n": f"{value:.1f}"}
    return gettext("%(n)s days") % {"n": f"{value / 24:.1f}"}


@register.filter
def percent(share: float) -> str:
    """A share of 1 in percent."""
    return f"{share * 100:.0f}\u00a0%"


@register.filter
def rule_name(code: str) -> str:
    """By which rule something goes or stays, in the reader's words."""
    return words.name(words.RULES, code)


@register.filter
def kept_name(code: str) -> str:
    """Why something is still here."""
    return words.name(words.KEPT, code)


@register.filter
def scope_name(code: str) -> str:
    """What a legal hold is on, in the reader's words."""
    return words.name(words.HELD, code)


@register.filter
def right_name(code: str) -> str:
    """What a customer asks for, in the reader's words."""
    return words.name(words.RIGHTS, code)


@register.filter
def days_name(code: str) -> str:
    """What is kept for so many days, in the reader's words."""
    return words.name(words.KEPT_DAYS, code)


@register.filter
def reach_name(code: str) -> str:
    """How far a role sees, in the reader's words."""
    return words.name(words.REACHES, code)


@register.filter
def law_name(code: str) -> str:
    """A law, in the reader's words."""
    return words.name(words.LAWS, code)


@register.filter
def basis_name(code: str) -> str:
    """On what something goes across a border, in the reader's words."""
    return words.name(words.BASES, code)


@register.filter
def request_state(code: str) -> str:
    """Where a customer's request stands, in the reader's words."""
    return words.name(words.REQUEST_STATES, code)


@register.filter
def claim_name(code: str) -> str:
    """What a customer claims, in the reader's words."""
    return words.name(case_words.CLAIMS, code)


@register.filter
def outcome_name(code: str) -> str:
    """For whom a dispute is decided."""
    return words.name(case_words.OUTCOMES, code)


@register.filter
def case_ground(code: str) -> str:
    """On what a dispute is decided."""
    return words.name(case_words.GROUNDS, code)


@register.filter
def case_state(code: str) -> str:
    """Where a dispute stands."""
    return words.name(case_words.STATES, code)


@register.filter
def refund_state(code: str) -> str:
    """How a proposed refund stands."""
    return words.name(case_words.REFUNDS, code)


@register.filter
def want_name(code: str) -> str:
    """What a dispute may lack."""
    return words.name(case_words.WANTS, code)


@register.filter
def ground_name(code: str) -> str:
    """On what ground it stands; words of one's own as they are."""
    return words.name(words.GROUNDS, code)


@register.filter
def type_name(code: str) -> str:
    """A masked type in the reader's words."""
    return words.name(words.TYPES, code)


@register.filter
def topic_name(code: str) -> str:
    """A category of risk words in the reader's words."""
    return words.name(risk_names.CATEGORIES, code)


@register.filter
def order_state(code: str) -> str:
    """How far an order is."""
    return words.name(order_words.STATES, code)


@register.filter
def store_kind(code: str) -> str:
    """What kind of store holds a copy."""
    return words.name(house_words.STORES, code)


@register.filter
def consumer_name(code: str) -> str:
    """What reads the log, in the reader's words."""
    return words.name(house_words.CONSUMERS, code)


@register.filter
def consumer_means(code: str) -> str:
    """What it is for."""
    return words.name(house_words.MEANINGS, code)


@register.filter
def place(seq: int, field: str) -> str:
    """Where on the page a revealed item appears."""
    return f"shown-{seq}-{field.replace('/', '-')}"


@register.filter
def role_name(code: str) -> str:
    """A role in the reader's words."""
    return words.name(words.ROLES, code)


@register.filter
def role_in(code: str, roles: dict[str, str]) -> str:
    """A role by the names of the tenant's own policies; its code when they do not know it."""
    return roles.get(code, code)


@register.filter
def people_in(accounts: Iterable[str], names: dict[str, str]) -> str:
    """Several people by what they are called."""
    return pgettext("between people", ", ").join(names.get(account, account) for account in accounts)


@register.filter
def approval_name(kind: str) -> str:
    """What a second person is asked about, in the reader's words."""
    return words.name(words.APPROVED, kind)


@register.filter
def date_ms(at: datetime) -> int:
    """A moment as milliseconds since 1970."""
    return int(at.timestamp() * 1000)


@register.filter
def channel_name(code: str) -> str:
    """A channel in the reader's words."""
    return words.name(words.CHANNELS, code)


@register.filter
def purpose_name(code: str) -> str:
    """A purpose of disclosure in the reader's words."""
    return words.name(words.LOOKED_FOR, code)


@register.filter
def format_name(code: str) -> str:
    """What an export is, in the reader's words."""
    return words.name(words.FORMATS, code)


@register.filter
def size_name(count: Any) -> str:
    """Bytes as people say them: `12 KB`, `3.4 MB`."""
    number = count if isinstance(count, int) else 0
    if number < 1024:
        return f"{number} B"
    if number < 1024 * 1024:
        return f"{number // 1024} KB"
    return f"{number / 1024 / 1024:.1f} MB"
