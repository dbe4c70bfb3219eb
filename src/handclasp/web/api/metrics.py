"""What the machine doors count for Prometheus, in a registry of their own.

Labels come from fixed lists (route templates, statuses, codes), so no text of a tenant or customer can become one.
"""

from __future__ import annotations

import math
import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Final

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, Metric, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import Collector

from handclasp.web.api.services import Copied, Nodes
from handclasp.web.board import Worker

_SHARED: Final = "PROMETHEUS_MULTIPROC_DIR"
_ACK_SECONDS = (0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1.0, 2.0, 5.0, 10.0, 30.0)


class Metrics(Collector):
    """Counters of one web process, or, where several serve one port, of all of them together.

    Then PROMETHEUS_MULTIPROC_DIR, which whoever starts them sets, names the folder in which each keeps its own.
    """

    media_type = CONTENT_TYPE_PLAIN_0_0_4

    def __init__(self, queue_depth: Callable[[], int], workers: Callable[[], Sequence[Worker]] = tuple) -> None:
        self.held: tuple[int, float] = 0, 0.0
        """Files that wait to be looked at, and for how many seconds the oldest of them does."""
        self.anchors: Sequence[tuple[str, float | None, int]] = ()
        """Places outside: how many seconds old the newest anchor is, and how often in a row the next one failed."""
        self.copied = Copied()
        self.notices: Mapping[str, tuple[int, int, int, int]] = {}
        """Notices to staff by way: sent, failed, given up, due."""
        self.nodes: Nodes | None = None
        self._queue_depth = queue_depth
        self._workers = workers
        self._registry = CollectorRegistry()
        self._registry.register(self)
        registry = None if _SHARED in os.environ else self._registry
        if registry is None:
            MultiProcessCollector(self._registry)  # type: ignore[no-untyped-call]
        self.requests = Counter(
            "handclasp_http_requests", "Requests by route and status.", ["method", "route", "status"], registry=registry
        )
        self.sealed = Counter("handclasp_messages_sealed", "Records newly in the log.", registry=registry)
        self.doubled = Counter("handclasp_messages_doubled", "Records that were there before.", registry=registry)
        self.refused = Counter("handclasp_refused", "Requests and lines refused, by code.", ["code"], registry=registry)
        self.ack = Histogram(
            "handclasp_ack_seconds", "From decoded to acknowledged.", buckets=_ACK_SECONDS, registry=registry
        )
        self.streams = Gauge(
            "handclasp_streams_open",
            "Streams of machines that are open.",
            registry=registry,
            multiprocess_mode="livesum",
        )
        self.batches = Counter(
            "handclasp_stream_batches", "Batches of streams, by what became of them.", ["answer"], registry=registry
        )

    def collect(self) -> Iterator[Metric]:
        """What is looked up when it is asked for, as prometheus-client's collectors give it."""
        workers = self._workers()
        waiting = sum(worker.waiting for worker in workers) if workers else self._queue_depth()
        count, seconds = self.held
        yield GaugeMetricFamily("handclasp_queue_depth", "Records waiting to be committed.", waiting)
        yield GaugeMetricFamily("handclasp_pictures_held", "Files that wait to be looked at.", count)
        yield GaugeMetricFamily(
            "handclasp_pictures_held_seconds", "For how long the oldest of them has waited.", seconds
        )
        connections = GaugeMetricFamily("handclasp_web_connections", "Open connections of a worker.", labels=["worker"])
        memory = GaugeMetricFamily("handclasp_web_memory_bytes", "Memory that a worker holds.", labels=["worker"])
        for worker in workers:
            connections.add_metric([str(worker.place)], worker.connections)
            memory.add_metric([str(worker.place)], worker.memory)
        yield connections
        yield memory
        age = GaugeMetricFamily(
            "handclasp_anchor_age_seconds", "Since the newest anchor of a kind; +Inf: none yet.", labels=["kind"]
        )
        failures = GaugeMetricFamily(
            "handclasp_anchor_failures", "How often in a row the next of a kind failed.", labels=["kind"]
        )
        for kind, seconds_old, failed in self.anchors:
            age.add_metric([kind], math.inf if seconds_old is None else seconds_old)
            failures.add_metric([kind], failed)
        yield age
        yield failures
        yield from _copies(self.copied)
        yield from _notices(self.notices)
        if self.nodes is not None:
            yield from _cluster(self.nodes)

    def page(self) -> bytes:
        """The text format of Prometheus."""
        return generate_latest(self._registry)


def _copies(now: Copied) -> Iterator[Metric]:
    """How the copies stand, by the operator's own names for them, and the last drill."""
    for at, (name, words) in enumerate(
        (
            ("records", "Records that a copy holds."),
            ("lacks", "Records that a copy lacks."),
            ("lag_seconds", "For how long the oldest record that a copy lacks has waited."),
        )
    ):
        family = GaugeMetricFamily(f"handclasp_copy_{name}", words, labels=["copy"])
        for copy, values in now.copies.items():
            family.add_metric([copy], values[at])
        yield family
    yield GaugeMetricFamily("handclasp_copies_fresh", "Copies that lack nothing that is late.", now.fresh)
    age, seconds, complete = now.drill or (-1.0, 0.0, False)
    yield GaugeMetricFamily("handclasp_drill_age_seconds", "How long ago a restore was tried; -1: never.", age)
    yield GaugeMetricFamily("handclasp_drill_seconds", "How long it took.", seconds)
    yield GaugeMetricFamily("handclasp_drill_complete", "1: it was complete and proved.", float(complete))


def _notices(ways: Mapping[str, tuple[int, int, int, int]]) -> Iterator[Metric]:
    """What became of notices to staff, all tenants together."""
    counted = CounterMetricFamily(
        "handclasp_notices", "Notices to staff, by what became of them.", labels=["way", "outcome"]
    )
    due = GaugeMetricFamily("handclasp_notices_due", "Notices to staff that should be sent by now.", labels=["way"])
    for way, (sent, failed, given_up, waiting) in ways.items():
        for outcome, count in (("sent", sent), ("failed", failed), ("given-up", given_up)):
            counted.add_metric([way, outcome], count)
        due.add_metric([way], waiting)
    yield counted
    yield due


def _cluster(nodes: Nodes) -> Iterator[Metric]:
    """Who answers, who confirms and who leads; there where the database is a cluster."""
    yield GaugeMetricFamily("handclasp_cluster_nodes", "Nodes of the database cluster that answer.", nodes.members)
    yield GaugeMetricFamily(
        "handclasp_cluster_confirming",
        "Nodes whose word makes a commit acknowledged; 0: writes wait.",
        nodes.confirming,
    )
    leads = GaugeMetricFamily("handclasp_cluster_leader", "1: this node takes writes.", labels=["node"])
    if nodes.leader is not None:
        leads.add_metric([nodes.leader], 1)
    yield leads
