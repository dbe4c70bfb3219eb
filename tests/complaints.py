"""What a browser's console complains of: every error and warning, but not that a page was left while it still asked."""

from __future__ import annotations

import re

from playwright.sync_api import ConsoleMessage, Page

# htmx says both of a request that was given up; of one that failed it says "htmx:sendError" or "htmx:timeout" besides.
_GIVEN_UP = ("htmx:sendAbort", "htmx:afterRequest")

# What was asked beside a page about a conversation, or for its cache, may be nobody's any more when it is answered.
_NO_LONGER = re.compile(r"status of 404.*/desk/(c/[0-9a-f]{32}/|security/cache)")


def listen(page: Page, complaints: list[str]) -> None:
    """Add to `complaints` what the console of `page` says from now on, and every error nobody caught."""

    def said(message: ConsoleMessage) -> None:
        text = f"{message.text} {message.location.get('url', '')}".strip()
        if message.type in {"error", "warning"} and not text.startswith(_GIVEN_UP) and not _NO_LONGER.search(text):
            complaints.append(text)

    page.on("console", said)
    page.on("pageerror", lambda error: complaints.append(str(error)))
