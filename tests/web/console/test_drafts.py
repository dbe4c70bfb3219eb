"""What somebody writes at the desk outlives a reload and a cut line, is said once, and lies nowhere in the clear."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, Route, expect
from tests.web.console import stand
from tests.web.console.memory import Memory
from tests.web.console.people import Desk
from tests.web.console.test_cache_pages import Caches
from tests.web.console.test_journey import chromium, enter

from handclasp.records import Overloaded

__all__ = ["chromium"]

DRAFTS = """async () => {
  const asked = (request) => new Promise((done) => { request.onsuccess = () => done(request.result); });
  const db = await asked(indexedDB.open("handclasp-drafts", 1));
  const all = await asked(db.transaction("drafts").objectStore("drafts").getAll());
  db.close();
  return all.map(({ sealed, ...rest }) => ({ ...rest, sealed: new TextDecoder("latin1").decode(sealed) }));
}"""


@pytest.fixture(autouse=True)
def _beside_playwright(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")


@pytest.fixture
def page(chromium: Browser) -> Iterator[Page]:
    context = chromium.new_context(locale="en-GB", viewport={"width": 1280, "height": 900})
    context.set_default_timeout(20_000)
    yield context.new_page()
    context.close()


@pytest.fixture
def writing(desk: Desk, memory: Memory, address: str, page: Page) -> Desk:
    """An agent's browser on a conversation of theirs."""
    from handclasp.web.console.services import use  # noqa: PLC0415

    # On localhost a browser lets a page without https keep things too.
    use(stand.services(memory, caches=Caches()))
    memory.say("a", "Does it work?")
    memory.say("b", "Hello?")
    desk.catch_up()
    desk.give("xiaozhou", "desk", "a", "b")
    enter(page, desk, address)
    page.goto(address + desk.path("a"))
    expect(page.locator("html[data-live=yes]")).to_be_attached()
    return desk


def kept(page: Page, text: str) -> list[dict[str, Any]]:
    """What lies on the disk after writing `text`, once it does."""
    before = page.locator("#drafting").get_attribute("data-kept")
    page.fill("#text", text)
    expect(page.locator("#drafting")).not_to_have_attribute("data-kept", before or "")
    found: list[dict[str, Any]] = page.evaluate(DRAFTS)
    return found


def test_a_draft_outlives_a_reload_sealed_and_is_gone_when_it_was_sent(
    writing: Desk, memory: Memory, address: str, page: Page
) -> None:
    (lies,) = kept(page, "Have you tried plum blossoms")
    assert lies["account"] == "demo/xiaozhou"
    assert "plum" not in lies["sealed"]
    page.goto(address + writing.path("b"))
    expect(page.locator("#text")).to_have_value("")
    expect(page.locator("a.row[data-draft=Draft]")).to_have_count(1)
    page.goto(address + writing.path("a"))
    expect(page.locator("#text")).to_have_value("Have you tried plum blossoms")
    expect(page.locator("#composer-said")).to_contain_text("not sent yet")
    page.click(".send")
    expect(page.locator(".line.out .said")).to_have_text("Have you tried plum blossoms")
    expect(page.locator("#text")).to_have_value("")
    page.wait_for_function(f"async () => (await ({DRAFTS})()).length === 0")
    page.reload()
    expect(page.locator("html[data-live=yes]")).to_be_attached()
    expect(page.locator("#text")).to_have_value("")
    said = [view.body for view in memory.views if view.author.role == "agent"]
    assert said == ["Have you tried plum blossoms"]


def test_a_note_never_comes_back_as_an_answer(writing: Desk, address: str, page: Page) -> None:
    page.check("[name=mode][value=note]", force=True)
    kept(page, "ask the shop first")
    page.reload()
    expect(page.locator("#text")).to_have_value("ask the shop first")
    expect(page.locator("[name=mode][value=note]")).to_be_checked()


def test_nothing_is_left_after_signing_out(writing: Desk, address: str, page: Page) -> None:
    assert kept(page, "half a thought")
    page.locator("[popovertarget=me]").click()
    page.locator("#me [data-signs-out] button").click()
    expect(page.locator("[name=username]")).to_be_visible()
    assert page.evaluate(DRAFTS) == []


def test_what_is_sent_while_the_line_is_cut_goes_out_once_by_itself(
    writing: Desk, memory: Memory, address: str, page: Page
) -> None:
    tries: list[str] = []

    def cut_behind(route: Route) -> None:
        """The house seals it; its answer never comes."""
        tries.append(route.request.post_data or "")
        route.fetch()
        route.abort("connectionreset")

    page.route("**/say", cut_behind, times=1)
    page.fill("#text", "It is on its way")
    page.click(".send")
    expect(page.locator("#composer-said")).to_contain_text("goes out by itself")
    expect(page.locator("#text")).to_have_value("It is on its way")
    expect(page.locator("#text")).not_to_be_editable()
    page.evaluate("dispatchEvent(new Event('online'))")
    expect(page.locator("#text")).to_have_value("")
    expect(page.locator(".line.out .said")).to_have_text("It is on its way")
    expect(page.locator(".pending")).to_have_count(0)
    assert len(tries) == 1
    assert [view.body for view in memory.views if view.author.role == "agent"] == ["It is on its way"]


def test_what_is_written_while_a_refused_answer_is_on_its_way_is_kept_with_it(
    writing: Desk, memory: Memory, address: str, page: Page
) -> None:
    def late(route: Route) -> None:
        page.fill("#text", "Shall I look at the order?")
        route.continue_()

    memory.fails = Overloaded("too much at once", 2)
    page.route("**/say", late, times=1)
    page.fill("#text", "One moment")
    page.click(".send")
    expect(page.locator("#composer .guard")).to_be_visible()
    expect(page.locator("#text")).to_have_value("One moment\nShall I look at the order?")


def test_a_strangers_page_does_not_take_the_composers_place_and_sending_is_taken_back(
    writing: Desk, memory: Memory, address: str, page: Page
) -> None:
    page.route("**/say", lambda route: route.fulfill(status=502, body="<h1>Bad gateway</h1>"))
    page.fill("#text", "not lost")
    page.click(".send")
    expect(page.locator("#composer-said")).to_contain_text("goes out by itself")
    expect(page.locator(".pending .state")).to_have_text("Waits for the connection")
    page.locator("#unsend").press("Enter")
    expect(page.locator("#text")).to_be_editable()
    expect(page.locator("#text")).to_be_focused()
    expect(page.locator(".pending")).to_have_count(0)
    expect(page.locator("#text")).to_have_value("not lost")
    expect(page.locator("body")).not_to_contain_text("Bad gateway")
    assert [view for view in memory.views if view.author.role == "agent"] == []


def test_what_is_written_while_something_is_on_its_way_is_the_next_text(writing: Desk, page: Page) -> None:
    def write_on(route: Route) -> None:
        page.locator("#text").press_sequentially(" and more")
        route.continue_()

    page.route("**/say", write_on, times=1)
    page.fill("#text", "One thing")
    page.click(".send")
    expect(page.locator(".line.out .said").first).to_have_text("One thing")
    expect(page.locator("#text")).to_have_value(" and more")
