"""A tenant's plan of its desk, out of TOML: when it is open, its queues, what is promised in each, who does what.

Pure: text in, plan out, or the first fault with its place. What is not said is not promised.
"""

from __future__ import annotations

import re
import tomllib
from datetime import date
from typing import TYPE_CHECKING, Any, Final, NamedTuple
from zoneinfo import ZoneInfo, available_timezones

from handclasp.desk.hours import WEEKDAYS, Hours, spans
from handclasp.records import HandclaspError

if TYPE_CHECKING:
    from collections.abc import Mapping

LARGEST: Final = 100_000
CLOCKS: Final = ("first", "next", "resolution")
"""What can be promised: the first answer, each further one, that it is resolved."""
WAYS: Final = ("by-hand", "round-robin", "least-busy")
LANGUAGES: Final = ("zh", "en")
OPEN, WAITS_CUSTOMER, WAITS_OTHER = "open", "waiting-customer", "waiting-other"
RESOLVED, CLOSED, REOPENED = "resolved", "closed", "reopened"
STATES: Final = (OPEN, WAITS_CUSTOMER, WAITS_OTHER, RESOLVED, CLOSED)
"""What somebody can say of how a conversation stands; what is opened again after an end is REOPENED."""

_NAME: Final = re.compile(r"[a-z0-9][a-z0-9-]{0,39}\Z")
_ACCOUNT: Final = re.compile(r"[a-z0-9][a-z0-9._-]{1,39}\Z")
_DURATION: Final = re.compile(r"(\d{1,5}) ?(s|min|h)\Z")
_UNITS: Final = {"s": 1_000, "min": 60_000, "h": 3_600_000}
_PROMISES: Final = {"first_answer": "first", "next_answer": "next", "resolution": "resolution"}
_TOP: Final = frozenset(
    {"time_zone", "holidays", "workdays", "hours", "away", "absent", "queue", "agent", "reason", "tag"} | {"rating"}
)
_QUEUE: Final = frozenset(
    {"name", "topics", "channels", "teams", "languages", "gravity", *_PROMISES, "warn", "round_the_clock", "escalate"}
    | {"assign", "team"}
)
_AGENT: Final = frozenset({"name", "languages", "topics", "most", "hours"})
_REASON: Final = frozenset({"name", "states", *LANGUAGES})
_TAG: Final = frozenset({"name", *LANGUAGES})


class BadPlan(HandclaspError):
    """A plan of the desk has a fault, which is named with its place, in Chinese too (`zh`); nothing was changed."""

    code = "bad-plan"

    def __init__(self, message: str, zh: str) -> None:
        super().__init__(message)
        self.zh = zh


class Queue(NamedTuple):
    """Which conversations stand in it (those of which all that is named is true), and what is promised for them.

    `promises` are ms of open time by clock; `warn` is the share (percent) after which it is near; `escalate` are the
    accounts told. `assign` is one of WAYS; with another than by hand, agents of `team` (empty: any) are given them.
    """

    name: str
    topics: frozenset[str] = frozenset()
    channels: frozenset[str] = frozenset()
    teams: frozenset[str] = frozenset()
    languages: frozenset[str] = frozenset()
    gravity: int = 0
    promises: tuple[tuple[str, int], ...] = ()
    warn: int = 80
    round_the_clock: bool = False
    escalate: tuple[str, ...] = ()
    assign: str = "by-hand"
    team: str = ""

    def holds(self, about: Standing) -> bool:
        """Whether a conversation stands in it."""
        return (
            (not self.topics or bool(self.topics & about.topics))
            and (not self.channels or about.channel in self.channels)
            and (not self.teams or about.team in self.teams)
            and (not self.languages or about.language in self.languages)
            and about.gravity >= self.gravity
        )


class Agent(NamedTuple):
    """What somebody answers (empty: anything), how many conversations at once, and when (None: as the desk)."""

    name: str
    languages: frozenset[str] = frozenset()
    topics: frozenset[str] = frozenset()
    most: int = 20
    hours: Hours | None = None


class Reason(NamedTuple):
    """Why a conversation stands as it does: its name, for which states it can be given, its words by language."""

    name: str
    states: frozenset[str]
    words: tuple[tuple[str, str], ...]


def _reason(name: str, state: str, zh: str, en: str) -> Reason:
    return Reason(name, frozenset({state}), (("en", en), ("zh", zh)))


REASONS: Final = (
    _reason("more-to-do", OPEN, "还有事情要处理", "More is to be done"),
    _reason("customer-asked", WAITS_CUSTOMER, "等客户补充信息", "The customer was asked for something"),
    _reason("shop", WAITS_OTHER, "等店铺处理", "The shop is at work on it"),
    _reason("payment", WAITS_OTHER, "等支付方处理", "The payment provider is at work on it"),
    _reason("colleague", WAITS_OTHER, "等同事处理", "A colleague is at work on it"),
    _reason("answered", RESOLVED, "问题已答复", "The question is answered"),
    _reason("delivered", RESOLVED, "已补发", "Delivered again"),
    _reason("refunded", RESOLVED, "已退款", "Refunded"),
    _reason("declined", RESOLVED, "已说明不予处理", "Declined, and told why"),
    _reason("no-reply", CLOSED, "客户没有再回复", "The customer did not answer"),
    _reason("duplicate", CLOSED, "与另一会话重复", "The same as another conversation"),
    _reason("abuse", CLOSED, "骚扰或广告", "Abuse or advertising"),
)
"""The reasons of a plan that names none."""


class Tag(NamedTuple):
    """What a conversation can be marked with: its name, its words by language."""

    name: str
    words: tuple[tuple[str, str], ...]


class Standing(NamedTuple):
    """What is known of a conversation apart from its words, as far as queues ask."""

    channel: str = ""
    team: str = ""
    topics: frozenset[str] = frozenset()
    gravity: int = 0
    language: str = ""


class Plan(NamedTuple):
    """A desk's plan. `away`: what customers are told while it is closed, by language; empty: nothing.

    `absent`: the same while it is open and everybody who answers is away.
    `rating`: whether customers are asked how it went once a conversation is resolved.
    """

    hours: Hours = Hours()
    queues: tuple[Queue, ...] = ()
    agents: tuple[Agent, ...] = ()
    away: tuple[tuple[str, str], ...] = ()
    reasons: tuple[Reason, ...] = REASONS
    tags: tuple[Tag, ...] = ()
    rating: bool = True
    absent: tuple[tuple[str, str], ...] = ()

    def reason(self, state: str, name: str) -> Reason | None:
        """The reason of this name, where it can be given for a state."""
        return next((one for one in self.reasons if one.name == name and state in one.states), None)

    def queue(self, about: Standing) -> Queue | None:
        """The first queue in which a conversation stands."""
        return next((one for one in self.queues if one.holds(about)), None)

    def open_for(self, queue: Queue) -> Hours:
        """By which hours a queue's promises run."""
        return Hours(self.hours.zone) if queue.round_the_clock else self.hours

    def agent(self, name: str) -> Agent:
        """What the plan says of an account."""
        return next((one for one in self.agents if one.name == name), Agent(name))


def read(text: str) -> Plan:
    """A plan out of TOML. Raises BadPlan."""
    if len(text) > LARGEST:
        raise BadPlan(f"a plan has at most {LARGEST:,} characters", f"安排最多 {LARGEST:,} 个字符")
    try:
        given = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise BadPlan(f"it is not TOML: {error}", f"这不是 TOML：{error}") from None
    _only(given, _TOP, "the plan", "安排")
    hours = _hours(given)
    queues = tuple(_queue(one, at) for at, one in enumerate(_tables(given, "queue"), 1))
    agents = tuple(_agent(one, at, hours) for at, one in enumerate(_tables(given, "agent"), 1))
    reasons = tuple(_reason_of(one, at) for at, one in enumerate(_tables(given, "reason"), 1))
    tags = tuple(_tag(one, at) for at, one in enumerate(_tables(given, "tag"), 1))
    for what, tables in (("queue", queues), ("agent", agents), ("reason", reasons), ("tag", tags)):
        names = [one.name for one in tables]
        for name in names:
            if names.count(name) > 1:
                raise BadPlan(f"there are two of [[{what}]] {name}", f"[[{what}]] {name} 有两个")
    return Plan(hours, queues, agents, _away(given), reasons or REASONS, tags, _rating(given), _told(given, "absent"))


def _hours(given: Mapping[str, Any]) -> Hours:
    zone = given.get("time_zone", "UTC")
    if not isinstance(zone, str) or zone not in available_timezones():
        raise BadPlan(
            f"time_zone is a name such as Asia/Shanghai, not {zone!r}",
            f"time_zone 是 Asia/Shanghai 这样的名称，不能是 {zone!r}",
        )
    ZoneInfo(zone)
    week = _week(given.get("hours"), "[hours]")
    holidays = frozenset(_date(one, "holidays") for one in _list(given, "holidays"))
    workdays = frozenset(_workday(one) for one in _list(given, "workdays"))
    return Hours(zone, week, holidays, workdays)


def _week(given: Any, where: str) -> tuple[Any, ...]:
    if given is None:
        return ()
    if not isinstance(given, dict):
        raise BadPlan(
            f'{where} is a table of weekdays: mon = "09:00-18:00"',
            f'{where} 是按星期写的表：mon = "09:00-18:00"',
        )
    _only(given, frozenset(WEEKDAYS), where)
    week = []
    for day in WEEKDAYS:
        text = given.get(day, "")
        found = spans(text) if isinstance(text, str) else None
        if found is None:
            raise BadPlan(
                f'{where} {day} is written like "09:00-12:00 13:00-18:00", not {text!r}',
                f'{where} {day} 要写成 "09:00-12:00 13:00-18:00" 这样，不能是 {text!r}',
            )
        week.append(found)
    if not any(week):
        raise BadPlan(
            f"{where} never opens; leave it out to be open at all times",
            f"{where} 从不开放；要全天开放，请删去它",
        )
    return tuple(week)


def _workday(given: Any) -> tuple[date, int]:
    """`2026-10-10` is worked like a Monday, `2026-10-10 fri` like a Friday."""
    day, _, like = str(given).partition(" ")
    if like and like not in WEEKDAYS:
        known = ", ".join(WEEKDAYS)
        raise BadPlan(f"workdays: {given!r} ends with a weekday: {known}", f"workdays：{given!r} 末尾要写星期：{known}")
    return _date(day, "workdays"), WEEKDAYS.index(like) if like else 0


def _date(given: Any, where: str) -> date:
    if isinstance(given, date):
        return given
    try:
        return date.fromisoformat(str(given))
    except ValueError:
        raise BadPlan(
            f"{where}: {given!r} is no day; write 2026-10-01", f"{where}：{given!r} 不是日期；请写成 2026-10-01"
        ) from None


def _queue(given: Mapping[str, Any], at: int) -> Queue:
    name = _named(given, _NAME, f"[[queue]] #{at}")
    where = f"[[queue]] {name}"
    _only(given, _QUEUE, where)
    assign = given.get("assign", "by-hand")
    if assign not in WAYS:
        raise _one_of(where, "assign", WAYS)
    team = given.get("team", "")
    if not isinstance(team, str) or (team and not _NAME.match(team)):
        raise BadPlan(f"{where}: team is the name of a team", f"{where}：team 是一个小组的名字")
    escalate = tuple(sorted(_words(given, "escalate", where)))
    if wrong := [one for one in escalate if not _ACCOUNT.match(one)]:
        raise BadPlan(
            f"{where}: escalate names accounts; {wrong[0]!r} is none",
            f"{where}：escalate 里写账号；{wrong[0]!r} 不是账号",
        )
    return Queue(
        name=name,
        topics=_words(given, "topics", where),
        channels=_words(given, "channels", where),
        teams=_words(given, "teams", where),
        languages=_languages(given, where),
        gravity=_number(given, "gravity", where, 0, (0, 3)),
        promises=_promises(given, where),
        warn=_number(given, "warn", where, 80, (1, 100)),
        round_the_clock=_flag(given, "round_the_clock", where),
        escalate=escalate,
        assign=assign,
        team=team,
    )


def _promises(given: Mapping[str, Any], where: str) -> tuple[tuple[str, int], ...]:
    return tuple((clock, _duration(given[key], f"{where} {key}")) for key, clock in _PROMISES.items() if key in given)


def _agent(given: Mapping[str, Any], at: int, desk: Hours) -> Agent:
    name = _named(given, _ACCOUNT, f"[[agent]] #{at}")
    where = f"[[agent]] {name}"
    _only(given, _AGENT, where)
    week = _week(given.get("hours"), f"{where} hours")
    return Agent(
        name=name,
        languages=_languages(given, where),
        topics=_words(given, "topics", where),
        most=_number(given, "most", where, 20, (1, 1000)),
        hours=desk._replace(week=week) if week else None,
    )


def _reason_of(given: Mapping[str, Any], at: int) -> Reason:
    name = _named(given, _NAME, f"[[reason]] #{at}")
    where = f"[[reason]] {name}"
    _only(given, _REASON, where)
    states = _words(given, "states", where)
    if not states or states - set(STATES):
        raise _one_of(where, "states", STATES)
    return Reason(name, states, _said(given, where))


def _tag(given: Mapping[str, Any], at: int) -> Tag:
    name = _named(given, _NAME, f"[[tag]] #{at}")
    where = f"[[tag]] {name}"
    _only(given, _TAG, where)
    return Tag(name, _said(given, where))


def _said(given: Mapping[str, Any], where: str) -> tuple[tuple[str, str], ...]:
    """What something is called, by language; in the other language it is called the same."""
    told = {language: given[language] for language in LANGUAGES if language in given}
    if not told or not all(isinstance(text, str) and 0 < len(text.strip()) <= 80 for text in told.values()):
        raise BadPlan(
            f"{where} is called something of 1 to 80 characters in zh, en or both",
            f"{where} 要有 1 到 80 个字的说法，写在 zh、en 或两者里",
        )
    other = next(iter(told.values()))
    return tuple((language, told.get(language, other).strip()) for language in sorted(LANGUAGES))


def _rating(given: Mapping[str, Any]) -> bool:
    told = given.get("rating", {})
    if not isinstance(told, dict):
        raise BadPlan("[rating] is a table: ask = false", "[rating] 是一张表：ask = false")
    _only(told, frozenset({"ask"}), "[rating]")
    return _flag(told, "ask", "[rating]") if "ask" in told else True


def _away(given: Mapping[str, Any]) -> tuple[tuple[str, str], ...]:
    told = _told(given, "away")
    if told and "hours" not in given:
        raise BadPlan(
            "[away] is told while the desk is closed, but without [hours] it never is",
            "[away] 在休息时告知，但没有 [hours] 就从不休息",
        )
    return told


def _told(given: Mapping[str, Any], name: str) -> tuple[tuple[str, str], ...]:
    """What customers are told, by language."""
    told = given.get(name, {})
    if not isinstance(told, dict):
        raise BadPlan(f'[{name}] is a table: zh = "…", en = "…"', f'[{name}] 是一张表：zh = "…"，en = "…"')
    _only(told, frozenset(LANGUAGES), f"[{name}]")
    for language, text in told.items():
        if not isinstance(text, str) or not 0 < len(text.strip()) <= 1_000:
            raise BadPlan(
                f"[{name}] {language} is a text of 1 to 1,000 characters",
                f"[{name}] {language} 是 1 到 1,000 个字的文字",
            )
    return tuple(sorted(told.items()))


def _named(given: Mapping[str, Any], pattern: re.Pattern[str], where: str) -> str:
    name = given.get("name")
    if not isinstance(name, str) or not pattern.match(name):
        raise BadPlan(
            f"{where} has a name of small letters, digits and hyphens", f"{where} 的 name 由小写字母、数字和连字符组成"
        )
    return name


def _only(given: Mapping[str, Any], known: frozenset[str], where: str, zh: str = "") -> None:
    for key in given:
        if key not in known:
            listed = ", ".join(sorted(known))
            raise BadPlan(
                f"{where} knows no {key!r}; it knows {listed}", f"{zh or where} 里没有 {key!r}；可以有 {listed}"
            )


def _one_of(where: str, name: str, known: tuple[str, ...]) -> BadPlan:
    listed = ", ".join(known)
    verb = "are some" if name == "states" else "is one"
    return BadPlan(f"{where}: {name} {verb} of {listed}", f"{where}：{name} 可以是 {listed}")


def _tables(given: Mapping[str, Any], name: str) -> list[dict[str, Any]]:
    found = given.get(name, [])
    if not isinstance(found, list) or not all(isinstance(one, dict) for one in found):
        raise BadPlan(f"write each {name} under a heading [[{name}]]", f"每个 {name} 写在一个 [[{name}]] 标题下")
    return found


def _list(given: Mapping[str, Any], name: str, where: str = "") -> list[Any]:
    found = given.get(name, [])
    if not isinstance(found, list):
        raise BadPlan(f"{where or 'the plan'}: {name} is a list", f"{where or '安排'}：{name} 是列表")
    return found


def _words(given: Mapping[str, Any], name: str, where: str) -> frozenset[str]:
    found = _list(given, name, where)
    if not all(isinstance(one, str) and one for one in found):
        raise BadPlan(f"{where}: {name} is a list of words", f"{where}：{name} 是词的列表")
    return frozenset(found)


def _languages(given: Mapping[str, Any], where: str) -> frozenset[str]:
    found = _words(given, "languages", where)
    if found - set(LANGUAGES):
        raise BadPlan(
            f"{where}: languages are {' and '.join(LANGUAGES)}", f"{where}：languages 只有 {'、'.join(LANGUAGES)}"
        )
    return found


def _number(given: Mapping[str, Any], name: str, where: str, usual: int, within: tuple[int, int]) -> int:
    found = given.get(name, usual)
    if not isinstance(found, int) or isinstance(found, bool) or not within[0] <= found <= within[1]:
        raise BadPlan(
            f"{where}: {name} is a number from {within[0]} to {within[1]}",
            f"{where}：{name} 是 {within[0]} 到 {within[1]} 的数字",
        )
    return found


def _flag(given: Mapping[str, Any], name: str, where: str) -> bool:
    found = given.get(name, False)
    if not isinstance(found, bool):
        raise BadPlan(f"{where}: {name} is true or false", f"{where}：{name} 是 true 或 false")
    return found


def _duration(given: Any, where: str) -> int:
    found = _DURATION.match(given) if isinstance(given, str) else None
    if not found or not int(found[1]):
        raise BadPlan(
            f'{where} is a time of the open desk such as "90 s", "5 min" or "8 h"',
            f'{where} 是开放时间里的时长，如 "90 s"、"5 min" 或 "8 h"',
        )
    return int(found[1]) * _UNITS[found[2]]
