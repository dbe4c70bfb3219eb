"""A lead watches the board: a customer writes, somebody takes it, somebody goes away; nothing is loaded anew."""

from __future__ import annotations

from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Browser, Page, expect
from tests.complaints import listen
from tests.journeys.opening import opened
from tests.journeys.running import Running
from tests.journeys.signing_in import hired, signed_in
from tests.journeys.test_holds import WIDE

SIZES = ({"width": 1920, "height": 1080}, WIDE, {"width": 390, "height": 844})
SAID = {
    "zh-CN": {"asks": "卡密打不开", "away": "离开"},
    "en-GB": {"asks": "the code does not open", "away": "away"},
}


def looks(page: Page, shots: Path, name: str) -> None:
    """The page as it is on a wall, a desk and a phone, light and dark; nothing sticks out at the side."""
    for size in SIZES:
        page.set_viewport_size(size)  # type: ignore[arg-type]
        for theme in ("light", "dark"):
            page.evaluate("theme => { document.documentElement.dataset.theme = theme }", theme)
            page.screenshot(path=shots / f"{name}-{size['width']}-{theme}.png")
        wide = page.evaluate(
            "document.querySelector('.room-in').scrollWidth - document.querySelector('.room-in').clientWidth"
        )
        assert wide <= 0, f"{name} sticks out by {wide} pixels at {size['width']}"
    page.set_viewport_size(WIDE)  # type: ignore[arg-type]


@pytest.mark.parametrize("locale", ["zh-CN", "en-GB"])
def test_the_board_shows_what_happens_at_the_desk_while_it_happens(
    up: Running, chromium: Browser, shots: Path, locale: str
) -> None:
    words, code = SAID[locale], locale[:2]
    complaints: list[str] = []

    def browser() -> Page:
        page = chromium.new_context(locale=locale, viewport=WIDE, reduced_motion="reduce").new_page()  # type: ignore[arg-type]
        listen(page, complaints)
        return page

    team = f"wall-{code}"
    hired(up, f"watches-{code}", "lead", "--team", team)
    hired(up, f"works-{code}", "agent", "--team", team)
    lead, agent = browser(), browser()
    signed_in(up, lead, f"watches-{code}")
    lead.goto(f"{up.address}/desk/board")
    lead.evaluate("window.still = true")

    headers = {"Authorization": f"Bearer {up.api_key()}"}
    told = {"conversation": f"wall {code}", "author": {"role": "customer", "id": f"w-{code}"}, "id": f"wall {code}"}
    answer = httpx.post(f"{up.address}/v1/messages", json=told | {"text": words["asks"]}, headers=headers)
    name = answer.json()["conversation"]
    row = lead.locator(f"tr:has(#wait-{name})")
    expect(row).to_be_visible()

    signed_in(up, agent, f"works-{code}")
    opened(agent, f"{up.address}/desk/c/{name}")
    agent.locator("#take").click()
    expect(row).to_contain_text(f"Works-{code}".title())
    mine = lead.locator("section[aria-labelledby=board-people] tr", has_text=f"Works-{code}".title())
    expect(mine.locator("td").nth(1)).to_contain_text("1/20")
    agent.locator("[popovertarget=me]").click()
    agent.locator("#me [name=away]").click()
    expect(mine).to_contain_text(words["away"])
    looks(lead, shots, f"board-{code}")

    agent.goto(f"{up.address}/desk/c/{name}")
    agent.fill("#text", "specimen")
    agent.keyboard.press("Control+Enter")
    expect(row).to_have_count(0)
    row_of_team = lead.locator("section[aria-labelledby=board-teams] a", has_text=team)
    row_of_team.focus()
    lead.keyboard.press("Enter")
    expect(lead.locator("section[aria-labelledby=board-people] tbody tr")).to_have_count(2)
    assert complaints == []
