"""The targets by name, each with the module that holds it and its share of the time."""

from __future__ import annotations

from typing import Final

MODULES: Final = {
    "text": "texts",
    "talk": "texts",
    "speed": "texts",
    "files": "files",
    "imports": "readers",
    "packs": "readers",
}
SHARES: Final = {"text": 0.28, "talk": 0.14, "speed": 0.18, "files": 0.2, "imports": 0.08, "packs": 0.12}
