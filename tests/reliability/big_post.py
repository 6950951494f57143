"""Meta's largest post, 1,000 messages and 3 MB: how soon it is acknowledged, and none is lost.

python -m reliability.big_post --rounds 10
"""

from __future__ import annotations

import argparse
import os
import statistics
import sys
import time

from support.databases import count
from support.house import APP_SECRET, NUMBER, NUMBER_ID, House
from support.posting import post

from milo.demo.signing import encode
from milo.demo.standin import ACCOUNT_ID
from milo.demo.webhooks import envelope
from tests.bench.machine import cpu_seconds, family

from .houses import BOTH, opened

MESSAGES, POST_BYTES = 1_000, 3_000_000
LIMIT_SECONDS = 1.0


def body(round_: int, messages: int = MESSAGES, size: int = POST_BYTES) -> bytes:
    """Return a post of so many messages, each another person's, of so many bytes in all."""
    padding = "x" * (size // messages - 700)
    changes = []
    for number in range(messages):
        phone, user_id = f"54926{round_:03}{number:05}", f"AR.9{round_:03}{number:05}"
        message = {
            "from": phone,
            "from_user_id": user_id,
            "id": f"wamid.big.{round_}.{number}",
            "timestamp": str(int(time.time())),
            "type": "text",
            "text": {"body": f"hola {padding}"},
        }
        value = {
            "messaging_product": "whatsapp",
            "metadata": {"display_phone_number": NUMBER, "phone_number_id": NUMBER_ID},
            "contacts": [{"profile": {"name": "Ana"}, "wa_id": phone, "user_id": user_id}],
            "messages": [message],
        }
        changes.append({"field": "messages", "value": value})
    raw = encode(envelope(ACCOUNT_ID, changes))
    return raw + b" " * (size - len(raw))


def acknowledged(house: House, rounds: int) -> list[tuple[float, float]]:
    """Return the seconds that each post took, and the server's CPU until then.

    Between two the server works what came. The second figure says the same however busy the
    machine is.
    """
    pids = family(house.server.pid)
    found = []
    for round_ in range(rounds):
        raw = body(round_)
        worked, began = cpu_seconds(pids), time.perf_counter()
        status = post(house.server.address, APP_SECRET, raw)
        found.append((time.perf_counter() - began, cpu_seconds(pids) - worked))
        assert status == 200, status
        kept = count(house.database, "inbox", "message_id LIKE %s", f"wamid.big.{round_}.%")
        assert kept == MESSAGES, f"{kept} of {MESSAGES} are kept"
        house.wait_until_quiet(120)
    return found


def main() -> int:
    """Measure on each database; 1 where the median is above a second."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=10)
    parser.add_argument("--only", choices=BOTH)
    options = parser.parse_args()
    slow = False
    for kind in [options.only] if options.only else BOTH:
        with opened(kind) as house:
            house.open()
            found = acknowledged(house, options.rounds)
        seconds, worked = zip(*found, strict=True)
        median = statistics.median(seconds)
        slow = slow or median > LIMIT_SECONDS
        sys.stdout.write(
            f"{kind}: {MESSAGES} messages, {POST_BYTES:,} bytes: acknowledged in {median:.2f} s "
            f"(median of {len(seconds)}; {min(seconds):.2f} to {max(seconds):.2f}), "
            f"CPU {statistics.median(worked):.2f} s, load {os.getloadavg()[0]:.0f}\n"
        )
    return int(slow)


if __name__ == "__main__":
    sys.exit(main())
