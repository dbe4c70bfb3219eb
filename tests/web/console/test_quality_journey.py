"""A week is drawn, reviewed, answered and averaged in a real browser, by the keyboard, in both languages.

It stands on the served desk and not on the running house: a week must be over, and there time is passed in.
"""

from __future__ import annotations

import re
from typing import Any

import pytest
from playwright.sync_api import Page, expect
from tests.journeys.test_accessible import axe, seen
from tests.web.console.memory import Memory
from tests.web.console.people import Desk
from tests.web.console.test_cases_journey import LOOKS, fits, press
from tests.web.console.test_journey import _beside_playwright, chromium, page
from tests.web.console.test_quality_pages import week

__all__ = ["_beside_playwright", "axe", "chromium", "page", "week"]


def come(page: Page, desk: Desk, address: str, who: tuple[str, str], language: str) -> None:
    """Be signed in as somebody, in a language, at the list of reviews."""
    client = desk.signed_in(*who, language=language)
    page.context.clear_cookies()
    kept: Any = [{"name": name, "value": cookie.value, "url": address} for name, cookie in client.cookies.items()]
    page.context.add_cookies(kept)
    page.goto(f"{address}/desk/quality")


@pytest.mark.parametrize(("language", "page"), LOOKS[1:], indirect=["page"], ids=["en-dark", "en-narrow", "zh-narrow"])
def test_a_week_is_drawn_reviewed_and_answered_by_the_keyboard(
    week: Desk, memory: Memory, address: str, page: Page, axe: str, language: str
) -> None:
    width = page.viewport_size["width"] if page.viewport_size else 0
    look = f"{language}-{width}"
    come(page, week, address, ("boss", "lead"), language)
    fits(page, f"quality-0-list-{look}")
    press(page, "^(Draw 2026-W47|抽取 2026-W47)$")
    one = page.locator("tbody a").first
    expect(one).to_be_visible()
    fits(page, f"quality-1-drawn-{look}")
    assert seen(page, axe) == []
    one.focus()
    page.keyboard.press("Enter")
    expect(page.locator(".lines")).to_contain_text("specimen answer")
    expect(page.locator(".lines")).not_to_contain_text("11010519491231002X")
    page.locator("[name=p-solved][value='4']").focus()
    page.keyboard.press("Space")
    page.locator("[name=p-tone][value='-']").focus()
    page.keyboard.press("Space")
    page.locator("[name=words]").focus()
    page.keyboard.type("一次就答对了" if language == "zh" else "Right at the first answer")
    fits(page, f"quality-2-form-{look}")
    assert seen(page, axe) == []
    press(page, "^(Seal the review|封存评审)$")
    expect(page.locator(".room-head .tag")).to_contain_text("100")
    come(page, week, address, ("xiaozhou", "agent"), language)
    page.locator("tbody a").first.click()
    page.locator("[name=words]").focus()
    page.keyboard.type("谢谢" if language == "zh" else "Thank you")
    fits(page, f"quality-3-own-{look}")
    assert seen(page, axe) == []
    press(page, "^(Answer|答复)$")
    expect(page.locator("#quality-answer")).to_be_visible()
    page.goto(f"{address}/desk/quality/numbers?weeks=4")
    expect(page.locator(".figures dd").first).to_have_text(re.compile(r"100[.,]0"))
    fits(page, f"quality-4-averages-{look}")
    assert seen(page, axe) == []
    page.goto(f"{address}/desk/quality/rubric")
    fits(page, f"quality-5-rubric-{look}")
    assert seen(page, axe) == []
    assert len(memory.looks()) >= 3
