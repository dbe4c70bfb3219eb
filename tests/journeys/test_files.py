"""A customer's card and seaside picture, from the chat to the desk: real processes, real Chromium, both languages."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from benchmarks.data.pictures import document
from PIL import Image
from playwright.sync_api import Browser, Page, Response, expect
from tests.journeys.opening import opened
from tests.journeys.running import Running
from tests.journeys.signing_in import signed_in

SAID = {
    "zh-CN": {
        "held": "正在检查",
        "place": "【身份证信息已加密】",
        "desk": "身份证（正面） · 已封存",
        "copy": "不带位置等隐藏信息",
        "refused": "不收这类文件",
        "what": "这个文件是什么？",
        "other": "【户口簿信息已加密】",
    },
    "en-GB": {
        "held": "being checked",
        "place": "[ID document sealed]",
        "desk": "ID card (front) · sealed",
        "copy": "without location and other hidden data",
        "refused": "Files of this kind are not taken",
        "what": "What is this file?",
        "other": "[household register sealed]",
    },
}


def png(image: Image.Image) -> bytes:
    out = io.BytesIO()
    image.convert("RGB").save(out, "PNG")
    return out.getvalue()


CARD = png(document(5, "cn_id_front", "screenshot").image)
"""An invented card of a benchmark's set."""

SEA = png(Image.linear_gradient("L").resize((640, 420)))


class Talk:
    """The customer's browser and the agent's; `fetched` is every body that either was answered with."""

    def __init__(self, browser: Browser, locale: str) -> None:
        self.locale = locale
        self.fetched: list[bytes] = []
        self._contexts = [browser.new_context(locale=locale, viewport={"width": 1440, "height": 900}) for _ in range(3)]
        self.customer, self.agent, self.lead = (context.new_page() for context in self._contexts)
        for page in (self.customer, self.agent):
            page.on("response", self._keep)

    def _keep(self, answer: Response) -> None:
        if "/stream" not in answer.url and "/events" not in answer.url and answer.request.method == "GET":
            self.fetched.append(answer.body() if answer.status == 200 else b"")

    def send(self, name: str, content: bytes, media_type: str = "image/png") -> None:
        frame = self.customer.frame_locator("iframe")
        frame.locator("#file").set_input_files({"name": name, "mimeType": media_type, "buffer": content})

    def close(self) -> None:
        for context in self._contexts:
            context.close()


@pytest.fixture(params=["zh-CN", "en-GB"])
def talk(chromium: Browser, request: pytest.FixtureRequest) -> Iterator[Talk]:
    talk = Talk(chromium, request.param)
    yield talk
    talk.close()


def taken(up: Running, page: Page, locale: str, conversation: str) -> None:
    """An agent takes a conversation."""
    signed_in(up, page, "xiaozhou" if locale == "zh-CN" else "lena")
    opened(page, f"{up.address}/desk/c/{conversation}")
    expect(page.locator("html[data-live=yes]")).to_be_attached()
    page.keyboard.press("t")
    expect(page.locator("#composer")).to_be_visible()


def reviewed(up: Running, talk: Talk, shots: Path) -> None:
    """A team lead says of the card that it is a household register, and of the seaside that it is a visa."""
    said, thread = SAID[talk.locale], talk.agent.url
    lead = talk.lead
    signed_in(up, lead, "linzhang")
    for name, type_ in (("card.png", "hukou"), ("sea.png", "visa")):
        lead.goto(thread)
        lead.locator(".line.file", has_text=name).locator("a.hide-part").click()
        expect(lead.locator("h1")).to_have_text(said["what"])
        lead.locator("select[name=type]").select_option(type_)
        lead.screenshot(path=shots / f"files-review-{name[:-4]}-{talk.locale}.png", full_page=True)
        lead.locator(".verdicts button.main").click()
        expect(lead).to_have_url(re.compile(r"/desk/c/[0-9a-f]+#m-[0-9]+$"))


def test_a_card_is_a_placeholder_at_the_desk_and_its_picture_is_served_to_nobody(
    up: Running, talk: Talk, shots: Path
) -> None:
    said, frame = SAID[talk.locale], talk.customer.frame_locator("iframe")
    talk.customer.goto(f"{up.address}/shop/orders/A1001")
    with talk.customer.expect_response("**/v1/widget/sessions") as begun:
        talk.customer.locator("[data-handclasp-open], [data-handclasp] button").first.click()
        frame.locator("#text").fill("你好" if talk.locale == "zh-CN" else "hello")
        frame.locator("#send").click()
    expect(frame.locator("li.own button.seal")).to_have_text(re.compile(r"#[\d\s]+"))
    taken(up, talk.agent, talk.locale, begun.value.json()["conversation"])

    talk.send("card.png", CARD)
    card = frame.locator("li.own", has_text="card.png")
    expect(card).to_contain_text(said["place"])
    expect(card.locator("img")).to_have_count(0)
    line = talk.agent.locator(".line.file").last
    expect(line).to_contain_text(said["desk"])
    expect(line).to_contain_text(said["place"])
    expect(line.locator("img")).to_have_count(0)

    talk.send("sea.png", SEA)
    mine = frame.locator("li.own", has_text="sea.png")
    expect(mine.locator("img")).to_be_visible()
    expect(mine).to_contain_text(said["copy"])
    theirs = talk.agent.locator(".line.file").last
    expect(theirs.locator("img")).to_be_visible()
    assert theirs.locator("img").evaluate("async (i) => { await i.decode(); return i.naturalWidth; }") == 640
    talk.agent.screenshot(path=shots / f"files-desk-{talk.locale}.png")
    talk.customer.screenshot(path=shots / f"files-shop-{talk.locale}.png")

    talk.send("page.svg", b"<svg xmlns='http://www.w3.org/2000/svg'><script>1</script></svg>", "image/svg+xml")
    expect(frame.locator("li.own.failed")).to_contain_text(said["refused"])

    reviewed(up, talk, shots)
    expect(card).to_contain_text(said["other"])
    expect(frame.locator("li.own", has_text="sea.png").locator("img")).to_have_count(0)

    assert any(body.startswith(b"\x89PNG") for body in talk.fetched), "the copy was fetched"
    for original in (CARD, SEA):
        assert all(original[40:400] not in body for body in talk.fetched)
    assert up.run("log", "fsck", "--files").startswith("sound")
