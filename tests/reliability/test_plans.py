"""What the crash matrix walks is there: a flow without a path that can be walked is no success."""

from __future__ import annotations

import pytest
from reliability import plans as planning
from reliability.plans import NothingPlannedError, Plan, plans

from milo.cli.flow_files import shipped_flows
from milo.engine.flow.paths.planner import Leg, PathTo
from milo.engine.flow.paths.transcript import Step
from milo.engine.model import RECEPTION

LISTS = {"pedidos_pendientes", "personas_que_esperan"}


def path(*legs: Leg) -> PathTo:
    return PathTo(RECEPTION, "inicio", "hola", legs)


OPENS = Leg(Step(say=RECEPTION), ((RECEPTION, "inicio", "begin"),))
GREETS = Leg(Step(say="hola"), ((RECEPTION, "inicio", "hola"),))
ASKS = Leg(Step(tap="Pendientes"), ((RECEPTION, "inicio", "escape:pendientes"),))
ASTRAY = Leg(Step(say="hola"), ((RECEPTION, "inicio", "chau"),))


def planned(monkeypatch: pytest.MonkeyPatch, *found: PathTo) -> tuple[list[Plan], int]:
    """Return what is planned where these are the paths of a reception's flow."""
    monkeypatch.setattr(planning, "paths", lambda *_: found)
    return plans(RECEPTION)


def test_a_flow_of_whose_paths_none_can_be_walked_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(NothingPlannedError, match="none of the 1 paths of recepcion"):
        planned(monkeypatch, path(OPENS, ASTRAY))
    with pytest.raises(NothingPlannedError, match="none of the 0 paths"):
        planned(monkeypatch)


def test_a_receptions_paths_are_walked_by_a_reception(monkeypatch: pytest.MonkeyPatch) -> None:
    found, known = planned(monkeypatch, path(OPENS, GREETS), path(OPENS, ASTRAY), path(OPENS, ASKS))
    assert [(plan.steps[-1].say, plan.steps[-1].tap) for plan in found] == [
        ("hola", None),
        (None, "Pendientes"),
    ]
    assert known == 3
    assert [plan.lists & LISTS for plan in found] == [set(), {"pedidos_pendientes"}]


def test_a_walk_that_led_elsewhere_is_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    ((plan, *_), _) = planned(monkeypatch, path(OPENS, GREETS))
    assert plan.untaken(["begin", "hola"]) == []
    assert plan.untaken(["invalid"]) == ["hola"]


@pytest.mark.slow
@pytest.mark.long
@pytest.mark.parametrize("flow", [path.stem for path in shipped_flows()])
def test_each_shipped_flow_has_paths_that_can_be_walked(flow: str) -> None:
    found, known = plans(flow)
    assert 0 < len(found) <= known
    if flow == RECEPTION:
        assert len(found) == known
