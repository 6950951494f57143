"""A business with a number, a token and an app of its own, through a whole conversation."""

from __future__ import annotations

import requests
from support.house import NUMBER_ID, OWN, OpenHouse


def test_it_is_served_from_its_number_with_its_token_and_its_secret(open_house: OpenHouse) -> None:
    secrets = {"NORTE_TOKEN": OWN.token, "NORTE_SECRET": OWN.app_secret}
    with open_house("sqlite", **secrets) as house:
        house.open()
        house.standin.exchange.faults.flip({"require_proof": True})
        own = {"phone_number_id": OWN.id, "whatsapp_number": OWN.display, "rate": 20}
        variables = {"token_env": "NORTE_TOKEN", "app_secret_env": "NORTE_SECRET"}
        house.admin("POST", "/api/businesses", {"id": "norte", "name": "Norte", **own, **variables})
        norte, carla = house.merchant("Norte", business="norte"), house.merchant("Carla")
        link = requests.head(f"{house.server.address}/{norte}", allow_redirects=False, timeout=15)
        assert link.headers["Location"] == f"https://wa.me/{OWN.display}?text={norte}"

        ana, bea = house.person("Ana", on=OWN), house.person("Bea")
        assert "*Norte*" in ana.say(norte).text
        assert "*Carla*" in bea.say(carla).text
        ana.tap("Reservar")
        ana.tap("Corte")
        ana.say("mañana")
        assert "aceptás que *Norte* te escriba" in ana.say("10:00").text
        assert "¡Listo!" in ana.tap("Confirmar").text
        house.wait_until_quiet()
        (booking,) = house.bookings(norte, "confirmed")
        assert booking["business_id"] == "norte"
        sent = house.database.rows("SELECT phone_number_id, status FROM outbox")
        assert {row["phone_number_id"] for row in sent} == {OWN.id, NUMBER_ID}
        assert {row["status"] for row in sent} <= {"delivered", "read"}, "its statuses count"
        assert not any(name.startswith("refused_") for name in house.standin.exchange.counts), (
            "each call showed the right token and proof"
        )
