#!/usr/bin/env bash
# In falcon a field of a path matches nothing at all, too.
#
# Expected: GET /clients/ is 404 where only /clients/{slug} is routed, as /clients is.
# Seen:     the responder is called with slug=""; an integer converter ({n:int}) refuses it.
# Versions: falcon 4.4.0; 2026-11-29
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

python3 -m pip install --quiet --quiet --disable-pip-version-check --no-warn-conflicts --target "$folder/python" falcon==4.4.0

PYTHONPATH="$folder/python" python3 - "$folder" <<'CODE'
import falcon
import falcon.testing

class Client:
    def on_get(self, request, response, slug):
        response.media = {"slug": slug}

app = falcon.App()
app.add_route("/clients/{slug}", Client())
app.add_route("/bookings/{slug:int}", Client())
ask = falcon.testing.TestClient(app).simulate_get
print("falcon", falcon.__version__, ask("/clients/").status, ask("/clients/").text)
assert ask("/clients/").json == {"slug": ""} and ask("/clients").status_code == 404
assert ask("/bookings/").status_code == 404
CODE
