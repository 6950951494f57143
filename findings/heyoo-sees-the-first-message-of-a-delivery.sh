#!/usr/bin/env bash
# heyoo shows the first of several messages that Meta delivers in one post, and none of the others.
#
# Expected: there is a way to get each message of a delivery (Meta batches up to 1,000 updates).
# Seen:     get_message() and get_message_id() answer the first; no function of the client takes an index or
#   gives a list.
# Versions: heyoo 0.1.2; 2026-11-29
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

python3 -m pip install --quiet --quiet --disable-pip-version-check --no-warn-conflicts --target "$folder/python" heyoo==0.1.2

PYTHONPATH="$folder/python" python3 - "$folder" <<'CODE'
from importlib.metadata import version

from heyoo import WhatsApp

def text(number, body):
    return {"from": "5492615550000", "id": f"wamid.{number}", "timestamp": "1760000000",
            "type": "text", "text": {"body": body}}

delivery = {"object": "whatsapp_business_account", "entry": [{"id": "1", "changes": [{
    "field": "messages",
    "value": {"messaging_product": "whatsapp",
              "metadata": {"display_phone_number": "15550001111", "phone_number_id": "1"},
              "contacts": [{"profile": {"name": "Ana"}, "wa_id": "5492615550000"}],
              "messages": [text(1, "hola"), text(2, "quiero un turno")]}}]}]}
client = WhatsApp("token", phone_number_id="1")
print("heyoo", version("heyoo"), client.get_message(delivery), client.get_message_id(delivery))
assert (client.get_message(delivery), client.get_message_id(delivery)) == ("hola", "wamid.1")
assert not [name for name in dir(client) if name.endswith("messages")]
CODE
