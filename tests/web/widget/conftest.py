"""The widget over a house in memory, asked without a network or visited by a real browser."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from playwright.sync_api import BrowserContext, expect
from tests.web.widget.asking import HOST, Visitor
from tests.web.widget.house import House
from tests.web.widget.stand import Chromium, ColorScheme, Customer, Enter, Stand, chromium

from handclasp.web.widget import create_widget

expect.set_options(timeout=20_000)


@pytest.fixture
def house() -> House:
    """An empty house."""
    return House()


@pytest.fixture
async def client(house: House) -> AsyncIterator[httpx.AsyncClient]:
    """Requests as the frame makes them."""
    transport: Any = httpx.ASGITransport(app=create_widget(house.services()))
    async with httpx.AsyncClient(transport=transport, base_url=HOST, headers={"Origin": HOST}) as client:
        yield client


@pytest.fixture
def visitor(client: httpx.AsyncClient, house: House) -> Visitor:
    """An anonymous visitor with a signing key, not yet in."""
    return Visitor(client, house)


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Chromium]:
    with chromium(tmp_path_factory.mktemp("chromium")) as browser:
        yield browser


@pytest.fixture
def stand() -> Iterator[Stand]:
    stand = Stand()
    yield stand
    stand.close()


@pytest.fixture
def enter(browser: Chromium, stand: Stand, tmp_path: Path) -> Iterator[Enter]:
    """Make customers; what their browsers complain about fails the test at its end. `device` is one of their own."""
    customers: list[Customer] = []
    own: list[BrowserContext] = []

    def make(*, private: bool = False, device: bool = False, scheme: ColorScheme = "light") -> Customer:
        if private or device:
            own.append(browser.private() if private else browser.profile(tmp_path / "device", locale="en-GB"))
        customers.append(Customer(own[-1] if own else browser.shared, stand, scheme))
        return customers[-1]

    yield make
    for customer in customers:
        customer.page.close()
    for context in own:
        context.close()
    assert [customer.complaints for customer in customers] == [[] for _ in customers]
