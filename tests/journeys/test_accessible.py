"""Every page there is, in Chinese and English: axe-core (WCAG 2.2 AA), a picture in light and dark, wide and narrow.

The pages of the desk are found in its routes, so a new one is looked at without being named here. Whoever may see most
looks first; what nobody of these roles may see fails the test. axe-core sees Chinese dark and English light; no page
may be wider than the window. The pictures go to the folder named by SHOTS, to be looked at.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final, Literal

import httpx
import pytest
from playwright.sync_api import Browser, BrowserContext, Frame, Page, expect
from tests.journeys.running import Running
from tests.journeys.signing_in import give_code, give_password, hired, keep_codes, set_up_app, signed_in

ROOT: Final = Path(__file__).parents[2]
FOLDER: Final = Path(os.environ.get("HANDCLASP_TEST_AXE", ROOT / ".venv/foreign/axe"))
ROUTES: Final = ROOT / "src/handclasp/web/console/urls.py"
TAGS: Final = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
WIDTHS: Final = {"zh-CN": 390, "en-GB": 1280}
THEMES: Final[dict[str, Literal["dark", "light"]]] = {"zh-CN": "dark", "en-GB": "light"}
DRAWN: Final[dict[str, list[tuple[int, Literal["dark", "light"]]]]] = {
    "zh-CN": [(390, "dark"), (1280, "light")],
    "en-GB": [(390, "light"), (1280, "dark")],
}
ROLES: Final = ("director", "administrator", "privacy", "auditor", "specialist", "agent", "merchant")
MORE: Final = {"merchant": ("--merchant", "seller-42")}
"""What an account of a role is hired with beside it."""

NO_PAGES: Final = {
    "desk/sign-in": "for who is not signed in: see the doors",
    "desk/password": "for who is signing in: see the doors",
    "desk/enrol": "for who is signing in: see the doors",
    "desk/recovery-codes": "for who is signing in: see the doors",
    "desk/second-factor": "for who is signing in: see the doors",
    "desk/requests/add": "about one conversation: see below",
    "desk/security/codes": "leads back to the account",
    "desk/events": "a stream",
    "desk/approvals/count": "a number in another page",
    "desk/enrol/qr.svg": "a picture that is shown once",
    "desk/recovery-codes.txt": "a file that is given once",
    "desk/single-sign-on": "leads to the provider",
    "desk/single-sign-on/back": "comes from the provider",
    "desk/single-sign-on/connect": "leads to the provider",
    "desk/single-sign-on/refused": "comes from the provider",
}
"""Routes that are no page to look at, and why."""

RUN: Final = """async (tags) => {
  const found = await axe.run(document, {runOnly: {type: "tag", values: tags}, resultTypes: ["violations"]});
  return found.violations.map(one => one.id + ": " + one.nodes.slice(0, 3).map(n => n.target.join(" ") + " "
    + n.html.slice(0, 140)).join(" | "));
}"""


@pytest.fixture(scope="module")
def axe() -> str:
    """axe-core's source."""
    assert (FOLDER / "made").exists(), f"{FOLDER} is missing: run scripts/foreign-axe"
    return (FOLDER / "node_modules/axe-core/axe.min.js").read_text()


def pages() -> Iterator[str]:
    """The desk's routes that name nothing."""
    for route in re.findall(r'path\("(desk/[^"<]*)"', ROUTES.read_text()):
        if route not in NO_PAGES:
            yield f"/{route}"


def seen(where: Page | Frame, axe: str) -> list[str]:
    """What axe-core finds wrong with a page."""
    where.evaluate(axe)
    wrong: list[str] = where.evaluate(RUN, TAGS)
    return wrong


def look(where: Page | Frame, axe: str, name: str) -> dict[str, list[str]]:
    """What is wrong with it, under its name; nothing when nothing is."""
    found = seen(where, axe)
    return {name: found} if found else {}


def drawn(page: Page, shots: Path, locale: str, name: str) -> dict[str, list[str]]:
    """Its pictures, wide and narrow; which of them is wider than its window."""
    before, wrong = page.viewport_size, []
    for width, scheme in DRAWN[locale]:
        page.set_viewport_size({"width": width, "height": 900})
        page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
        file = re.sub(r"[^a-z0-9]+", "-", re.sub(r"[0-9a-f]{32}", "one", name)).strip("-")
        page.screenshot(path=shots / f"page-{file}-{locale[:2]}-{width}-{scheme}.png", full_page=True)
        if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
            wrong.append(f"wider than {width} pixels")
    assert before
    page.set_viewport_size(before)
    page.emulate_media(color_scheme=THEMES[locale], reduced_motion="reduce")
    return {f"{name} as drawn": sorted(set(wrong))} if wrong else {}


def context(chromium: Browser, locale: str) -> BrowserContext:
    size: Any = {"width": WIDTHS[locale], "height": 900}
    return chromium.new_context(locale=locale, color_scheme=THEMES[locale], viewport=size, reduced_motion="reduce")


@pytest.fixture(params=["zh-CN", "en-GB"])
def locale(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.mark.timeout(600)
def test_the_desk_shuts_nobody_out(up: Running, chromium: Browser, axe: str, shots: Path, locale: str) -> None:
    wrong: dict[str, list[str]] = {}
    left = set(pages())
    assert len(left) > 15
    told = {"conversation": f"looked at {locale}", "author": {"role": "customer", "id": f"looked-{locale}"}}
    said = told | {"id": f"looked at {locale}", "text": "我的身份证 11010119491231002X，卡密无效 / it does not work"}
    headers = {"Authorization": f"Bearer {up.api_key()}"}
    answer = httpx.post(f"{up.address}/v1/messages", json=said, headers=headers)
    assert answer.status_code == 201, answer.text
    name = answer.json()["conversation"]
    of_one = {
        "specialist": [f"/desk/c/{name}{rest}" for rest in ("", "/receipt/1", "/export", "/consents", "/delete")],
        "privacy": [f"/desk/requests/add?c={name}"],
    }
    for role in ROLES:
        name = f"{role}-looks-{locale[:2].lower()}"
        hired(up, name, role, *MORE.get(role, ()))
        with context(chromium, locale) as browser:
            page = browser.new_page()
            person = signed_in(up, page, name)
            for path in sorted(left) + of_one.get(role, []):
                answered = browser.request.get(f"{up.address}{path}", max_redirects=0)
                steps_up = "/desk/step-up/" in answered.headers.get("location", "")
                kind = answered.headers.get("content-type", "text/html")
                if answered.status == 405 or not kind.startswith("text/html"):
                    left.discard(path)  # it takes forms and shows nothing, or gives a file
                elif answered.status == 200 or steps_up:
                    left.discard(path)
                    page.goto(f"{up.address}{path}")
                    if steps_up:
                        wrong |= look(page, axe, "step-up")
                        give_code(page, person)
                        page.wait_for_url(re.compile(re.escape(path) + "$"))
                    wrong |= look(page, axe, f"{path} ({role})") | drawn(page, shots, locale, path)
    assert left == set(), "pages that none of these roles was shown"
    assert not wrong, "\n".join(f"{name}: {one}" for name, found in wrong.items() for one in found)


@pytest.mark.timeout(300)
def test_the_doors_shut_nobody_out(up: Running, chromium: Browser, axe: str, shots: Path, locale: str) -> None:
    wrong: dict[str, list[str]] = {}
    name = f"comes-{locale[:2].lower()}"
    hired(up, name, "agent")
    with context(chromium, locale) as browser:
        page = browser.new_page()
        for path in ("/desk/sign-in", "/shop/", "/verify", "/shop/orders/A1001"):
            page.goto(f"{up.address}{path}")
            wrong |= look(page, axe, path) | drawn(page, shots, locale, path)
        page.locator("[data-handclasp-open], [data-handclasp] button").first.click()
        frame = page.frame_locator("iframe")
        frame.locator("#text").fill("我的电话 13800138000 / hello")
        frame.locator("#send").click()
        expect(frame.locator("li.own button.seal")).to_have_text(re.compile(r"#[\d\s]+"))
        (inner,) = [one for one in page.frames if "/widget/frame" in one.url]
        wrong |= look(inner, axe, "the widget")
        person = give_password(up, page, name)
        wrong |= look(page, axe, "a first second factor")
        set_up_app(page, person)
        expect(page.locator(".codes")).to_be_visible()
        wrong |= look(page, axe, "recovery codes")
        keep_codes(page, person)
        browser.clear_cookies()
        give_password(up, page, name)
        wrong |= look(page, axe, "the second factor")
    assert not wrong, "\n".join(f"{name}: {one}" for name, found in wrong.items() for one in found)
