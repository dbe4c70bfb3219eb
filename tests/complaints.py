"""What a browser's console complains of: every error and warning, but not that a page was left while it still asked."""

from __future__ import annotations

from playwright.sync_api import ConsoleMessage, Page

# htmx says both of a request that was given up; of one that failed it says "htmx:sendError" or "htmx:timeout" besides.
_GIVEN_UP = ("htmx:sendAbort", "htmx:afterRequest")


def listen(page: Page, complaints: list[str]) -> None:
    """Add to `complaints` what the console of `page` says from now on, and every error nobody caught."""

    def said(message: ConsoleMessage) -> None:
        text = f"{message.text} {message.location.get('url', '')}".strip()
        if message.type in {"error", "warning"} and not text.startswith(_GIVEN_UP):
            complaints.append(text)

    page.on("console", said)
    page.on("pageerror", lambda error: complaints.append(str(error)))
