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
