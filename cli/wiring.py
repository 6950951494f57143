"""The rooms, wired together."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from random import SystemRandom
from threading import Event
from typing import TYPE_CHECKING

import structlog

from ..engine.actors.system import Dependencies, Engine
from ..engine.booking.agenda import Agenda
from ..engine.booking.digest import DailyDigest
from ..engine.booking.expiry import Expiry
from ..engine.booking.notices import Notices
from ..engine.booking.settings.own_texts import OwnTexts
from ..engine.conversation.worker import ContactWorker
from ..engine.flow.versions.library import FlowLibrary
from ..engine.leases import refuse_uncertain
from ..engine.model import OutboxRow
from ..engine.office.zone_changes import ZoneChanges
from ..engine.ports import Clock, Gateway, Ids, Meter, Store
from ..engine.privacy.pruning import Pruner, RetentionDays
from ..engine.templates.notifier import Notifier
from ..http.api.metrics import PrometheusMeter
from ..http.api.store_gauges import StoreGauges
from ..http.app import create_app
from ..http.cloud.media import MediaFiles
from ..http.cloud.request_builder import CALLS, CloudRequest, RequestBuilder
from ..http.cloud.tokens import Tokens
from ..http.edge import Edge, EdgeConfig
from ..http.forms.exchanges import FormExchanges
from ..http.processes.protocol import ServerConfig
from ..http.processes.sender_parent import ProcessCourier
from ..http.processes.server_parent import RequestHandlers
from ..http.webhook.intake import Intake
from ..store import leases_of, open_store
from .environment import Settings
from .flow_files import media_folders
from .forms import forms_resource
from .libraries import load_flows, load_templates
from .rules import flow_faults
from .system_world import SortableIds, SystemClock, ThreadExecutor
from .template_watch import TemplateWatch
from .terms import terms_of
from .vocabulary import vocabulary

if TYPE_CHECKING:
    from ..engine.rehearsal.preview import Preview

log = structlog.get_logger(__name__)

OUTSIDE_THREADS = 32
"""Outside actions at once; one more waits, and its time runs."""


RESPONSE_SECONDS = 5.0
"""How long a thread that works turns may take to get to another job, and still be well."""


@dataclass(frozen=True, slots=True)
class Parts:
    """The world that the program runs in; tests hand in their own.

    Attributes:
        environment: where the access tokens of businesses are, by the names they give.
        wrap_gateway: watches the gateway; it is then called on threads, not in another process.
    """

    clock: Clock = field(default_factory=SystemClock)
    ids: Ids = field(default_factory=SortableIds)
    environment: Mapping[str, str] = field(default_factory=lambda: os.environ)
    wrap_store: Callable[[Store], Store] = lambda store: store
    wrap_gateway: Callable[[Gateway], Gateway] | None = None


class Milo:
    """A whole Milo: store, engine, edge. Made, then started, then stopped.

    Attributes:
        app: the WSGI application.
    """

    def __init__(self, settings: Settings, parts: Parts | None = None) -> None:
        """Open the store and put everything together; nothing runs yet.

        Raises:
            MiloError: the database, a flow or a setting makes it impossible.
        """
        parts = parts or Parts()
        self.settings = settings
        self._clock = parts.clock
        self._environment = parts.environment
        self.meter = PrometheusMeter()
        opened = open_store(settings.database_url, own=True)
        self._leases = leases_of(opened)
        self.store = parts.wrap_store(opened)
        try:
            self.library = self.store.read(
                lambda tx: load_flows(settings.flows, tx.flow_versions.latest, settings.public_url)
            )
            _publish(self.library, self.store, parts.clock)
            self._executor = ThreadExecutor("actors", 1)
            self._leaders = [
                ThreadExecutor(f"leader-{number}", 1) for number in range(1, self.store.writers)
            ]
            self.store.run_on(self._executor, *self._leaders)
            self._calls = ThreadExecutor("calls", CALLS if parts.wrap_gateway else 0)
            self._outside = self._outside_threads()
            self._courier: ProcessCourier | None = None
            self._notices = Notices(self._notifier(parts.clock, parts.ids), parts.ids)
            common_id = settings.meta_phone_number_id
            self._zone_changes = ZoneChanges(parts.clock, parts.ids, common_id)
            self.engine = Engine(self._world(parts))
            kept = RetentionDays(settings.keep_days, settings.keep_payload_days)
            self._pruner = Pruner(self.store, parts.clock, kept)
            self._gauges = StoreGauges(self.store, parts.clock, self.meter)
            self._edge = self._edge_of(parts.clock, parts.ids, self.meter)
            self.app = create_app(self._edge)
        except BaseException:
            self.store.close()
            raise

    @property
    def behind(self) -> RequestHandlers:
        """Who answers what comes in over HTTP."""
        settings = self.settings
        opening = ServerConfig(settings.meta_app_secret, settings.trusted_proxy)
        return RequestHandlers(opening, Intake(self._edge).keep_soon, self.app, self.meter)

    def start(self) -> None:
        """Start the actors; what was left undone is taken up.

        Raises:
            ConfigurationError: bookings follow newer rules of a time zone than are known here.
        """
        self.store.transact(self._zone_changes.follow)
        self.engine.start()
        self._pruner.keep_on(self._executor)
        if self.settings.meta_waba_id:
            TemplateWatch(self._learn_templates).keep_on(self._executor)

    def _learn_templates(self) -> int:
        from .template_watch import learn_all  # here: it loads requests

        return learn_all(self.store, self.settings, self._environment, self._clock)

    def responds(self, seconds: float = RESPONSE_SECONDS) -> bool:
        """Return whether each thread that works turns takes a job in that time."""
        answers = [Event() for _ in (self._executor, *self._leaders)]
        for executor, answer in zip((self._executor, *self._leaders), answers, strict=True):
            executor.submit(answer.set)
        return all(answer.wait(seconds) for answer in answers)

    def idle(self) -> bool:
        """Return whether nothing is under way."""
        return self.engine.idle()

    def stop(self) -> None:
        """Stop the actors, then their threads; give the contacts back, let go of the store."""
        self.engine.stop()
        self._executor.stop()
        for leader in self._leaders:
            leader.stop()
        self._calls.stop()
        if self._outside:
            self._outside.stop(wait=False)
        if self._courier:
            self._courier.stop()
        self._leases.stop()
        self.store.close()

    def _outside_threads(self) -> ThreadExecutor | None:
        """Return what runs outside actions, if there are any."""
        asks = self.library.asks_outside
        return ThreadExecutor("outside", OUTSIDE_THREADS) if asks else None

    def _world(self, parts: Parts) -> Dependencies:
        settings = self.settings
        tokens = self._tokens = Tokens(
            self.store,
            parts.clock,
            parts.environment,
            settings.meta_phone_number_id,
            settings.meta_access_token,
            settings.meta_app_secret,
        )
        media = MediaFiles(media_folders(settings.flows), self.store, parts.clock)
        gateway: Gateway | None = None
        if parts.wrap_gateway:
            from ..http.cloud.gateway import (
                CloudGateway,  # here: it loads requests, for the child to use
            )

            gateway = parts.wrap_gateway(CloudGateway(settings.graph_url, tokens, media=media))
        else:
            builder = RequestBuilder(settings.graph_url, tokens, media)
            self._courier = ProcessCourier(self._orders(builder), builder.receipt, media.learn)
            self._leases.watch(self._courier.certain_until)
        return Dependencies(
            executor=self._executor,
            calls=self._calls,
            store=self.store,
            work=ContactWorker(
                *(self.library, terms_of, parts.clock, parts.ids),
                link_base=settings.shortlink_base,
                public_base=settings.public_url,
                key=settings.meta_app_secret.encode(),
                forms=bool(settings.forms_key),
                of_bookings=lambda tx, timer: self._notices.due(tx, timer, parts.clock.now()),
                freed=lambda tx, client: Agenda(
                    tx, client, parts.clock.now(), parts.ids
                ).serve_waitlist(),
            ),
            gateway=gateway,
            courier=self._courier,
            typing=settings.typing,
            clock=parts.clock,
            meter=self.meter,
            awake_limit=settings.awake,
            rate=settings.meta_rate,
            own_rates=self._tokens.rates,
            chance=SystemRandom().random,
            leases=self._leases,
            outside=self._outside,
            give_up=DailyDigest(parts.clock, parts.ids).after(
                Expiry(self._notices, parts.clock, parts.ids).sweep
            ),
        )

    def _orders(self, builder: RequestBuilder) -> Callable[[OutboxRow], CloudRequest]:
        """Return what makes orders of rows; none of a contact that may be another's by now."""

        def order(row: OutboxRow) -> CloudRequest:
            refuse_uncertain(self._leases)
            return builder.order(row)

        return order

    def _edge_of(self, clock: Clock, ids: Ids, meter: Meter) -> Edge:
        exchanges = FormExchanges(self.store, clock, ids, self.engine.nudge_first)
        return Edge(
            store=self.store,
            clock=clock,
            ids=ids,
            meter=meter,
            config=_edge_config(self.settings),
            nudge=self.engine.nudge,
            settled=self.engine.send,
            tell_of_number=self.engine.tell_of_number,
            heard_from=self.engine.heard_from,
            ready=self._ready,
            check_settings=lambda settings: flow_faults(self.library, settings),
            reserved_slugs=self.library.reserved_words,
            exposition=self._exposition,
            announce=self._notices.changed,
            newest_flow=self.library.newest,
            forms=forms_resource(self.settings, meter, exchanges, self._tokens.own_secrets),
            preview=self._preview,
            own_texts=OwnTexts(vocabulary(), lambda name: self.library.newest(name).flow),
            own_secrets=self._tokens.own_secrets,
        )

    def _preview(self) -> Preview:
        from ..engine.rehearsal.preview import Preview  # here: a start needs neither
        from ..store.memory import MemoryStore

        return Preview(self.library, terms_of, MemoryStore)

    def _notifier(self, clock: Clock, ids: Ids) -> Notifier:
        templates = load_templates(self.settings.flows)
        limit = self.settings.meta_first_contacts
        return Notifier(self.library, templates, terms_of, clock, ids, limit)

    def _exposition(self) -> bytes:
        self._gauges.refresh()
        return self.meter.exposition()

    def _ready(self) -> dict[str, bool]:
        """Return what is fit for work; a business whose own number is halted holds up nobody."""
        number = self.settings.meta_phone_number_id
        certain = self._leases.certain()
        return {
            "store": certain and self.store.ready(),  # cut off, it would take seconds to say so
            "sender": self.engine.sending(number),
            "leases": certain,
        }


def _publish(library: FlowLibrary, store: Store, clock: Clock) -> None:
    """Publish what the files bring; what somebody has to decide about is told, and waits."""
    for held in library.publish(store, clock.now()):
        log.warning(
            "version held back: milo flow publish says why",
            action="flow.held_back",
            flow=held.edition.flow,
            version=held.edition.version,
            latest=held.latest,
            sessions=held.undecided,
        )


def _edge_config(settings: Settings) -> EdgeConfig:
    return EdgeConfig(
        app_secret=settings.meta_app_secret,
        verify_token=settings.meta_verify_token,
        admin_token=settings.admin_token or None,
        whatsapp_number=settings.whatsapp_number,
        phone_number_id=settings.meta_phone_number_id,
        shortlink_base=settings.shortlink_base,
        cors_origins=settings.cors_origins,
        trust_phones=settings.trust_phones,
        public_url=settings.public_url,
    )
