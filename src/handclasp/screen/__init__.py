"""Screening: what is sensitive in a text is found, masked, and kept apart or dropped, before anything is stored.

Promises one scan for a clean text and spans that hold for the text as it was typed. Never stores, logs or sends.
"""

from __future__ import annotations

from handclasp.screen.conversation import find_in_conversation
from handclasp.screen.engine import Engine, Match, engine, find
from handclasp.screen.facts import screen_json
from handclasp.screen.images import judge_image
from handclasp.screen.screener import Screener
from handclasp.screen.tuning import REVIEW_BELOW, Tuning

__all__ = [
    "REVIEW_BELOW",
    "Engine",
    "Match",
    "Screener",
    "Tuning",
    "engine",
    "find",
    "find_in_conversation",
    "judge_image",
    "screen_json",
]
