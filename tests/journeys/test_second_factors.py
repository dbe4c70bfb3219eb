"""Second factors in real Chromium and both languages: passkeys on a virtual device, an authenticator app, step-up."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect
from tests.complaints import listen
from tests.journeys.running import Running
from tests.journeys.signing_in import Key, give_code, give_password, hired, keep_codes, set_up_app

SAID = {
    "zh-CN": {
        "enrol": "设置您的第二重验证",
        "codes": "请收好这些恢复码",
        "second": "再验证一次",
        "export": "把记录带出系统",
    },
    "en-GB": {
        "enrol": "Set up your second factor",
        "codes": "Keep these recovery codes",
        "second": "And your second factor",
        "export": "Take records out of the house",
    },
}


@pytest.fixture(params=["zh-CN", "en-GB"])
def locale(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def page(chromium: Browser, locale: str) -> Iterator[Page]:
    context = chromium.new_context(locale=locale, viewport={"width": 1280, "height": 960})
    page = context.new_page()
    complaints: list[str] = []
    listen(page, complaints)
    yield page
    context.close()
    # A browser notes every answer of 4xx; what was refused here is meant to be.
    assert [one for one in complaints if "status of 4" not in one] == []


def heading(page: Page, words: str) -> None:
    expect(page.locator("h1")).to_have_text(words)


def live(page: Page) -> None:
    """At the first page of one's role: an auditor's is the journal."""
    expect(page).to_have_url(re.compile(r":\d+/desk/(journal)?$"))


def test_a_passkey_is_made_signs_in_alone_and_confirms_an_act(
    up: Running, page: Page, locale: str, shots: Path
) -> None:
    said, name = SAID[locale], f"key-{locale[:2]}"
    hired(up, name, "agent")
    key = Key(page)
    person = give_password(up, page, name)
    heading(page, said["enrol"])
    page.screenshot(path=shots / f"enrol-{locale}.png", full_page=True)

    # Made: nothing else opens before the recovery codes are kept.
    page.fill("[data-passkey] [name=name]", "specimen")
    page.click("[data-passkey] button")
    heading(page, said["codes"])
    page.goto(f"{up.address}/desk/")
    heading(page, said["codes"])
    page.screenshot(path=shots / f"recovery-codes-{locale}.png", full_page=True)
    person.passkey = True
    keep_codes(page, person)
    live(page)
    assert len(key.held()) == 1

    # Signed out; the passkey alone lets in, and only while the device knows its owner.
    page.context.clear_cookies()
    page.goto(f"{up.address}/desk/security")
    key.verifies(owner=False)
    page.click("[data-passkey] button")
    expect(page.locator("[data-passkey] .problem")).to_be_visible()
    key.verifies(owner=True)
    page.click("[data-passkey] button")
    expect(page).to_have_url(re.compile(r":\d+/desk/security$"))
    expect(page.locator(".own-list").first).to_contain_text("specimen")
    page.screenshot(path=shots / f"security-{locale}.png", full_page=True)

    # Confirming an act: for this purpose, and back to the page.
    page.goto(f"{up.address}/desk/step-up/export?next=/desk/security")
    heading(page, said["export"])
    page.screenshot(path=shots / f"step-up-{locale}.png", full_page=True)
    page.click("[data-passkey] button")
    expect(page).to_have_url(re.compile(r":\d+/desk/security$"))

    # After the password it is the second half as well.
    page.context.clear_cookies()
    give_password(up, page, name)
    heading(page, said["second"])
    page.screenshot(path=shots / f"second-factor-{locale}.png", full_page=True)
    page.click("[data-passkey] button")
    live(page)


def test_an_app_is_set_up_signs_in_and_confirms_an_act(up: Running, page: Page, locale: str, shots: Path) -> None:
    said, name = SAID[locale], f"app-{locale[:2]}"
    hired(up, name, "auditor")
    person = give_password(up, page, name)
    heading(page, said["enrol"])
    expect(page.locator("img.qr")).to_have_js_property("complete", value=True)
    assert page.locator("img.qr").evaluate("picture => picture.naturalWidth") > 0
    set_up_app(page, person)
    keep_codes(page, person)
    live(page)

    # The next time: password, then a wrong code, then a right one.
    page.context.clear_cookies()
    give_password(up, page, name)
    heading(page, said["second"])
    page.goto(f"{up.address}/desk/security")
    heading(page, said["second"])
    page.fill("[name=code]", "000000")
    page.locator("form:has([name=code]) button").click()
    expect(page.get_by_role("alert")).to_be_visible()
    give_code(page, person)
    live(page)

    # Confirming an act takes a code of its own; one that was used does not confirm it.
    page.goto(f"{up.address}/desk/step-up/export?next=/desk/security")
    heading(page, said["export"])
    used = person.codes.pop()
    page.fill("[name=code]", used)
    page.locator("form:has([name=code]) button").click()
    expect(page).to_have_url(re.compile(r":\d+/desk/security$"))
    page.goto(f"{up.address}/desk/step-up/keys")
    page.fill("[name=code]", used)
    page.locator("form:has([name=code]) button").click()
    expect(page.get_by_role("alert")).to_be_visible()
