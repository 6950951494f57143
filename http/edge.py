"""What the HTTP edge is handed: it makes nothing of the world by itself."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

import falcon

from ..engine.booking.settings.settings import ClientSettings
from ..engine.errors import Fault
from ..engine.flow.compiled.compiled_flow import CompiledFlow
from ..engine.office.acting import Announce, Operator, in_silence
from ..engine.office.businesses import CommonNumber
from ..engine.office.merchants import Rules
from ..engine.ports import Clock, Ids, Meter, Store, Transaction
from ..engine.sending.number import NumberNews
from ..engine.sending.receipts import AwaitedReply

if TYPE_CHECKING:
    from ..engine.booking.settings.own_texts import OwnTexts
    from ..engine.rehearsal.preview import Preview


def _nothing_to_say(_settings: ClientSettings) -> list[Fault]:
    return []


def _nobody_told(_news: object) -> None:
    """Drop it."""


def _nothing_measured() -> bytes:
    return b""


class FormsResource(Protocol):
    """Answers forms: handed in, since it loads what decrypts them."""

    def on_post(self, req: falcon.Request, resp: falcon.Response) -> None:
        """Answer one request of a form."""


@dataclass(frozen=True, slots=True)
class EdgeConfig:
    """The settings that the edge needs; secrets stay out of its `repr`.

    Attributes:
        app_secret: Meta's app secret, the key of the webhook's signature.
        verify_token: what Meta shows when it verifies the webhook.
        admin_token: opens the admin's requests; None closes them all.
        whatsapp_number: the common number, digits.
        phone_number_id: Meta's id of the common number.
        shortlink_base: where short links live (`https://go.soymilo.com`), without a last slash.
        cors_origins: front ends on other origins that may use the API.
        public_url: where pages and feeds are reached; empty: where short links live.
        trust_phones: whether a known phone is the same person whatever its user id.
    """

    app_secret: str = field(repr=False)
    verify_token: str = field(repr=False)
    admin_token: str | None = field(repr=False)
    whatsapp_number: str
    phone_number_id: str
    shortlink_base: str
    cors_origins: tuple[str, ...] = ()
    trust_phones: bool = False
    public_url: str = ""

    @property
    def public_base(self) -> str:
        """Where pages and feeds are reached, without a last slash."""
        return (self.public_url or self.shortlink_base).rstrip("/")

    @property
    def common_number(self) -> CommonNumber:
        """The number that businesses share."""
        return CommonNumber(self.phone_number_id, self.whatsapp_number)


@dataclass(frozen=True, slots=True)
class Edge:
    """The collaborators of every resource.

    Attributes:
        nudge: told, after the commit, which contacts have something new.
        settled: told, after the commit, whose message was in doubt until its status came.
        heard_from: told, after the commit, which messages came that wait for an answer.
        tell_of_number: told, after the commit, what Meta says of one of our numbers.
        ready: says of each part whether it is fit for work.
        check_settings: faults of a client's settings that only the wiring can see (its flow).
        reserved_slugs: slugs that no client may have, besides the routes: escape words, options.
        exposition: the measurements as Prometheus text.
        announce: tells a person what became of their booking, within the transaction.
        newest_flow: gives the newest version of a flow, for what is drawn of it; None: none is.
        forms: answers the forms on people's phones; None where there is no key for them.
        own_secrets: gives the secrets of businesses' own apps, each with the numbers it signs for.
        preview: gives what plays conversations with settings that are not saved; None: none is.
        own_texts: what merchants may say otherwise; None: nothing.
    """

    store: Store
    clock: Clock
    ids: Ids
    meter: Meter
    config: EdgeConfig
    nudge: Callable[[Iterable[str]], None]
    settled: Callable[[Iterable[str]], None]
    ready: Callable[[], Mapping[str, bool]]
    tell_of_number: Callable[[NumberNews], None] = _nobody_told
    heard_from: Callable[[tuple[AwaitedReply, ...]], None] = _nobody_told
    check_settings: Callable[[ClientSettings], list[Fault]] = _nothing_to_say
    reserved_slugs: Callable[[], frozenset[str]] = frozenset
    exposition: Callable[[], bytes] = _nothing_measured
    announce: Announce = in_silence
    newest_flow: Callable[[str], CompiledFlow] | None = None
    forms: FormsResource | None = None
    preview: Callable[[], Preview] | None = None
    own_texts: OwnTexts | None = None
    own_secrets: Callable[[], Mapping[str, frozenset[str]]] = dict

    @property
    def rules(self) -> Rules:
        """What the wiring knows of clients."""
        if self.own_texts is None:
            return Rules(self.check_settings, self.reserved_slugs())
        return Rules(self.check_settings, self.reserved_slugs(), self.own_texts.refused)

    def operator(self, tx: Transaction) -> Operator:
        """Return the admin, at work in a transaction."""
        return Operator(
            *(tx, self.ids, self.clock.now()),
            announce=self.announce,
            common_id=self.config.phone_number_id,
        )
