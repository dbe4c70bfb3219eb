"""The benchmarks: each module here has `run`, a typer command that prints what it measured, and `show`, which does.

They are read whenever the command line starts, so they bring nothing that only a run needs.
"""

from __future__ import annotations

Result = dict[str, str | int | float]
