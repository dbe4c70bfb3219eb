"""A customer is asked for a separate consent in the chat, gives it and takes it back; the desk sees both."""

from __future__ import annotations

import re
from pathlib import Path

from playwright.sync_api import expect
from tests.journeys.opening import opened
from tests.journeys.running import Running
from tests.journeys.test_rights import Two, menu, shot, two
from tests.web.widget.stand import LAUNCHER

__all__ = ["two"]
WORDS = {
    "zh-CN": {
        "mine": "我的信息与请求", "see": "查看并答复", "yes": "同意", "back": "撤回同意", "given": "您已同意",
        "gone": "您已撤回", "asked": "尚未答复", "title": "是否同意把这段对话传往境外？",
    },
    "en-GB": {
        "mine": "My data and my requests", "see": "Read and answer", "yes": "I consent", "back": "Take my consent back",
        "given": "you consented", "gone": "you took it back", "asked": "not answered yet",
        "title": "May this conversation go abroad?",
    },
}  # fmt: skip


def test_a_customer_gives_a_consent_and_takes_it_back(up: Running, two: Two, shots: Path) -> None:
    page, officer, words, locale = two.customer, two.officer, WORDS[two.locale], two.locale
    with page.expect_response(re.compile("/v1/widget/sessions$")) as session:
        page.goto(f"{up.address}/shop/")
        page.get_by_role("button", name=LAUNCHER).click()
    name = session.value.json()["conversation"]
    two.chat.locator("#text").fill("卡密无效 / it does not work")
    two.chat.locator("#text").press("Enter")
    two.chat.locator("li.own button.seal").wait_for()

    where = f"{up.address}/desk/c/{name}/consents"
    opened(officer, where)
    ask = officer.locator("form:has([value=ask])")
    ask.locator("[name=matter]").select_option("cross-border")
    ask.locator("[name=to]").fill("SG")
    ask.locator("[name=recipient]").fill("Bank of Specimen, specimen.example")
    ask.locator("[name=reason]").fill("the bank asks for the record / 银行要求提供")
    ask.locator("button.main").click()
    expect(officer.locator(".folk-row")).to_contain_text(words["asked"])
    shot(officer, shots, f"consents-{locale}")

    two.chat.locator("#log button", has_text=words["see"]).click()
    question = two.chat.locator(".consents > li")
    expect(question).to_contain_text(words["title"])
    expect(question).to_contain_text("Bank of Specimen")
    shot(page, shots, f"consent-asked-{locale}")
    question.get_by_role("button", name=words["yes"], exact=True).click()
    expect(question).to_have_attribute("data-state", "given")
    expect(question).to_contain_text(words["given"])
    two.chat.locator("dialog header button").click()
    expect(two.chat.locator("#log button", has_text=words["see"])).to_have_count(2)
    menu(two, words["mine"])
    question.get_by_role("button", name=words["back"], exact=True).click()
    expect(question).to_have_attribute("data-state", "withdrawn")
    expect(question).to_contain_text(words["gone"])
    shot(page, shots, f"consent-back-{locale}")
    officer.goto(where)
    expect(officer.locator(".folk-row .receipt")).to_have_count(3)
