"""Scripts: the pages that keep them, and the composer that inserts them, by keyboard alone, in Chromium."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect
from tests.web.console.memory import Memory, pseudonym
from tests.web.console.people import Desk
from tests.web.console.test_journey import _beside_playwright, chromium, enter, page

from handclasp.records import Kind

__all__ = ["_beside_playwright", "chromium", "page"]

REFUND = {
    "name": "refund",
    "title_zh": "退款进度",
    "title_en": "Refund",
    "text_zh": "您好{customer}，订单 {order} 的退款已提交。客服{agent}",
    "text_en": "Hello {customer}, the refund of {order} is under way. {agent}",
}
HELLO = {"name": "hello", "title_en": "Greeting", "text_en": "Hello, {agent} here."}


def text(answer: object) -> str:
    return str(answer.content.decode())  # type: ignore[attr-defined]


def ready(desk: Desk, memory: Memory, *scripts: dict[str, str]) -> None:
    """Conversation a is xiaozhou's, with an order; a lead has written these."""
    memory.say("a", "卡密打不开")
    memory.say("a", "paid", "system", Kind.ORDER_EVENT, order="A1001", event="paid")
    desk.catch_up()
    desk.give()
    boss = desk.signed_in("boss", "lead", team="desk")
    for one in scripts:
        assert boss.post("/desk/scripts/add", one)["Location"] == "/desk/scripts"


def test_a_lead_writes_changes_and_retires_and_the_journal_says_so(desk: Desk, memory: Memory) -> None:
    ready(desk, memory, REFUND)
    boss = desk.signed_in("boss", "lead")
    (address,) = set(re.findall(r'href="(/desk/scripts/\d+)"', text(boss.get("/desk/scripts"))))
    page = text(boss.get(address))
    seen = re.findall(r'name="seen" value="(\d+)"', page)
    assert seen == ["1"]
    changed = REFUND | {"text_en": "Hello, under way.", "seen": "1"}
    assert boss.post(address, changed)["Location"] == "/desk/scripts"
    late = boss.post(address, changed | {"text_en": "too late"})
    assert late.status_code == 409
    assert "Somebody changed this script meanwhile" in text(late)
    assert "too late" in text(late)
    boss.post(f"{address}/retire")
    assert "退款" not in text(boss.get("/desk/scripts"))
    assert "Refund" in text(boss.get("/desk/scripts?retired"))
    acts = [view.facts["action"] for view in memory.journal if "action" in view.facts]
    assert acts == ["script add", "script change", "script retire"]


def test_what_cannot_be_kept_says_why_and_loses_nothing(desk: Desk, memory: Memory) -> None:
    ready(desk, memory)
    boss = desk.signed_in("boss", "lead")
    answer = boss.post("/desk/scripts/add", REFUND | {"title_en": ""})
    assert answer.status_code == 422
    assert "Write both title and text in English" in text(answer)
    assert "is under way" in text(answer)


@pytest.mark.parametrize("role", ["agent", "specialist", "director", "administrator", "auditor"])
def test_who_keeps_scripts(desk: Desk, memory: Memory, role: str) -> None:
    ready(desk, memory, HELLO)
    client = desk.signed_in("somebody", role)
    status = client.get("/desk/scripts").status_code
    assert status == (200 if role in {"director", "administrator"} else 404)
    rail = text(client.get("/desk/security"))
    assert ('href="/desk/scripts"' in rail) is (status == 200)


def test_the_composer_is_given_texts_only_where_one_may_write(desk: Desk, memory: Memory) -> None:
    ready(desk, memory, REFUND, HELLO)
    told = desk.signed_in().get(desk.path("a", "/scripts")).json()
    assert [one["name"] for one in told["scripts"]] == ["hello", "refund"]
    assert set(told["scripts"][0]) == {"name", "en"}
    assert told["values"] == {"agent": "小周", "number": pseudonym("a").hex()[:4].upper()}
    assert desk.signed_in("mina").get(desk.path("a", "/scripts")).status_code == 403


def test_nothing_leaves_while_a_place_is_open_but_a_note_may_hold_one(desk: Desk, memory: Memory) -> None:
    ready(desk, memory, REFUND)
    client, before = desk.signed_in(), len(memory.views)
    answer = client.post(desk.path("a", "/say"), {"text": "Hello {customer}", "mode": "reply"})
    assert answer.status_code == 422
    assert "fill in {customer} first" in text(answer)
    assert len(memory.views) == before
    assert client.post(desk.path("a", "/say"), {"text": "Hello {customer}", "mode": "note"}).status_code == 302
    assert client.post(desk.path("a", "/say"), {"text": "Hello {json}", "mode": "reply"}).status_code == 302


def test_by_keyboard_from_the_slash_to_the_sealed_answer(desk: Desk, memory: Memory, address: str, page: Page) -> None:
    ready(desk, memory, REFUND, HELLO)
    page.expected_complaints = "422"  # type: ignore[attr-defined]
    enter(page, desk, address)
    page.goto(f"{address}{desk.path('a')}")
    expect(page.locator("html[data-live=yes]")).to_be_attached()
    page.locator("h1.who").click()
    page.keyboard.press("r")
    page.keyboard.type("好的 /")
    options = page.locator("#scripts [role=option]")
    expect(options).to_have_count(2)
    page.keyboard.type("退款")
    expect(options).to_have_count(1)
    expect(options).to_contain_text("订单 A1001 的退款已提交。客服小周")
    page.keyboard.press("Enter")
    box = page.locator("#text")
    expect(box).to_have_value("好的 您好{customer}，订单 A1001 的退款已提交。客服小周")
    expect(page.locator("#scripts")).to_be_hidden()
    expect(page.locator("#places")).to_contain_text("{customer}")
    page.keyboard.press("Control+Enter")
    expect(page.locator(".composer .guard")).to_contain_text("{customer}")
    box.focus()
    page.keyboard.press("Tab")
    page.keyboard.type("林女士")
    expect(page.locator("#places")).to_be_hidden()
    page.keyboard.press("Control+Enter")
    mine = page.locator(".line.out:not(.pending) .said", has_text="您好林女士，订单 A1001")
    expect(mine).to_be_visible()
    expect(box).to_have_value("")


def test_the_other_language_escape_and_what_is_no_script(desk: Desk, memory: Memory, address: str, page: Page) -> None:
    ready(desk, memory, REFUND, HELLO)
    enter(page, desk, address)
    page.goto(f"{address}{desk.path('a')}")
    box, menu = page.locator("#text"), page.locator("#scripts")
    box.focus()
    page.keyboard.type("and/or http://x ")
    expect(menu).to_be_hidden()
    page.keyboard.type("/")
    expect(menu).to_be_visible()
    page.keyboard.press("Escape")
    expect(menu).to_be_hidden()
    page.keyboard.type("hel")
    expect(menu).to_be_hidden()
    expect(box).to_be_focused()
    box.fill("")
    page.keyboard.type("/nothing-like-it")
    expect(menu).to_contain_text("没有")
    box.fill("")
    page.keyboard.type("/ref")
    expect(page.locator("#scripts [aria-selected=true]")).to_contain_text("退款进度")
    page.keyboard.press("Shift+Enter")
    expect(box).to_have_value("Hello {customer}, the refund of A1001 is under way. 小周")
    page.keyboard.press("Control+z")
    expect(box).to_have_value("/ref")
