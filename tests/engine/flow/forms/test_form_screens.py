"""What a screen is told: every key that it declares, for merchants of all kinds."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from milo.cli.commands import main
from milo.cli.flow_files import shipped_flows
from milo.cli.rehearsing.setup import probed, rehearsal_setup
from milo.demo.form_rules import payload_faults
from milo.engine.flow.forms.compiled_form import FormScreen, compile_form
from milo.engine.flow.forms.flow_json import flow_json, without_markup
from milo.engine.flow.forms.screen_data import NotShownError
from milo.engine.rehearsal.probe import Probe
from milo.engine.vocabulary import VOCABULARY

NOW = datetime(2026, 11, 27, 13, 0, tzinfo=UTC)  # a Friday
HOUSE = rehearsal_setup([path for path in shipped_flows() if path.stem == "reservas"])
COMPILED = compile_form(HOUSE.library.newest("reservas").flow, VOCABULARY)
assert COMPILED
SCREENS: dict[str, FormScreen] = {screen.id: screen for screen in COMPILED.screens}
PUBLISHED = {screen["id"]: screen for screen in flow_json(COMPILED)["screens"]}
CHOSEN = {"servicio": "corte", "fecha": "2026-11-28", "hora": "10:00"}
TEAM: dict[str, Any] = {
    "services": [
        {"id": "corte", "name": "Corte", "minutes": 60, "staff": ["carla", "sol"]},
        {"id": "clase", "name": "Clase", "minutes": 60, "capacity": 8, "max_party": 6},
    ],
    "staff": [{"id": "carla", "name": "Carla"}, {"id": "sol", "name": "Sol"}],
    "hours": {"fri": [["09:00", "12:00"]], "sat": [["09:00", "12:00"]]},
    "special_days": {"2026-12-05": []},
}


def told(
    screen: str, state: str, slots: dict[str, Any], settings: dict[str, Any] | None = None
) -> dict[str, Any]:
    client = probed("reservas")
    if settings is not None:
        client = replace(client, settings={**settings, "flow": "reservas"})
    probe = Probe(HOUSE, "reservas", state, slots, client, NOW)
    data = probe.screen(SCREENS[screen])
    assert list(payload_faults(PUBLISHED[screen], data)) == []
    return data


@pytest.mark.parametrize(
    ("screen", "state", "slots", "settings"),
    [
        ("SERVICIO", "eligiendo_servicio", {}, None),
        ("PROFESIONAL", "eligiendo_profesional", {"servicio": "corte"}, TEAM),
        ("PERSONAS", "eligiendo_personas", {"servicio": "clase"}, TEAM),
        ("TURNO", "eligiendo_fecha", {"servicio": "corte"}, TEAM),
        ("TURNO", "eligiendo_horario", {"servicio": "corte", "fecha": "2026-11-28"}, None),
        ("CONFIRMAR", "confirmando", CHOSEN, None),
    ],
)
def test_every_screen_is_told_all_that_it_declares_and_nothing_else(screen, state, slots, settings):
    assert told(screen, state, slots, settings).keys() == PUBLISHED[screen]["data"].keys()


def test_the_hours_wait_for_the_day():
    before = told("TURNO", "eligiendo_fecha", {"servicio": "corte"})
    assert before["eligiendo_horario__ready"] is False
    day = {"servicio": "corte", "fecha": "2026-11-28"}
    after = told("TURNO", "eligiendo_horario", day)
    assert after["eligiendo_horario__ready"] is True
    assert "10:00" in [row["id"] for row in after["eligiendo_horario__rows"]]


def test_a_calendar_greys_what_has_no_room_and_only_that():
    data = told("TURNO", "eligiendo_fecha", {"servicio": "corte"}, TEAM)
    assert data["eligiendo_fecha__days"] == ["Fri", "Sat"]
    assert data["eligiendo_fecha__closed"] == ["2026-12-05"]
    first = date.fromisoformat(data["eligiendo_fecha__from"])
    last = date.fromisoformat(data["eligiendo_fecha__to"])
    names = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
    span = [first + timedelta(days=n) for n in range((last - first).days + 1)]
    shown = {
        day.isoformat()
        for day in span
        if names[day.weekday()] in data["eligiendo_fecha__days"]
        and day.isoformat() not in data["eligiendo_fecha__closed"]
    }
    tapped = [day for day in span if day.weekday() in (4, 5) and day != date(2026, 12, 5)]
    assert shown == {day.isoformat() for day in tapped}


@pytest.mark.parametrize(("count", "few"), [(1, True), (20, True), (21, False), (200, False)])
def test_a_long_list_opens_below_a_field(count, few):
    data = told("SERVICIO", "eligiendo_servicio", {}, _services(count))
    assert (data["eligiendo_servicio__few"], data["eligiendo_servicio__many"]) == (few, not few)
    assert len(data["eligiendo_servicio__rows"]) == min(count, 20)
    assert len(data["eligiendo_servicio__every"]) == count


def _services(count: int) -> dict[str, Any]:
    services = [
        {"id": f"s{i}", "name": f"Servicio {i} " + "x" * 40, "minutes": 30} for i in range(count)
    ]
    return {**TEAM, "staff": [], "services": services}


@pytest.mark.parametrize(("count", "is_empty"), [(0, True), (201, False)])
def test_what_cannot_be_shown_is_left_to_the_chat(count, is_empty):
    with pytest.raises(NotShownError) as raised:
        told("SERVICIO", "eligiendo_servicio", {}, _services(count))
    assert (raised.value.state, raised.value.is_empty) == ("eligiendo_servicio", is_empty)


def test_a_merchants_own_words_are_on_its_screens_and_no_mark_is():
    own = {**TEAM, "messages": {"seguir": "Dale", "pide_servicio": "*¿Qué* te _hacemos_?"}}
    data = told("SERVICIO", "eligiendo_servicio", {}, own)
    assert (data["next"], data["eligiendo_servicio__asks"]) == ("Dale", "¿Qué te hacemos?")


@pytest.mark.parametrize(
    ("marked", "plain"),
    [
        ("*Corte* · *vie 27*", "Corte · vie 27"),
        ("*Corte con Sol*, ~ayer~", "Corte con Sol, ayer"),
        ("2*3*4", "2*3*4"),
        ("* uno\n* dos", "* uno\n* dos"),
        ("a_b_c@d.com", "a_b_c@d.com"),
    ],
)
def test_marks_go_and_what_only_looks_like_them_stays(marked, plain):
    assert without_markup(marked) == plain


def test_what_a_phone_would_refuse_is_found():
    good = told("SERVICIO", "eligiendo_servicio", {})
    for key, value in (
        ("next", ""),
        ("next", None),
        ("eligiendo_servicio__few", "true"),
        ("eligiendo_servicio__rows", []),
        ("eligiendo_servicio__rows", [{"id": "a", "title": "x"}] * 2),
        ("eligiendo_servicio__rows", [{"id": "a", "title": "x" * 31}]),
    ):
        assert list(payload_faults(PUBLISHED["SERVICIO"], {**good, key: value})), (key, value)


def test_the_command_says_what_a_screen_is_told(tmp_path: Path):
    settings = tmp_path / "carla.json"
    settings.write_text(json.dumps(TEAM))
    asked = ["flow", "form", "reservas", "--screen", "turno", "--settings", str(settings)]
    slots = ["--slots", '{"servicio": "corte"}', "--now", "2026-11-27T10:00-03:00"]
    answer = CliRunner().invoke(main, [*asked, *slots])
    assert json.loads(answer.output) == told(
        "TURNO", "eligiendo_fecha", {"servicio": "corte"}, TEAM
    )
    nowhere = CliRunner().invoke(main, ["flow", "form", "reservas", "--screen", "nada"])
    assert nowhere.exit_code == 2 and "servicio, profesional" in nowhere.output
