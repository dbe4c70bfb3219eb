"""Screening: what is sensitive in a text is found, masked, and kept apart or dropped, before anything is stored.

Promises one scan for a clean text and spans that hold for the text as it was typed. Never stores, logs or sends.
"""

from __future__ import annotations

from handclasp.screen.facts import screen_json
from handclasp.screen.screener import Engine, Screener, engine, find

__all__ = ["Engine", "Screener", "engine", "find", "screen_json"]
