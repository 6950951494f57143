"""`milo explain` on a database that real conversations have filled."""

from __future__ import annotations

import json

import pytest
from click.testing import CliRunner, Result
from support import conversations

from milo.cli import main
from milo.cli.flow_files import shipped_flows
from milo.engine.rehearsal.reading import read_transcripts
from milo.store import open_store

MONDAY = "2026-11-23T12:00:00+00:00"
RESERVAS = next(one for one in shipped_flows() if one.stem == "reservas").read_text("utf-8")
VERSION = RESERVAS.partition("version: ")[2].split()[0]


class Milo:
    """Runs a command; `milo explain` unless another is named."""

    def __init__(self, url: str, *command: str) -> None:
        self._command = command or ("explain",)
        self._runner = CliRunner(env={"MILO_DATABASE_URL": url, "COLUMNS": None})

    def __call__(self, *arguments: str) -> Result:
        result = self._runner.invoke(main, [*self._command, *arguments])
        if not isinstance(result.exception, SystemExit | None):
            raise result.exception
        return result

    def good(self, *arguments: str) -> str:
        result = self(*arguments)
        assert (result.exit_code, result.stderr) == (0, ""), result.output
        return result.stdout

    def bad(self, code: int, *arguments: str) -> str:
        result = self(*arguments)
        assert (result.exit_code, result.stdout) == (code, ""), result.output
        return result.stderr


@pytest.fixture
def milo(tmp_path):
    return Milo(f"sqlite:///{tmp_path}/milo.db")


@pytest.fixture
def told(tmp_path, monkeypatch):
    """A database in which Ana has booked; returns Meta's id of her confirmation."""
    store = open_store(f"sqlite:///{tmp_path}/milo.db")
    monkeypatch.setattr(conversations, "MemoryStore", lambda: store)
    town = conversations.Town()
    ana = town.desk("5492615551234")
    ana.books()
    ana.tap("Confirmar")
    session = ana.session()
    row = town.read(lambda tx: tx.inbox.of_session(session.contact_id, session.id, 1))[0]
    store.close()
    return row.message_id, session.id, ana.contact.user_phone


def test_for_people(milo, told):
    message_id, session_id, phone = told
    text = milo.good(message_id)
    for part in (
        *("…1234 → Carla", "Confirmar", "its button was sent by this conversation"),
        *(f"reservas {VERSION}, in confirmando", "a tap on the question", "crear_reserva → creada"),
        *("confirmar:creada → finalizado", "states.confirmando.go.confirmar.outcomes.creada"),
        "✓ sent",
    ):
        assert part in text, text
    assert phone not in text
    assert milo.good("--session", session_id, "--at", MONDAY) == text


def test_for_programs(milo, told):
    message_id, _, phone = told
    data = json.loads(milo.good("--phone", f"+{phone}", "--json"))
    assert (data["message"]["id"], data["fate"], data["route"]) == (message_id, "played", "button")
    turn = data["turn"]
    assert (turn["understood"], turn["state_before"]) == ("tap", "confirmando")
    assert [one["line"] is not None for one in turn["exits"]] == [True]
    assert data["sent"][0]["status"] == "sent"


def test_what_is_not_there_and_what_makes_no_sense(milo, told):
    assert "no message 'x'" in milo.bad(1, "x")
    assert "Nobody with that phone" in milo.bad(1, "--phone", "1")
    assert "no session" in milo.bad(1, "--session", "s")
    milo.bad(2)
    milo.bad(2, "x", "--phone", "1")
    assert "--at" in milo.bad(2, "--phone", "1", "--at", "yesterday")


def test_replay_beside_it(tmp_path, milo, told):
    replay = Milo(f"sqlite:///{tmp_path}/milo.db", "flow", "replay")
    path = tmp_path / "reservas.yaml"
    path.write_text(RESERVAS, encoding="utf-8")
    since = ("--since", "2026-11-01T00:00+00:00")
    assert "6 turns of 1 conversations: 6 the same" in replay.good(str(path), *since)
    path.write_text(RESERVAS.replace("¡Listo!", "¡Hecho!"), encoding="utf-8")
    found = replay(str(path), *since)
    assert found.exit_code == 1
    assert "> Confirmar" in found.stdout
    assert "- ✅ ¡Listo!" in found.stdout
    assert "+ ✅ ¡Hecho!" in found.stdout
    (one,) = json.loads(replay(str(path), *since, "--json").stdout)["conversations"]
    assert [turn["differs"] for turn in one["turns"]] == [False] * 5 + [True]
    assert "0 turns" in replay.good(str(path), "--client", "nobody")
    assert "--since" in replay.bad(2, str(path), "--since", "lately")


def test_a_conversation_becomes_a_test_without_what_is_personal(tmp_path, milo, monkeypatch):
    store = open_store(f"sqlite:///{tmp_path}/milo.db")
    monkeypatch.setattr(conversations, "MemoryStore", lambda: store)
    town = conversations.Town()
    ana = town.person("Ana Personal")
    ana.books()
    ana.say("soy Ana Personal, 2615551234")
    town.wait(minutes=11)
    ana.tap("Cambiar horario", back=1)
    ana.say("9:30")
    ana.tap("Confirmar")
    ana.say("muchas gracias")
    session_id = ana.session().id
    store.close()
    text = milo.good("--session", session_id, "--at", "2026-11-24T12:00+00:00", "--as-transcript")
    assert not text.startswith("#"), text
    for private in ("Personal", "2615551234", "AR.1", session_id):
        assert private not in text
    assert text.count("texto privado a") == 1
    (script,) = read_transcripts(text, "t.yaml").transcripts
    did = [step.say or step.tap or step.wait for step in script.turns]
    assert did[:5] == ["peluqueria-carla", "Reservar", "1", "viernes", "10:00"]
    assert script.turns[0].expect.text == ("saludo",)
    assert script.turns[4].expect.state == "confirmando"
    assert script.turns[-1].expect.text == ("de_nada",)
