"""The `milo` command: one file for each group of commands, loaded when it is asked for."""

from .base import main

__all__ = ["main"]
