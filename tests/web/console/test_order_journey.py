"""An agent looks at the order beside the talk and records its state: a real browser, the keyboard, both languages."""

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
from tests.web.console.test_journey import _beside_playwright, chromium, page
from tests.web.console.test_order_pages import Shelf, event, shelf, talk

__all__ = [
    "_beside_playwright",
    "chromium",
    "house_template",
    "page",
    "rooms",
    "shelf",
    "talk",
    "whole_house",
]


@pytest.fixture
def address(talk: Case) -> Iterator[str]:
    event(talk, "o/1", "paid")
    event(talk, "o/2", "card-viewed", details={"ip": "203.0.113.77"})
    with stand.served() as where:
        yield where


def enter(page: Page, talk: Case, address: str, language: str) -> None:
    client = talk.rooms.browser("zhou", language=language)
    kept = [{"name": name, "value": cookie.value, "url": address} for name, cookie in client.cookies.items()]
    page.context.add_cookies(kept)  # type: ignore[arg-type]
    # News has journeys of its own; here nothing else happens.
    quiet: dict[str, Any] = {"status": 200, "content_type": "text/event-stream", "body": "retry: 3600000\n\n"}
    page.route("**/events?*", lambda route: route.fulfill(**quiet))
    page.goto(address + talk.path())


def shot(page: Page, name: str) -> None:
    """Keep how it looks, where somebody wants to see it."""
    if folder := os.environ.get("HANDCLASP_SHOTS"):
        page.screenshot(path=Path(folder) / f"{name}.png")


LOOKS: list[tuple[str, dict[str, Any]]] = [
    ("zh", {"locale": "zh-CN", "viewport": {"width": 1280, "height": 900}}),
    ("en", {"locale": "en-GB", "viewport": {"width": 1280, "height": 900}, "color_scheme": "dark"}),
    ("en", {"locale": "en-GB", "viewport": {"width": 390, "height": 844}}),
]


@pytest.mark.parametrize(("language", "page"), LOOKS, indirect=["page"], ids=["zh", "en-dark", "en-narrow"])
def test_the_order_comes_after_the_talk_and_is_recorded_by_keyboard(
    talk: Case, shelf: Shelf, address: str, page: Page, language: str
) -> None:
    enter(page, talk, address, language)
    pane = page.locator("#order")
    expect(pane).to_contain_text("****-KD04", timeout=40_000)
    narrow = page.viewport_size is not None and page.viewport_size["width"] < 800
    if narrow:
        page.locator("[popovertarget=context]").first.click()
    expect(pane).to_contain_text("未记录" if language == "zh" else "not recorded")
    assert "SPEC-7QX2" not in page.content()
    shot(page, f"order-{language}-{'narrow' if narrow else 'wide'}")
    button = pane.get_by_role("button", name=re.compile("Record this state|存证这个状态"))
    button.focus()
    page.keyboard.press("Enter")
    expect(pane.get_by_role("status")).to_contain_text(re.compile("Recorded as|已存证"), timeout=40_000)
    shelf.orders["B2"] = shelf.orders.pop("A1001").__class__(number="B2")
    field = pane.locator("#order-number")
    field.fill("B2")
    field.press("Enter")
    expect(pane).to_contain_text("B2", timeout=40_000)
    expect(pane).not_to_contain_text("****-KD04")
    shot(page, f"order-{language}-{'narrow' if narrow else 'wide'}-2")
