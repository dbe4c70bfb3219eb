"""A shop and a widget on two origins of this machine, served by real servers, so that a real browser can visit them."""

from __future__ import annotations

import re
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Literal, Protocol

import uvicorn
from playwright.sync_api import BrowserContext, ConsoleMessage, FrameLocator, Page, Playwright, sync_playwright
from starlette.types import ASGIApp
from tests.web.widget.house import SHOP_SECRET, SITE, House

from handclasp.records import Secret
from handclasp.web.shop import create_shop
from handclasp.web.widget import Limits, create_widget

NETWORK = re.compile(r"Failed to load resource|net::ERR_")
CHROMIUM = "/usr/bin/chromium"
LAUNCHER = re.compile("联系客服|Chat with us")
FLAGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-quic",
    "--no-first-run",
    "--disable-component-update",
    "--disable-sync",
]


ColorScheme = Literal["light", "dark"]


class Served:
    """An app on a port of 127.0.0.1 that keeps its number when it is stopped and started again."""

    def __init__(self, port: int | None = None) -> None:
        self._socket = _listen(port or 0)
        self.port: int = self._socket.getsockname()[1]
        self._server: uvicorn.Server | None = None
        self._thread: threading.Thread | None = None

    def start(self, app: ASGIApp) -> None:
        """Serve until stopped."""
        if self._socket.fileno() == -1:
            self._socket = _listen(self.port)
        config = uvicorn.Config(app, log_level="error", lifespan="off", timeout_graceful_shutdown=0, ws="none")
        self._server = uvicorn.Server(config)
        self._thread = threading.Thread(target=self._server.run, args=([self._socket],), daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Stop at once; open streams are cut."""
        if self._server and self._thread:
            self._server.should_exit = self._server.force_exit = True
            self._thread.join()
            self._server = self._thread = None
        self._socket.close()


class Stand:
    """The shop at 127.0.0.1, the widget at localhost, and the house behind it."""

    def __init__(self, before: int = 213) -> None:
        self.shop, self.widget = Served(), Served()
        self.shop_origin = f"http://127.0.0.1:{self.shop.port}"
        self.widget_origin = f"http://localhost:{self.widget.port}"
        self.house = House(origins=(self.shop_origin,), before=before, now=_now())
        self.shop.start(
            create_shop(site_key=SITE, shop_secret=Secret(SHOP_SECRET), clock=_now, widget_origin=self.widget_origin),
        )
        self.serve_widget()

    def serve_widget(self) -> None:
        """Start the widget's server, perhaps again; its memory of limits is new, the house is the same."""
        limits = Limits(streams=50)
        self.widget.start(create_widget(self.house.services(limits=limits)))

    def close(self) -> None:
        """Stop both."""
        self.shop.stop()
        self.widget.stop()

    @property
    def conversation(self) -> bytes:
        """The only conversation."""
        (pseudonym,) = self.house.names.values()
        return pseudonym


class Customer:
    """One customer's browser: what it shows, and what it complained about."""

    def __init__(self, context: BrowserContext, stand: Stand, scheme: ColorScheme = "light") -> None:
        self.context = context
        self.stand = stand
        self.complaints: list[str] = []
        self.page: Page = context.new_page()
        self.page.emulate_media(color_scheme=scheme)
        self.page.set_default_timeout(20_000)
        self.page.on("console", self._complain)
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))

    @property
    def frame(self) -> FrameLocator:
        """The chat."""
        return self.page.frame_locator("iframe")

    def visit(self, path: str = "/shop/", *, chat: bool = True) -> None:
        """Open a page of the shop, and the chat on it."""
        self.page.goto(self.stand.shop_origin + path)
        if chat:
            self.open()

    def open(self) -> None:
        """Open the chat and wait until it is connected."""
        self.page.get_by_role("button", name=LAUNCHER).click()
        self.connected()

    def connected(self) -> None:
        """Wait for the stream."""
        self.frame.locator("html[data-state=live]").wait_for(state="attached")

    def write(self, text: str) -> None:
        """Type and send."""
        self.frame.locator("#text").fill(text)
        self.frame.locator("#text").press("Enter")

    def sealed(self, text: str) -> str:
        """Wait until the words bear a receipt; the number it shows."""
        item = self.frame.locator("li.own", has_text=text)
        item.locator("button.seal").wait_for()
        return item.locator("button.seal").inner_text()

    def forgive_network(self) -> None:
        """Cut connections are what the test was about; every other complaint still counts."""
        self.complaints[:] = [one for one in self.complaints if not NETWORK.search(one)]

    def _complain(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            self.complaints.append(f"{message.type}: {message.text}")


class Chromium:
    """Headless Chromium: ordinary profiles, where a frame has storage of its own, and private windows without."""

    def __init__(self, playwright: Playwright, directory: Path) -> None:
        self._chromium = playwright.chromium
        self._directory = directory
        self._shared: BrowserContext | None = None

    @property
    def shared(self) -> BrowserContext:
        """One profile for many tests: each visits origins of its own, so only cookies must be forgotten between."""
        if self._shared is None:
            self._shared = self.profile(self._directory / "shared")
        self._shared.clear_cookies()
        return self._shared

    def close(self) -> None:
        """Let go of what was shared."""
        if self._shared is not None:
            self._shared.close()

    def profile(self, directory: Path, **options: Any) -> BrowserContext:
        """An ordinary profile; some distributions of Chromium deny storage to frames of other sites unless told."""
        preferences = directory / "Default" / "Preferences"
        preferences.parent.mkdir(parents=True)
        preferences.write_text('{"profile": {"cookie_controls_mode": 0, "block_third_party_cookies": false}}')
        given = {"locale": "zh-CN", **options}
        return self._chromium.launch_persistent_context(directory, executable_path=CHROMIUM, args=FLAGS, **given)

    def private(self) -> BrowserContext:
        """A private window."""
        browser = self._chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        context = browser.new_context(locale="zh-CN")
        context.on("close", lambda _: browser.close())
        return context


class Enter(Protocol):
    """Makes customers."""

    def __call__(self, *, private: bool = False, device: bool = False, scheme: ColorScheme = "light") -> Customer:
        """One more customer, in a private window or on a device of their own if asked."""


@contextmanager
def chromium(directory: Path) -> Iterator[Chromium]:
    """Chromium, for as long as it is needed, with its profiles in a directory."""
    with sync_playwright() as playwright:
        browser = Chromium(playwright, directory)
        yield browser
        browser.close()


def _listen(port: int) -> socket.socket:
    listening = socket.socket()
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listening.bind(("127.0.0.1", port))
    listening.listen(64)
    return listening


def _now() -> int:
    return time.time_ns() // 1_000_000
