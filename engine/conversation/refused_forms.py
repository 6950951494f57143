"""Numbers from which Meta takes no form of ours: one of another account, where it is not published.

Such a number is asked about once a day: its next message that might open a form does. Until then
the chat asks, and no call is wasted on what Meta refuses.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from ..model import AccountNews, OutboxRow
from ..ports import Transaction

TOPIC = "flows.unknown"
"""As `milo doctor` and the measurements have it."""
UNKNOWN = frozenset({100, 131008, 131009})
"""Meta's codes that say that what is sent names something which the number's account has not."""
AGAIN = timedelta(days=1)
"""How long a number sends no form after one was refused."""


def note_refusal(tx: Transaction, row: OutboxRow, code: int | None, now: datetime) -> None:
    """Note that Meta did not take what opens a form, where it is the number's account."""
    if row.body.form is None or code not in UNKNOWN:
        return
    said = f"has no form {row.body.form.id} ({code}): bookings are asked in the chat"
    tx.account_news.save(AccountNews(_subject(row.phone_number_id), TOPIC, said, True, now))


def note_taken(tx: Transaction, row: OutboxRow, now: datetime) -> bool:
    """Note that Meta took what opens a form; return whether it took none from there before."""
    if row.body.form is None or _known(tx, row.phone_number_id) is None:
        return False
    news = AccountNews(_subject(row.phone_number_id), TOPIC, "sends forms", False, now)
    tx.account_news.save(news)
    return True


def refuses_forms(tx: Transaction, number_id: str, now: datetime) -> bool:
    """Return whether Meta took no form from a number a short while ago."""
    known = _known(tx, number_id)
    return known is not None and timedelta() <= now - (known.updated_at or now) < AGAIN


def _known(tx: Transaction, number_id: str) -> AccountNews | None:
    subject = _subject(number_id)
    news = (one for one in tx.account_news.all() if (one.subject, one.topic) == (subject, TOPIC))
    return next((one for one in news if one.alarming), None)


def _subject(number_id: str) -> str:
    return f"number {number_id}"
