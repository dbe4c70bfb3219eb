"""The page of search: found, marked, masked, in both languages; what cannot be asked is said; others do not get in."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, expect, sync_playwright
from tests.complaints import listen
from tests.house_fixture import house_template
from tests.search.keeping import index
from tests.web.console import stand
from tests.web.console.cases import PHONE, Case, case
from tests.web.console.real_house import Rooms, rooms, whole_house

from handclasp.records import Kind

__all__ = ["house_template", "rooms", "whole_house"]
HTMX = {"HX-Request": "true"}
PAGE = "/desk/search"


def text(answer: Any) -> str:
    return str(answer.content.decode())


@pytest.fixture
def talk(rooms: Rooms) -> Case:
    made = case(rooms)
    index(made.rooms.house)
    return made


def test_what_was_said_is_found_marked_and_masked(talk: Case) -> None:
    desk = talk.rooms.browser("zhou")
    empty = text(desk.get(PAGE))
    assert 'name="q"' in empty
    assert "hit-said" not in empty
    for headers in ({}, HTMX):
        answer = desk.post(PAGE, {"q": "邮箱 OR nothing"}, headers=headers)
        page = text(answer)
        assert answer.status_code == 200
        assert "<mark>邮箱</mark>" in page
        assert talk.path() + "#m-1" in page
        assert PHONE not in page
        assert ("<html" in page) == (not headers)
    record = talk.rooms.journal(Kind.SEARCH)[0]
    assert (record["by"], record["subjects"]) == ("zhou", [talk.name.hex()])
    assert text(desk.post(PAGE, {"q": PHONE})).count("hit-said") == 0


def test_what_is_on_hold_is_marked_as_such(talk: Case) -> None:
    desk = talk.rooms.browser("zhou")
    assert "On legal hold" not in text(desk.post(PAGE, {"q": "邮箱", "whose": "zhou"}))
    talk.rooms.house.holds.place(talk.reader("bai", "approve"), talk.name, ground="court", reason="an order")
    assert "On legal hold" in text(desk.post(PAGE, {"q": "邮箱", "whose": "zhou"}, headers=HTMX))


def test_filters_orders_and_further_pages(talk: Case) -> None:
    desk = talk.rooms.browser("bai")
    filters = {"from": "2020-01-01", "to": "2999-01-01", "role": "customer", "type": "PHONE", "whose": "zhou"}
    page = text(desk.post(PAGE, {"q": "邮箱", "by": "relevance", **filters}))
    assert page.count("hit-said") >= 1
    assert '<details class="deeper" open>' in page
    assert text(desk.post(PAGE, {"q": "邮箱", "whose": "-"})).count(talk.path()) == 0
    assert text(desk.post(PAGE, {"type": "PHONE", "state": "closed"}, headers=HTMX)).count("hit-said") == 0


@pytest.mark.parametrize(
    ("given", "en", "zh"),
    [
        ({"q": '"open'}, "quotation", "引号"),
        ({}, "say what to look for", "请写明"),
        ({"q": "a", "from": "soon"}, "2026-11-22", "2026-11-22"),
    ],
)
def test_what_cannot_be_asked_is_said_in_the_readers_language(
    talk: Case, given: dict[str, str], en: str, zh: str
) -> None:
    desk = talk.rooms.browser("zhou")
    for code, words in (("en", en), ("zh-hans", zh)):
        desk.post("/desk/language", {"language": code, "next": PAGE})
        answer = desk.post(PAGE, given, headers=HTMX)
        assert answer.status_code == 422
        assert words in text(answer)


def test_a_director_says_why_and_auditors_and_administrators_find_no_such_page(talk: Case) -> None:
    desk = talk.rooms.browser("qin")
    assert 'name="reason"' in text(desk.get(PAGE))
    assert desk.post(PAGE, {"q": "邮箱"}).status_code == 422
    assert "hit-said" in text(desk.post(PAGE, {"q": "邮箱", "reason": "complaint 7"}))
    for account in ("wu", "wen"):
        outside = talk.rooms.browser(account)
        before = len(talk.refusals())
        assert outside.get(PAGE).status_code == 404
        assert outside.post(PAGE, {"q": "邮箱"}).status_code == 404
        assert len(talk.refusals()) == before + 2
        assert f'href="{PAGE}"' not in text(outside.get("/desk/?tab=all"))
    assert talk.path() not in text(talk.rooms.browser("lena").post(PAGE, {"q": "邮箱"}))


def test_what_is_masked_is_looked_up_with_a_reason_and_a_fresh_second_factor_and_comes_back_on_no_page(
    talk: Case,
) -> None:
    desk = talk.rooms.browser("zhou")
    masked = f"{PAGE}/masked"
    given = {"whole": PHONE, "reason": "call back", "purpose": "support"}
    assert masked in text(desk.get(PAGE))
    assert 'name="whole"' not in text(desk.get(masked))
    assert desk.post(masked, given).status_code == 403
    desk = talk.rooms.browser("zhou", "reveal")
    assert desk.post(masked, given | {"reason": ""}).status_code == 422
    page = text(desk.post(masked, given))
    assert talk.path() + "#m-1" in page
    assert PHONE not in page
    assert "It stands in nothing" in text(desk.post(masked, given | {"whole": "13900000000"}))
    assert talk.rooms.journal(Kind.SEARCH)[0]["details"] == {"masked": True}
    for account in ("wu", "wen"):
        assert talk.rooms.browser(account).get(masked).status_code == 404


@pytest.fixture(autouse=True)
def _beside_playwright(monkeypatch: pytest.MonkeyPatch) -> None:
    # Playwright's loop runs in this thread; the test's own database calls are as synchronous as ever.
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    found = shutil.which("chromium") or shutil.which("google-chrome")
    assert found, "this needs Chromium"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=found, args=["--headless", "--no-sandbox", "--disable-gpu"]
        )
        yield browser
        browser.close()


@pytest.mark.parametrize(("width", "scheme", "locale"), [(1280, "light", "zh-CN"), (390, "dark", "en-GB")])
def test_it_works_in_a_real_browser(talk: Case, chromium: Browser, width: int, scheme: Any, locale: str) -> None:
    with stand.served() as address:
        context = chromium.new_context(locale=locale, color_scheme=scheme, viewport={"width": width, "height": 900})
        page = context.new_page()
        complaints: list[str] = []
        listen(page, complaints)
        cookies = talk.rooms.browser("bai").cookies.items()
        context.add_cookies([{"name": name, "value": cookie.value, "url": address} for name, cookie in cookies])
        page.goto(address + PAGE)
        page.locator("#seek").fill("邮箱 OR 身份证")
        page.keyboard.press("Enter")
        expect(page.locator("#found mark").first).to_be_visible()
        assert page.url == address + PAGE, "what was typed stands in no address"
        page.locator("details.deeper summary").first.click()
        if folder := os.environ.get("SHOTS"):
            page.screenshot(path=Path(folder) / f"search-{width}-{scheme}.png", full_page=True)
        assert page.evaluate("() => document.documentElement.scrollWidth <= innerWidth")
        page.locator(".hit a").first.click()
        expect(page.locator(f"#m-{1}")).to_be_visible()
        context.close()
    assert complaints == []
