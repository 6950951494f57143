"""The `milo` command: one file for each group of commands."""

from . import bookings, businesses, checks, clients, outbox, people, running, shortlinks
from .base import main

__all__ = [
    "bookings",
    "businesses",
    "checks",
    "clients",
    "main",
    "outbox",
    "people",
    "running",
    "shortlinks",
]
