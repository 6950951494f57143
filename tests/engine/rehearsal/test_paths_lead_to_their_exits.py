"""A shortest path to every exit of every shipped flow, generated and played."""

from __future__ import annotations

import re
from functools import cache

import pytest
from support.compiled import compile_flow

from milo.cli.flow_files import shipped_flows
from milo.cli.rehearsing.setup import CLIENT, cast_of, given_for, rehearsal_setup
from milo.engine.flow.compiled.compiled_flow import CompiledFlow
from milo.engine.flow.compiled.exits import ways_of
from milo.engine.flow.language.registry import Registry
from milo.engine.flow.paths.planner import Cast, PathTo, paths
from milo.engine.rehearsal.settling import settle
from milo.engine.rehearsal.setup import RehearsalSetup
from milo.engine.rehearsal.world import RehearsalWorld

FLOWS = [path.stem for path in shipped_flows()]
NEVER = {
    ("reservas", "inicio", "gone:servicio"),
    ("recepcion", "agendando_nombre", "gone:servicio"),
}
"""Nothing that could be gone is known there yet, or only what was said in one sentence."""


@cache
def house() -> RehearsalSetup:
    return rehearsal_setup()


def planned(flow: str) -> tuple[PathTo, ...]:
    return paths(house().library.newest(flow), cast_of(house(), flow))


@pytest.mark.parametrize("flow", FLOWS)
def test_every_exit_of_the_machine_has_a_path(flow: str) -> None:
    exits = house().library.newest(flow).machine.exits
    final = {place for place, exit_ in exits.items() if not (exit_.outcomes or exit_.first)}
    found = {(path.state, path.trigger) for path in planned(flow)}
    missing = {place for place in final - found if not is_never_said(flow, *place)}
    assert {(flow, *place) for place in missing} <= NEVER


def is_never_said(flow: str, state: str, trigger: str) -> bool:
    """Whether only a sentence would take an escape, where any text is the answer."""
    known = house().library.newest(flow).flow
    kind, name = re.split("[:?]", f"{trigger}:")[:2]
    asking, escape = known.asking(state), known.escapes.get(name)
    typed = asking.ask.typed if asking else None
    if kind != "escape" or escape is None or escape.words or typed is None:
        return False
    return house().props.registry.parsers[typed.parse].gives == "text"


@pytest.mark.parametrize("flow", FLOWS)
def test_every_way_out_in_the_file_has_a_path(flow: str) -> None:
    found = {(path.state, path.trigger) for path in planned(flow)}
    ways = ways_of(house().library.newest(flow).flow)
    assert [way.path for way in ways if not way.places & found] == []


@pytest.mark.slow
@pytest.mark.parametrize("flow", FLOWS)
def test_every_path_leads_to_its_exit(flow: str) -> None:
    given, scripts = given_for(house(), flow), house().library.newest
    walked = [
        settle(path, CLIENT, given, scripts, lambda one: RehearsalWorld(house(), one, flow).play)
        for path in planned(flow)
    ]
    assert [(one.path.name, one.astray) for one in walked if one.astray] == []


BRANCHES = """\
flow: ramas
version: 1
initial: puntos
final: [fin]
slots: {puntos: {type: option}}
states:
  puntos:
    ask: {text: pide, into: puntos, buttons: {mal: Mal, bien: Bien}}
    go:
      ok:
        first:
          - {if: {puntos: mal}, to: motivo}
          - {if: cliente_nuevo, to: fin, say: hola}
          - {to: fin}
  motivo:
    ask: {text: pide, buttons: {listo: Listo}}
    go: {listo: {to: fin}}
  fin:
    stale: {say: pide}
texts: {pide: Pide, hola: Hola}
"""


def ramas() -> tuple[CompiledFlow, Registry]:
    registry = Registry()
    registry.show("option")(lambda _, value: {"": value})
    registry.guard("cliente_nuevo")(lambda _: False)
    return compile_flow(BRANCHES, "ramas.yaml", registry), registry


def test_a_branch_is_reached_by_the_answer_that_it_asks_for() -> None:
    script, registry = ramas()
    found = {path.trigger: path for path in paths(script, Cast(registry, lambda _: script))}
    assert found["ok?0"].steps[-1].tap == "Mal"
    assert found["ok?1"].steps[-1].tap == "Bien"
    assert found["ok?1"].steps[-1].guards == {"cliente_nuevo": True}
    assert found["ok?2"].steps[-1].guards == {"cliente_nuevo": False}
    assert [step.tap for step in found["listo"].steps] == [None, "Mal", "Listo"]


SKIPS = """\
flow: salteo
version: 1
initial: nombre
final: [fin]
slots: {nombre: {type: text}}
states:
  nombre:
    ask: {text: pide, typed: {parse: texto}, into: nombre}
    go: {ok: {to: otra_vez}}
  otra_vez:
    ask: {text: pide, typed: {parse: texto}, into: nombre, skip: true}
    go: {ok: {to: seguro}}
  seguro:
    ask: {text: pide, buttons: {listo: Listo}}
    go: {listo: {to: fin}}
  fin:
    stale: {say: pide}
texts: {pide: Pide}
"""


def test_a_question_whose_slot_is_filled_is_passed() -> None:
    script = compile_flow(SKIPS, "salteo.yaml", house().props.registry)
    found = {path.name: path for path in paths(script, cast_of(house()))}
    assert [leg.takes[1:] for leg in found["seguro · listo"].legs[1:2]] == [
        (("salteo", "otra_vez", "ok"),)
    ]
    assert [step.tap for step in found["seguro · listo"].steps] == [None, None, "Listo"]
    assert "otra_vez · invalid" not in found


def test_a_usual_outcome_is_left_to_the_action_and_any_other_is_scripted() -> None:
    found = {path.name: path for path in planned("reservas")}
    assert not found["confirmando · confirmar:creada"].steps[-1].is_scripted
    assert found["confirmando · confirmar:ocupado"].steps[-1].actions == {
        "crear_reserva": "ocupado"
    }


def test_a_second_timeout_is_waited_for_past_the_first() -> None:
    found = {path.name: path for path in planned("reservas")}
    waited = found["eligiendo_fecha · timeout:1"].steps[-1].wait
    assert waited and waited.total_seconds() == 23 * 3600
