"""What people answered in flows, for an operator."""

from __future__ import annotations

from dataclasses import replace

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
    assert milo.good("flow", "answers", "preguntas") == "No answers in preguntas.\n"


def test_a_name_that_no_flow_had_is_told(milo):
    said = milo.wrong("flow", "answers", "encuestas")
    assert "there is no flow 'encuestas'; there are comercios, encuesta," in said
    assert milo.good("flow", "answers", "otra").splitlines()[1].startswith("a2")


def test_json_has_all_of_it_a_page_at_a_time(milo):
    told = milo.json("flow", "answers", "encuesta", "--limit", "1")
    assert told["next"] == "a0"
    (row,) = told["answers"]
    assert row["slots"] == {"puntaje": "bien0", "nota": "[red]ñandú[/]"}
    assert (row["flow"], row["version"], row["client_id"]) == ("encuesta", 2, "c1")
    (row,) = milo.json("flow", "answers", "encuesta", "--after", "a0")["answers"]
    assert row["id"] == "a1"


def test_who_answered_is_told(milo):
    line = milo.good("flow", "answers", "encuesta").splitlines()[1]
    person = milo.json("flow", "answers", "encuesta")["answers"][0]
    assert person["name"] and person["name"] in line
    assert person["phone"] and person["phone"] in line


def test_a_table_for_spreadsheets_runs_nothing(milo):
    def add(tx):
        row = Answers("a9", "c1", "gone", "s1", "raras", 1, {"nota": "=SUM(A1)", "b": "x,y"}, NOW)
        tx.answers.add(replace(row, contact_id=tx.contacts.upsert(contact(), NOW).id))

    milo.transact(add)
    table = milo.good("flow", "answers", "raras", "--csv").splitlines()
    assert table[0] == "id,at,name,phone,version,nota,b"
    assert table[1].endswith(',\'=SUM(A1),"x,y"')
    assert len(milo.good("flow", "answers", "encuesta", "--csv").splitlines()) == 3


def test_answers_are_counted(milo):
    told = milo.json("flow", "answers", "encuesta", "--count")
    assert (told["answers"], told["counts"]["nota"]) == (2, {"[red]ñandú[/]": 2})
    assert told["counts"]["puntaje"] == {"bien0": 1, "bien1": 1}
    text = milo.good("flow", "answers", "encuesta", "--count")
    assert "2 answers in all." in text
    assert milo.good("flow", "answers", "preguntas", "--count") == "No answers in preguntas.\n"


def test_those_of_one_merchant(milo):
    carla = Client("c2", "Carla", "carla", None, {}, ClientStatus.ACTIVE, NOW, NOW)
    milo.transact(lambda tx: tx.clients.add(carla))
    (row,) = milo.json("flow", "answers", "encuesta", "--client", "carla")["answers"]
    assert row["id"] == "a1"
    assert "no such client" in milo.wrong("flow", "answers", "encuesta", "--client", "nadie")


def test_a_long_list_says_how_to_go_on(milo):
    text = milo.good("flow", "answers", "encuesta", "--limit", "1")
    assert "milo flow answers encuesta --after a0" in text
