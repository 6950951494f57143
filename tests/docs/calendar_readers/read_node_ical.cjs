// Print as JSON what node-ical reads of the feed on standard input. It has names of its own.
const WHOLE = ["PRODID", "VERSION", "METHOD", "X-WR-CALNAME", "REFRESH-INTERVAL", "X-PUBLISHED-TTL"];
const EVENT = ["UID", "SEQUENCE", "DTSTAMP", "LAST-MODIFIED", "DTSTART", "DTEND", "STATUS", "SUMMARY",
  "DESCRIPTION", "LOCATION"];
const read = require("node-ical").sync.parseICS(require("fs").readFileSync(0, "utf-8"));
const NAMES = { DTSTART: "start", DTEND: "end", "LAST-MODIFIED": "lastmodified" };
const said = (part, name) => {
  const value = part[NAMES[name]] ?? part[name.toLowerCase()] ?? part[name] ?? part[name.replace("X-", "")];
  if (value instanceof Date) return value.toISOString().replace(".000Z", "Z");
  if (value && value.val !== undefined) return String(value.val);
  return value === undefined || value === null ? null : String(value);
};
const found = {};
for (const name of WHOLE) found[name] = said(read.vcalendar, name);
for (const name of EVENT) found[name] = said(read.ordinary, name);
found.TZID = said(Object.values(read).find((part) => part.type === "VTIMEZONE"), "tzid");
found["DTSTART, an hour shown twice"] = said(read.repeated, "DTSTART");
found["STATUS, of what waits"] = said(read.waiting, "STATUS");
found["STATUS, of what was given up"] = said(read["given-up"], "STATUS");
console.log(JSON.stringify(found));
