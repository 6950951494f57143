#!/usr/bin/env bash
# rrule (npm) takes the UTC of UNTIL and EXDATE for local time once the rule has a zone.
#
# Expected: as RFC 5545 asks, UNTIL stands in UTC beside a DTSTART with TZID: a Tuesday at 21:30 in Buenos Aires
#   (00:30Z on Wednesday) is past UNTIL=20261209T000000Z. An EXDATE of 13:30Z takes out 10:30 in Santiago.
# Seen:     the Tuesday is still there, and the visit that was taken out, too; dateutil leaves out both.
# Versions: rrule 2.8.1, python-dateutil 2.9.0.post0; 2026-11-29
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

python3 -m pip install --quiet --quiet --disable-pip-version-check --no-warn-conflicts --target "$folder/python" python-dateutil==2.9.0.post0
npm install --silent --no-audit --no-fund --prefix "$folder" rrule@2.8.1

cat > "$folder/until.txt" <<'RULE'
DTSTART;TZID=America/Argentina/Buenos_Aires:20261201T213000
RRULE:FREQ=WEEKLY;UNTIL=20261209T000000Z
RULE
cat > "$folder/exdate.txt" <<'RULE'
DTSTART;TZID=America/Santiago:20261201T103000
RRULE:FREQ=WEEKLY;COUNT=3
EXDATE:20261208T133000Z
RULE

(cd "$folder" && TZ=UTC node - <<'CODE'
const { rrulestr } = require("rrule");
const days = (name) => rrulestr(require("fs").readFileSync(name, "utf8").trim()).all().map((day) => day.toISOString().slice(0, 16));
console.log("rrule", JSON.parse(require("fs").readFileSync("node_modules/rrule/package.json")).version);
console.log("until: ", days("until.txt").join(" "));
console.log("exdate:", days("exdate.txt").join(" "));
const seen = days("until.txt").join(" ") === "2026-12-02T00:30 2026-12-09T00:30"
  && days("exdate.txt").includes("2026-12-08T13:30");
process.exit(seen ? 0 : 1);
CODE
)

PYTHONPATH="$folder/python" python3 - "$folder" <<'CODE'
import sys
from importlib.metadata import version
from pathlib import Path

from dateutil.rrule import rrulestr

days = {name: [f"{day:%Y-%m-%dT%H:%M}" for day in rrulestr(Path(sys.argv[1], f"{name}.txt").read_text())]
        for name in ("until", "exdate")}
print("python-dateutil", version("python-dateutil"), days)
assert days == {"until": ["2026-12-01T21:30"], "exdate": ["2026-12-01T10:30", "2026-12-15T10:30"]}
CODE
