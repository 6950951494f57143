"""The tables that record: turns, answers, events, flow versions, who changed what."""

from __future__ import annotations

from peewee import BigAutoField, BigIntegerField, CompositeKey, IntegerField, TextField

from .columns import BytesField, FlagField, InstantField, JsonField, PackedJsonField
from .tables import Clients, Contacts, Sessions, Table, belongs


class Turns(Table):
    """What was done, and why: `told` is input and answers, apart in older rows."""

    seq = BigAutoField()
    id = TextField(null=True)
    session = belongs(Sessions, "session_id")
    turn = IntegerField()
    now = InstantField()
    flow = TextField()
    flow_version = IntegerField()
    state_before = TextField()
    state_after = TextField()
    input = JsonField(null=True)
    answers = JsonField(null=True)
    told = PackedJsonField(null=True)
    path = JsonField(list, lambda data: tuple((trigger, state) for trigger, state in data))
    inbox_id = BigIntegerField(null=True)
    timer_id = TextField(null=True)
    outbox_id = TextField(null=True)


class Answers(Table):
    """What people answered in flows."""

    id = TextField(primary_key=True)
    client_id = TextField()
    contact = belongs(Contacts, "contact_id")
    session_id = TextField()
    flow = TextField()
    version = IntegerField()
    slots = JsonField()
    created_at = InstantField()


class OutsideCalls(Table):
    """What the world outside is asked in the middle of a turn."""

    piece = TextField()
    sequence = IntegerField()
    name = TextField()
    slots = JsonField()
    ids = JsonField(list, tuple)
    asked_at = InstantField()
    outcome = JsonField(null=True)
    answered_at = InstantField(null=True)

    class Meta:
        """No id of its own."""

        primary_key = CompositeKey("piece", "sequence")


class FirstAnswers(Table):
    """First answers to requests that carry an `Idempotency-Key`."""

    id = TextField(primary_key=True)
    request = TextField()
    nonce = TextField()
    created_at = InstantField()
    status = IntegerField(null=True)
    body = JsonField(null=True)

    class Meta:
        """Named for what it holds."""

        table_name = "first_answers"


class Events(Table):
    """Webhook matter that is no message."""

    id = TextField(primary_key=True)
    kind = TextField()
    payload = BytesField()
    received_at = InstantField()


class AccountNews(Table):
    """What Meta says of our account and our numbers: the latest of each topic."""

    subject = TextField()
    topic = TextField()
    said = TextField()
    alarming = FlagField()
    updated_at = InstantField()

    class Meta:
        """No id of its own."""

        primary_key = CompositeKey("subject", "topic")


class Visits(Table):
    """Short links followed, by day."""

    client = belongs(Clients, "client_id")
    day = TextField()
    count = IntegerField()

    class Meta:
        """No id of its own."""

        primary_key = CompositeKey("client", "day")


class FlowVersions(Table):
    """Published flows."""

    flow = TextField()
    version = IntegerField()
    digest = TextField()
    source = TextField()
    published_at = InstantField()
    data = JsonField(null=True)
    checked = TextField(default="")

    class Meta:
        """No id of its own."""

        primary_key = CompositeKey("flow", "version")


class Audit(Table):
    """Who changed what."""

    seq = BigAutoField()
    id = TextField(unique=True)
    at = InstantField()
    actor = TextField()
    action = TextField()
    subject = TextField()
    changes = JsonField()


TABLES: tuple[type[Table], ...] = tuple(Table.__subclasses__())
"""All tables, those of `tables` first: each comes after those it names."""
