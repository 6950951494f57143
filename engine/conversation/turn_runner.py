"""A session's turn, within one transaction: played, and all that it changed written down."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from ..accounts import account_of
from ..fast_dataclass import dataclass, replace
from ..flow.compiled.compiled_flow import Scripts
from ..flow.forms.compiled_form import form_name
from ..flow.forms.form_turn import play
from ..flow.language.registry import Call
from ..flow.play.events import RETURN, Elapsed, Event, Filled, Wrote, event_json
from ..flow.play.external_calls import Asked
from ..flow.play.form_memory import FormOffer, takes_form
from ..flow.play.functions import Functions
from ..flow.play.turn import Terms, Turn, moves, restart_waits, takes
from ..flow.versions.library import FlowLibrary
from ..flow.versions.upgrading import Step
from ..form_exchange import FormRequest as AskedByForm
from ..messages import Incoming, Kind, Outgoing
from ..model import (
    RECEPTION,
    Client,
    ClientStatus,
    Contact,
    InboxRow,
    Mode,
    OutboxRow,
    Session,
    Timer,
    TurnRecord,
)
from ..ports import Ids, Transaction
from ..privacy.consent import wants
from ..receptions.notice_timers import Word, leave_word
from .flow_terms import TermsOf
from .new_sessions import begun, reception_session
from .refused_forms import refuses_forms
from .routing import in_front, standing_after
from .send_time import Unasked, earliest
from .service_window import heard_at, is_open, last_heard, written_at

Item = InboxRow | Timer
META_ID = "wamid."
"""Begins the id of a message that came with one; Milo names those that came without."""


def piece_of(item: Item) -> str:
    """Return what names the work on a message or a timer, everywhere and however often tried."""
    return item.message_id if isinstance(item, InboxRow) else item.id


def is_echo(event: Event) -> bool:
    """Return whether it is not the person who wrote, but somebody of the merchant's to them."""
    return isinstance(event, Wrote) and event.message.kind is Kind.ECHO


class TurnRunner:
    """Plays a message or a timer, at one instant, within one transaction.

    A turn that asked outside is played again with the answer: at the instant and with the ids that
    it had when it asked, so that it comes to the same question.

    Args:
        forms: whether what a form asks would reach us, so that one may be sent.
    """

    def __init__(
        self,
        tx: Transaction,
        library: FlowLibrary,
        terms_of: TermsOf,
        ids: Ids,
        now: datetime,
        item: Item,
        *,
        forms: bool = False,
        public_base: str = "",
    ) -> None:
        self._forms = forms
        self._public_base = public_base
        self._tx = tx
        self._library = library
        self._terms_of = terms_of
        self._item = item
        self._asked: Asked | None = None
        if library.asks_outside:
            piece = piece_of(item)
            self._asked = Asked(piece, tx.outside_calls.of(piece), ids)
        self._ids = self._asked.ids if self._asked else ids
        self._now = self._asked.instant(now) if self._asked else now

    def scripts(self) -> Scripts:
        """Return what finds flows."""
        return lambda flow, version: self._library.script(self._tx, flow, version)

    def moves(self, contact: Contact, client: Client, session: Session, timer: str) -> bool:
        """Return whether a session's timer does more than speak."""
        functions = self._functions(contact, client, session)
        return moves(self.scripts(), session, functions, timer)

    def takes(
        self,
        contact: Contact,
        client: Client,
        session: Session,
        message: Incoming,
        *,
        exactly: bool = False,
    ) -> bool:
        """Return whether a session's running question takes a message, all of it if `exactly`."""
        session, _ = self._library.moved(self._tx, session)
        functions, terms = self._functions(contact, client, session), self._terms(client, session)
        rest = (session, message, functions, terms, self._now)
        return takes(self.scripts(), *rest, exactly=exactly)

    def is_over(self, session: Session) -> bool:
        """Return whether a session stands at an end, or was never played."""
        script = self._library.script(self._tx, session.flow, session.flow_version)
        return script.is_final(session.state) or "turn" not in session.data

    def hears(self, contact: Contact, client: Client, session: Session, latest: datetime) -> None:
        """Note that a session's person wrote, though it is not known yet to whom.

        What waits for them, as a hold and the question's time-outs, waits again.
        """
        functions = self._functions(contact, client, session)
        terms = self._terms(client, session)
        begun = restart_waits(self.scripts(), session, functions, terms, self._now)
        timers = self._timers(session, int(session.data.get("armed", 0)), begun)
        self._tx.timers.replace(session.contact_id, session.id, timers)
        last = standing_after(latest, self._now)
        data = {**session.data, "heard_at": self._heard_at(session)}
        self._tx.sessions.save(
            replace(
                session,
                data=data,
                version=session.version + 1,
                last_message_at=last,
                updated_at=self._now,
            )
        )

    def _functions(self, contact: Contact, client: Client, session: Session) -> Functions:
        call = Call(
            *(self._tx, client, contact, session, self._now, self._ids),
            {},
            written_at=self._written_at,
            public_base=self._public_base,
        )
        outside = self._asked.by(call) if self._asked else None
        return Functions(self._library.registry, call, outside)

    def play(
        self,
        contact: Contact,
        client: Client,
        session: Session,
        event: Event,
        latest: datetime | None,
        elsewhere: Callable[[], tuple[str, ...]] = tuple,
    ) -> tuple[str, ...]:
        """Play an event; return the contacts for whom there is something to be sent.

        `latest` is when a message last stood in any of the contact's sessions. `elsewhere` looks
        whether a message that is not understood here is another client's: where it writes to
        somebody, the event is not played.
        """
        session, steps = self._moved(session, event)
        functions = self._functions(contact, client, session)
        own, forms = self._terms(client, session), self._terms_of(client).forms
        if self._forms and own.attends and forms != "off" and not session.is_reception:
            own = replace(own, offers=self._offers(contact, client, greets=forms == "greeting"))
        turn = play(self.scripts(), session, event, functions, own, self._now)
        if not turn.understood and (asked := elsewhere()):
            return asked
        if isinstance(event, Elapsed) and not self._reaches(contact, client, session):
            turn = replace(turn, message=None)
        turn = replace(turn, path=(*steps, *turn.path)) if steps else turn
        outbox_id = self._write(contact, session, turn, event, latest)
        self._tx.turns.add(self._record(session, turn, event, functions.answers, outbox_id))
        told = self._reception(contact, client, session, turn, event)
        return ((contact.id,) if outbox_id else ()) + tuple(functions.wrote) + told

    def takes_form(self, session: Session, asked: AskedByForm) -> bool:
        """Return whether a session takes what a form asks; one that moved on does not."""
        session, _ = self._library.moved(self._tx, session)
        return takes_form(session, asked, self._now)

    def _offers(
        self, contact: Contact, client: Client, *, greets: bool
    ) -> Callable[[str, int], FormOffer | None]:
        """Return what finds the form that Meta lets us send for a flow's version."""

        def found(flow: str, version: int) -> FormOffer | None:
            form = self._tx.forms.find(form_name(flow, version), account_of(self._tx, client))
            if form is None or not form.is_open:
                return None
            if refuses_forms(self._tx, contact.phone_number_id, self._now):
                return None
            return FormOffer(form.id, self._ids.secret(), greets)

        return found

    def _moved(self, session: Session, event: Event) -> tuple[Session, tuple[Step, ...]]:
        """Return a session as newer versions want it; a time-out means what set it meant."""
        if isinstance(event, Elapsed) and event.name != RETURN:
            return session, ()
        return self._library.moved(self._tx, session)

    def _reception(
        self,
        contact: Contact,
        client: Client,
        session: Session,
        turn: Turn,
        event: Event,
    ) -> tuple[str, ...]:
        """Let the merchant's own phones know what a person asks of a person."""
        if turn.mode is Mode.BOT or is_echo(event):
            return ()
        called = session.mode is Mode.BOT
        row = self._item if isinstance(self._item, InboxRow) else None
        if not called and row is None:
            return ()
        return leave_word(
            *(self._tx, self._ids, self._now, client, contact.phone_number_id),
            Word.CALLED if called else Word.SAID,
            session_id=session.id,
            row_id=row.id if row and not called else 0,
        )

    def _terms(self, client: Client, session: Session) -> Terms:
        """Return on which terms a session is played: a reception's are nobody's to change."""
        terms = self._terms_of(client).terms
        if session.is_reception:
            return Terms(flow=RECEPTION, locale=terms.locale, zone=terms.zone)
        attends = client.status is ClientStatus.ACTIVE
        return terms if attends else replace(terms, attends=False)

    def new_session(self, contact: Contact, client: Client) -> Session:
        """Make the contact's session with a client."""
        flow = self._library.newest(self._terms_of(client).flow).flow
        session = begun(self._ids.new(), flow, contact, client, self._now)
        self._tx.sessions.add(session)
        return session

    def reception_session(self, contact: Contact, client: Client) -> Session:
        """Return the contact's session as a client's reception, a new one if there is none."""
        return reception_session(self._tx, self._library, self._ids, contact, client, self._now)

    def _reaches(self, contact: Contact, client: Client, session: Session) -> bool:
        """Return whether a timer's words may go out: not over another merchant's conversation."""
        in_time = self.may_speak_at(contact, client) == self._now
        return in_time and is_open([session], self._now) and in_front(self._tx, session)

    def may_speak_at(self, contact: Contact, client: Client) -> datetime | None:
        """Return when a client may say what nobody waits for, now or later; None: never."""
        terms = self._terms_of(client)
        unasked = Unasked(terms.night, terms.zone, wants(self._tx, contact.id, client.id))
        sessions = self._tx.sessions.of_contact(contact.id)
        return earliest(self._now, client.slug, sessions, unasked)

    def says_later(self, session: Session, timer: str, at: datetime) -> None:
        """Let a time-out that was played without a word come once more, when it may be said.

        Who writes before then hears nothing of it, nor does anybody beyond Meta's 24 hours.
        """
        moved = self._tx.sessions.by_id(session.id)
        if moved and is_open([moved], at):
            armed = int(moved.data["armed"])
            again = Timer(self._ids.new(), moved.contact_id, moved.id, armed, timer, at)
            self._tx.timers.add(again)

    def _write(
        self,
        contact: Contact,
        session: Session,
        turn: Turn,
        event: Event,
        latest: datetime | None,
    ) -> str | None:
        """Save all that a turn changed; return the id of the message that it sends."""
        heard = not isinstance(event, Elapsed | Filled) and not is_echo(event)
        data = dict(turn.data)
        data["heard_at"] = self._heard_at(session) if heard else last_heard(session)
        last = session.last_message_at
        if not isinstance(event, Elapsed) or turn.message is not None:
            last = standing_after(latest, self._now)
        self._tx.sessions.save(
            replace(
                session,
                user_phone=contact.user_phone,
                user_id=contact.user_id,
                flow=turn.flow,
                flow_version=turn.flow_version,
                state=turn.state,
                mode=turn.mode,
                data=data,
                version=session.version + 1,
                last_message_at=last,
                updated_at=self._now,
            )
        )
        if turn.timers is not None:
            timers = self._timers(session, int(turn.data["armed"]), turn.timers)
            self._tx.timers.replace(session.contact_id, session.id, timers)
        if turn.message is None:
            return None
        row = OutboxRow.to(
            contact,
            self._ids.new(),
            self._shown_to_answer(turn.message) if turn.refers else turn.message,
            self._now,
            client_slug=session.client_slug,
            session_id=session.id,
            awaited=heard or isinstance(event, Filled),
        )
        self._tx.outbox.add(row)
        return row.id

    def _shown_to_answer(self, message: Outgoing) -> Outgoing:
        """Return a message that quotes the one that it answers, where Meta has a name for that."""
        id_ = self._item.message_id if isinstance(self._item, InboxRow) else ""
        return replace(message, answers=id_) if id_.startswith(META_ID) else message

    def _heard_at(self, session: Session) -> str:
        """Return when the person wrote last to this session, by the message's own timestamp."""
        return max(self._written_at, heard_at([session]) or self._written_at).isoformat()

    @property
    def _written_at(self) -> datetime:
        """When the message was sent that is played, if it is one; never later than now."""
        return written_at(self._item, self._now) if isinstance(self._item, InboxRow) else self._now

    def _timers(
        self, session: Session, armed: int, waits: tuple[tuple[str, datetime], ...]
    ) -> list[Timer]:
        return [
            Timer(self._ids.new(), session.contact_id, session.id, armed, name, due_at)
            for name, due_at in waits
        ]

    def _record(
        self,
        session: Session,
        turn: Turn,
        event: Event,
        answers: list[dict[str, Any]],
        outbox_id: str | None,
    ) -> TurnRecord:
        item = self._item
        row = item if isinstance(item, InboxRow) else None
        return TurnRecord(
            id="",
            session_id=session.id,
            turn=int(turn.data["turn"]),
            now=self._now,
            flow=session.flow,
            flow_version=session.flow_version,
            state_before=session.state,
            state_after=turn.state,
            input=event_json(event, row.message if row else None),
            answers=tuple(answers),
            path=turn.path,
            inbox_id=row.id if row else None,
            timer_id=item.id if isinstance(item, Timer) else None,
            outbox_id=outbox_id,
        )


@dataclass(frozen=True, slots=True)
class TurnRunners:
    """Makes a `TurnRunner` for each item.

    Attributes:
        terms_of: reads a client's settings.
        forms: whether what forms on phones ask reaches us, so that they may be sent.
        public_base: begins the links to our pages, as people are given them; "": there are none.
    """

    library: FlowLibrary
    terms_of: TermsOf
    ids: Ids
    forms: bool = False
    public_base: str = ""

    def of(self, tx: Transaction, now: datetime, item: Item) -> TurnRunner:
        """Return what plays the turns that an item asks for."""
        parts = (tx, self.library, self.terms_of, self.ids, now, item)
        return TurnRunner(*parts, forms=self.forms, public_base=self.public_base)
