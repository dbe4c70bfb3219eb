"""The desk in an agent's and a lead's hands, in Chromium: what its pages weigh, and how soon each act is answered."""

from __future__ import annotations

import os
from typing import Final

import msgspec
from benchmarks.desk_yard import Person, Plan, Yard, laid_out
from benchmarks.seen import Eye, Weight, chromium, eye
from playwright.sync_api import Browser

from handclasp.bench.figures import begun, of_house, quantile
from handclasp.bench.measures import Result
from handclasp.bench.stand import Stand

BASELINE: Final = "nothing: these are budgets"
DRAWN: Final = {"rows": ".rows .row", "lines": "#lines .line"}
_TYPED: Final = "您好，这笔订单已经退款 the refund is on its way"


class Size(msgspec.Struct, frozen=True, kw_only=True):
    """How much: `conversations` in the lists, `thread` messages in the long one, how often each act is done."""

    conversations: int = 10_000
    thread: int = 2_000
    turns: int = 20
    seed: int = 1


class Act(msgspec.Struct, frozen=True):
    """One act: milliseconds to the next frame, and until what was asked of the server is painted (if it is asked)."""

    name: str
    frame: list[float]
    painted: list[float] = []


class Handled(msgspec.Struct, frozen=True):
    """Pages by name, what was drawn of lists by name, acts; `salvage`: bytes that the thread's page keeps beside it."""

    pages: dict[str, Weight]
    drawn: dict[str, int]
    acts: list[Act]
    salvage: int


def measured(size: Size) -> tuple[Result, Handled]:
    """Fill a house of its own and take its desk in hand. Raises NotReady."""
    result = begun("speed", BASELINE, size.seed) | {"workers": 1}
    with Stand() as stand:
        stand.start_worker()
        plan = Plan(conversations=size.conversations, thread=size.thread, agents=2, seed=size.seed)
        yard = laid_out(stand, plan)
        result |= {"load_at_the_desk": round(os.getloadavg()[0], 2)}
        with chromium() as browser:
            handled = _handled(browser, f"http://127.0.0.1:{stand.port}", yard, size)
        result |= {"load_after": round(os.getloadavg()[0], 2)}
        return result | of_house(stand), handled


def _handled(browser: Browser, address: str, yard: Yard, size: Size) -> Handled:
    agent, lead = yard.people[0], yard.people[-1]
    pages = {"sign-in": eye(browser, address, {}).visit(f"{address}/desk/sign-in")}
    pages["widget"] = _widget(eye(browser, address, {}), address)
    desk = eye(browser, address, {yard.cookie: agent.key})
    pages["queue"] = desk.visit(f"{address}/desk/?tab=unassigned")
    drawn = {"rows": _count(desk, "rows")}
    pages["queue again"] = desk.visit(f"{address}/desk/?tab=unassigned")
    acts = [
        _keys(desk, size.turns, "move through the list (j, k)"),
        _lists(desk, size.turns),
        _opened(desk, address, agent, size.turns),
    ]
    thread = eye(browser, address, {yard.cookie: agent.key}).visit(f"{address}/desk/c/{agent.thread}")
    salvage = {name: size for name, size in thread.bytes.items() if name.endswith("/kept")}
    pages["thread"] = thread._replace(bytes={name: size for name, size in thread.bytes.items() if name not in salvage})
    desk.visit(f"{address}/desk/c/{agent.thread}?tab=mine")
    drawn["lines"] = _count(desk, "lines")
    acts += [
        _keys(desk, size.turns, "move through the list beside the thread"),
        _sheet(desk, size.turns),
        _typing(desk),
        _jumps(desk, size.turns),
        _earlier(desk, size.turns),
    ]
    drawn["lines with all the earlier ones asked for"] = _count(desk, "lines")
    jumps = _jumps(desk, size.turns)
    acts.append(Act("jump in the thread with these", jumps.frame))
    whole = eye(browser, address, {yard.cookie: lead.key})
    pages["lead's queue"] = whole.visit(f"{address}/desk/?tab=all")
    drawn["lead's rows"] = _count(whole, "rows")
    acts.append(_filter(whole, size.turns))
    return Handled(pages, drawn, acts, sum(salvage.values()))


def _count(at: Eye, what: str) -> int:
    return at.page.locator(DRAWN[what]).count()


def _widget(at: Eye, address: str) -> Weight:
    """What the widget adds to a shop's page, from the first visit to the open chat."""
    at.page.goto(f"{address}/shop/", wait_until="load")
    at.page.locator("[data-handclasp-open], [data-handclasp] button").first.click()
    at.page.frame_locator("iframe").locator("html[data-state=live]").wait_for(state="attached")
    at.page.frame_locator("iframe").locator("#notice").wait_for()
    at.rest()
    weight = at.weight()
    shops = {name for name in weight.bytes if "/shop/" in name}
    return weight._replace(bytes={name: size for name, size in weight.bytes.items() if name not in shops})


def _keys(at: Eye, turns: int, name: str) -> Act:
    for key in "j" * turns + "k" * turns:
        at.page.keyboard.press(key)
        at.rest()
    return Act(name, at.answered(2 * turns))


def _lists(at: Eye, turns: int) -> Act:
    tabs = ("mine", "unassigned") * turns
    times = [_fetched(at, f".tabs a[href$='tab={tab}']") for tab in tabs[:turns]]
    return Act("switch the list", at.answered(turns), times)


def _fetched(at: Eye, place: str) -> float:
    return at.fetched(lambda: at.page.click(place))


def _opened(at: Eye, address: str, person: Person, turns: int) -> Act:
    """Open one conversation after the other from the list, by keyboard; every time it is a page of its own."""
    at.visit(f"{address}/desk/?tab=mine")
    times = []
    for name in person.conversations[:turns]:
        at.page.locator(f"#row-{name}").focus()
        times.append(at.opened(lambda: at.page.keyboard.press("Enter")))
    return Act("open a conversation", [framed for framed, _ in times], [opened for _, opened in times])


def _sheet(at: Eye, turns: int) -> Act:
    for key in ("?", "Escape") * turns:
        at.page.keyboard.press(key)
        at.rest()
    return Act("open and close the sheet of keys (?)", at.answered(2 * turns))


def _typing(at: Eye) -> Act:
    at.page.keyboard.press("r")
    for letter in _TYPED:
        at.page.keyboard.type(letter)
        at.rest()
    at.page.keyboard.press("Escape")
    return Act("type in the composer", at.answered(len(_TYPED)))


def _jumps(at: Eye, turns: int) -> Act:
    at.page.focus("#scroller")
    for key in ("Home", "End", "PageUp") * turns:
        at.page.keyboard.press(key)
        at.rest()
    return Act("jump in the thread (Home, End, Page up)", at.answered(3 * turns))


def _earlier(at: Eye, turns: int) -> Act:
    """As often as there is anything earlier; each time there is more on the page."""
    times: list[float] = []
    while len(times) < turns and at.page.locator(".earlier a").count():
        times.append(_fetched(at, ".earlier a"))
    return Act("show earlier messages", at.answered(len(times)), times)


def _filter(at: Eye, turns: int) -> Act:
    topics = at.page.locator("select[name=topic] option")
    names = [str(one.get_attribute("value")) for one in topics.all()]
    times = [_chosen(at, names[(number + 1) % 2]) for number in range(turns)]
    return Act("filter the list by topic", [], times)


def _chosen(at: Eye, topic: str) -> float:
    return at.fetched(lambda: at.page.select_option("select[name=topic]", topic))


def p95(times: list[float]) -> float:
    """The 95th percentile of milliseconds."""
    return round(quantile(times, 0.95), 1)
