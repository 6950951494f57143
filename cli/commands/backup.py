"""`milo backup`: a copy of everything, beside a server that runs."""

from __future__ import annotations

import os
from pathlib import Path

import click

from .base import example, main


@example("milo backup /var/backups/milo-2026-11-23.db")
@main.command()
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
def backup(file: Path) -> None:
    """Copy the whole database to FILE, beside a server that runs, and check the copy.

    Of SQLite it is a database that MILO_DATABASE_URL may name; of PostgreSQL a dump that
    `pg_restore` reads. FILE must not be there yet, and nobody else may read it.
    """
    from ...store.factory import back_up
    from ..environment import read_settings

    if file.exists():
        raise click.UsageError(f"{file} is there already: a backup never replaces another.")
    back_up(read_settings(os.environ).database_url, file)
    click.echo(f"{file}: {file.stat().st_size / 1e6:.1f} MB, checked.")
