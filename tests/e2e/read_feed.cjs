// Print as JSON what a library reads of the feed on standard input: its events by UID, times in UTC.
const text = require("fs").readFileSync(0, "utf-8");
const event = (start, end, one) => ({
  start: start.toISOString(),
  end: end.toISOString(),
  status: String(one.status),
  sequence: Number(one.sequence),
  summary: String(one.summary),
  description: one.description == null ? "" : String(one.description),
});
const readers = {
  "ical.js"() {
    const loaded = require("ical.js");
    const ICAL = loaded.default || loaded;
    const whole = new ICAL.Component(ICAL.parse(text));
    for (const zone of whole.getAllSubcomponents("vtimezone"))
      ICAL.TimezoneService.register(new ICAL.Timezone(zone), zone.getFirstPropertyValue("tzid"));
    return whole.getAllSubcomponents("vevent").map((one) => {
      const said = (name) => one.getFirstPropertyValue(name);
      const named = Object.fromEntries(
        ["status", "sequence", "summary", "description"].map((name) => [name, said(name)]),
      );
      return [said("uid"), event(said("dtstart").toJSDate(), said("dtend").toJSDate(), named)];
    });
  },
  "node-ical"() {
    const read = require("node-ical").sync.parseICS(text);
    return Object.values(read)
      .filter((part) => part.type === "VEVENT")
      .map((one) => [one.uid, event(one.start, one.end, one)]);
  },
};
const pairs = readers[process.argv[2]]();
if (new Set(pairs.map(([uid]) => uid)).size !== pairs.length) throw new Error("a UID stands twice");
console.log(JSON.stringify(Object.fromEntries(pairs)));
