"""What a process tells its operator: log lines (JSON, with article and request ids) and Prometheus metrics."""

from __future__ import annotations

import logging
import sys
from collections.abc import Callable, Iterator
from contextvars import ContextVar

from prometheus_client import CollectorRegistry, Counter, GCCollector, Histogram, PlatformCollector, ProcessCollector
from prometheus_client.core import GaugeMetricFamily
from pythonjsonlogger.core import RESERVED_ATTRS
from pythonjsonlogger.json import JsonFormatter

from services.shared.errors import InboxUnavailable
from services.shared.inbox import InboxState
from services.shared.settings import Settings

__all__ = ["InboxGauges", "Metrics", "configure_logging", "request_id"]

request_id: ContextVar[str | None] = ContextVar("request_id", default=None)
"""The id of the HTTP request that is being answered."""

_BUCKETS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.0, 5.0)


class _RequestId(logging.Filter):
    def filter(self, record: logging.LogRecord) -> bool:
        current = request_id.get()
        if current is not None and not hasattr(record, "request_id"):
            record.request_id = current
        return True


def configure_logging(settings: Settings) -> None:
    """Send every log line of this process to stderr, one JSON object a line (or plain text).

    Whoever logs about one article says which: `logger.info("…", extra={"article_id": id})`.
    """
    handler = logging.StreamHandler(sys.stderr)
    handler.addFilter(_RequestId())
    if settings.log_format == "json":
        handler.setFormatter(
            JsonFormatter(
                "{levelname}{name}{message}",
                style="{",
                timestamp=True,
                reserved_attrs=[*RESERVED_ATTRS, "color_message"],
                rename_fields={"levelname": "level", "name": "logger"},
            )
        )
    else:
        handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s: %(message)s"))
    logging.basicConfig(level=settings.log_level, handlers=[handler], force=True)
    logging.captureWarnings(True)


class InboxGauges:
    """What is in the inbox, asked at each scrape. Where `state` raises `InboxUnavailable`, `tidings_inbox_up` is 0."""

    def __init__(self, state: Callable[[], InboxState]):
        self._state = state

    def collect(self) -> Iterator[GaugeMetricFamily]:
        try:
            state = self._state()
        except InboxUnavailable:
            yield GaugeMetricFamily("tidings_inbox_up", "Whether the inbox answers.", value=0)
            return
        yield GaugeMetricFamily("tidings_inbox_up", "Whether the inbox answers.", value=1)
        yield GaugeMetricFamily("tidings_inbox_pending", "Records in motion.", value=state.pending)
        yield GaugeMetricFamily(
            "tidings_inbox_oldest_seconds", "Age of the oldest record in motion.", value=state.oldest_seconds or 0
        )
        yield GaugeMetricFamily("tidings_inbox_quarantined", "Records in quarantine.", value=state.quarantined)
        ready = GaugeMetricFamily("tidings_inbox_ready", "Records that wait to be claimed.", labels=["stage", "lane"])
        for (stage, lane), count in state.ready.items():
            ready.add_metric([stage, lane], count)
        yield ready


class Metrics:
    """The metrics of one web service, in a registry of its own."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        ProcessCollector(registry=self.registry)
        PlatformCollector(registry=self.registry)
        GCCollector(registry=self.registry)
        self.requests = Counter(
            "tidings_http_requests", "HTTP requests answered.", ["method", "route", "status"], registry=self.registry
        )
        self.seconds = Histogram(
            "tidings_http_request_seconds",
            "Time from a request's head to its answer's end.",
            ["method", "route"],
            buckets=_BUCKETS,
            registry=self.registry,
        )
        self._of: dict[tuple[str, str, int], tuple[Counter, Histogram]] = {}

    def answered(self, method: str, route: str, status: int, seconds: float) -> None:
        """Count an answer. `method` and `route` must come from a bounded set: what a client makes up is none."""
        key = (method, route, status)
        if key not in self._of:  # looking labels up costs more than counting
            self._of[key] = (self.requests.labels(*key), self.seconds.labels(method, route))
        requests, histogram = self._of[key]
        requests.inc()
        histogram.observe(seconds)
