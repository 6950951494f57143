"""A text that may be for two merchants: the one that is asking, or another that it names."""

from __future__ import annotations

from datetime import timedelta

import pytest
from support.conversations import CARLA, Phone, Town

from milo.engine.model import BookingStatus

LINK = "https://go.soymilo.com"


def street(*slugs: str) -> tuple[Town, Phone]:
    """Carla's, a café, and merchants whose slugs are answers to Carla's questions."""
    town = Town(link_base=LINK)
    town.changes("carla", name="Peluquería Carla")
    town.opens("cafe-central", CARLA, "Café Central")
    for slug in slugs:
        town.opens(slug, CARLA, f"Barrio {slug}")
    return town, town.person()


@pytest.mark.parametrize(
    ("slug", "path"),
    [
        ("10", ("carla", "Reservar", "1", "viernes")),
        ("viernes", ("carla", "Reservar", "1")),
        ("corte", ("carla", "Reservar")),
        ("info", ("carla",)),
    ],
)
def test_an_answer_that_is_a_slug_is_asked_about(slug: str, path: tuple[str, ...]) -> None:
    _, phone = street(slug)
    for said in path:
        phone.say(said)
    before = phone.session()
    asked = phone.say(slug)
    assert asked.startswith(f"*{slug}* también es la palabra con la que se llega a *Barrio {slug}*")
    assert phone.titles == ["Es mi respuesta", "Ir al otro comercio"]
    assert (phone.state, phone.slots) == (before.state, before.data["slots"])


@pytest.mark.parametrize("answer", ["Es mi respuesta", "es mi respuesta", "1", "la primera"])
def test_the_answer_is_taken_as_one(answer: str) -> None:
    _, phone = street("10")
    for said in ("carla", "Reservar", "1", "viernes", "10", answer):
        last = phone.say(said)
    assert "10:00" in last
    assert phone.state == "confirmando"


@pytest.mark.parametrize("how", ["tap", "say", "2"])
def test_the_slug_leads_to_its_merchant(how: str) -> None:
    _, phone = street("10")
    for said in ("carla", "Reservar", "1", "viernes", "10"):
        phone.say(said)
    title = "Ir al otro comercio"
    last = phone.tap(title) if how == "tap" else phone.say("2" if how == "2" else title)
    assert "*Barrio 10*" in last
    assert phone.session("10").state == "inicio"
    assert "Seguimos con tu reserva" in phone.say("carla")


def test_what_else_is_written_answers_the_question_that_was_asked_before() -> None:
    _, phone = street("10")
    for said in ("carla", "Reservar", "1", "viernes", "10", "a las 9"):
        last = phone.say(said)
    assert "09:00" in last


def test_a_word_that_no_question_takes_switches() -> None:
    _, phone = street("10")
    phone.say("carla")
    assert "*Barrio 10*" in phone.say("10")


def test_mere_free_text_is_no_answer() -> None:
    town, phone = street("rico")
    town.opens("encuesta-carla", {**CARLA, "flow": "encuesta"}, "Encuesta")
    phone.say("encuesta-carla")
    phone.say("bien")
    assert phone.session("encuesta-carla").state == "comentario"
    assert "*Barrio rico*" in phone.say("rico")


def test_the_slug_of_an_inactive_merchant_is_the_answer_that_it_is() -> None:
    town, phone = street("10")
    town.changes("10", status="inactive")
    for said in ("carla", "Reservar", "1", "viernes", "10"):
        last = phone.say(said)
    assert "10:00" in last


def test_while_it_is_asked_the_hold_lasts() -> None:
    town, phone = street()
    phone.books("carla")
    town.opens("perfecto", CARLA, "Perfecto Spa")
    town.wait(minutes=14)
    phone.say("perfecto")
    town.wait(minutes=14)
    assert phone.hold
    assert "✅" in phone.tap("Es mi respuesta", back=1)
    assert len(town.bookings(BookingStatus.CONFIRMED)) == 1


# -- ¿Pasamos a …? --------------------------------------------------------------------------------


def test_who_quotes_a_merchant_answers_that_one() -> None:
    _, phone = street()
    phone.say("carla")
    greeting = phone.chat[-1].wamid
    assert phone.say("café central") == "¿Pasamos a *Café Central*?"
    assert "¿Qué servicio" in phone.say("1", quoted=greeting)


@pytest.mark.parametrize(
    "said",
    [
        "quiero un turno en Café Central",
        "café central",
        "che, pasame con cafe cental",
        "quiero ir a cafe-central",
        f"mirá esto {LINK}/cafe-central",
        "algo de go.soymilo.com/cafe-central, puede ser?",
    ],
)
@pytest.mark.parametrize("over", [True, False])
def test_another_merchant_named_in_a_text_is_offered(said: str, *, over: bool) -> None:
    town, phone = street()
    phone.say("carla")
    if over:
        phone.say("cancelar")
        town.clock.wind_to(town.clock.now() + timedelta(days=90))
    before = phone.state
    assert phone.say(said) == "¿Pasamos a *Café Central*?"
    assert phone.titles == ["Sí, pasemos", "No, sigo acá"]
    assert phone.state == before
    phone.say("dale")
    assert phone.session("cafe-central").state in ("inicio", "eligiendo_servicio")


@pytest.mark.parametrize("said", ["mona nails", "1"])
def test_where_the_lobby_asked_since_the_answer_is_the_lobbys(said: str) -> None:
    town, phone = street("shut")
    town.opens("mona", CARLA, "Mona Nails")
    town.changes("shut", status="inactive")
    for each in ("carla", "reservar", "quiero un turno en Café Central", "shut"):
        last = phone.say(each)
    assert "¿Con qué comercio" in last
    answer = phone.say(said)
    assert ("*Mona Nails*" if said != "1" else "¿Qué día") in answer
    assert "¿Pasamos" not in answer and "Café" not in answer


def test_who_stays_goes_on_where_they_were() -> None:
    _, phone = street()
    for said in ("carla", "Reservar"):
        phone.say(said)
    phone.say("café central")
    assert "Seguimos con tu reserva en *Peluquería Carla*" in phone.tap("No, sigo acá")
    assert phone.state == "eligiendo_servicio"


def test_who_stays_where_all_is_over_starts_over_with_what_they_said() -> None:
    _, phone = street()
    for said in ("carla", "cancelar", "café central"):
        phone.say(said)
    assert "*Peluquería Carla*" in phone.say("no")
    assert phone.state == "inicio"


def test_a_merchants_own_name_offers_nothing() -> None:
    _, phone = street()
    phone.say("carla")
    assert "¿Pasamos" not in phone.say("peluquería carla")


def test_a_name_that_is_not_sure_offers_nothing() -> None:
    town, phone = street()
    town.opens("cafe-del-sur", CARLA, "Café del Sur")
    phone.say("carla")
    assert "¿Pasamos" not in phone.say("un café")


def test_what_the_question_takes_is_an_answer_whatever_it_names() -> None:
    town, phone = street()
    town.opens("corte-fino", CARLA, "Corte")
    for said in ("carla", "Reservar"):
        phone.say(said)
    assert "¿Qué día" in phone.say("Corte")


def test_with_a_person_a_name_offers_nothing() -> None:
    _, phone = street()
    for said in ("carla", "persona"):
        phone.say(said)
    assert phone.say("café central") == ""


@pytest.mark.parametrize(
    "link",
    [
        f"{LINK}/cafe-central",
        "go.soymilo.com/cafe-central/",
        f"{LINK}/Cafe-Central?utm=x",
        "https://wa.me/5491100000000?text=cafe-central",
        "https://api.whatsapp.com/send?phone=5491100000000&text=cafe-central",
    ],
)
def test_a_pasted_link_is_its_slug(link: str) -> None:
    _, phone = street()
    phone.say("carla")
    assert "*Café Central*" in phone.say(link)
    assert phone.session("cafe-central").state == "inicio"


@pytest.mark.parametrize("link", ["https://instagram.com/cafe-central", f"{LINK}/nadie", "16/10"])
def test_another_link_is_not(link: str) -> None:
    _, phone = street()
    phone.say("carla")
    assert "¡Hola" not in phone.say(link)


def test_an_old_button_names_its_merchant_for_good() -> None:
    _, phone = street()
    for said in ("carla", "Reservar", "café central"):
        phone.say(said)
    button = phone.option("Sí, pasemos")
    phone.say("carla")
    phone.say("1")
    assert "*Café Central*" in phone.press(button)
