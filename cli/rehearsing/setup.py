"""What every rehearsal is made of: flows, the merchants of the demo, a store in memory."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any

from ...engine.booking.settings.settings import read_settings, settings_of
from ...engine.errors import Fault, InputError
from ...engine.flow.language.registry import Registry
from ...engine.flow.paths.planner import Cast
from ...engine.flow.paths.transcript import Given
from ...engine.flow.versions.library import FlowLibrary
from ...engine.model import RECEPTION, Booking, BookingStatus, Client, ClientStatus, Contact
from ...engine.ports import Ids, Transaction
from ...engine.rehearsal.props import Props
from ...engine.rehearsal.setup import RehearsalSetup
from ...store.memory import MemoryStore
from ..data_files import read_file
from ..flow_files import flow_files, shipped_flows
from ..samples import SAMPLES
from ..terms import terms_of
from ..vocabulary import vocabulary

CLIENT = "peluqueria-carla"


def _given(bookings: tuple[dict[str, Any], ...] = (), **providers: Any) -> Given:
    return Given.model_validate({"bookings": bookings, "providers": providers})


def _asking() -> dict[str, Any]:
    """Return the services of the rehearsed merchant, each with a question of its own."""
    (services,) = (one["settings"]["services"] for one in SAMPLES if one["slug"] == CLIENT)
    question = {"id": "algo", "text": "¿Algo que tengamos que saber?"}
    return {"services": [{**one, "questions": [question]} for one in services]}


_SINCE = datetime(2026, 1, 1, tzinfo=UTC)
_BOOKED: dict[str, Any] = {"service": "corte", "date": "2026-11-27", "time": "10:00"}
_LATER: dict[str, Any] = {"service": "corte", "date": "2026-11-27", "time": "12:00"}
_BEFORE: dict[str, Any] = {"service": "corte", "date": "2026-11-20", "time": "10:00"}
_OWN = [
    {"value": "id-00000001", "title": "vie 27 nov 10:00"},
    {"value": "id-00000002", "title": "vie 27 nov 12:00"},
]
"""`_BOOKED` and `_LATER`, as a list has them."""
_NEEDS: Mapping[str, Given] = {
    "turnos_por_venir": _given((_BOOKED, _LATER), turnos_por_venir=_OWN),
    "pedidos_pendientes": _given(
        ({**_BOOKED, "status": "pending"}, {**_LATER, "status": "pending"})
    ),
    "lugares_ofrecidos": _given((_BOOKED, _LATER), lugares_ofrecidos=_OWN),
    "servicios": _given((_BEFORE,), servicios=["corte", "color"]).model_copy(
        update={"settings": _asking()}
    ),
    "profesionales": _given(profesionales=["carla", "sol"]),
    "cuantas_personas": _given(cuantas_personas=["1", "2"]),
    "horarios_tomados": _given(horarios_tomados=["10:00", "12:00"]),
    "que_se_puede_cambiar": _given(que_se_puede_cambiar=["dia", "profesional", "personas"]),
}
"""What has to be there before a provider has rows that a path can choose from."""
_ORDERS = {
    "orden_de_recepcion": "cerrar el viernes a la tarde",
    "palabras": "Ya te llamo",
    "hora_de_agenda": "17:30",
}
"""What a merchant types to its own phone."""


def rehearsal_setup(
    files: Iterable[Path] = (),
    folder: str = "",
    registry: Registry | None = None,
    clients: Path | None = None,
) -> RehearsalSetup:
    """Return a house with these flows, those of a folder, those beside them, and the shipped ones.

    Args:
        files: flows of one's own.
        folder: with more flows.
        registry: what flows may name, in place of the usual.
        clients: a file of merchants of one's own, as `milo clients apply` takes it: they stand
            beside those of the demo, or in place of one with the same slug.

    Raises:
        FlowError: with every fault of every flow.
    """
    own = tuple(files)
    beside = [path for each in own for path in flow_files(each.parent) if path not in own]
    props = Props(registry or vocabulary())
    every = [*own, *(flow_files(Path(folder)) if folder else ()), *beside, *shipped_flows()]
    library = FlowLibrary(props.registry, every)
    return RehearsalSetup(
        library, props, terms_of, MemoryStore, {**merchants(), **_own(clients)}, book
    )


def merchants() -> dict[str, Client]:
    """Return the merchants of the demo, and one whose name is near another's."""
    near = {"slug": "cafe-del-centro", "name": "Café del Centro", "settings": {}}
    return {one["slug"]: _client(f"c-{n}", one) for n, one in enumerate((*SAMPLES, near), 1)}


def _own(clients: Path | None) -> dict[str, Client]:
    """Return the merchants of a file.

    Raises:
        InputError: the file cannot be read, or a merchant's settings make no sense.
    """
    data = read_file(clients).data if clients else []
    found = {}
    for number, one in enumerate(data if isinstance(data, list) else [data], 1):
        if not isinstance(one, dict) or not one.get("slug") or not one.get("name"):
            fault = Fault("", "a merchant has `slug`, `name` and `settings`")
            raise InputError([fault], str(clients))
        read_settings(one.get("settings") or {})
        found[str(one["slug"])] = _client(f"own-{number}", one)
    return found


def _client(key: str, entry: Mapping[str, Any]) -> Client:
    return Client(
        id=key,
        name=entry["name"],
        slug=entry["slug"],
        business_id=None,
        settings=entry.get("settings") or {},
        status=ClientStatus.ACTIVE,
        created_at=_SINCE,
        updated_at=_SINCE,
    )


def probed(flow: str, settings: Path | None = None) -> Client:
    """Return the client whose conversations a flow is probed with: the demo's hairdresser.

    Args:
        flow: the flow that its conversations run.
        settings: a file with its settings instead, JSON or YAML.

    Raises:
        InputError: the file cannot be read, or the settings make no sense.
    """
    client = merchants()[CLIENT]
    data = read_file(settings).data if settings else client.settings
    read_settings(data)
    return replace(client, settings={**data, "flow": flow})


def cast_of(house: RehearsalSetup, flow: str = "") -> Cast:
    """Return who plays the generated paths of a flow."""
    return Cast(
        registry=house.props.registry,
        scripts=house.library.newest,
        opening=RECEPTION if flow == RECEPTION else CLIENT,
        answers={"comercio": house.merchants[CLIENT].name, "texto": "Tardaron mucho", **_ORDERS},
        doubts={"comercio": "un café"},
        rows=given_for(house, flow).providers if flow else {},
    )


def given_for(house: RehearsalSetup, flow: str) -> Given:
    """Return what has to be there before a flow's own lists have rows."""
    states = house.library.newest(flow).flow.states
    providers = {ask.list.provider for name in states if (ask := _ask(house, flow, name)).list}
    needs = [given for name, given in _NEEDS.items() if name in providers]
    return Given(
        bookings=next((given.bookings for given in needs if given.bookings), ()),
        settings={name: value for given in needs for name, value in given.settings.items()},
        providers={name: rows for given in needs for name, rows in given.providers.items()},
    )


def _ask(house: RehearsalSetup, flow: str, state: str) -> Any:
    asking = house.library.newest(flow).flow.asking(state)
    return asking.ask if asking else _Nothing


class _Nothing:
    list = None


def book(
    tx: Transaction,
    client: Client,
    contact: Contact,
    booking: Mapping[str, Any],
    now: datetime,
    ids: Ids,
) -> None:
    """Put a booking into the agenda: `service`, `date`, `time`, and a `status` if not confirmed.

    Raises:
        InputError: it makes no sense.
    """
    try:
        settings = settings_of(client)
        service = settings.service(booking["service"])
        day, hour = date.fromisoformat(booking["date"]), time.fromisoformat(booking["time"])
        assert service
        starts_at = datetime.combine(day, hour, settings.zone).astimezone(UTC)
        status = BookingStatus(booking.get("status", "confirmed"))
    except (KeyError, ValueError, TypeError, AssertionError):
        told = "has a service of the merchant's, a date (2026-11-27) and a time (10:00)"
        raise InputError([Fault("given.bookings", told)]) from None
    tx.bookings.add(
        Booking(
            id=ids.new(),
            client_id=client.id,
            service=service.id,
            datetime=starts_at,
            ends_at=starts_at + timedelta(minutes=service.minutes),
            status=status,
            created_at=now,
            updated_at=now,
            contact_id=contact.id,
            user_phone=contact.user_phone,
            user_id=contact.user_id,
            name=contact.name,
        )
    )
