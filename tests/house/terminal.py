"""A shell beside a house whose people have accounts: real commands, from their arguments to their exit status."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from tests.house_fixture import House

from handclasp.access.policy import Reader
from handclasp.disclose import Question
from handclasp.records import Kind

ROOT = Path(__file__).parents[2]
PASSWORD = "踏雪寻梅 plum 4711"
AUDITOR = Reader("shop", "auditor", "wu")
Done = subprocess.CompletedProcess[str]


class Terminal:
    """People are (account, role, team) of the tenant shop."""

    def __init__(self, house: House, people: Sequence[tuple[str, str, str]]) -> None:
        self.house = house
        inherited = {name: value for name, value in os.environ.items() if not name.startswith("HANDCLASP_")}
        self.environment = inherited | {
            "PYTHONPATH": f"{ROOT}/src:{ROOT}",
            "HANDCLASP_DATA_DIR": str(house.settings.data_dir),
            "HANDCLASP_DATABASE_URL": str(house.settings.database_url),
            "HANDCLASP_LOG_ORIGIN": house.settings.log_origin,
            "COLUMNS": "300",
        }
        fields = ("name", "role", "team")
        told = [
            {**dict(zip(fields, one, strict=True)), "tenant": "shop", "merchant": "", "password": PASSWORD}
            for one in people
        ]
        self.people: dict[str, Any] = {}
        self.furnish(people=told)

    def furnish(self, **plan: Any) -> None:
        """Make accounts, or let the desk's list catch up with these tenants."""
        wanted = {"tenants": [], "people": [], "conversations": [], **plan}
        done = self._ran([sys.executable, "-m", "tests.matrix.furnish"], json.dumps(wanted))
        assert done.returncode == 0, done.stderr
        self.people |= json.loads(done.stdout)["people"]

    def _ran(self, command: list[str], told: str) -> Done:
        given: dict[str, Any] = {"env": self.environment, "cwd": ROOT, "input": told, "timeout": 120}
        return subprocess.run(command, **given, capture_output=True, text=True, check=False)

    def run(self, account: str, *arguments: str, password: str = PASSWORD) -> Done:
        """One command as an account, told its password and a recovery code, which no slow clock makes stale."""
        code = self.people[account]["codes"].pop()
        command = [sys.executable, "-m", "handclasp", *arguments, "--as", account]
        return self._checked(self._ran(command, f"{password}\n{code}\n"))

    def operator(self, *arguments: str) -> Done:
        """One command as whoever owns the machine."""
        return self._checked(self._ran([sys.executable, "-m", "handclasp", *arguments], ""))

    def _checked(self, done: Done) -> Done:
        assert "Traceback" not in done.stderr, done.stderr
        return done

    def sealed(self, *kinds: Kind, limit: int = 5) -> list[dict[str, Any]]:
        """The newest journal records of these kinds."""
        views = self.house.audit.journal(AUDITOR, Question(kinds=frozenset(kinds)), limit=limit)
        return [{**view.facts, "by": view.author.id, "role": view.author.role} for view in views]
