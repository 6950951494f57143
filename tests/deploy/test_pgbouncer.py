"""A real pgbouncer: transaction mode is refused with a sentence, session mode works."""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import pytest
from support.databases import fresh_postgres

from milo.engine.errors import ConfigurationError
from milo.store import open_store

from .conftest import free_port

CONFIG = """
[databases]
* = host={host} port={port} user={user}
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = {own}
auth_type = any
pool_mode = {mode}
unix_socket_dir =
"""


def pooled(mode: str, url: str, run, folder: Path) -> str:
    """Start one in front of a database; return the URL that leads through it."""
    parts, own = urlsplit(url), free_port()
    config = folder / "pgbouncer.ini"
    config.write_text(
        CONFIG.format(host=parts.hostname, port=parts.port, user=parts.username, own=own, mode=mode)
    )
    command = ["pgbouncer", str(config)]
    if os.geteuid() == 0:  # it refuses to run as root
        config.chmod(0o644)
        for parent in config.parents:
            if parent.stat().st_uid == 0 and parent.stat().st_mode & 0o005 != 0o005:
                parent.chmod(parent.stat().st_mode | 0o055)
        command = ["runuser", "-u", "nobody", "--", shutil.which("pgbouncer", path="/usr/sbin")]
        command.append(str(config))
    run(own, *command)
    return urlunsplit(parts._replace(netloc=f"{parts.username}@127.0.0.1:{own}"))


@pytest.mark.parametrize("mode", ["transaction", "statement"])
def test_a_pooler_that_shares_sessions_is_refused(mode, postgres_url, run, tmp_path):
    with fresh_postgres(postgres_url) as database:
        url = pooled(mode, database.url, run, tmp_path)
        with pytest.raises(ConfigurationError, match="pool_mode = session"):
            open_store(url)


def test_one_that_gives_each_connection_its_session_works(postgres_url, run, tmp_path):
    with fresh_postgres(postgres_url) as database:
        store = open_store(pooled("session", database.url, run, tmp_path), own=True)
        assert store.ready()
        store.close()
