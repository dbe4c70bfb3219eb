"""Measuring Handclasp: each benchmark runs the product itself and a plain baseline beside it, in turns, in one run.

`handclasp bench NAME` needs nothing but an installed Handclasp: it makes a house of its own in a temporary directory
and removes it again. It never touches the house that the settings name. One file in `measures/` is one benchmark.
"""

from __future__ import annotations

from handclasp.bench.commands import app

__all__ = ["app"]
