"""What flows may name is told by the functions themselves."""

from __future__ import annotations

import pytest

from milo.engine.flow.language.reference import reference, told_of, unsaid
from milo.engine.flow.language.registry import Call, Outcome, Registry, Request
from milo.engine.vocabulary import VOCABULARY


@pytest.mark.parametrize("told", reference(VOCABULARY), ids=lambda told: told.entry.name)
def test_every_function_says_what_it_does_and_how_it_may_end(told):
    assert list(unsaid(told)) == []


def made() -> Registry:
    calls = Registry()

    @calls.action("pesar", "liviano", "pesado", slots=["caja"], fills={"pesado": ("peso",)})
    def weigh(_: Call) -> Outcome:
        """Weigh the box,
        twice.

        It takes a while.

        Outcomes:
            liviano: anybody
                can lift it
            roto: nobody declared this
        """
        return Outcome("liviano")

    @calls.outside("llamar", "atiende", seconds=3)
    def ring(_: Request) -> Outcome:
        """Ring.

        Outcomes:
            atiende: somebody is there
        """
        return Outcome("atiende")

    return calls


def test_a_docstring_is_read_into_its_parts():
    told = told_of(made().actions["pesar"])
    assert told.does == "Weigh the box, twice."
    assert told.ends == {"liviano": "anybody can lift it", "pesado": ""}
    assert told.to_json()["fills"] == {"pesado": ["peso"]}


def test_what_it_leaves_out_or_invents_is_told():
    assert list(unsaid(told_of(made().actions["pesar"]))) == [
        "does not say what 'pesado' means",
        "tells of 'roto', which is not declared",
    ]


def test_the_usual_end_of_an_outside_action_is_told_by_itself():
    told = told_of(made().actions["llamar"])
    assert list(told.ends) == ["atiende", "error"]
    assert list(unsaid(told)) == []
    assert told.to_json()["seconds"] == 3
