"""An agent's way through the desk in a real browser.

A word of the browser's own console about a blocked script or style fails the journey.
"""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright
from tests.complaints import listen
from tests.web.console.memory import Memory
from tests.web.console.people import Desk

from handclasp.records import Kind, Overloaded, Span

ARGUMENTS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-quic",
    "--no-first-run",
    "--disable-component-update",
    "--disable-sync",
]


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    found = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    assert found, "this journey needs Chromium: apt-get install -y --no-install-recommends chromium fonts-noto-cjk"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found, args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture(autouse=True)
def _beside_playwright(monkeypatch: pytest.MonkeyPatch) -> None:
    # Playwright's loop runs in this thread; the test's own database calls are as synchronous as ever.
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")


@pytest.fixture
def page(chromium: Browser, request: pytest.FixtureRequest) -> Iterator[Page]:
    """A page that fails the test when the browser complains about anything."""
    options: dict[str, Any] = {"locale": "zh-CN", "viewport": {"width": 1440, "height": 900}}
    context = chromium.new_context(**{**options, **getattr(request, "param", {})}, timezone_id="Asia/Shanghai")
    context.set_default_timeout(20_000)
    tab = context.new_page()
    complaints: list[str] = []
    listen(tab, complaints)
    yield tab
    context.close()
    expected = getattr(tab, "expected_complaints", "\0")
    assert [said for said in complaints if expected not in said] == []


def enter(page: Page, desk: Desk, address: str, username: str = "xiaozhou", role: str = "agent") -> None:
    """Open the desk as somebody who is in already; the way in has journeys of its own."""
    client = desk.signed_in(username, role)
    kept = [{"name": name, "value": cookie.value, "url": address} for name, cookie in client.cookies.items()]
    page.context.add_cookies(kept)  # type: ignore[arg-type]
    page.goto(f"{address}/desk/")
    expect(page.locator("html[data-live=yes]")).to_be_attached()


def specimen(memory: Memory) -> None:
    memory.say("a", None, "system", Kind.NOTICE, notice="录存与用途", version="1", language="zh", shown_to="customer")
    memory.say("a", "我的身份证 11010519491231002X，订单 A1001 的卡密无效", channel="web")
    memory.say("b", "hello?")


def test_from_the_list_to_the_sealed_answer(desk: Desk, memory: Memory, address: str, page: Page) -> None:
    specimen(memory)
    desk.catch_up()
    desk.give("xiaozhou", "desk", "b")
    enter(page, desk, address)
    page.click("text=待接手")
    expect(page.locator(".tabs [aria-current]")).to_contain_text("待接手")
    expect(page.locator(".row")).to_have_count(1)
    expect(page.locator(".row")).not_to_contain_text("身份证")
    page.keyboard.press("j")
    expect(page.locator(".row").first).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_text("这个会话还没有人处理")).to_be_visible()
    expect(page.locator("body")).not_to_contain_text("的卡密无效")
    assert memory.journal == []
    page.keyboard.press("t")
    expect(page.get_by_text("由您处理")).to_be_visible()
    desk.catch_up()
    chip = page.locator(".mask")
    expect(chip).to_have_text("身份证号 1101····002X")
    chip.focus()
    page.keyboard.press("Enter")
    expect(page.locator(".tip:popover-open")).to_contain_text("原文已加密")
    page.keyboard.press("Escape")
    expect(page.get_by_text("已告知：封存与用途")).to_be_visible()

    expect(page.locator("html[data-live=yes]")).to_be_attached()
    page.locator("h1.who").click()
    page.keyboard.press("r")
    page.keyboard.type("请问兑换时提示的文字是什么？")
    page.keyboard.press("Control+Enter")
    mine = page.locator("#m-4")
    expect(mine).to_contain_text("请问兑换时提示的文字是什么？")
    expect(mine.locator(".receipt")).to_contain_text("#48\u00a0204")
    expect(page.locator(".pending")).to_have_count(0)
    expect(page.locator("#text")).to_have_value("")

    mine.locator(".receipt").click()
    expect(page.get_by_role("heading", name="这能证明什么")).to_be_visible()
    with page.expect_download() as receipt:
        page.click("text=下载回执")
    assert json.loads(receipt.value.path().read_text())["format"] == "handclasp/receipt/v1"


def test_what_is_pressed_shows_it_before_the_answer_is_there(
    desk: Desk, memory: Memory, address: str, page: Page
) -> None:
    specimen(memory)
    desk.catch_up()
    desk.give()
    enter(page, desk, address)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    pressed = "['.row', '#main'].map((one) => document.querySelector(one).ariaBusy)"
    # Nothing is on its way yet when it shows.
    assert page.evaluate(f"(document.querySelector('.row').click(), {pressed})") == ["true", "true"]
    expect(page.locator("#composer")).to_be_visible()
    expect(page.locator("[aria-busy]")).to_have_count(0)
    # Of conversations nothing was fetched, and so nothing recorded, but what was pressed.
    assert [url for url in asked if re.search("/desk/c/[0-9a-f]+([?]|$)", url)] == [
        f"{address}{desk.path('a')}?tab=mine"
    ]


def test_a_conversation_is_handed_over_and_the_words_stop(desk: Desk, memory: Memory, address: str, page: Page) -> None:
    desk.settle("lena")
    specimen(memory)
    desk.catch_up()
    desk.give()
    enter(page, desk, address)
    page.goto(address + desk.path("a"))
    expect(page.locator("html[data-live=yes]")).to_be_attached()
    other = page.context.new_page()
    other.goto(address + desk.path("a"))
    other.click("[popovertarget=hand-over]")
    other.select_option("[name=agent]", "lena")
    other.click("#hand-over .main")
    expect(other.locator("html[data-live=yes]")).to_be_attached()
    assert other.url == f"{address}/desk/"
    expect(page.get_by_text("这个会话已不由您查看")).to_be_visible()
    expect(page.locator("#composer")).to_have_count(0)
    memory.say("a", "只给 Lena 看")
    desk.catch_up()
    expect(other.locator(".tabs b").first).to_have_text("1")
    expect(page.locator("body")).not_to_contain_text("只给 Lena 看")


def test_who_must_say_why_says_it_before_anything_opens(desk: Desk, memory: Memory, address: str, page: Page) -> None:
    specimen(memory)
    desk.catch_up()
    desk.give("lena")
    enter(page, desk, address, "fang", "director")
    page.goto(address + desk.path("a"))
    expect(page.get_by_role("heading", name="请说明为何查看这个会话")).to_be_visible()
    expect(page.locator("body")).not_to_contain_text("的卡密无效")
    page.click("text=处理纠纷")
    page.fill("[name=reason]", "订单 A1001，平台来函")
    page.click("text=打开会话")
    expect(page.locator(".said", has_text="卡密无效")).to_be_visible()
    expect(page.locator("#composer")).to_have_count(0)
    expect(page.locator("html[data-live=yes]")).to_be_attached()
    memory.say("a", "还在吗")
    expect(page.get_by_text("还在吗")).to_be_visible()
    assert {look.facts.get("reason") for look in memory.looks()} == {"订单 A1001，平台来函"}


def test_a_customer_is_seen_live_and_never_under_the_pointer(
    desk: Desk, memory: Memory, address: str, page: Page
) -> None:
    for n in range(40):
        memory.say("a", f"第 {n} 句")
    desk.catch_up()
    desk.give()
    enter(page, desk, address)
    page.goto(address + desk.path("a"))
    expect(page.locator("html[data-live=yes]")).to_be_attached()
    memory.say("a", "现在看得到吗")
    expect(page.get_by_text("现在看得到吗")).to_be_in_viewport()
    page.evaluate("document.getElementById('scroller').scrollTop = 0")
    before = page.locator("#m-20").bounding_box()
    memory.say("a", "还在吗")
    expect(page.locator("#pill")).to_have_text("1 条新消息")
    assert page.locator("#m-20").bounding_box() == before
    page.click("#pill")
    expect(page.get_by_text("还在吗")).to_be_in_viewport()
    expect(page.locator("#pill")).to_be_hidden()
    memory.say("new", "我是新来的")
    desk.catch_up()
    desk.give()
    memory.wake(b"")
    expect(page.locator(".tabs b").first).to_have_text("2")


def test_what_is_hidden_later_leaves_an_open_page_and_nothing_moves(
    desk: Desk, memory: Memory, address: str, page: Page
) -> None:
    for n in range(30):
        memory.say("a", f"第 {n} 句，暗号漏网之鱼")
    desk.catch_up()
    desk.give()
    enter(page, desk, address)
    page.goto(address + desk.path("a"))
    expect(page.locator("html[data-live=yes]")).to_be_attached()
    page.evaluate("document.getElementById('scroller').scrollTop = 0")
    before = page.locator("#m-2").bounding_box()
    by = memory.hide("a", 3, "第 2 句，暗号【口令 ****】", Span("PASSWORD", 7, 16, "reviewer", 100, None))
    expect(page.locator("#m-3 .mask")).to_contain_text("已丢弃")
    expect(page.locator("#m-3")).not_to_contain_text("漏网之鱼")
    expect(page.locator("#m-3")).to_contain_text("后来遮盖")
    expect(page.locator("#m-4")).to_contain_text("漏网之鱼")
    expect(page.locator(f"#m-{by.seq}")).to_have_count(0)
    assert page.locator("#m-2").bounding_box() == before
    expect(page.locator("#pill")).to_be_hidden()


def test_when_the_session_ends_the_page_forgets_what_it_showed(
    desk: Desk, memory: Memory, address: str, page: Page
) -> None:
    memory.say("a", "我的订单没有到")
    desk.catch_up()
    desk.give()
    enter(page, desk, address)
    page.goto(address + desk.path("a"))
    expect(page.locator("html[data-live=yes]")).to_be_attached()
    expect(page.locator("body")).to_contain_text("我的订单没有到")
    page.fill("#text", "我正在写的话")
    assert page.context.request.post(
        f"{address}/desk/sign-out",
        form={"csrfmiddlewaretoken": page.locator("[name=csrfmiddlewaretoken]").first.input_value()},
        headers={"Referer": address},
    ).ok
    memory.wake(b"")
    expect(page.get_by_text("您已退出")).to_be_visible()
    expect(page.locator("body")).not_to_contain_text("我的订单没有到")
    expect(page.locator("#queue .row")).to_have_count(0)
    assert page.input_value("#text") == "我正在写的话"


def test_busy_is_said_and_the_text_stays(desk: Desk, memory: Memory, address: str, page: Page) -> None:
    page.expected_complaints = "503"  # type: ignore[attr-defined]
    specimen(memory)
    desk.catch_up()
    desk.give()
    enter(page, desk, address)
    page.goto(address + desk.path("a"))
    memory.fails = Overloaded("too much at once", 2)
    page.fill("#text", "马上为您查")
    page.click(".send")
    expect(page.locator(".guard")).to_contain_text("没有存下任何内容")
    expect(page.locator("#text")).to_have_value("马上为您查")
    expect(page.locator(".pending")).to_have_count(0)
    page.click(".send")
    expect(page.locator("#m-3")).to_contain_text("马上为您查")
    expect(page.locator(".guard")).to_have_count(0)


@pytest.mark.parametrize("page", [{"viewport": {"width": 360, "height": 740}, "has_touch": True}], indirect=True)
def test_one_column_on_a_phone(desk: Desk, memory: Memory, address: str, page: Page) -> None:
    specimen(memory)
    desk.catch_up()
    desk.give()
    enter(page, desk, address)
    page.locator(".row").first.click()
    expect(page.locator(".queue")).to_be_hidden()
    expect(page.locator(".send")).to_be_in_viewport()
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    page.click(".facts-toggle")
    expect(page.get_by_text("未配置").first).to_be_visible()
    page.click(".close-context")
    page.click(".back")
    expect(page.locator(".queue")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= 360


@pytest.mark.parametrize("page", [{"locale": "en-GB", "color_scheme": "light"}], indirect=True)
def test_language_and_look_are_chosen_on_the_page(desk: Desk, memory: Memory, address: str, page: Page) -> None:
    enter(page, desk, address)
    expect(page.get_by_text("You have no open conversation.")).to_be_visible()
    paper = page.evaluate("getComputedStyle(document.body).backgroundColor")
    page.click("[popovertarget=me]")
    page.click("#me [value=dark]")
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") != paper
    page.click("[popovertarget=me]")
    page.click("#me [value=zh-hans]")
    expect(page.get_by_text("您手上没有进行中的会话。")).to_be_visible()
    expect(page.locator("html[data-live=yes]")).to_be_attached()
    page.keyboard.press("?")
    expect(page.get_by_role("heading", name="全部按键")).to_be_visible()
