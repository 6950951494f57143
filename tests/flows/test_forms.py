"""A booking by a form: the same flow, its questions on screens of the phone."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from support.conversations import CARLA, MONDAY, Phone, Town, shipped
from support.forms import exchanges, open_form, publish

from milo.cli.terms import terms_of
from milo.demo.form_phone import FormRefused, OpenForm
from milo.engine.booking.agenda import Agenda
from milo.engine.booking.availability.slots import Ask
from milo.engine.explaining.finding import Found
from milo.engine.explaining.told import Explained, Fate, Route, explain
from milo.engine.flow.versions.history import History
from milo.engine.form_exchange import Action, Asked, Closed, Finished
from milo.engine.messages import FORM_REPLY, Incoming, Kind
from milo.engine.model import BookingStatus, TurnRecord
from milo.engine.ports import Transaction
from milo.engine.replaying.retracing import Retraced, retrace
from milo.http.forms.exchanges import FormFailedError

SERVICE, DAY, HOUR = "eligiendo_servicio", "eligiendo_fecha", "eligiendo_horario"
OVER = "Seguimos en el chat."
FRIDAY = "2026-11-27"
TEAM: dict[str, Any] = {
    **CARLA,
    "services": [
        {"id": "corte", "name": "Corte", "minutes": 60, "staff": ["carla", "sol"]},
        {"id": "clase", "name": "Clase", "minutes": 60, "capacity": 8, "max_party": 6},
    ],
    "staff": [{"id": "carla", "name": "Carla"}, {"id": "sol", "name": "Sol"}],
}


def town_with(forms: str = "on", settings: dict[str, Any] = CARLA, **more: Any) -> Town:
    town = Town(carla={**settings, "forms": forms, **more})
    publish(town)
    return town


def asked(town: Town, name: str = "Ana") -> Phone:
    """Return a person who has been asked for the service, and may open the form."""
    phone = town.person(name)
    phone.say("carla")
    phone.tap("Reservar")
    return phone


def to_card(form: OpenForm, hour: str = "10:00", day: str = FRIDAY) -> OpenForm:
    form.choose(SERVICE, "corte")
    form.tap()
    form.choose(DAY, day)
    form.choose(HOUR, hour)
    form.tap()
    return form


def turns_of(phone: Phone) -> list[TurnRecord]:
    session_id = phone.session().id
    return phone.town.read(lambda tx: tx.turns.of_session(session_id))


# -- how many messages a booking takes ----------------------------------------------------------


def test_a_booking_takes_three_messages_of_ours_with_a_greeting() -> None:
    town = town_with()
    ana = asked(town)
    form = to_card(open_form(ana))
    assert form.screen == "CONFIRMAR"
    form.tap("Confirmar")
    assert len(ana.chat) == 3
    assert ana.chat[-1].body.text.startswith("✅ ¡Listo! *Corte* el *viernes 27 a las 10:00*")
    assert [row.status for row in town.bookings()] == [BookingStatus.CONFIRMED]
    assert form.params == {"flow_token": form.token}


def test_and_two_where_the_form_is_the_greeting() -> None:
    town = town_with("greeting")
    ana = town.person()
    said = ana.say("carla")
    assert "tocá *Reservar*" in said
    assert ana.titles == ["Reservar", "Mis turnos", "Info y horarios"]
    to_card(open_form(ana)).tap("Confirmar")
    assert (len(ana.chat), len(town.bookings())) == (2, 1)


def test_who_may_have_no_further_booking_is_greeted_without_a_form() -> None:
    town = town_with("greeting", max_active_per_contact=1)
    ana = town.person()
    ana.say("carla")
    assert ana.chat[-1].body.form
    to_card(open_form(ana)).tap("Confirmar")
    ana.say("carla")
    assert ana.chat[-1].body.form is None
    assert "todos los turnos" in ana.tap("Reservar")


def test_words_are_understood_where_the_form_stands_in_place_of_the_buttons() -> None:
    town = town_with("greeting")
    ana = town.person()
    ana.say("carla")
    assert "turno" in ana.say("mis turnos")
    bea = town.person("Bea")
    bea.say("carla")
    assert bea.say("quiero un corte el viernes a las 10").startswith("*Corte*")
    assert bea.chat[-1].body.form is None


def test_whom_and_how_many_are_asked_where_there_is_a_choice() -> None:
    town = town_with(settings=TEAM)
    form = open_form(asked(town))
    form.choose(SERVICE, "corte")
    form.tap()
    assert form.screen == "PROFESIONAL"
    form.choose("eligiendo_profesional", "sol")
    form.tap()
    assert form.screen == "TURNO"
    form.choose(DAY, FRIDAY)
    form.choose(HOUR, "10:00")
    form.tap()
    form.tap("Confirmar")
    assert [(row.staff, row.service) for row in town.bookings()] == [("sol", "corte")]
    other = open_form(asked(town, "Bea"))
    other.choose(SERVICE, "clase")
    other.tap()
    other.choose("eligiendo_personas", "3")
    other.tap()
    assert other.screen == "TURNO"


def test_the_button_in_the_chat_has_the_merchants_words_without_emoji() -> None:
    town = town_with(messages={"abrir_formulario": "Quiero turno 💅🏽"})
    opens = asked(town).chat[-1].body.form
    assert opens
    assert opens.title == "Quiero turno"


# -- where no form is sent ------------------------------------------------------------------------


@pytest.mark.parametrize("status", ["THROTTLED", "BLOCKED", "DEPRECATED", "DRAFT"])
def test_one_that_meta_stopped_is_not_sent_and_the_chat_asks(status: str) -> None:
    town = town_with()
    publish(town, status)
    ana = asked(town)
    assert ana.chat[-1].body.form is None
    assert ana.titles == ["Corte", "Color"]


def test_none_is_sent_where_the_merchant_wants_none_or_none_is_published() -> None:
    town = town_with("off")
    assert asked(town).chat[-1].body.form is None
    unpublished = Town(carla={**CARLA, "forms": "on"})
    assert asked(unpublished).chat[-1].body.form is None


def test_what_does_not_fit_a_screen_is_asked_in_the_chat() -> None:
    services = [{"id": f"s{n}", "name": f"Servicio {n}", "minutes": 30} for n in range(201)]
    town = town_with(services=services)
    ana = asked(town)
    assert ana.chat[-1].body.form is None
    assert len(ana.titles) == 10


def test_asked_again_in_the_chat_it_is_a_list() -> None:
    ana = asked(town_with())
    assert ana.chat[-1].body.form
    ana.say("qsdf")
    assert ana.chat[-1].body.form is None
    assert "Corte" in ana.titles


# -- a token ---------------------------------------------------------------------------------------


def test_each_message_has_a_token_of_its_own_which_is_used_once() -> None:
    town = town_with()
    ana = asked(town)
    first = open_form(ana)
    to_card(first).tap("Confirmar")
    assert first.params
    ana.say("hola")
    ana.tap("Reservar")
    second = open_form(ana)
    assert second.token != first.token
    answer = exchanges(town)(
        Asked(Action.EXCHANGE, "SERVICIO", {"tap": "ok", SERVICE: "corte"}, first.token)
    )
    assert answer == Closed(OVER)
    assert ana.state == SERVICE


@pytest.mark.parametrize("token", ["", "unused", "x.y", "id-00000002.", "s.\udcff\x00"])
def test_an_unknown_token_is_over(token: str) -> None:
    town = town_with()
    asked(town)
    assert exchanges(town)(Asked(Action.OPENED, "", {}, token)) == Closed(OVER)


def test_after_three_days_it_is_over() -> None:
    town = town_with(timezone="America/Argentina/Buenos_Aires")
    ana = asked(town)
    form = open_form(ana)
    town.sleep(days=3)
    form.choose(SERVICE, "corte")
    form.tap()
    assert form.closed == OVER
    assert "servicio" not in ana.slots


def test_who_is_not_attended_any_more_finds_it_closed() -> None:
    town = town_with()
    form = open_form(asked(town))
    town.changes("carla", status="inactive")
    form.choose(SERVICE, "corte")
    form.tap()
    assert form.closed == OVER


# -- what comes twice ------------------------------------------------------------------------------


def test_what_comes_twice_does_what_it_did_once() -> None:
    town = town_with()
    ana = asked(town)
    form = open_form(ana)
    form.choose(SERVICE, "corte")
    form.tap()
    turns = len(turns_of(ana))
    form.again()
    form.choose(DAY, FRIDAY)
    form.again()
    form.choose(HOUR, "10:00")
    form.tap()
    card, hold = dict(form.data), ana.hold
    form.again()
    assert (form.data, ana.hold) == (card, hold)
    form.tap("Confirmar")
    last = form.sent[-1]
    answer = exchanges(town)(Asked(Action.EXCHANGE, last["screen"], last["data"], form.token))
    assert answer == Finished({"flow_token": form.token})
    assert (len(town.bookings()), len(ana.chat)) == (1, 3)
    assert len(turns_of(ana)) == turns + 3


def test_what_is_said_again_on_purpose_is_heard_again() -> None:
    town = town_with()
    ana = asked(town)
    form = to_card(open_form(ana))
    dearer = [{**one, "price": "9000"} for one in CARLA["services"]]
    town.changes("carla", settings={**CARLA, "forms": "on", "services": dearer})
    form.tap("Confirmar")
    assert form.is_open
    assert form.error.startswith("El precio cambió")
    assert "9.000" in form.children[0]["text"]
    form.tap("Confirmar")
    assert form.params
    assert [row.price for row in town.bookings()] == ["9000"]


def test_going_back_and_forth_is_no_repetition() -> None:
    ana = asked(town_with())
    form = to_card(open_form(ana))
    for _ in range(3):
        form.back()
        assert (form.screen, ana.state, ana.hold) == ("TURNO", HOUR, None)
        form.choose(DAY, FRIDAY)
        form.choose(HOUR, "10:00")
        form.tap()
        assert (form.screen, ana.state) == ("CONFIRMAR", "confirmando")
        assert ana.hold


def test_back_comes_to_the_screen_before_and_forgets_what_the_chat_forgets() -> None:
    ana = asked(town_with())
    form = open_form(ana)
    form.choose(SERVICE, "corte")
    form.tap()
    form.choose(DAY, FRIDAY)
    form.back()
    assert (form.screen, ana.state, ana.slots) == ("SERVICIO", SERVICE, {})
    form.choose(SERVICE, "color")
    form.tap()
    assert (form.screen, ana.slots) == ("TURNO", {"servicio": "color"})


# -- the form, and the chat beside it --------------------------------------------------------------


def test_who_closes_it_and_writes_goes_on_at_the_right_question() -> None:
    town = town_with()
    ana = asked(town)
    form = open_form(ana)
    form.choose(SERVICE, "corte")
    form.tap()
    form.choose(DAY, FRIDAY)
    said = ana.say("carla")
    assert "falta la hora" in said
    assert "*Corte* · viernes 27 de noviembre" in said
    assert ana.say("10:00").startswith("*Corte*")
    form.choose(HOUR, "11:00")
    form.tap()
    assert form.closed == OVER
    assert ana.slots["hora"] == "10:00"
    assert ana.hold
    assert ana.say("sí").startswith("✅")


def test_who_goes_on_in_the_chat_finds_the_form_closed() -> None:
    ana = asked(town_with())
    form = open_form(ana)
    ana.tap("Color")
    form.choose(SERVICE, "corte")
    form.tap()
    assert form.closed == OVER
    assert ana.slots["servicio"] == "color"
    with pytest.raises(FormRefused):
        form.tap()


def test_a_question_between_leaves_it_open() -> None:
    ana = asked(town_with())
    form = open_form(ana)
    ana.say("precios")
    assert to_card(form).screen == "CONFIRMAR"


def test_a_list_of_before_is_an_old_one_once_the_form_went_on() -> None:
    ana = asked(town_with())
    to_card(open_form(ana))
    assert "de antes" in ana.tap("Color")
    assert ana.slots["servicio"] == "corte"


def test_holds_and_time_outs_are_those_of_the_chat() -> None:
    town = town_with()
    ana = asked(town)
    form = to_card(open_form(ana))
    assert ana.hold
    assert ana.hold.expires_at == town.clock.now() + timedelta(minutes=15)
    town.wait(minutes=10)
    assert "Te guardo las *10:00*" in ana.chat[-1].body.text
    assert form.is_open
    town.wait(minutes=6)
    assert "Solté las 10:00" in ana.chat[-1].body.text
    assert ana.state == HOUR
    form.tap("Confirmar")
    assert form.closed == OVER
    assert town.bookings() == []


def test_an_exchange_keeps_the_hold_as_a_message_does() -> None:
    town = town_with()
    ana = asked(town)
    form = to_card(open_form(ana))
    town.wait(minutes=14)
    form.back()
    form.choose(DAY, FRIDAY)
    form.choose(HOUR, "10:30")
    form.tap()
    assert ana.hold
    assert ana.hold.expires_at == town.clock.now() + timedelta(minutes=15)


def test_what_ends_it_is_told_in_the_chat() -> None:
    town = town_with(max_active_per_contact=1)
    ana = asked(town)
    form = to_card(open_form(ana))
    by_hand(town, ana)
    form.tap("Confirmar")
    assert form.params is not None
    assert "todos los turnos" in ana.chat[-1].body.text
    assert len(town.bookings()) == 1


def by_hand(town: Town, phone: Phone) -> None:
    """The merchant books an hour for somebody, as on the phone."""

    def work(tx: Transaction) -> None:
        client = tx.clients.by_slug("carla")
        assert client
        ask = Ask("corte", contact_id=phone.contact.id)
        at = datetime.fromisoformat(f"{FRIDAY}T11:00-03:00").astimezone(UTC)
        Agenda(tx, client, town.clock.now(), town.ids).book_by_hand(ask, at)

    town.store.transact(work)


def test_a_link_that_drops_it_drops_it() -> None:
    town = town_with()
    ana = asked(town)
    form = to_card(open_form(ana))
    form.tap("Cancelar")
    assert form.params
    assert ana.chat[-1].body.text.startswith("Listo, lo dejamos acá")
    assert (ana.state, ana.hold) == ("finalizado", None)


# -- what is taken meanwhile -----------------------------------------------------------------------


@pytest.mark.parametrize("by_form", [True, False])
def test_an_hour_that_another_took_is_told_on_the_screen(by_form: bool) -> None:
    town = town_with()
    ana = asked(town)
    form = open_form(ana)
    form.choose(SERVICE, "corte")
    form.tap()
    form.choose(DAY, FRIDAY)
    form.choose(HOUR, "10:00")
    bea = town.person("Bea")
    if by_form:
        bea.say("carla")
        bea.tap("Reservar")
        to_card(open_form(bea))
    else:
        bea.books()
    form.tap()
    assert form.screen == "TURNO"
    assert "10:00" in form.error
    assert "*" not in form.error
    assert "10:00" not in [row["id"] for row in form.rows(HOUR)]
    form.choose(HOUR, "10:30")
    form.tap()
    assert form.screen == "CONFIRMAR"
    assert [row["flow_token"] for row in form.sent] == [form.token] * 4


def test_a_service_that_is_gone_is_told_and_chosen_anew() -> None:
    town = town_with()
    ana = asked(town)
    form = open_form(ana)
    form.choose(SERVICE, "corte")
    form.tap()
    town.changes("carla", settings={**CARLA, "forms": "on", "services": CARLA["services"][1:]})
    form.choose(DAY, FRIDAY)
    assert (form.screen, form.error) == ("SERVICIO", "Ese servicio ya no está disponible.")
    form.choose(SERVICE, "color")
    form.tap()
    assert (form.screen, ana.slots) == ("TURNO", {"servicio": "color"})


@pytest.mark.parametrize(
    ("screen", "data"),
    [
        ("SERVICIO", {"tap": "ok", SERVICE: "nada"}),
        ("SERVICIO", {"tap": "ok"}),
        ("SERVICIO", {"tap": "confirmar"}),
        ("TURNO", {"tap": "ok", DAY: "nunca", HOUR: "10:00"}),
        ("TURNO", {"pick": DAY, DAY: "2020-01-01"}),
        ("CONFIRMAR", {"tap": "crear_reserva"}),
        ("CONFIRMAR", {"tap": "confirmar"}),
        ("TURNO", {"tap": "ok", DAY: FRIDAY, HOUR: "10:00"}),
        ("NADA", {"tap": "ok"}),
        ("", {}),
    ],
)
def test_what_no_screen_sends_does_nothing(screen: str, data: dict[str, str]) -> None:
    town = town_with()
    ana = asked(town)
    form = open_form(ana)
    answer = exchanges(town)(Asked(Action.EXCHANGE, screen, data, form.token))
    assert not isinstance(answer, Closed | Finished)
    assert town.bookings() == []
    assert ana.slots.get("hora") is None
    assert ana.state != "finalizado"


# -- as it closes ----------------------------------------------------------------------------------


@pytest.mark.parametrize("told", ["all", "no token", "no quote", "neither"])
@pytest.mark.parametrize("when", ["early", "late"])
def test_what_the_phone_says_as_it_closes_changes_nothing(told: str, when: str) -> None:
    town = town_with()
    ana = asked(town)
    wamid = ana.chat[-1].wamid
    form = to_card(open_form(ana))
    if when == "late":
        form.tap("Confirmar")
    before, chat = ana.session(), len(ana.chat)
    token = form.token if told in ("all", "no quote") else ""
    quoted = wamid if told in ("all", "no token") else None
    kind = "interactive" if quoted else FORM_REPLY
    reply = Incoming(Kind.OTHER, kind, tap="" if quoted else token, quoted=quoted)
    town.arrives(ana.contact, reply)
    ana.settle()
    assert (ana.session(), len(ana.chat)) == (before, chat)
    if when == "early":
        form.tap("Confirmar")
        assert form.params
    assert len(town.bookings()) == 1


def test_the_answer_to_anothers_form_is_told_that_we_read_text_only() -> None:
    town = town_with()
    ana = town.person()
    ana.say("carla")
    town.arrives(ana.contact, Incoming(Kind.OTHER, FORM_REPLY, tap="t", quoted="wamid.x"))
    assert "texto y botones" in ana.settle()[0].body.text


# -- trouble of ours -------------------------------------------------------------------------------


def test_what_fails_leaves_nothing_and_may_be_asked_again(monkeypatch: pytest.MonkeyPatch) -> None:
    town = town_with()
    ana = asked(town)
    form = to_card(open_form(ana))
    with monkeypatch.context() as patch, pytest.raises(FormFailedError):
        patch.setattr(town.work, "do_next", _fails)
        _ask_by_an_actor(town, form, ana)
    assert (town.bookings(), ana.state) == ([], "confirmando")
    assert [row.error for row in town.read(lambda tx: tx.inbox.parked_page(after=0, limit=9))]
    form.tap("Confirmar")
    assert form.params
    assert len(ana.chat) == 3


def _fails(*_: Any) -> Any:
    raise RuntimeError("a defect")


def _ask_by_an_actor(town: Town, form: OpenForm, ana: Phone) -> None:
    """Ask as the endpoint does, where the actor counts what fails."""

    def nudge(_: Any) -> None:
        with pytest.raises(RuntimeError):
            ana.settle()
        town.store.transact(lambda tx: town.work.fail_next(tx, ana.contact.id, "a defect"))

    data = {"tap": "confirmar", "step": form.data["step"]}
    replace(exchanges(town), nudge=nudge)(Asked(Action.EXCHANGE, "CONFIRMAR", data, form.token))


def test_one_that_was_not_worked_in_time_is_worked_once() -> None:
    """The phone is told that it failed; what it asks again finds what came of it."""
    town = town_with()
    ana = asked(town)
    form = to_card(open_form(ana))
    now = iter(float(n) for n in range(99))
    late = replace(exchanges(town), nudge=lambda _: None, monotonic=lambda: next(now))
    data = {"tap": "confirmar", "step": form.data["step"]}
    with pytest.raises(FormFailedError) as failed:
        late(Asked(Action.EXCHANGE, "CONFIRMAR", data, form.token))
    assert failed.value.data == form.data
    assert town.bookings() == []
    ana.settle()
    assert len(town.bookings()) == 1
    form.tap("Confirmar")
    assert form.params
    assert (len(town.bookings()), len(ana.chat)) == (1, 3)


def test_it_does_not_open_metas_window() -> None:
    town = town_with()
    ana = asked(town)
    heard = ana.session().data["heard_at"]
    town.sleep(minutes=5)
    to_card(open_form(ana))
    assert ana.session().data["heard_at"] == heard
    assert datetime.fromisoformat(heard) == MONDAY


def test_each_exchange_is_a_turn_that_is_written_down() -> None:
    town = town_with()
    ana = asked(town)
    to_card(open_form(ana)).tap("Confirmar")
    turns = turns_of(ana)
    filled = [turn for turn in turns if turn.input["event"] == "filled"]
    assert [turn.state_after for turn in filled] == [DAY, HOUR, "confirmando", "finalizado"]
    assert [turn.input["form"]["screen"] for turn in filled] == [
        "SERVICIO",
        *("TURNO", "TURNO"),
        "CONFIRMAR",
    ]
    assert all(turn.inbox_id for turn in filled)


@pytest.mark.parametrize("forms", ["on", "greeting"])
def test_each_exchange_is_played_again_as_it_was(forms: str) -> None:
    town = town_with(forms)
    ana = town.person()
    ana.say("carla")
    if forms == "on":
        ana.tap("Reservar")
    form = to_card(open_form(ana))
    form.back()
    form.choose(DAY, FRIDAY)
    form.choose(HOUR, "11:00")
    form.tap()
    form.tap("Confirmar")
    turns, session = turns_of(ana), ana.session()

    def again(tx: Transaction) -> list[Retraced | TurnRecord]:
        client = tx.clients.by_slug("carla")
        assert client
        history = History(tx, shipped())
        return list(retrace(history, session, turns, terms_of(client).terms))

    assert [type(one) for one in town.read(again)] == [Retraced] * len(turns)


def test_an_exchange_is_explained() -> None:
    town = town_with()
    ana = asked(town)
    form = to_card(open_form(ana))
    form.again()
    turns = turns_of(ana)

    def told(tx: Transaction) -> Explained:
        row = tx.inbox.by_id(turns[-1].inbox_id or 0)
        return explain(tx, shipped(), Found(received=row, turn=turns[-1]))

    found = town.read(told)
    assert (found.fate, found.route, found.heard) == (Fate.PLAYED, Route.FORM, "form")
    assert found.received
    assert found.received.message
    assert found.received.message.text == f"{FRIDAY} · 10:00"
    assert [exit_.trigger for exit_ in found.exits] == ["ok?1:apartado?2"]
