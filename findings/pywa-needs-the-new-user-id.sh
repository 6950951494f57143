#!/usr/bin/env bash
# pywa 4.5 cannot read a text message whose contact has no user_id.
#
# Expected: a delivery as Meta sent them until April 2026 (a wa_id, no user_id) is read, the new id being
#   None.
# Seen:     KeyError: 'user_id'; with the id it is read, so kept or forwarded older deliveries cannot be
#   played again.
# Versions: pywa 4.5.0; 2026-11-29
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

python3 -m pip install --quiet --quiet --disable-pip-version-check --no-warn-conflicts --target "$folder/python" pywa==4.5.0

PYTHONPATH="$folder/python" python3 - "$folder" <<'CODE'
import pywa
from pywa import WhatsApp, types

client = WhatsApp(phone_id="1", token="x")

def read(**contact):
    message = {"from": "5492615550000", "id": "wamid.1", "timestamp": "1760000000",
               "type": "text", "text": {"body": "hola"}}
    value = {"messaging_product": "whatsapp", "messages": [message],
             "metadata": {"display_phone_number": "15550001111", "phone_number_id": "1"},
             "contacts": [{"profile": {"name": "Ana"}, "wa_id": "5492615550000", **contact}]}
    update = {"object": "whatsapp_business_account",
              "entry": [{"id": "1", "changes": [{"field": "messages", "value": value}]}]}
    return types.Message.from_update(client, update).text

print("pywa", pywa.__version__, read(user_id="AR.1"))
try:
    print(read())
except KeyError as error:
    print("KeyError:", error)
else:
    raise SystemExit("it is read without a user_id now")
CODE
