"""An administrator brings an old chat in: sees what would come in, says who the agents are, imports it, by keyboard.

In Chromium and both languages. The file goes in pieces, of which one is lost on the way; what was brought in is found
by whoever reads it, masked, and a second time adds nothing.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Final, NamedTuple

import pytest
from playwright.sync_api import Browser, Page, Route, expect
from tests.complaints import listen
from tests.journeys.by_keyboard import give_code, press, to, without_mouse
from tests.journeys.running import Running
from tests.journeys.signing_in import Account, hired, signed_in
from tests.journeys.test_accessible import axe, seen
from tests.journeys.test_holds import WIDE, shot
from tests.unique import word

__all__ = ["axe"]
SAID: Final = {
    "zh-CN": {
        "form": "WhatsApp",
        "masked": "手机号 1",
        "agent": "客服",
        "again": "新增 0 条，已有 3 条",
        "new": "新增 3 条，已有 0 条",
        "none": "还没有导入过",
        "broke": "连接中断",
    },
    "en-GB": {
        "form": "WhatsApp",
        "masked": "Phone 1",
        "agent": "Agent",
        "again": "0 new, 3 there before",
        "new": "3 new, 0 there before",
        "none": "Nothing was imported yet",
        "broke": "The connection broke",
    },
}


class Desk(NamedTuple):
    """An administrator at a desk without a mouse."""

    page: Page
    person: Account
    locale: str
    pointed: list[str]


@pytest.fixture(params=["zh-CN", "en-GB"])
def desk(up: Running, chromium: Browser, request: pytest.FixtureRequest) -> Iterator[Desk]:
    locale = str(request.param)
    complaints: list[str] = []
    pointed: list[str] = []
    name = f"administrator-brings-{locale[:2].lower()}"
    hired(up, name, "administrator")
    with chromium.new_context(locale=locale, viewport=WIDE, reduced_motion="reduce") as context:  # type: ignore[arg-type]
        page = context.new_page()
        person = signed_in(up, page, name)
        without_mouse(page, pointed)
        listen(page, complaints)
        yield Desk(page, person, locale, pointed)
    # What is lost on the way, the browser says.
    assert [one for one in complaints if "ERR_FAILED" not in one] == []


def chosen(desk: Desk, path: Path) -> None:
    """On the page of imports: a file chosen (the system's own window is nobody's page), and sent."""
    page = desk.page
    to(page, page.locator("[type=file]"))
    page.locator("[type=file]").set_input_files(path)
    press(page, page.locator("form[data-brings] button"))


def broken(desk: Desk, chat: Path) -> None:
    """The line is cut while the file is sent: after four tries the page says so."""
    page = desk.page
    lost: list[str] = []

    def lose(route: Route) -> None:
        lost.append(route.request.url)
        route.abort()

    page.route("**/piece/0", lose)
    page.clock.install()
    chosen(desk, chat)
    for tries in range(1, 4):
        for _ in range(200):
            if len(lost) == tries:
                break
            page.wait_for_timeout(25)
        page.clock.run_for(20_000)
    expect(page.locator("[data-problem]")).to_contain_text(SAID[desk.locale]["broke"])
    assert len(lost) == 4


def test_an_old_chat_comes_in_and_a_second_time_adds_nothing(
    up: Running, desk: Desk, axe: str, shots: Path, tmp_path: Path
) -> None:
    page, said = desk.page, SAID[desk.locale]
    shop, name = f"Card shop {word()}", f"Lena {word()}"
    chat = tmp_path / f"WhatsApp Chat - {name}.txt"
    chat.write_text(
        f"31/01/24, 10:02 - {shop}: hello\n31/01/24, 10:03 - {name}: call me at 13812345678\n"
        f"31/01/24, 10:04 - {name}: it does not work, specimen {word()}\n"
    )
    page.goto(f"{up.address}/desk/")
    press(page, page.locator("a.rail-item[href='/desk/imports']"))
    expect(page.locator("h1")).to_be_visible()
    press(page, page.locator("main a[href*='/step-up/import']"))
    give_code(page, desk.person)
    expect(page.locator("[type=file]")).to_be_visible()
    wrong = {"imports": seen(page, axe)}

    broken(desk, chat)
    wrong["broken"] = seen(page, axe)
    page.unroute("**/piece/0")
    press(page, page.locator("form[data-brings] button"))

    expect(page.locator("main")).to_contain_text(said["masked"])
    expect(page.locator("main")).to_contain_text(said["form"])
    expect(page.locator("main")).not_to_contain_text("13812345678")
    wrong["read"] = seen(page, axe)
    to(page, page.locator(f"[name=agent][value='{shop}']"))
    page.keyboard.press("Space")
    press(page, page.locator("button[value=read]"))
    row = page.locator("tr", has_text=shop)
    expect(row).to_contain_text(said["agent"])
    expect(row.locator("input")).to_be_checked()
    shot(page, shots, f"administrator-imports-{desk.locale}")
    press(page, page.locator("button[value=start]"))
    expect(page.locator("main")).to_contain_text(said["new"])
    wrong["done"] = seen(page, axe)

    page.goto(f"{up.address}/desk/imports")
    expect(page.locator(".folk li", has_text=chat.name)).to_contain_text(said["new"])
    chosen(desk, chat)
    to(page, page.locator(f"[name=agent][value='{shop}']"))
    page.keyboard.press("Space")
    press(page, page.locator("button[value=read]"))
    expect(page.locator("tr", has_text=shop).locator("input")).to_be_checked()
    press(page, page.locator("button[value=start]"))
    expect(page.locator("main")).to_contain_text(said["again"])
    assert desk.pointed == []
    assert not {where: found for where, found in wrong.items() if found}
