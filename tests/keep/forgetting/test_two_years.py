"""`make proof keeping` in its short form: two simulated years of a few dozen conversations."""

from __future__ import annotations

from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
from benchmarks.forgetting import Size
from benchmarks.forgetting_yard import yard
from benchmarks.proofs import keeping
from tests.conftest import NewDatabase
from tests.house_fixture import Template
from tests.warm.conftest import identity

from handclasp.store.embedded import Embedded

__all__ = ["identity"]


@pytest.mark.timeout(300)
def test_two_years_lose_nothing_that_is_kept_and_keep_nothing_that_is_over(
    house_template: Template, new_database: NewDatabase, postgres: Embedded, tmp_path: Path, identity: Any
) -> None:
    size = Size(conversations=40, hours=(71, 217), turn_every=6, scan_every=23, restore_every=45)
    with ExitStack() as closing:
        found = keeping.prove(
            size, yard(house_template, new_database, postgres, tmp_path, identity, closing), postgres, identity
        )
    for what in ("erased", "holds placed", "extensions", "restores", "deaths in an erasure", "certificates"):
        assert found[what] > 0, found
