"""How soon a commit is acknowledged by a quorum, and that none of it is lost with the leader (replicating.py).

Three nodes, etcd and the committer share this machine, as they never would in earnest: each record is written three
times by it. The baseline, in the same run on the same cluster, is the same commit that waits for no second node.
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Final

import msgspec
import psycopg

from handclasp.bench import facts
from handclasp.bench.figures import begun, ms
from handclasp.bench.measures import Result
from handclasp.bench.nodes import ClusterStand, kill, leader
from handclasp.bench.replicating import STRIKE, Measured, Plan
from handclasp.bench.stand import NotReady

BASELINE: Final = "the same commits on the same cluster, waiting for the leader's own disk alone"


class Size(msgspec.Struct, frozen=True, kw_only=True):
    """`rate` messages a second for `seconds` in batches; a node is lost at `struck_rate`, watched for `struck` s."""

    rate: float
    seconds: float
    struck_rate: float
    struck: float
    batch: int
    seed: int


def measure(size: Size) -> Result:
    """Pace the baseline, then the quorum, and kill its leader. Raises NotReady, PostgresError."""
    result = begun("replicate", BASELINE, size.seed)
    with ClusterStand() as stand:
        plan = Plan(
            rate=size.rate,
            seconds=size.seconds,
            struck_rate=size.struck_rate,
            struck=size.struck,
            batch=size.batch,
            seed=size.seed,
            part=0,
        )
        alone = _alone(stand, msgspec.structs.replace(plan, struck=0, part=1))
        done = _run(stand, plan, lambda: kill(stand.cluster, leader(stand.cluster)))
        with psycopg.connect(stand.superuser_url("handclasp")) as connection:
            result |= facts.server(connection)
        result |= facts.machine(stand.home)
    return result | _told(size, done, alone)


def _alone(stand: ClusterStand, plan: Plan) -> Measured:
    """The same without waiting for anybody."""
    with psycopg.connect(stand.superuser_url("handclasp"), autocommit=True) as connection:
        connection.execute("alter role handclasp_ingest set synchronous_commit = 'local'")
        try:
            return _run(stand, plan, lambda: None, {"HANDCLASP_DATABASE_QUORUM": "false"})
        finally:
            connection.execute("alter role handclasp_ingest reset synchronous_commit")


def _run(
    stand: ClusterStand, plan: Plan, strike: Callable[[], object], environment: Mapping[str, str] = MappingProxyType({})
) -> Measured:
    with subprocess.Popen(
        [sys.executable, "-m", "handclasp.bench.replicating"],
        cwd=stand.home,
        env=stand.environment | dict(environment),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    ) as process:
        try:
            assert process.stdin is not None  # noqa: S101 - a pipe
            assert process.stdout is not None  # noqa: S101 - a pipe
            process.stdin.write(msgspec.json.encode(plan) + b"\n")
            process.stdin.flush()
            line = process.stdout.readline()
            if line == STRIKE:
                strike()
                line = process.stdout.readline()
        except BaseException:
            process.kill()
            raise
    if not line:
        message = f"the committing process ended with status {process.returncode}; what it said stands above"
        raise NotReady(message)
    return msgspec.json.decode(line, type=Measured)


def _told(size: Size, done: Measured, alone: Measured) -> Result:
    p99, plain = ms(done.took, 0.99), ms(alone.took, 0.99)
    return {
        "nodes": 3,
        "rate": size.rate,
        "seconds": size.seconds,
        "batch": size.batch,
        "offered_per_s": round(done.offered / size.seconds),
        "acked_per_s": round(done.acknowledged / done.seconds),
        "refused": done.refused,
        "ack_p50_ms": ms(done.took, 0.50),
        "ack_p99_ms": p99,
        "ack_max_ms": ms(done.took, 1),
        "late_p99_ms": ms(done.late, 0.99),
        "local_ack_p50_ms": ms(alone.took, 0.50),
        "local_ack_p99_ms": plain,
        "p99_ratio": round(p99 / max(0.01, plain), 2),
        "struck_offered": done.struck_offered,
        "struck_acked": done.struck_acknowledged,
        "struck_refused": done.struck_refused,
        "silence_s": round(done.silence, 2),
        "acked_lost": done.lost,
        "doubled": done.doubled,
    }
