#!/usr/bin/env bash
# falcon reads a number of the query as Python's int() does.
#
# Expected: limit=1_000 is no number for get_param_as_int(), and is answered with 400.
# Seen:     1000; Arabic digits and spaces around are taken as well.
# Versions: falcon 4.4.0; 2026-11-29
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

python3 -m pip install --quiet --quiet --disable-pip-version-check --no-warn-conflicts --target "$folder/python" falcon==4.4.0

PYTHONPATH="$folder/python" python3 - "$folder" <<'CODE'
import falcon
import falcon.testing

class Listing:
    def on_get(self, request, response):
        response.media = request.get_param_as_int("limit", min_value=1, max_value=1000)

app = falcon.App()
app.add_route("/", Listing())
ask = falcon.testing.TestClient(app).simulate_get
read = {text: ask("/", query_string=f"limit={text}").json for text in ("1_000", "%D9%A3", "%205", "5")}
print("falcon", falcon.__version__, read)
assert read == {"1_000": 1000, "%D9%A3": 3, "%205": 5, "5": 5}
CODE
