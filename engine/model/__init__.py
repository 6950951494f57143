"""The values that conversations are made of, as the store keeps them.

All are frozen: a change is a new value that the store is asked to save. Every instant is an
aware datetime in UTC; ids are strings.

people    companies, merchants, people, sessions
messages  what came in and what goes out
access    tokens, blocked people
agenda    waits and bookings
privacy   a person's traces, and what is kept for a time only
idempotency  what requests with a key were answered
panel     keys that open the panel
receptions  merchants' own phones
records   turns, answers, questions outside, versions of flows, audit
"""

from .access import AccessToken, Blocked, Scope
from .agenda import (
    BOOKED,
    LAPSING,
    NEWS,
    NOTES_LIMIT,
    OVER,
    STOOD,
    TAKING,
    WAITLIST,
    Attendance,
    Booking,
    BookingStatus,
    Taking,
    Takings,
    Timer,
    Wait,
    ZoneRules,
)
from .idempotency import KEPT_FOR, FirstAnswer
from .messages import (
    SERVICE,
    Backlog,
    FirstContact,
    InboxRow,
    Origin,
    OutboxRow,
    OutboxStatus,
    PublishedForm,
    Settlement,
    TemplateState,
    Upload,
)
from .panel import KeyKind, PanelKey
from .people import (
    ALL_CLIENTS,
    BOT,
    MERCHANT,
    RECEPTION,
    Business,
    Client,
    ClientStatus,
    Consent,
    Contact,
    Mode,
    OptOut,
    Session,
    StateCount,
)
from .privacy import Expiring, Traces
from .receptions import Reception, ReceptionCode
from .records import AccountNews, Answers, AuditEntry, FlowVersion, OutsideCall, TurnRecord, Walk

__all__ = [
    "ALL_CLIENTS",
    "BOOKED",
    "BOT",
    "KEPT_FOR",
    "LAPSING",
    "MERCHANT",
    "NEWS",
    "NOTES_LIMIT",
    "OVER",
    "RECEPTION",
    "SERVICE",
    "STOOD",
    "TAKING",
    "WAITLIST",
    "AccessToken",
    "AccountNews",
    "Answers",
    "Attendance",
    "AuditEntry",
    "Backlog",
    "Blocked",
    "Booking",
    "BookingStatus",
    "Business",
    "Client",
    "ClientStatus",
    "Consent",
    "Contact",
    "Expiring",
    "FirstAnswer",
    "FirstContact",
    "FlowVersion",
    "InboxRow",
    "KeyKind",
    "Mode",
    "OptOut",
    "Origin",
    "OutboxRow",
    "OutboxStatus",
    "OutsideCall",
    "PanelKey",
    "PublishedForm",
    "Reception",
    "ReceptionCode",
    "Scope",
    "Session",
    "Settlement",
    "StateCount",
    "Taking",
    "Takings",
    "TemplateState",
    "Timer",
    "Traces",
    "TurnRecord",
    "Upload",
    "Wait",
    "Walk",
    "ZoneRules",
]
