"""A customer saves a receipt and checks it on the house's own page; then the copy of that page, without the house."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect
from tests.complaints import listen
from tests.journeys.running import Running
from tests.web.widget.stand import LAUNCHER

WORDS = {
    "zh-CN": {"menu": "核对回执或文件", "save": "保存对话和回执", "found": "已在本店签名的日志中", "bad": "无效"},
    "en-GB": {"menu": "Check a receipt", "save": "Save this chat", "found": "Included in the log", "bad": "Invalid"},
}  # fmt: skip


@pytest.mark.parametrize("locale", ["zh-CN", "en-GB"])
def test_a_customer_checks_what_the_chat_saved(
    up: Running, chromium: Browser, locale: str, tmp_path: Path, shots: Path
) -> None:
    words, complaints = WORDS[locale], list[str]()
    with chromium.new_context(locale=locale) as context:
        page = context.new_page()
        listen(page, complaints)
        page.goto(f"{up.address}/shop/")
        page.get_by_role("button", name=LAUNCHER).click()
        chat = page.frame_locator("iframe")
        chat.locator("#text").fill("卡密无效 / it does not work")
        chat.locator("#text").press("Enter")
        chat.locator("li.own button.seal").wait_for()
        chat.locator("#more").click()
        with page.expect_download() as saved:
            chat.locator("#menu button", has_text=words["save"]).click()
        kept = tmp_path / "chat.receipts.json"
        saved.value.save_as(kept)
        chat.locator("#more").click()
        with context.expect_page() as opened:
            chat.locator("#menu a", has_text=words["menu"]).click()
        checking = opened.value
        listen(checking, complaints)
        checking.locator("#file").set_input_files(kept)
        expect(checking.locator("#verdict")).to_contain_text(words["found"])
        expect(checking.locator("#thread")).to_contain_text("it does not work")
        checking.screenshot(path=shots / f"verify-journey-{locale}.png", full_page=True)
        bent = kept.with_name("bent.receipts.json")
        document = json.loads(kept.read_text())
        document["items"][-1]["receipt"]["record"]["openings"]["kind"]["value"]["v"] = "note"
        bent.write_text(json.dumps(document))
        checking.locator("#file").set_input_files(bent)
        expect(checking.locator("#verdict")).to_contain_text(words["bad"])
        with checking.expect_download() as copied:
            checking.locator(".plain a").click()
        copy = tmp_path / "handclasp-verify.html"
        copied.value.save_as(copy)
        vkey = context.request.get(f"{up.address}/log/main/vkey").text().split("\n")[0]
        alone(checking, copy, kept, vkey)
    assert complaints == []


def alone(page: Page, copy: Path, kept: Path, vkey: str) -> None:
    """The copy, with a key from elsewhere."""
    page.goto(copy.as_uri())
    page.locator("#file").set_input_files(kept)
    expect(page.locator("#verdict")).to_have_attribute("data-state", "unknown")
    page.locator("#key").fill(vkey)
    page.locator("#key-form button").click()
    expect(page.locator("#verdict")).to_have_attribute("data-state", "valid")
