"""`python -m milo.cli`."""

from .commands import main

main()
