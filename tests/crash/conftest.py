"""A durable PostgreSQL (fsync on) with a house in it, for tests that pull plugs inside one process."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from handclasp.config import Settings, load
from handclasp.house import app
from handclasp.store.embedded import Embedded


@pytest.fixture(scope="module")
def settings() -> Iterator[Settings]:
    """Settings of a house with the tenant `demo`, whose PostgreSQL runs, durable as shipped."""
    home = Path(tempfile.mkdtemp(prefix="handclasp-crash-"))
    home.chmod(0o711)
    made = load(data_dir=str(home / "var"))
    made.data_dir.mkdir(mode=0o711)
    server = Embedded(made.data_dir)
    server.start()
    try:
        app.prepare(made, lambda _text: None)
        app.add_tenant(made, "demo")
        yield made
    finally:
        server.stop(patience=20)
        shutil.rmtree((made.data_dir / "postgres").resolve(), ignore_errors=True)
        shutil.rmtree(home, ignore_errors=True)
