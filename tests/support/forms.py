"""Forms on the phones of the simulated town: opened from a message, answered as by the endpoint."""

from __future__ import annotations

from typing import Any

from milo.cli.vocabulary import vocabulary
from milo.demo.form_phone import OpenForm
from milo.engine.flow.forms.compiled_form import CompiledForm, compile_form
from milo.engine.flow.forms.flow_json import flow_json
from milo.engine.form_exchange import FormClosed
from milo.engine.model import PublishedForm, TurnRecord
from milo.http.forms.exchanges import FormExchanges
from milo.http.forms.meta_json import asked, to_meta

from .conversations import CARLA, Phone, Town, shipped

SERVICE, DAY, HOUR = "eligiendo_servicio", "eligiendo_fecha", "eligiendo_horario"
"""The fields of the shipped bookings' form: the questions of those states."""
OVER = "Seguimos en el chat."
FRIDAY = "2026-11-27"


def compiled() -> CompiledForm:
    """Return the form of the shipped bookings."""
    form = compile_form(shipped().newest("reservas").flow, vocabulary())
    assert form
    return form


def publish(town: Town, status: str = "PUBLISHED") -> None:
    """Let Meta have the form."""
    form = PublishedForm(compiled().name, "f1", status, town.clock.now())
    town.store.transact(lambda tx: tx.forms.save(form))


def town_with(forms: str = "on", settings: dict[str, Any] = CARLA, **more: Any) -> Town:
    """Return a town with a hairdresser whose bookings offer the form, which is published."""
    town = Town(carla={**settings, "forms": forms, **more})
    publish(town)
    return town


def asked_for_service(town: Town, name: str = "Ana") -> Phone:
    """Return a person who has been asked for the service, and may open the form."""
    phone = town.person(name)
    phone.say("carla")
    phone.tap("Reservar")
    return phone


def to_card(form: OpenForm, hour: str = "10:00", day: str = FRIDAY) -> OpenForm:
    """Fill a form in up to its last screen, where an hour is held."""
    form.choose(SERVICE, "corte")
    form.tap()
    form.choose(DAY, day)
    form.choose(HOUR, hour)
    form.tap()
    return form


def turns_of(phone: Phone) -> list[TurnRecord]:
    """Return all turns of a person's conversation with the hairdresser."""
    session_id = phone.session().id
    return phone.town.read(lambda tx: tx.turns.of_session(session_id))


def exchanges(town: Town) -> FormExchanges:
    """Return what answers forms; whoever is nudged is worked at once."""

    def nudge(contact_ids: Any) -> None:
        for contact_id in contact_ids:
            town.phones[contact_id].settle()

    return FormExchanges(town.store, town.clock, town.ids, nudge, sleep=lambda _: None)


def open_form(phone: Phone, back: int = 0) -> OpenForm:
    """Open the form of the message that stands `back` before the last."""
    sent = phone.chat[-1 - back].body.form
    assert sent, phone.chat[-1 - back].body
    answers = exchanges(phone.town)

    def ask(request: dict[str, Any]) -> tuple[int, Any]:
        read = asked(request)
        assert read
        answer = answers(read)
        if isinstance(answer, FormClosed):
            return 427, {"error_msg": answer.sentence}
        return 200, to_meta(answer)

    return OpenForm(flow_json(compiled()), sent.token, sent.screen, dict(sent.data), ask)
