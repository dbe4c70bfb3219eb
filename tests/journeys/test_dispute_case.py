"""From 卡密无效 said in the chat to a verified evidence pack, beside a real database with dujiaoka's tables.

The specialist's clicks are counted by the browser itself: every press of a pointer on any of their pages.
"""

from __future__ import annotations

import json
import re
import shutil
import tempfile
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pyrage
import pytest
from playwright.sync_api import Browser, Page, expect
from tests.complaints import listen
from tests.journeys import by_keyboard
from tests.journeys.running import Running, running
from tests.journeys.signing_in import hired, signed_in, step_up
from tests.orders.conftest import mariadb
from tests.orders.shops import CARD_ONE, CARD_TWO, IP, MAIL, PASSWORD, READER, Server

__all__ = ["mariadb"]
pytestmark = pytest.mark.timeout(600)
PASSPHRASE = "a specimen passphrase 4711"
FEWER_THAN = 10
WORDS = {
    "zh-CN": {
        "said": "卡密无效，兑换时提示已被使用",
        "claim": "卡密无效",
        "why": "库存卡密损坏，样品",
        "missing": "未记录",
    },
    "en-GB": {
        "said": "The code does not work, it says it was used",
        "claim": "Code does not work",
        "why": "the stock was spoilt, specimen",
        "missing": "not recorded",
    },
}


@pytest.fixture(scope="module")
def house(mariadb: Server) -> Iterator[Running]:
    """A house that reads a card shop's own database."""
    path = Path(tempfile.mkdtemp(prefix="handclasp-dispute-"))
    path.chmod(0o711)
    password = path / "shop.password"
    password.write_text(PASSWORD)
    shop = {"tenant": "demo", "kind": "dujiaoka", "currency": "CNY", "password_file": str(password)}
    shop["dsn"] = f"mysql://{READER}@localhost/dujiaoka?socket={mariadb.socket}"
    with running(path, "localhost", HANDCLASP_CONNECTORS=json.dumps({"djk": shop})) as made:
        yield made
    shutil.rmtree((path / "postgres").resolve(), ignore_errors=True)
    shutil.rmtree(path, ignore_errors=True)


class Room:
    """Browsers of a customer, a specialist and a director; what the specialist clicks is counted."""

    def __init__(self, browser: Browser, locale: str) -> None:
        self.locale, self.words = locale, WORDS[locale]
        self.complaints: list[str] = []
        self.clicks = 0
        self._browser = browser
        self.customer, self.specialist, self.director = self._page(), self._page(), self._page()
        self.specialist.context.expose_function("counted", self._counted)
        self.specialist.context.add_init_script(
            "addEventListener('pointerdown', (event) => { if (event.isTrusted) window.counted(); }, true)"
        )

    def _page(self) -> Page:
        page = self._browser.new_context(locale=self.locale, viewport={"width": 1440, "height": 900}).new_page()
        listen(page, self.complaints)
        return page

    @contextmanager
    def another(self) -> Iterator[Page]:
        """A browser for a while."""
        page = self._page()
        yield page
        page.context.close()

    def _counted(self) -> None:
        self.clicks += 1

    def close(self) -> None:
        for page in (self.customer, self.specialist, self.director):
            page.context.close()


@pytest.fixture(params=["zh-CN", "en-GB"])
def room(chromium: Browser, request: pytest.FixtureRequest) -> Iterator[Room]:
    made = Room(chromium, str(request.param))
    yield made
    made.close()
    assert made.complaints == []


def said_in_the_chat(house: Running, room: Room) -> None:
    """The customer says it in the widget on the shop's page."""
    chat = room.customer.frame_locator("iframe")
    room.customer.goto(f"{house.address}/shop/orders/A1001")
    room.customer.locator("[data-handclasp-open], [data-handclasp] button").first.click()
    chat.locator("#text").fill(room.words["said"])
    chat.locator("#send").click()
    expect(chat.locator("li.own button.seal")).to_have_text(re.compile(r"#[\d\s]+"))


def test_from_a_code_that_does_not_work_to_a_verified_pack(
    house: Running, room: Room, shots: Path, tmp_path: Path
) -> None:
    words, page, look = room.words, room.specialist, room.locale
    name = f"bai-{look[:2].lower()}"
    hired(house, name, "specialist", "--team", "disputes")
    person = signed_in(house, page, name)
    said_in_the_chat(house, room)
    expect(page.locator(".row")).not_to_have_count(0)
    room.clicks = 0

    page.locator(".row").last.click()
    page.locator("#take").click()
    expect(page.locator("#composer")).to_be_visible()
    number = page.locator("#order-number")
    number.click()
    page.keyboard.type("DJK2026A")
    page.keyboard.press("Enter")
    order = page.locator("#order")
    expect(order).to_contain_text("****-KD04")
    page.screenshot(path=shots / f"case-order-{look}.png")
    order.get_by_role("button", name=words["claim"]).click()

    # The facts are there by themselves, and what the shop does not record is named so.
    expect(page).to_have_url(re.compile("/case/[0-9a-f]{32}$"))
    case = page.url
    expect(page.locator(".case-side")).to_contain_text("199.00 CNY")
    expect(page.locator(".case-side")).to_contain_text(words["missing"])
    for secret in (CARD_ONE, CARD_TWO, MAIL, IP):
        assert secret not in page.content()
    page.screenshot(path=shots / f"case-opened-{look}.png")

    page.locator(".deciding .purposes label").first.click()
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    expect(page.locator(".deciding [name=why]")).to_be_focused()
    page.keyboard.type(words["why"])
    page.locator(".deciding button.main").click()
    expect(page.locator(".case-main")).to_contain_text("199.00 CNY")
    page.screenshot(path=shots / f"case-decided-{look}.png")
    page.locator("#pack").click()
    expect(page).to_have_url(re.compile("/desk/approvals/"))

    approve(house, room, page.url)

    page.reload()
    page.locator("a[href*='/step-up/export']").click()
    expect(page).to_have_url(re.compile("/desk/step-up/"))
    page.locator("form:has([name=code]) [name=code]").fill(person.code())
    page.keyboard.press("Enter")
    page.locator("[name=passphrase]").fill(PASSPHRASE)
    page.locator("[name=again]").fill(PASSPHRASE)
    with page.expect_download() as download:
        page.locator("form[data-once] button.main").click()

    (shots / f"case-clicks-{look}.txt").write_text(f"{room.clicks}\n")
    assert 0 < room.clicks < FEWER_THAN
    verified(house, download.value.path(), case.rpartition("/")[2], room, tmp_path)


def test_the_whole_dispute_by_keyboard_alone(house: Running, room: Room, tmp_path: Path) -> None:
    """Nobody in it touches a mouse: customer, specialist, director."""
    words, page, director, look = room.words, room.specialist, room.director, room.locale
    name = f"keys-{look[:2].lower()}"
    hired(house, name, "specialist", "--team", "disputes")
    with room.another() as before:  # a password of their own and an app: another journey shows how
        person = signed_in(house, before, name)
    with room.another() as before:
        deciding = signed_in(house, before, "risk")
    pointed: list[str] = []
    for one in (room.customer, page, director):
        by_keyboard.without_mouse(one, pointed)

    said_by_keyboard(house, room)
    by_keyboard.sign_in(house, page, person)
    case = decided_by_keyboard(page, words)
    request = page.url
    by_keyboard.sign_in(house, director, deciding)
    director.goto(request)
    by_keyboard.press(director, director.locator("a[href*='/step-up/approve']"))
    by_keyboard.give_code(director, deciding)
    by_keyboard.press(director, director.locator("[name=decision][value=approve]"))
    expect(director.locator("[name=decision]")).to_have_count(0)

    page.reload()
    by_keyboard.press(page, page.locator("a[href*='/step-up/export']"))
    by_keyboard.give_code(page, person)
    for field in ("passphrase", "again"):
        by_keyboard.to(page, page.locator(f"[name={field}]"))
        page.keyboard.type(PASSPHRASE)
    with page.expect_download() as download:
        by_keyboard.press(page, page.locator("form[data-once] button.main"))
    verified(house, download.value.path(), case, room, tmp_path)
    assert pointed == []


def decided_by_keyboard(page: Page, words: dict[str, str]) -> str:
    """From the list to a pack that is asked for: take, answer, look the order up, open a dispute, decide."""
    expect(page.locator(".row").last).to_be_visible()
    page.keyboard.press("k")  # from the end of the list: who came last
    expect(page.locator(".row").last).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#take")).to_be_visible()
    expect(page.locator("html[data-live=yes]")).to_be_attached()
    page.keyboard.press("t")
    expect(page.locator("#composer")).to_be_visible()
    expect(page.locator("html[data-live=yes]")).to_be_attached()
    page.keyboard.press("r")
    expect(page.locator("#text")).to_be_focused()
    page.keyboard.type(words["why"])
    page.keyboard.press("Control+Enter")
    expect(page.locator(".line.out:not(.pending) .said", has_text=words["why"])).to_be_visible()
    page.keyboard.press("Escape")

    by_keyboard.to(page, page.locator("#order-number"))
    page.keyboard.type("DJK2026A")
    page.keyboard.press("Enter")
    expect(page.locator("#order")).to_contain_text("****-KD04")
    by_keyboard.press(page, page.locator("#order").get_by_role("button", name=words["claim"]))
    expect(page).to_have_url(re.compile("/case/[0-9a-f]{32}$"))
    case = page.url.rpartition("/")[2]
    by_keyboard.press(page, page.locator(".deciding .purposes input[type=radio]"), "Space")
    by_keyboard.to(page, page.locator(".deciding [name=why]"))
    page.keyboard.type(words["why"])
    by_keyboard.press(page, page.locator(".deciding button.main"))
    expect(page.locator(".case-main")).to_contain_text("199.00 CNY")
    by_keyboard.press(page, page.locator("#pack"))
    expect(page).to_have_url(re.compile("/desk/approvals/"))
    return case


def said_by_keyboard(house: Running, room: Room) -> None:
    """The customer says it in the widget, without a mouse."""
    customer = room.customer
    customer.goto(f"{house.address}/shop/orders/A1001")
    by_keyboard.press(customer, customer.locator("[data-handclasp-open], [data-handclasp] button"))
    chat = customer.frame_locator("iframe")
    expect(chat.locator("html[data-state=live]")).to_be_attached()
    by_keyboard.to(customer, chat.locator("#text"))
    customer.keyboard.type(room.words["said"])
    customer.keyboard.press("Enter")
    expect(chat.locator("li.own button.seal")).to_have_text(re.compile(r"#[\d\s]+"))


def approve(house: Running, room: Room, address: str) -> None:
    """A risk director lets it leave."""
    director = room.director
    deciding = signed_in(house, director, "risk")
    director.goto(address)
    director.click("a[href*='/step-up/approve']")
    step_up(director, deciding)
    director.click("[name=decision][value=approve]")
    expect(director.locator("[name=decision]")).to_have_count(0)


def verified(house: Running, taken: Path, case: str, room: Room, folder: Path) -> None:
    """The pack proves itself with no server, and holds the case's steps and the order's facts, masked."""
    pack = folder / "case.handclasp.zip"
    pack.write_bytes(pyrage.passphrase.decrypt(taken.read_bytes(), PASSPHRASE))
    vkey = house.run("log", "vkey").splitlines()[0]
    told = house.run("verify", str(pack), "--vkey", vkey, "--lang", room.locale[:2])
    assert ("有效" if room.locale == "zh-CN" else "VALID") in told
    with zipfile.ZipFile(pack) as archive:
        transcript = json.loads(archive.read("transcript.json"))
        everything = b"".join(archive.read(name) for name in archive.namelist()).decode(errors="replace")
    found = [_values(record["record"]["openings"]) for record in transcript["records"]]
    steps = [one["step"] for one in found if one.get("case") == case]
    assert steps == ["opened", "gathered", "decided", "refund-proposed"]
    assert any(one.get("kind") == "order-event" and one.get("order") == "DJK2026A" for one in found)
    for secret in (CARD_ONE, CARD_TWO, MAIL, IP):
        assert secret not in everything


def _values(openings: dict[str, Any]) -> dict[str, Any]:
    return {name: opening["value"]["v"] for name, opening in openings.items()}
