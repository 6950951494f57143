"""A booking by a form on the demo's phone, sealed and opened by both sides as Meta describes it."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from typing import Any

import pytest
import requests
from support.demo_phone import LILA, OnPhone, fill_to_card
from support.forms import DAY, HOUR, OVER, SERVICE
from support.polling import until

from milo.cli.demonstration import Demonstration, demonstrating
from milo.demo.fault_switches import BadSwitchError
from milo.demo.form_phone import TROUBLE, FormRefused


@pytest.fixture(scope="module")
def demo() -> Iterator[Demonstration]:
    with demonstrating("127.0.0.1", 0) as running:
        yield running


@pytest.fixture
def ana(demo: Demonstration) -> Iterator[OnPhone]:
    """Somebody who was greeted with the form; the switches are put back afterwards."""
    person = OnPhone(demo)
    person.says(LILA)
    yield person
    person.flips(reset=True)


def test_a_booking_by_form_takes_two_messages_of_ours(demo: Demonstration) -> None:
    """By the API of the phone's page."""
    ana, api = OnPhone(demo, "5492615550101"), f"{demo.address}/phone/api"
    assert ana.says(LILA)["form"] == {"title": "Reservar"}

    def does(**act: Any) -> requests.Response:
        body = {"person": "ana", "message": ana.opener, **act}
        return requests.post(f"{api}/form", json=body, timeout=15)

    assert does(do="open").json()["title"] == "Servicio"
    assert does(do="choose", name=SERVICE, value="nada").status_code == 400
    form = fill_to_card(ana.opens())
    assert does(do="tap").json()["done"] is True
    assert ana.hears(1)["text"].startswith("✅ ¡Listo! *Semipermanente*")
    assert len(ana.heard()) == 2
    assert form.params == {"flow_token": form.token}
    assert does(do="tap").status_code == 400


@pytest.mark.parametrize("how", ["whole", "no_token", "no_quote", "none"])
def test_what_the_phone_tells_as_it_closes_changes_nothing(ana: OnPhone, how: str) -> None:
    ana.flips(form_reply=how)
    form = fill_to_card(ana.opens())
    form.tap("Confirmar")
    assert form.params is not None
    ana.hears(1)
    ana.closes()
    told = [one for one in ana.wrote() if one["type"] == "interactive"]
    assert len(told) == (how != "none")
    for one in told:
        reply = one["interactive"]["nfm_reply"]
        assert ("flow_token" in json.loads(reply["response_json"])) == (how != "no_token")
        assert ("context" in one) == (how != "no_quote")
    assert "¡De nada" in ana.says("gracias")["text"]
    assert len(ana.heard()) == 3


def test_what_reaches_us_twice_does_what_it_did_once(demo: Demonstration, ana: OnPhone) -> None:
    form = ana.opens()
    ana.flips(form_repeats=9)
    before = demo.standin.exchange.faults.now.form_repeats
    fill_to_card(form)
    form.tap("Confirmar")
    assert before - demo.standin.exchange.faults.now.form_repeats == len(form.sent) == 4
    assert form.params is not None
    assert ana.hears(1)["text"].startswith("✅ ¡Listo!")
    ana.says("gracias")
    assert len(ana.heard()) == 3


def test_an_answer_that_is_lost_is_had_by_who_taps_again(ana: OnPhone) -> None:
    form = ana.opens()
    form.choose(SERVICE, "semi")
    for lost in range(2):
        ana.flips(form_lose_answers=1)
        form.tap()
        assert (form.screen, form.error) == ("SERVICIO", TROUBLE), lost
    form.tap()
    assert (form.screen, form.error) == ("TURNO", "")
    form.choose(DAY, form.days(DAY)[0])
    form.choose(HOUR, form.rows(HOUR)[1]["id"])
    form.tap()
    ana.flips(form_lose_answers=1)
    form.tap("Confirmar")
    assert (form.screen, form.error, form.params) == ("CONFIRMAR", TROUBLE, None)
    assert ana.hears(1)["text"].startswith("✅ ¡Listo!"), "it was booked all the same"
    form.tap("Confirmar")
    assert form.params is not None
    ana.says("gracias")
    assert len(ana.heard()) == 3


@pytest.mark.parametrize(("seconds", "comes"), [(9.0, True), (10.0, False), (25.0, False)])
def test_meta_waits_ten_seconds_for_an_answer(ana: OnPhone, seconds: float, comes: bool) -> None:
    slept: list[float] = []
    ana.forms.line.sleep = slept.append
    form = ana.opens()
    form.choose(SERVICE, "semi")
    ana.flips(form_delay_seconds=seconds)
    form.tap()
    assert (form.screen, form.error) == (("TURNO", "") if comes else ("SERVICIO", TROUBLE))
    assert sum(slept) <= 10
    ana.flips(form_delay_seconds=0)
    form.again() if comes else form.tap()
    assert (form.screen, form.error) == ("TURNO", "")
    ana.forms.line.sleep = time.sleep


def test_a_phone_with_a_key_that_we_have_not_fetches_the_new_one(ana: OnPhone) -> None:
    form = ana.opens()
    ana.flips(form_old_keys=1)
    form.choose(SERVICE, "semi")
    form.tap()
    assert (form.screen, form.error) == ("TURNO", "")


def test_one_that_is_closed_silently_and_reopened_is_as_it_was_left(ana: OnPhone) -> None:
    form = ana.opens()
    form.choose(SERVICE, "cejas")
    form.tap()
    assert ana.opens() is form
    assert "falta el día" in ana.says(LILA)["text"]
    form.choose(DAY, form.days(DAY)[0])
    assert form.rows(HOUR)


def test_one_that_is_reopened_as_it_was_sent_goes_on_from_there(ana: OnPhone) -> None:
    """With the service chosen, and a day: what is chosen now counts."""
    form = ana.opens()
    form.choose(SERVICE, "cejas")
    form.tap()
    form.choose(DAY, form.days(DAY)[0])
    ana.flips(form_reopens="as_sent")
    anew = ana.opens()
    assert (anew.screen, anew.values, anew.token) == ("SERVICIO", {}, form.token)
    fill_to_card(anew)
    anew.tap("Confirmar")
    assert anew.params is not None
    assert ana.hears(1)["text"].startswith("✅ ¡Listo! *Semipermanente*")
    assert ana.opens() is anew, "what is over does not open anew"


def test_a_form_that_is_over_is_closed_with_a_sentence_when_it_comes_back(ana: OnPhone) -> None:
    form = ana.opens()
    ana.says("quiero cejas")
    form.choose(SERVICE, "semi")
    form.tap()
    assert form.closed == OVER
    with pytest.raises(FormRefused):
        form.tap()


@pytest.mark.parametrize(
    "wrong", [{"form_reply": "loud"}, {"form_reopens": ""}, {"form_repeats": -1}, {"form": 1}]
)
def test_a_switch_that_makes_no_sense_is_refused(ana: OnPhone, wrong: dict[str, Any]) -> None:
    with pytest.raises(BadSwitchError):
        ana.flips(**wrong)


@pytest.mark.parametrize("status", ["THROTTLED", "BLOCKED"])
def test_where_meta_stops_the_form_the_chat_asks(demo: Demonstration, status: str) -> None:
    """The first who meets it is refused by Meta; once Meta has told us, none is tried."""
    ana, standin = OnPhone(demo), demo.standin
    (form,) = standin.exchange.forms.kept.values()
    forms = standin.exchange.forms
    forms.kept[form.id] = forms.change(form.name, status)[1]
    standin.exchange.forms.sent[form.id] = [standin.clock()] * 10
    try:
        said = ana.says(LILA)
        assert said["form"] is None
        assert said["buttons"][0]["title"] == "Reservar"
        standin.exchange.change_form(form.name, status)
        until(lambda: not _offers(demo), "word of Meta's", 10)
    finally:
        standin.exchange.change_form(form.name, "PUBLISHED")
        until(lambda: _offers(demo), "word of Meta's", 10)


def _offers(demo: Demonstration) -> bool:
    """Return whether a new conversation is offered the form."""
    return OnPhone(demo).says(LILA)["form"] is not None


def test_a_number_of_an_account_without_the_form_books_by_chat() -> None:
    """Meta refuses the first one; then none is tried, and the operator has an alarm."""
    with demonstrating("127.0.0.1", 0) as demo:
        phones = [OnPhone(demo) for _ in range(3)]
        phones[0].flips(other_account=[demo.standin.number.id])
        for phone in phones:
            said = phone.says(LILA)
            assert (said["form"], said["buttons"][0]["title"]) == (None, "Reservar")
        metrics = requests.get(f"{demo.address}/metrics", timeout=15).text
        assert 'milo_forms_fallen_back_total{code="131009"} 1.0' in metrics
        assert 'milo_account_alarm{topic="flows.unknown"} 1.0' in metrics
