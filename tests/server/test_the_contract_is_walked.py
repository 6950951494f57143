"""What other programs rely on, walked as one of them does: over HTTP, beside people who write."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from itertools import count
from typing import Any

import requests
from support.house import ADMIN_TOKEN, House
from support.person import Person
from support.talks import book, walk

HERE = timezone(timedelta(hours=-3))
_numbers = count(6403)


def ask(
    house: House, verb: str, path: str, body: Any = None, token: str | None = ADMIN_TOKEN
) -> Any:
    """Send a request as a program does; return the answer, whatever it is."""
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    address = house.server.address + path
    return requests.request(verb, address, json=body, headers=headers, timeout=15)


def on_day(days: int, hour: int = 9) -> str:
    day = datetime.now(HERE) + timedelta(days=days)
    return day.replace(hour=hour, minute=0, second=0, microsecond=0).isoformat()


def listed(house: House, slug: str, query: str = "") -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = house.admin("GET", f"/api/bookings?client={slug}{query}")[
        "bookings"
    ]
    return rows


def neighbour(house: House, name: str = "Ana") -> Person:
    """Return somebody with a number that exists: only those are known as people dial them."""
    number = f"549261517{next(_numbers):04}"
    return Person(house.standin, house.standin.person(number, name=name))


def spellings(person: Person) -> list[str]:
    """Return an Argentine phone as people and programs write it."""
    local = person.owner.wa_id[3:]
    dialled = f"0{local[:3]} 15 {local[3:]}"
    return [person.owner.wa_id, f"54{local}", f"+54 9 {local[:3]} {local[3:]}", dialled]


def test_a_hold_is_shown_to_who_asks_and_confirmed_by_its_person_alone(house: House) -> None:
    slug, ana = house.merchant(), house.person("Ana")
    walk(ana, slug, "confirmando")
    assert listed(house, slug) == []
    (hold,) = listed(house, slug, "&status=held")
    refused = ask(house, "PATCH", f"/api/bookings/{hold['id']}", {"status": "confirmed"})
    assert refused.status_code == 409
    assert ana.tap("Confirmar").text.startswith("✅ ¡Listo!")
    assert [row["id"] for row in listed(house, slug)] == [hold["id"]]


def test_whoever_acted_stands_in_the_history_and_the_person_hears_of_it(house: House) -> None:
    slug, ana = house.merchant(), house.person("Ana")
    book(ana, slug)
    (made,) = listed(house, slug)
    path = f"/api/bookings/{made['id']}"
    later = datetime.fromisoformat(made["datetime"]) + timedelta(hours=1)
    moved = ask(house, "PATCH", path, {"datetime": later.isoformat()}).json()
    assert (moved["id"], moved["told"], moved["told_why"]) == (made["id"], "sent", None)
    assert "pasó tu turno de *Corte*" in ana.next().text
    noted = ask(house, "PATCH", path, {"notes": "llega justa", "name": "Ana Paz"}).json()
    assert (noted["told"], noted["told_why"]) == ("no", "nothing")
    assert ask(house, "PATCH", path, {}).status_code == 200
    whole = ask(house, "GET", path).json()
    acted = [(one["actor"].partition(":")[0], one["action"]) for one in whole["history"]]
    assert acted == [("contact", "booking.create"), *[("admin", "booking.change")] * 2]
    assert whole["history"][2]["changes"] == {
        "name": ["Ana", "Ana Paz"],
        "notes": ["", "llega justa"],
    }
    for early in ("completed", "no_show"):
        assert ask(house, "PATCH", path, {"status": early}).status_code == 409


def test_a_move_that_waits_is_a_row_that_is_answered(house: House) -> None:
    slug, ana = house.merchant(confirmation="manual"), house.person("Ana")
    book(ana, slug)
    (asked,) = listed(house, slug)
    ask(house, "PATCH", f"/api/bookings/{asked['id']}", {"status": "confirmed"})
    assert "confirmó tu turno" in ana.next().text
    shown = ana.say("mis turnos")
    ana.tap(shown.titles[0])
    days = ana.tap("Cambiar")
    ana.tap(days.titles[1])
    ana.tap("12:00")
    ana.say("sí")
    (move,) = [row for row in listed(house, slug) if row["moves"]]
    assert (move["moves"], move["status"]) == (asked["id"], "pending")
    before = ask(house, "GET", f"/api/bookings/{asked['id']}").json()
    assert (before["datetime"], before["status"]) == (asked["datetime"], "confirmed")
    answered = ask(house, "PATCH", f"/api/bookings/{move['id']}", {"status": "confirmed"}).json()
    assert (answered["id"], answered["datetime"]) == (asked["id"], move["datetime"])
    assert [row["id"] for row in listed(house, slug)] == [asked["id"]]
    assert "pasó tu turno" in ana.next().text


def test_any_spelling_of_a_phone_is_its_person(house: House) -> None:
    slug, ana = house.merchant(), neighbour(house)
    for number, phone in enumerate(spellings(ana)):
        body = {"client": slug, "service": "corte", "datetime": on_day(3, 9 + number)}
        made = ask(house, "POST", "/api/bookings", {**body, "user_phone": phone})
        assert (made.status_code, made.json()["user_phone"]) == (201, ana.owner.wa_id)
    for phone in spellings(ana):
        assert len(listed(house, slug, f"&phone={requests.utils.quote(phone)}")) == 4
    ana.say(slug)
    assert len(ana.say("mis turnos").titles) >= 4, "who writes finds what was booked by hand"


def test_from_so_many_no_shows_on_the_merchant_has_to_confirm(house: House) -> None:
    slug, ana = house.merchant(no_shows_before_manual=2), house.person("Ana")
    for hour in (9, 10):
        past = {"client": slug, "service": "corte", "datetime": on_day(-2, hour)}
        made = ask(house, "POST", "/api/bookings", {**past, "user_phone": ana.owner.wa_id}).json()
        gone = ask(house, "PATCH", f"/api/bookings/{made['id']}", {"status": "no_show"}).json()
        assert gone["no_shows"] == hour - 8
    assert "lo tiene que confirmar" in book(ana, slug).text
    (coming,) = listed(house, slug, "&status=pending")
    assert coming["no_shows"] == 2
    other = house.person("Beto")
    assert book(other, slug, "11:00").text.startswith("✅ ¡Listo!")


def test_who_is_blocked_is_told_once_until_they_are_served_again(house: House) -> None:
    slug, ana = house.merchant(), neighbour(house)
    path = f"/api/clients/{slug}/blocked"
    made = ask(house, "POST", path, {"phone": spellings(ana)[3], "reason": "no viene"}).json()
    assert "no puede atenderte por acá" in ana.say(slug).text
    ana.send({"type": "text", "text": slug})
    house.wait_until_quiet()
    assert ask(house, "DELETE", f"{path}/{made['id']}").status_code == 204
    assert "¡Hola, Ana!" in ana.say(slug).text, "nothing was said to the second"


def test_what_new_settings_would_not_allow_is_listed_and_stands(house: House) -> None:
    slug, ana = house.merchant(), house.person("Ana")
    book(ana, slug)
    (made,) = listed(house, slug)
    path = f"/api/clients/{slug}"
    settings = ask(house, "GET", path).json()["settings"]
    closed = {**settings, "special_days": {made["datetime"][:10]: []}}
    told = ask(house, "PATCH", path, {"settings": closed}).json()["conflicts"]
    assert [(one["id"], one["why"]) for one in told] == [(made["id"], "closed")]
    assert ask(house, "GET", f"{path}/conflicts").json() == {"bookings": told}
    assert listed(house, slug) == [made]
    assert ask(house, "PATCH", path, {"settings": settings}).json()["conflicts"] == []


def test_a_token_of_one_client_opens_that_client_alone(house: House) -> None:
    mine, other = house.merchant(), house.merchant()
    made = ask(house, "POST", f"/api/clients/{mine}/tokens", {"name": "agenda"}).json()
    token = made["token"]
    body = {"service": "corte", "datetime": on_day(3)}
    theirs = ask(house, "POST", "/api/bookings", {**body, "client": other}).json()
    booked = ask(house, "POST", "/api/bookings", {**body, "client": mine}, token)
    assert booked.status_code == 201
    reached = {
        path: ask(house, "GET", path, token=token).status_code
        for path in (
            *(f"/api/bookings?client={mine}", f"/api/clients/{mine}/conflicts"),
            *(f"/api/clients/{mine}/blocked", f"/api/bookings/{booked.json()['id']}"),
        )
    }
    assert set(reached.values()) == {200}, reached
    refused = {
        path: ask(house, "GET", path, token=token).status_code
        for path in (
            *(f"/api/bookings?client={other}", f"/api/clients/{other}/conflicts"),
            *(f"/api/clients/{other}/blocked", f"/api/bookings/{theirs['id']}"),
            *("/api/shortlinks", "/api/businesses", f"/api/clients/{mine}/tokens"),
        )
    }
    assert set(refused.values()) <= {401, 404}, refused
    assert "settings" in ask(house, "GET", f"/api/clients/{mine}", token=token).json()
    assert "settings" not in ask(house, "GET", f"/api/clients/{other}", token=token).json()
    ask(house, "DELETE", f"/api/clients/{mine}/tokens/{made['id']}")
    assert ask(house, "GET", f"/api/bookings?client={mine}", token=token).status_code == 401


def test_a_bookings_page_is_its_persons_and_names_no_one(house: House) -> None:
    slug, ana, beto = house.merchant(), house.person("Ana"), house.person("Beto")
    book(ana, slug)
    book(beto, slug, "11:00")
    tokens = {row["user_id"]: row["token"] for row in house.bookings(slug, "confirmed")}
    assert len(set(tokens.values())) == 2
    path = f"/t/{tokens[ana.owner.user_id]}"
    page, file = (ask(house, "GET", path + end, token=None) for end in ("", ".ics"))
    assert (page.status_code, file.status_code) == (200, 200)
    for part in ("Corte", "10:00", "San Martín 123", "calendario", f"{path[3:]}.ics"):
        assert part in page.text, part
    for name in ("Beto", "11:00", beto.owner.wa_id, ana.owner.wa_id):
        assert name not in page.text + file.text
    assert ask(house, "GET", "/t/nadie", token=None).status_code == 404
