"""Houses for the proof of keeping and forgetting, all by one clock: made from a template, and rebuilt from a copy."""

from __future__ import annotations

import itertools
import json
import shutil
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from typing import Any
from unittest.mock import patch

from benchmarks.forgetting import Clock, Yard
from tests.house_fixture import ORIGIN, House, Template, own_database

from handclasp.config import Settings
from handclasp.house import app, copies, restoring
from handclasp.house.app import Paths
from handclasp.house.restoring import Plan
from handclasp.store.embedded import Embedded

NewDatabase = Callable[..., str]


def yard(
    template: Template, new_database: NewDatabase, postgres: Embedded, folder: Path, identity: Any, closing: ExitStack
) -> Yard:
    """A yard in a folder; `identity` is the private key of the template's recovery kit, `closing` closes the houses."""
    numbers = itertools.count(1)

    def opened(settings: Settings, clock: Clock) -> House:
        with patch.object(app, "now_ms", clock):
            made = House(settings)
        made.committer.start()
        closing.callback(made.close)
        return made

    def bare(**given: Any) -> Settings:
        url = new_database(**given)
        own_database(postgres, url)
        return Settings(data_dir=folder / f"house-{next(numbers)}", database_url=url, log_origin=ORIGIN)

    def make(clock: Clock) -> House:
        settings = bare(template=template.database)
        shutil.copytree(template.data_dir, settings.data_dir)
        return opened(settings, clock)

    def rebuild(lost: House, clock: Clock) -> House:
        lost.close()
        settings = bare()
        settings.data_dir.mkdir()
        Paths(settings.data_dir).passwords.write_text(json.dumps(template.passwords))
        floor = (lost.paths.signer / f"{lost.log.name}.checkpoint").read_text()
        plan = Plan([place.open() for place in copies.places(lost.paths.data)], identity, floor=floor)
        with patch.object(app, "now_ms", clock):
            restoring.begin_again(settings, restoring.restore(settings, plan, lambda _: None, lambda *_: None), plan)
        shutil.rmtree(lost.settings.data_dir)
        return opened(settings, clock)

    return Yard(make, rebuild, folder)
