"""What texts say of the merchant and of the person, and the answers in the merchant's own words."""

from __future__ import annotations

from collections.abc import Mapping

from ..flow.language.registry import Call, Registry
from ..privacy.consent import is_to_be_asked
from ..receptions.directory import clients_of
from ..words.fold import SHORT_NAME_LIMIT, clean
from ..words.formats import duration, listing, money
from .availability.bookable_range import local_day
from .hours.posted_hours import posted_changes, posted_hours
from .settings.settings import ClientSettings, settings_of

client_calls = Registry()
"""The vocabulary of merchants, for flows."""
_PRICES_LIMIT = 20


@client_calls.names("faq")
def answers(call: Call) -> list[tuple[str, str]]:
    """The questions that the merchant answers in its own words, by the answer's number."""
    faq = settings_of(call.client).faq
    return [(str(number), phrase) for number, one in enumerate(faq) for phrase in one.ask]


@client_calls.show(
    "comercio",
    *("direccion", "mapa", "horarios", "cambios", "precios", "equipo", "plazo", "espera"),
    "uno_de_varios",
    sometimes=[
        *("direccion", "mapa", "horarios", "cambios", "precios", "equipo", "plazo"),
        "uno_de_varios",
    ],
)
def show_client(call: Call, _: object) -> Mapping[str, str]:
    """The merchant's name; always known.

    Suffixes:
        direccion: the address
        mapa: a link to it on a map
        horarios: the opening hours, a line for each day
        cambios: days ahead on which it opens otherwise, or not at all
        precios: the chosen service with its price and how long it takes; or every one
        equipo: the names of the staff
        plazo: until how long before a booking it may be cancelled: «2 h antes»
        espera: how long a place that became free is held for the next in line: «15 min»
        uno_de_varios: its name, to a phone that is the reception of others, too
    """
    settings = settings_of(call.client)
    notice, today = settings.cancel_notice_minutes, local_day(settings, call.now)
    return {
        "": clean(call.client.name, 100),
        "direccion": settings.address,
        "mapa": settings.map_link,
        "horarios": posted_hours(settings.hours),
        "cambios": posted_changes(settings.special_days, settings.closures, today),
        "precios": _price_list(settings, str(call.slots.get("servicio", ""))),
        "equipo": listing([clean(member.name, SHORT_NAME_LIMIT) for member in settings.staff]),
        "plazo": f"{duration(notice)} antes" if notice else "",
        "espera": duration(settings.waitlist_minutes),
        "uno_de_varios": clean(call.client.name, 100) if _is_one_of_several(call) else "",
    }


def _is_one_of_several(call: Call) -> bool:
    return call.session.is_reception and len(clients_of(call.tx, call.contact)) > 1


def _price_list(settings: ClientSettings, chosen: str) -> str:
    """Return a line for the chosen service, or for each one: «Corte: $ 8.000, 30 min»."""
    service = settings.service(chosen)
    services = (service,) if service else settings.services[:_PRICES_LIMIT]
    return "\n".join(
        f"{clean(one.name, 100)}: "
        + ", ".join(
            part
            for part in (
                money(one.price, settings.currency) if one.price else "",
                duration(one.minutes),
            )
            if part
        )
        for one in services
    )


@client_calls.show("permiso", sometimes=[""])
def show_permission(call: Call, _: object) -> Mapping[str, str]:
    """The merchant's name, until the person has agreed to be written to, or said *BAJA*.

    The sentence around it asks for that, and says by what it is given: `crear_reserva` keeps it.
    """
    asked = is_to_be_asked(call.tx, call.contact.id, call.client.id)
    return {"": clean(call.client.name, 100) if asked else ""}


@client_calls.show("respuesta")
def show_answer(call: Call, number: str) -> Mapping[str, str]:
    """The merchant's own answer to the question that was asked."""
    faq = settings_of(call.client).faq
    return {"": faq[int(number)].say if int(number) < len(faq) else ""}


@client_calls.show("contacto", sometimes=[""])
def show_contact(call: Call, _: object) -> Mapping[str, str]:
    """The person's first name, as WhatsApp gives it; always known."""
    words = clean(call.contact.name, SHORT_NAME_LIMIT).split()
    return {"": words[0] if words else ""}
