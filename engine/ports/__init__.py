"""What the engine needs of the world, named. `store/`, `http/` and `cli/` do it.

All work on rows goes through `Store.transact`: the function that is handed in gets a
`Transaction`, and what it did stands as a whole or not at all. It may be run more than once, so
it has no effect but through the transaction and its result.

world     clock, ids, chance, executor, the way to Meta, a meter; the result of work that ends later
leases    which process works which contact
people    companies, merchants, people, sessions
messages  inbox and outbox
access    tokens, blocked people
agenda    waits and bookings
idempotency  what requests with a key were answered
panel     keys that open the panel
receptions  merchants' own phones
records   turns, answers, events, versions of flows, audit
privacy   one person's rows, and rows whose time is over
store     all of them within transactions
"""

from .access import AccessTokens, BlockedPeople
from .agenda import Bookings, Timers, Waits, ZoneRulesKept
from .idempotency import FirstAnswers
from .leases import Errand, Heard, Leases, LeasesTaken, Worker
from .messages import Inbox, Outbox
from .panel import PanelKeys
from .people import Businesses, Clients, Consents, Contacts, FirstContacts, OptOuts, Sessions
from .privacy import PersonalData, Retention
from .receptions import Receptions
from .records import AnswersKept, Audit, Events, FlowVersions, OutsideCalls, Turns
from .store import Foreseen, Store, Transaction
from .world import Chance, Clock, Courier, Done, Executor, Gateway, Ids, Meter, Result, T

__all__ = [
    "AccessTokens",
    "AnswersKept",
    "Audit",
    "BlockedPeople",
    "Bookings",
    "Businesses",
    "Chance",
    "Clients",
    "Clock",
    "Consents",
    "Contacts",
    "Courier",
    "Done",
    "Errand",
    "Events",
    "Executor",
    "FirstAnswers",
    "FirstContacts",
    "FlowVersions",
    "Foreseen",
    "Gateway",
    "Heard",
    "Ids",
    "Inbox",
    "Leases",
    "LeasesTaken",
    "Meter",
    "OptOuts",
    "Outbox",
    "OutsideCalls",
    "PanelKeys",
    "PersonalData",
    "Receptions",
    "Result",
    "Retention",
    "Sessions",
    "Store",
    "T",
    "Timers",
    "Transaction",
    "Turns",
    "Waits",
    "Worker",
    "ZoneRulesKept",
]
