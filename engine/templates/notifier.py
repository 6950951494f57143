"""One call to tell a person something: in words inside Meta's window, by a template outside."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from ..accounts import account_of
from ..conversation.flow_terms import TermsOf
from ..conversation.new_sessions import reception_session
from ..conversation.routing import standing_last
from ..conversation.service_window import is_open
from ..flow.language.placeholders import fill
from ..flow.play.memory import with_notice
from ..flow.versions.library import FlowLibrary
from ..messages import Option, Outgoing, TemplateMessage
from ..model import Client, Contact, OutboxRow, Session
from ..ports import Clock, Ids, Transaction
from .definition import APPROVED, Template
from .first_contacts import FirstContactLimit
from .library import TemplateLibrary
from .notice_outcome import LIMIT, NO, SENT, TEMPLATE, Told


@dataclass(frozen=True, slots=True)
class Notice:
    """Something to tell a person.

    Attributes:
        client: in whose name.
        contact: whom; None: nobody is known.
        purpose: what it is for: the name of a flow's text and of a template's purpose.
        parameters: what both show, by name.
        text: what to say inside the window, in place of the purpose's own text.
        buttons: to answer with. A template's have the same ids, as far as it has buttons.
        about: the session that it tells a merchant about.
        reception: whether it is told to the client's reception, in the session for that.
        not_before: it is not to be sent earlier.
        id: of its message in the outbox; None: any.
        waits_its_turn: whether it is put off where its client has had its share of the people a day
            who may be written to outside the window.
        agreed: whether the person may be told outside the window: of what the client says of its
            own accord, whether they agreed to that.
    """

    client: Client
    contact: Contact | None
    purpose: str
    parameters: Mapping[str, str] = field(default_factory=dict)
    text: str | None = None
    buttons: tuple[Option, ...] = ()
    about: str | None = None
    not_before: datetime | None = None
    id: str | None = None
    reception: bool = False
    agreed: bool = True
    waits_its_turn: bool = False


class Notifier:
    """Tells people what they did not ask for, each in their session with the client.

    Args:
        terms_of: reads a client's settings.
        limit: of people a day who may be written to outside the window; 0: none that is known.
    """

    def __init__(
        self,
        library: FlowLibrary,
        templates: TemplateLibrary,
        terms_of: TermsOf,
        clock: Clock,
        ids: Ids,
        limit: int = 0,
    ) -> None:
        self._limit = FirstContactLimit(limit)
        self._library = library
        self._templates = templates
        self._terms_of = terms_of
        self._clock = clock
        self._ids = ids

    def reception_session(self, tx: Transaction, client: Client, contact: Contact) -> Session:
        """Return the session in which a contact is a client's reception, made if need be."""
        now = self._clock.now()
        return reception_session(tx, self._library, self._ids, contact, client, now)

    def notify(self, tx: Transaction, notice: Notice) -> Told:
        """Write down what is to be said, if it may be; changes nothing where it may not.

        Example:
            `notify(tx, Notice(client, contact, "turno_movido", {"servicio": "Corte", …}))` is
            `Told("sent", contacts=("c1",))` while the person's 24 hours last.
        """
        told, written = self._heard(tx, notice)
        if written:
            self._write(tx, notice, *written)
        return told

    def foretell(self, tx: Transaction, notice: Notice) -> Told:
        """Return what a person would hear of it, for whom nothing is to be sent yet."""
        return replace(self._heard(tx, notice)[0], contacts=())

    def _heard(
        self, tx: Transaction, notice: Notice
    ) -> tuple[Told, tuple[Contact, Session | None, Outgoing] | None]:
        """Return what a person hears of it, and the message in their session, if there is one."""
        contact, now = notice.contact, self._clock.now()
        if contact is None:
            return Told(NO, "no_phone"), None
        sessions = tx.sessions.of_contact(contact.id)
        free = is_open(sessions, notice.not_before or now)
        template = self._templates.find(notice.purpose)
        approved = self._approved(tx, notice, template) if template else None
        words = self._words(notice, template)
        if not notice.agreed:
            approved = None
        if not (free and words) and approved is None:
            return Told(NO, _why(notice, template)), None
        said = free and bool(words)
        waits = notice.waits_its_turn and not said
        if waits and not self._limit.allows(tx, contact, notice.client.id, now):
            return Told(NO, LIMIT), None
        message = Outgoing(words or "", notice.buttons, template=approved)
        chat = (notice.client.slug, notice.reception)
        session = next(
            (one for one in sessions if (one.client_slug, one.is_reception) == chat), None
        )
        told = Told(SENT if said else TEMPLATE, contacts=(contact.id,))
        return told, (contact, session, message if said else message.as_template())

    def _write(
        self,
        tx: Transaction,
        notice: Notice,
        contact: Contact,
        session: Session | None,
        message: Outgoing,
    ) -> None:
        now = self._clock.now()
        row = OutboxRow.to(
            contact,
            notice.id or self._ids.new(),
            message.fitted(),
            now,
            client_slug=notice.client.slug,
            session_id=session.id if session else None,
            about=notice.about,
        )
        tx.outbox.add(replace(row, retry_at=notice.not_before))
        if message.closed:
            self._limit.note(tx, contact, notice.client.id, now)
        if session:
            last = standing_last(tx, contact.id, now)
            saved = replace(session, version=session.version + 1, last_message_at=last)
            data = with_notice(session.data, [option.id for option in notice.buttons])
            tx.sessions.save(replace(saved, data=data, updated_at=now))

    def _words(self, notice: Notice, template: Template | None) -> str | None:
        """Return what is said inside the window: the merchant's, the flow's, the template's."""
        if notice.text is not None:
            return notice.text
        terms = self._terms_of(notice.client)
        flow = self._library.newest(terms.flow).flow
        said = terms.terms.texts.get(notice.purpose) or flow.language(terms.terms.locale).get(
            notice.purpose
        )
        if said:
            return fill(said, lambda name: notice.parameters.get(name, ""))
        locale = template.locale_for(terms.terms.locale) if template else None
        return template.text(locale, notice.parameters) if template and locale else None

    def _approved(
        self, tx: Transaction, notice: Notice, template: Template
    ) -> TemplateMessage | None:
        """Return the template filled in, if Meta is known to send it in the client's language."""
        terms = self._terms_of(notice.client)
        locale = template.locale_for(terms.terms.locale)
        if locale is None:
            return None
        payloads = tuple(option.id for option in notice.buttons)
        name = terms.templates.get(notice.purpose)
        message = template.filled(locale, notice.parameters, name=name, payloads=payloads)
        account = account_of(tx, notice.client)
        state = tx.templates.find(message.name, message.language, account)
        return message if state and state.status == APPROVED else None


def _why(notice: Notice, template: Template | None) -> str:
    """Return why somebody is not told of what their window does not let us say."""
    if not template:
        return "window"
    return "no_template" if notice.agreed else "no_consent"
