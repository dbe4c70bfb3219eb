"""Two at the desk and a customer in one conversation: who writes, what is new, a cut line; in both languages."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

import pytest
from playwright.sync_api import Browser, FrameLocator, Locator, Page, expect
from tests.complaints import listen
from tests.journeys.opening import opened
from tests.journeys.running import Running
from tests.journeys.signing_in import hired, signed_in
from tests.journeys.test_accessible import axe, look
from tests.journeys.test_desk_work import looks
from tests.journeys.test_holds import WIDE

__all__ = ["axe"]

SAID = {
    "zh": {
        "asks": "卡密打不开",
        "more": "还在吗",
        "answer": "马上为您查",
        "here": "也开着",
        "writes": "客户正在输入",
        "tells": "客服正在输入",
    },
    "en": {
        "asks": "it does not open",
        "more": "still there?",
        "answer": "On my way",
        "here": "has this",
        "writes": "customer is writing",
        "tells": "Support is writing",
    },
}


class Talk(NamedTuple):
    """Nora, whose conversation it is, Otto, who leads her team, and a customer in the shop; what the browsers say."""

    code: str
    nora: Page
    otto: Page
    customer: Page
    complaints: list[str]

    @property
    def words(self) -> dict[str, str]:
        return SAID[self.code]

    @property
    def chat(self) -> FrameLocator:
        return self.customer.frame_locator("iframe")

    def asks(self, text: str) -> None:
        """The customer sends something."""
        self.chat.locator("#text").fill(text)
        self.chat.locator("#send").click()
        expect(self.chat.locator("li.own", has_text=text).locator("button.seal")).to_be_visible()


@pytest.fixture(params=["zh-CN", "en-GB"])
def talk(up: Running, chromium: Browser, request: pytest.FixtureRequest) -> Iterator[Talk]:
    code, complaints = request.param[:2], list[str]()
    contexts = [chromium.new_context(locale=request.param, viewport=WIDE) for _ in range(3)]  # type: ignore[arg-type]
    nora, otto, customer = (context.new_page() for context in contexts)
    made = Talk(code, nora, otto, customer, complaints)
    for page in (made.nora, made.otto, made.customer):
        listen(page, complaints)
    with made.customer.expect_response("**/v1/widget/sessions") as opening:
        made.customer.goto(f"{up.address}/shop/")
        made.customer.locator("[data-handclasp-open], [data-handclasp] button").first.click()
    where = f"{up.address}/desk/c/{opening.value.json()['conversation']}"
    made.asks(made.words["asks"])
    hired(up, f"nora-{code}", "agent", "--team", "desk")
    hired(up, f"otto-{code}", "lead", "--team", "desk")
    signed_in(up, made.nora, f"nora-{code}")
    opened(made.nora, where)
    made.nora.locator("#take").click()
    signed_in(up, made.otto, f"otto-{code}")
    made.otto.goto(where)
    yield made
    for context in contexts:
        context.close()


def test_two_at_the_desk_and_a_customer_know_of_each_other_and_lose_nothing(
    talk: Talk, up: Running, shots: Path, axe: str
) -> None:
    who_writes(talk, up, shots, axe)
    the_line_is_cut(talk, shots)
    what_is_new(talk, up, shots)
    assert talk.complaints == []


def while_writing(box: Locator, told: Locator) -> None:
    """Write on until it is told: that somebody writes is forgotten soon, however slow whoever looks is."""
    for _ in range(40):
        box.press_sequentially(".")
        with suppress(AssertionError):
            expect(told).to_be_visible(timeout=3_000)
            return
    expect(told).to_be_visible()


def who_writes(talk: Talk, up: Running, shots: Path, axe: str) -> None:
    """The customer to both, a colleague to the other and, without a name, to the customer."""
    nora, otto, chat = talk.nora, talk.otto, talk.chat
    expect(nora.locator("#beside .live-dot")).to_be_visible()
    expect(nora.locator("#beside")).to_contain_text(talk.words["here"])
    expect(nora.locator(".two-here")).to_have_count(0)
    while_writing(chat.locator("#text"), nora.locator("#beside", has_text=talk.words["writes"]))
    while_writing(otto.locator("#text"), nora.locator(".two-here"))
    while_writing(otto.locator("#text"), chat.locator("#writing", has_text=talk.words["tells"]))
    assert look(nora, axe, "two at one conversation") == {}
    talk.customer.screenshot(path=shots / f"writing-{talk.code}.png")
    looks(nora, shots, f"two-here-{talk.code}")
    otto.goto(f"{up.address}/desk/")
    expect(nora.locator(".two-here")).to_have_count(0)
    expect(chat.locator("#writing")).to_be_empty()


def the_line_is_cut(talk: Talk, shots: Path) -> None:
    """A draft outlives a reload; what is sent while the line is cut goes out once."""
    nora, answer = talk.nora, talk.words["answer"]
    before = nora.locator("#drafting").get_attribute("data-kept") or ""
    nora.fill("#text", answer)
    expect(nora.locator("#drafting")).not_to_have_attribute("data-kept", before)
    nora.reload()
    expect(nora.locator("#text")).to_have_value(answer)
    assert talk.complaints == []
    nora.context.set_offline(True)
    nora.locator(".send").click()
    expect(nora.locator("#unsend")).to_be_visible()
    looks(nora, shots, f"cut-{talk.code}")
    nora.context.set_offline(False)
    expect(nora.locator("#text")).to_have_value("")
    expect(talk.chat.locator("li:not(.own)", has_text=answer)).to_have_count(1)
    cut = ("ERR_INTERNET_DISCONNECTED", "htmx:sendError")
    assert [said for said in talk.complaints if not any(word in said for word in cut)] == []
    talk.complaints.clear()


def what_is_new(talk: Talk, up: Running, shots: Path) -> None:
    """In the list, in the thread, and left for later."""
    nora = talk.nora
    nora.goto(f"{up.address}/desk/?tab=mine")
    talk.asks(talk.words["more"])
    expect(nora.locator(".row .new-mark")).to_have_count(1)
    looks(nora, shots, f"new-{talk.code}")
    nora.locator(".row:has(.new-mark)").click()
    expect(nora.locator("#since + .line")).to_contain_text(talk.words["more"])
    looks(nora, shots, f"since-{talk.code}")
    nora.locator("h1.who").click()
    nora.keyboard.press("u")
    expect(nora.locator(".row .new-mark")).to_have_count(1)
