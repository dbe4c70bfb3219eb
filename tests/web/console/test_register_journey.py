"""The register, what is kept longer and a request met in part, in a real browser: both languages, dark, on a phone."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Page, expect
from tests.house_fixture import house_template
from tests.web.console import stand
from tests.web.console.cases import Case
from tests.web.console.real_house import Rooms, rooms, whole_house
from tests.web.console.test_cases_journey import LOOKS, SOON, fits
from tests.web.console.test_extensions import day, verified
from tests.web.console.test_journal_pages import another
from tests.web.console.test_journey import _beside_playwright, chromium, page
from tests.web.console.test_register_page import consented, left, talk

__all__ = ["_beside_playwright", "chromium", "house_template", "page", "rooms", "talk", "whole_house"]


@pytest.fixture
def address(talk: Case) -> Iterator[str]:
    consented(talk)
    left(talk, region="SG")
    left(talk, region="CN")
    with stand.served() as where:
        yield where


def enter(page: Page, rooms: Rooms, address: str, language: str, path: str) -> None:
    client = rooms.browser("su", "approve", language=language)
    kept = [{"name": name, "value": cookie.value, "url": address} for name, cookie in client.cookies.items()]
    page.context.add_cookies(kept)  # type: ignore[arg-type]
    quiet: dict[str, Any] = {"status": 200, "content_type": "text/event-stream", "body": "retry: 3600000\n\n"}
    page.route("**/events?*", lambda route: route.fulfill(**quiet))
    page.goto(address + path)


@pytest.mark.parametrize(
    ("language", "page"), LOOKS, indirect=["page"], ids=["zh", "en-dark", "en-narrow", "zh-narrow"]
)
def test_an_officer_reads_the_register_extends_and_answers_in_part(
    rooms: Rooms, talk: Case, address: str, page: Page, language: str
) -> None:
    narrow = page.viewport_size is not None and page.viewport_size["width"] < 800
    look = f"{language}-{'narrow' if narrow else 'wide'}"
    enter(page, rooms, address, language, "/desk/register")
    expect(page.locator(".disclosed").first).to_contain_text("CN", timeout=SOON)
    expect(page.locator(".disclosed").nth(1)).to_contain_text(re.compile("standard contract|标准合同备案"))
    fits(page, f"register-{look}")

    page.goto(f"{address}{talk.path()}/extend")
    page.locator("[name=until]").fill(day(12))
    page.locator("[name=reason]").fill("银行要求保留" if language == "zh" else "the bank asks")
    fits(page, f"extend-{look}")
    page.locator(".sheet-form .button.main").click()
    page.goto(f"{address}/desk/bin/kept-longer")
    kept = page.locator(f"#c-{talk.name.hex()}")
    expect(kept).to_contain_text(re.compile("the bank asks|银行要求保留"), timeout=SOON)
    fits(page, f"extensions-{look}")

    other = Case(rooms, another(talk, "zhou"))
    where, _ = verified(rooms, talk, other)
    page.goto(address + where)
    page.locator(f"[name=refuse-{other.name.hex()}]").select_option("claim")
    answering = page.locator("form:has([name^=refuse-])")
    answering.locator("[name=reason]").fill("as asked")
    fits(page, f"request-{look}")
    answering.locator(".button.main").click()
    expect(page.locator(".of-request").nth(1)).to_contain_text(re.compile("refused|已拒绝"), timeout=SOON)
    fits(page, f"request-answered-{look}")
