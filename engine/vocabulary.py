"""All that flows may name."""

from __future__ import annotations

from .booking.calls import calls
from .booking.own import own_calls
from .flow.plain import plain_calls
from .merchants import lobby_calls

VOCABULARY = plain_calls | calls | own_calls | lobby_calls
