#!/usr/bin/env bash
# luxon counts no day from one date to the next where midnight is skipped.
#
# Expected: from 2026-09-06 to 2026-09-07 in Santiago is one day, as from any date to the next:
#   luxon's days are days of the calendar.
# Seen:     0 days and 23 hours, since the 6th begins at 01:00; a stay of two nights over it has
#   one.
# Versions: luxon 3.7.2; 2026-11-29
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

npm install --silent --no-audit --no-fund --prefix "$folder" luxon@3.7.2

(cd "$folder" && node - <<'CODE'
const version = (name) => JSON.parse(require("fs").readFileSync(`node_modules/${name}/package.json`)).version;

const { DateTime } = require("luxon");
const day = (text) => DateTime.fromISO(text, { zone: "America/Santiago" });
const between = (a, b) => day(b).diff(day(a), ["days", "hours"]).toObject();
const found = [between("2026-09-06", "2026-09-07"), between("2026-09-06", "2026-09-08"), between("2026-09-05", "2026-09-06")];
console.log("luxon", version("luxon"), "tz", process.versions.tz, JSON.stringify(found));
process.exit(found[0].days === 0 && found[0].hours === 23 && found[1].days === 1 ? 0 : 1);
CODE
)
