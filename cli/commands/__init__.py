"""The `milo` command: a file for each group of commands, loaded when it is asked for."""

from .base import main

__all__ = ["main"]
