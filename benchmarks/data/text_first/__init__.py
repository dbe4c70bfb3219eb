"""Messages of a shop for digital goods and a wallet desk, first author: put together out of phrases, from a seed."""

from __future__ import annotations

from benchmarks.data.text_first.sets import clean, conversations, generate, hard, ordinary

__all__ = ["clean", "conversations", "generate", "hard", "ordinary"]
