"""Print as JSON how many messages and statuses heyoo hands to a program, of a delivery on stdin."""

import json
import sys

from heyoo import WhatsApp

client = WhatsApp("x", phone_number_id="1060000000")
delivery, failures, messages, statuses = json.load(sys.stdin), [], 0, 0
try:  # as its own example does: the kind, then who, then what
    if client.is_message(delivery):
        client.get_mobile(delivery), client.get_name(delivery)
        kind = client.get_message_type(delivery)
        read = {"text": client.get_message, "interactive": client.get_interactive_response}
        if kind in read:
            read[kind](delivery)
        messages = 1
    elif client.get_delivery(delivery):
        statuses = 1
except Exception as error:
    failures.append(type(error).__name__)
print(json.dumps({"messages": messages, "statuses": statuses, "failures": failures}))
