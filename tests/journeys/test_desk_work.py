"""A lead writes a script and a plan; an agent answers by the slash while the clock runs; in both languages."""

from __future__ import annotations

from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Browser, Page, expect
from tests.complaints import listen
from tests.journeys.running import Running
from tests.journeys.signing_in import hired, signed_in
from tests.journeys.test_holds import NARROW, WIDE

SAID = {
    "zh-CN": {"asks": "卡密打不开", "first": "首响", "kept": "按时", "title": "退款进度", "query": "退款"},
    "en-GB": {"asks": "the code does not open", "first": "first", "kept": "kept", "title": "Refund", "query": "ref"},
}
PLAN = """time_zone = "Asia/Shanghai"
[[queue]]
name = "all"
first_answer = "30 min"
next_answer = "1 h"
resolution = "24 h"
"""
REFUND = {
    "name": "refund",
    "title_zh": "退款进度",
    "text_zh": "您好{customer}，订单 {order} 的退款已提交，1 到 3 天到账。客服{agent}",
    "title_en": "Refund",
    "text_en": "Hello {customer}, the refund of {order} is under way and takes 1 to 3 days. {agent}",
}


def looks(page: Page, shots: Path, name: str) -> None:
    """The page as it is, wide and narrow, light and dark."""
    for size in (WIDE, NARROW):
        page.set_viewport_size(size)  # type: ignore[arg-type]
        for theme in ("light", "dark"):
            page.evaluate("theme => { document.documentElement.dataset.theme = theme }", theme)
            page.screenshot(path=shots / f"{name}-{size['width']}-{theme}.png")
    page.set_viewport_size(WIDE)  # type: ignore[arg-type]
    page.evaluate("document.documentElement.dataset.theme = 'light'")


@pytest.mark.parametrize("locale", ["zh-CN", "en-GB"])
def test_from_a_leads_script_and_plan_to_an_answer_in_time(
    up: Running, chromium: Browser, shots: Path, locale: str
) -> None:
    words, code = SAID[locale], locale[:2]
    complaints: list[str] = []

    def browser() -> Page:
        context = chromium.new_context(locale=locale, viewport=WIDE)  # type: ignore[arg-type]
        page = context.new_page()
        listen(page, complaints)
        return page

    hired(up, f"lead-{code}", "lead", "--team", "desk")
    lead = browser()
    signed_in(up, lead, f"lead-{code}")
    lead.goto(f"{up.address}/desk/scripts/add")
    for name, value in REFUND.items():
        lead.fill(f"[name={name}]", value if name != "name" else f"refund-{code}")
    looks(lead, shots, f"script-{code}")
    lead.locator("main button.main").click()
    expect(lead.locator(".folk")).to_contain_text(words["title"])
    looks(lead, shots, f"scripts-{code}")
    lead.goto(f"{up.address}/desk/plan")
    lead.fill("[name=text]", PLAN)
    lead.locator("[value=publish]").click()
    expect(lead.locator(".promised")).to_be_visible()
    looks(lead, shots, f"plan-{code}")

    headers = {"Authorization": f"Bearer {up.api_key()}"}
    told = {"conversation": f"desk {code}", "author": {"role": "customer", "id": f"d-{code}"}, "id": f"desk {code}"}
    answer = httpx.post(f"{up.address}/v1/messages", json=told | {"text": words["asks"]}, headers=headers)
    where = f"{up.address}/desk/c/{answer.json()['conversation']}"
    hired(up, f"agent-desk-{code}", "agent", "--team", "desk")
    agent = browser()
    signed_in(up, agent, f"agent-desk-{code}")
    agent.goto(where)
    agent.locator("#take").click()
    expect(agent.locator("#thread-due .due")).to_contain_text(words["first"])
    agent.locator("#text").focus()
    agent.keyboard.type(f"/{words['query']}")
    expect(agent.locator("#scripts [role=option]").first).to_contain_text(words["title"])
    looks(agent, shots, f"slash-{code}")
    agent.locator("#text").focus()
    agent.keyboard.press("Enter")
    expect(agent.locator("#places")).to_contain_text("{customer}")
    looks(agent, shots, f"places-{code}")
    agent.keyboard.type("Lin")
    agent.keyboard.press("Tab")
    agent.keyboard.type("A1001")
    agent.keyboard.press("Control+Enter")
    expect(agent.locator(".line.out:not(.pending) .said", has_text="Lin")).to_be_visible()
    expect(agent.locator("#thread-due .due")).to_have_count(0)
    expect(agent.locator("#due-facts")).to_contain_text(words["kept"])
    looks(agent, shots, f"kept-{code}")
    assert complaints == []


TOLD = {
    "zh-CN": {"asks": "能不能退款", "question": "这张卡以前出现过吗？", "answer": "没有。", "answered": "已答复"},
    "en-GB": {
        "asks": "may I have it back",
        "question": "Was it seen before?",
        "answer": "Never.",
        "answered": "answered",
    },
}


@pytest.mark.parametrize("locale", ["zh-CN", "en-GB"])
def test_a_colleague_is_asked_answers_and_the_talk_is_handed_on_with_a_note(
    up: Running, chromium: Browser, shots: Path, locale: str
) -> None:
    words, code = TOLD[locale], locale[:2]
    complaints: list[str] = []

    def browser() -> Page:
        page = chromium.new_context(locale=locale, viewport=WIDE).new_page()  # type: ignore[arg-type]
        listen(page, complaints)
        return page

    headers = {"Authorization": f"Bearer {up.api_key()}"}
    told = {"conversation": f"task {code}", "author": {"role": "customer", "id": f"t-{code}"}, "id": f"task {code}"}
    answer = httpx.post(f"{up.address}/v1/messages", json=told | {"text": words["asks"]}, headers=headers)
    where = f"{up.address}/desk/c/{answer.json()['conversation']}"
    hired(up, f"risk-{code}", "director")
    hired(up, f"mina-{code}", "agent", "--team", "desk")
    hired(up, f"lena-{code}", "agent", "--team", "desk")
    agent = browser()
    signed_in(up, agent, f"lena-{code}")
    agent.goto(where)
    agent.locator("#take").click()
    agent.locator(".asked summary").click()
    agent.select_option(".asked [name=owner]", f"risk-{code}")
    agent.fill(".asked [name=text]", words["question"])
    looks(agent, shots, f"ask-{code}")
    agent.locator(".asked .button.main").click()
    expect(agent.locator(".lines")).to_contain_text(words["question"])

    risk = browser()
    signed_in(up, risk, f"risk-{code}")
    risk.goto(f"{up.address}/desk/tasks")
    looks(risk, shots, f"tasks-{code}")
    risk.locator(".task-row").first.click()
    expect(risk.locator(".lines")).to_contain_text(words["question"])
    risk.fill("[name=text]", words["answer"])
    looks(risk, shots, f"task-{code}")
    risk.locator("main button.main").click()
    expect(risk.locator(".task-row")).to_have_count(0)

    expect(agent.locator(".lines")).to_contain_text(words["answer"])
    agent.reload()
    expect(agent.locator(".asked-one")).to_contain_text(words["answered"])
    agent.locator(".rail [popovertarget=me]").click()
    agent.locator("#me [name=away]").click()
    expect(agent.locator(".away-dot")).to_be_attached()
    looks(agent, shots, f"away-{code}")
    agent.locator(".give").click()
    agent.select_option("#hand-over [name=agent]", f"mina-{code}")
    agent.fill("#hand-over [name=note]", words["answer"])
    agent.screenshot(path=shots / f"hand-over-{code}.png")
    agent.locator("#hand-over .button.main").click()
    expect(agent).to_have_url(f"{up.address}/desk/")
    assert complaints == []
