"""What became of a message, and why: from the rows of real conversations."""

from __future__ import annotations

import pytest
from support.conversations import CARLA, Town, shipped

from milo.cli.explain_view import to_json
from milo.engine.errors import NotFoundError
from milo.engine.explaining.explanation import Explained, MessageFate, Route, explain
from milo.engine.explaining.finding import by_message, by_phone, by_session
from milo.engine.messages import Incoming, Kind
from milo.engine.model import InboxRow

DESK = "5492615559999"


@pytest.fixture
def town():
    return Town(carla={**CARLA, "reception": {"phone": DESK}}, beto=CARLA)


def last(town, person) -> Explained:
    """Explain a person's last message."""
    phone, now = person.contact.user_phone, town.clock.now()
    return town.read(lambda tx: explain(tx, shipped(), by_phone(tx, [phone], now)))


def understood(town, person):
    told = last(town, person)
    return told.heard, told.route, [(one.trigger, one.target) for one in told.exits]


def test_each_rule_and_each_way_is_told(town):
    ana = town.person()
    ana.say("carla")
    told = last(town, ana)
    assert (told.fate, told.route, told.heard) == (MessageFate.PLAYED, Route.SLUG, "")
    ana.tap("Reservar")
    assert understood(town, ana) == ("tap", Route.BUTTON, [("reservar?1", "eligiendo_servicio")])
    ana.say("1")
    assert understood(town, ana) == ("row", Route.MOST_RECENT, [("ok?3", "eligiendo_fecha")])
    ana.say("viernes")
    assert understood(town, ana)[0] == "moments"
    ana.say("qwer asdf")
    assert understood(town, ana) == (
        "nothing",
        Route.MOST_RECENT,
        [("invalid", "eligiendo_horario")],
    )
    ana.say("10:00")
    assert understood(town, ana)[2] == [("ok?1:apartado?2", "confirmando")]
    ana.photo()
    assert understood(town, ana)[0] == "unreadable"
    ana.say("dale")
    assert understood(town, ana)[0] == "word"


def test_an_exit_is_told_with_its_line_in_the_version_that_was_played(town):
    ana = town.person()
    ana.books()
    ana.tap("Confirmar")
    (exit_,) = last(town, ana).exits
    assert exit_.path == "states.confirmando.go.confirmar.outcomes.creada"
    lines = shipped().editions["reservas"].source.splitlines()
    assert lines[exit_.line - 1].strip() == exit_.text
    assert exit_.text.startswith("creada:")
    assert lines[exit_.line - 1].index("creada") == exit_.column - 1


def test_a_sub_flow_is_told_with_its_own_lines(town):
    ana = town.person()
    ana.books()
    ana.tap("Confirmar")
    ana.say("hola")
    ana.say("mis turnos")
    ana.say("1")
    (exit_,) = last(town, ana).exits
    assert (exit_.flow, exit_.state, exit_.trigger) == ("mis_turnos", "eligiendo_turno", "ok")
    ana.say("menu")
    (exit_,) = last(town, ana).exits
    assert (exit_.flow, exit_.path) == ("reservas", "escapes.menu")


def test_the_answer_is_told_with_what_became_of_it(town):
    ana = town.person()
    ana.say("carla")
    (sent,) = last(town, ana).sent
    assert (sent.id, sent.wamid) == (ana.chat[-1].id, ana.chat[-1].wamid)
    told = town.read(lambda tx: explain(tx, shipped(), by_message(tx, sent.wamid or "")))
    assert told.received is not None
    assert told.received.session_id == ana.session().id


def test_a_time_out(town):
    ana = town.person()
    ana.books()
    town.wait(minutes=11)
    sent = ana.chat[-1]
    told = town.read(lambda tx: explain(tx, shipped(), by_message(tx, sent.id)))
    assert (told.received, told.route) == (None, Route.TIMER)
    assert [one.path for one in told.exits] == ["states.confirmando.timeout[0]"]
    session_id, now = ana.session().id, town.clock.now()
    by_time = town.read(lambda tx: explain(tx, shipped(), by_session(tx, session_id, now)))
    assert by_time.turn == told.turn


def test_who_is_with_a_person_and_what_the_merchant_answers(town):
    desk, ana = town.desk(DESK), town.person()
    ana.say("carla")
    ana.say("persona")
    town.sleep(seconds=2)
    desk.settle()
    told = last(town, ana)
    assert told.heard == "escape"
    assert [bool(row.about) for row in told.sent] == [False, True]
    ana.say("¿hola?")
    assert last(town, ana).fate is MessageFate.WITH_A_PERSON
    desk.settle()
    town.sleep(seconds=1)
    desk.say("Hola, soy Carla", quoted=desk.chat[-1].wamid)
    told = last(town, desk)
    assert (told.fate, told.route) == (MessageFate.PASSED_ON, Route.DESK)
    assert [row.contact_id for row in told.sent] == [ana.contact.id]


def test_the_lobby_parked_waiting_and_silent_ones(town):
    ana = town.person()
    ana.say("hola")
    told = last(town, ana)
    assert (told.fate, told.route, len(told.sent)) == (MessageFate.LOBBY, Route.LOBBY, 1)
    assert told.session is None
    ana.say("qwer asdf")
    told = last(town, ana)
    assert (told.fate, told.session, told.heard) == (MessageFate.LOBBY, None, "nothing")
    assert [(one.flow, one.trigger) for one in told.exits] == [("comercios", "invalid")]
    assert told.exits[0].line > 0
    assert to_json(told)["turn"]["path"] == [["invalid", "preguntando"]]
    assert to_json(told)["session"] is None
    now = town.clock.now()

    def arrives(key, kind, done, error):
        row = InboxRow(
            *(key, "n1", ana.contact.id, Incoming(kind, text="x"), b"{}", now),
            done_at=now if done else None,
            error=error,
        )
        town.store.transact(lambda tx: tx.inbox.add(row))
        return town.read(lambda tx: explain(tx, shipped(), by_message(tx, key))).fate

    assert arrives("w1", Kind.TEXT, False, None) is MessageFate.WAITS
    assert arrives("w2", Kind.TEXT, True, "KeyError: 'x'") is MessageFate.PARKED
    assert arrives("w3", Kind.SILENT, True, None) is MessageFate.SILENT


def test_what_never_was(town):
    for find in (
        lambda tx: by_message(tx, "wamid.nothing"),
        lambda tx: by_phone(tx, ["1"], town.clock.now()),
        lambda tx: by_session(tx, "s", town.clock.now()),
    ):
        with pytest.raises(NotFoundError):
            town.read(find)
