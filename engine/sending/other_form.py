"""The one other form in which a message may go out that Meta did not take as it was: pure."""

from __future__ import annotations

from dataclasses import replace

from ..model import OutboxRow
from ..words.phones import other_spelling
from .retry import FailureKind


def other_form(row: OutboxRow, kind: str | None) -> OutboxRow | None:
    """Return a message as it may be tried once more; None: there is no other form.

    Where the person's 24 hours are over it is its template. Where Meta's list of test numbers does
    not have theirs (131030), it is their number as it is written otherwise: 54 9 or 54, 52 1 or 52.
    What opens a form and will never be taken asks its question in the chat: the form may be
    throttled or blocked, the phone too old, or the account without the right to send any.
    """
    if kind == FailureKind.WINDOW and row.body.template and not row.body.closed:
        return replace(row, body=row.body.as_template())
    if kind == FailureKind.UNLISTED and row.user_phone and not was_respelled(row):
        other = other_spelling(row.user_phone)
        return replace(row, user_phone=other) if other else None
    if kind == FailureKind.FINAL and row.body.form:
        return replace(row, body=row.body.without_form())
    return None


def was_respelled(row: OutboxRow) -> bool:
    """Return whether a message goes out to a number as it was not written before."""
    return (row.error or "").startswith(FailureKind.UNLISTED)
