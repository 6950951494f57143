"""Three `milo serve` on one PostgreSQL, and everything that may happen to one: `make cluster`.

Each runs on a host of its own: a network namespace with a link to the outside and one to the
database. Where none may be made they run side by side on loopback, and none is cut off.
"""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
import tempfile
import time
from contextlib import ExitStack
from dataclasses import asdict
from pathlib import Path
from typing import Any

from tests.reliability.results import Result as Row
from tests.reliability.results import note

from ..bench.plan import Plan
from .network import DATA, HUB_NUMBER, Host, Network, loopback, namespaces
from .postgres import private_postgres
from .story import Story, faults_of

HOSTS = 3
RESULT = Path(".cluster/result.json")
PLAN = Plan(people=120, pause=3.0, ramp=8.0, statuses="batched", merchants=6, seed=7)
LONG_SECONDS = 14.0
"""How long people are watched after a fault: a message in doubt takes ten seconds."""


async def everything(story: Story) -> None:
    """Kill one, freeze one, cut one off, stop one well; each comes back."""
    await story.strike("killed", story.on(0), story.on(0).kill, LONG_SECONDS)
    await story.start(0)
    await asyncio.sleep(3)
    frozen = story.on(1)
    await story.strike("frozen", frozen, frozen.freeze, LONG_SECONDS)
    frozen.thaw()
    await asyncio.sleep(4)
    if story.network.kind == "namespaces":
        cut = story.on(2)
        await story.strike("cut off", cut, lambda: story.network.cut(cut.host), LONG_SECONDS)
        story.network.mend(cut.host)
        await asyncio.sleep(6)
    ended = story.on(0)
    story.proxy.leave(*ended.to)
    await story.strike("stopped", ended, ended.terminate, 6.0)
    await story.start(0)
    await asyncio.sleep(3)


def inside(network: Network) -> int:
    """Play the story, where Meta and the database are; print and keep what was seen."""
    apart = network.kind == "namespaces"
    address = f"{DATA}.{HUB_NUMBER}" if apart else "127.0.0.1"
    trusted = f"{DATA}.0/24" if apart else "127.0.0.1/32"
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="milo-cluster-")))
        database = stack.enter_context(private_postgres(address, trusted))
        story = Story(network, database, address, PLAN, folder, tell=say)
        began = time.monotonic()
        try:
            report = asyncio.run(story.play(everything))
        finally:
            _keep_logs(folder)
    RESULT.write_text(json.dumps(report, indent=2) + "\n")
    note(row_of(report, time.monotonic() - began))
    say(json.dumps(report, indent=2))
    wrong = faults_of(report)
    for each in wrong:
        say(f"broken: {each}")
    return 1 if wrong else 0


def row_of(report: dict[str, Any], seconds: float) -> Row:
    """Return the row of docs/reliability.md."""
    pauses = ", ".join(
        f"{fault} {one['pause median']:.1f} s (longest {one['pause max']:.1f})"
        for fault, one in report["faults"].items()
    )
    repeated = report["repeated without an excuse"]
    return Row(
        name="50-cluster",
        promise="nothing lost, nothing twice, order kept, taken over within two seconds",
        breaking=f"three processes on one PostgreSQL ({report['network']}): one killed, one frozen "
        "and thawed, one cut off from the database, one stopped, all under load",
        times=f"{report['written']} messages",
        result=f"{report['rows']['answers']} answers, {len(repeated)} repeated without an excuse; "
        f"people waited in the median: {pauses}",
        command="make cluster",
        seconds=seconds,
        ok=not faults_of(report),
    )


def _keep_logs(folder: Path) -> None:
    RESULT.parent.mkdir(exist_ok=True)
    for log in folder.glob("*.log"):
        RESULT.with_name(f"{log.name.partition('-')[2] or log.name}").write_bytes(log.read_bytes())


def say(line: str) -> None:
    """Print something at once."""
    print(line, flush=True)


def main() -> int:
    """Make the network, and play within it."""
    RESULT.parent.mkdir(exist_ok=True)
    try:
        with namespaces(HOSTS) as network:
            command = [*network.hub, sys.executable, "-m", "tests.cluster"]
            return subprocess.run([*command, json.dumps(asdict(network))], check=False).returncode
    except PermissionError as error:
        say(f"no network namespaces here ({error}): on loopback, and nobody is cut off")
        with loopback(HOSTS) as network:
            return inside(network)


def _read(text: str) -> Network:
    read: dict[str, Any] = json.loads(text)
    hosts = [Host(**{**host, "enter": tuple(host["enter"])}) for host in read["hosts"]]
    return Network(read["kind"], tuple(read["hub"]), hosts)


if __name__ == "__main__":
    sys.exit(inside(_read(sys.argv[1])) if sys.argv[1:] else main())
