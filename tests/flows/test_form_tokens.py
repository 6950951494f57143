"""Whose form an exchange is of, and what comes twice, late, or as the form closes."""

from __future__ import annotations

import pytest
from support.conversations import CARLA
from support.forms import (
    DAY,
    FRIDAY,
    HOUR,
    OVER,
    SERVICE,
    asked_for_service,
    exchanges,
    open_form,
    to_card,
    town_with,
    turns_of,
)

from milo.engine.form_exchange import Action, FormClosed, FormFinished, FormRequest
from milo.engine.messages import FORM_REPLY, Incoming, Kind

# -- a token --------------------------------------------------------------------------------------


def test_each_message_has_a_token_of_its_own_which_is_used_once() -> None:
    town = town_with()
    ana = asked_for_service(town)
    first = open_form(ana)
    to_card(first).tap("Confirmar")
    assert first.params
    ana.say("hola")
    ana.tap("Reservar")
    second = open_form(ana)
    assert second.token != first.token
    answer = exchanges(town)(
        FormRequest(Action.EXCHANGE, "SERVICIO", {"tap": "ok", SERVICE: "corte"}, first.token)
    )
    assert answer == FormClosed(OVER)
    assert ana.state == SERVICE


@pytest.mark.parametrize("token", ["", "unused", "x.y", "id-00000002.", "s.\udcff\x00"])
def test_an_unknown_token_is_over(token: str) -> None:
    town = town_with()
    asked_for_service(town)
    assert exchanges(town)(FormRequest(Action.OPENED, "", {}, token)) == FormClosed(OVER)


def test_after_three_days_it_is_over() -> None:
    town = town_with(timezone="America/Argentina/Buenos_Aires")
    ana = asked_for_service(town)
    form = open_form(ana)
    town.sleep(days=3)
    form.choose(SERVICE, "corte")
    form.tap()
    assert form.closed == OVER
    assert "servicio" not in ana.slots


def test_who_is_not_attended_any_more_finds_it_closed() -> None:
    town = town_with()
    form = open_form(asked_for_service(town))
    town.changes("carla", status="inactive")
    form.choose(SERVICE, "corte")
    form.tap()
    assert form.closed == OVER


# -- what comes twice -----------------------------------------------------------------------------


def test_what_comes_twice_does_what_it_did_once() -> None:
    town = town_with()
    ana = asked_for_service(town)
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
    answer = exchanges(town)(FormRequest(Action.EXCHANGE, last["screen"], last["data"], form.token))
    assert answer == FormFinished({"flow_token": form.token})
    assert (len(town.bookings()), len(ana.chat)) == (1, 3)
    assert len(turns_of(ana)) == turns + 3


def test_what_is_said_again_on_purpose_is_heard_again() -> None:
    town = town_with()
    ana = asked_for_service(town)
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


def test_what_a_late_repetition_chose_is_not_booked_unseen() -> None:
    """The request for 10:00 reaches us once more after 11:00 was chosen, and stands on the card."""
    town = town_with()
    ana = asked_for_service(town)
    form = to_card(open_form(ana))
    early = form.sent[-1]
    form.back()
    form.choose(DAY, FRIDAY)
    form.choose(HOUR, "11:00")
    form.tap()
    assert "11:00" in form.children[0]["text"]
    exchanges(town)(FormRequest(Action.EXCHANGE, early["screen"], early["data"], form.token))
    form.tap("Confirmar")
    assert (form.is_open, town.bookings()) == (True, [])
    assert form.error.startswith("Cambió lo que habías elegido")
    assert "10:00" in form.children[0]["text"]
    form.tap("Confirmar")
    (booked,) = town.bookings()
    assert booked.datetime.isoformat() == "2026-11-27T13:00:00+00:00"


def test_a_card_whose_hold_was_given_up_by_a_back_that_had_no_answer_books_nothing() -> None:
    town = town_with()
    ana = asked_for_service(town)
    form = to_card(open_form(ana))
    exchanges(town)(FormRequest(Action.BACK, "CONFIRMAR", {}, form.token))
    form.tap("Confirmar")
    assert (form.screen, form.is_open, town.bookings()) == ("TURNO", True, [])


def test_going_back_and_forth_is_no_repetition() -> None:
    ana = asked_for_service(town_with())
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
    ana = asked_for_service(town_with())
    form = open_form(ana)
    form.choose(SERVICE, "corte")
    form.tap()
    form.choose(DAY, FRIDAY)
    form.back()
    assert (form.screen, ana.state, ana.slots) == ("SERVICIO", SERVICE, {})
    form.choose(SERVICE, "color")
    form.tap()
    assert (form.screen, ana.slots) == ("TURNO", {"servicio": "color"})


# -- as it closes ---------------------------------------------------------------------------------


@pytest.mark.parametrize("told", ["all", "no token", "no quote", "neither"])
@pytest.mark.parametrize("when", ["early", "late"])
def test_what_the_phone_says_as_it_closes_changes_nothing(told: str, when: str) -> None:
    town = town_with()
    ana = asked_for_service(town)
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
