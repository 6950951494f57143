"""What a transcript's person fills in on a form, as the form asks it."""

from __future__ import annotations

from ..errors import NotFoundError
from ..flow.forms.flow_json import STEP
from ..flow.paths.transcript import Fill
from ..flow.play.form_memory import SentForm
from ..form_exchange import Action, Asked
from ..messages import Incoming, Kind
from ..model import Session


def form_asks(fill: Fill, session: Session | None) -> Incoming:
    """Return what comes in from the form that a session has sent.

    Raises:
        NotFoundError: it has sent none.
    """
    sent = SentForm.of(session.data) if session else None
    if sent is None:
        raise NotFoundError("there is no form to fill in: has the merchant `forms`?")
    action = Action.BACK if fill.back else Action.EXCHANGE
    data = {} if fill.back else {"tap": "ok", **fill.data, STEP: str(sent.step)}
    asked = Asked(action, fill.screen.upper(), data, sent.token)
    return Incoming(Kind.FORM, "form", text=" · ".join(fill.data.values()), asked=asked.to_json())
