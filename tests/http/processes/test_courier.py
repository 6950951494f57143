"""Sending in a process of its own: what it tells, and what happens when it dies."""

from __future__ import annotations

import os
import signal
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from queue import SimpleQueue
from typing import Any

import pytest
from support.polling import until

from milo.engine.errors import GatewayError
from milo.engine.ports import Result
from milo.engine.sending.retry import FailureKind
from milo.http.cloud.request_builder import RequestBuilder
from milo.http.processes import child
from milo.http.processes import sender_parent as couriers
from milo.http.processes.sender_parent import ProcessCourier

from ..cloud.test_cloud_gateway import OK, ROW, TOKEN, meta, reply

__all__ = ["meta"]
SECONDS = 15


class Sent:
    """A courier, and what it tells."""

    def __init__(self, order: Callable[[Any], Any]) -> None:
        self.courier = ProcessCourier(order)
        self.told: SimpleQueue[Result[str]] = SimpleQueue()

    def send(self, row: Any = ROW) -> None:
        self.courier.send(row, self.told.put)

    def next(self) -> str:
        return self.told.get(timeout=SECONDS).get()

    def failure(self) -> GatewayError:
        with pytest.raises(GatewayError) as caught:
            self.next()
        return caught.value


@pytest.fixture
def sent(meta: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[Sent]:
    monkeypatch.setenv("MILO_META_APP_SECRET", "nobody-may-see")
    monkeypatch.setattr(child, "RESTART_SECONDS", 0.0)
    made = Sent(RequestBuilder(meta.url, TOKEN).order)
    yield made
    made.courier.stop()


def ended(pid: int) -> bool:
    """Return whether a child was waited for, so that not even its number is left."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return True
    return False


def test_it_tells_what_meta_said(meta, sent):
    sent.send()
    assert sent.next() == "wamid.OUT"
    assert meta.requests[0]["headers"]["Authorization"] == f"Bearer {TOKEN}"
    refusal = {"error": {"code": 131056, "message": "Pair rate"}}
    meta.answer = lambda handler: reply(handler, 400, refusal)
    sent.send()
    error = sent.failure()
    assert (error.kind, error.meta_code) == (FailureKind.PAIR, 131056)


def test_many_at_once_are_each_told(meta, sent):
    for _ in range(4 * couriers.UNDER_WAY):
        sent.send()
    assert {sent.next() for _ in range(4 * couriers.UNDER_WAY)} == {"wamid.OUT"}


def test_the_child_has_no_secret_of_ours(sent):
    environment = Path(f"/proc/{sent.courier.pid}/environ").read_bytes()
    command = Path(f"/proc/{sent.courier.pid}/cmdline").read_bytes()
    assert b"nobody-may-see" not in environment + command
    assert TOKEN.encode() not in environment + command


def test_of_what_a_dead_child_had_nobody_knows_and_another_goes_on(meta, sent):
    came, go = threading.Event(), threading.Event()

    def hold(handler: Any) -> None:
        came.set()
        go.wait(SECONDS)
        reply(handler, 200, OK)

    meta.answer = hold
    first = sent.courier.pid
    sent.send()
    assert came.wait(SECONDS)
    os.kill(first, signal.SIGKILL)
    error = sent.failure()
    go.set()
    assert error.kind is FailureKind.LOST
    sent.send()
    assert sent.next() == "wamid.OUT"
    assert sent.courier.pid != first


def test_a_child_that_hangs_is_replaced(sent, monkeypatch):
    monkeypatch.setattr(couriers, "ANSWER_SECONDS", 0.1)
    os.kill(sent.courier.pid, signal.SIGSTOP)
    sent.send()
    assert sent.failure().kind is FailureKind.LOST


def test_a_child_that_is_stopped_is_replaced_with_nothing_to_send(sent, monkeypatch):
    sent.send()
    assert sent.next() == "wamid.OUT"
    monkeypatch.setattr(child, "SILENT_SECONDS", 0.2)
    first = sent.courier.pid
    os.kill(first, signal.SIGSTOP)
    until(lambda: sent.courier.pid != first, "another child", SECONDS)
    monkeypatch.undo()


def test_a_callback_that_raises_ends_nothing(sent):
    def raises(_outcome: Any) -> None:
        raise ZeroDivisionError

    sent.courier.send(ROW, raises)
    sent.send()
    assert sent.next() == "wamid.OUT"


def test_what_cannot_be_ordered_never_reaches_it(meta, sent):
    sent.courier._order = RequestBuilder(meta.url, "").order
    sent.send()
    assert sent.failure().kind is FailureKind.HALT
    sent.courier._order = lambda row: 1 / 0
    sent.send()
    assert sent.failure().kind is FailureKind.UNKNOWN
    assert meta.requests == []


def test_it_ends_with_its_parent_and_no_sooner(sent):
    sent.send()
    assert sent.next() == "wamid.OUT"
    os.kill(sent.courier.pid, signal.SIGTERM)
    sent.send()
    assert sent.next() == "wamid.OUT"
    sent.courier.stop()
    assert ended(sent.courier.pid)


def test_what_is_ordered_too_late_is_not_sent_though_nobody_says_so(meta, sent):
    now = time.clock_gettime(time.CLOCK_BOOTTIME)
    sent.courier.certain_until(now + 60)
    sent.send()
    assert sent.next() == "wamid.OUT"
    sent.courier.certain_until(now)
    sent.send()
    assert sent.failure().kind is FailureKind.RETRY
    first = sent.courier.pid
    os.kill(first, signal.SIGKILL)
    until(lambda: sent.courier.pid != first, "another child, who is told, too")
    sent.send()
    assert sent.failure().kind is FailureKind.RETRY
    assert len(meta.requests) == 1
