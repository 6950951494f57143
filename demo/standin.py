"""The stand-in for Meta's Cloud API, put together: build one, start it, stop it."""

from __future__ import annotations

import secrets
import time
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

import falcon

from .chats import Chats
from .cloud import ConnectionDropped, MessagesResource
from .control import (
    ControlResource,
    FormResource,
    InboundResource,
    SentResource,
    TemplateResource,
    WebhookResource,
)
from .deliveries import RETRY_DELAYS_SECONDS, Deliveries
from .exchange import Exchange
from .fault_switches import Faults, Switches
from .form_resources import (
    AccountForms,
    FormAssetsResource,
    FormKeyResource,
    FormPublishResource,
)
from .management import (
    FieldsResource,
    LinksResource,
    NumbersResource,
    ObjectResource,
    SubscriptionsResource,
    TemplatesResource,
)
from .media_resources import MediaResource
from .people import Message, Person
from .receiver import Receiver
from .server import Server
from .templates import Registry
from .webhooks import Number

ACCOUNT_ID: Final = "100200300400500"


class StandIn:
    """Meta's side of WhatsApp, for one Meta app and its numbers.

    Args:
        webhook_url: where the webhooks go; the attribute may be changed while running.
        app_secret: signs them.
        access_token: what a send must carry as its bearer.
        phone_number_id: Meta's id of our number.
        display_number: the number, digits.
        more_numbers: further numbers, each with its own token, and perhaps an app of its own.
        templates: the approved ones (see `templates`); none given takes every template.
        switches: how it behaves at first, and after a reset (see `faults.Switches`).
        retry_delays_seconds: how long to wait before each further try of a webhook.
        workers: how many webhooks are on their way at once.
        threads: how many sends are taken at once.
        clock: unix seconds: timestamps, the 24-hour window, the rates.
        sleep: waits, for the switch `delay_seconds`.

    Attributes:
        app: the WSGI app.
        exchange: its parts, for a caller in the same process.
        epoch: changes each time a stand-in is made, so that a page notices.
    """

    def __init__(
        self,
        webhook_url: str,
        app_secret: str,
        access_token: str,
        phone_number_id: str,
        display_number: str,
        *,
        more_numbers: Sequence[Number] = (),
        templates: Registry | None = None,
        switches: Switches | None = None,
        retry_delays_seconds: Sequence[float] = RETRY_DELAYS_SECONDS,
        workers: int = 4,
        threads: int = 16,
        clock: Callable[[], float] = time.time,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self.webhook_url = webhook_url
        self.clock = clock
        self.epoch = secrets.token_hex(4)
        own = Number(phone_number_id, display_number, access_token)
        numbers: Mapping[str, Number] = {each.id: each for each in (own, *more_numbers)}
        self.number = own
        faults = Faults(switches or Switches())

        def connect() -> Receiver:
            return Receiver(lambda: self.webhook_url, self._signs, ACCOUNT_ID)

        deliveries = Deliveries(connect, faults, workers, retry_delays_seconds)
        self.exchange = Exchange(
            numbers, Chats(clock), faults, deliveries, templates or {}, clock, app_secret
        )
        self.app = _app(self.exchange, sleep)
        self._server = Server(self.app, threads)

    def _signs(self, change: dict[str, Any]) -> str:
        return self.exchange.signs(change)

    def start(self, host: str = "127.0.0.1", port: int = 0) -> str:
        """Start listening and delivering; return the address, without the version.

        Raises:
            OSError: when the port is taken.
        """
        address = self._server.start(host, port)
        self.exchange.deliveries.start()
        return address

    def stop(self) -> None:
        """Stop listening, then delivering."""
        self._server.stop()
        self.exchange.deliveries.stop()

    def person(self, wa_id: str | None = None, user_id: str | None = "", name: str = "") -> Person:
        """Return somebody with a phone, new or known (see `Chats.person`)."""
        with self.exchange.chats.lock:
            return self.exchange.chats.person(wa_id, user_id, name or None)

    def open_window(self, person: Person) -> None:
        """Open somebody's 24-hour window again, as if they had just written; no webhook is told."""
        with self.exchange.chats.lock:
            self.exchange.chats.chat(self.number.id, person).last_inbound_at = self.clock()

    def act(self, person: Person, act: dict[str, Any]) -> Message:
        """Let a person do something with their phone (see `inbound`).

        Raises:
            BadActError: for an act that makes no sense.
        """
        return self.exchange.receive(self.number, person, act)


def _app(exchange: Exchange, sleep: Callable[[float], None]) -> Any:
    app = falcon.App()
    app.add_error_handler(ConnectionDropped, _let_it_through)
    app.add_route("/_control", ControlResource(exchange))
    app.add_route("/_control/sent", SentResource(exchange))
    app.add_route("/_control/inbound", InboundResource(exchange))
    app.add_route("/_control/webhook", WebhookResource(exchange))
    app.add_route("/_control/template", TemplateResource(exchange))
    app.add_route("/_control/form", FormResource(exchange))
    app.add_route("/{version}/{object_id}/messages", MessagesResource(exchange, sleep))
    for path, resource in (
        ("/message_templates", TemplatesResource),
        ("/phone_numbers", NumbersResource),
        ("/subscribed_apps", SubscriptionsResource),
        ("/message_qrdls", LinksResource),
        ("/subscriptions", FieldsResource),
        ("/media", MediaResource),
        ("/flows", AccountForms),
        ("/assets", FormAssetsResource),
        ("/publish", FormPublishResource),
        ("/whatsapp_business_encryption", FormKeyResource),
        ("", ObjectResource),
    ):
        app.add_route("/{version}/{object_id}" + path, resource(exchange, ACCOUNT_ID))
    return app


def _let_it_through(
    req: falcon.Request, resp: falcon.Response, error: Exception, params: dict[str, Any]
) -> None:
    raise error
