"""A further reader behind HTTP: asked where nobody here understands, it proposes and no more."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Thread
from typing import Any

import pytest
from click.testing import CliRunner
from support.house import House
from support.talks import walk

from milo.cli import main
from milo.cli.flow_files import shipped_flows

TOKEN = "a secret of the reader's"
RESERVAS = next(str(path) for path in shipped_flows() if path.stem == "reservas")


@dataclass
class StandIn:
    """Stands for somebody's model: says the same to everybody, and keeps what it was asked.

    Attributes:
        says: the status and the body of its answers.
        free: while it is not set, nobody is answered.
    """

    says: tuple[int, bytes] = (200, b"{}")
    asked: list[dict[str, Any]] = field(default_factory=list)
    tokens: list[str | None] = field(default_factory=list)
    free: Event = field(default_factory=Event)

    def proposes(self, *commands: dict[str, Any]) -> None:
        self.says = (200, json.dumps({"commands": commands}).encode())

    @contextmanager
    def listening(self) -> Iterator[str]:
        standin = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                length = int(self.headers["Content-Length"])
                standin.asked.append(json.loads(self.rfile.read(length)))
                standin.tokens.append(self.headers["Authorization"])
                standin.free.wait(20)
                status, body = standin.says
                self.send_response(status)
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_: object) -> None: ...

        server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        Thread(target=server.serve_forever, daemon=True).start()
        try:
            yield f"http://127.0.0.1:{server.server_address[1]}/read"
        finally:
            self.free.set()
            server.shutdown()
            server.server_close()


@pytest.fixture(scope="module", params=["sqlite", "postgres"])
def read(request: pytest.FixtureRequest, open_house: Any) -> Iterator[tuple[House, StandIn]]:
    standin = StandIn()
    with (
        standin.listening() as url,
        open_house(request.param, MILO_READER_URL=url, MILO_READER_TOKEN=TOKEN) as house,
    ):
        house.open()
        yield house, standin


@pytest.fixture
def house(read: tuple[House, StandIn]) -> House:
    return read[0]


@pytest.fixture
def standin(read: tuple[House, StandIn]) -> StandIn:
    _, standin = read
    standin.asked.clear()
    standin.free.set()
    return standin


def test_what_it_proposes_is_taken_up_and_it_learns_of_nobody(
    house: House, standin: StandIn
) -> None:
    slug, ana = house.merchant(), house.person()
    walk(ana, slug, "eligiendo_servicio")
    standin.proposes(
        {"act": "set", "topic": "service", "values": ["corte"], "words": "las crenchas"}
    )

    assert "¿Qué día" in ana.say("emprolijame las crenchas").text

    (asked,) = standin.asked
    assert standin.tokens[-1] == f"Bearer {TOKEN}"
    assert set(asked) == {
        *("key", "client", "text", "today", "asks", "types", "filled", "means", "names"),
    }
    assert asked["text"] == "emprolijame las crenchas"
    assert (asked["client"], asked["asks"]) == (slug, "service")
    assert ["corte", "Corte"] in asked["names"]["service"]
    assert "Ana" not in json.dumps(asked)


def test_what_is_understood_here_is_never_asked(house: House, standin: StandIn) -> None:
    slug, ana = house.merchant(), house.person()
    walk(ana, slug, "eligiendo_servicio")
    ana.say("un corte porfa")
    ana.say("¿cuánto sale?")
    assert standin.asked == []


def test_nothing_is_booked_on_its_word(house: House, standin: StandIn) -> None:
    slug, ana = house.merchant(), house.person()
    walk(ana, slug, "confirmando")
    standin.proposes({"act": "agree", "words": "blim", "strength": 1.0})

    assert ana.say("blim blam").text.startswith("Para reservarlo necesito un *sí*")
    assert house.bookings(slug, "confirmed") == []


@pytest.mark.parametrize(
    "says",
    [
        (500, b'{"commands": [{"act": "agree"}]}'),
        (200, b"no JSON"),
        (200, b"[" * 5000),
        (200, b'{"commands": [' + b" " * 70_000 + b"]}"),
        (200, b'{"commands": [7, {"act": "set", "topic": "service", "values": ["nobody"]}]}'),
    ],
    ids=["fails", "is no JSON", "is nested", "is endless", "makes no sense"],
)
def test_an_answer_of_no_use_is_none(house: House, standin: StandIn, says: Any) -> None:
    slug, ana = house.merchant(), house.person()
    walk(ana, slug, "eligiendo_servicio")
    standin.says = says
    assert "Ese servicio no lo encontré" in ana.say("blim blam").text
    assert len(standin.asked) == 1


def test_who_takes_too_long_is_not_waited_for(house: House, standin: StandIn) -> None:
    slug, ana, bea = house.merchant(), house.person(), house.person("Bea")
    walk(ana, slug, "eligiendo_servicio")
    standin.free.clear()
    ana.send({"type": "text", "text": "blim blam"})
    assert "¡Hola, Bea!" in bea.say(slug).text, "others go on meanwhile"
    assert ana.unread() == []
    assert "Ese servicio no lo encontré" in ana.next().text


def test_a_turn_is_played_again_without_it(house: House, standin: StandIn) -> None:
    slug, ana = house.merchant(), house.person()
    walk(ana, slug, "eligiendo_servicio")
    standin.proposes({"act": "set", "topic": "service", "values": ["color"], "words": "mechas"})
    assert "*Color*" in ana.say("blim mechas blam").text
    standin.asked.clear()
    standin.proposes({"act": "set", "topic": "service", "values": ["corte"], "words": "mechas"})

    again = CliRunner(env={"MILO_FLOWS": None, **house.environment}).invoke(
        main, ["flow", "replay", RESERVAS, "--client", slug]
    )

    assert again.exit_code == 0, again.output
    assert standin.asked == []
