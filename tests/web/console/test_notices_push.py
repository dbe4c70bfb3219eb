"""Web Push from the choice to the browser: sealed for it alone; ended by signing out, leaving, or its own service."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from cryptography.exceptions import InvalidTag
from playwright.sync_api import Page, expect
from tests.house_fixture import house_template
from tests.web.console import stand
from tests.web.console.mail_server import Certificate
from tests.web.console.push_service import PushService, Subscription, trusting
from tests.web.console.real_house import Rooms, rooms, whole_house
from tests.web.console.test_journey import _beside_playwright, chromium, page
from tests.web.console.test_notices_pages import waiting
from tests.web.console.test_scripts import text

from handclasp.desk.notices.push import Gateway
from handclasp.house import noticing

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.test import Client

__all__ = ["_beside_playwright", "chromium", "house_template", "page", "rooms", "whole_house"]

MINUTE = 60_000


class Pushing:
    """A house that pushes to one service, and a clock."""

    def __init__(self, rooms: Rooms, service: PushService) -> None:
        self.rooms, self.service = rooms, service
        self.ahead = 0

    def now(self) -> int:
        """The real time, or later."""
        import time  # noqa: PLC0415

        return time.time_ns() // 1_000_000 + self.ahead

    def step(self, minutes: int = 0) -> int:
        """Let some time pass, then look and send once."""
        self.ahead += minutes * MINUTE
        return noticing.sending(self.rooms.house, self.now).step("shop", 1)

    def browser(self, username: str, name: str = "abc") -> tuple[Client, Subscription]:
        """Somebody's browser that has subscribed; they want to know who waits."""
        client, made = self.rooms.browser(username), Subscription(f"{self.service.address}/push/{name}")
        client.post("/desk/notices", {"wanted": ["waits/push"]})
        assert client.post("/desk/notices/browser", made.form()).status_code == 204
        return client, made

    def known(self, username: str) -> int:
        """How many browsers of somebody are pushed to."""
        return len(noticing.desk(self.rooms.house, self.now).browsers(self.rooms.reader(username)))


@pytest.fixture
def pushing(rooms: Rooms, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Pushing]:
    certificate = Certificate(tmp_path)
    service = PushService(certificate)
    # Push services stand in the public network; this one alone does not.
    gateway = Gateway(["localhost"], allowed=lambda one: one.is_loopback, trust=trusting(certificate))
    monkeypatch.setattr(noticing, "gateway", lambda _house: gateway)
    before = rooms.house.settings
    rooms.house.settings = before.model_copy(update={"push_services": ["localhost"]})
    rooms.use()
    service.subscribed_key = noticing.desk(rooms.house, lambda: 0).push_key()
    yield Pushing(rooms, service)
    rooms.house.settings = before
    service.stop()


def test_a_notice_reaches_the_browser_sealed_for_it_alone(pushing: Pushing) -> None:
    pushing.rooms.hire("lena", "agent")
    _, made = pushing.browser("lena")
    waiting("lena")
    waiting()
    assert pushing.step() == 1
    (body,) = pushing.service.bodies
    assert made.opened(body) == {"lines": ["2 customers wait"], "where": "/desk/"}
    with pytest.raises(InvalidTag):
        Subscription(made.endpoint).opened(body)
    told = pushing.service.headers[0]
    assert (told["Content-Encoding"], told["TTL"], told["Topic"]) == ("aes128gcm", "3600", "handclasp")
    for _ in range(11):
        waiting("lena")
    assert pushing.step(15) == 1
    assert made.opened(pushing.service.bodies[1])["lines"] == ["13 customers wait"]
    assert len(pushing.service.bodies[1]) == len(body)


@pytest.mark.parametrize("status", [404, 410])
def test_a_browser_that_is_gone_is_forgotten(pushing: Pushing, status: int) -> None:
    pushing.rooms.hire("lena", "agent")
    pushing.browser("lena")
    waiting("lena")
    pushing.service.status = status
    assert (pushing.step(), pushing.known("lena")) == (0, 0)
    assert [pushing.step(5) for _ in range(3)] == [0, 0, 0]
    assert pushing.service.asked == 1


def test_a_busy_service_is_asked_again_and_a_redirect_is_not_followed(pushing: Pushing) -> None:
    pushing.rooms.hire("lena", "agent")
    pushing.browser("lena")
    waiting("lena")
    for status in (503, 307):
        pushing.service.status = status
        pushing.step(2)
        (state,) = noticing.sendings(pushing.rooms.house, pushing.now, "shop")
        assert (state[0], state[6]) == ("push", f"answer-{status}")
    assert pushing.service.asked == 2
    pushing.service.status = 201
    assert pushing.step(5) == 1


def test_signing_out_ends_it_in_this_browser(pushing: Pushing) -> None:
    pushing.rooms.hire("lena", "agent")
    client, _ = pushing.browser("lena")
    pushing.browser("lena", "another")
    client.post("/desk/sign-out")
    assert pushing.known("lena") == 1


def test_signing_out_everywhere_and_leaving_end_it_in_all(pushing: Pushing) -> None:
    from handclasp.access import staff as accounts  # noqa: PLC0415

    staff = pushing.rooms.hire("lena", "agent")
    pushing.browser("lena")
    accounts.end_sessions(staff)
    assert pushing.known("lena") == 0
    pushing.browser("lena")
    assert pushing.known("lena") == 1
    waiting("lena")
    staff.refresh_from_db()
    accounts.suspend(staff)
    assert (pushing.step(), pushing.service.asked) == (0, 0)
    assert pushing.known("lena") == 0


def test_a_browser_is_one_persons_and_a_person_has_five(pushing: Pushing) -> None:
    for name in ("lena", "tom"):
        pushing.rooms.hire(name, "agent")
    pushing.browser("lena", "shared")
    pushing.browser("tom", "shared")
    assert (pushing.known("lena"), pushing.known("tom")) == (0, 1)
    for number in range(6):
        pushing.browser("lena", f"own-{number}")
    assert pushing.known("lena") == 5


def test_a_browser_can_be_stopped_on_the_page(pushing: Pushing) -> None:
    pushing.rooms.hire("lena", "agent")
    client, _ = pushing.browser("lena")
    shown = text(client.get("/desk/notices"))
    device = noticing.desk(pushing.rooms.house, pushing.now).browsers(pushing.rooms.reader("lena"))[0].device
    assert f'value="{device}"' in shown
    assert pushing.rooms.browser_of("tom", "agent").post("/desk/notices/browser", {"forget": device}).status_code == 302
    assert pushing.known("lena") == 1
    client.post("/desk/notices/browser", {"forget": device})
    assert pushing.known("lena") == 0


@pytest.mark.parametrize(
    "change",
    [
        {"endpoint": "https://169.254.169.254/latest/meta-data"},
        {"endpoint": "http://localhost/push/abc"},
        {"p256dh": "BBBB"},
        {"p256dh": "%%%"},
        {"auth": "AAAA"},
        {"auth": ""},
    ],
)
def test_what_no_browser_of_a_known_service_says_is_refused(pushing: Pushing, change: dict[str, str]) -> None:
    pushing.rooms.hire("lena", "agent")
    form = Subscription(f"{pushing.service.address}/push/abc").form() | change
    answer = pushing.rooms.browser("lena").post("/desk/notices/browser", form)
    assert (answer.status_code, pushing.known("lena")) == (422, 0)


def test_a_house_that_names_no_push_service_pushes_nothing(rooms: Rooms) -> None:
    rooms.hire("lena", "agent")
    assert "Web Push" not in text(rooms.browser("lena").get("/desk/notices"))
    form = Subscription("https://fcm.googleapis.com/fcm/send/abc").form()
    assert rooms.browser("lena").post("/desk/notices/browser", form).status_code == 422


# --- in a browser: what the service worker makes of what its push service hands it


@pytest.fixture
def address(pushing: Pushing) -> Iterator[str]:
    with stand.served() as where:
        yield where


SHOWN = """async () => {
  const there = await navigator.serviceWorker.ready;
  return (await there.getNotifications()).map(({ title, body, data }) => [title, body, data.where]);
}"""


def test_the_service_worker_shows_what_it_is_pushed(pushing: Pushing, address: str, page: Page) -> None:
    pushing.rooms.hire("lena", "agent")
    client = pushing.rooms.browser("lena")
    kept = [{"name": name, "value": cookie.value, "url": address} for name, cookie in client.cookies.items()]
    page.context.add_cookies(kept)  # type: ignore[arg-type]
    page.context.grant_permissions(["notifications"], origin=address)
    devtools = page.context.new_cdp_session(page)
    registered: list[dict[str, Any]] = []
    devtools.on("ServiceWorker.workerRegistrationUpdated", lambda told: registered.extend(told["registrations"]))
    devtools.send("ServiceWorker.enable")
    page.goto(f"{address}/desk/notices")
    expect(page.locator("[data-push] button")).to_be_visible()
    page.evaluate("navigator.serviceWorker.register('/desk/push.js', { scope: '/desk/' })")
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    told = {"lines": ["2 customers wait"], "where": "/desk/"}
    pushed = {"origin": address, "registrationId": registered[0]["registrationId"], "data": json.dumps(told)}
    devtools.send("ServiceWorker.deliverPushMessage", pushed)
    for _ in range(200):
        if shown := page.evaluate(SHOWN):
            break
    assert shown == [["Handclasp", "2 customers wait", "/desk/"]]
