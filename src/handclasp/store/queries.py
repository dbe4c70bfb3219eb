"""SQL statements by name, read once from the `.sql` files beside this module."""

from __future__ import annotations

import re
from functools import cache
from importlib.resources import files

_NAME = re.compile(r"^-- name: (\w+).*\n", re.MULTILINE)


@cache
def load(area: str) -> dict[str, bytes]:
    """All named statements of `sql/<area>.sql`, as bytes for psycopg."""
    text = (files("handclasp.store") / "sql" / f"{area}.sql").read_text()
    parts = _NAME.split(text)[1:]
    return {name: body.strip().encode() for name, body in zip(parts[::2], parts[1::2], strict=True)}
