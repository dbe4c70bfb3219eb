"""What Chromium itself says of a page: bytes that came, requests, shifts of the layout, how soon a hand is answered.

Bytes are those of the wire, heads included (Network.loadingFinished, encodedDataLength). An answer to a hand is the
browser's own event timing: from the stamp of the key or click to the frame that follows its handlers. (Of a key that
leads to another page it may go with the page: then it is the page's own stamp of that frame.) Where the answer comes
from the server, a second time runs until what was asked for is painted: the frame after htmx has put it in, or
the new page's first contentful paint.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, Final, NamedTuple, cast

from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

CHROMIUM: Final = "/usr/bin/chromium"
FLAGS: Final = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--no-first-run",
    "--disable-component-update",
    "--disable-sync",
)
_WATCH: Final = """
(() => {
  const seen = (window.seen = { shift: 0, events: [], answers: [], began: 0 });
  const watch = (type, more, take) =>
    new PerformanceObserver((list) => list.getEntries().forEach(take)).observe({ type, buffered: true, ...more });
  watch("layout-shift", {}, (one) => { if (!one.hadRecentInput) seen.shift += one.value; });
  watch("event", { durationThreshold: 16 }, (one) => {
    if (one.interactionId) seen.events.push([one.interactionId, one.duration]);
    if (one.interactionId && seen.began) framed(one.duration);
  });
  const clock = () => performance.timeOrigin + performance.now();
  const framed = (took) => {
    try { sessionStorage.setItem("framed", Math.max(took, sessionStorage.getItem("framed") ?? 0)); } catch {}
  };
  const painted = (act) => requestAnimationFrame(() => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = act;
    port2.postMessage(0);
  });
  for (const type of ["keydown", "click", "change", "submit"]) {
    addEventListener(type, (event) => {
      seen.began = performance.timeOrigin + event.timeStamp;
      try { sessionStorage.setItem("began", seen.began); sessionStorage.removeItem("framed"); } catch {}
      painted(() => framed(clock() - seen.began));
    }, true);
  }
  addEventListener("htmx:afterSwap", () => painted(() => seen.answers.push(clock() - seen.began)), true);
  watch("paint", {}, (one) => {
    const began = Number(sessionStorage.getItem("began") ?? 0);
    if (one.name === "first-contentful-paint" && began) seen.opened = performance.timeOrigin + one.startTime - began;
  });
})();
"""


class Weight(NamedTuple):
    """What one page brought along: bytes of the wire by address, shifts of the layout, elements drawn."""

    bytes: dict[str, int]
    shift: float
    elements: int

    @property
    def total(self) -> int:
        """All bytes."""
        return sum(self.bytes.values())


class Eye:
    """A page of a fresh browser profile, and what is seen of it."""

    def __init__(self, context: BrowserContext) -> None:
        self.page: Page = context.new_page()
        self.page.add_init_script(_WATCH)
        self._wire = context.new_cdp_session(self.page)
        self._wire.send("Network.enable")
        self._asked: dict[str, str] = {}
        self.bytes: dict[str, int] = {}
        self._wire.on("Network.requestWillBeSent", self._ask)
        self._wire.on("Network.loadingFinished", self._came)

    def _ask(self, event: dict[str, Any]) -> None:
        self._asked[event["requestId"]] = event["request"]["url"]

    def _came(self, event: dict[str, Any]) -> None:
        url = self._asked.get(event["requestId"], "")
        self.bytes[url] = self.bytes.get(url, 0) + int(event["encodedDataLength"])

    def visit(self, address: str) -> Weight:
        """Load a page and let it come to rest."""
        self.bytes.clear()
        self.page.goto(address, wait_until="load")
        self.rest()
        return self.weight()

    def weight(self) -> Weight:
        """What has come since the last visit began."""
        shift = float(self.page.evaluate("seen.shift"))
        return Weight(dict(self.bytes), shift, int(self.page.evaluate("document.querySelectorAll('*').length")))

    def rest(self) -> None:
        """Until nothing is asked for any more and two frames were painted."""
        self._until("!document.querySelector('.htmx-request')")
        self.page.evaluate(
            "new Promise((r) => requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(r, 50))))"
        )

    def _until(self, true: str) -> None:
        # Looked at frame by frame: the page's own policy forbids what Playwright would do.
        self.page.evaluate(f"new Promise((r) => (function look() {{ {true} ? r() : requestAnimationFrame(look) }})())")

    def answered(self, acts: int) -> list[float]:
        """Milliseconds from each of so many keys or clicks to the frame after it; what took less than 16 counts as 16.

        The browser tells of nothing shorter.
        """
        self.page.wait_for_timeout(100)  # the browser tells of them a little later
        events = cast("list[list[float]]", self.page.evaluate("seen.events"))
        longest: dict[float, float] = {}
        for number, took in events:
            longest[number] = max(longest.get(number, 0.0), took)
        self.page.evaluate("seen.events.length = 0")
        return [*longest.values(), *([16.0] * (acts - len(longest)))]

    def fetched(self, act: Callable[[], object]) -> float:
        """Do something that the server answers with a part of the page; milliseconds until that part is painted."""
        before = int(self.page.evaluate("seen.answers.length"))
        act()
        self._until(f"seen.answers.length > {before}")
        self.rest()
        return float(self.page.evaluate("before => seen.answers[before]", before))

    def opened(self, act: Callable[[], object]) -> tuple[float, float]:
        """Do something that leads to another page; milliseconds to the next frame, and to its first contentful paint.

        Where the page was gone before that frame, the first is the second.
        """
        with self.page.expect_navigation(wait_until="load"):
            act()
        self._until("seen.opened !== undefined")
        self.rest()
        opened = float(self.page.evaluate("seen.opened"))
        framed = self.page.evaluate("sessionStorage.getItem('framed')")
        return opened if framed is None else float(framed), opened


@contextmanager
def chromium() -> Iterator[Browser]:
    """Debian's Chromium."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=list(FLAGS))
        yield browser
        browser.close()


def eye(browser: Browser, address: str, cookies: dict[str, str], locale: str = "zh-CN") -> Eye:
    """A fresh profile with these cookies at an address, 1280 wide."""
    context = browser.new_context(locale=locale, viewport={"width": 1280, "height": 800})
    if cookies:
        context.add_cookies([{"name": name, "value": value, "url": address} for name, value in cookies.items()])
    return Eye(context)
