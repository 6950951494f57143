"""What `milo doctor` looks at: every setting, the database, the flows."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime

from ..engine import zone_source
from ..engine.booking.reception_notices import PURPOSE
from ..engine.conversation.service_window import is_open
from ..engine.errors import ConfigurationError, MiloError
from ..engine.flow.versions.library import Latest
from ..engine.ports import Transaction, Worker
from ..engine.templates.definition import APPROVED
from ..http.cloud.tokens import read_token
from ..store import open_store
from ..store.factory import is_worked, workers_of
from . import meta_checkup
from .check_row import CheckRow
from .environment import VARIABLES, Settings, Variable, read_settings, shown
from .libraries import load_flows
from .lists import every_business
from .meta_api import settings_of_business, with_own_account


def checkup(environment: Mapping[str, str], *, online: bool = False) -> list[CheckRow]:
    """Look at everything, with `online` at what Meta says, too; never print a secret."""
    return [
        *(_setting(environment, variable) for variable in VARIABLES),
        CheckRow("time zones", zone_source.release(), "the release that serves (package tzdata)"),
        *_database(environment),
        *(_online(environment) if online else ()),
    ]


def _online(environment: Mapping[str, str]) -> Iterator[CheckRow]:
    try:
        settings = read_settings(environment)
        yield from meta_checkup.online(settings)
        yield from _own_accounts(settings, environment)
    except MiloError as error:
        yield CheckRow("Meta", "not asked", "what Meta says", str(error))


def _own_accounts(settings: Settings, environment: Mapping[str, str]) -> Iterator[CheckRow]:
    """Ask Meta about each account that is a business's own."""
    store = open_store(settings.database_url)
    try:
        businesses = store.read(with_own_account)
    finally:
        store.close()
    for business in businesses:
        try:
            own = settings_of_business(settings, business, environment)
        except ConfigurationError as error:
            yield CheckRow(f"Meta of {business.id}", "not asked", "what Meta says", str(error))
        else:
            yield from meta_checkup.online(own, business.id)


def _setting(environment: Mapping[str, str], variable: Variable) -> CheckRow:
    text = environment.get(variable.env, "")
    problem = "missing, and milo serve needs it" if variable.needed and not text else ""
    if text:
        try:
            variable.read(text)
            if variable.name == "meta_access_token":
                read_token(text)
        except ValueError as error:
            problem = f"is not {error}"
        except ConfigurationError as error:
            problem = str(error)
    told = variable.help
    if variable.name == "shortlink_base" and not text:
        told += "; nobody set it: links and QR codes carry a domain that may not be yours"
    return CheckRow(variable.env, shown(environment, variable), told, problem)


def _database(environment: Mapping[str, str]) -> Iterator[CheckRow]:
    """Look at the database, then at the flows: what it knows of them is not found out again."""
    folder, flows = environment.get("MILO_FLOWS", ""), None
    url = environment.get("MILO_DATABASE_URL", "") or "sqlite:///milo.db"
    try:
        worked = is_worked(url)
        store = open_store(url)
        try:
            problem = "" if store.ready() else "cannot be written"
            yield CheckRow("database", "", "can be read and written", problem)
            yield from store.read(_zones)
            yield from store.read(
                lambda tx: [
                    *_tokens(tx, environment),
                    *_left(tx),
                    *_receptions(tx),
                    *meta_checkup.kept(tx, folder),
                ]
            )
            yield from (_worker(each) for each in workers_of(store))
            flows = store.read(lambda tx: _flows(folder, tx.flow_versions.latest))
        finally:
            store.close()
        yield _server(environment, worked)
    except MiloError as error:
        yield CheckRow("database", "", "can be read and written", str(error))
    yield flows or _flows(folder)


def _zones(tx: Transaction) -> list[CheckRow]:
    """Say where coming bookings follow another release of the time zones than serves."""
    release = zone_source.release()
    others = sorted({one.release for one in tx.zone_rules.all()} - {release})
    told = "the release by which coming bookings were reckoned"
    older = "; the next start of milo serve brings them over"
    problem = "is newer than the one that serves: pip install --upgrade tzdata"
    return [
        CheckRow("bookings' zones", one, told, problem)
        if one > release
        else CheckRow("bookings' zones", one, told + older)
        for one in others
    ]


def _worker(worker: Worker) -> CheckRow:
    """Say of one process that shares the work whether it is well."""
    late = worker.seconds_left < 0
    return CheckRow(
        f"worker {worker.epoch}",
        worker.place,
        f"since {worker.started_at:%Y-%m-%d %H:%M} UTC, {worker.contacts} people",
        f"silent for {-worker.seconds_left:.0f} s longer than it may be" if late else "",
    )


def _server(environment: Mapping[str, str], worked: bool | None) -> CheckRow:
    """Say whether a server runs, and what it is not fit for.

    `worked` is None where only its address can tell whether it runs.
    """
    host = environment.get("MILO_HOST") or "127.0.0.1"
    parts = _parts(f"http://{host}:{environment.get('MILO_PORT') or 8080}/readyz")
    runs = parts is not None if worked is None else worked
    unfit = [name for name, fit in (parts or {}).items() if not fit] if runs else []
    problem = f"is not ready: {', '.join(unfit)}" if unfit else ""
    return CheckRow(
        "server", "runs" if runs else "does not run", "another process that serves", problem
    )


def _parts(url: str) -> dict[str, bool] | None:
    """Return what a server is fit for, part by part; None where it does not answer."""
    import requests

    try:
        parts = requests.get(url, timeout=1).json().get("parts")
    except (requests.RequestException, ValueError, AttributeError):
        return None
    return dict(parts) if isinstance(parts, dict) else None


def _tokens(tx: Transaction, environment: Mapping[str, str]) -> Iterator[CheckRow]:
    """Look for the access token that each business names; its value is nobody's to see."""
    for business in every_business(tx):
        name = business.token_env
        if name:
            said = environment.get(name, "")
            yield CheckRow(
                name,
                "(set)" if said else "(not set)",
                f"the token of {business.name}",
                _unusable(said, f"{business.name} ({business.id})"),
            )


def _unusable(said: str, who: str) -> str:
    if not said:
        return f"missing, and {who} needs it"
    try:
        read_token(said)
    except ConfigurationError as error:
        return str(error)
    return ""


def _left(tx: Transaction) -> Iterator[CheckRow]:
    """Count what was put aside; old ones are no fault of today's."""
    yield CheckRow("parked", str(tx.inbox.parked()), "messages that could not be worked")
    yield CheckRow(
        "failed", str(tx.outbox.failed()), "messages that did not arrive; see milo outbox"
    )


def _receptions(tx: Transaction) -> Iterator[CheckRow]:
    """Say which merchants' phones cannot be written to now, and what to do."""
    now = datetime.now(UTC)
    every = tx.receptions.standing()
    closed = []
    for row in every:
        client = tx.clients.by_id(row.client_id)
        if client and not is_open(tx.sessions.of_contact(row.contact_id), now):
            closed.append(client.slug)
    sent = any(one.name == PURPOSE and one.status == APPROVED for one in tx.templates.all())
    slugs = ", ".join(sorted(set(closed)))
    problem = f"cannot be told anything: {slugs}: {_WAYS}" if closed and not sent else ""
    yield CheckRow(
        "receptions", str(len(every)), "merchants' phones that hear of bookings", problem
    )


_WAYS = (
    f"milo templates submit sends {PURPOSE} for approval; until then the merchant writes recepción "
    "once a day, or looks at the panel"
)


def _flows(folder: str, latest: Latest | None = None) -> CheckRow:
    try:
        load_flows(folder, latest)
    except MiloError as error:
        return CheckRow("flows", "", "are without faults", str(error))
    return CheckRow("flows", "", "are without faults")
