"""Both sides of a dispute at their own pages, by keyboard alone: a merchant at the desk, a customer in the chat.

In Chromium and both languages. What the desk does meanwhile, it does over the API: other journeys show its pages.
"""

from __future__ import annotations

import io
import re
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import httpx
import pytest
from PIL import Image
from playwright.sync_api import Browser, BrowserContext, FrameLocator, Page, expect
from tests.complaints import listen
from tests.journeys.by_keyboard import press, to, without_mouse
from tests.journeys.running import Running
from tests.journeys.signing_in import hired, signed_in
from tests.journeys.test_accessible import axe, seen
from tests.journeys.test_holds import WIDE, shot
from tests.unique import word

__all__ = ["axe"]
PATIENCE: Final = 120
SAID: Final[dict[str, dict[str, str]]] = {
    "zh-CN": {
        "claim": "卡密无效",
        "open": "待裁决",
        "side": "中午已发货，样品",
        "against": "兑换记录显示已使用，样品",
        "customer": "支持客户",
        "appealed": "申诉：由",
        "menu": "我的争议",
        "waiting": "等您答复",
        "want": "兑换时的提示",
        "answer": "提示“已被使用”，样品",
        "merchant": "支持商家",
    },
    "en-GB": {
        "claim": "Code does not work",
        "open": "to be decided",
        "side": "sent at noon, specimen",
        "against": "it was redeemed, specimen",
        "customer": "For the customer",
        "appealed": "There was an appeal",
        "menu": "My disputes",
        "waiting": "waits for your answer",
        "want": "what it says when you redeem it",
        "answer": "it says it was used, specimen",
        "merchant": "Decided for the shop",
    },
}


class Desk:
    """The desk as a machine: it opens disputes, asks, decides, and reads how they stand."""

    def __init__(self, up: Running) -> None:
        self._at = f"{up.address}/v1/"
        scopes = ("--scope", "cases", "--scope", "read", "--scope", "write")
        made = re.search(r"hc_[0-9a-f]+_\S+", up.run("key", "add", "--tenant", "demo", "--label", "parties", *scopes))
        assert made
        self._headers = {"Authorization": f"Bearer {made[0]}"}

    def post(self, path: str, **body: Any) -> dict[str, Any]:
        """Post once; it is taken."""
        answer = httpx.post(self._at + path, json=body, headers=self._headers, timeout=60)
        assert answer.status_code in {200, 201}, answer.text
        return dict(answer.json())

    def opened(self, conversation: str) -> str:
        """A dispute of a conversation, once the desk has read of it: its number."""
        until = time.monotonic() + PATIENCE
        while True:
            body = {"claim": "invalid"}
            answer = httpx.post(f"{self._at}conversations/{conversation}/cases", json=body, headers=self._headers)
            if answer.status_code == 201 or time.monotonic() > until:
                assert answer.status_code == 201, answer.text
                return str(answer.json()["case"])
            time.sleep(0.2)

    def steps(self, number: str) -> list[str]:
        """What was done in a dispute, in order."""
        answer = httpx.get(f"{self._at}cases/{number}", headers=self._headers, timeout=60)
        assert answer.status_code == 200, answer.text
        return [one["step"] for one in answer.json()["steps"]]


@pytest.fixture(scope="module")
def desk(up: Running) -> Desk:
    return Desk(up)


@pytest.fixture(params=["zh-CN", "en-GB"])
def locale(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def context(chromium: Browser, locale: str) -> Iterator[BrowserContext]:
    """A browser that complains of nothing."""
    complaints: list[str] = []
    with chromium.new_context(locale=locale, viewport=WIDE, reduced_motion="reduce") as made:  # type: ignore[arg-type]
        made.on("page", lambda page: listen(page, complaints))
        yield made
    assert complaints == []


def picture(folder: Path) -> Path:
    """A picture to be sent."""
    content = io.BytesIO()
    Image.new("RGB", (60, 40), "teal").save(content, "PNG")
    path = folder / "proof.png"
    path.write_bytes(content.getvalue())
    return path


def test_a_merchant_says_its_side_adds_a_picture_and_appeals(
    up: Running, desk: Desk, context: BrowserContext, locale: str, axe: str, shots: Path, tmp_path: Path
) -> None:
    said, seller, name = SAID[locale], f"seller-{locale[:2]}", f"merchant-side-{locale[:2]}"
    hired(up, name, "merchant", "--merchant", seller)
    talk = f"party-{word()}"
    told = {"conversation": talk, "author": {"role": "customer", "id": "buyer-17"}, "text": said["claim"]}
    desk.post("messages", id=f"{talk}-1", **told)
    event = {"kind": "order-event", "order": "A4711", "event": "delivery", "details": {"merchant": seller}}
    desk.post("messages", **{**told, "id": f"{talk}-2", "author": {"role": "system", "id": "shop"}, **event})
    number = desk.opened(talk)

    page, pointed = context.new_page(), list[str]()
    signed_in(up, page, name)
    without_mouse(page, pointed)
    page.goto(f"{up.address}/desk/my-cases")
    row = page.locator(f"a.folk-row[href$='{number}']")
    until = time.monotonic() + PATIENCE
    while not row.count() and time.monotonic() < until:  # the list follows the log
        page.reload()
    expect(row).to_contain_text(said["open"])
    wrong = {"list": seen(page, axe)}
    press(page, row)
    side = page.locator("form:has([value=say])")
    to(page, side.locator("textarea"))
    page.keyboard.type(said["side"])
    press(page, side.locator("button"))
    expect(page.locator("form:has([value=say]) textarea")).to_have_value("")
    file = page.locator("form:has([value=attach])")
    to(page, file.locator("[type=file]"))
    file.locator("[type=file]").set_input_files(picture(tmp_path))
    press(page, file.locator("button"))
    expect(page.locator("[role=alert]")).to_have_count(0)
    wrong["standing"] = seen(page, axe)
    shot(page, shots, f"merchant-case-{locale}")

    desk.post(f"cases/{number}/decide", outcome="customer", ground="not-accepted", why="specimen reasons of the desk")
    page.goto(f"{up.address}/desk/my-cases")
    expect(row).to_contain_text(said["customer"])
    press(page, row)
    expect(page.locator("main")).not_to_contain_text("specimen reasons of the desk")
    appeal = page.locator("form:has([value=appeal])")
    to(page, appeal.locator("textarea"))
    page.keyboard.type(said["against"])
    press(page, appeal.locator("button"))
    expect(page.locator("main")).to_contain_text(said["appealed"])
    expect(page.locator("form:has([value=appeal])")).to_have_count(0)
    wrong["appealed"] = seen(page, axe)
    assert desk.steps(number) == ["opened", "gathered", "side", "side", "decided", "appealed"]
    assert pointed == []
    assert not {where: found for where, found in wrong.items() if found}


def disputes(page: Page, chat: FrameLocator, name: str) -> None:
    """The page of disputes, from the chat's menu."""
    press(page, chat.locator("#more"))
    press(page, chat.locator("#menu button", has_text=name))
    expect(chat.locator("dialog .requests > li")).to_have_count(1)


def test_a_customer_follows_a_dispute_sends_what_was_asked_for_and_appeals(
    up: Running, desk: Desk, context: BrowserContext, locale: str, axe: str, shots: Path, tmp_path: Path
) -> None:
    said, page, pointed = SAID[locale], context.new_page(), list[str]()
    without_mouse(page, pointed)
    page.goto(f"{up.address}/shop/")
    page.bring_to_front()
    chat = page.frame_locator("iframe")
    with page.expect_response(re.compile("/v1/widget/session")) as began:
        press(page, page.locator("[data-handclasp-open], [data-handclasp] button"))
    talk = began.value.json()["conversation"]
    expect(chat.locator("html[data-state=live]")).to_be_attached()
    to(page, chat.locator("#text"))
    page.keyboard.type(said["claim"])
    page.keyboard.press("Enter")
    expect(chat.locator("li.own button.seal")).to_have_count(1)
    number = desk.opened(talk)
    desk.post(f"cases/{number}/ask", wants=["error-shown"], words=f"{said['want']}?")

    disputes(page, chat, said["menu"])
    one = chat.locator("dialog .requests > li")
    expect(one).to_contain_text(said["claim"])
    expect(one).to_contain_text(said["waiting"])
    (inner,) = [frame for frame in page.frames if "/widget/frame" in frame.url]
    wrong = {"waiting": seen(inner, axe)}
    shot(page, shots, f"customer-case-{locale}")
    page.keyboard.press("Escape")
    expect(chat.locator("dialog[open]")).to_have_count(0)

    to(page, chat.locator("#text"))
    page.keyboard.type(said["answer"])
    page.keyboard.press("Enter")
    expect(chat.locator("li.own button.seal")).to_have_count(2)
    chat.locator("#file").set_input_files(picture(tmp_path))
    expect(chat.locator("li.own button.seal")).to_have_count(3)

    disputes(page, chat, said["menu"])
    press(page, one.locator("[name=want]"), "Space")
    expect(one.locator("[name=want]")).to_be_checked()
    press(page, one.locator("button.main"))
    expect(one).to_contain_text(said["open"])
    page.keyboard.press("Escape")

    desk.post(f"cases/{number}/decide", outcome="merchant", ground="used-after-viewing", why="specimen reasons")
    disputes(page, chat, said["menu"])
    expect(one).to_contain_text(said["merchant"])
    press(page, one.locator("summary"))
    to(page, one.locator("textarea"))
    page.keyboard.type(said["against"])
    press(page, one.locator("details button.main"))
    expect(one).to_contain_text(said["appealed"])
    expect(one.locator("details")).to_have_count(0)
    wrong["appealed"] = seen(inner, axe)
    assert desk.steps(number) == ["opened", "gathered", "asked-for", "arrived", "decided", "appealed"]
    assert pointed == []
    assert not {where: found for where, found in wrong.items() if found}
