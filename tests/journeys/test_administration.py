"""An administrator hires with a second person and lets go; an auditor finds it in the journal and takes it out, proved.

In Chromium and both languages. The administrator, who arranges who works here, reads no conversation.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import httpx
import pytest
from playwright.sync_api import Browser, Page, expect
from tests.complaints import listen
from tests.journeys.opening import opened
from tests.journeys.running import Running
from tests.journeys.signing_in import Account, hired, joined, signed_in, step_up
from tests.journeys.test_holds import WIDE, shot
from tests.unique import word

SAID = {
    "zh-CN": {"why": "旺季前增加人手", "valid": "有效"},
    "en-GB": {"why": "more hands before the season", "valid": "VALID"},
}


class Desk(NamedTuple):
    """Somebody at their own browser."""

    page: Page
    person: Account


class Three(NamedTuple):
    """The one who asks, the one who decides, and the one who checks both."""

    asks: Desk
    decides: Desk
    auditor: Desk
    locale: str


@pytest.fixture(params=["zh-CN", "en-GB"])
def three(up: Running, chromium: Browser, request: pytest.FixtureRequest) -> Iterator[Three]:
    locale = str(request.param)
    complaints: list[str] = []

    def desk(role: str, what: str) -> Desk:
        name = f"{role}-{what}-{locale[:2].lower()}"
        hired(up, name, role)
        page = chromium.new_context(locale=locale, viewport=WIDE).new_page()  # type: ignore[arg-type]
        listen(page, complaints)
        return Desk(page, signed_in(up, page, name))

    made = Three(desk("administrator", "asks"), desk("director", "decides"), desk("auditor", "checks"), locale)
    yield made
    for one in (made.asks, made.decides, made.auditor):
        one.page.context.close()
    # What the house refuses to the administrator's browser, the browser says.
    assert [one for one in complaints if "403" not in one] == []


def confirmed(desk: Desk, act: str) -> None:
    """Give a second factor where the page asks for one for this act."""
    link = desk.page.locator(f"main a[href*='/step-up/{act}']")
    if link.count():
        link.first.click()
        step_up(desk.page, desk.person)


def hire(up: Running, three: Three, shots: Path, name: str) -> str:
    """Asked, approved by another, done; the one-time password, which is shown once."""
    page, decides = three.asks.page, three.decides.page
    page.goto(f"{up.address}/desk/people")
    page.locator("a[href$='/people/add']").click()
    page.fill("[name=display_name]", f"Specimen {name}")
    page.fill("[name=account]", name)
    page.select_option("[name=role]", "agent")
    page.fill("[name=team]", "desk")
    page.fill("[name=reason]", SAID[three.locale]["why"])
    shot(page, shots, f"administrator-adds-{three.locale}")
    page.locator("main form button.main").click()
    expect(page.locator(".slip", has_text=name)).to_be_visible()

    decides.goto(f"{up.address}/desk/approvals")
    decides.locator(".asked-row", has_text=name).first.click()
    confirmed(three.decides, "approve")
    decides.locator("button[value=approve]").click()
    expect(decides.locator(".trail li")).to_have_count(1)

    page.goto(f"{up.address}/desk/people")
    confirmed(three.asks, "people")
    page.locator(".slip.ready", has_text=name).locator("form button").click()
    once = page.locator(".once code").inner_text()
    page.goto(f"{up.address}/desk/people/account/{name}")
    expect(page.locator("main")).not_to_contain_text(once)
    return once


def let_go(up: Running, three: Three, shots: Path, name: str) -> None:
    """Every session of theirs ends at once."""
    page = three.asks.page
    page.goto(f"{up.address}/desk/people/account/{name}")
    confirmed(three.asks, "people")
    page.locator("form[action$='/suspend'] button").click()
    expect(page.locator("form[action$='/resume'] button")).to_be_visible()
    shot(page, shots, f"administrator-suspends-{three.locale}")


def taken_out(up: Running, three: Three, shots: Path, once: str) -> bytes:
    """What the journal has of the administrator, as the auditor reads it and takes it out."""
    page = three.auditor.page
    page.goto(f"{up.address}/desk/journal?by={three.asks.person.name}")
    expect(page.locator(".acts")).to_contain_text(SAID[three.locale]["why"])
    expect(page.locator("main")).not_to_contain_text(once)
    shot(page, shots, f"auditor-journal-{three.locale}")
    page.locator("a[href*='/journal/proof']").click()
    confirmed(three.auditor, "export")
    page.fill("[name=reason]", SAID[three.locale]["why"])
    if page.locator("[name=region]").count():
        page.fill("[name=region]", "CN")
    with page.expect_download() as waiting:
        page.locator("main form button.main").click()
    return Path(waiting.value.path()).read_bytes()


def test_who_is_hired_and_let_go_stands_in_the_journal_with_proof(
    up: Running, three: Three, chromium: Browser, shots: Path, tmp_path: Path
) -> None:
    locale, name, asks = three.locale, f"new-{word()}", three.asks.page
    once = hire(up, three, shots, name)
    told = {"conversation": f"arranged {locale}", "author": {"role": "customer", "id": f"a-{locale}"}, "text": "在吗"}
    headers = {"Authorization": f"Bearer {up.api_key()}"}
    answer = httpx.post(f"{up.address}/v1/messages", json=told | {"id": f"arranged {locale}"}, headers=headers)
    where = f"{up.address}/desk/c/{answer.json()['conversation']}"
    newcomer = chromium.new_context(locale=locale, viewport=WIDE).new_page()  # type: ignore[arg-type]
    joined(up, name, once)
    signed_in(up, newcomer, name)
    opened(newcomer, where)
    newcomer.locator("#take").click()
    expect(newcomer.locator(".lines")).to_contain_text("在吗")
    asks.goto(where)
    expect(asks.locator("body")).not_to_contain_text("在吗")  # who arranges the house reads nobody's words

    let_go(up, three, shots, name)
    newcomer.goto(where)
    expect(newcomer).to_have_url(re.compile("/desk/sign-in"))
    newcomer.context.close()

    taken, vkey = tmp_path / "journal.zip", up.run("log", "vkey").splitlines()[0]
    taken.write_bytes(taken_out(up, three, shots, once))
    said = up.run("verify", str(taken), "--vkey", vkey, "--lang", locale[:2])
    assert SAID[locale]["valid"] in said
