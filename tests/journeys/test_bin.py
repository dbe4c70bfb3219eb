"""An agent deletes a conversation by mistake and gets it back, in Chromium and both languages."""

from __future__ import annotations

import re
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Browser, expect
from tests.complaints import listen
from tests.journeys.running import Running
from tests.journeys.signing_in import hired, signed_in
from tests.journeys.test_holds import WIDE, shot

SAID = {
    "zh-CN": {"reason": "误开了两次", "left": "还剩 2 天 23 小时", "empty": "回收站是空的。"},
    "en-GB": {"reason": "opened twice by mistake", "left": "2 days 23 h left", "empty": "The bin is empty."},
}


@pytest.mark.parametrize("locale", ["zh-CN", "en-GB"])
def test_an_agent_deletes_by_mistake_and_gets_it_back(up: Running, chromium: Browser, shots: Path, locale: str) -> None:
    words, name = SAID[locale], f"agent-bin-{locale[:2]}"
    told = {"conversation": f"bin {locale}", "author": {"role": "customer", "id": f"b-{locale}"}, "id": f"bin {locale}"}
    headers = {"Authorization": f"Bearer {up.api_key()}"}
    answer = httpx.post(f"{up.address}/v1/messages", json=told | {"text": "在吗 / hello"}, headers=headers)
    where = f"{up.address}/desk/c/{answer.json()['conversation']}"
    hired(up, name, "agent")
    context = chromium.new_context(locale=locale, viewport=WIDE)  # type: ignore[arg-type]
    page = context.new_page()
    complaints: list[str] = []
    listen(page, complaints)
    signed_in(up, page, name)

    page.goto(where)
    page.locator("#take").click()
    expect(page.locator(".lines")).to_contain_text("hello")
    shot(page, shots, f"bin-thread-{locale}")
    page.locator("#context a[href$='/delete']").click()
    page.fill("[name=reason]", words["reason"])
    shot(page, shots, f"bin-delete-{locale}")
    page.locator("main form button.danger").click()
    expect(page).to_have_url(re.compile("/desk/bin"))
    mine = page.locator("li.here")
    expect(mine).to_contain_text(words["left"])
    expect(mine).to_contain_text(words["reason"])
    shot(page, shots, f"bin-{locale}")
    page.goto(where)  # it opens nowhere but here
    expect(page).to_have_url(re.compile("/desk/bin"))
    mine.locator("form button").click()
    expect(page).to_have_url(where)
    expect(page.locator(".lines")).to_contain_text("hello")
    page.goto(f"{up.address}/desk/bin")
    expect(page.locator("main")).to_contain_text(words["empty"])
    context.close()
    assert complaints == []
