"""The `Meter` port, done with Prometheus."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from threading import Lock
from typing import Any, TypeVar

import structlog
from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest

log = structlog.get_logger(__name__)

HELP: Mapping[str, str] = {
    "webhook_posts": "Posts of Meta's, by outcome.",
    "form_requests": "Requests of forms on phones, by action and outcome.",
    "forms_fallen_back": "Forms that Meta did not take, by its code: the chat asked.",
    "webhook_messages": "Messages received: new, repeated, parked.",
    "webhook_statuses": "Statuses of our messages.",
    "messages_delivered": "Messages that arrived, by number and by what Meta bills them as.",
    "messages_failed": "Messages that Meta took and then failed, by Meta's code.",
    "sending_halted": "1 where a number sends nothing until somebody mends it.",
    "inbox_rows": "Messages of people's that wait to be worked.",
    "inbox_age_seconds": "How long the oldest of them has waited.",
    "inbox_parked": "Messages of people's that could not be worked: milo inbox.",
    "outbox_rows": "Messages of ours that wait to be sent.",
    "outbox_age_seconds": "How long the oldest of them has waited.",
    "outbox_failed": "Messages of ours that did not arrive: milo outbox.",
    "people_waiting": "Conversations that a person answers.",
    "bookings": "Bookings, by status.",
    "webhook_events": "Webhook matter that is no message, by field.",
    "account_alarm": "1 where the last word of Meta's on a topic is an alarm.",
    "webhook_seconds": "Time to store a post.",
    "redirects": "Short links followed, by outcome.",
    "requests_limited": "Public requests refused because their address sent too many.",
}
"""What is measured here, in words. Names that others bring are made when they first come."""
_BUCKETS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10)
_UNFIT = re.compile(r"\W", re.ASCII)
_Metric = TypeVar("_Metric", Counter, Gauge, Histogram)


class PrometheusMeter:
    """Counts in a registry of its own; every name starts with `milo_`.

    A name keeps the kind and the labels it first came with; what does not fit them is logged once
    and dropped: measuring never stops the work.
    """

    def __init__(self) -> None:
        self._registry = CollectorRegistry()
        self._metrics: dict[str, Counter | Gauge | Histogram] = {}
        self._known: dict[tuple[object, ...], Any] = {}
        self._refused: set[str] = set()
        self._lock = Lock()

    def count(self, name: str, amount: float = 1, **labels: str) -> None:
        """Add to a counter; Prometheus ends its name in `_total`."""
        self._measure(Counter, name, labels, lambda metric: metric.inc(amount))

    def gauge(self, name: str, value: float, **labels: str) -> None:
        """Set a value that goes up and down."""
        self._measure(Gauge, name, labels, lambda metric: metric.set(value))

    def observe(self, name: str, seconds: float, **labels: str) -> None:
        """Add a duration, in seconds, to a distribution."""
        self._measure(Histogram, name, labels, lambda metric: metric.observe(seconds))

    def exposition(self) -> bytes:
        """Return all of it as Prometheus text."""
        return generate_latest(self._registry)

    def _measure(
        self,
        kind: type[_Metric],
        name: str,
        labels: Mapping[str, str],
        act: Callable[[_Metric], None],
    ) -> None:
        try:
            key = (kind, name, *labels.items())
            metric = self._known.get(key)
            if metric is None:
                metric = self._known[key] = self._find(kind, name, labels)
            act(metric)
        except ValueError as error:
            self._refuse(name, error)

    def _find(self, kind: type[_Metric], name: str, labels: Mapping[str, str]) -> Any:
        metric = self._metrics.get(name) or self._made(kind, name, labels)
        if not isinstance(metric, kind):
            raise ValueError(f"not a {kind.__name__}")
        return metric.labels(**labels) if labels else metric

    def _made(
        self, kind: type[_Metric], name: str, labels: Mapping[str, str]
    ) -> Counter | Gauge | Histogram:
        with self._lock:
            if name not in self._metrics:
                options: dict[str, Any] = {"buckets": _BUCKETS} if kind is Histogram else {}
                self._metrics[name] = kind(
                    "milo_" + _UNFIT.sub("_", name),
                    HELP.get(name, name.replace("_", " ")),
                    sorted(labels),
                    registry=self._registry,
                    **options,
                )
            return self._metrics[name]

    def _refuse(self, name: str, error: ValueError) -> None:
        if name not in self._refused:
            self._refused.add(name)
            log.warning("measure dropped", action="meter.dropped", name=name, error=str(error))
