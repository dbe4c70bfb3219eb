"""Tasks at the desk: asked beside the talk, answered on a page of their own, and back in the conversation."""

from __future__ import annotations

import re
from typing import Any

from playwright.sync_api import Page, expect
from tests.web.console.memory import Memory
from tests.web.console.people import Desk
from tests.web.console.test_journey import _beside_playwright, chromium, enter, page
from tests.web.console.test_scripts import text

__all__ = ["_beside_playwright", "chromium", "page"]

ASKED = {"owner": "qin", "area": "risk", "within": "4", "text": "Was this card seen before?", "key": "specimen"}


def ready(desk: Desk, memory: Memory) -> None:
    """Conversation a is xiaozhou's; qin is the risk director."""
    memory.say("a", "hello")
    desk.catch_up()
    desk.give("xiaozhou", "desk", "a")
    desk.settle()
    desk.settle("qin", "director", team="risk")


def given(desk: Desk, **changes: str) -> Any:
    return desk.signed_in().post(desk.path("a", "/ask"), ASKED | changes)


def task(page: str) -> str:
    found = re.search(r'href="(/desk/tasks/\d+)"', page)
    assert found, page
    return found[1]


def test_a_question_goes_to_its_owner_and_the_answer_comes_back_as_a_note(desk: Desk, memory: Memory) -> None:
    ready(desk, memory)
    assert given(desk)["Location"] == desk.path("a")
    qin = desk.signed_in("qin")
    listed = text(qin.get("/desk/tasks"))
    assert "Risk" in listed
    assert "seen before" not in listed
    one = task(listed)
    assert "Was this card seen before?" in text(qin.get(one))
    assert qin.post(one, {"text": "Never.", "key": "answer"})["Location"] == "/desk/tasks"
    assert "Nobody waits for an answer of yours." in text(qin.get("/desk/tasks"))
    desk.catch_up()
    thread = text(desk.signed_in().get(desk.path("a")))
    assert "Never." in thread
    assert re.search(r"小周 asked 小周 \(Risk\), by ", thread)
    assert "answered" in text(desk.signed_in().get("/desk/tasks"))


def test_reading_the_question_is_on_record_with_its_reason(desk: Desk, memory: Memory) -> None:
    ready(desk, memory)
    given(desk)
    qin = desk.signed_in("qin")
    qin.get(task(text(qin.get("/desk/tasks"))))
    look = memory.looks()[-1]
    assert (look.author.id, look.facts["purpose"]) == ("qin", "task")
    assert look.facts["reason"] == "a colleague's question (Risk)"


def test_nobody_but_the_owner_answers(desk: Desk, memory: Memory) -> None:
    ready(desk, memory)
    given(desk)
    one = task(text(desk.signed_in("qin").get("/desk/tasks")))
    before = len(memory.views)
    boss = desk.signed_in("boss", "lead", team="desk")
    assert boss.get(one).status_code == 404
    assert boss.post(one, {"text": "mine", "key": "x"}).status_code == 404
    assert desk.signed_in().post(one, {"text": "my own", "key": "x"}).status_code == 404
    assert desk.signed_in("qin").post(one, {"withdraw": "1"}).status_code == 404
    assert len(memory.views) == before


def test_what_cannot_be_asked_says_why(desk: Desk, memory: Memory) -> None:
    ready(desk, memory)
    desk.settle("zhou", team="desk")
    for changes, says in (
        ({"owner": "zhou"}, "Choose a colleague who may read this conversation."),
        ({"within": "9000"}, "Choose by when"),
        ({"text": " "}, "Write 1 to 20,000 characters."),
    ):
        answer = given(desk, **changes)
        assert answer.status_code == 422
        assert says in text(answer)
    assert "Ask a colleague" not in text(desk.signed_in("qin").get(desk.path("a")))


def test_what_is_overdue_says_so_everywhere(desk: Desk, memory: Memory) -> None:
    ready(desk, memory)
    given(desk)
    qin = desk.signed_in("qin")
    assert 'class="count calm-count">1<' in text(qin.get("/desk/tasks"))
    memory.now += 5 * 3_600_000
    qin = desk.signed_in("qin")
    page = text(qin.get("/desk/tasks"))
    assert "overdue since" in page
    assert 'class="count">1<' in page
    assert "overdue since" in text(desk.signed_in().get(desk.path("a")))


def test_asking_and_answering_in_a_browser(desk: Desk, memory: Memory, address: str, page: Page) -> None:
    ready(desk, memory)
    enter(page, desk, address)
    page.goto(f"{address}{desk.path('a')}")
    page.locator(".asked summary").click()
    page.select_option("[name=owner]", "qin")
    page.select_option("[name=area]", "legal")
    page.fill(".asked [name=text]", "能否退款？")
    page.locator(".asked .button.main").click()
    expect(page.locator(".lines")).to_contain_text("能否退款？")
    desk.catch_up()
    page.reload()
    expect(page.locator(".asked-one")).to_contain_text("法务")
    page.context.clear_cookies()
    enter(page, desk, address, "qin")
    page.goto(f"{address}/desk/tasks")
    page.locator(".task-row").first.click()
    expect(page.locator(".lines")).to_contain_text("能否退款？")
    page.fill("[name=text]", "可以。")
    page.locator("main button.main").click()
    expect(page.locator("main")).to_contain_text("没有人在等您答复")
