"""The widget over a house in memory, asked without a network."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest
from tests.web.widget.asking import HOST, Visitor
from tests.web.widget.house import House

from handclasp.web.widget import create_widget


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
