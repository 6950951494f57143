"""Services that somebody means without their names: the cheapest, the usual one."""

from __future__ import annotations

import pytest
from support.conversations import CARLA, Phone, Town

SERVICES = [
    {"id": "corte", "name": "Corte", "minutes": 30, "price": "desde 8.000"},
    {"id": "barba", "name": "Barba", "minutes": 30, "price": "5000"},
    {"id": "color", "name": "Color", "minutes": 120, "price": "22000"},
]


def choosing(**changes: object) -> Phone:
    """Return somebody who is asked which service they want."""
    phone = Town(carla=CARLA | {"services": SERVICES} | changes).person()
    phone.say("carla")
    phone.tap("Reservar")
    return phone


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("el más barato", "barba"),
        ("el que salga menos", "barba"),
        ("lo más caro", "color"),
        ("el más largo", "color"),
        ("me quiero teñir", "color"),
        ("solo las puntas", "corte"),
        ("color no, barba", "barba"),
    ],
)
def test_what_is_compared_or_said_otherwise_is_found(said: str, meant: str) -> None:
    phone = choosing()
    phone.say(said)
    assert (phone.state, phone.slots.get("servicio")) == ("eligiendo_fecha", meant)


def test_of_two_that_are_as_quick_it_is_asked_which() -> None:
    phone = choosing()
    assert phone.say("el más rápido") == "¿Cuál de estos?"
    assert phone.titles == ["Corte", "Barba"]


def test_where_one_has_no_price_nothing_is_the_cheapest() -> None:
    phone = choosing(services=[*SERVICES, {"id": "otro", "name": "Otro", "minutes": 20}])
    phone.say("el más barato")
    assert (phone.state, phone.slots) == ("eligiendo_servicio", {})


@pytest.mark.parametrize(
    ("currency", "prices"),
    [
        ("ARS", ("$ 8.000.-", "Desde $ 5.000.-", "22 mil")),
        ("BOB", ("Bs. 80", "Bs 50", "bs. 220,50")),
        ("MXN", ("$1,500.50", "$850", "$1,800")),
        ("PYG", ("Gs. 150.000", "₲ 90.000", "200.000 guaraníes")),
    ],
)
def test_prices_are_compared_as_merchants_of_a_country_write_them(
    currency: str, prices: tuple[str, ...]
) -> None:
    services = [one | {"price": price} for one, price in zip(SERVICES, prices, strict=True)]
    phone = choosing(services=services, currency=currency)
    phone.say("el más barato")
    assert phone.slots.get("servicio") == "barba"


@pytest.mark.parametrize(
    ("currency", "prices", "said"),
    [
        ("BOB", ("Bs. 80", "Bs 50", "Bs 220"), "el de Bs. 50"),
        ("BOB", ("Bs. 80", "Bs 50", "Bs 220"), "el que sale 50 bolivianos porfa"),
        ("MXN", ("$1,500", "$1,800.50", "$850"), "el de $1,800.50"),
        ("PYG", ("Gs. 150.000", "Gs. 90.000", "Gs. 200.000"), "el de Gs. 90.000"),
        ("PYG", ("Gs. 150.000", "Gs. 90.000", "Gs. 200.000"), "el de 90 mil guaraníes"),
        ("ARS", ("8000", "$ 5.000.-", "22000"), "el de cinco mil, porfa."),
        ("ARS", ("$ 100", "US$ 100", "22000"), "el de US$ 100"),
    ],
)
def test_a_service_is_named_by_its_price_as_people_of_a_country_write_it(
    currency: str, prices: tuple[str, ...], said: str
) -> None:
    services = [one | {"price": price} for one, price in zip(SERVICES, prices, strict=True)]
    phone = choosing(services=services, currency=currency)
    phone.say(said)
    assert phone.slots.get("servicio") == "barba"


def test_a_price_in_dollars_is_not_compared_with_one_in_pesos() -> None:
    dear = {"id": "laser", "name": "Láser", "minutes": 20, "price": "US$ 100"}
    phone = choosing(services=[*SERVICES, dear])
    phone.say("el más barato")
    assert (phone.state, phone.slots) == ("eligiendo_servicio", {})


def test_the_usual_is_what_this_person_had_last() -> None:
    phone = choosing()
    phone.tap("Barba")
    phone.say("viernes")
    phone.say("10:00")
    phone.tap("Confirmar")
    phone.town.sleep(days=10)
    phone.say("quiero lo de siempre")
    assert (phone.state, phone.slots["servicio"]) == ("eligiendo_fecha", "barba")


def test_the_usual_of_somebody_new_or_of_somebody_else_is_asked() -> None:
    phone = choosing()
    phone.tap("Barba")
    phone.say("viernes")
    phone.say("10:00")
    phone.tap("Confirmar")
    other = phone.town.person("Eva")
    other.say("carla")
    other.say("lo de siempre")
    assert (other.state, other.slots) == ("eligiendo_servicio", {})
