"""Opening a conversation that was only just begun."""

from __future__ import annotations

import time

from playwright.sync_api import Page

PATIENCE = 60


def opened(page: Page, where: str) -> None:
    """The conversation's page, once the desk has read of it; asked beside the page, so no console speaks of it."""
    until = time.monotonic() + PATIENCE
    while not page.request.get(where).ok and time.monotonic() < until:
        page.wait_for_timeout(200)
    page.goto(where)
