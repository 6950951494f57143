"""`make fuzz`: schemathesis against a real server, from `/openapi.json`; five minutes, or as told.

    python -m tests.http.fuzz [seconds] [further options of schemathesis]

The server has a database of its own, a merchant, and nobody at Meta's end.
"""

from __future__ import annotations

import os
import secrets
import subprocess
import sys
import tempfile
from pathlib import Path

import requests

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))
from support.process import ServerProcess  # noqa: E402  (found by that path)

from milo.http.openapi.examples import NEW_SHORTLINK  # noqa: E402  (as above)

SECONDS = "300"


def settings(folder: Path, token: str) -> dict[str, str]:
    """Return the server's environment; the Graph API is a closed port."""
    return {
        "MILO_DATABASE_URL": f"sqlite:///{folder / 'fuzz.db'}",
        "MILO_GRAPH_URL": "http://127.0.0.1:9/v25.0",
        "MILO_META_APP_SECRET": secrets.token_hex(16),
        "MILO_META_VERIFY_TOKEN": secrets.token_hex(16),
        "MILO_META_ACCESS_TOKEN": secrets.token_hex(16),
        "MILO_META_PHONE_NUMBER_ID": "1060000000",
        "MILO_WHATSAPP_NUMBER": "15550001111",
        "MILO_ADMIN_TOKEN": token,
    }


def fuzz(address: str, token: str, seconds: str, more: list[str], folder: Path) -> int:
    """Run schemathesis, which leaves its notes in `folder`, and return its exit status."""
    headers = {"Authorization": f"Bearer {token}"}
    made = requests.post(
        f"{address}/api/shortlinks", json=NEW_SHORTLINK, headers=headers, timeout=5
    )
    made.raise_for_status()
    command = [
        str(Path(sys.executable).with_name("schemathesis")),
        *("--config-file", str(HERE / "fuzz.toml"), "run", f"{address}/openapi.json"),
        *("--max-time", seconds, *more),
    ]
    environment = {**os.environ, "FUZZ_TOKEN": token}
    return subprocess.run(command, env=environment, cwd=folder, check=False).returncode


def main() -> int:
    """Start a server, fuzz it, look whether it still lives, and stop it."""
    seconds, *more = sys.argv[1:] or [SECONDS]
    with tempfile.TemporaryDirectory(prefix="milo-fuzz-") as name:
        folder, token = Path(name), secrets.token_hex(16)
        server = ServerProcess(settings(folder, token), folder / "server.log")
        try:
            server.wait_until_ready()
            status = fuzz(server.address, token, seconds, more, folder)
            requests.get(f"{server.address}/readyz", timeout=5).raise_for_status()
        finally:
            server.discard()
            failed = [line for line in server.written().splitlines() if '"http.failed"' in line]
            print(*failed[:20], sep="\n")
    return status or bool(failed)


if __name__ == "__main__":
    raise SystemExit(main())
