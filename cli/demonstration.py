"""A whole Milo with a stand-in for Meta's side, on this machine, to try it out."""

from __future__ import annotations

import secrets
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from ..demo.phone_api import phone_routes
from ..demo.standin import StandIn
from ..engine.flow.forms.flow_json import flow_json
from ..engine.flow.versions.library import FlowLibrary
from ..engine.model import ClientStatus, PublishedForm, TemplateState
from ..engine.ports import Store, Transaction
from ..engine.templates.definition import APPROVED
from ..http.forms.keys import new_key
from ..http.processes.server_parent import address_of
from ..http.webhook.endpoint import FORMS_PATH
from ..http.webhook.endpoint import PATH as WEBHOOK_PATH
from .environment import Settings, read_settings
from .form_files import form_of
from .forms import form_keys
from .libraries import load_templates
from .listening import listen
from .samples import SAMPLES, Adapt, add_samples
from .server import Inside, serving
from .system_world import SortableIds, SystemClock
from .wiring import Milo

_NUMBER = "5492610000000"
_NUMBER_ID = "1060000000"
_ABOUT = {sample["slug"]: sample["about"] for sample in SAMPLES}
_PAGE = 100


@dataclass(frozen=True, slots=True)
class Demonstration:
    """A demonstration that runs.

    Attributes:
        address: where Milo listens; the phone is at `/phone`.
        standin: Meta's side.
        admin_token: opens the admin requests.
    """

    address: str
    standin: StandIn
    admin_token: str


@contextmanager
def demonstrating(
    host: str, port: int, database_url: str | None = None, flows: str = "", flow: str = ""
) -> Iterator[Demonstration]:
    """Run one until the block ends; without a database it has one that goes with it.

    Args:
        host: the address to listen on.
        port: the port; 0 for any.
        database_url: where it is kept.
        flows: a folder of more flows.
        flow: which one the merchants use, instead of their own.

    Raises:
        MiloError: a flow, the database or a setting makes it impossible.
    """
    app_secret, access_token = secrets.token_hex(16), secrets.token_hex(16)
    standin = StandIn("", app_secret, access_token, _NUMBER_ID, _NUMBER)
    with ExitStack() as stack:
        if database_url is None:
            folder = stack.enter_context(tempfile.TemporaryDirectory(prefix="milo-demo-"))
            database_url = f"sqlite:///{Path(folder) / 'milo.db'}"
        listener = listen(host, port)
        key = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="milo-forms-"))) / "key"
        key.write_bytes(new_key())
        graph = standin.start()
        stack.callback(standin.stop)
        settings = _settings(
            MILO_DATABASE_URL=database_url,
            MILO_GRAPH_URL=f"{graph}/v25.0",
            MILO_META_APP_SECRET=app_secret,
            MILO_META_ACCESS_TOKEN=access_token,
            MILO_FLOWS=flows,
            MILO_PUBLIC_URL=address_of(listener),
            MILO_FORMS_KEY=str(key),
        )
        milo = Milo(settings)
        adapt = _using(milo.library, flow) if flow else dict
        now = SystemClock().now()
        milo.store.transact(lambda tx: add_samples(tx, now, SortableIds(), adapt))
        _approve(milo.store, standin, flows, now)
        for path, resource in phone_routes(standin, lambda: _merchants(milo.store)):
            milo.app.add_route(path, resource)
        server = stack.enter_context(serving(milo, Inside(listener)))
        standin.webhook_url = f"{server.address}{WEBHOOK_PATH}"
        _publish_form(milo, standin, server.address + FORMS_PATH, key, now)
        yield Demonstration(server.address, standin, settings.admin_token)


def _approve(store: Store, standin: StandIn, flows: str, now: datetime) -> None:
    """Have every template approved at once: nobody who tries Milo waits for a review."""
    states: list[TemplateState] = []
    for template in load_templates(flows):
        for locale in template.languages:
            body = template.to_meta(locale)
            standin.exchange.templates.create(body, APPROVED)
            named = (template.name, body["language"])
            states.append(TemplateState(*named, APPROVED, now, template.category))

    def save(tx: Transaction) -> None:
        for state in states:
            tx.templates.save(state)

    store.transact(save)


def _publish_form(milo: Milo, standin: StandIn, endpoint: str, key: Path, now: datetime) -> None:
    """Have the form of bookings published: what phones fill in reaches the endpoint."""
    forms, compiled = standin.exchange.forms, form_of(milo.library.newest("reservas"))
    assert compiled, "reservas has a form"
    forms.learn_key(_NUMBER_ID, form_keys(str(key)).public)
    kept = forms.made(compiled.name, flow_json(compiled), endpoint)
    form = PublishedForm(compiled.name, kept.id, kept.status, now)
    milo.store.transact(lambda tx: tx.forms.save(form))


def _using(library: FlowLibrary, flow: str) -> Adapt:
    """Return what lets a merchant use a flow, with the words of the flow and none of its own."""
    name = library.newest(flow).flow.flow
    return lambda settings: {**settings, "flow": name, "messages": {}}


def _settings(**given: str) -> Settings:
    chance = {
        name: secrets.token_hex(16) for name in ("MILO_META_VERIFY_TOKEN", "MILO_ADMIN_TOKEN")
    }
    numbers = {"MILO_META_PHONE_NUMBER_ID": _NUMBER_ID, "MILO_WHATSAPP_NUMBER": _NUMBER}
    return read_settings({**chance, **numbers, **given}, serving=True)


def _merchants(store: Store) -> list[dict[str, Any]]:
    clients = store.read(
        lambda tx: tx.clients.page(status=ClientStatus.ACTIVE, after=None, limit=_PAGE)
    )
    return [
        {
            "slug": client.slug,
            "name": client.name,
            "about": _ABOUT.get(client.slug, ""),
            "url": f"/{client.slug}",
            "qr": f"/api/shortlinks/{client.slug}/qr.svg",
            "reception": client.settings.get("reception", {}).get("phone"),
        }
        for client in clients
    ]
