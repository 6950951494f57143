"""A shortest path to every exit of every shipped flow, generated and played."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import pytest
from support.compiled import compile_flow

from milo.cli.flow_files import shipped_flows
from milo.cli.rehearsing.setup import CLIENT, cast_of, given_for, rehearsal_setup
from milo.engine.flow.compiled.compiled_flow import CompiledFlow
from milo.engine.flow.compiled.exits import ways_of
from milo.engine.flow.language.registry import Reading, Registry
from milo.engine.flow.paths.planner import Cast, PathTo, paths
from milo.engine.flow.paths.transcript import ScriptedRow
from milo.engine.rehearsal.settling import settle
from milo.engine.rehearsal.setup import RehearsalSetup
from milo.engine.rehearsal.world import RehearsalWorld

pytestmark = pytest.mark.slow

EXAMPLES = sorted((Path(__file__).parents[3] / "examples").glob("*.yaml"))
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
@pytest.mark.long
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


BOUNDED = """\
flow: medidas
version: 1
initial: edad
final: [fin]
slots: {edad: {type: number}, dolor: {type: number}, nota: {type: text}, veces: {type: number}}
states:
  edad:
    ask: {text: pide, typed: {parse: numero, min: 1, max: 110, beyond: no}, into: edad}
    go:
      ok:
        first:
          - {if: {edad: {min: 18, max: 64}}, to: dolor}
          - {if: {edad: {max: 5}}, to: fin, say: chiquito}
          - {to: dolor, say: con_alguien}
  dolor:
    ask: {text: pide, typed: {parse: numero, max: 10, beyond: no}, into: dolor}
    go: {ok: {to: nota}}
  nota:
    ask: {text: pide, typed: {parse: texto, min: 30, max: 40, beyond: no}, into: nota}
    go: {ok: {to: otra}}
  otra:
    ask: {text: pide, typed: {parse: texto, max: 4, beyond: no}, into: nota}
    go: {ok: {to: seguro}}
  seguro:
    ask: {text: pide, buttons: {no_se: No sé, listo: Listo}}
    go:
      listo: {to: fin}
      no_se:
        first:
          - {if: {veces: {min: 2}}, to: fin, say: "no"}
          - {count: veces, say: otra_vez}
  fin:
    stale: {say: pide}
texts: {pide: Pide, "no": No, chiquito: Chiquito, con_alguien: Con alguien, otra_vez: Otra vez}
"""


def test_what_is_typed_lies_within_its_bounds_and_meets_each_condition() -> None:
    script = compile_flow(BOUNDED, "medidas.yaml", house().props.registry)
    found = {path.name: path for path in paths(script, cast_of(house()))}
    said = {name: path.steps[-1].say for name, path in found.items()}
    assert 18 <= int(said["edad · ok?0"] or 0) <= 64
    assert 1 <= int(said["edad · ok?1"] or 0) <= 5
    assert int(said["edad · ok?2"] or 0) in {*range(6, 18), *range(65, 111)}
    assert int(said["dolor · ok"] or 0) <= 10
    assert 30 <= len(said["nota · ok"] or "") <= 40
    assert 1 <= len(said["otra · ok"] or "") <= 4
    assert [step.tap for step in found["seguro · no_se?0"].steps][-3:] == ["No sé"] * 3


@pytest.mark.slow
@pytest.mark.long
@pytest.mark.parametrize("file", EXAMPLES, ids=lambda file: file.stem)
def test_every_path_of_the_examples_leads_to_its_exit(file: Path) -> None:
    shown = rehearsal_setup([file])
    given, scripts = given_for(shown, file.stem), shown.library.newest
    planned = paths(scripts(file.stem), cast_of(shown, file.stem))
    walked = [
        settle(one, CLIENT, given, scripts, lambda it: RehearsalWorld(shown, it, file.stem).play)
        for one in planned
    ]
    assert [(one.path.name, one.astray) for one in walked if one.astray] == []


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


ROWS = """\
flow: filas
version: 1
initial: cual
final: [fin]
slots: {cual: {type: text}, cuando: {type: text}, dicho: {type: text}}
escapes:
  precio: {means: precio, say: pide}
  ayuda: {words: [ayuda], say: pide}
states:
  cual:
    ask: {text: pide, list: {from: varios, into: cual, open: pide, alone: true}}
    go:
      ok:
        first:
          - {if: {cual: otro}, to: fin, say: otro}
          - {to: cuando}
      empty: {to: fin}
  cuando:
    ask: {text: pide, list: {from: cuando_hay, into: cuando, open: pide}}
    go:
      ok:
        first:
          - {if: {cuando: "*"}, to: nota, clear: [cuando]}
          - {to: fin}
      empty: {to: fin}
  nota:
    ask: {text: pide, typed: {parse: texto}, into: dicho}
    go: {ok: {to: fin}}
  fin:
    stale: {say: pide}
texts:
  pide: Pide
  otro: Otro
  ver_mas: Más
  cual_de_estos: Cuál
  tengo_estos: Estos
  nada_asi: Nada
  otra_cosa: Otra
"""


def filas() -> dict[str, PathTo]:
    registry = Registry()
    registry.show("text")(lambda _, value: {"": value})
    registry.parser("texto", gives="text")(lambda _, text: Reading((text,)))
    registry.provider("varios", gives="text")(lambda _: [])
    registry.provider("cuando_hay", gives="text")(lambda _: [])
    script = compile_flow(ROWS, "filas.yaml", registry)
    rows = (ScriptedRow(value="uno", title="Uno"), ScriptedRow(value="dos", title="Dos"))
    cast = Cast(registry, lambda _: script, rows={"varios": rows})
    return {path.name: path for path in paths(script, cast)}


def test_a_list_with_a_single_row_is_passed_in_the_turn_that_comes_to_it() -> None:
    (only,) = filas()["cual · ok?1"].steps
    assert only.providers == {"varios": (ScriptedRow(value="uno", title="Uno"),)}


def test_the_single_row_is_the_one_that_a_branch_asks_for() -> None:
    (only,) = filas()["cual · ok?0"].steps
    assert [row.value for row in only.providers["varios"]] == ["otro"]


def test_a_row_that_stands_for_more_is_put_into_the_list_and_tapped() -> None:
    found = filas()
    before, tap = found["cuando · ok?0"].steps[-2:]
    assert [row.value for row in before.providers["cuando_hay"]] == ["*"]
    assert tap.tap == before.providers["cuando_hay"][0].title
    other, first = found["cuando · ok?1"].steps[-2:]
    assert "cuando_hay" not in other.providers and first.tap == 1


def test_no_sentence_is_said_where_any_text_is_the_answer() -> None:
    found = filas()
    assert "cuando · escape:precio" in found
    assert "nota · escape:precio" not in found
    assert found["nota · escape:ayuda"].steps[-1].say == "ayuda"
