"""The stand-in for Meta's Cloud API, and the phone on which people try Milo.

Speaks HTTP only and imports no other room. `StandIn` is Meta's part, `phone_routes` the page,
`TerminalChat` the same phone in a terminal. `python -m milo.demo` runs the stand-in by itself.

standin      the stand-in, put together; server: its HTTP; errors: Meta's
cloud        messages; refusals: send_limits, limits_interactive, limits_template,
             value_checks
management   templates, numbers, tokens; template_registry, templates: templates and their words
uploads      files that Meta was given; media_resources: what it answers about them
exchange     takes sends and what people write; chats: who is in them; rates: Meta's two limits
people       the people with phones; inbound: what they do; options: what they can tap
webhooks     what Meta tells; signing: signed; deliveries: on their way; receiver: where to
control      what a test asks of the stand-in; fault_switches: how it misbehaves
form_rules   what Meta demands of Flow JSON
forms        forms as Meta keeps them; form_resources: what it answers about them
form_phone   a form as a phone shows it; form_client: as it speaks; form_calls: its endpoint
phone        the page; phone_page: its files; phone_api: what it asks for; views: messages on it
phone_forms  forms on people's phones
terminal     the phone in a terminal; line: its way to the stand-in; plain: messages as text
"""

from .fault_switches import Switches
from .line import HttpLine, LocalLine
from .phone_api import phone_routes
from .standin import StandIn
from .terminal import TerminalChat
from .webhooks import Number

__all__ = ["HttpLine", "LocalLine", "Number", "StandIn", "Switches", "TerminalChat", "phone_routes"]
