"""Joining with the keyboard in a real browser: the talk, its lines and what was begun go on in one place."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect
from tests.journeys.test_accessible import axe, seen
from tests.web.console import stand
from tests.web.console.memory import Memory
from tests.web.console.people import Desk
from tests.web.console.test_cache_pages import Caches
from tests.web.console.test_drafts import page
from tests.web.console.test_journey import chromium, enter

__all__ = ["axe", "chromium", "page"]


@pytest.fixture(autouse=True)
def _beside_playwright(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")


def test_a_talk_is_joined_with_the_keyboard_and_a_draft_goes_along(
    desk: Desk, memory: Memory, address: str, page: Page, axe: str
) -> None:
    from handclasp.web.console.services import use  # noqa: PLC0415

    use(stand.services(memory, caches=Caches()))
    memory.say("a", "Does it work?")
    memory.say("b", "Hello, it is me again.")
    desk.catch_up()
    desk.give("xiaozhou", "desk", "a", "b")
    enter(page, desk, address)
    page.goto(address + desk.path("a"))
    expect(page.locator("html[data-live=yes]")).to_be_attached()
    before = page.locator("#drafting").get_attribute("data-kept")
    page.fill("#text", "I am looking into it")
    expect(page.locator("#drafting")).not_to_have_attribute("data-kept", before or "")
    page.goto(address + desk.path("b"))
    expect(page.locator("html[data-live=yes]")).to_be_attached()
    page.locator("#main").focus()
    page.keyboard.press("m")
    expect(page.locator("#join-with")).to_be_focused()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator(".joined-set")).to_contain_text("goes on here")
    desk.catch_up()
    page.reload()
    expect(page.locator("#lines .line .said")).to_have_text(["Does it work?", "Hello, it is me again."])
    expect(page.locator("#text")).to_have_value("I am looking into it")
    assert seen(page, axe) == []
    page.goto(address + desk.path("a"))
    page.locator("#main").focus()
    assert seen(page, axe) == []
    page.keyboard.press("m")
    expect(page).to_have_url(address + desk.path("b"))
