"""Deadlines at the desk: in the list, in the thread, counted on by the page; the plan is read and published."""

from __future__ import annotations

import dataclasses
import html
import re
from types import SimpleNamespace
from typing import Any

import pytest
from playwright.sync_api import Page, expect
from tests.web.console.memory import Memory, pseudonym
from tests.web.console.people import Desk
from tests.web.console.test_journey import _beside_playwright, chromium, enter, page
from tests.web.console.test_scripts import text

from handclasp.records import Guarded
from handclasp.screen import outbound
from handclasp.web.console.services import services, use

__all__ = ["_beside_playwright", "chromium", "page"]

MINUTE = 60_000
PLAN = """
[[queue]]
name = "all"
first_answer = "5 min"
next_answer = "10 min"
resolution = "8 h"
escalate = ["boss"]
"""


def promised(desk: Desk, plan: str = PLAN) -> None:
    boss = desk.signed_in("boss", "lead", team="desk")
    assert boss.post("/desk/plan", {"text": plan, "seen": "0", "do": "publish"}).status_code == 302


def look(memory: Memory) -> int:
    from handclasp.desk.alerts import look as look_at  # noqa: PLC0415
    from handclasp.desk.arranging import plan  # noqa: PLC0415

    return look_at(memory.append, plan("demo"), "demo", memory.now)


def clock(page: str) -> list[tuple[str, str]]:
    return re.findall(r'<time class="due (\w+)"[^>]*><span>[^<]*</span> <b>([^<]*)</b>', page)


def test_the_list_counts_down_to_the_nearest_deadline(desk: Desk, memory: Memory) -> None:
    promised(desk)
    memory.say("a", "hello")
    desk.catch_up()
    desk.give()
    client = desk.signed_in()
    assert clock(text(client.get("/desk/?tab=mine"))) == [("running", "05:00")]
    memory.now += 4 * MINUTE + 1_000
    assert clock(text(client.get("/desk/?tab=mine"))) == [("near", "00:59")]
    memory.now += 2 * MINUTE
    assert clock(text(client.get("/desk/?tab=mine"))) == [("late", "+01:01")]


def test_what_is_near_or_late_has_a_list_of_its_own_and_whoever_was_told_sees_that(desk: Desk, memory: Memory) -> None:
    promised(desk)
    memory.say("a", "hello")
    memory.say("b", "hello")
    desk.catch_up()
    desk.give("xiaozhou", "desk", "a")
    boss = desk.signed_in("boss", "lead")
    assert re.findall(r'id="row-([0-9a-f]{32})"', text(boss.get("/desk/?tab=due"))) == []
    memory.now += 4 * MINUTE + 30_000
    assert look(memory) == 2
    memory.say("b", "an answer", "agent")
    desk.catch_up()
    page = text(boss.get("/desk/?tab=due"))
    assert re.findall(r'id="row-([0-9a-f]{32})"', page) == [pseudonym("a").hex()]
    assert "You were told" in page
    mine = text(desk.signed_in().get(desk.path("a")))
    assert re.search(r"The deadline for the first answer is near \([0-9:]+\); told: (boss|小周), ", mine)


def test_without_a_promise_there_is_no_such_list(desk: Desk, memory: Memory) -> None:
    memory.say("a", "hello")
    desk.catch_up()
    page = text(desk.signed_in("boss", "lead").get("/desk/"))
    assert "?tab=due" not in page
    assert "due running" not in page


def test_the_thread_tells_every_clock(desk: Desk, memory: Memory) -> None:
    promised(desk)
    memory.say("a", "hello")
    memory.now += 2 * MINUTE
    memory.say("a", "an answer", "agent")
    desk.catch_up()
    desk.give()
    page = text(desk.signed_in().get(desk.path("a")))
    facts = page.partition('id="due-facts"')[2].partition("</section>")[0]
    assert "kept, in 2 min" in facts
    assert "stands still: it is the customer&#x27;s turn" in facts or "the customer's turn" in facts


@pytest.mark.parametrize("role", ["agent", "specialist", "privacy", "auditor"])
def test_the_plan_is_hidden_from_whoever_may_not_arrange_the_desk(desk: Desk, memory: Memory, role: str) -> None:
    client = desk.signed_in("somebody", role)
    assert client.get("/desk/plan").status_code == 404
    assert client.post("/desk/plan", {"text": "", "seen": "0", "do": "publish"}).status_code == 404
    assert ("somebody", "arrange-desk") in memory.refusals()


def test_a_plan_is_checked_published_and_told_in_words(desk: Desk, memory: Memory) -> None:
    boss = desk.signed_in("boss", "lead")
    wrong = boss.post("/desk/plan", {"text": "[[queue]]\nname = 'a'\nwarn = 0", "seen": "0", "do": "publish"})
    assert wrong.status_code == 422
    assert "warn is a number from 1 to 100" in text(wrong)
    assert "No fault" in text(boss.post("/desk/plan", {"text": PLAN, "seen": "0", "do": "check"}))
    assert "?tab=due" not in text(boss.get("/desk/"))
    promised(desk)
    late = boss.post("/desk/plan", {"text": "", "seen": "0", "do": "publish"})
    assert late.status_code == 409
    page = text(boss.get("/desk/plan"))
    assert "First answer</dt><dd>5 min" in page
    acts = [view.facts for view in memory.journal if view.facts.get("action") == "desk plan"]
    published: list[Any] = [facts["details"] for facts in acts]
    assert [details["number"] for details in published] == [1]


STOPPED = '[absent]\nen = "Send us your verification code."\n'


@pytest.mark.parametrize(
    ("language", "words"),
    [("en", "This may not be said to a customer"), ("zh-hans", "这不能对客户说")],
)
@pytest.mark.parametrize("do", ["check", "publish"])
def test_a_plan_that_the_guard_stops_is_told_in_words(desk: Desk, language: str, words: str, do: str) -> None:
    def stop(_who: Any, _conversation: bytes, text: str) -> Guarded | None:
        found = outbound.check(text)
        return Guarded("the room's own words", tuple(found.categories), found.version, ever=False) if found else None

    leaving: Any = SimpleNamespace(stop=stop)
    use(dataclasses.replace(services(), leaving=leaving))
    boss = desk.signed_in("boss", "lead", language=language)
    answer = boss.post("/desk/plan", {"text": STOPPED, "seen": "0", "do": do})
    assert answer.status_code >= 400
    page = text(answer)
    assert words in page
    assert "the room's own words" not in page
    assert "Send us your verification code." in page, "what was typed stands there again"
    assert "No fault" not in page
    assert STOPPED not in text(boss.get("/desk/plan"))


@pytest.mark.parametrize("do", ["check", "publish"])
def test_what_is_wrong_with_a_plan_is_told_in_the_readers_language(desk: Desk, do: str) -> None:
    plan = '[[queue]]\nname = "all"\nescalate = ["nobody-here"]\n'
    for language, words in (
        ("en", "nobody here has the account nobody-here"),
        ("zh-hans", "没有这样的账号：nobody-here"),
    ):
        boss = desk.signed_in("boss", "lead", language=language)
        answer = boss.post("/desk/plan", {"text": plan, "seen": "0", "do": do})
        assert answer.status_code == 422
        assert words in text(answer)


def test_the_example_of_a_desk_without_a_plan_can_be_published_as_it_stands(desk: Desk) -> None:
    chief = desk.signed_in("chief", "lead")
    example = html.unescape(text(chief.get("/desk/plan")).partition('plan-hint">')[2].partition("</textarea>")[0])
    assert chief.post("/desk/plan", {"text": example, "seen": "0", "do": "publish"}).status_code == 302


def test_the_page_counts_on_and_what_was_answered_stops(desk: Desk, memory: Memory, address: str, page: Page) -> None:
    promised(desk, PLAN.replace("5 min", "61 s"))
    memory.say("a", "在吗")
    desk.catch_up()
    desk.give()
    page.clock.install()
    enter(page, desk, address)
    page.goto(f"{address}{desk.path('a')}")
    expect(page.locator("html[data-live=yes]")).to_be_attached()
    here, listed = page.locator("#thread-due .due"), page.locator(".row .due")
    expect(here).to_contain_text("01:")
    expect(listed).to_contain_text("首响")
    page.clock.fast_forward(55_000)
    expect(here).to_have_class(re.compile("near"))
    page.clock.fast_forward(30_000)
    expect(here).to_have_class(re.compile("late"))
    expect(listed.locator("b")).to_contain_text("+")
    page.locator("#text").fill("在的")
    page.keyboard.press("Control+Enter")
    expect(page.locator(".line.out:not(.pending) .said", has_text="在的")).to_be_visible()
    desk.catch_up()
    memory.wake(pseudonym("a"))
    page.clock.run_for(3_000)
    expect(here).to_have_count(0)
    expect(listed).to_have_count(0)
    expect(page.locator("#standing")).to_have_text("已答复")
