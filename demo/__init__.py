"""The stand-in for Meta's Cloud API, and the phone on which people try Milo.

Speaks HTTP only and imports no other room. `StandIn` is Meta's part, `phone_routes` the page,
`Chat` the same phone in a terminal. `python -m milo.demo` runs the stand-in by itself.
"""

from .faults import Switches
from .line import HttpLine, LocalLine
from .phone_api import phone_routes
from .standin import StandIn
from .terminal import Chat
from .webhooks import Number

__all__ = ["Chat", "HttpLine", "LocalLine", "Number", "StandIn", "Switches", "phone_routes"]
