"""One running house for all journeys of a test process, and Chromium."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect, sync_playwright
from tests.journeys.running import Running, running
from tests.web.widget.stand import CHROMIUM, FLAGS

# Journeys share two cores with everything else that runs; how fast a page answers is measured elsewhere.
expect.set_options(timeout=30_000)


HERE = Path(__file__).parent


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """A journey takes its time where everything else runs beside it; one that hangs is still ended."""
    for item in items:
        if item.path.is_relative_to(HERE) and item.get_closest_marker("timeout") is None:
            item.add_marker(pytest.mark.timeout(400))


@pytest.fixture(scope="session")
def up() -> Iterator[Running]:
    """`make up`, as its user sees it."""
    path = Path(tempfile.mkdtemp(prefix="handclasp-journey-"))
    path.chmod(0o711)
    with running(path, "localhost") as house:
        yield house
    shutil.rmtree((path / "postgres").resolve(), ignore_errors=True)
    shutil.rmtree(path, ignore_errors=True)


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """Debian's Chromium."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def shots(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where screenshots go: the folder named by SHOTS, or nowhere that lasts."""
    wanted = os.environ.get("SHOTS")
    path = Path(wanted) if wanted else tmp_path_factory.mktemp("shots")
    path.mkdir(parents=True, exist_ok=True)
    return path
