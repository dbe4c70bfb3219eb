"""The desk's own tests stand on the same database as the console's."""

from __future__ import annotations

from tests.web.console.conftest import _django, desk, memory

__all__ = ["_django", "desk", "memory"]
