"""A dispute at the desk in a real browser, by the keyboard alone, in both languages, dark and on a phone."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect
from tests.house_fixture import house_template
from tests.web.console import stand
from tests.web.console.cases import Case
from tests.web.console.real_house import rooms, whole_house
from tests.web.console.test_cases_pages import talk
from tests.web.console.test_journey import _beside_playwright, chromium, page
from tests.web.console.test_order_pages import Shelf, event, shelf

__all__ = ["_beside_playwright", "chromium", "house_template", "page", "rooms", "shelf", "talk", "whole_house"]
SOON = 40_000


@pytest.fixture
def address(talk: Case) -> Iterator[str]:
    event(talk, "c/1", "paid")
    event(talk, "c/2", "card-viewed", details={"ip": "203.0.113.77"})
    with stand.served() as where:
        yield where


def enter(page: Page, talk: Case, address: str, language: str) -> None:
    client = talk.rooms.browser("bai", language=language)
    kept = [{"name": name, "value": cookie.value, "url": address} for name, cookie in client.cookies.items()]
    page.context.add_cookies(kept)  # type: ignore[arg-type]
    quiet: dict[str, Any] = {"status": 200, "content_type": "text/event-stream", "body": "retry: 3600000\n\n"}
    page.route("**/events?*", lambda route: route.fulfill(**quiet))
    page.goto(address + talk.path())


def fits(page: Page, name: str) -> None:
    """Nothing stands out of the page sideways; keep how it looks, where somebody wants to see it."""
    wide = page.evaluate(
        "[...document.querySelectorAll('.room, .context')].every(one => one.scrollWidth <= one.clientWidth)"
    )
    assert wide, f"{name} is wider than the window"
    if folder := os.environ.get("HANDCLASP_SHOTS"):
        # What scrolls inside the page is made as tall as it is, so that all of it is in the picture.
        height = page.evaluate("Math.max(...[...document.querySelectorAll('.room')].map(one => one.scrollHeight), 0)")
        before = page.viewport_size
        assert before is not None
        page.set_viewport_size({"width": before["width"], "height": max(before["height"], height + 80)})
        page.screenshot(path=Path(folder) / f"{name}.png")
        page.set_viewport_size(before)


LOOKS: list[tuple[str, dict[str, Any]]] = [
    ("zh", {"locale": "zh-CN", "viewport": {"width": 1280, "height": 900}}),
    ("en", {"locale": "en-GB", "viewport": {"width": 1280, "height": 900}, "color_scheme": "dark"}),
    ("en", {"locale": "en-GB", "viewport": {"width": 390, "height": 844}}),
    ("zh", {"locale": "zh-CN", "viewport": {"width": 390, "height": 844}, "color_scheme": "dark"}),
]


def press(page: Page, name: str) -> None:
    """A button or link by its name, with the keyboard."""
    one = page.get_by_role("button", name=re.compile(name)).or_(page.get_by_role("link", name=re.compile(name))).first
    one.focus()
    expect(one).to_be_focused()
    page.keyboard.press("Enter")


@pytest.mark.parametrize(
    ("language", "page"), LOOKS, indirect=["page"], ids=["zh", "en-dark", "en-narrow", "zh-narrow"]
)
def test_a_dispute_is_opened_decided_and_told_by_the_keyboard(
    talk: Case, shelf: Shelf, address: str, page: Page, language: str
) -> None:
    assert shelf.orders
    enter(page, talk, address, language)
    narrow = page.viewport_size is not None and page.viewport_size["width"] < 800
    look = f"{language}-{'narrow' if narrow else 'wide'}"
    if narrow:
        page.locator("[popovertarget=context]").first.click()
    expect(page.locator("#order")).to_contain_text("****-KD04", timeout=SOON)
    fits(page, f"case-0-thread-{look}")
    press(page, "Code does not work|卡密无效")
    expect(page).to_have_url(re.compile("/case/[0-9a-f]{32}$"), timeout=SOON)
    expect(page.locator(".timeline")).to_contain_text(re.compile("Facts gathered|自动取证"))
    expect(page.locator(".case-side")).to_contain_text(re.compile("not recorded|未记录"))
    fits(page, f"case-1-open-{look}")
    where = page.url

    press(page, "^(Ask the customer|请客户补充)")
    expect(page.locator(".arrived")).to_be_visible(timeout=SOON)
    outcome = page.locator("[name=outcome][value=customer]")
    outcome.focus()
    page.keyboard.press("Space")
    page.locator("[name=why]").first.focus()
    page.locator(".deciding [name=why]").focus()
    page.keyboard.type("库存卡密损坏" if language == "zh" else "the stock was spoilt")
    expect(page.locator(".refunding [name=amount]")).to_have_value("199.00")
    fits(page, f"case-2-deciding-{look}")
    press(page, "^(Decide|裁决)$")
    expect(page.locator(".case-main")).to_contain_text("199.00 CNY", timeout=SOON)
    press(page, "^(Accepted|接受)$")
    expect(page.locator(".case-main")).to_contain_text(re.compile(": accepted|已接受"), timeout=SOON)
    fits(page, f"case-3-decided-{look}")

    for network in ("wechat-pay", "stripe"):
        page.goto(f"{where}/form/{network}")
        field = page.locator("textarea[data-most]").first
        expect(field).not_to_have_value("")
        fits(page, f"case-4-{network}-{look}")
        press(page, "^(Seal this text|封存此稿)$")
        expect(page.locator(".taken").first).to_be_visible(timeout=SOON)
        fits(page, f"case-5-{network}-sealed-{look}")
    page.goto(f"{address}/desk/cases")
    expect(page.locator(".folk")).to_contain_text("199.00 CNY")
    fits(page, f"case-6-list-{look}")
    page.goto(f"{address}/desk/cases/numbers?days=7")
    expect(page.locator(".figures")).to_contain_text("100")
    fits(page, f"case-7-numbers-{look}")


def test_characters_are_counted_while_they_are_typed(talk: Case, address: str, page: Page) -> None:
    enter(page, talk, address, "en")
    expect(page.locator("#order")).to_contain_text("****-KD04", timeout=SOON)
    press(page, "Code does not work|卡密无效")
    expect(page).to_have_url(re.compile("/case/[0-9a-f]{32}$"), timeout=SOON)
    page.goto(f"{page.url}/form/wechat-pay")
    field, counted = page.locator("textarea[data-most]"), page.locator(".counter output")
    field.fill("很" * 499 + "😀")
    expect(counted).to_have_text("500")
    expect(page.locator(".counter")).not_to_have_class(re.compile("wrong"))
    field.press("End")
    field.type("a")
    expect(counted).to_have_text("501")
    expect(page.locator(".counter")).to_have_class(re.compile("wrong"))
