"""The rail where it is longer than the window: an edge beyond which there is more is soft, by the style sheet alone."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from playwright.sync_api import Page
from tests.web.console.memory import Memory
from tests.web.console.people import Desk
from tests.web.console.test_journey import _beside_playwright, chromium, enter, page

__all__ = ["_beside_playwright", "chromium", "page"]

SOFT = """() => { const rail = document.querySelector('.rail-items'), style = getComputedStyle(rail);
  return ['--begins', '--ends'].map((name) => style.getPropertyValue(name)).concat(style.maskImage.slice(0, 6)); }"""
TO = """(share) => { const rail = document.querySelector(".rail-items");
  rail.scrollTo((rail.scrollWidth - rail.clientWidth) * share, (rail.scrollHeight - rail.clientHeight) * share); }"""
WIDTHS = [(390, 844), (1280, 300)]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", WIDTHS, ids=["phone", "low"])
def test_a_rail_that_goes_on_has_a_soft_edge_there(
    desk: Desk, memory: Memory, address: str, page: Page, size: tuple[int, int], scheme: str
) -> None:
    memory.say("a", "hello")
    desk.catch_up()
    page.emulate_media(color_scheme="dark" if scheme == "dark" else "light", reduced_motion="reduce")
    page.set_viewport_size({"width": size[0], "height": size[1]})
    enter(page, desk, address, "boss", "director")
    for share, begins, ends in ((0, "0px", "30px"), (0.5, "30px", "30px"), (1, "30px", "0px")):
        page.evaluate(TO, share)
        page.wait_for_function(f"(soft) => ({SOFT})().join() === soft", arg=f"{begins},{ends},linear")
        if folder := os.environ.get("HANDCLASP_SHOTS"):
            page.screenshot(path=Path(folder) / f"rail-{size[0]}-{scheme}-{share}.png")


def test_a_rail_that_is_seen_whole_has_none(desk: Desk, memory: Memory, address: str, page: Page) -> None:
    memory.say("a", "hello")
    desk.catch_up()
    page.set_viewport_size({"width": 1280, "height": 1000})
    enter(page, desk, address, "boss", "director")
    assert page.evaluate(SOFT) == ["0px", "0px", "linear"]
