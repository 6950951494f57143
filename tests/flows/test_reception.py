"""A person behind the bot: word to the merchant's own phone, and the merchant's word back."""

from __future__ import annotations

from support.conversations import CARLA, Phone, Town

from milo.engine.messages import Incoming, Kind

DESK = "5492615550000"
WITH_DESK = CARLA | {"reception": {"phone": DESK, "return_after_minutes": 60}}


def asked() -> tuple[Town, Phone, Phone]:
    """Somebody who asks for a person, and the merchant's phone."""
    town = Town(carla=WITH_DESK, mona=CARLA)
    desk, phone = town.desk(DESK), town.person()
    phone.say("carla")
    assert phone.say("persona").startswith("Le aviso a *Carla* que querés hablar con una persona.")
    desk.settle()
    return town, phone, desk


def test_the_merchant_gets_word_with_what_was_said() -> None:
    _, _, desk = asked()
    text = desk.chat[-1].body.text
    assert text.startswith("*Ana* quiere hablar con una persona de *Carla*.")
    assert "«carla»" in text and "«persona»" in text
    assert text.endswith("Para responderle, contestá citando este mensaje.")


def test_quoting_it_answers_the_person_in_the_merchants_name() -> None:
    _, phone, desk = asked()
    desk.say("Dale, venite a las 5", quoted=desk.chat[-1].wamid)
    assert [row.body.text for row in phone.settle()] == ["*Carla*: Dale, venite a las 5"]
    assert phone.session().mode == "human"


def test_what_the_person_writes_then_is_passed_on_and_the_bot_is_silent() -> None:
    _, phone, desk = asked()
    assert phone.say("¿estás?") == ""
    assert phone.photo() == ""
    heard = [row.body.text for row in desk.settle()]
    assert heard == ["*Ana*: ¿estás?", "*Ana*: [mandó una foto]"]
    desk.say("Acá estoy", quoted=desk.chat[-1].wamid)
    assert phone.settle()[-1].body.text == "*Carla*: Acá estoy"


def test_the_answer_makes_the_merchant_the_most_recent() -> None:
    _, phone, desk = asked()
    phone.say("mona")
    desk.say("Hola Ana", quoted=desk.chat[-1].wamid)
    phone.settle()
    phone.say("gracias")
    assert desk.settle()[-1].body.text == "*Ana*: gracias"


def test_when_nobody_answers_in_time_the_person_is_told_and_offered_the_menu() -> None:
    town, phone, _ = asked()
    town.wait(minutes=61)
    assert phone.chat[-1].body.text.startswith("Todavía no pudieron responderte.")
    assert phone.titles == ["Reservar", "Mis turnos", "Info y horarios"]
    assert phone.session().mode == "bot"


def test_when_somebody_answered_the_bot_only_comes_back() -> None:
    town, phone, desk = asked()
    desk.say("Hola", quoted=desk.chat[-1].wamid)
    town.wait(minutes=61)
    assert phone.chat[-1].body.text.startswith("Acá estoy de nuevo.")


def test_only_the_merchants_phone_answers_and_only_that_session() -> None:
    town, phone, desk = asked()
    wamid = desk.chat[-1].wamid
    stranger = town.person("Zoe")
    stranger.say("carla")
    stranger.say("Te estafo", quoted=wamid)
    assert phone.settle() == []
    desk.say("sin citar a nadie")
    assert phone.settle() == []


def test_a_merchant_can_only_answer_in_words() -> None:
    _, phone, desk = asked()

    photo = Incoming(Kind.OTHER, type="image", quoted=desk.chat[-1].wamid)
    desk.town.arrives(desk.contact, photo)
    assert desk.settle()[-1].body.text.startswith("Por ahora puedo pasar solo texto")
    assert phone.settle() == []


def test_a_caption_of_the_merchants_is_not_passed_on_without_its_photo() -> None:
    _, phone, desk = asked()

    photo = Incoming(Kind.TEXT, "image", "Así queda", quoted=desk.chat[-1].wamid)
    desk.town.arrives(desk.contact, photo)
    assert desk.settle()[-1].body.text.startswith("Por ahora puedo pasar solo texto")
    assert phone.settle() == []


def test_the_merchant_reads_what_stood_below_a_photo() -> None:
    _, phone, desk = asked()

    phone.photo("Como en la foto")
    assert desk.settle()[-1].body.text == "*Ana*: [mandó una foto] Como en la foto"


def test_without_a_reception_the_bot_is_silent_all_the_same() -> None:
    town = Town()
    phone = town.person()
    phone.say("carla")
    phone.say("persona")
    assert phone.say("hola?") == ""
    assert phone.say("menú").startswith("¡Hola, Ana!")


def test_the_merchant_hears_of_a_booking_that_waits_for_its_word() -> None:
    town = Town(carla=WITH_DESK | {"confirmation": "manual"})
    desk, phone = town.desk(DESK), town.person()
    phone.books()
    phone.tap("Confirmar")
    words = [row.body.text for row in desk.settle()]
    assert words == ["Nuevo pedido: *Ana*, Corte, vie 27 nov 10:00. Falta que lo confirmes."]
