"""Agents at the desk in Chromium and customers in their chats talk with one another; all that each of them saw is kept.

Customers are real clients: the widget's own protocol over HTTP (a session, messages, a stream of events from where it
left off), and a few of them the widget itself in Chromium. Agents open one of their conversations after the other, by
its page, and answer by keyboard. Where an agent is looking on, the customer answers back.

An eye's time runs from the customer's request to the frame in which the agent's page shows the line: a MutationObserver
sees it, the frame after is awaited; client and browser read the same machine's clock.
"""

from __future__ import annotations

import asyncio
import random
import re
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, suppress
from typing import Any, Final

import httpx
import msgspec
from benchmarks.seen import CHROMIUM, FLAGS
from playwright.async_api import Browser, Page, async_playwright

_EYE: Final = """
addEventListener("DOMContentLoaded", () => {
  window.eyes = [];
  const lines = document.getElementById("lines");
  if (!lines) return;
  const clock = () => performance.timeOrigin + performance.now();
  new MutationObserver((changes) => {
    const said = changes.flatMap((one) => [...one.addedNodes])
      .filter((node) => node.matches?.(".line.in"))
      .map((node) => node.querySelector(".said")?.textContent.trim() ?? "");
    if (!said.length) return;
    requestAnimationFrame(() => {
      const { port1, port2 } = new MessageChannel();
      port1.onmessage = () => eyes.push(...said.map((text) => [text, clock()]));
      port2.postMessage(0);
    });
  }).observe(lines, { childList: true });
});
"""
_LINES: Final = """() => [...document.querySelectorAll("#lines .line[data-seq]")]
  .filter((line) => line.querySelector(".said"))
  .map((line) => [Number(line.dataset.seq), line.classList.contains("in") ? "customer" : "agent",
                  line.querySelector(".said").textContent.trim()])"""
_BUBBLES: Final = """() => [...document.querySelectorAll("#thread li.own, #thread li.theirs")]
  .map((line) => [Number(line.dataset.seq ?? 0), line.classList.contains("own") ? "customer" : "agent",
                  line.querySelector(".bubble").textContent.trim()])"""
_SYLLABLES: Final = [first + vowel for first in "bdfgklmnprtv" for vowel in "aeiou"]
PATIENCE: Final = 180.0
_STAYS: Final = (2, 5)
"""Turns of a talk before an agent goes on to the next conversation."""
Line = tuple[int, str, str]
"""A record's place in its conversation, who said it (customer, agent), what."""


class Talk(msgspec.Struct, kw_only=True):
    """One conversation: what each side sent, in that order; what the customer heard, what the agent's page showed."""

    conversation: str
    customer: list[str] = []
    agent: list[str] = []
    heard: list[Line] = []
    shown: list[Line] = []


class Talked(msgspec.Struct, kw_only=True):
    """All of it; `eyes` are milliseconds from a customer's sending to the frame of the agent who was looking on."""

    talks: list[Talk]
    eyes: list[float]
    broken: int = 0

    @property
    def sent(self) -> int:
        """Messages of both sides."""
        return sum(len(one.customer) + len(one.agent) for one in self.talks)

    def wrong(self, which: Callable[[Talk], list[Line]]) -> tuple[int, int, int]:
        """How many were lost, doubled and out of order on one side (`heard` or `shown`)."""
        lost = doubled = disordered = 0
        for one in self.talks:
            lines = which(one)
            for role, sent in (("customer", one.customer), ("agent", one.agent)):
                seen = [text for _, who, text in lines if who == role]
                once = list(dict.fromkeys(seen))
                lost += len(set(sent) - set(seen))
                doubled += len(seen) - len(once)
                disordered += once != [text for text in sent if text in set(seen)]
            places = [seq for seq, _, _ in lines]
            disordered += places != sorted(places)
        return lost, doubled, disordered


def said(number: int, rest: str) -> str:
    """A text that nobody else says: a made-up word for its number, which no detector takes for anything."""
    word = ""
    while number or not word:
        number, digit = divmod(number, len(_SYLLABLES))
        word += _SYLLABLES[digit]
    return f"{rest} {word}k"


class Customer:
    """One customer: a client of the widget's protocol."""

    def __init__(self, room: Room, client: httpx.AsyncClient, told: dict[str, Any], number: int) -> None:
        self._room, self._client = room, client
        self._head = {"Authorization": f"Bearer {told['session']}", "X-Forwarded-For": room.address_of(number)}
        self._answered = asyncio.Event()
        self._turn = asyncio.Lock()
        self.talk = Talk(conversation=told["conversation"])

    async def say(self) -> None:
        """Say the next thing; what had no clear answer is said again under the same id, as the widget does."""
        async with self._turn:
            text = said(self._room.number(), self._room.choice(("请问", "还在吗", "order", "thanks", "好的，我看看")))
            self.talk.customer.append(text)
            at = time.time()
            self._room.sent[text] = at
            body = {"id": f"desk-proof-message-{text.rpartition(' ')[2]}", "sent": int(at * 1000), "text": text}
            while True:
                with suppress(httpx.TransportError):
                    answer = await self._client.post("/v1/widget/messages", json=body, headers=self._head)
                    if answer.is_success:
                        return
                    if answer.status_code not in (429, 503):
                        raise Wrong(f"a customer's message was answered with {answer.status_code}: {answer.text[:200]}")
                self._room.broken += 1
                await asyncio.sleep(1)

    async def live(self, until: float, pause: float) -> None:
        """Say something now and then, and answer whoever of the desk says something."""
        while (left := until - time.monotonic()) > 0:
            wait = min(self._room.random.expovariate(1 / pause), left)
            with suppress(TimeoutError):
                await asyncio.wait_for(self._answered.wait(), wait)
                await asyncio.sleep(self._room.random.uniform(0.4, 1.2))
            self._answered.clear()
            if time.monotonic() < until:
                await self.say()

    async def listen(self) -> None:
        """Hear everything, over as many streams as it takes."""
        last = 0
        while True:
            with suppress(httpx.TransportError):
                async for seq, record in self._events(last):
                    last = seq
                    if record["kind"] == "message":
                        role = "customer" if record["author"]["role"] == "customer" else "agent"
                        self.talk.heard.append((seq, role, record["body"]))
                        if role == "agent":
                            self._answered.set()
            self._room.broken += 1
            await asyncio.sleep(0.5)

    async def _events(self, after: int) -> AsyncIterator[tuple[int, dict[str, Any]]]:
        head = self._head | {"Last-Event-ID": str(after)}
        event, number = "", 0
        async with self._client.stream("GET", "/v1/widget/stream", headers=head, timeout=None) as answer:
            async for line in answer.aiter_lines():
                name, _, value = line.partition(": ")
                if name == "event":
                    event = value
                elif name == "id":
                    number = int(value)
                elif name == "data" and event == "record":
                    yield number, msgspec.json.decode(value, type=dict[str, Any])


class Visitor:
    """One customer with the widget itself, on the sample shop's page in Chromium."""

    def __init__(self, room: Room, page: Page) -> None:
        self._room, self._page = room, page
        self._frame = page.frame_locator("iframe")
        self.talk = Talk(conversation="")

    async def arrive(self, address: str) -> None:
        """Open the chat."""
        await self._page.goto(f"{address}/shop/")
        async with self._page.expect_response(re.compile("/v1/widget/sessions$")) as opened:
            await self._page.locator("[data-handclasp-open], [data-handclasp] button").first.click()
        answer = await opened.value
        self.talk.conversation = (await answer.json())["conversation"]
        await self._frame.locator("html[data-state=live]").wait_for(state="attached")

    async def say(self) -> None:
        """Type and send."""
        text = said(self._room.number(), "从网页来")
        self.talk.customer.append(text)
        await self._frame.locator("#text").fill(text)
        self._room.sent[text] = time.time()
        await self._frame.locator("#text").press("Enter")
        await (
            self._frame.locator("li.own button.seal").nth(len(self.talk.customer) - 1).wait_for(timeout=PATIENCE * 1000)
        )

    async def live(self, until: float, pause: float) -> None:
        """Say something now and then."""
        while (left := until - time.monotonic()) > 0:
            await asyncio.sleep(min(self._room.random.expovariate(1 / pause), left))
            if time.monotonic() < until:
                await self.say()

    async def look(self) -> None:
        """What the chat shows."""
        frame = next(one for one in self._page.frames if "/widget/frame" in one.url)
        self.talk.heard = msgspec.convert(await frame.evaluate(_BUBBLES), type=list[Line])


class Agent:
    """One agent: a browser of their own, one page, their conversations."""

    def __init__(self, room: Room, page: Page, talks: list[Talk]) -> None:
        self._room, self._page, self._talks = room, page, talks

    async def live(self, until: float) -> None:
        """Go from one conversation to the next and answer, until the time is over."""
        at = 0
        while time.monotonic() < until:
            talk = self._talks[at % len(self._talks)]
            at += 1
            await self._open(talk)
            for _ in range(self._room.random.randint(*_STAYS)):
                if time.monotonic() >= until:
                    break
                await self._answer(talk)
                with suppress(TimeoutError):
                    await asyncio.wait_for(self._room.said(len(talk.customer), talk), 4)
                await asyncio.sleep(0.5)
            await self._seen()

    async def _open(self, talk: Talk) -> None:
        while True:
            answer = await self._page.goto(f"{self._room.address}/desk/c/{talk.conversation}")
            if answer is not None and answer.status == 429:
                await asyncio.sleep(2)
                continue
            await self._page.locator("html[data-live=yes]").wait_for(state="attached", timeout=PATIENCE * 1000)
            return

    async def _answer(self, talk: Talk) -> None:
        text = said(self._room.number(), self._room.choice(("好的，已经为您登记", "Thank you for waiting", "请您稍等")))
        key = await self._page.locator("#composer [name=key]").get_attribute("value")
        await self._page.locator("#text").focus()
        await self._page.keyboard.insert_text(text)
        talk.agent.append(text)
        await self._page.keyboard.press("Control+Enter")
        line = self._page.locator(".line.out:not(.pending) .said", has_text=text)
        await line.wait_for(timeout=PATIENCE * 1000)
        # What is typed before the answer has come into the box would go with the old one.
        fresh = self._page.locator(f"#composer [name=key]:not([value='{key}'])")
        await fresh.wait_for(state="attached", timeout=PATIENCE * 1000)

    async def _seen(self) -> None:
        for text, at in await self._page.evaluate("() => window.eyes ?? []"):
            if text in self._room.sent:
                self._room.eyes.append(at - self._room.sent[text] * 1000)

    async def look(self) -> None:
        """Open each conversation once more, with all its earlier lines, and note what the page shows."""
        for talk in self._talks:
            await self._open(talk)
            earlier = self._page.locator(".earlier a")
            while await earlier.count():
                before = await self._page.locator("#lines .line").count()
                await earlier.click()
                await self._page.locator("#lines .line").nth(before).wait_for(timeout=PATIENCE * 1000)
            talk.shown = msgspec.convert(await self._page.evaluate(_LINES), type=list[Line])


class Wrong(Exception):
    """The house gave another answer than it should."""


class Room:
    """Where they talk."""

    def __init__(self, address: str, seed: int) -> None:
        self.address = address
        self.random = random.Random(seed)
        self.sent: dict[str, float] = {}
        self.eyes: list[float] = []
        self.broken = 0
        self._numbers = 0

    def number(self) -> int:
        """The next one."""
        self._numbers += 1
        return self._numbers

    def choice(self, some: tuple[str, ...]) -> str:
        """One of them."""
        return self.random.choice(some)

    @staticmethod
    def address_of(number: int) -> str:
        """Each customer comes from an address of their own, as the proxy in front says."""
        return f"10.1.{number >> 8}.{number & 255}"

    async def said(self, before: int, talk: Talk) -> None:
        """Until the customer has said something more."""
        while len(talk.customer) <= before:  # noqa: ASYNC110 - looked at, so that nobody has to tell
            await asyncio.sleep(0.05)


Seats = Callable[[list[list[str]]], Awaitable[tuple[str, list[str]]]]
"""Puts conversations into the hands of agents: the session cookie's name, and a session key each."""


class Size(msgspec.Struct, frozen=True, kw_only=True):
    """`customers` of whom `visitors` sit before the widget itself, `agents`, for `seconds`; `pause` between sayings."""

    customers: int = 50
    visitors: int = 2
    agents: int = 2
    seconds: float = 600
    pause: float = 15
    seed: int = 1


async def talked(address: str, site: str, size: Size, seats: Seats) -> Talked:
    """Let them talk."""
    room = Room(address, size.seed)
    limits = httpx.Limits(max_connections=None)
    async with AsyncExitStack() as stack:
        client = await stack.enter_async_context(httpx.AsyncClient(base_url=address, timeout=PATIENCE, limits=limits))
        playwright = await stack.enter_async_context(async_playwright())
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=list(FLAGS))
        stack.push_async_callback(browser.close)
        customers = [await _customer(room, client, site, number) for number in range(size.customers - size.visitors)]
        visitors = [await _visitor(room, browser) for _ in range(size.visitors)]
        everybody: list[Customer | Visitor] = [*customers, *visitors]
        for one in everybody:
            await one.say()  # a conversation begins with what its customer says
        hands = [[one.talk for one in everybody[number :: size.agents]] for number in range(size.agents)]
        cookie, keys = await seats([[talk.conversation for talk in hand] for hand in hands])
        agents = [await _agent(room, browser, cookie, *pair) for pair in zip(keys, hands, strict=True)]
        ears = [asyncio.create_task(one.listen()) for one in customers]
        until = time.monotonic() + size.seconds
        await asyncio.gather(*(one.live(until, size.pause) for one in everybody), *(one.live(until) for one in agents))
        await _settled(customers, ears)
        for visitor in visitors:
            await visitor.look()
        for agent in agents:
            await agent.look()
        for ear in ears:
            ear.cancel()
        return Talked(talks=[one.talk for one in everybody], eyes=room.eyes, broken=room.broken)


async def _settled(customers: list[Customer], ears: list[asyncio.Task[None]]) -> None:
    """Wait until everybody has heard as much as was said, or for long enough."""
    end = time.monotonic() + PATIENCE

    def heard(one: Customer) -> bool:
        return len(one.talk.heard) >= len(one.talk.customer) + len(one.talk.agent)

    while not all(map(heard, customers)) and time.monotonic() < end:
        await asyncio.sleep(0.1)
        for ear in ears:
            if ear.done():
                ear.result()
    await asyncio.sleep(1)  # what comes twice would come now


async def _customer(room: Room, client: httpx.AsyncClient, site: str, number: int) -> Customer:
    head = {"X-Forwarded-For": room.address_of(number)}
    answer = await client.post("/v1/widget/sessions", json={"site": site}, headers=head)
    return Customer(room, client, answer.json(), number)


async def _visitor(room: Room, browser: Browser) -> Visitor:
    page = await (await browser.new_context(locale="zh-CN")).new_page()
    visitor = Visitor(room, page)
    await visitor.arrive(room.address)
    return visitor


async def _agent(room: Room, browser: Browser, cookie: str, key: str, talks: list[Talk]) -> Agent:
    context = await browser.new_context(locale="zh-CN", viewport={"width": 1280, "height": 800})
    await context.add_cookies([{"name": cookie, "value": key, "url": room.address}])
    page = await context.new_page()
    page.set_default_timeout(PATIENCE * 1000)
    await page.add_init_script(_EYE)
    return Agent(room, page, talks)
