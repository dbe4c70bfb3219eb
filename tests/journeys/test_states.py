"""An agent says how a conversation stands and tags it, with the keyboard; the customer's next word opens it again."""

from __future__ import annotations

from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Browser, Page, expect
from tests.complaints import listen
from tests.journeys.opening import opened
from tests.journeys.running import Running
from tests.journeys.signing_in import hired, signed_in
from tests.journeys.test_desk_work import looks
from tests.journeys.test_holds import WIDE

SAID = {
    "zh-CN": {"done": "已解决 · 问题已答复", "again": "重新打开", "tag": "重要客户", "waits": "等待他人 · 等店铺处理"},
    "en-GB": {
        "done": "Resolved · The question is answered",
        "again": "Open again",
        "tag": "Important customer",
        "waits": "Waits for others · The shop is at work on it",
    },
}
PLAN = '[[tag]]\nname = "vip"\nzh = "重要客户"\nen = "Important customer"\n'


@pytest.mark.parametrize("locale", ["zh-CN", "en-GB"])
def test_from_waiting_to_resolved_and_open_again(up: Running, chromium: Browser, shots: Path, locale: str) -> None:
    words, code = SAID[locale], locale[:2]
    complaints: list[str] = []

    def browser() -> Page:
        context = chromium.new_context(locale=locale, viewport=WIDE)  # type: ignore[arg-type]
        page = context.new_page()
        listen(page, complaints)
        return page

    def writes(text: str) -> str:
        told = {
            "conversation": f"states {code}",
            "author": {"role": "customer", "id": f"s-{code}"},
            "id": f"{text} {code}",
        }
        headers = {"Authorization": f"Bearer {up.api_key()}"}
        answer = httpx.post(f"{up.address}/v1/messages", json=told | {"text": text}, headers=headers)
        return f"{up.address}/desk/c/{answer.json()['conversation']}"

    hired(up, f"lead-states-{code}", "lead", "--team", "desk")
    lead = browser()
    signed_in(up, lead, f"lead-states-{code}")
    lead.goto(f"{up.address}/desk/plan")
    lead.fill("[name=text]", PLAN)
    lead.locator("[value=publish]").click()
    lead.wait_for_load_state()

    where = writes("hello")
    hired(up, f"agent-states-{code}", "agent", "--team", "desk")
    agent = browser()
    signed_in(up, agent, f"agent-states-{code}")
    opened(agent, where)
    agent.locator("#take").click()

    def says(value: str, text: str = "") -> None:
        summary = agent.locator(".stands-set summary")
        summary.focus()
        agent.keyboard.press("Enter")
        agent.locator("[name=stands]").select_option(value)
        agent.locator(".stands-set textarea").fill(text)
        looks(agent, shots, f"states-form-{code}")
        agent.locator(".stands-set button.main").press("Enter")
        agent.wait_for_url(where)

    says("waiting-other/shop", "13800138000")
    expect(agent.locator("#lines")).to_contain_text(words["waits"])
    expect(agent.locator("#lines")).not_to_contain_text("13800138000")
    agent.locator(".tags-set [name=tag]").select_option("vip")
    agent.locator(".tags-set .pair button").press("Enter")
    expect(agent.locator(".tags-set .take-tag")).to_contain_text(words["tag"])
    looks(agent, shots, f"states-tagged-{code}")
    agent.goto(f"{up.address}/desk/?tab=mine&state=waiting-other&tag=vip")
    expect(agent.locator(".rows .row")).to_have_count(1)
    expect(agent.locator(".rows")).to_contain_text(words["tag"])
    looks(agent, shots, f"states-list-{code}")
    agent.goto(where)
    says("resolved/answered")
    expect(agent.locator("#lines")).to_contain_text(words["done"])
    writes("one more thing")
    agent.goto(f"{up.address}/desk/?tab=mine&state=reopened")
    expect(agent.locator(".rows")).to_contain_text(words["again"])
    assert complaints == []
