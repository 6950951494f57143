"""What a merchant's phones hear of what the API, the operator and the panel do to bookings."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from support.conversations import CARLA, Phone, Town

from milo.engine.model import OutboxStatus
from milo.engine.office.acting import Operator
from milo.engine.office.panel_access import make_link
from milo.engine.office.receptions import current_code

from .conftest import World, make_world
from .panel.test_panel import Browser

TEN, ELEVEN = "2026-11-27T10:00:00-03:00", "2026-11-27T11:00:00-03:00"


class Shop:
    """A merchant with phones, beside the HTTP that changes its bookings."""

    def __init__(self, phones: int = 1, **settings: Any) -> None:
        self.town = Town(carla=CARLA | settings)
        self.world: World = make_world(
            store=self.town.store,
            clock=self.town.clock,
            ids=self.town.ids,
            announce=self.town.notices.changed,
            phone_number_id="n1",
        )
        self.desks = [self.reception(f"Carla {n}") for n in range(phones)]

    def reception(self, name: str) -> Phone:
        def work(tx: Any) -> str:
            client = tx.clients.by_slug("carla")
            return current_code(Operator(tx, self.town.ids, self.town.clock.now()), client).code

        desk = self.town.person(name)
        desk.say(f"recepcion-{self.town.store.transact(work)}")
        return desk

    def booked(self) -> tuple[Phone, str]:
        """Somebody with a booking of which the phones have heard."""
        ana = self.town.person()
        ana.books()
        ana.tap("Confirmar")
        for desk in self.desks:
            desk.settle()
        return ana, self.town.bookings()[0].id

    def heard(self) -> list[list[str]]:
        return [[row.body.text for row in desk.settle()] for desk in self.desks]

    def patch(self, booking_id: str, **change: Any) -> Any:
        answer = self.world.patch(f"/api/bookings/{booking_id}", change)
        assert answer.status_code == 200, answer.text
        return answer.json

    def add(self, **more: Any) -> Any:
        new = {"client": "carla", "service": "corte", "datetime": TEN, "name": "Zoe", **more}
        answer = self.world.post("/api/bookings", new)
        assert answer.status_code == 201, answer.text
        return answer.json

    def operators(self) -> Browser:
        browser = Browser(self.world)
        assert browser.post("/panel/entrar", token="s3cret-admin").status_code == 303
        return browser

    def merchants(self, desk: Phone | None = None) -> Browser:
        """The merchant's browser: by the link that a phone asked for, or that `milo panel` made."""
        if desk:
            link = desk.say("panel").split("/panel/entrar/")[1].split()[0]
        else:
            link = "by-hand"
            self.town.store.transact(
                lambda tx: make_link(
                    self.world.edge.operator(tx), tx.clients.by_slug("carla"), link
                )
            )
        browser = Browser(self.world)
        assert browser.post(f"/panel/entrar/{link}").status_code == 303
        return browser


def test_what_a_program_books_moves_and_cancels_is_heard() -> None:
    shop = Shop(phones=2)
    made = shop.add(user_phone="5492619998877")
    told = "\nNo le pudimos avisar por WhatsApp: llamalo o escribile vos."
    assert shop.heard() == [["Nuevo turno: *Zoe*, Corte, vie 27 nov 10:00." + told]] * 2
    shop.patch(made["id"], datetime=ELEVEN)
    moved = "Se cambió el turno de *Zoe*: Corte, ahora vie 27 nov 11:00."
    assert shop.heard() == [[moved + told]] * 2
    shop.patch(made["id"], status="cancelled")
    assert shop.heard() == [["Se canceló el turno de *Zoe*: Corte, vie 27 nov 11:00." + told]] * 2
    shop.patch(made["id"], status="cancelled")
    assert shop.heard() == [[], []]


def test_where_the_person_reads_it_nobody_else_has_to_tell_them() -> None:
    shop = Shop()
    ana, booking = shop.booked()
    assert shop.patch(booking, datetime=ELEVEN)["told"] == "sent"
    assert shop.heard() == [["Se cambió el turno de *Ana*: Corte, ahora vie 27 nov 11:00."]]
    assert len(ana.settle()) == 1
    assert set(shop.world.settled) == {ana.contact.id, shop.desks[0].contact.id}


def test_who_is_nobodys_phone_is_to_be_told_by_the_merchant() -> None:
    shop = Shop()
    shop.add()
    (said,) = shop.heard()[0]
    assert said.endswith("10:00.\nNo tenemos su teléfono: avisale vos.")


def test_a_request_that_a_program_makes_is_asked_whatever_the_settings_say() -> None:
    shop = Shop(notify={"new": False, "moved": False, "cancelled": False})
    shop.add(status="pending", user_phone="5492619998877")
    (said,) = shop.heard()[0]
    assert said.startswith("Nuevo pedido: *Zoe*, Corte, vie 27 nov 10:00. Falta que lo confirmes.")
    assert shop.desks[0].titles == ["Confirmar", "Rechazar"]
    assert shop.desks[0].tap("Confirmar").startswith("✅ Confirmado: *Zoe*")


@pytest.mark.parametrize(
    ("off", "change"), [("moved", {"datetime": ELEVEN}), ("cancelled", {"status": "cancelled"})]
)
def test_what_the_merchant_does_not_want_to_hear_is_not_said(off: str, change: Any) -> None:
    shop = Shop(notify={off: False})
    _, booking = shop.booked()
    shop.patch(booking, **change)
    assert shop.heard() == [[]]


def test_that_the_person_does_not_know_is_said_all_the_same() -> None:
    shop = Shop(notify={"moved": False}, confirmation="manual", pending_expires_minutes=5000)
    _, booking = shop.booked()
    shop.town.sleep(hours=25)
    shop.desks[0].say("hoy")
    assert shop.patch(booking, datetime=ELEVEN)["told"] == "no"
    advice = "No le pudimos avisar por WhatsApp: llamalo o escribile vos."
    turn = "Turno de *Ana*: Corte, vie 27 nov 11:00."
    assert shop.heard() == [[f"{turn} Falta que lo confirmes.\n{advice}"]]
    assert shop.patch(booking, status="confirmed")["told"] == "no"
    assert shop.heard() == [[f"{turn} Está confirmado.\n{advice}"]]


def test_names_and_notes_are_nobodys_news() -> None:
    shop = Shop()
    _, booking = shop.booked()
    shop.patch(booking, name="Ana Paz", notes="alergia")
    assert shop.heard() == [[]]


def test_a_move_that_is_confirmed_by_a_program_is_heard_and_one_refused_is_not() -> None:
    shop = Shop(confirmation="manual")
    ana, booking = shop.booked()
    shop.patch(booking, status="confirmed")
    assert shop.heard() == [[]]
    ana.settle()
    for answer, said in (
        ("rejected", []),
        ("cancelled", []),
        ("confirmed", ["Se cambió el turno de *Ana*: Corte, ahora vie 27 nov 11:00."]),
    ):
        ana.say("cambiá mi turno al viernes a las 11")
        ana.tap("Sí, cambiarlo")
        shop.heard()
        (asked,) = [row for row in shop.town.bookings() if row.moves]
        shop.patch(asked.id, status=answer)
        assert shop.heard() == [said]
        ana.settle()


def test_the_operators_panel_is_heard_by_each_phone() -> None:
    shop = Shop(phones=2)
    _, booking = shop.booked()
    path = f"/panel/bookings/{booking}?client=carla"
    shop.operators().send(path, path, action="cancel")
    assert shop.heard() == [["Se canceló el turno de *Ana*: Corte, vie 27 nov 10:00."]] * 2


def test_a_merchants_own_panel_is_not_told_back_to_its_phone_but_to_the_others() -> None:
    shop = Shop(phones=2)
    _, booking = shop.booked()
    browser = shop.merchants(shop.desks[0])
    shop.town.sleep(hours=25)
    for desk in shop.desks:
        desk.say("hoy")
    form = {"date": "2026-11-27", "time": "11:00"}
    answer = browser.send(f"/panel/bookings/{booking}", f"/panel/bookings/{booking}", **form)
    assert "llamalo o escribile vos" in browser.get(answer.headers["location"]).text
    moved = "Se cambió el turno de *Ana*: Corte, ahora vie 27 nov 11:00."
    assert shop.heard() == [[], [moved]], "who did it has read that the person does not know"


def test_a_panel_whose_phone_nobody_knows_is_heard_by_each() -> None:
    shop = Shop(phones=2)
    _, booking = shop.booked()
    browser = shop.merchants()
    browser.send(f"/panel/bookings/{booking}", f"/panel/bookings/{booking}", action="cancel")
    assert shop.heard() == [["Se canceló el turno de *Ana*: Corte, vie 27 nov 10:00."]] * 2


def test_what_one_phone_books_the_other_hears() -> None:
    shop = Shop(phones=2)
    shop.desks[0].say("agendar a Zoe el viernes 10 corte")
    assert "Nuevo turno" not in shop.desks[0].tap("Sí, agendar")
    assert shop.heard() == [[], ["Nuevo turno: *Zoe*, Corte, vie 27 nov 10:00."]]


def test_a_phone_that_is_out_of_reach_is_kept_for_the_operator() -> None:
    shop = Shop()
    shop.town.sleep(hours=25)
    shop.add(user_phone="5492619998877")
    assert shop.heard() == [[]]
    (row,) = shop.town.read(
        lambda tx: tx.outbox.page(status=OutboxStatus.FAILED, after=None, limit=9)
    )
    assert row.error and row.error.startswith("reception_unreached carla")


def test_the_settings_phone_is_told_before_it_ever_wrote() -> None:
    shop = Shop(phones=0, reception={"phone": "5492615550000"})
    shop.add(user_phone="5492619998877")
    shop.town.clock.wind_to(shop.town.clock.now() + timedelta(minutes=1))
    due = shop.town.read(lambda tx: tx.timers.due(shop.town.clock.now(), 9))
    (desk,) = [shop.town.phone_of(one) for one in due]
    assert desk.contact.user_phone == "5492615550000"
    assert desk.contact.phone_number_id == "n1"
