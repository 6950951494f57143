"""Versions are published beside a running server, with people in the middle of a conversation."""

from __future__ import annotations

import re
from itertools import count
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from support.house import House
from support.polling import until

from milo.cli import main
from milo.cli.flow_files import shipped_flows

RESERVAS = next(path for path in shipped_flows() if path.stem == "reservas").read_text("utf-8")
STATE, RENAMED = "eligiendo_horario", "eligiendo_hora"
_numbers = count(1)


class Author:
    """Somebody who writes a flow of their own, and publishes it beside the server."""

    def __init__(self, house: House, folder: Path) -> None:
        self.house = house
        self.name = f"turnos_{next(_numbers)}"
        self.path = folder / f"{self.name}.yaml"

    def publish(self, number: int, keys: str = "", **changed: str) -> Result:
        """Run `milo flow publish`, as a process beside the server would."""
        text = RESERVAS.replace("flow: reservas", f"flow: {self.name}")
        for old, new in changed.items():
            text = text.replace(old, new)
        text = re.sub(r"^version: \d+\n", f"version: {number}\n{keys}", text, count=1, flags=re.M)
        self.path.write_text(text, encoding="utf-8")
        runner = CliRunner(env={"MILO_FLOWS": None, **self.house.environment})
        return runner.invoke(main, ["flow", "publish", str(self.path)])

    def merchant(self) -> str:
        """Return a merchant who uses the flow, once the server knows it."""

        def known() -> str | None:
            try:
                return self.house.merchant(flow=self.name)
            except AssertionError:
                return None

        return until(known, "the flow", 30)


@pytest.fixture
def author(house, tmp_path):
    return Author(house, tmp_path)


def chooses_an_hour(person, slug):
    person.say(slug)
    person.tap("Reservar")
    person.tap("Corte")
    message = person.say("mañana")
    return next(title for title in message.titles if title[0].isdigit())


def test_people_in_the_middle_go_on_in_the_new_version(house, author):
    assert author.publish(1).exit_code == 0
    slug = author.merchant()
    ana, beto, caro = house.people(3)
    hours = [chooses_an_hour(person, slug) for person in (ana, beto, caro)]

    renamed = {STATE: RENAMED, "¡Hola": "¡Buenas"}
    refused = author.publish(2, **renamed)
    assert refused.exit_code == 1
    assert "3 live sessions" in refused.output

    done = author.publish(2, f"in_flight: upgrade\nmigrate: {{{STATE}: {RENAMED}}}\n", **renamed)
    assert done.exit_code == 0, done.output
    until(lambda: house.person().say(slug).text.startswith("¡Buenas"), "the new version", 30)

    assert house.session(ana, slug)["state"] == STATE
    ana.tap(hours[0])
    row = house.session(ana, slug)
    assert (row["state"], row["flow_version"]) == ("confirmando", 2)
    ana.tap("Confirmar")
    assert len(house.bookings(slug, "confirmed")) == 1
    beto.say("sdfg hjkl")
    assert house.session(beto, slug)["state"] == RENAMED
    assert house.session(caro, slug)["flow_version"] == 1
