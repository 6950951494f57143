"""Merchants out of a file: `milo clients apply`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from ..engine.errors import Fault, InputError
from ..engine.model import Client, ClientStatus
from ..engine.office.acting import Operator
from ..engine.office.merchants import Rules, add_client, business_faults, change_client
from ..engine.office.slugs import candidates
from ..engine.ports import Transaction
from ..http.api.field_types import Name, SlugText, StatusOfClient, Text
from ..http.api.validation import RequestModel, unstorable, validate
from .data_files import Written

Change = Literal["created", "updated", "unchanged"]


class MerchantEntry(RequestModel):
    """A merchant as a file says it; what is left out stays as it is."""

    name: Name
    slug: SlugText | None = None
    business: Text | None = None
    status: StatusOfClient = ClientStatus.ACTIVE
    settings: Any = None

    def fields(self) -> dict[str, Any]:
        """Return what the file says of the client."""
        given = {key: getattr(self, key) for key in self.model_fields_set - {"slug"}}
        if "business" in given:
            given["business_id"] = given.pop("business")
        return given


@dataclass(frozen=True, slots=True)
class Planned:
    """A merchant of the file, checked.

    Attributes:
        client: the one that is there already.
    """

    entry: MerchantEntry
    slug: str
    client: Client | None

    @property
    def change(self) -> Change:
        """What is to be done."""
        if self.client is None:
            return "created"
        fields = self.entry.fields()
        same = all(getattr(self.client, key) == fields[key] for key in fields)
        return "unchanged" if same else "updated"


@dataclass(frozen=True, slots=True)
class Applied:
    """What became of a merchant of the file; `fields` are those that changed."""

    client: Client
    change: Change
    fields: tuple[str, ...] = ()


def plan(tx: Transaction, rules: Rules, written: Written) -> list[Planned]:
    """Check a file against what is there.

    Raises:
        InputError: with every fault of every merchant, each at its line.
    """
    written.refuse(unstorable(written.data))
    planned: list[Planned] = []
    faults: list[Fault] = []
    for prefix, data in _entries(written):
        try:
            entry = validate(MerchantEntry, data, _faults(tx, rules, data))
            slug = _slug(tx, rules, entry, {one.slug for one in planned})
            planned.append(Planned(entry, slug, tx.clients.by_slug(slug)))
        except InputError as error:
            faults += (_below(prefix, fault) for fault in error.faults)
    written.refuse(faults)
    return planned


def apply(operator: Operator, planned: list[Planned]) -> list[Applied]:
    """Make and change what was planned."""
    return [_apply(operator, one) for one in planned]


def _apply(operator: Operator, one: Planned) -> Applied:
    fields = one.entry.fields()
    if one.client is None:
        name = fields.pop("name")
        return Applied(add_client(operator, name, one.slug, **fields), "created")
    client, changes = change_client(operator, one.client, fields)
    return Applied(client, "updated" if changes else "unchanged", tuple(sorted(changes)))


def _entries(written: Written) -> Iterator[tuple[str, Any]]:
    if not isinstance(written.data, list):
        yield "", written.data
        return
    if not written.data:
        written.refuse([Fault("", "holds no merchant")])
    for index, data in enumerate(written.data):
        yield f"[{index}]", data


def _below(prefix: str, fault: Fault) -> Fault:
    parts = [part for part in (prefix, fault.path) if part]
    return Fault(".".join(parts), fault.message)


def _faults(tx: Transaction, rules: Rules, data: Any) -> list[Fault]:
    """Return what the shape alone does not tell, of whatever was written."""
    if not isinstance(data, Mapping):
        return []
    faults: list[Fault] = []
    slug, business_id = data.get("slug"), data.get("business")
    known = tx.clients.by_slug(slug) if isinstance(slug, str) else None
    if isinstance(slug, str) and known is None:
        faults += rules.slug_faults(slug)
    if isinstance(business_id, str) and business_faults(tx, business_id):
        faults.append(Fault("business", "is not the id of a business; see milo businesses"))
    if "settings" in data:
        faults += rules.written_faults(data["settings"], known.settings if known else None)
    return faults


def _slug(tx: Transaction, rules: Rules, entry: MerchantEntry, taken: set[str]) -> str:
    """Return the slug that the file gives, or the one that the name has or can have."""
    slug = entry.slug or _slug_of_name(tx, rules, entry.name)
    if slug in taken:
        where = "slug" if entry.slug else "name"
        raise InputError([Fault(where, f"{slug} is another merchant of this file")])
    return slug


def _slug_of_name(tx: Transaction, rules: Rules, name: str) -> str:
    for slug in candidates(name):
        if rules.is_reserved(slug):
            break
        client = tx.clients.by_slug(slug)
        if client is None or client.name == name:
            return slug
    raise InputError([Fault("name", "gives no slug that could be used: please give one")])
