// Print as JSON what ical.js reads of the feed on standard input.
const WHOLE = ["PRODID", "VERSION", "METHOD", "X-WR-CALNAME", "REFRESH-INTERVAL", "X-PUBLISHED-TTL"];
const EVENT = ["UID", "SEQUENCE", "DTSTAMP", "LAST-MODIFIED", "DTSTART", "DTEND", "STATUS", "SUMMARY",
  "DESCRIPTION", "LOCATION"];
const loaded = require("ical.js");
const ICAL = loaded.default || loaded;
const whole = new ICAL.Component(ICAL.parse(require("fs").readFileSync(0, "utf-8")));
const zone = whole.getFirstSubcomponent("vtimezone");
ICAL.TimezoneService.register(new ICAL.Timezone(zone), zone.getFirstPropertyValue("tzid"));
const said = (part, name) => {
  const value = part.getFirstPropertyValue(name.toLowerCase());
  if (value instanceof ICAL.Time) return value.toJSDate().toISOString().replace(".000Z", "Z");
  return value === null ? null : String(value);
};
const events = {};
for (const one of whole.getAllSubcomponents("vevent")) events[one.getFirstPropertyValue("uid")] = one;
const found = {};
for (const name of WHOLE) found[name] = said(whole, name);
for (const name of EVENT) found[name] = said(events.ordinary, name);
found.TZID = said(zone, "tzid");
found["DTSTART, an hour shown twice"] = said(events.repeated, "dtstart");
found["STATUS, of what waits"] = said(events.waiting, "status");
found["STATUS, of what was given up"] = said(events["given-up"], "status");
console.log(JSON.stringify(found));
