"""What people answered in flows, for an operator."""

from __future__ import annotations

import pytest

from milo.engine.model import Answers, Client, ClientStatus

from .people import NOW, contact


@pytest.fixture(autouse=True)
def answers(milo):
    def add(tx):
        person = tx.contacts.upsert(contact(), NOW)
        for n, (client, flow) in enumerate(
            [("c1", "encuesta"), ("c2", "encuesta"), ("c1", "otra")]
        ):
            slots = {"puntaje": f"bien{n}", "nota": "[red]ñandú[/]"}
            tx.answers.add(Answers(f"a{n}", client, person.id, "s1", flow, 2, slots, NOW))

    milo.transact(add)


def test_they_are_listed_oldest_first(milo):
    lines = milo.good("flow", "answers", "encuesta").splitlines()
    assert [line.split()[0] for line in lines] == ["id", "a0", "a1"]
    assert "puntaje: bien0, nota: [red]ñandú[/]" in lines[1]
    assert milo.good("flow", "answers", "nadie") == "No answers in nadie.\n"


def test_json_has_all_of_it_a_page_at_a_time(milo):
    told = milo.json("flow", "answers", "encuesta", "--limit", "1")
    assert told["next"] == "a0"
    (row,) = told["answers"]
    assert row["slots"] == {"puntaje": "bien0", "nota": "[red]ñandú[/]"}
    assert (row["flow"], row["version"], row["client_id"]) == ("encuesta", 2, "c1")
    (row,) = milo.json("flow", "answers", "encuesta", "--after", "a0")["answers"]
    assert row["id"] == "a1"


def test_those_of_one_merchant(milo):
    carla = Client("c2", "Carla", "carla", None, {}, ClientStatus.ACTIVE, NOW, NOW)
    milo.transact(lambda tx: tx.clients.add(carla))
    (row,) = milo.json("flow", "answers", "encuesta", "--client", "carla")["answers"]
    assert row["id"] == "a1"
    assert "no such client" in milo.wrong("flow", "answers", "encuesta", "--client", "nadie")


def test_a_long_list_says_how_to_go_on(milo):
    text = milo.good("flow", "answers", "encuesta", "--limit", "1")
    assert "milo flow answers encuesta --after a0" in text
