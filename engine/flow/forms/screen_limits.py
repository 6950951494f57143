"""How much a screen holds: Meta's limits of Flow JSON 7.3, in characters where nothing is said."""

FLOW_JSON = "7.3"
DATA_API = "4.0"
RADIO_ROWS = 20
"""Rows that stand on the screen themselves."""
DROPDOWN_ROWS = 200
"""Rows that open below a field."""
FIELD_LABEL = 20
"""Of what opens rows, or is typed in; a radio group has 30, a calendar 40."""
FOOTER_LABEL = 35
OPENER_LABEL = 20
"""Of the button in the chat; newer pages of Meta's say 30."""
TEXT_LENGTH = 600
"""Of what is typed in a large field, unless a flow says less."""
BRANCHES = 10
"""Screens that one screen may lead to."""
