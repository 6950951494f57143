"""What a transcript's person fills in on a form, as the form asks it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from ..errors import NotFoundError
from ..flow.forms.flow_json import DAYS, STEP
from ..flow.paths.transcript import FormFill
from ..flow.play.form_memory import SentForm
from ..form_exchange import Action, FormRequest
from ..messages import Incoming, Kind
from ..model import Session


def form_asks(fill: FormFill, session: Session | None) -> Incoming:
    """Return what comes in from the form that a session has sent.

    Raises:
        NotFoundError: it has sent none, or its screen does not offer so many things to choose from.
    """
    sent = SentForm.of(session.data) if session else None
    if sent is None:
        raise NotFoundError("there is no form to fill in: has the merchant `forms`?")
    told = sent.answer.get("data", {})
    data = {name: _offered(told, name, value) for name, value in fill.data.items()}
    action = Action.BACK if fill.back else Action.EXCHANGE
    whole = {} if fill.back else {"tap": "ok", **data, STEP: str(sent.step)}
    asked = FormRequest(action, fill.screen.upper(), whole, sent.token)
    return Incoming(Kind.FORM, "form", text=" · ".join(data.values()), asked=asked.to_json())


def _offered(told: Mapping[str, Any], field: str, value: str | int) -> str:
    """Return what a field is filled in with: as it stands, or as its screen offers it."""
    if isinstance(value, str):
        return value
    rows = [row["id"] for row in told.get(f"{field}__rows", ())] or list(_days(told, field))
    if not 0 < value <= len(rows):
        raise NotFoundError(f"{field} has no {value}. to choose; there are {rows[:20]}")
    return str(rows[value - 1])


def _days(told: Mapping[str, Any], field: str) -> list[str]:
    """Return the days of a calendar that can be tapped; none where the field is no calendar."""
    if f"{field}__from" not in told:
        return []
    first, last = (date.fromisoformat(told[f"{field}__{end}"]) for end in ("from", "to"))
    span = [first + timedelta(n) for n in range((last - first).days + 1)]
    open_ = [day for day in span if DAYS[day.weekday()] in told[f"{field}__days"]]
    return [day.isoformat() for day in open_ if day.isoformat() not in told[f"{field}__closed"]]
