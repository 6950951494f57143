"""What flows may name is told by the functions themselves."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from milo.engine.flow.language.reference import FunctionHelp, reference, sections_of, told_of
from milo.engine.flow.language.registry import Call, Outcome, Registry, Request
from milo.engine.vocabulary import VOCABULARY


def unsaid(told: FunctionHelp) -> Iterator[str]:
    """Yield what a docstring leaves out, and the names in it that the function does not declare."""
    if not told.does:
        yield "says nothing"
    known = {**told.ends, **told.shows}
    yield from (f"does not say what {name!r} means" for name, says in known.items() if not says)
    for section in sections_of(told.entry).values():
        yield from (f"tells of {name!r}, which is not declared" for name in section.keys() - known)


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
