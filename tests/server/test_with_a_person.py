"""Handed over to a person, the bot is silent; *menú* or the slug bring it back."""

from __future__ import annotations

import pytest
from support.house import House
from support.talks import walk


@pytest.mark.parametrize("word", ["menú", "the slug"])
def test_the_bot_is_silent_until_it_is_called_back(house: House, word: str) -> None:
    slug, ana = house.merchant(reception={"phone": "5492615550000"}), house.person()
    walk(ana, slug, "eligiendo_servicio")
    handed = ana.say("persona")
    assert "Le aviso a *Peluquería Carla*" in handed.text
    assert handed.titles == ()

    ana.send({"type": "text", "text": "hola?"})
    ana.send({"type": "audio"})
    ana.send({"type": "text", "text": "corte"})
    house.wait_until_quiet()
    assert ana.unread() == []
    assert house.session(ana, slug)["mode"] == "human"

    back = ana.say(slug if word == "the slug" else word)
    assert back.titles
    assert house.session(ana, slug)["mode"] == "bot"
    assert house.session(ana, slug)["state"] == (
        "eligiendo_servicio" if word == "the slug" else "inicio"
    )


def test_another_merchant_s_bot_speaks_meanwhile(house: House) -> None:
    carla, cafe = house.merchant("Peluquería Carla"), house.merchant("Café Central")
    ana = house.person()
    walk(ana, carla, "inicio")
    ana.say("persona")

    assert "*Café Central*" in ana.say(cafe).text
    assert house.session(ana, carla)["mode"] == "human"
