"""All that flows may name."""

from __future__ import annotations

from .booking.choice_functions import choice_calls
from .booking.client_functions import client_calls
from .booking.hold_functions import hold_calls
from .booking.move_functions import move_calls
from .booking.own_functions import own_calls
from .booking.question_functions import question_calls
from .booking.service_functions import service_calls
from .booking.shortcut_functions import shortcut_calls
from .booking.slot_functions import calls
from .booking.waitlist_functions import waitlist_calls
from .conversation.lobby_functions import lobby_calls
from .flow.play.plain_functions import plain_calls
from .flow.play.value_readers import value_calls
from .reception_flow.agenda_functions import agenda_calls
from .reception_flow.booking_functions import booking_calls
from .reception_flow.panel_functions import panel_calls
from .reception_flow.people_functions import people_calls
from .reception_flow.request_functions import request_calls

VOCABULARY = (
    plain_calls
    | value_calls
    | calls
    | hold_calls
    | client_calls
    | service_calls
    | choice_calls
    | own_calls
    | move_calls
    | question_calls
    | shortcut_calls
    | waitlist_calls
    | lobby_calls
    | agenda_calls
    | request_calls
    | people_calls
    | booking_calls
    | panel_calls("")
)
