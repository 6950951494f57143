#!/usr/bin/env bash
# segno.make() makes a Micro QR of a short text, which jsQR (as most scanners) does not read.
#
# Expected: a short slug becomes an ordinary QR code that any phone reads.
# Seen:     make() chooses Micro QR (M3-M); jsQR answers null, and reads what make_qr() makes of the same
#   text.
# Versions: segno 1.6.6, jsqr 1.4.0, pngjs 7.0.0; 2026-11-29
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

npm install --silent --no-audit --no-fund --prefix "$folder" jsqr@1.4.0 pngjs@7.0.0
python3 -m pip install --quiet --quiet --disable-pip-version-check --no-warn-conflicts --target "$folder/python" segno==1.6.6

PYTHONPATH="$folder/python" python3 - "$folder" <<'CODE'
import sys
from importlib.metadata import version

import segno

print("segno", version("segno"), segno.make("ana").designator, segno.make_qr("ana").designator)
assert segno.make("ana").is_micro
segno.make("ana").save(sys.argv[1] + "/micro.png", scale=8)
segno.make_qr("ana").save(sys.argv[1] + "/plain.png", scale=8)
CODE

(cd "$folder" && node - <<'CODE'
const { PNG } = require("pngjs");
const jsQR = require("jsqr").default || require("jsqr");
const read = (name) => {
  const { data, width, height } = PNG.sync.read(require("fs").readFileSync(name));
  return (jsQR(new Uint8ClampedArray(data), width, height) || {}).data ?? null;
};
console.log("jsQR", require("jsqr/package.json").version, read("micro.png"), read("plain.png"));
process.exit(read("micro.png") === null && read("plain.png") === "ana" ? 0 : 1);
CODE
)
