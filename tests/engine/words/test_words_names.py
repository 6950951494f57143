"""Whose name a text says: names, sayings and typos on a street of merchants, none taken wrongly."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from milo.engine.words.name_finder import CHOICES, NameFinder, meant

STREET = {
    "carla": "Peluquería Carla",
    "carla-luz": "Peluquería Carla Luz",
    "costa": "Peluquería La Costa",
    "ana": "Estética de Ana",
    "nadia": "Nadia Uñas",
    "mon": "Mon Patisserie",
    "central": "Café Central",
    "centro": "Café del Centro",
    "jose": "Barbería Don José",
    "guapo": "El Guapo Barber Shop",
    "gomez": "Consultorio Dra. Gómez",
    "perez": "Odontología Pérez & Asociados",
    "diez": "Barbería 10",
    "manana": "La Mañana",
    "loreal": "L'Oréal Studio",
    "plata": "Hotel La Plata",
    "suenos": "Casa de Sueños",
    "rio-1": "Río Spa Palermo",
    "rio-2": "Río Spa Belgrano",
    "rio-3": "Río Spa Caballito",
    "rio-4": "Río Spa Flores",
}
TAKEN = {
    "carla": [
        "Peluquería Carla",
        "peluqueria carla",
        "la peluquería de Carla",
        "PELUQUERIA CARLA!!",
        *("peluqeria carla", "pelukeria karla", "Peluquería Carla 💇", "peluqueríacarla"),
        "hola, quiero un turno en la peluquería Carla para mañana porfa",
    ],
    "carla-luz": ["Peluquería Carla Luz", "carla luz", "quiero turno en peluquería carla luz"],
    "costa": ["la costa", "lacosta", "peluquería la costa", "lo de la costa"],
    "ana": ["estética de ana", "Estetica Ana", "ana", "lo de Ana", "un turno en lo de ana"],
    "nadia": ["nadia", "Nadia unias", "uñas nadia"],
    "mon": [
        *("mon", "Mon Patisserie", "monpatisserie", "mon patiserie", "patisserie", "patisery"),
        *("mon patiserrie", "Hola! Mon Patisserie"),
    ],
    "central": ["café central", "cafe cental", "el central", "Cafe Sentral", "central"],
    "centro": ["café del centro", "cafe centro", "el café del centro"],
    "jose": ["don josé", "jose", "barberia don jose", "barvería don jose"],
    "guapo": ["el guapo", "guapo", "elguapo", "guapo barber shop"],
    "gomez": ["dra gomez", "Gómez", "gomes", "dra. gomez"],
    "perez": ["odontologia perez", "Pérez", "perez y asociados", "perez asosiados"],
    "diez": ["barbería 10"],
    "manana": ["La Mañana"],
    "loreal": ["loreal", "l'oréal", "L'Oreal Studio"],
    "plata": ["hotel la plata", "la plata"],
    "suenos": ["casa de sueños", "sueños"],
    "rio-2": ["río spa belgrano", "belgrano", "rio belgrano"],
}
ASKED = {
    "lo de Carla": {"carla", "carla-luz"},
    "karla": {"carla", "carla-luz"},
    "café": {"central", "centro"},
    "peluquería": {"carla", "carla-luz", "costa"},
    "salón Ana": {"ana"},
    "consultorio de la doctora Gómez": {"gomez"},
    "guapa": {"guapo"},
    "patis": {"mon"},
}
NOBODY = (
    *(
        "la plaza",
        "mon amour",
        "tarde central",
        "de nada",
        "nada",
        "la",
        "de",
        "el",
        "hola",
        "hola!!",
        "asdf",
    ),
    *("buenas tardes", "quiero un turno", "mañana", "mañana a la tarde", "el viernes", "a las 10"),
    *("10 de la mañana", "gracias", "muchas gracias", "no", "si", "dale", "spa", "río", "rio spa"),
    *("bueno, nada", "no tengo idea", "cualquiera", "una persona", "¿quién sos?", "👍", "", "?"),
    *("quiero ir a casa", "casa", "que onda", "carlitos tevez", "la central nuclear", "Marta"),
    *("peluquería Marta", "ana y el lobo", "don pepe", "mi amor", "buen día señora", "x" * 5000),
    *(
        "café con leche",
        "la costa atlántica",
        "un café",
        "el centro de la tierra",
        "plata no tengo",
    ),
)


@pytest.fixture(scope="module")
def street() -> NameFinder:
    return NameFinder(STREET.items())


@pytest.mark.parametrize(
    ("text", "key"), [(text, key) for key, texts in TAKEN.items() for text in texts]
)
def test_a_name_is_taken(street: NameFinder, text: str, key: str) -> None:
    found = meant(street.found(text))
    assert (found.keys, found.sure) == ((key,), True)


@pytest.mark.parametrize(("text", "keys"), ASKED.items())
def test_what_is_not_sure_is_asked_about(street: NameFinder, text: str, keys: set[str]) -> None:
    found = meant(street.found(text))
    assert (set(found.keys), found.sure) == (keys, False)


@pytest.mark.parametrize("text", NOBODY)
def test_what_people_say_anyway_names_nobody(street: NameFinder, text: str) -> None:
    found = meant(street.found(text))
    assert not found.sure
    assert found.keys == () or text in {"café con leche", "un café"}


OTHER_STREET = {
    "norte": "Farmacia del Norte",
    "gimnasio": "Gimnasio Norte",
    "luz": "Luz y Sombra",
    "sol": "El Sol de Mayo",
    "mar": "Restó del Mar",
    "abuela": "La Cocina de la Abuela",
    "tito": "Taller Tito",
    "titos": "Tito's Pizza",
    "rosas": "Las Rosas",
    "vet": "Veterinaria San Roque",
    "roque": "Kiosco Don Roque",
    "alma": "Alma Pilates",
    "almacen": "Almacén de Ramos",
    "flor": "Flor de Loto Masajes",
    "hnos": "Hermanos Pérez Mecánica",
    "perez": "Dra. Pérez Odontología",
    "sofia": "Sofía Beauty",
    "sofi": "Sofi Nails",
}
SURELY = {
    "norte": ["farmacia del norte", "farmasia norte"],
    "gimnasio": ["gimnasio norte"],
    "luz": ["luz y sombra", "sombra"],
    "mar": ["resto del mar"],
    "abuela": ["lo de la abuela", "la cosina de la abuela"],
    "tito": ["taller de tito"],
    "titos": ["titos pizza"],
    "rosas": ["las rosas"],
    "vet": ["veterinaria san roque", "san roque"],
    "roque": ["don roque"],
    "almacen": ["ramos"],
    "flor": ["flor de loto"],
    "hnos": ["hermanos perez"],
    "perez": ["dra perez"],
    "sofi": ["sofi nails"],
}
NEVER_TAKEN = (
    *("norte", "roque", "perez", "peres", "la farmacia", "se cortó la luz", "hace sol hoy"),
    *("para mayo", "el 25 de mayo", "mayo", "martes", "mi abuela está enferma", "uñas rosas"),
    *(
        "me duele el alma",
        "almacen",
        "mi hermano",
        "mi hija",
        "mis hermanos",
        "de la",
        "rosa maria",
    ),
    *("hola soy tito", "soy Sofía Pérez", "un cafe con la abuela", "tomar sol", "dos personas"),
)


@pytest.mark.parametrize(
    ("text", "key"), [(text, key) for key, texts in SURELY.items() for text in texts]
)
def test_a_name_is_taken_on_another_street(text: str, key: str) -> None:
    found = meant(NameFinder(OTHER_STREET.items()).found(text))
    assert (found.keys, found.sure) == ((key,), True)


@pytest.mark.parametrize("text", NEVER_TAKEN)
def test_what_names_several_or_nobody_is_taken_for_none(text: str) -> None:
    assert not meant(NameFinder(OTHER_STREET.items()).found(text)).sure


def test_names_that_are_the_same_are_asked_about() -> None:
    found = meant(NameFinder([("a", "Ana"), ("b", "ANA")]).found("ana"))
    assert (found.keys, found.sure) == (("a", "b"), False)


@given(st.lists(st.sampled_from(list(STREET.values())), min_size=1, unique=True), st.data())
def test_a_whole_name_is_sure_whoever_else_there_is(names: list[str], data: st.DataObject) -> None:
    name = data.draw(st.sampled_from(names))
    found = meant(NameFinder((one, one) for one in names).found(name))
    assert (found.keys, found.sure) == ((name,), True)


@given(st.text(max_size=40))
def test_any_text_gives_a_few_names_at_most(text: str) -> None:
    found = meant(NameFinder(STREET.items()).found(text))
    assert len(found.keys) <= CHOICES
    assert not found.sure or len(found.keys) == 1
