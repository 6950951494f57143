#!/usr/bin/env bash
# datebook writes an appointment as time that stays free, and to Yahoo in the server's hour.
#
# Expected: the person is busy in an event that has hours, as without TRANSP; all links name one instant.
# Seen:     TRANSP:TRANSPARENT unless told otherwise, so other invitations fit there; Yahoo's start has the machine's
#   hour without a zone, where Google's and the file's have Z.
# Versions: datebook 8.0.1, ical.js 2.2.1; 2026-11-29
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

npm install --silent --no-audit --no-fund --prefix "$folder" datebook@8.0.1 ical.js@2.2.1

cat > "$folder/links.mjs" <<'CODE'
import * as datebook from "datebook";
import ICAL from "ical.js";
const event = { title: "Corte", start: new Date("2026-12-05T13:30:00Z"), end: new Date("2026-12-05T14:15:00Z") };
const file = new datebook.ICalendar(event).render();
const read = new ICAL.Component(ICAL.parse(file)).getFirstSubcomponent("vevent");
const yahoo = new URL(new datebook.YahooCalendar(event).render()).searchParams.get("st");
const google = new URL(new datebook.GoogleCalendar(event).render()).searchParams.get("dates");
console.log(read.getFirstPropertyValue("transp"), read.getFirstPropertyValue("dtstart").toString(), yahoo, google);
CODE
cd "$folder"
echo "datebook $(node -p 'require("datebook/package.json").version')"
at_home=$(TZ=America/Argentina/Buenos_Aires node links.mjs)
on_server=$(TZ=UTC node links.mjs)
printf '%s\n' "$at_home" "$on_server"
rest=20261205T133000Z/20261205T141500Z
[ "$at_home" = "TRANSPARENT 2026-12-05T13:30:00Z 20261205T103000 $rest" ]
[ "$on_server" = "TRANSPARENT 2026-12-05T13:30:00Z 20261205T133000 $rest" ]
