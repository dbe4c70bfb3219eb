"""What every page's frame needs: the look chosen in this browser, the reader's time zone, the language to switch to."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any, Final
from zoneinfo import ZoneInfo, available_timezones

from django.conf import settings
from django.utils.translation import get_language

if TYPE_CHECKING:
    from django.http import HttpRequest

THEMES: Final = ("auto", "light", "dark")
THEME_COOKIE: Final = "handclasp_theme"
ZONE_COOKIE: Final = "handclasp_zone"


def cookie(name: str) -> str:
    """A cookie's name: behind HTTPS one that a browser takes from this host alone."""
    return f"__Host-{name}" if settings.SESSION_COOKIE_SECURE else name


def frame(request: HttpRequest) -> dict[str, Any]:
    """Context for all templates."""
    theme = request.COOKIES.get(cookie(THEME_COOKIE), "auto")
    return {
        "theme": theme if theme in THEMES else "auto",
        "themes": THEMES,
        "language": get_language() or "en",
    }


@cache
def _zones() -> frozenset[str]:
    return frozenset(available_timezones())


def zone(request: HttpRequest) -> ZoneInfo:
    """The zone the browser named in its cookie, or UTC."""
    name = request.COOKIES.get(cookie(ZONE_COOKIE), "UTC")
    return ZoneInfo(name if name in _zones() else "UTC")
