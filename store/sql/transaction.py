"""All rooms of the store, on one connection."""

from __future__ import annotations

from .access import SqlAccessTokens, SqlBlockedPeople
from .answers import SqlAnswers, SqlOutsideCalls
from .bookings import SqlBookings
from .clients import SqlBusinesses, SqlClients
from .consents import SqlConsents
from .contacts import SqlContacts
from .executor import SqlExecutor
from .first_contacts import SqlFirstContacts
from .forms import SqlForms
from .idempotency import SqlFirstAnswers
from .inbox import SqlInbox
from .opt_outs import SqlOptOuts
from .outbox import SqlOutbox
from .panel import SqlPanelKeys
from .personal_data import SqlPersonalData
from .receptions import SqlReceptions
from .records import SqlAccountNews, SqlAudit, SqlEvents, SqlFlowVersions, SqlTurns
from .retention import SqlRetention
from .sessions import SqlSessions
from .templates import SqlTemplates
from .timers import SqlTimers
from .uploads import SqlUploads
from .visits import SqlVisits
from .waits import SqlWaits
from .zone_rules import SqlZoneRules


class SqlTransaction:
    """`Transaction` in SQL; it keeps nothing, so one serves as long as its connection."""

    def __init__(self, rows: SqlExecutor) -> None:
        self.businesses = SqlBusinesses(rows)
        self.clients = SqlClients(rows)
        self.visits = SqlVisits(rows)
        self.contacts = SqlContacts(rows)
        self.opt_outs = SqlOptOuts(rows)
        self.consents = SqlConsents(rows)
        self.first_contacts = SqlFirstContacts(rows)
        self.sessions = SqlSessions(rows)
        self.inbox = SqlInbox(rows)
        self.outbox = SqlOutbox(rows)
        self.templates = SqlTemplates(rows)
        self.forms = SqlForms(rows)
        self.uploads = SqlUploads(rows)
        self.timers = SqlTimers(rows)
        self.bookings = SqlBookings(rows)
        self.waits = SqlWaits(rows)
        self.tokens = SqlAccessTokens(rows)
        self.blocked = SqlBlockedPeople(rows)
        self.turns = SqlTurns(rows)
        self.answers = SqlAnswers(rows)
        self.outside_calls = SqlOutsideCalls(rows)
        self.first_answers = SqlFirstAnswers(rows)
        self.events = SqlEvents(rows)
        self.account_news = SqlAccountNews(rows)
        self.flow_versions = SqlFlowVersions(rows)
        self.audit = SqlAudit(rows)
        self.personal = SqlPersonalData(rows)
        self.retention = SqlRetention(rows)
        self.panel_keys = SqlPanelKeys(rows)
        self.receptions = SqlReceptions(rows)
        self.zone_rules = SqlZoneRules(rows)
