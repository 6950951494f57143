// Print as JSON how many messages and statuses @kapso/whatsapp-cloud-api hands to a program.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
const require = createRequire(process.env.NODE_PATH + "/");
const { normalizeWebhook } = require("@kapso/whatsapp-cloud-api/server");
const found = { messages: 0, statuses: 0, failures: [] };
try {
  const events = normalizeWebhook(JSON.parse(readFileSync(0, "utf-8")));
  found.messages = events.messages.length;
  found.statuses = events.statuses.length;
} catch (error) {
  found.failures.push(error.constructor.name);
}
console.log(JSON.stringify(found));
