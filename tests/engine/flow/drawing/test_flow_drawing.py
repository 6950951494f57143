"""A flow drawn: cards in order, ways by where they lead, people counted once."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree

import pytest
from click.testing import CliRunner

from milo.cli.commands import main
from milo.cli.drawing.svg import svg
from milo.cli.flow_files import shipped_flows
from milo.cli.libraries import load_flows
from milo.cli.rehearsing.setup import CLIENT, rehearsal_setup
from milo.engine.flow.compiled.compiled_flow import CompiledFlow
from milo.engine.flow.compiled.exits import ways_of
from milo.engine.flow.drawing.counts import count
from milo.engine.flow.drawing.diagram import ArrowKind, diagram_of
from milo.engine.flow.drawing.layout import CARD, layout_of
from milo.engine.flow.drawing.mermaid import mermaid
from milo.engine.flow.paths.transcript import Step, Transcript
from milo.engine.model import Walk
from milo.engine.rehearsal.world import RehearsalWorld
from milo.store import open_store

FLOWS = [path.stem for path in shipped_flows()]
LIBRARY = load_flows()


def reservas() -> CompiledFlow:
    return LIBRARY.newest("reservas")


def test_the_states_stand_in_the_order_of_the_flow_and_the_main_path_goes_straight():
    diagram = diagram_of(reservas().flow)
    assert [card.state for card in diagram.cards] == list(reservas().flow.states)
    straight = [
        card.of(ArrowKind.NEXT)[0].label for card in diagram.cards if card.of(ArrowKind.NEXT)
    ]
    assert straight == [
        "reservar · otherwise",
        "ok · elige_profesional",
        "ok · dice_cuantos",
        "ok",
        "ok · otherwise",
        "ok · otherwise · apartado · falta_responder",
        "ok · anotada · puede_responder",
        "ok · anotada · otherwise",
        "algo",
        "ok · anotada",  # of who waits for an hour, behind the main path
    ]
    assert diagram.cards[0].initial and diagram.cards[-1].final


def test_what_every_question_inherits_stands_once_and_in_no_card():
    diagram = diagram_of(reservas().flow)
    shared = {arrow.label: arrow.kind for arrow in diagram.everywhere}
    assert shared["menu"] is ArrowKind.AHEAD or shared["menu"] is ArrowKind.BACK
    assert shared["turnos"] is ArrowKind.CALL
    assert shared["after 23 h"] is ArrowKind.AHEAD
    assert "after 23 h" not in {arrow.label for card in diagram.cards for arrow in card.arrows}


@pytest.mark.parametrize("flow", FLOWS)
def test_every_exit_that_leads_somewhere_is_drawn(flow: str):
    script = LIBRARY.newest(flow)
    diagram = diagram_of(script.flow)
    arrows = [*diagram.everywhere, *(arrow for card in diagram.cards for arrow in card.arrows)]
    drawn = frozenset[tuple[str, str]]().union(*(arrow.places for arrow in arrows))
    for way in ways_of(script.flow):
        if way.path[-1] not in ("invalid", "stale"):
            assert way.places <= drawn


@pytest.mark.parametrize("flow", FLOWS)
def test_no_two_cards_overlap_and_every_line_ends_at_the_edge_of_a_card(flow: str):
    layout = layout_of(diagram_of(LIBRARY.newest(flow).flow))
    for above, below in zip(layout.boxes, layout.boxes[1:], strict=False):
        assert above.bottom < below.y
    heads = {box.y + 17 for box in layout.boxes}
    for line in layout.lines:
        assert line.y in heads
        assert line.x in (layout.x, layout.x + CARD)


@pytest.mark.parametrize("flow", FLOWS)
def test_the_picture_is_well_formed_and_as_large_as_it_says(flow: str):
    diagram = diagram_of(LIBRARY.newest(flow).flow)
    root = ElementTree.fromstring(svg(diagram))
    assert root.get("viewBox") == f"0 0 {root.get('width')} {root.get('height')}"
    for card in diagram.cards:
        assert card.state in ElementTree.tostring(root, encoding="unicode")


def walk(seq: int, who: str, before: str, *path: tuple[str, str]) -> Walk:
    return Walk(seq, who, before, path[-1][1] if path else before, path)


def test_people_are_counted_once_for_each_way_and_where_they_stopped():
    counts = count(
        reservas(),
        [
            walk(1, "ana", "inicio", ("begin", "inicio")),
            walk(2, "ana", "inicio", ("reservar?1", "eligiendo_servicio")),
            walk(3, "ana", "eligiendo_servicio", ("atras", "inicio")),
            walk(4, "ana", "inicio", ("reservar?1", "eligiendo_servicio")),
            walk(5, "eva", "inicio", ("escape:turnos", "inicio"), ("invalid", "eligiendo_turno")),
        ],
    )
    assert counts.took([("inicio", "reservar?1")]) == 1
    assert counts.took([("inicio", "escape:turnos")]) == 1
    assert counts.took([("inicio", "invalid")]) == 0, "that was the called flow's"
    assert counts.came("eligiendo_servicio") == 1
    assert counts.stopped()["eligiendo_servicio"] == 1
    assert counts.people == 2
    assert "inicio --> eligiendo_servicio : reservar · otherwise (1)" in mermaid(
        diagram_of(reservas().flow), counts
    )


@pytest.mark.parametrize("options", [("--since", "2026-11-01"), ("--until", "2026-11-01")])
def test_a_span_without_a_database_is_used_wrongly(options: tuple[str, ...]):
    result = CliRunner().invoke(main, ["flow", "draw", "reservas", *options])
    assert result.exit_code == 2
    assert "--database" in result.output


def test_a_database_that_is_not_there_is_told_and_not_made(tmp_path: Path):
    url = f"sqlite:///{tmp_path / 'none.db'}"
    result = CliRunner().invoke(main, ["flow", "draw", "reservas", "--database", url])
    assert result.exit_code == 1
    assert "there is no database" in result.output
    assert not (tmp_path / "none.db").exists()


def test_the_counts_of_a_database_are_drawn(tmp_path: Path):
    url = f"sqlite:///{tmp_path / 'milo.db'}"
    store = open_store(url)
    house = rehearsal_setup()
    transcript = Transcript(name="uno", client=CLIENT, turns=())
    theatre = RehearsalWorld(replace(house, new_store=lambda: store), transcript, "reservas")
    for step in (Step(say=CLIENT), Step(tap="Reservar"), Step(say="atrás")):
        theatre.play(step)
    store.close()
    command = ["flow", "draw", "reservas", "--format", "mermaid", "--database", url]
    drawn = CliRunner().invoke(main, command).output
    assert "inicio --> eligiendo_servicio : reservar · otherwise (1)" in drawn
    late = CliRunner().invoke(main, [*command, "--since", "2030-01-01"]).output
    assert "inicio --> eligiendo_servicio : reservar · otherwise (0)" in late
