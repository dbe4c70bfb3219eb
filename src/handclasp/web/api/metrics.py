"""What the machine doors count for Prometheus, in a registry of their own.

Labels come from fixed lists (route templates, statuses, codes), so no text of a tenant or customer can become one.
"""

from __future__ import annotations

from collections.abc import Callable

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4

_ACK_SECONDS = (0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1.0, 2.0, 5.0, 10.0, 30.0)


class Metrics:
    """Counters of one web process."""

    media_type = CONTENT_TYPE_PLAIN_0_0_4

    def __init__(self, queue_depth: Callable[[], int]) -> None:
        registry = self._registry = CollectorRegistry()
        self.requests = Counter(
            "handclasp_http_requests", "Requests by route and status.", ["method", "route", "status"], registry=registry
        )
        self.sealed = Counter("handclasp_messages_sealed", "Records newly in the log.", registry=registry)
        self.doubled = Counter("handclasp_messages_doubled", "Records that were there before.", registry=registry)
        self.refused = Counter("handclasp_refused", "Requests and lines refused, by code.", ["code"], registry=registry)
        self.ack = Histogram(
            "handclasp_ack_seconds", "From decoded to acknowledged.", buckets=_ACK_SECONDS, registry=registry
        )
        self.streams = Gauge("handclasp_streams_open", "Streams of machines that are open.", registry=registry)
        self.batches = Counter(
            "handclasp_stream_batches", "Batches of streams, by what became of them.", ["answer"], registry=registry
        )
        self.held = Gauge("handclasp_pictures_held", "Files that wait to be looked at.", registry=registry)
        self.held_seconds = Gauge(
            "handclasp_pictures_held_seconds", "For how long the oldest of them has waited.", registry=registry
        )
        depth = Gauge("handclasp_queue_depth", "Records waiting to be committed.", registry=registry)
        depth.set_function(queue_depth)

    def page(self) -> bytes:
        """The text format of Prometheus."""
        return generate_latest(self._registry)
