"""Buckets that several web workers share: one limit for all of them, whichever is asked."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from handclasp.web import buckets
from handclasp.web.buckets import Table

KEY = bytes(range(32))


def test_two_tables_of_one_file_are_one_limit(tmp_path: Path) -> None:
    one, other = Table(tmp_path / "buckets", KEY), Table(tmp_path / "buckets", KEY)
    taken = [table.take("visitor/a", 1, 4, 1, 100.0) for table in (one, other, one, other, one, other)]
    assert taken == [0, 0, 0, 0, 1, 1]
    assert other.take("visitor/b", 1, 4, 1, 100.0) == 0
    assert [other.take("visitor/a", 1, 4, 1, 102.0), one.take("visitor/a", 1, 4, 2, 102.0)] == [0, 1]


def test_processes_that_take_at_once_get_no_more_than_there_is(tmp_path: Path) -> None:
    code = (
        "import sys; from pathlib import Path; from handclasp.web.buckets import Table; "
        "table = Table(Path(sys.argv[1]), bytes(range(32))); sys.stdin.readline(); "
        "print(sum(table.take('key', 0.001, 500, 1, 1.0) == 0 for _ in range(1000)))"
    )
    command = [sys.executable, "-c", code, str(tmp_path / "buckets")]
    takers = [subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) for _ in range(2)]
    for taker in takers:
        assert taker.stdin
        taker.stdin.write("go\n")
        taker.stdin.flush()
    assert sum(int(taker.communicate(timeout=60)[0]) for taker in takers) == 500


def test_names_are_kept_as_keyed_hashes_in_a_file_of_its_owner(tmp_path: Path) -> None:
    path = tmp_path / "buckets"
    Table(path, KEY).take("address/203.0.113.9", 1, 1, 1, 1.0)
    assert b"203.0.113.9" not in path.read_bytes()
    assert path.stat().st_mode & 0o777 == 0o600
    assert Table(path, KEY).take("address/203.0.113.9", 1, 1, 1, 1.0) == 1
    assert Table(path, b"another").take("address/203.0.113.9", 1, 1, 1, 1.0) == 0


def test_a_full_table_forgets_whoever_has_not_asked_for_longest() -> None:
    table = Table()
    names = [f"visitor/{n}" for n in range(8 * buckets._SETS)]
    for now, name in enumerate(names, 1):
        table.take(name, 0, 1, 1, float(now))
    assert table.take(names[-1], 1, 1, 1, float(len(names))) == 1
