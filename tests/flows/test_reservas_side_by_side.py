"""One person with several merchants, several people with one: every answer reaches its own."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from support.conversations import CARLA, Phone, Town

from milo.engine.messages import Option
from milo.engine.model import BookingStatus, Mode

LOBBY = "¡Hola, Ana! Atiendo a varios comercios. ¿Con qué comercio querés continuar?"


def two() -> tuple[Town, Phone]:
    town = Town(carla=CARLA, mona=CARLA)
    return town, town.person()


def test_who_has_no_session_is_asked_which_merchant() -> None:
    _, phone = two()
    assert phone.say("hola").startswith(LOBBY)
    assert phone.town.read(lambda tx: tx.sessions.of_contact(phone.contact.id)) == []
    assert phone.photo().startswith("Por ahora leo texto y botones 🙏\n\n¿Con qué comercio")
    assert "¿Con qué comercio querés continuar?" in phone.press(Option("x", "Reservar"))
    assert phone.town.read(lambda tx: tx.sessions.of_contact(phone.contact.id)) == []


def two_of_a_name() -> tuple[Phone, Option]:
    """Return somebody whom the lobby asked which of two is meant, and the first one's button."""
    town = Town(carla=CARLA)
    town.opens("cafe-central", CARLA, "Café Central")
    town.opens("cafe-centro", CARLA, "Café Centro")
    phone = town.person()
    phone.say("cafe")
    return phone, phone.option("Café Central")


def test_a_merchant_chosen_in_the_lobby_goes_on_where_it_was() -> None:
    phone, chosen = two_of_a_name()
    phone.books("cafe-central")
    assert phone.press(chosen).startswith("Seguimos con tu reserva en *Café Central*")
    assert phone.session("cafe-central").state == "confirmando"


def test_a_merchant_chosen_in_the_lobby_comes_back_from_a_person() -> None:
    phone, chosen = two_of_a_name()
    phone.say("cafe-central")
    phone.say("persona")
    assert phone.press(chosen).startswith("¡Hola, Ana!")
    assert phone.session("cafe-central").mode is Mode.BOT


def test_a_merchant_chosen_in_the_lobby_for_the_first_time_welcomes() -> None:
    phone, chosen = two_of_a_name()
    assert phone.press(chosen).startswith("¡Hola, Ana! 👋 Soy el asistente de *Café Central*")


def test_words_go_to_the_merchant_whose_message_stands_last() -> None:
    _, phone = two()
    phone.say("carla")
    phone.say("mona")
    assert phone.say("reservar").startswith("¿Qué servicio")
    assert phone.session("mona").state == "eligiendo_servicio"
    assert phone.session("carla").state == "inicio"
    phone.say("CARLA")
    phone.say("reservar")
    assert phone.session("carla").state == "eligiendo_servicio"


def test_a_tap_goes_to_the_merchant_that_sent_it_and_makes_it_the_most_recent() -> None:
    _, phone = two()
    phone.say("carla")
    phone.say("mona")
    assert phone.tap("Reservar", back=1).startswith("¿Qué servicio")
    assert phone.session("carla").state == "eligiendo_servicio"
    phone.say("corte")
    assert phone.session("carla").state == "eligiendo_fecha"
    assert phone.session("mona").state == "inicio"


def test_a_quoted_message_is_answered_by_who_sent_it() -> None:
    _, phone = two()
    phone.say("carla")
    carlas = phone.chat[-1].wamid
    phone.say("mona")
    phone.say("reservar", quoted=carlas)
    assert phone.session("carla").state == "eligiendo_servicio"
    assert phone.session("mona").state == "inicio"


def test_a_slug_goes_before_what_is_quoted() -> None:
    _, phone = two()
    phone.say("carla")
    carlas = phone.chat[-1].wamid
    phone.say("mona", quoted=carlas)
    assert phone.chat[-1].session_id == phone.session("mona").id


def test_words_of_time_count_as_the_last_message() -> None:
    town, phone = two()
    phone.say("carla")
    town.wait(minutes=30)
    phone.say("mona")
    phone.say("cancelar")
    phone.say("carla")
    town.wait(minutes=30)
    phone.say("reservar")
    assert phone.session("carla").state == "eligiendo_servicio"


def test_an_admins_change_does_not_make_a_merchant_the_most_recent() -> None:
    town, phone = two()
    phone.say("carla")
    phone.say("mona")
    town.changes("carla", name="Carla Peinados")
    phone.say("reservar")
    assert phone.session("mona").state == "eligiendo_servicio"


def test_after_the_end_a_merchant_is_still_the_most_recent() -> None:
    _, phone = two()
    phone.say("mona")
    phone.books()
    phone.tap("Confirmar")
    assert phone.say("gracias").startswith("¡De nada")
    assert phone.session("mona").state == "inicio"


@pytest.mark.parametrize("status", ["inactive", "suspended"])
def test_who_is_not_attending_says_so_and_the_others_go_on(status: str) -> None:
    town, phone = two()
    phone.say("mona")
    phone.say("carla")
    town.changes("carla", status=status)
    assert phone.say("carla").startswith("*Carla* no está atendiendo por acá")
    assert phone.tap("Reservar", back=1).startswith("*Carla* no está atendiendo")
    assert phone.say("reservar").startswith("¿Qué servicio")
    assert phone.session("mona").state == "eligiendo_servicio"


def test_only_merchants_that_do_not_attend_leave_the_lobby() -> None:
    town = Town()
    phone = town.person()
    phone.say("carla")
    town.changes("carla", status="inactive")
    asked = "*Carla* no está atendiendo por acá en este momento.\n\n¿Con qué comercio"
    assert phone.say("hola").startswith(asked)
    town.changes("carla", status="active")
    phone.say("reservar")
    assert phone.state == "eligiendo_servicio"


def test_a_strangers_button_is_not_obeyed() -> None:
    town = Town()
    ana, bea = town.person(), town.person("Bea")
    ana.books()
    anas = ana.option("Confirmar")
    assert bea.press(anas).startswith("¡Hola, Bea! Atiendo")
    bea.books(hour="11:00")
    assert bea.press(anas).startswith("Ese botón era de antes.")
    assert (ana.state, bea.state) == ("confirmando", "confirmando")
    assert town.bookings() == []
    bea.tap("Confirmar", back=0)
    assert bea.press(anas).startswith("Ya está reservado:")
    assert [row.contact_id for row in town.bookings()] == [bea.contact.id]


def test_a_quoted_message_of_a_stranger_leads_nowhere() -> None:
    town, ana = two()
    ana.say("carla")
    bea = town.person("Bea")
    bea.say("mona")
    bea.say("reservar", quoted=ana.chat[-1].wamid)
    assert bea.session("mona").state == "eligiendo_servicio"
    assert ana.session("carla").state == "inicio"


def test_the_same_people_book_with_two_merchants() -> None:
    town, phone = two()
    phone.books("carla")
    card = phone.option("Confirmar")
    phone.books("mona")
    phone.tap("Confirmar")
    phone.press(card)
    assert len(town.bookings(slug="carla")) == len(town.bookings(slug="mona")) == 1


NAMES = [
    *("*Ana*", "_~`Ana`~_", "\u202eanA\u202c", "\u200bAna\u200d", "Ana\nBea", "> Ana", "Á" * 300),
    *(
        "",
        "   ",
        "🙂",
        "{contacto}",
        "[Ana]",
        "Ana\x00",
        "- Ana",
        "A\u0301na",
        "{{",
        "\\n",
        "carla",
    ),
]


@pytest.mark.parametrize("name", NAMES)
def test_a_name_never_breaks_the_greeting(name: str) -> None:
    phone = Town().person(name)
    said = phone.say("carla")
    first = said.split("👋")[0]
    assert said.endswith("Soy el asistente de *Carla*. ¿Qué querés hacer?")
    assert "\n" not in said
    assert not set(first) & set("*_~`\u202e\u202c\u200b\x00")
    assert "[" not in first.replace("[Ana]", "")
    assert phone.books()


def test_what_one_has_at_that_hour_with_anybody_is_mentioned_and_not_with_whom() -> None:
    _, phone = two()
    phone.books()
    assert "Ojo" not in phone.tap("Confirmar")
    phone.books("mona")
    said = phone.tap("Confirmar")
    assert said.endswith("Ojo: a esa hora también tenés otro turno.")
    assert "Carla" not in said
    phone.books("mona", hour="11:00")
    assert "Ojo" not in phone.tap("Confirmar")


names = st.text(min_size=1, max_size=100).filter(str.strip)
long_names = st.text(alphabet="aá 🍰W", min_size=1, max_size=100).filter(str.strip)


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    merchant=long_names,
    services=st.lists(long_names, min_size=1, max_size=14, unique=True),
    description=st.text(
        st.characters(exclude_characters="\x00", exclude_categories=["Cs"]), max_size=120
    ),
    address=st.sampled_from(["", "San Martín 123", "🍰" * 2000]),
    messages=st.dictionaries(
        st.sampled_from(["saludo", "info", "resumen", "pide_servicio", "confirmada", "ayuda"]),
        st.sampled_from(["[{contacto}]", "🍰" * 2000, "{comercio} {servicio} {hora}", " "]),
    ),
    person=names,
)
def test_no_message_is_ever_over_whatsapps_limits(
    merchant: str,
    services: list[str],
    description: str,
    address: str,
    messages: dict[str, str],
    person: str,
) -> None:
    offered = [
        {"id": f"s{i}", "name": name, "minutes": 30, "description": description, "price": "9" * 90}
        for i, name in enumerate(services)
    ]
    town = Town(other=CARLA)
    made = {**CARLA, "services": offered, "address": address, "messages": messages}
    town.opens("carla", made, merchant)
    phone = town.person(person)
    for words in ("hola", "carla", "info", "ayuda", "xx", "1", "1", "ver más", "vie", "10:00"):
        phone.say(words)
    phone.photo()
    phone.say("sí")
    phone.say("gracias")
    assert len(town.bookings(BookingStatus.CONFIRMED)) == 1
