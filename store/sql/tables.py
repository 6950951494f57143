"""The tables, as Peewee knows them for writing queries. `migrations/` makes them.

Those that only record what was done stand in `record_tables`.
None of them is bound to a database: see `statements`.
"""

from __future__ import annotations

from typing import Any

from peewee import (
    BigAutoField,
    BigIntegerField,
    CompositeKey,
    ForeignKeyField,
    IntegerField,
    Model,
    TextField,
)

from ...engine.model import (
    Attendance,
    BookingStatus,
    ClientStatus,
    KeyKind,
    Mode,
    OutboxStatus,
    Scope,
)
from .columns import (
    DayField,
    EnumField,
    FlagField,
    InstantField,
    JsonField,
    PackedField,
    read_offsets,
    written_offsets,
)
from .packing import read_incoming, read_outgoing, written_incoming, written_outgoing


def belongs(table: Any, column: str, **options: Any) -> Any:
    """Return a column with the key of a row of another table."""
    return ForeignKeyField(table, column_name=column, backref="+", index=False, **options)


class Table(Model):
    """A table; all subclasses together are the schema, each after those it names."""

    class Meta:
        """Underscores between words."""

        legacy_table_names = False


class Workers(Table):
    """Processes that share the work; see `leases`."""

    epoch = BigAutoField()
    name = TextField()
    place = TextField()
    started_at = InstantField()
    until = InstantField()


class Businesses(Table):
    """Companies."""

    id = TextField(primary_key=True)
    name = TextField()
    phone_number_id = TextField(null=True)
    whatsapp_number = TextField(null=True)
    token_env = TextField(null=True)
    app_secret_env = TextField(null=True)
    rate = IntegerField(null=True)
    waba_id = TextField(null=True)
    created_at = InstantField()
    updated_at = InstantField()


class Clients(Table):
    """Merchants."""

    id = TextField(primary_key=True)
    name = TextField()
    slug = TextField(unique=True)
    business = belongs(Businesses, "business_id", null=True)
    settings = JsonField()
    status = EnumField(ClientStatus)
    created_at = InstantField()
    updated_at = InstantField()
    deep_link = TextField(null=True)


class Contacts(Table):
    """People, each on one number."""

    id = TextField(primary_key=True)
    phone_number_id = TextField()
    user_id = TextField(null=True)
    user_phone = TextField(null=True)
    name = TextField()
    data = JsonField()
    dialled = TextField(null=True)
    created_at = InstantField()
    updated_at = InstantField()
    leased_to = BigIntegerField(null=True)


class OptOuts(Table):
    """Who is not to be sent what nobody waits for; "" for all clients."""

    contact = belongs(Contacts, "contact_id")
    client_id = TextField()
    since = InstantField()

    class Meta:
        """No id of its own."""

        primary_key = CompositeKey("contact", "client_id")


class Consents(Table):
    """Who agreed that a client writes to them when Meta's 24 hours are over."""

    contact = belongs(Contacts, "contact_id")
    client_id = TextField()
    since = InstantField()
    given_to = TextField()

    class Meta:
        """No id of its own."""

        primary_key = CompositeKey("contact", "client_id")


class FirstContacts(Table):
    """Whom clients wrote to when Meta's 24 hours were over, of the last day."""

    contact = belongs(Contacts, "contact_id", primary_key=True)
    phone_number_id = TextField()
    client_id = TextField()
    at = InstantField()


class Sessions(Table):
    """One contact with one client, as its customer or as its reception."""

    id = TextField(primary_key=True)
    contact = belongs(Contacts, "contact_id")
    phone_number_id = TextField()
    user_phone = TextField(null=True)
    user_id = TextField(null=True)
    client_slug = TextField()
    state = TextField()
    data = JsonField()
    flow = TextField()
    flow_version = IntegerField()
    version = IntegerField()
    mode = EnumField(Mode)
    last_message_at = InstantField()
    created_at = InstantField()
    updated_at = InstantField()


class Inbox(Table):
    """What people sent us."""

    id = BigAutoField()
    message_id = TextField(unique=True)
    phone_number_id = TextField()
    contact = belongs(Contacts, "contact_id", null=True)
    session_id = TextField(null=True)
    message = JsonField(written_incoming, read_incoming, null=True)
    payload = PackedField()
    received_at = InstantField()
    done_at = InstantField(null=True)
    attempts = IntegerField()
    retry_at = InstantField(null=True)
    error = TextField(null=True)


class Outbox(Table):
    """What we send. `seq` is the order in which one person's messages go out."""

    seq = BigAutoField()
    id = TextField(unique=True)
    contact = belongs(Contacts, "contact_id")
    phone_number_id = TextField()
    session_id = TextField(null=True)
    user_phone = TextField(null=True)
    user_id = TextField(null=True)
    body = JsonField(written_outgoing, read_outgoing)
    created_at = InstantField()
    wamid = TextField(null=True)
    status = EnumField(OutboxStatus)
    error = TextField(null=True)
    attempts = IntegerField()
    claimed_at = InstantField(null=True)
    retry_at = InstantField(null=True)
    about = TextField(null=True)
    awaited = FlagField()
    resends = IntegerField(default=0)
    client_slug = TextField(null=True)
    category = TextField(null=True)
    beside = TextField(null=True)


class Templates(Table):
    """What Meta says of templates."""

    name = TextField()
    language = TextField()
    status = TextField()
    category = TextField()
    reason = TextField()
    quality = TextField()
    updated_at = InstantField()
    account = TextField(default="")

    class Meta:
        """No id of its own."""

        primary_key = CompositeKey("account", "name", "language")


class Uploads(Table):
    """The files that Meta has of us."""

    phone_number_id = TextField()
    digest = TextField()
    media_id = TextField()
    until = InstantField()

    class Meta:
        """No id of its own."""

        primary_key = CompositeKey("phone_number_id", "digest")


class Forms(Table):
    """Forms that were published, and what Meta says of them."""

    name = TextField()
    id = TextField()
    status = TextField()
    updated_at = InstantField()
    account = TextField(default="")

    class Meta:
        """No id of its own."""

        primary_key = CompositeKey("account", "name")


class PanelKeys(Table):
    """Keys of the panel."""

    digest = TextField(primary_key=True)
    kind = EnumField(KeyKind)
    client_id = TextField(null=True, index=True)
    name = TextField()
    created_at = InstantField()
    expires_at = InstantField()
    used_at = InstantField(null=True)
    contact_id = TextField(null=True)

    class Meta:
        """Named as its migration names it."""

        table_name = "panel_keys"


class Receptions(Table):
    """Merchants' own phones."""

    id = TextField(primary_key=True)
    client = belongs(Clients, "client_id")
    contact = belongs(Contacts, "contact_id")
    user_phone = TextField(null=True)
    created_at = InstantField()
    ended_at = InstantField(null=True)
    digest_on = TextField(null=True)


class ReceptionCodes(Table):
    """What makes a phone a reception."""

    code = TextField(primary_key=True)
    client = belongs(Clients, "client_id")
    created_at = InstantField()
    expires_at = InstantField()
    used_at = InstantField(null=True)

    class Meta:
        """Named as its migration names it."""

        table_name = "reception_codes"


class Timers(Table):
    """Waits."""

    id = TextField()
    contact = belongs(Contacts, "contact_id")
    session_id = TextField()
    turn = IntegerField()
    name = TextField()
    due_at = InstantField()
    booking_id = TextField(null=True)

    class Meta:
        """No id of its own."""

        primary_key = CompositeKey("contact", "id")


class Bookings(Table):
    """Places in agendas. Other programs write here, too: only what they must give is required."""

    id = TextField(primary_key=True)
    client = belongs(Clients, "client_id")
    business_id = TextField(null=True)
    contact = belongs(Contacts, "contact_id", null=True)
    session_id = TextField(null=True)
    user_phone = TextField(null=True)
    user_id = TextField(null=True)
    name = TextField(null=True)
    service = TextField()
    staff = TextField(null=True)
    party = IntegerField(null=True)
    datetime = InstantField()
    ends_at = InstantField()
    status = EnumField(BookingStatus)
    expires_at = InstantField(null=True)
    notes = TextField(null=True)
    price = TextField(null=True)
    currency = TextField(null=True)
    cancel_notice_minutes = IntegerField(null=True)
    service_name = TextField(null=True)
    staff_name = TextField(null=True)
    token = TextField(null=True)
    moves = TextField(null=True)
    sequence = IntegerField(null=True)
    reminded_at = InstantField(null=True)
    attendance = EnumField(Attendance, null=True)
    created_at = InstantField()
    updated_at = InstantField()


class ZoneRules(Table):
    """Time zones as coming bookings were reckoned by them."""

    name = TextField(primary_key=True)
    release = TextField()
    offsets = JsonField(written_offsets, read_offsets)
    until = InstantField()

    class Meta:
        """Named as its migration names it."""

        table_name = "zone_rules"


class Waits(Table):
    """People in line for places that are taken."""

    id = TextField(primary_key=True)
    client = belongs(Clients, "client_id")
    contact = belongs(Contacts, "contact_id")
    service = TextField()
    day = DayField()
    hour = TextField(null=True)
    staff = TextField(null=True)
    party = IntegerField()
    booking_id = TextField(null=True)
    message_id = TextField(null=True)
    created_at = InstantField()


class AccessTokens(Table):
    """Tokens that open one client."""

    id = TextField(primary_key=True)
    client = belongs(Clients, "client_id")
    scope = EnumField(Scope)
    digest = TextField(unique=True)
    name = TextField()
    created_at = InstantField()


class BlockedPeople(Table):
    """People whom a client does not serve."""

    id = TextField(primary_key=True)
    client = belongs(Clients, "client_id")
    user_phone = TextField(null=True)
    user_id = TextField(null=True)
    reason = TextField()
    created_at = InstantField()
    told_at = InstantField(null=True)

    class Meta:
        """Named for what it holds."""

        table_name = "blocked"
