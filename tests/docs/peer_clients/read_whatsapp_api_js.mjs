// Print as JSON how many messages and statuses whatsapp-api-js hands to a program.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";
const require = createRequire(process.env.NODE_PATH + "/");
const { WhatsAppAPI } = await import(pathToFileURL(require.resolve("whatsapp-api-js")));
const found = { messages: 0, statuses: 0, failures: [] };
const client = new WhatsAppAPI({ token: "x", appSecret: "x", secure: false, v: "v25.0" });
client.on.message = () => { found.messages += 1; };
client.on.status = () => { found.statuses += 1; };
try {
  await client.post(JSON.parse(readFileSync(0, "utf-8")));
} catch (error) {
  found.failures.push(error.constructor.name);
}
console.log(JSON.stringify(found));
