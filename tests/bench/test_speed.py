"""The proof of the desk's speed in its short form: what it asserts does not depend on how fast the machine is."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest
from benchmarks.handled import Size
from benchmarks.proofs import speed

pytestmark = pytest.mark.timeout(600)  # it starts a whole house, which a busy machine does slowly


def test_pages_are_small_draw_no_more_than_is_seen_and_keep_still(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join(sys.path))
    targets = speed.prove(Size(conversations=130, thread=130, turns=2), tmp_path)
    assert [one for one in targets if not one.met] == []
    rows, lines = targets[-2:]
    assert rows.seen == "60"  # there were more, and of lines too: some of the last thirty records say nothing to people
    assert 15 < int(lines.seen) <= 30
    text = (tmp_path / "speed.md").read_text()
    assert "None" not in text
    for act in ("open a conversation", "switch the list", "filter the list", "show earlier", "(?)", "composer", "jump"):
        assert act in text
