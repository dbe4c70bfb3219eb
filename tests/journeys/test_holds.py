"""A dispute specialist puts a customer on hold, everybody sees it, a second person lets it end; both languages."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import httpx
import pytest
from playwright.sync_api import Browser, Page, expect
from tests.complaints import listen
from tests.journeys.opening import opened
from tests.journeys.running import Running
from tests.journeys.signing_in import Account, hired, signed_in, step_up

SAID = {
    "zh-CN": {"held": "法律保全中", "reason": "法院 11 月 20 日裁定", "closed": "案件已结"},
    "en-GB": {"held": "On legal hold", "reason": "order of 20 November", "closed": "the case is closed"},
}
NARROW, WIDE = {"width": 390, "height": 844}, {"width": 1280, "height": 900}


class Desk(NamedTuple):
    """Somebody at their own browser."""

    page: Page
    person: Account


class Two(NamedTuple):
    """The one who holds and the one who decides, about one conversation."""

    specialist: Desk
    director: Desk
    where: str
    locale: str


@pytest.fixture(params=["zh-CN", "en-GB"])
def two(up: Running, chromium: Browser, request: pytest.FixtureRequest) -> Iterator[Two]:
    locale = str(request.param)
    complaints: list[str] = []

    def desk(role: str) -> Desk:
        name = f"{role}-holds-{locale[:2]}"
        hired(up, name, role)
        context = chromium.new_context(locale=locale, viewport=WIDE)  # type: ignore[arg-type]
        page = context.new_page()
        listen(page, complaints)
        return Desk(page, signed_in(up, page, name))

    author, text = {"role": "customer", "id": f"u-{locale}"}, "卡密无效 / it does not work"
    told = {"conversation": f"held {locale}", "author": author, "id": f"held {locale}", "text": text}
    headers = {"Authorization": f"Bearer {up.api_key()}"}
    answer = httpx.post(f"{up.address}/v1/messages", json=told, headers=headers)
    assert answer.status_code == 201, answer.text
    made = Two(desk("specialist"), desk("director"), f"{up.address}/desk/c/{answer.json()['conversation']}", locale)
    yield made
    for one in (made.specialist, made.director):
        one.page.context.close()
    assert complaints == []


def shot(page: Page, shots: Path, name: str) -> None:
    """The page wide and narrow, light and dark."""
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
        page.set_viewport_size(NARROW if scheme == "dark" else WIDE)  # type: ignore[arg-type]
        page.screenshot(path=shots / f"{name}-{scheme}.png", full_page=True)
    page.emulate_media(color_scheme="light")
    page.set_viewport_size(WIDE)  # type: ignore[arg-type]


def test_a_specialist_holds_and_two_people_let_go(up: Running, two: Two, shots: Path) -> None:
    page, words, locale = two.specialist.page, SAID[two.locale], two.locale
    opened(page, two.where)
    page.locator("#context a[href*='/holds/place']").click()
    page.locator("a[href*='/step-up/approve']").click()
    step_up(page, two.specialist.person)
    expect(page.locator("[name=review]")).not_to_have_value("")
    expect(page.locator("[name=name]")).to_be_hidden()
    page.locator("[value=customer]").check(force=True)
    expect(page.locator("[name=name]")).to_be_visible()
    page.locator("[value=court]").check(force=True)
    page.fill("[name=reason]", words["reason"])
    shot(page, shots, f"hold-place-{locale}")
    page.locator("main form button.main").click()
    expect(page).to_have_url(re.compile(r"/desk/holds/\d+$"))
    expect(page.locator("main")).to_contain_text(f"u-{locale}")
    hold = page.url
    shot(page, shots, f"hold-{locale}")

    page.goto(two.where)
    expect(page.locator(".pane-head .tag.held")).to_have_text(words["held"])
    expect(page.locator(".rows [aria-current] .tag.held")).to_have_text(words["held"])
    shot(page, shots, f"hold-thread-{locale}")

    page.goto(hold)
    page.fill("[name=reason]", words["closed"])
    page.locator("form[action$='/ask'] button").click()
    expect(page).to_have_url(re.compile("/desk/approvals/[0-9a-f]{32}$"))
    request = page.url
    decided(two.director, request, words, shots, locale)

    page.goto(hold)
    page.locator("form[action$='/release'] button").click()
    expect(page.locator("main")).to_contain_text(words["closed"])
    page.goto(f"{up.address}/desk/holds")
    shot(page, shots, f"holds-{locale}")
    # The list learns of it as soon as the worker has read that far.
    until = time.monotonic() + 60
    page.goto(two.where)
    while page.locator(".tag.held").count() and time.monotonic() < until:
        page.wait_for_timeout(500)
        page.reload()
    expect(page.locator(".tag.held")).to_have_count(0)


def decided(director: Desk, request: str, words: dict[str, str], shots: Path, locale: str) -> None:
    """The second person reads what the hold is, and says yes."""
    page = director.page
    page.goto(request)
    expect(page.locator("main")).to_contain_text(words["reason"])
    expect(page.locator("main")).to_contain_text(words["closed"])
    page.locator("a[href*='/step-up/approve']").click()
    step_up(page, director.person)
    shot(page, shots, f"hold-approval-{locale}")
    page.locator("button[value=approve]").click()
    expect(page.locator(".trail li")).to_have_count(1)
