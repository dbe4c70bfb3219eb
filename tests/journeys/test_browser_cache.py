"""What a browser of the desk keeps for salvage: encrypted, bounded to its person, taken out as a file, wiped."""

from __future__ import annotations

import itertools
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from playwright.sync_api import Browser, Page, expect
from tests.complaints import listen
from tests.journeys.opening import opened
from tests.journeys.running import Running
from tests.journeys.signing_in import hired, signed_in
from tests.journeys.test_second_person import written

from handclasp.verify import Status, Trust, check, parse_vkey
from handclasp.verify.pieces import read_pieces

_numbers = itertools.count(1)
RAW = """async () => {
  const asked = (request) => new Promise((done) => { request.onsuccess = () => done(request.result); });
  const db = await asked(indexedDB.open("handclasp-desk", 1));
  const text = (part) => new TextDecoder("latin1").decode(part);
  const all = await asked(db.transaction("lines").objectStore("lines").getAll());
  return all.map((line) => ({ ...line, iv: line.iv.length, sealed: text(line.sealed) }));
}"""


class At(NamedTuple):
    """A lead at their own browser, and the conversation's address."""

    page: Page
    where: str
    name: str


@pytest.fixture(params=["zh-CN", "en-GB"])
def at(up: Running, chromium: Browser, request: pytest.FixtureRequest) -> Iterator[At]:
    locale = str(request.param)
    name = f"keeper-{locale[:2]}-{next(_numbers)}"
    hired(up, name, "lead")
    context = chromium.new_context(locale=locale, viewport={"width": 1280, "height": 900})
    page = context.new_page()
    complaints: list[str] = []
    listen(page, complaints)
    signed_in(up, page, name)
    yield At(page, up.address + written(up, f"browser cache {name}"), name)
    context.close()
    assert complaints == []


def kept(page: Page) -> list[dict[str, Any]]:
    """What lies on the disk, once something is there."""
    expect(page.locator("#keeping")).to_have_attribute("data-kept", re.compile("[1-9]"))
    found: list[dict[str, Any]] = page.evaluate(RAW)
    return found


def test_what_was_read_is_kept_encrypted_and_taken_out_for_salvage(
    at: At, up: Running, shots: Path, tmp_path: Path
) -> None:
    page = at.page
    opened(page, at.where)
    expect(page.locator(".line").first).to_be_visible()
    lines = kept(page)
    assert {line["account"] for line in lines} == {f"demo/{at.name}"}
    assert not any(word in line["sealed"] for line in lines for word in ("handclasp", "A1001", "receipt"))
    page.goto(f"{up.address}/desk/security")
    page.locator("a[href='/desk/security/cache']").click()
    expect(page.locator("[data-total]")).to_have_text(str(len(lines)))
    for width, theme in ((1280, "light"), (1280, "dark"), (390, "light")):
        page.emulate_media(color_scheme="dark" if theme == "dark" else "light")
        page.set_viewport_size({"width": width, "height": 900})
        page.screenshot(path=shots / f"cache-{at.name}-{width}-{theme}.png", full_page=True)
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    with page.expect_download() as saved:
        page.locator("[data-export]").click()
    saved.value.save_as(tmp_path / "cache.receipts.json")
    data = (tmp_path / "cache.receipts.json").read_bytes()
    assert any("A1001" in item.get("text", "") for item in json.loads(data)["items"])
    trust = Trust(tuple(parse_vkey(line) for line in up.run("log", "vkey").split() if "+" in line))
    assert check(data, trust).status is Status.VALID
    pieces, failed = read_pieces(data, trust)
    assert (len(pieces), failed) == (len(lines), [])
    page.locator("[data-wipe]").click()
    expect(page.locator("[data-total]")).to_have_text("0")
    assert page.evaluate(RAW) == []


def test_a_suspended_persons_browser_is_wiped_and_gets_no_key(at: At, up: Running) -> None:
    page = at.page
    opened(page, at.where)
    assert kept(page)
    up.run("staff", "suspend", at.name, "--tenant", "demo")
    expect(page.locator("#keeping")).to_have_attribute("data-kept", "0")
    assert page.evaluate(RAW) == []
