"""Two verifiers that nobody here wrote accept the log, and refuse it when one thing in it is changed."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from tests.foreign.tools import Refused, StaticLog, check_with_aics, check_with_go
from tests.verify import forge, tamper

from handclasp.verify import Status, Trust, parse_vkey, run

Check = Callable[[Path, str], dict[str, object]]
BOTH = pytest.mark.parametrize("check", [check_with_go, check_with_aics])


@BOTH
def test_a_foreign_verifier_accepts_the_whole_log(static_log: StaticLog, check: Check) -> None:
    report = check(static_log.directory, static_log.vkey)
    assert (report["origin"], report["entries"], report["proofs"]) == (static_log.origin, static_log.size, 40)


def test_our_own_verifier_agrees(static_log: StaticLog) -> None:
    verdict = run(static_log.directory, Trust((parse_vkey(static_log.vkey),)))
    assert verdict.status is Status.VALID
    assert verdict.facts["size"] == static_log.size


@BOTH
def test_a_foreign_verifier_refuses_another_key(static_log: StaticLog, check: Check) -> None:
    with pytest.raises(Refused):
        check(static_log.directory, forge.Key(static_log.origin, "stranger").vkey(1))


@BOTH
@pytest.mark.parametrize("name", ["checkpoint", "tile/0/123", "tile/1/000", "tile/entries/200"])
def test_a_foreign_verifier_refuses_one_changed_bit(
    static_log: StaticLog, tmp_path: Path, check: Check, name: str
) -> None:
    copy = Path(shutil.copytree(static_log.directory, tmp_path / "log"))
    data = (copy / name).read_bytes()
    (copy / name).write_bytes(tamper.flip(data, len(static_log.origin) + 4))
    with pytest.raises(Refused):
        check(copy, static_log.vkey)
