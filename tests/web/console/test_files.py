"""A customer's file at the desk: held, a copy, a sealed card; what may be seen of it and what that takes."""

from __future__ import annotations

import io
import os
import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from playwright.sync_api import Browser, expect, sync_playwright
from tests.complaints import listen
from tests.web.console.memory import DAY, Memory
from tests.web.console.people import Desk

from handclasp.disclose.files import File
from handclasp.records import Kind, Secret
from handclasp.web.console.services import use

SENT: dict[str, Any] = {"media_type": "image/png", "size": 48_200, "blob": b"specimen blob id"}
COPY: dict[str, Any] = {
    "copy": b"specimen copy id",
    "copy_type": "image/png",
    "copy_size": 900,
    "copy_digest": bytes(32),
}


def verdict(type_: str, **more: Any) -> dict[str, Any]:
    return {"verdict": {"type": type_, "sure": 97, "by": "specimen", **more}}


def png() -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (640, 400), "seagreen").save(out, "PNG")
    return out.getvalue()


def furnished(desk: Desk, memory: Memory) -> None:
    """One file of each standing: 2 harmless, 3 an id card, 4 a seed phrase, 5 a voice, 6 covered, 7 held."""
    memory.say("a", "这是我的身份证和截图")
    for name in ("cat.png", "id.png", "words.png", "note.ogg", "list.png", "new.png"):
        sent = SENT | ({"media_type": "audio/ogg"} if name.endswith("ogg") else {})
        memory.say("a", name, kind=Kind.ATTACHMENT, **sent)
    memory.judge("a", 2, **verdict("none"), **COPY)
    memory.judge("a", 3, "【身份证信息已加密】 id.png", **verdict("cn_id_front", sealed=True))
    memory.judge("a", 4, "【钱包助记词未保存】 words.png", **verdict("wallet_seed_screenshot", destroyed="00" * 16))
    memory.judge("a", 5, **verdict("voice"))
    memory.judge("a", 6, **verdict("text"), **COPY)
    memory.copies = {seq: File(Secret(png()), "image/png") for seq in (2, 6)}
    desk.catch_up()
    desk.give()


def cards(page: str) -> dict[int, str]:
    """The thread's lines by their seq, in their words alone."""
    found = re.findall(r'<li class="line [^>]*id="m-(\d+)".*?</li>', page, re.DOTALL)
    whole = re.findall(r'<li class="line .*?</li>', page, re.DOTALL)
    return {int(seq): " ".join(re.sub(r"<[^>]+>", " ", line).split()) for seq, line in zip(found, whole, strict=True)}


@pytest.mark.parametrize(
    ("language", "told"),
    [
        (
            "en",
            {
                2: "A copy without location and other hidden data.",
                3: "ID card (front) · sealed",
                4: "the original was destroyed as soon as it was recognised",
                5: "Listening is recorded, with your name and your reason.",
                6: "What is sensitive in it is covered.",
                7: "File held, being checked",
            },
        ),
        (
            "zh-hans",
            {
                2: "这是副本",
                3: "身份证（正面） · 已封存",
                4: "一认出来，原件就销毁了",
                5: "收听会留下记录",
                6: "其中的敏感信息已遮住",
                7: "文件暂扣，正在检查",
            },
        ),
    ],
)
def test_each_file_says_what_it_is_and_what_seeing_it_takes(
    desk: Desk, memory: Memory, language: str, told: dict[int, str]
) -> None:
    furnished(desk, memory)
    client = desk.signed_in()
    client.cookies["django_language"] = language
    page = client.get(desk.path("a"), HTTP_ACCEPT_LANGUAGE=language).content.decode()
    lines = cards(page)
    for seq, words in told.items():
        assert words in lines[seq], lines[seq]
    shown = re.findall(r'<img src="([^"]+)"', page)
    assert shown == [desk.path("a", "/copy/2"), desk.path("a", "/copy/6")]
    assert "【身份证信息已加密】 id.png" in lines[3]
    assert "reveal/4/attachment" not in page, "what was destroyed is offered to nobody"


def test_a_copy_is_served_by_its_own_door_and_trusted_by_no_browser(desk: Desk, memory: Memory) -> None:
    furnished(desk, memory)
    client = desk.signed_in()
    answer = client.get(desk.path("a", "/copy/2"))
    assert (answer.status_code, answer.content, answer["Content-Type"]) == (200, png(), "image/png")
    assert answer["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert answer["Cache-Control"] == "no-store"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Disposition"] == 'inline; filename="2.png"'
    for seq in (1, 3, 4, 5, 7, 99):
        assert client.get(desk.path("a", f"/copy/{seq}")).status_code == 404, seq
    desk.settle("quiet", "auditor")
    assert desk.signed_in("lena", "agent").get(desk.path("a", "/copy/2")).status_code == 403


def test_files_that_wait_too_long_are_told_of(desk: Desk, memory: Memory) -> None:
    from tests.web.console import stand  # noqa: PLC0415

    furnished(desk, memory)
    client = desk.signed_in()
    for since, late in ((memory.now - 60_000, False), (memory.now - 6 * 60_000, True), (memory.now - DAY, True)):
        use(stand.services(memory, held=lambda _tenant, since=since: (3, since)))
        page = client.get(desk.path("a"), HTTP_ACCEPT_LANGUAGE="en").content.decode()
        assert "Files being checked" in page
        assert ("Checking takes longer than it should" in page) is late


@pytest.fixture(autouse=True)
def _beside_playwright(monkeypatch: pytest.MonkeyPatch) -> None:
    # Playwright's loop runs in this thread; the test's own database calls are as synchronous as ever.
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    found = shutil.which("chromium") or shutil.which("google-chrome")
    assert found, "this needs Chromium"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=found, args=["--headless", "--no-sandbox", "--disable-gpu"]
        )
        yield browser
        browser.close()


@pytest.mark.parametrize(("width", "scheme", "locale"), [(1440, "light", "zh-CN"), (390, "dark", "en-GB")])
def test_a_file_changes_before_the_agents_eyes(
    desk: Desk,
    memory: Memory,
    address: str,
    chromium: Browser,
    width: int,
    scheme: Any,
    locale: str,
) -> None:
    furnished(desk, memory)
    context = chromium.new_context(locale=locale, color_scheme=scheme, viewport={"width": width, "height": 1000})
    page = context.new_page()
    complaints: list[str] = []
    listen(page, complaints)
    cookies = desk.signed_in().cookies.items()
    context.add_cookies([{"name": name, "value": cookie.value, "url": address} for name, cookie in cookies])
    page.goto(address + desk.path("a"))
    expect(page.locator("html[data-live=yes]")).to_be_attached()
    expect(page.locator("#m-2 img")).to_be_visible()
    assert page.locator("#m-2 img").evaluate("async (i) => { await i.decode(); return i.naturalWidth; }") == 640
    expect(page.locator("#m-7 .sealed-file.held")).to_be_visible()
    if folder := os.environ.get("SHOTS"):
        page.screenshot(path=Path(folder) / f"console-{width}-{scheme}.png")
        page.locator("#scroller").evaluate("(box) => box.scrollTo(0, 0)")
        page.screenshot(path=Path(folder) / f"console-{width}-{scheme}-top.png")
    memory.copies[7] = File(Secret(png()), "image/png")
    memory.judge("a", 7, **verdict("none"), **COPY)
    expect(page.locator("#m-7 img")).to_be_visible()
    expect(page.locator("#m-7 .sealed-file")).to_have_count(0)
    assert page.evaluate("() => document.documentElement.scrollWidth <= innerWidth")
    context.close()
    assert complaints == []
