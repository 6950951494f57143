"""`milo flow understand`: what one message would do at a state of a flow."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from click.testing import CliRunner, Result

from milo.cli.commands import main

NOW = "2026-11-23T10:00-03:00"
KEYS = {"text", "rule", "exit", "state", "slots", "says", "asks", "handoff"}


def run(*arguments: str, typed: str | None = None) -> Result:
    command = ["flow", "understand", "reservas", *arguments, "--now", NOW]
    return CliRunner().invoke(main, command, input=typed)


def read(text: str, state: str, **slots: Any) -> dict[str, Any]:
    result = run(text, "--state", state, "--slots", json.dumps(slots), "--json")
    assert result.exit_code == 0, result.output
    found: dict[str, Any] = json.loads(result.stdout)
    assert set(found) == KEYS
    return found


def test_a_day_is_taken():
    found = read("el viernes", "eligiendo_fecha", servicio="corte")
    assert (found["state"], found["exit"]) == ("eligiendo_horario", "ok")
    assert found["slots"] == {"servicio": "corte", "fecha": "2026-11-27"}
    assert "pide_hora" in found["says"]


def test_what_nobody_understands_is_invalid():
    found = read("xyzzy", "eligiendo_fecha", servicio="corte")
    assert (found["rule"], found["exit"], found["state"]) == (
        "nothing",
        "invalid",
        "eligiendo_fecha",
    )


def test_a_card_can_be_confirmed_since_the_place_that_leads_to_it_is_held():
    found = read("dale", "confirmando", servicio="corte", fecha="2026-11-27", hora="10:00")
    assert (found["state"], found["exit"]) == ("finalizado", "confirmar:creada")


def test_each_line_is_read_by_itself():
    result = run("--state", "inicio", "--json", typed="reservar\nreservar\npersona\n")
    found = [json.loads(line) for line in result.stdout.splitlines()]
    assert [one["state"] for one in found] == ["eligiendo_servicio"] * 2 + ["inicio"]
    assert [one["handoff"] for one in found] == [False, False, True]


def test_settings_come_from_a_file(tmp_path: Path):
    file = tmp_path / "ajustes.json"
    services = [{"id": "masaje", "name": "Masaje", "minutes": 60}]
    file.write_text(json.dumps({"services": services, "hours": {"mon": [["10:00", "12:00"]]}}))
    result = run("masaje", "--state", "eligiendo_servicio", "--settings", str(file), "--json")
    assert json.loads(result.stdout)["slots"] == {"servicio": "masaje"}


def test_what_makes_no_sense_is_refused(tmp_path: Path):
    assert "there is no state 'nada'" in run("hola", "--state", "nada").output
    assert "there is no slot" in run("hola", "--state", "inicio", "--slots", '{"x": 1}').output
    assert run("hola", "--state", "inicio", "--slots", "{").exit_code == 2
    assert (
        CliRunner()
        .invoke(
            main, ["flow", "understand", "reservas", "hola", "--state", "inicio", "--now", "ayer"]
        )
        .exit_code
        == 2
    )
