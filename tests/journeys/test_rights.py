"""A customer reads who looked and asks to be erased; a privacy officer answers; both languages, real processes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest
from playwright.sync_api import Browser, FrameLocator, Page, expect
from tests.complaints import listen
from tests.journeys.running import Running
from tests.journeys.signing_in import Account, hired, signed_in, step_up
from tests.unique import word
from tests.web.widget.stand import LAUNCHER

WORDS = {
    "zh-CN": {
        "confirm": "知道了", "open": "待答复",
        "looks": "谁看过", "officer": "隐私专员", "mine": "我的信息与请求", "erase": "删除",
        "sure": "再点一次", "bin": "在回收站中", "reason": "没有保留的理由", "look": "处理客户的请求",
    },
    "en-GB": {
        "confirm": "Understood", "open": "to be answered", "looks": "Who has looked", "officer": "Privacy officer",
        "mine": "My data and my requests", "erase": "Erase it", "sure": "Click again", "bin": "in the bin until",
        "reason": "nothing speaks against it", "look": "a customer's request",
    },
}  # fmt: skip
NARROW, WIDE = {"width": 390, "height": 844}, {"width": 1280, "height": 900}


class Two(NamedTuple):
    """A customer and a privacy officer."""

    customer: Page
    officer: Page
    person: Account
    locale: str

    @property
    def chat(self) -> FrameLocator:
        """The chat on the customer's page."""
        return self.customer.frame_locator("iframe")


@pytest.fixture(params=["zh-CN", "en-GB"])
def two(up: Running, chromium: Browser, request: pytest.FixtureRequest) -> Iterator[Two]:
    locale = str(request.param)
    complaints: list[str] = []

    def page() -> Page:
        made = chromium.new_context(locale=locale, viewport=WIDE).new_page()  # type: ignore[arg-type]
        listen(made, complaints)
        return made

    name = f"privacy-{word()}"
    hired(up, name, "privacy")
    customer, officer = page(), page()
    made = Two(customer, officer, signed_in(up, officer, name), locale)
    yield made
    for one in (customer, officer):
        one.context.close()
    assert complaints == []


def shot(page: Page, shots: Path, name: str) -> None:
    """The page wide and narrow, light and dark."""
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
        page.set_viewport_size(NARROW if scheme == "dark" else WIDE)  # type: ignore[arg-type]
        page.screenshot(path=shots / f"{name}-{scheme}.png", full_page=True)
    page.emulate_media(color_scheme="light")
    page.set_viewport_size(WIDE)  # type: ignore[arg-type]


def menu(two: Two, name: str) -> None:
    two.chat.locator("#more").click()
    two.chat.locator("#menu button", has_text=name).click()


def test_a_customer_asks_to_be_erased_and_an_officer_answers(up: Running, two: Two, shots: Path) -> None:
    page, words, locale = two.customer, WORDS[two.locale], two.locale
    page.goto(f"{up.address}/shop/")
    page.get_by_role("button", name=LAUNCHER).click()
    two.chat.locator("html[data-state=live]").wait_for(state="attached")
    two.chat.locator("#notice .confirm", has_text=words["confirm"]).click()
    expect(two.chat.locator("#notice details[open]")).to_have_count(0)
    two.chat.locator("#text").fill("卡密无效 / it does not work")
    two.chat.locator("#text").press("Enter")
    two.chat.locator("li.own button.seal").wait_for()
    menu(two, words["mine"])
    shot(page, shots, f"rights-none-{locale}")
    erase = two.chat.locator(".wish", has_text=words["erase"]).last
    erase.click()
    expect(erase).to_contain_text(words["sure"])
    erase.click()
    expect(two.chat.locator(".requests > li")).to_have_attribute("data-state", "verified")
    shot(page, shots, f"rights-asked-{locale}")

    officer = two.officer
    officer.goto(f"{up.address}/desk/requests")
    shot(officer, shots, f"requests-{locale}")
    officer.locator("a.folk-row", has_text=words["open"]).first.click()
    expect(officer).to_have_url(re.compile("/desk/requests/[0-9a-f]{32}$"))
    officer.locator("a[href*='/step-up/approve']").click()
    step_up(officer, two.person)
    request = officer.url
    answer = officer.locator("form:has([value=answer])")
    answer.locator("[name=reason]").fill(words["reason"])
    shot(officer, shots, f"request-{locale}")
    answer.locator("button.main").click()
    expect(officer.locator(".folk li")).to_have_count(3)
    shot(officer, shots, f"request-waits-{locale}")

    two.chat.locator("dialog header button").click()
    menu(two, words["mine"])
    expect(two.chat.locator(".requests > li")).to_contain_text(words["bin"])
    shot(page, shots, f"rights-waiting-{locale}")
    two.chat.locator("dialog header button").click()
    # Somebody who writes again takes the conversation out of the bin; then the officer looks, and is told of.
    two.chat.locator("#text").fill("还在吗 / still there?")
    two.chat.locator("#text").press("Enter")
    expect(two.chat.locator("li.own button.seal")).to_have_count(2)
    looked(two, request, words)
    menu(two, words["looks"])
    expect(two.chat.locator(".looks")).to_contain_text(words["officer"])
    shot(page, shots, f"looks-{locale}")


def looked(two: Two, request: str, words: dict[str, str]) -> None:
    """The officer opens the conversation, saying why."""
    officer = two.officer
    officer.goto(request)
    officer.locator(".pairs a.linked").first.click()
    officer.locator(".why [value=customer-request]").check(force=True)
    officer.locator(".why [name=reason]").fill(words["look"])
    officer.locator(".why button.main").click()
    expect(officer.get_by_text("still there?").first).to_be_visible()
