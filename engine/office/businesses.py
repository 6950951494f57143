"""Businesses: companies with one merchant or several, on the common number or one of their own."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any

from ..errors import ConflictError, Fault, NotFoundError
from ..model import Business
from ..ports import Transaction
from .acting import Operator, changed

NUMBER = ("phone_number_id", "whatsapp_number")
"""Given both, or neither."""


@dataclass(frozen=True, slots=True)
class CommonNumber:
    """The number that businesses share; empty where nobody said."""

    phone_number_id: str
    whatsapp_number: str


def find_business(tx: Transaction, business_id: str) -> Business:
    """Return a business.

    Raises:
        NotFoundError: there is none with that id.
    """
    business = tx.businesses.by_id(business_id)
    if business is None:
        raise NotFoundError("There is no such business.")
    return business


def half_a_number(given: Mapping[str, Any]) -> list[Fault]:
    """Return a fault where Meta's id is given without the number, or the other way round.

    People would be led to a number that nobody answers, or answered from one they never wrote to.
    """
    missing = [name for name in NUMBER if given.get(name) is None]
    if len(missing) != 1:
        return []
    return [Fault(missing[0], "is needed: a number has both this and the other of the two")]


def add_business(operator: Operator, common: CommonNumber, fields: Mapping[str, Any]) -> Business:
    """Make a business of what was checked; its id is made unless given.

    Raises:
        ConflictError: its id, or its number, is somebody's already.
    """
    known = {**fields, "id": fields.get("id") or operator.ids.new()}
    if operator.tx.businesses.by_id(known["id"]):
        raise ConflictError("This id is another business's.")
    _refuse_taken(operator.tx, common, known)
    business = Business(**known, created_at=operator.now, updated_at=operator.now)
    operator.tx.businesses.add(business)
    operator.note("business.create", f"business:{business.id}", changed({}, known))
    return business


def change_business(
    operator: Operator, common: CommonNumber, business: Business, fields: Mapping[str, Any]
) -> Business:
    """Change what was checked.

    Raises:
        ConflictError: its new number is somebody's already.
    """
    changes = changed(asdict(business), fields)
    if not changes:
        return business
    fresh = {key: new for key, (_, new) in changes.items()}
    _refuse_taken(operator.tx, common, fresh)
    business = replace(business, **fresh, updated_at=operator.now)
    operator.tx.businesses.save(business)
    operator.note("business.change", f"business:{business.id}", changes)
    return business


def _refuse_taken(tx: Transaction, common: CommonNumber, fresh: Mapping[str, Any]) -> None:
    """Raise ConflictError where a number that is new to a business is somebody's already."""
    number_id, whatsapp_number = map(fresh.get, NUMBER)
    if number_id and number_id in {common.phone_number_id, *tx.businesses.numbers()}:
        raise ConflictError("This phone_number_id is another's, or the common number's.")
    if whatsapp_number and whatsapp_number == common.whatsapp_number:
        raise ConflictError("This whatsapp_number is the common one.")
