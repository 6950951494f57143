"""Which account at Meta a client's templates and forms are of."""

from __future__ import annotations

from .model import Client
from .ports import Transaction


def account_of(tx: Transaction, client: Client) -> str:
    """Return the account of the number that a client is reached on; "" for the common one."""
    business = tx.businesses.by_id(client.business_id) if client.business_id else None
    if business is None or business.phone_number_id is None:
        return ""
    return business.waba_id or ""
