"""A process that is killed loses nothing that it acknowledged, and leaves nothing half."""

import subprocess
import sys
import threading

import pytest

from milo.store import open_store

WORKER = """
import sys
from datetime import UTC, datetime
from threading import Thread
from milo.engine.model import Business, FlowVersion
from milo.store import open_store

now = datetime(2026, 1, 1, tzinfo=UTC)
store = open_store(sys.argv[1], migrate=False)

def work(tx, key):
    tx.businesses.add(Business(key, "x" * 2000, None, None, None, now, now))
    tx.flow_versions.add(FlowVersion(key, 1, "", "x" * 2000, now))

def run(n):
    for i in range(10_000):
        key = f"{n}-{i}"
        store.transact(lambda tx: work(tx, key))
        sys.stdout.write(key + "\\n")
        sys.stdout.flush()

for n in range(8):
    Thread(target=run, args=(n,), daemon=True).start()
sys.stdin.read()
"""


def acknowledged(url, enough):
    """Run works in another process, kill it while it writes, and return what it had said."""
    process = subprocess.Popen(
        [sys.executable, "-c", WORKER, url],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    watchdog = threading.Timer(20, process.kill)
    watchdog.start()
    said = []
    for line in process.stdout:
        said.append(line)
        if len(said) == enough:
            process.kill()
    process.wait()
    watchdog.cancel()
    return [line.strip() for line in said if line.endswith("\n")]


@pytest.mark.slow
@pytest.mark.parametrize("enough", [1, 60, 300])
def test_what_was_acknowledged_stands_and_nothing_is_half(sql_url, enough):
    said = acknowledged(sql_url, enough)
    assert len(said) >= enough
    store = open_store(sql_url, migrate=False)
    kept = [row.id for row in store.read(lambda tx: tx.businesses.page(after=None, limit=99_999))]
    assert set(said) <= set(kept)
    for key in [*kept, *(f"{n}-{len(kept)}" for n in range(8))]:
        whole = store.read(lambda tx, key=key: tx.flow_versions.find(key, 1)) is not None
        assert whole == (key in kept)
    store.close()
