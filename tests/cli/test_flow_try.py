"""A flow tried in the terminal: what is typed, what comes, and the transcript that is printed."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from milo.cli.commands import main
from milo.cli.rehearsing.typed import Prompt
from milo.engine.errors import InputError
from milo.engine.flow.paths.transcript import Step


def tried(*lines: str, options: tuple[str, ...] = ()) -> Result:
    typed = "".join(f"{line}\n" for line in lines)
    return CliRunner().invoke(main, ["flow", "try", "reservas", *options], input=typed)


def test_each_turn_shows_the_message_its_options_and_the_exit_with_its_line():
    told = tried("1", "/salir").output
    assert "¿Qué servicio querés reservar?" in told
    assert "1. Corte" in told
    lines = Path("flows/reservas.yaml").read_text().splitlines()
    begins = lines.index("      reservar:")
    line = next(i for i in range(begins, len(lines)) if "- {to: eligiendo_servicio}" in lines[i])
    assert f"· reservas: inicio · reservar?1 → eligiendo_servicio  line {line + 1}" in told


def test_time_can_be_wound_and_the_state_be_seen():
    told = tried("1", "/esperar 30m", "/estado", "/salir").output
    assert "¿Seguís ahí?" in told
    assert "eligiendo_servicio (bot), 2026-11-23 10:30" in told


def test_what_was_played_is_a_transcript_that_flow_test_accepts(tmp_path: Path):
    file = tmp_path / "reservas.test.yaml"
    lines = ("1", "Corte", "viernes", "/accion apartar_horario=ocupado", "10:00", "10:00")
    more = ("/esperar 10m", "/viejo Reservar", "/foto", "/tap Cambiar horario")
    assert tried(*lines, *more, options=("--print-transcript", str(file))).exit_code == 0
    (tmp_path / "reservas.yaml").write_text(Path("flows/reservas.yaml").read_text())
    result = CliRunner().invoke(main, ["flow", "test", str(file)])
    assert result.exit_code == 0, result.output
    assert "1 of 1 transcripts as expected, 10 turns" in result.output
    assert "actions: {apartar_horario: ocupado}" in file.read_text()


def test_what_makes_no_sense_is_told_and_nothing_is_played():
    told = tried("/esperar un rato", "/tap Nada", "/que", "/transcripcion", "/salir").output
    assert "a duration is a number and a unit" in told
    assert "there is no 'Nada' to tap" in told
    assert "/esperar 31m" in told, "the help"
    assert told.count("- say:") == 1


@pytest.mark.parametrize(
    ("line", "step"),
    [
        ("hola", Step(say="hola")),
        ("2", Step(tap=2)),
        ("9", Step(say="9")),
        ("/tap 2", Step(tap=2)),
        ("/viejo Confirmar", Step(tap="Confirmar", old=True)),
        ("/decir 2", Step(say="2")),
        ("/foto", Step(send="image")),
        ("/responder Hola", Step(reply="Hola")),
    ],
)
def test_a_line_is_what_a_person_does(line: str, step: Step):
    assert Prompt().read(line, 3) == step


def test_what_is_scripted_holds_for_the_next_turn_alone():
    prompt = Prompt()
    assert prompt.read("/vacia servicios", 0) == prompt.read("/falta servicio", 0) == "anotado"
    first = prompt.read("hola", 0)
    assert isinstance(first, Step)
    assert (dict(first.providers), first.gone) == ({"servicios": ()}, ("servicio",))
    assert prompt.read("hola", 0) == Step(say="hola")


def test_a_bad_span_is_no_turn():
    with pytest.raises(InputError):
        Prompt().read("/esperar mucho", 0)
