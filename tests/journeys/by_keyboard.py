"""Hands that have no mouse: Tab to what is wanted, see that it shows its focus, and press a key."""

from __future__ import annotations

import re

from playwright.sync_api import Locator, Page, expect
from tests.journeys.running import Running
from tests.journeys.signing_in import Account

FARTHEST = 120
"""Presses of Tab after which somebody would give up."""
NO_MOUSE = """
for (const type of ["pointerdown", "mousedown", "touchstart"]) {
  addEventListener(type, (event) => { if (event.isTrusted) window.pointed(type); }, true);
}
"""


def without_mouse(page: Page, pointed: list[str]) -> None:
    """Note every press of a pointer on any page of this browser."""

    def note(kind: str) -> None:
        pointed.append(kind)

    page.context.expose_function("pointed", note)
    page.context.add_init_script(NO_MOUSE)


def to(page: Page, wanted: Locator) -> None:
    """Tab until it has the focus, and is seen to have it."""
    wanted.first.wait_for()
    for _ in range(FARTHEST):
        if wanted.first.evaluate("one => one === document.activeElement"):
            break
        page.keyboard.press("Tab")
    expect(wanted.first).to_be_focused()
    assert wanted.first.evaluate("one => one.matches(':focus-visible')"), "it does not show that it has the focus"


def press(page: Page, wanted: Locator, key: str = "Enter") -> None:
    """Tab to it and press a key."""
    to(page, wanted)
    page.keyboard.press(key)


def sign_in(house: Running, page: Page, person: Account) -> None:
    """Sign somebody in who has a password and an app already."""
    page.goto(f"{house.address}/desk/")
    to(page, page.locator("[name=username]"))
    page.keyboard.type(person.name)
    to(page, page.locator("[name=password]"))
    page.keyboard.type(person.password)
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("/desk/second-factor$"))
    give_code(page, person)
    expect(page).to_have_url(re.compile("/desk/(people|journal)?$"))


def give_code(page: Page, person: Account) -> None:
    """Type a code where one is asked for."""
    to(page, page.locator("form:has([name=code]) [name=code]"))
    page.keyboard.type(person.code())
    page.keyboard.press("Enter")
