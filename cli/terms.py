"""What a client's settings say to the flow engine."""

from __future__ import annotations

from datetime import timedelta

from ..engine.booking.settings import settings_of
from ..engine.flow.turn import Terms
from ..engine.model import Client
from ..engine.work import FlowTerms


def terms_of(client: Client) -> FlowTerms:
    """Return which flow a client's sessions start with, and on which terms they are played."""
    settings = settings_of(client)
    minutes = settings.reception.return_after_minutes
    return FlowTerms(settings.flow, Terms(settings.messages, timedelta(minutes=minutes)))
