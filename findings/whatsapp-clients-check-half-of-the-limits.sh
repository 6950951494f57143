#!/usr/bin/env bash
# Each of two WhatsApp clients lets pass a menu that the other refuses, and Meta would refuse both.
#
# Expected: both check Meta's limits before sending: ten rows in a list, titles of buttons that
#   differ.
# Seen:     whatsapp-api-js takes a list of twelve rows and refuses two buttons of one title;
#   @kapso/whatsapp-cloud-api refuses the list and sends the buttons.
# Versions: whatsapp-api-js 6.3.0, @kapso/whatsapp-cloud-api 0.3.0; 2026-11-29
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

npm install --silent --no-audit --no-fund --prefix "$folder" whatsapp-api-js@6.3.0 @kapso/whatsapp-cloud-api@0.3.0

(cd "$folder" && node - <<'CODE'
const version = (name) => JSON.parse(require("fs").readFileSync(`node_modules/${name}/package.json`)).version;

const { ActionList, ListSection, Row, ActionButtons, Button } = require("whatsapp-api-js/messages");
const { WhatsAppClient } = require("@kapso/whatsapp-cloud-api");
const body = JSON.stringify({ messaging_product: "whatsapp", contacts: [], messages: [{ id: "wamid.1" }] });
const answer = async () => new Response(body, { headers: { "content-type": "application/json" } });
const kapso = new WhatsAppClient({ accessToken: "x", fetch: answer }).messages;
const six = (name) => [1, 2, 3, 4, 5, 6].map((n) => ({ id: `${name}${n}`, title: `Turno ${name}${n}` }));
const to = { phoneNumberId: "1", to: "5492615550000", bodyText: "¿Cuál?" };
const tried = async (work) => { try { await work(); return "taken"; } catch { return "refused"; } };
const section = (name) => new ListSection(name, ...six(name).map((one) => new Row(one.id, one.title)));
(async () => {
  const found = {
    "list, whatsapp-api-js": await tried(() => new ActionList("Ver", section("a"), section("b"))),
    "list, kapso": await tried(() => kapso.sendInteractiveList({ ...to, buttonText: "Ver",
      sections: ["a", "b"].map((title) => ({ title, rows: six(title) })) })),
    "buttons, whatsapp-api-js": await tried(() => new ActionButtons(new Button("1", "Sí"), new Button("2", "Sí"))),
    "buttons, kapso": await tried(() => kapso.sendInteractiveButtons({ ...to,
      buttons: [{ id: "1", title: "Sí" }, { id: "2", title: "Sí" }] })),
  };
  console.log("whatsapp-api-js", version("whatsapp-api-js"), "kapso", version("@kapso/whatsapp-cloud-api"), found);
  process.exit(Object.values(found).join() === "taken,refused,refused,taken" ? 0 : 1);
})();
CODE
)
