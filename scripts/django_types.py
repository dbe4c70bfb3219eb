"""Django's settings as the type checker sees them: the console's own, with invented addresses. Connects to nothing."""

from __future__ import annotations

from pathlib import Path

from handclasp.web.console.settings import settings

globals().update(settings("postgresql://nobody@localhost/none", "x" * 50, "http://localhost:8600", Path("var")))
