"""Over a real server: another merchant that a sentence names, or a pasted link."""

from __future__ import annotations

from support.house import House
from support.talks import walk


def test_another_merchant_that_a_sentence_names_is_offered(house: House) -> None:
    carla, ana = house.merchant(), house.person()
    name = f"Vivero Lilas {carla.removeprefix('comercio-')}"
    house.merchant(name)
    walk(ana, carla, "eligiendo_servicio")

    asked = ana.say(f"quiero un turno en {name}, por favor")
    assert asked.text == f"¿Pasamos a *{name}*?"
    assert asked.titles == ("Sí, pasemos", "No, sigo acá")
    assert "Seguimos con tu reserva" in ana.tap("No, sigo acá").text

    ana.say(f"quiero un turno en {name}, por favor")
    assert "¿Qué servicio querés reservar?" in ana.tap("Sí, pasemos").text


def test_a_pasted_link_is_its_slug(house: House) -> None:
    carla, cafe = house.merchant(), house.merchant("Café Central")
    ana = house.person()
    walk(ana, carla, "eligiendo_fecha")

    assert "*Café Central*" in ana.say(f"https://go.soymilo.com/{cafe}").text
    assert "Seguimos con tu reserva" in ana.say(carla).text
