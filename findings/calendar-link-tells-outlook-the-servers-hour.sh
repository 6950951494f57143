#!/usr/bin/env bash
# calendar-link's link to Outlook names another hour on a server in UTC.
#
# Expected: the link says the same instant wherever it is made, as the one to Google does.
# Seen:     an event at 10:30-03:00 starts at 10:30:00 or at 13:30:00, without an offset, by the machine's time
#   zone; Outlook takes it for the reader's own.
# Versions: calendar-link 2.11.5; 2026-11-29
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

npm install --silent --no-audit --no-fund --prefix "$folder" calendar-link@2.11.5

cat > "$folder/links.js" <<'CODE'
const { outlook, google } = require("calendar-link");
const event = { title: "Corte", start: "2026-12-05T10:30:00-03:00", duration: [45, "minute"] };
const link = new URL({ outlook, google }[process.argv[2]](event));
console.log(link.searchParams.get("startdt") ?? link.searchParams.get("dates"));
CODE
cd "$folder"
echo "calendar-link $(node -p 'require("./node_modules/calendar-link/package.json").version')"
at_home=$(TZ=America/Argentina/Buenos_Aires node links.js outlook)
on_server=$(TZ=UTC node links.js outlook)
google=$(TZ=UTC node links.js google)
echo "outlook: $at_home in Buenos Aires, $on_server in UTC; google: $google"
[ "$at_home" = 2026-12-05T10:30:00 ] && [ "$on_server" = 2026-12-05T13:30:00 ]
[ "$google" = 20261205T133000Z/20261205T141500Z ]
