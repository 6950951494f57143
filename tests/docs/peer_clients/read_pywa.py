"""Print as JSON how many messages and statuses pywa hands to a program, of a delivery on stdin."""

import json
import logging
import sys

from pywa import WhatsApp
from pywa.types import MessageStatus


class Failures(logging.Handler):
    """Keeps the exceptions that pywa logs in place of raising them."""

    def emit(self, record):
        if record.exc_info:
            failures.append(record.exc_info[0].__name__)
        elif record.levelno >= logging.ERROR:
            failures.append("refused")


failures, messages, statuses = [], [], []
logging.getLogger("pywa").addHandler(Failures())
logging.getLogger("pywa").propagate = False
body = sys.stdin.buffer.read()
client = WhatsApp(phone_id="1060000000", token="x", server=None)
for name in dir(client):
    if name.startswith("on_") and name not in ("on_raw_update", "on_flow_request"):

        def keep(_, update):
            (statuses if isinstance(update, MessageStatus) else messages).append(update)

        getattr(client, name)(keep)
client.webhook_update_handler(body)
print(json.dumps({"messages": len(messages), "statuses": len(statuses), "failures": failures}))
