"""Every state of the shipped flow and every way out of it, in the words a person reads."""

from __future__ import annotations

import pytest
from support.conversations import CARLA, MONDAY, Phone, Town, shipped

from milo.engine.model import BookingStatus, Mode

STATES = ("inicio", "eligiendo_servicio", "eligiendo_fecha", "eligiendo_horario", "confirmando")
HELLO = "¡Hola, Ana! 👋 Soy el asistente de *Carla*. ¿Qué querés hacer?"
WHICH = "¿Qué servicio querés reservar?"
DAY = "*Corte*\n¿Qué día te queda bien?"
HOUR = "*Corte* · viernes 27 de noviembre\n¿A qué hora?"
ASKED = "Al confirmar aceptás que *Carla* te escriba por acá; lo cortás con *BAJA*."
CARD = f"*Corte*\n*viernes 27 de noviembre, 10:00*\n$ 8.000\n{ASKED}\n¿Lo confirmo?"
QUESTIONS = dict(zip(STATES, (HELLO, WHICH, DAY, HOUR, CARD), strict=True))
AGAIN = QUESTIONS | {"inicio": "¿Qué querés hacer?"}
"""What a state asks after something else was said."""


def at(state: str, town: Town | None = None) -> Phone:
    """Return somebody who has come to a state."""
    phone = (town or Town()).person()
    phone.say("carla")
    for here, answer in zip(STATES, ("reservar", "corte", "viernes", "10:00"), strict=False):
        if here == state:
            break
        phone.say(answer)
    if state == "finalizado":
        phone.tap("Confirmar")
    assert phone.state == state
    return phone


@pytest.mark.parametrize("state", STATES)
def test_each_state_asks_its_question(state: str) -> None:
    assert at(state).chat[-1].body.text == QUESTIONS[state]


def test_the_choices_that_are_shown() -> None:
    assert at("inicio").titles == ["Reservar", "Mis turnos", "Info y horarios"]
    services = at("eligiendo_servicio").chat[-1].body
    assert [(row.title, row.description) for row in services.rows] == [
        ("Corte", "30 min · $ 8.000"),
        ("Color", "1 h"),
    ]
    assert services.open_list == "Ver servicios"
    days = at("eligiendo_fecha").chat[-1].body.rows
    assert [(row.title, row.description) for row in days[:3]] == [
        ("lun 23 nov", "Hoy"),
        ("mar 24 nov", "Mañana"),
        ("vie 27 nov", ""),
    ]
    assert days[-1].title == "Ver más"
    hours = at("eligiendo_horario").chat[-1].body.rows
    assert [row.title for row in hours][:2] == ["09:00", "09:30"]
    assert at("confirmando").titles == ["Confirmar", "Cambiar horario", "Cancelar"]


@pytest.mark.parametrize(
    ("state", "said", "to", "answer"),
    [
        ("inicio", "Reservar", "eligiendo_servicio", WHICH),
        ("inicio", "quiero un turno", "eligiendo_servicio", WHICH),
        ("inicio", "1", "eligiendo_servicio", WHICH),
        ("inicio", "info", "inicio", "*Carla*\n📍 San Martín 123\n"),
        ("inicio", "Mis turnos", "inicio", "Todavía no tenés turnos"),
        ("inicio", "atrás", "inicio", HELLO),
        ("eligiendo_servicio", "Corte", "eligiendo_fecha", DAY),
        ("eligiendo_servicio", "2", "eligiendo_fecha", "*Color*\n¿Qué día"),
        ("eligiendo_servicio", "volver", "inicio", HELLO),
        ("eligiendo_fecha", "viernes", "eligiendo_horario", HOUR),
        ("eligiendo_fecha", "27/11", "eligiendo_horario", HOUR),
        ("eligiendo_fecha", "vie 27 nov", "eligiendo_horario", HOUR),
        ("eligiendo_fecha", "3", "eligiendo_horario", HOUR),
        ("eligiendo_fecha", "ver más", "eligiendo_fecha", DAY),
        ("eligiendo_fecha", "otro servicio", "eligiendo_servicio", WHICH),
        ("eligiendo_fecha", "ayer", "eligiendo_fecha", "Ese día ya pasó. Decime uno que venga:"),
        ("eligiendo_fecha", "miércoles", "eligiendo_fecha", "Los miércoles no abrimos."),
        ("eligiendo_fecha", "15 de marzo", "eligiendo_fecha", "Para el lunes 15"),
        ("eligiendo_fecha", "lunes 24", "eligiendo_fecha", "Ese día de la semana y ese número"),
        ("eligiendo_fecha", "31/11", "eligiendo_fecha", "Ese día no existe en el calendario."),
        ("eligiendo_horario", "10:00", "confirmando", CARD),
        ("eligiendo_horario", "a las 10", "confirmando", CARD),
        ("eligiendo_horario", "10", "confirmando", CARD),
        (
            "eligiendo_horario",
            "1",
            "eligiendo_horario",
            "A las 13:00 no tengo lugar.",
        ),
        ("eligiendo_horario", "las 4 de la tarde", "confirmando", "*Corte*\n*viernes 27 de nov"),
        ("eligiendo_horario", "14:00", "eligiendo_horario", "A las 14:00 no tengo lugar."),
        ("eligiendo_horario", "otra fecha", "eligiendo_fecha", DAY),
        ("confirmando", "sí", "finalizado", "✅ ¡Listo! *Corte* el *viernes 27 a las 10:00*."),
        ("confirmando", "dale!", "finalizado", "✅ ¡Listo!"),
        ("confirmando", "cambiar", "cambiando", "¿Qué cambiamos?"),
        ("confirmando", "no", "cambiando", "¿Qué cambiamos?"),
        ("confirmando", "atras", "eligiendo_horario", HOUR),
        ("confirmando", "3", "finalizado", "Listo, lo dejamos acá."),
        ("finalizado", "gracias", "finalizado", "¡De nada, Ana! Cualquier cosa, acá estoy."),
        ("finalizado", "👍", "finalizado", "¡De nada, Ana!"),
        ("finalizado", "hola", "inicio", HELLO),
        ("finalizado", "quiero reservar", "eligiendo_servicio", WHICH),
        ("finalizado", "cancelar", "inicio", "¿Cancelo *Corte* del *viernes 27 a las 10:00*?"),
    ],
)
def test_a_way_out(state: str, said: str, to: str, answer: str) -> None:
    phone = at(state)
    assert phone.say(said).startswith(answer)
    assert phone.state == to


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize(
    ("said", "to", "answer"),
    [
        ("menú", "inicio", HELLO),
        ("cancelar", "finalizado", "Listo, lo dejamos acá. Cuando quieras, escribime"),
        ("chau", "finalizado", "Listo, lo dejamos acá."),
        ("ayuda", None, "Podés tocar un botón o escribirme."),
        ("?", None, "Podés tocar un botón o escribirme."),
        ("persona", None, "Dejá acá escrito lo que necesitás."),
    ],
)
def test_an_escape_from_everywhere(state: str, said: str, to: str | None, answer: str) -> None:
    phone = at(state)
    assert phone.say(said).startswith(answer)
    assert phone.state == (to or state)
    if to:
        assert phone.hold is None
    if said == "ayuda":
        shown = AGAIN[state].replace(f"{ASKED}\n", "")  # a card asks once, and not behind so much
        assert phone.chat[-1].body.text.endswith(shown)


GIVEN_UP = dict.fromkeys(("eligiendo_fecha", "eligiendo_horario"), "Probá tocando una opción")
OFFERED = {
    "eligiendo_fecha": "No damos con un día.",
    "eligiendo_horario": "No damos con una hora.",
}
"""What is true both of an answer that nobody understands and of a day that cannot be."""


@pytest.mark.parametrize(
    ("state", "example"),
    [
        ("inicio", "No llegué a entenderte. Para sacar un turno, tocá *Reservar*"),
        ("eligiendo_servicio", "Ese servicio no lo encontré. Tocá *Ver servicios*"),
        ("eligiendo_fecha", "Ese día no lo entendí. Escribilo como te salga: *mañana*"),
        ("eligiendo_horario", "Esa hora no la entendí. Escribila como te salga: *16:30*"),
        ("confirmando", "¿Lo confirmamos? Escribí *sí*, o *cambiar*"),
    ],
)
def test_what_is_not_understood_an_example_the_choices_a_person(state: str, example: str) -> None:
    phone = at(state)
    first, titles = phone.say("bla bla bla"), phone.titles
    assert first.startswith(example)
    assert first.endswith(AGAIN[state])
    second = phone.say("ble ble")
    assert second.startswith("Todavía no te entiendo. Estas son las opciones")
    assert second.endswith(AGAIN[state])
    assert phone.titles == titles
    third = phone.say("bli bli")
    assert third.startswith(GIVEN_UP.get(state, "No te estoy entendiendo."))
    assert third.endswith(AGAIN[state])
    assert (phone.session().mode, phone.state) == (Mode.BOT, state)


@pytest.mark.parametrize("state", STATES)
def test_the_third_time_a_person_is_offered_and_comes_only_on_a_yes(state: str) -> None:
    told = {**CARLA, "reception": {"phone": "5492615550000"}}
    phone = at(state, Town(carla=told))
    for text in ("bla bla bla", "ble ble", "bli bli"):
        offer = phone.say(text)
    assert offer.startswith(OFFERED.get(state, "Sigo sin entenderte"))
    assert phone.titles == ["Sí, avisales", "Sigo acá"]
    assert phone.session().mode is Mode.BOT
    assert phone.say("no").endswith(AGAIN[state])
    for text in ("bla bla bla", "ble ble", "bli bli"):
        phone.say(text)
    assert phone.say("sí").startswith("Le aviso a *Carla*")
    assert (phone.session().mode, phone.state) == (Mode.HUMAN, state)
    assert phone.say("hola?") == ""


@pytest.mark.parametrize("said", ["ninguno de esos", "no me sirve ninguno"])
def test_who_wants_none_of_them_is_offered_a_person(said: str) -> None:
    phone = at("eligiendo_servicio", Town(carla={**CARLA, "reception": {"phone": "5492615550000"}}))
    phone.say(said)
    assert phone.titles == ["Sí, avisales", "Sigo acá"]
    assert phone.session().mode is Mode.BOT
    assert phone.say("sí").startswith("Le aviso a *Carla*")


REFUSED = [
    ("eligiendo_fecha", ("ayer", "31/2", "anteayer"), "Ver días", "un día"),
    (
        "eligiendo_horario",
        ("a las 3 de la mañana", "a las 4 am", "a las 5 am"),
        "Ver horarios",
        "una hora",
    ),
]


@pytest.mark.parametrize(("state", "texts", "points", "what"), REFUSED)
def test_what_cannot_be_is_refused_each_time_with_more(
    state: str, texts: tuple[str, ...], points: str, what: str
) -> None:
    told = {**CARLA, "reception": {"phone": "5492615550000"}}
    phone = at(state, Town(carla=told))
    first, second, third = (phone.say(text) for text in texts)
    assert points not in first
    assert f"están en *{points}*" in second
    assert first.endswith(AGAIN[state]) and second.endswith(AGAIN[state])
    assert third.endswith(f"No damos con {what}. ¿Querés que te responda alguien de *Carla*?")
    assert phone.titles == ["Sí, avisales", "Sigo acá"]
    assert phone.say("no").endswith(QUESTIONS[state])
    assert points not in phone.say(texts[0]), "the count starts over"


@pytest.mark.parametrize("state", STATES)
def test_a_photo_is_answered_with_the_question(state: str) -> None:
    phone = at(state)
    assert phone.photo() == f"Por ahora leo texto y botones 🙏\n\n{AGAIN[state]}"


def test_what_stands_below_a_photo_is_read() -> None:
    phone = at("eligiendo_servicio")
    assert "Corte" in phone.photo("Quiero un corte el viernes")
    assert (phone.state, phone.slots["fecha"]) == ("eligiendo_horario", "2026-11-27")


@pytest.mark.parametrize("state", AGAIN)
def test_a_photo_whose_caption_says_nothing_to_us_is_a_photo(state: str) -> None:
    phone = at(state)
    assert phone.photo("qwx zzk") == f"Por ahora leo texto y botones 🙏\n\n{AGAIN[state]}"


def test_a_photo_after_the_end_starts_over() -> None:
    assert at("finalizado").photo().endswith(AGAIN["inicio"])


@pytest.mark.parametrize("state", STATES)
def test_an_old_button_leads_back_to_the_question_of_now(state: str) -> None:
    phone = at(state)
    old = next(option for row in phone.chat for option in (*row.body.buttons, *row.body.rows))
    if state == "inicio":
        phone.say("menú")
    assert phone.press(old).startswith("Ese botón era de antes. Seguimos desde acá:")
    assert phone.chat[-1].body.text.endswith(AGAIN[state])
    assert phone.state == state


@pytest.mark.parametrize(
    ("state", "resumes"),
    [
        ("inicio", ""),
        ("eligiendo_servicio", "Seguimos con tu reserva en *Carla*: falta el servicio."),
        ("eligiendo_fecha", "Seguimos con tu reserva en *Carla*: falta el día."),
        ("eligiendo_horario", "Seguimos con tu reserva en *Carla*: falta la hora."),
        ("confirmando", "Seguimos con tu reserva en *Carla*: falta que confirmes."),
    ],
)
def test_the_same_link_mid_way(state: str, resumes: str) -> None:
    phone = at(state)
    before = phone.slots
    assert phone.say("¡CARLA!") == "\n\n".join(filter(None, (resumes, QUESTIONS[state])))
    assert (phone.state, phone.slots) == (state, before)


def test_the_same_link_after_the_end_starts_anew() -> None:
    assert at("finalizado").say("carla") == HELLO


def test_every_way_out_of_the_flow_is_known_to_these_tests() -> None:
    flow = shipped().newest("reservas").flow
    assert set(flow.states) == {
        *(*STATES, "eligiendo_profesional", "eligiendo_personas", "cambiando", "finalizado"),
        *("esperando_dia", "eligiendo_espera", "preguntando", "preguntando_si_quiere"),
    }
    assert {key for state in STATES if (node := flow.asking(state)) for key in node.go} == {
        *("reservar", "turnos", "info", "atras", "ok", "empty", "cancelar", "confirmar", "cambiar"),
        *("otro_dia", "otro_servicio", "algo", "espera", "lo_quiero", "con_otro", "otros_cuantos"),
        "ninguno",
    }
    assert set(flow.escapes) == {
        *(
            "menu",
            "cancelar",
            "ayuda",
            "turnos",
            "no_voy",
            "lo_cambio",
            "persona",
            "precio",
            "horarios",
        ),
        *("informacion", "direccion", "duracion", "servicios", "con_quien", "bot", "respuesta"),
        *("pregunta", "lugar", "aviso"),
    }


def test_a_booking_is_made_as_it_was_said() -> None:
    phone = at("finalizado")
    (booking,) = phone.town.bookings()
    assert booking.status is BookingStatus.CONFIRMED
    assert booking.service == "corte"
    assert booking.datetime == MONDAY.replace(day=27, hour=13)
    assert (booking.contact_id, booking.user_phone) == (phone.contact.id, "5491")
    assert booking.name == "Ana"


def test_no_services_no_booking_and_no_dead_end() -> None:
    town = Town(carla={"services": [], "hours": {}})
    phone = town.person()
    phone.say("carla")
    assert phone.tap("Reservar").startswith("*Carla* todavía no cargó sus servicios")
    assert phone.say("hola") == HELLO


def test_a_service_with_no_room_offers_the_others() -> None:
    busy = {**CARLA, "closures": [{"from": "2026-11-01T00:00", "to": "2027-03-01T00:00"}]}
    phone = Town(carla=busy).person()
    phone.say("carla")
    phone.tap("Reservar")
    assert phone.tap("Corte").startswith("*Corte* no tiene lugar en los próximos días.")
    assert (phone.state, phone.titles) == ("eligiendo_servicio", ["Corte", "Color"])


@pytest.mark.parametrize("said", ["Reservar", "quiero un corte", "quiero un corte el viernes 27"])
def test_the_only_service_with_no_room_is_told_of_once(said: str) -> None:
    busy = {**CARLA, "closures": [{"from": "2026-11-01T00:00", "to": "2027-03-01T00:00"}]}
    phone = Town(carla={**busy, "services": CARLA["services"][:1]}).person()
    phone.say("carla")
    told = phone.say(said)
    assert told.count("Por ahora no me queda lugar para *Corte*.") == 1
    assert "Estos días sí" not in told
    assert (phone.state, phone.titles) == ("finalizado", [])
