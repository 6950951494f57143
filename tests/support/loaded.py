"""`milo serve` that tells, at its end, which modules it had when it began to serve.

`python -m support.loaded FILE`
"""

from __future__ import annotations

import json
import signal
import sys
from pathlib import Path
from typing import Any

from milo.cli import main as milo


def tell(file: Path) -> None:
    """Write the modules down at the first signal handler that is set: all else stands by then."""
    handle = signal.signal

    def told(number: int, handler: Any) -> Any:
        if not file.exists():
            file.write_text(json.dumps(sorted(sys.modules)))
        return handle(number, handler)

    signal.signal = told


if __name__ == "__main__":
    tell(Path(sys.argv[1]))
    milo(["serve"])
