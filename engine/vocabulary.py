"""All that flows may name."""

from __future__ import annotations

from .booking.functions import calls
from .booking.own_functions import own_calls
from .conversation.lobby_functions import lobby_calls
from .flow.play.plain_functions import plain_calls
from .flow.play.value_readers import value_calls

VOCABULARY = plain_calls | value_calls | calls | own_calls | lobby_calls
