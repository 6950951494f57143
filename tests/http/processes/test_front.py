"""HTTP in a process of its own: what it hands in and passes on, and what happens when it dies."""

from __future__ import annotations

import json
import os
import signal
import socket
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from queue import SimpleQueue
from typing import Any

import pytest
import requests
from support.polling import until

from milo.cli.commands.running import FRONT
from milo.cli.listening import listen
from milo.demo.signing import sign
from milo.engine.errors import UnavailableError
from milo.engine.ports import Result
from milo.http.processes import child, server_child
from milo.http.processes.protocol import ForwardedRequest, ServerConfig
from milo.http.processes.server_child import StoreProcessProxy, create_front
from milo.http.processes.server_parent import HttpProcess, RequestHandlers
from milo.http.webhook.delivery import Delivery, Stored
from milo.http.webhook.endpoint import FORMS_PATH, PATH

from ..conftest import PAYLOADS

SECONDS = 15
SECRET = "the-key-of-signatures"
BODY = (PAYLOADS / "batch_of_everything.json").read_bytes()


class Counting:
    def __init__(self) -> None:
        self.counted: SimpleQueue[tuple[str, dict[str, str]]] = SimpleQueue()

    def count(self, name: str, amount: float = 1, **labels: str) -> None:
        self.counted.put((name, labels))


def echo(environ: Any, start_response: Any) -> list[bytes]:
    """Answer with what came."""
    told = [environ["REQUEST_METHOD"], environ["PATH_INFO"], environ["QUERY_STRING"]]
    start_response("207 Multi-Status", [("X-From", environ["REMOTE_ADDR"])])
    return [" ".join(told).encode(), b"|", environ["wsgi.input"].read()]


class Running:
    """A front, and the house behind it, which keeps what `keep` says."""

    def __init__(self) -> None:
        self.kept: list[Delivery] = []
        self.keep: Callable[[Delivery], Stored] = self._stored
        self.meter = Counting()
        self.listener = listen("127.0.0.1", 0)
        self.front = HttpProcess(self.listener, FRONT)
        behind = RequestHandlers(ServerConfig(SECRET, ""), self._keep_soon, echo, self.meter)
        self.front.start(behind)

    def post(self, body: bytes = BODY, key: str = SECRET, **more: Any) -> requests.Response:
        headers = {"X-Hub-Signature-256": sign(key, body), **more.pop("headers", {})}
        return requests.post(
            self.front.address + PATH, data=body, headers=headers, timeout=SECONDS, **more
        )

    def _stored(self, delivery: Delivery) -> Stored:
        self.kept.append(delivery)
        return Stored((), (), len(delivery.messages), 0)

    def _keep_soon(self, delivery: Delivery, done: Any) -> None:
        done(Result.of(lambda: self.keep(delivery)))


@pytest.fixture
def running(monkeypatch: pytest.MonkeyPatch) -> Iterator[Running]:
    monkeypatch.setenv("MILO_META_APP_SECRET", "nobody-may-see")
    monkeypatch.setattr(child, "RESTART_SECONDS", 0.0)
    made = Running()
    yield made
    made.front.stop(time.monotonic() + SECONDS)


def test_a_post_is_acknowledged_when_it_is_kept(running):
    answer = running.post()
    assert (answer.status_code, answer.text) == (200, "")
    (delivery,) = running.kept
    assert [received.message_id for received in delivery.messages]


def test_a_post_that_is_not_kept_is_not_acknowledged(running):
    def away(_delivery: Delivery) -> Stored:
        raise UnavailableError("away")

    running.keep = away
    answer = running.post()
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "1")
    assert answer.json()["title"] == "Service Unavailable"

    def broken(_delivery: Delivery) -> Stored:
        raise KeyError("a secret")

    running.keep = broken
    answer = running.post()
    assert answer.status_code == 500
    assert "secret" not in answer.text


def test_what_is_not_metas_is_refused_here_and_counted_there(running):
    assert (
        requests.post(running.front.address + PATH, data=BODY, timeout=SECONDS).status_code == 401
    )
    assert running.post(b"no json").status_code == 400
    assert [running.meter.counted.get(timeout=SECONDS) for _ in range(2)] == [
        ("webhook_posts", {"outcome": "unsigned"}),
        ("webhook_posts", {"outcome": "not_json"}),
    ]
    assert running.kept == []


def test_what_another_app_may_have_signed_is_asked_there_whole(running):
    answer = running.post(key="another key")
    assert (answer.status_code, answer.headers["X-From"]) == (207, "127.0.0.1")
    assert answer.content == f"POST {PATH} |".encode() + BODY
    assert running.kept == []


def test_everything_else_is_passed_on_whole(running):
    answer = requests.put(f"{running.front.address}/a/é?b=c&d", data="body", timeout=SECONDS)
    assert (answer.status_code, answer.headers["X-From"]) == (207, "127.0.0.1")
    assert answer.content.decode() == "PUT /a/Ã© b=c&d|body"
    asked = requests.get(f"{running.front.address}{PATH}?hub.mode=x", timeout=SECONDS)
    assert asked.text == f"GET {PATH} hub.mode=x|"
    browsers = running.post(headers={"Origin": "https://somewhere"})
    assert browsers.status_code == 207, "the rules for browsers are the application's"


def test_exchanges_of_forms_wait_beside_each_other_and_in_nobodys_way(running, monkeypatch):
    """Each may wait nearly a second: forty of them take no longer than one."""
    forms, over = threading.Barrier(41), threading.Event()

    def app(environ: Any, start_response: Any) -> list[bytes]:
        if environ["PATH_INFO"] == FORMS_PATH:
            forms.wait(SECONDS)
            over.wait(SECONDS)
        return echo(environ, start_response)

    monkeypatch.setattr(running.front, "_behind", replace(running.front._behind, app=app))
    with ThreadPoolExecutor(40) as phones:
        asked = [
            phones.submit(requests.post, running.front.address + FORMS_PATH, timeout=SECONDS)
            for _ in range(40)
        ]
        forms.wait(SECONDS)
        assert requests.get(f"{running.front.address}/panel", timeout=SECONDS).status_code == 207
        over.set()
        assert {one.result().status_code for one in asked} == {207}


def test_many_wait_at_once_and_each_has_its_own_answer(running):
    order = threading.Barrier(8)
    answers: SimpleQueue[bool] = SimpleQueue()

    def ask(number: int) -> None:
        order.wait(SECONDS)
        for again in range(10):
            path = f"/{number}/{again}"
            answer = requests.get(running.front.address + path, timeout=SECONDS)
            answers.put(running.post().ok and answer.text == f"GET {path} |")

    for number in range(8):
        threading.Thread(target=ask, args=(number,)).start()
    assert {answers.get(timeout=SECONDS) for _ in range(80)} == {True}
    assert len(running.kept) == 80


def test_it_is_given_no_setting_of_ours(running):
    assert running.post().ok
    for name in ("environ", "cmdline"):
        known = Path(f"/proc/{running.front.pid}/{name}").read_bytes()
        assert b"nobody-may-see" not in known
        assert SECRET.encode() not in known


def test_one_that_dies_is_replaced_on_the_same_port(running):
    assert running.post().ok
    before = running.front.pid
    os.kill(before, signal.SIGKILL)
    until(lambda: running.front.pid != before, "another process", SECONDS)
    assert running.post().ok
    assert len(running.kept) == 2


def test_one_that_is_stopped_is_replaced(running, monkeypatch):
    assert running.post().ok
    monkeypatch.setattr(child, "SILENT_SECONDS", 0.2)
    before = running.front.pid
    os.kill(before, signal.SIGSTOP)
    until(lambda: running.front.pid != before, "another process", SECONDS)
    monkeypatch.undo()
    assert running.post().ok


def test_a_post_that_breaks_what_keeps_it_is_the_only_one(running):
    """The thread that reads all posts goes on."""
    soon = running._keep_soon
    broken = [True]
    running.front._behind = replace(
        running.front._behind,
        keep_soon=lambda *given: broken.pop() / 0 if broken else soon(*given),
    )
    headers = {"X-Hub-Signature-256": sign(SECRET, BODY)}
    with pytest.raises(requests.Timeout):
        requests.post(running.front.address + PATH, data=BODY, timeout=0.5, headers=headers)
    assert running.post().ok


def test_it_finishes_what_it_has_and_takes_nothing_more(running):
    begun, go = threading.Event(), threading.Event()

    def slowly(delivery: Delivery) -> Stored:
        begun.set()
        assert go.wait(SECONDS)
        return running._stored(delivery)

    running.keep = slowly
    statuses: SimpleQueue[int] = SimpleQueue()
    threading.Thread(target=lambda: statuses.put(running.post().status_code)).start()
    assert begun.wait(SECONDS)
    stopping = threading.Thread(target=lambda: running.front.stop(time.monotonic() + SECONDS))
    stopping.start()
    until(lambda: not _connects(running.front.address), "a closed port", SECONDS)
    go.set()
    assert statuses.get(timeout=SECONDS) == 200
    stopping.join(SECONDS)
    assert not stopping.is_alive()


def _connects(address: str) -> bool:
    host, port = address.removeprefix("http://").split(":")
    try:
        socket.create_connection((host, int(port)), timeout=1).close()
    except OSError:
        return False
    return True


class Silent:
    """A house that never answers, or is gone."""

    def __init__(self, *, gone: bool) -> None:
        self._gone = gone

    def send(self, _value: Any) -> None:
        if self._gone:
            raise OSError


@pytest.mark.parametrize("gone", [True, False])
def test_a_house_that_does_not_answer_is_unavailable(gone, monkeypatch):
    monkeypatch.setattr(server_child, "ANSWER_SECONDS", 0.01)
    house = StoreProcessProxy(Silent(gone=gone))
    with pytest.raises(UnavailableError):
        house.pass_on(ForwardedRequest({}, b""))
    begun: list[Any] = []
    environ = {"REQUEST_METHOD": "GET", "PATH_INFO": "/", "wsgi.input": BytesIO()}
    body = create_front(SECRET, house)(environ, lambda *told: begun.append(told))
    assert begun[0][0] == "503 Service Unavailable"
    assert json.loads(b"".join(body))["title"] == "Service Unavailable"
    house.count("posts")
