"""A dispute from first words to a verified evidence pack: real processes, real Chromium, both languages."""

from __future__ import annotations

import json
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pyrage
import pytest
from playwright.sync_api import Browser, BrowserContext, FrameLocator, Page, expect
from tests.complaints import listen
from tests.journeys.running import Running
from tests.journeys.signing_in import signed_in, step_up

from handclasp import verify
from handclasp.verify.note import Trust, parse_vkey

SAID = "我的身份证 11010519491231002X，订单 A1001 的卡密无效"
PASSPHRASE = "a specimen passphrase 4711"
ANSWER = {
    "zh-CN": "已收到。请问兑换时提示的文字是什么？",
    "en-GB": "Got it. What does it say when you redeem it?",
}


class Talk:
    """A customer's tab, an agent's tab and those of others, whose consoles stay silent."""

    def __init__(self, browser: Browser, locale: str) -> None:
        self.complaints: list[str] = []
        self._browser, self._locale = browser, locale
        self._contexts: list[BrowserContext] = []
        self.customer = self.tab()
        self.agent = self.tab()

    def tab(self) -> Page:
        """A browser of somebody's own."""
        context = self._browser.new_context(locale=self._locale, viewport={"width": 1440, "height": 900})
        self._contexts.append(context)
        page = context.new_page()
        listen(page, self.complaints)
        return page

    def close(self) -> None:
        """Close every tab."""
        for context in self._contexts:
            context.close()

    @property
    def widget(self) -> FrameLocator:
        """The chat on the customer's page."""
        return self.customer.frame_locator("iframe")


@pytest.fixture(params=["zh-CN", "en-GB"])
def talk(chromium: Browser, request: pytest.FixtureRequest) -> Iterator[Talk]:
    talk = Talk(chromium, request.param)
    talk.locale = request.param  # type: ignore[attr-defined]
    yield talk
    talk.close()
    assert talk.complaints == []


def test_a_dispute_from_first_words_to_a_verified_pack(
    up: Running, talk: Talk, chromium: Browser, shots: Path, tmp_path: Path
) -> None:
    locale = talk.locale  # type: ignore[attr-defined]
    account = "xiaozhou" if locale == "zh-CN" else "lena"
    signed_in(up, talk.agent, account)
    expect(talk.agent.locator("html[data-live=yes]")).to_be_attached()

    # The customer writes; the agent's queue and thread show it, masked.
    talk.customer.goto(f"{up.address}/shop/orders/A1001")
    talk.customer.locator("[data-handclasp-open], [data-handclasp] button").first.click()
    talk.widget.locator("#text").fill(SAID)
    talk.widget.locator("#send").click()
    own = talk.widget.locator("li.own")
    expect(own.locator("button.seal")).to_have_text(re.compile(r"#[\d\s]+"))
    expect(own.locator(".mask")).to_contain_text("1101")
    talk.agent.screenshot(path=shots / f"desk-list-{locale}.png")

    # Whoever is new waits to be taken; nothing of what was said is shown before.
    talk.agent.locator(".tabs a[href$=unassigned]").click()
    expect(talk.agent.locator(".tabs a[href$=unassigned]")).to_have_attribute("aria-current", "true")
    talk.agent.locator(".row").last.click()
    expect(talk.agent.locator("#take")).to_be_visible()
    expect(talk.agent.locator("body")).not_to_contain_text("A1001")
    talk.agent.keyboard.press("t")
    expect(talk.agent.locator("#composer")).to_be_visible()
    chip = talk.agent.locator("main .mask, .thread .mask").first
    expect(chip).to_contain_text("1101")
    expect(talk.agent.locator("body")).not_to_contain_text("19491231")

    # The agent answers; the customer gets the answer with a receipt of its own.
    expect(talk.agent.locator("html[data-live=yes]")).to_be_attached()
    talk.agent.fill("#text", ANSWER[locale])
    talk.agent.click(".send")
    theirs = talk.widget.locator("li.theirs")
    expect(theirs).to_contain_text(ANSWER[locale])
    expect(theirs.locator("button.seal")).to_have_text(re.compile(r"#[\d\s]+"))
    talk.customer.screenshot(path=shots / f"shop-{locale}.png")
    expect(talk.agent.locator(".pending")).to_have_count(0)
    talk.agent.screenshot(path=shots / f"desk-thread-{locale}.png")

    # The pack leaves the house by two people, closed; it is checked by the command and by itself.
    expect(talk.agent.locator("#evidence")).to_have_count(0)
    pack = tmp_path / "a1001.handclasp.zip"
    pack.write_bytes(taken_out(up, talk, talk.agent.url, shots / f"desk-export-{locale}.png"))
    vkey = up.run("log", "vkey").splitlines()[0]
    words = up.run("verify", str(pack), "--vkey", vkey, "--lang", locale[:2])
    assert ("有效" if locale == "zh-CN" else "VALID") in words
    assert "#" in words or "1" in words
    unpinned = up.run("verify", str(pack), "--lang", "en", expect=3)
    assert "SIGNER UNKNOWN" in unpinned.upper()
    verifies_itself(pack, vkey, chromium, locale, shots, tmp_path)


def taken_out(up: Running, talk: Talk, conversation: str, shot: Path) -> bytes:
    """The lead asks, the director approves, the lead makes the file; the pack that lies in it."""
    lead, director = talk.tab(), talk.tab()
    asking = signed_in(up, lead, "linzhang")
    lead.goto(conversation)
    expect(lead.locator("html[data-live=yes]")).to_be_attached()
    lead.locator("h1.who").click()
    lead.keyboard.press("e")
    lead.locator("[name=purpose]").first.check()
    lead.fill("[name=reason]", "订单 A1001, specimen")
    lead.screenshot(path=shot)
    lead.click("form.sheet-form button.main")
    expect(lead).to_have_url(re.compile("/desk/approvals/"))

    deciding = signed_in(up, director, "risk")
    director.goto(lead.url)
    director.click("a[href*='/step-up/approve']")
    step_up(director, deciding)
    director.click("[name=decision][value=approve]")
    expect(director.locator("[name=decision]")).to_have_count(0)

    lead.reload()
    lead.click("a[href*='/step-up/export']")
    step_up(lead, asking)
    lead.fill("[name=passphrase]", PASSPHRASE)
    lead.fill("[name=again]", PASSPHRASE)
    with lead.expect_download() as download:
        lead.click("form[data-once] button.main")
    return bytes(pyrage.passphrase.decrypt(download.value.path().read_bytes(), PASSPHRASE))


def verifies_itself(pack: Path, vkey: str, chromium: Browser, locale: str, shots: Path, tmp_path: Path) -> None:
    """verify.html, opened from the disk with no network."""
    with zipfile.ZipFile(pack) as archive:
        archive.extractall(tmp_path / "pack")
        transcript = json.loads(archive.read("transcript.json"))
    openings = [record["record"]["openings"] for record in transcript["records"]]
    assert not any("11010519491231002X" in json.dumps(opening) for opening in openings)
    context = chromium.new_context(locale=locale, offline=True, viewport={"width": 1100, "height": 900})
    page = context.new_page()
    page.goto((tmp_path / "pack" / "verify.html").as_uri())
    expect(page.locator("body")).to_contain_text(ANSWER[locale])
    expect(page.locator("#verdict")).to_contain_text("签名者未知" if locale == "zh-CN" else "signer unknown")
    page.fill("#key", vkey)
    page.click("form button[type=submit]")
    expect(page.locator("#verdict")).not_to_contain_text("签名者未知" if locale == "zh-CN" else "signer unknown")
    expect(page.locator("#verdict")).to_contain_text(
        "有效" if locale == "zh-CN" else re.compile("valid", re.IGNORECASE)
    )
    page.screenshot(path=shots / f"verify-html-{locale}.png", full_page=True)
    context.close()


def test_the_receipt_of_a_widget_message_verifies_anywhere(up: Running, talk: Talk, tmp_path: Path) -> None:
    talk.customer.goto(f"{up.address}/shop/")
    talk.customer.locator("[data-handclasp-open], [data-handclasp] button").first.click()
    talk.widget.locator("#text").fill("specimen: is A1001 refundable?")
    with talk.customer.expect_response(re.compile("/v1/widget/messages")) as answer:
        talk.widget.locator("#send").click()
    receipt = answer.value.json()["receipt"]
    path = tmp_path / "mine.receipt.json"
    path.write_text(json.dumps(receipt))
    vkey = up.run("log", "vkey").splitlines()[0]
    verdict = verify.run(path, Trust((parse_vkey(vkey),), ()))
    assert verdict.exit_code == 0
