"""What needs a second person, in Chromium and both languages: a picture is seen, a conversation leaves the house."""

from __future__ import annotations

import base64
import io
import json
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import httpx
import pyrage
import pytest
from benchmarks.data.pictures import document
from playwright.sync_api import Browser, Page, Route, expect
from tests.complaints import listen
from tests.journeys.opening import opened as open_now
from tests.journeys.running import Running
from tests.journeys.signing_in import Account, hired, signed_in, step_up

PHONE = "13812345678"
PASSPHRASE = "a specimen passphrase 4711"
CARD = document(5, "cn_id_front", "screenshot").image.convert("RGB")
"""An invented card of a benchmark's set."""

SAID = {
    "zh-CN": {"phone": "查看需要：理由。", "picture": "另一人批准", "valid": "有效", "unknown": "签名者未知"},
    "en-GB": {"phone": "needs a reason.", "picture": "a second person", "valid": "VALID", "unknown": "signer unknown"},
}


class Desk(NamedTuple):
    """Somebody at their own browser."""

    page: Page
    person: Account


class Two(NamedTuple):
    """The one who asks and the one who decides, about one conversation."""

    lead: Desk
    director: Desk
    where: str
    locale: str


def written(up: Running, name: str) -> str:
    """A buyer's words and picture, brought in by the shop's own system; the conversation's address."""
    picture = io.BytesIO()
    CARD.save(picture, "PNG")
    content = base64.b64encode(picture.getvalue()).decode()
    lines: list[dict[str, object]] = [
        {"text": f"卡密无效，手机号 {PHONE}，订单 A1001"},
        {"text": "", "attachment": {"name": "id.png", "media_type": "image/png", "content": content}},
    ]
    for number, line in enumerate(lines):
        told = {"conversation": name, "author": {"role": "customer", "id": "7f3a"}, "id": f"{name}/{number}", **line}
        answer = httpx.post(f"{up.address}/v1/messages", json=told, headers={"Authorization": f"Bearer {up.api_key()}"})
        assert answer.status_code == 201, answer.text
    return f"/desk/c/{answer.json()['conversation']}"


@pytest.fixture(params=["zh-CN", "en-GB"])
def two(up: Running, chromium: Browser, request: pytest.FixtureRequest) -> Iterator[Two]:
    locale = str(request.param)
    complaints: list[str] = []

    def desk(role: str) -> Desk:
        name = f"{role}-second-{locale[:2]}"
        hired(up, name, role)
        context = chromium.new_context(locale=locale, viewport={"width": 1280, "height": 900})
        page = context.new_page()
        listen(page, complaints)
        return Desk(page, signed_in(up, page, name))

    made = Two(desk("lead"), desk("director"), up.address + written(up, f"second person {locale}"), locale)
    yield made
    for one in (made.lead, made.director):
        one.page.context.close()
    assert complaints == []


def opened(two: Two) -> None:
    """The conversation, once the desk's list has come to it."""
    page = two.lead.page
    open_now(page, two.where)
    expect(page.locator(".mask").first).to_be_visible()


def fill_in(page: Page, reason: str) -> None:
    page.locator("[name=purpose]").first.check(force=True)
    page.fill("[name=reason]", reason)


def approved(two: Two, shots: Path, name: str) -> None:
    """The director finds the request by the number in the rail, reads it, and says yes."""
    page = two.director.page
    page.goto(re.sub(r"/desk/.*", "/desk/", two.where))
    expect(page.locator(".count")).to_have_text("1")
    page.locator(".rail-item:has(.count)").click()
    page.locator(".asked-row").first.click()
    expect(page.locator(".said-why")).to_have_text("specimen: A1001")
    confirm = page.locator("a[href*='/step-up/approve']")
    if confirm.count():
        confirm.click()
        step_up(page, two.director.person)
    page.screenshot(path=shots / f"second-person-{name}-{two.locale}.png", full_page=True)
    page.locator("button[value=approve]").click()
    expect(page.locator(".trail li")).to_have_count(1)


def hurried(route: Route) -> None:
    """What is shown comes with half a second left instead of a minute."""
    answer = route.fetch()
    route.fulfill(response=answer, body=re.sub(r'data-left="\d+"', 'data-left="500"', answer.text()))


def test_one_asks_another_decides_and_only_then_it_is_seen_or_leaves(
    up: Running, two: Two, chromium: Browser, shots: Path, tmp_path: Path
) -> None:
    opened(two)
    a_number_is_seen(two, shots)
    a_picture_is_seen(two, shots)
    pack, vkey = tmp_path / "a1001.zip", up.run("log", "vkey").splitlines()[0]
    pack.write_bytes(taken_out(two, shots))
    said = up.run("verify", str(pack), "--vkey", vkey, "--lang", two.locale[:2])
    assert SAID[two.locale]["valid"] in said
    verifies_itself(pack, vkey, chromium, two.locale, shots)


def a_number_is_seen(two: Two, shots: Path) -> None:
    """A telephone number takes a reason, and is gone as soon as the window is left."""
    page, locale = two.lead.page, two.locale
    chip = page.locator(".mask").first
    chip.click()
    expect(page.locator(".tip:popover-open")).to_contain_text(SAID[locale]["phone"])
    page.screenshot(path=shots / f"reveal-tip-{locale}.png")
    page.locator(".tip:popover-open a").click()
    fill_in(page, "specimen: A1001")
    page.screenshot(path=shots / f"reveal-dialog-{locale}.png")
    page.locator("#sheet button[value=show]").click()
    expect(page.locator(".revealed .in-clear")).to_have_text(PHONE)
    expect(page.locator("#sheet")).to_be_hidden()
    expect(chip).to_be_hidden()
    page.screenshot(path=shots / f"reveal-shown-{locale}.png")
    page.evaluate("window.dispatchEvent(new Event('blur'))")
    expect(page.locator(".revealed")).to_have_count(0)
    expect(page.locator("body")).not_to_contain_text(PHONE)
    expect(chip).to_be_visible()

    # Nor does it outlive its time.
    page.route(re.compile("/reveal/1/"), hurried)
    chip.click()
    page.locator(".tip:popover-open a").click()
    fill_in(page, "specimen: A1001")
    page.locator("#sheet button[value=show]").click()
    expect(page.locator("#sheet")).to_be_hidden()  # closed by what was shown
    expect(page.locator(".revealed")).to_have_count(0)
    expect(page.locator("body")).not_to_contain_text(PHONE)
    expect(chip).to_be_visible()
    page.unroute(re.compile("/reveal/1/"))


def a_picture_is_seen(two: Two, shots: Path) -> None:
    """A picture of a document is asked for, approved by another, and opened with a second factor."""
    page, locale = two.lead.page, two.locale
    file = page.locator(".sealed-file.sealed")
    expect(file).to_contain_text(SAID[locale]["picture"])
    file.locator("a").click()
    fill_in(page, "specimen: A1001")
    page.locator("#sheet button[value=ask]").click()
    expect(page.locator("#sheet .slip")).to_contain_text("Director")
    page.screenshot(path=shots / f"reveal-waits-{locale}.png")
    approved(two, shots, "reveal")
    page.goto(two.where)
    file.locator("a").click()
    page.locator("#sheet a[href*='/step-up/reveal']").click()
    step_up(page, two.lead.person)
    expect(page).to_have_url(re.compile(re.escape(two.where)))
    file.locator("a").click()
    page.locator("#sheet button[value=show]").click()
    shown = page.locator(".revealed img")
    expect(shown).to_be_visible()
    assert shown.evaluate("(image) => image.naturalWidth") == CARD.width
    page.screenshot(path=shots / f"reveal-picture-{locale}.png")
    page.locator("[data-hide]").click()
    expect(shown).to_have_count(0)


def taken_out(two: Two, shots: Path) -> bytes:
    """The conversation leaves the house as one encrypted file, and is checked by whoever has it."""
    page, locale = two.lead.page, two.locale
    page.locator("h1.who").click()
    page.keyboard.press("e")
    fill_in(page, "specimen: A1001")
    page.screenshot(path=shots / f"export-ask-{locale}.png")
    page.locator("main form button.main").click()
    expect(page).to_have_url(re.compile("/desk/approvals/[0-9a-f]{32}$"))
    page.screenshot(path=shots / f"export-waits-{locale}.png", full_page=True)
    approved(two, shots, "export")
    page.reload()
    page.locator("a[href*='/step-up/export']").click()
    step_up(page, two.lead.person)
    page.fill("[name=passphrase]", PASSPHRASE)
    page.fill("[name=again]", PASSPHRASE)
    page.screenshot(path=shots / f"export-make-{locale}.png", full_page=True)
    with page.expect_download() as download:
        page.locator("[data-once] button.main").click()
    expect(page.locator("#made")).to_be_visible()
    assert download.value.suggested_filename.endswith(".zip.age")
    return bytes(pyrage.passphrase.decrypt(download.value.path().read_bytes(), PASSPHRASE))


def verifies_itself(pack: Path, vkey: str, chromium: Browser, locale: str, shots: Path) -> None:
    """verify.html, opened from the disk with no network; nothing in it is in clear that was masked."""
    unpacked = pack.parent / "pack"
    with zipfile.ZipFile(pack) as archive:
        archive.extractall(unpacked)
        records = json.loads(archive.read("transcript.json"))["records"]
    assert not any(PHONE in json.dumps(record["record"]["openings"]) for record in records)
    context = chromium.new_context(locale=locale, offline=True, viewport={"width": 1100, "height": 900})
    page = context.new_page()
    page.goto((unpacked / "verify.html").as_uri())
    expect(page.locator("body")).to_contain_text("specimen: A1001")
    verdict, unknown = page.locator("#verdict"), re.compile(SAID[locale]["unknown"], re.IGNORECASE)
    expect(verdict).to_contain_text(unknown)
    page.fill("#key", vkey)
    page.click("form button[type=submit]")
    expect(verdict).not_to_contain_text(unknown)
    expect(verdict).to_contain_text(re.compile(SAID[locale]["valid"], re.IGNORECASE))
    page.screenshot(path=shots / f"verify-html-{locale}.png", full_page=True)
    context.close()
