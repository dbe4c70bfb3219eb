"""A foreign witness cosigns the log as it grows, and refuses a fork, a rollback and a stranger's signature."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.foreign.tools import Witness
from tests.verify import forge, tamper

from handclasp.verify import Status, Trust, check, parse_vkey
from handclasp.verify.note import check_signers, parse_checkpoint

OLD = 64_000


@pytest.fixture
def witness(specimen: forge.Log, tmp_path: Path) -> Iterator[Witness]:
    running = Witness(tmp_path, specimen.origin, specimen.key.vkey(1))
    yield running
    running.stop()


def proof(log: forge.Log, old: int, new: int) -> list[str]:
    return [forge.b64(step) for step in log.tree.consistency(old, new)]


def grow(witness: Witness, log: forge.Log) -> str:
    """Have the witness cosign at OLD and at the log's size; returns the cosigned checkpoint."""
    status, _ = witness.add_checkpoint(0, [], log.checkpoint(OLD))
    assert status == 200
    checkpoint = log.checkpoint()
    status, line = witness.add_checkpoint(OLD, proof(log, OLD, len(log.entries)), checkpoint)
    assert status == 200
    return checkpoint + line


def test_it_cosigns_and_our_verifier_knows_the_cosignature(witness: Witness, specimen: forge.Log) -> None:
    trust = Trust((parse_vkey(specimen.key.vkey(1)),), (parse_vkey(witness.vkey),))
    cosigned = grow(witness, specimen)
    signers = check_signers(parse_checkpoint(cosigned.encode()), trust)
    assert [w.name for w in signers.witnesses] == ["witness.example/aics"]
    rec = specimen.records[1]
    assert rec is not None
    verdict = check(tamper.dump(specimen.receipt(rec, checkpoint=cosigned)), trust)
    assert verdict.status is Status.VALID
    assert verdict.facts["witnesses"][0]["name"] == "witness.example/aics"


def test_it_refuses_a_fork(witness: Witness, specimen: forge.Log) -> None:
    grow(witness, specimen)
    size = len(specimen.entries)
    fork = forge.Log(specimen.origin, "specimen log")
    fork.entries = [*specimen.entries[: OLD + 5], *([b"\x01" * 89] * (size + 10 - OLD - 5))]
    status, _ = witness.add_checkpoint(size, proof(fork, size, size + 10), fork.checkpoint())
    assert status == 422
    status, _ = witness.add_checkpoint(size, [], fork.checkpoint(size))
    assert status == 422


def test_it_refuses_a_rollback(witness: Witness, specimen: forge.Log) -> None:
    grow(witness, specimen)
    size = len(specimen.entries)
    status, known = witness.add_checkpoint(OLD, [], specimen.checkpoint(OLD))
    assert (status, known) == (409, f"{size}\n")
    status, known = witness.add_checkpoint(0, [], specimen.checkpoint(OLD))
    assert (status, known) == (409, f"{size}\n")
    status, _ = witness.add_checkpoint(size, [], specimen.checkpoint(OLD))
    assert status == 400


def test_it_refuses_a_strangers_signature(witness: Witness, specimen: forge.Log) -> None:
    stranger = forge.Log(specimen.origin, "stranger")
    stranger.entries = specimen.entries[:10]
    status, _ = witness.add_checkpoint(0, [], stranger.checkpoint())
    assert status == 403
