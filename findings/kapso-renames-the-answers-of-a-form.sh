#!/usr/bin/env bash
# @kapso/whatsapp-cloud-api renames the fields of a form's answers.
#
# Expected: normalizeWebhook() puts Meta's own names into camel case and leaves those that the
#   form's author gave (fecha_turno) as they are.
# Seen:     flowResponse has fechaTurno and nombreCompleto; nothing says which names the form had
#   but the raw text.
# Versions: @kapso/whatsapp-cloud-api 0.3.0; 2026-11-29
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

npm install --silent --no-audit --no-fund --prefix "$folder" @kapso/whatsapp-cloud-api@0.3.0

(cd "$folder" && node - <<'CODE'
const version = (name) => JSON.parse(require("fs").readFileSync(`node_modules/${name}/package.json`)).version;

const { normalizeWebhook } = require("@kapso/whatsapp-cloud-api/server");
const answers = { flow_token: "t", fecha_turno: "2026-12-01", nombre_completo: "Ana" };
const message = { from: "5492615550000", id: "wamid.1", timestamp: "1760000000", type: "interactive",
  interactive: { type: "nfm_reply",
    nfm_reply: { name: "flow", body: "Sent", response_json: JSON.stringify(answers) } } };
const value = { messaging_product: "whatsapp", messages: [message],
  metadata: { display_phone_number: "15550001111", phone_number_id: "1" },
  contacts: [{ profile: { name: "Ana" }, wa_id: "5492615550000", user_id: "AR.1" }] };
const read = normalizeWebhook({ object: "whatsapp_business_account",
  entry: [{ id: "1", changes: [{ field: "messages", value }] }] });
const names = Object.keys(read.messages[0].kapso.flowResponse);
console.log("@kapso/whatsapp-cloud-api", version("@kapso/whatsapp-cloud-api"), names);
process.exit(names.join() === "flowToken,fechaTurno,nombreCompleto" ? 0 : 1);
CODE
)
