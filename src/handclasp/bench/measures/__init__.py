"""The benchmarks: each module here has a function `run`, a typer command that prints what it measured."""
