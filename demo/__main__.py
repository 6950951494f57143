"""Run the stand-in as its own process: `python -m milo.demo --port 9000 --webhook URL …`."""

from __future__ import annotations

import argparse
import json
import signal
import sys
import threading
from pathlib import Path

from .fault_switches import Switches
from .standin import StandIn
from .webhooks import Number

_WAKE_SECONDS = 0.5


def main(arguments: list[str] | None = None) -> int:
    """Run until SIGTERM or Ctrl-C; print the address as the first line when ready.

    Returns:
        0 when it was asked to end, 1 when it could not listen.
    """
    options = _parser().parse_args(arguments)
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    standin = StandIn(
        options.webhook,
        options.secret,
        options.token,
        options.phone_number_id,
        options.number,
        more_numbers=options.more_number,
        templates=json.loads(options.templates.read_text()) if options.templates else None,
        switches=Switches(
            number_rate=options.rate or None,
            pair_rate=not options.no_pair_rate,
            record=not options.no_record,
        ),
        workers=options.workers,
        threads=options.threads,
    )
    try:
        address = standin.start(options.host, options.port)
    except OSError as error:
        sys.stderr.write(f"cannot listen on port {options.port}: {error.strerror}\n")
        return 1
    sys.stdout.write(f"{address}\n")
    sys.stdout.flush()
    while not stop.wait(_WAKE_SECONDS):  # another thread may have been given the signal
        pass
    standin.stop()
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m milo.demo", description="A stand-in for Meta's WhatsApp Cloud API."
    )
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=0, help="0 (the default): any free one")
    parser.add_argument("--webhook", required=True, metavar="URL", help="where webhooks go")
    parser.add_argument("--secret", required=True, help="the app secret that signs them")
    parser.add_argument("--token", required=True, help="the access token that sends must carry")
    parser.add_argument("--phone-number-id", required=True)
    parser.add_argument("--number", default="15550001111", help="our number, digits")
    parser.add_argument(
        "--more-number",
        type=_number,
        action="append",
        default=[],
        metavar="ID:DIGITS:TOKEN[:SECRET[:RATE]]",
        help="a further number; with an app secret and a rate of its own",
    )
    parser.add_argument("--templates", type=Path, metavar="FILE", help="approved templates, JSON")
    parser.add_argument(
        "--rate", type=float, default=80.0, help="messages a second (80); 0: no limit"
    )
    parser.add_argument("--no-pair-rate", action="store_true", help="no limit to one person")
    parser.add_argument("--no-record", action="store_true", help="keep no chats and no log")
    parser.add_argument("--workers", type=int, default=4, help="webhooks at once")
    parser.add_argument("--threads", type=int, default=16, help="sends at once")
    return parser


def _number(text: str) -> Number:
    """Read a further number; raises ValueError."""
    id_, display, token, secret, rate = [*text.split(":"), "", ""][:5]
    return Number(id_, display, token, secret, float(rate) if rate else None)


if __name__ == "__main__":
    sys.exit(main())
