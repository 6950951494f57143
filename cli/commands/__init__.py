"""The `milo` command: one file for each group of commands."""

from . import checks, running
from .base import main

__all__ = ["checks", "main", "running"]
