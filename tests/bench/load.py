"""The process of people and Meta: `python -m tests.bench.load PORT PLAN`.

It prints a line of JSON at each step: its address, the beginning and the end of the measuring, the
figures. It begins when it reads a line. One process plays both parts: it is not what is measured,
and on two cores a third process would only be in the way of the two others.
"""

from __future__ import annotations

import asyncio
import gc
import json
import sys
from typing import Any

import uvloop

from .courier import Courier
from .crowd import Crowd
from .fillers import Fillers
from .graph import Graph
from .ledger import Ledger
from .names import APP_SECRET, HOST, TOKEN, WEBHOOK_PATH
from .plan import Plan
from .visitors import Visitors

LOOK_SECONDS = 0.05


def tell(**what: Any) -> None:
    """Tell the bench something."""
    print(json.dumps(what), flush=True)


async def play(port: int, plan: Plan) -> None:
    """Serve, wait for the word, let people write, wait for the last answers."""
    ledger = Ledger()
    courier = Courier(f"http://{HOST}:{port}{WEBHOOK_PATH}", APP_SECRET, ledger)
    crowd = Crowd(plan, courier, ledger)
    loop = asyncio.get_running_loop()
    fillers = Fillers(port, ledger, courier, plan.key, plan.merchants)

    def taken(send: dict[str, Any]) -> str:
        """Hand a message to the person it is for."""
        is_filler = fillers.knows(send["to"].lstrip("+"))
        return fillers.taken(send) if is_filler else crowd.taken(send)

    server = await loop.create_server(lambda: Graph(TOKEN, taken), HOST, 0, backlog=256)
    tell(graph_port=server.sockets[0].getsockname()[1])
    await loop.run_in_executor(None, sys.stdin.readline)
    await courier.connect(plan.connections)
    await crowd.come()
    visitors = Visitors(port, ledger, plan.merchants)
    visitors.come(plan.visitors)
    fillers.come(plan.fillers)
    await asyncio.sleep(plan.settle)
    await _measure(ledger, plan.seconds)
    await visitors.leave()
    await fillers.leave()
    crowd.stop()
    drained = await _drain(crowd, courier, plan.drain)
    tell(
        counts=ledger.counts,
        measured=ledger.measured,
        milliseconds=ledger.milliseconds(),
        drained=drained,
        unanswered=crowd.unanswered(),
    )


async def _measure(ledger: Ledger, seconds: float) -> None:
    tell(measuring=True)
    ledger.measuring = True
    await asyncio.sleep(seconds)
    ledger.measuring = False
    tell(measuring=False)


async def _drain(crowd: Crowd, courier: Courier, seconds: float) -> bool:
    """Wait until everybody has his answer and every post its 200; return whether that came."""
    loop = asyncio.get_running_loop()
    deadline = loop.time() + seconds
    while crowd.waiting() or courier.under_way:
        if loop.time() > deadline:
            return False
        await asyncio.sleep(LOOK_SECONDS)
    return True


if __name__ == "__main__":
    gc.freeze()
    uvloop.run(play(int(sys.argv[1]), Plan.from_json(sys.argv[2])))
