"""SIGKILL of a real server at each step of a turn, on each planned path of each flow.

A path (see `plans`) leads to one exit of one flow. It is walked once without harm, and
then once for each point of `support.killable`: the server dies there during the path's last step,
and the next one takes over on the same database. What comes of it must be the same: the same turn,
played once; the same words, once; the same bookings.

The reception's flow is walked by the merchant's own phone, which the merchant's link made one. Who
waits for a person, or asked for a booking, has done so before; what they read is looked at, too.

    python -m reliability.crash --kind sqlite --flow reservas --every 5
"""

from __future__ import annotations

import argparse
import multiprocessing
import queue
import re
import sys
import time
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

from support.killable import POINTS

from milo.cli.flow_files import shipped_flows

from .crash_stage import Tally, staged
from .houses import BOTH
from .plans import NothingPlannedError, Plan, plans
from .results import Result, note, noted

STRIDE = 24
_WRONG = re.compile(rf"[a-z_]+: .* at (?:{'|'.join(POINTS)}): ")
"""What is printed of a walk that came out wrong."""


def run(kind: str, found: list[Plan], points: list[str], houses: int) -> Iterator[Tally]:
    """Walk paths through a death at each point, in several houses at once: each mostly waits.

    A whole run takes hours and may be cut off: paths are taken in strides, so that what has been
    walked by then is a part of each flow.

    Yields: what there is after each stride.
    """
    context = multiprocessing.get_context("spawn")
    told: multiprocessing.Queue[tuple[int, Tally]] = context.Queue()
    shares = [found[at::houses] for at in range(houses)]
    walking = [
        context.Process(target=_walk, args=(kind, share, points, at, told), daemon=True)
        for at, share in enumerate(shares)
        if share
    ]
    for each in walking:
        each.start()
    newest = {at: Tally(planned=len(share)) for at, share in enumerate(shares)}
    while any(each.is_alive() for each in walking) or not told.empty():
        with suppress(queue.Empty):
            at, tally = told.get(timeout=1)
            newest[at] = tally
            yield _summed(newest.values())
    fallen = sum(each.exitcode != 0 for each in walking)
    assert not fallen, f"{fallen} of {houses} houses fell: what they walked is not whole"


def _walk(
    kind: str, share: list[Plan], points: list[str], at: int, told: multiprocessing.Queue[Any]
) -> None:
    """Walk the share of one house; tell what there is after each stride."""
    with staged(kind) as stage:
        stage.tally.planned = len(share)
        for first in range(min(STRIDE, len(share))):
            for plan in share[first::STRIDE]:
                stage.try_all(plan, points)
            told.put((at, stage.tally))


def _summed(tallies: Iterable[Tally]) -> Tally:
    total = Tally()
    for one in tallies:
        total.planned += one.planned
        total.paths += one.paths
        total.elsewhere += one.elsewhere
        total.deaths += one.deaths
        total.never += one.never
        total.repeated += one.repeated
        total.wrong += one.wrong
    return total


def walk_again(kind: str, found: list[Plan], told: list[str]) -> list[str]:
    """Walk what came out wrong once more, each by itself; return what is wrong still.

    Args:
        told: what a run printed of it, `flow: path at point: …`.
    """
    named: dict[str, list[str]] = {}
    for line in told:
        path, _, rest = line.partition(" at ")
        named.setdefault(path, []).append(rest.split(":")[0])
    with staged(kind) as stage:
        for plan in found:
            if points := named.get(plan.name):
                stage.try_all(plan, points)
        assert stage.tally.paths == len(named), f"not all of {sorted(named)} are planned"
        return stage.tally.wrong


def _planned(flows: list[str]) -> list[Plan]:
    """Return the paths of some flows that can be walked, and say of how many that there are.

    Raises:
        NothingPlannedError: one has none.
    """
    every = []
    for flow in flows:
        found, known = plans(flow)
        print(f"{flow}: {len(found)} of {known} paths can be walked", flush=True)
        every += found
    return every


def _name(kind: str, flows: list[str]) -> str:
    return "-".join(["10-crash", kind, *flows])


def _result(kind: str, flows: list[str], tally: Tally, every: int, seconds: float) -> Result:
    deaths = sum(tally.deaths.values())
    return Result(
        name=_name(kind, flows),
        promise="a turn stands whole or is played again; its message is worked once, its "
        "answer comes once",
        breaking=f"`SIGKILL` at each of {len(tally.deaths)} points of a turn, on every "
        f"planned path of {' and '.join(flows) or 'every flow'} ({kind})",
        times=f"{tally.paths} of {tally.planned} paths, {deaths} kills",
        result=f"{deaths - len(tally.wrong)} went on as if nothing had been; "
        f"{tally.repeated} messages came twice"
        + (f"; {len(tally.elsewhere)} led elsewhere" if tally.elsewhere else "")
        + (f"; WRONG: {len(tally.wrong)}" if tally.wrong else ""),
        command="make crash"
        + (f' FLOWS="{" ".join(flows)}"' if flows else "")
        + (f" EVERY={every}" if every > 1 else ""),
        seconds=seconds,
        ok=not tally.wrong,
    )


def _note_again(kind: str, flows: list[str], found: list[Plan], printed: Path) -> bool:
    """Walk again what a run found wrong, note it in the run's row, and return whether it holds."""
    told = [line for line in printed.read_text().splitlines() if _WRONG.match(line)]
    wrong = walk_again(kind, found, told)
    print(*wrong, sep="\n")
    kept = noted(_name(kind, flows))
    good = int(kept.result.split()[0]) + len(told) - len(wrong)
    rest = kept.result.partition(" ")[2].partition("; WRONG")[0]
    result = f"{good} {rest}; {len(told)} of them when they were walked again"
    result += f"; WRONG: {len(wrong)}" if wrong else ""
    note(replace(kept, result=result, ok=not wrong))
    return not wrong


def main() -> int:
    """Run, keep the result, and return the exit status."""
    shipped = [path.stem for path in shipped_flows()]
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kind", choices=BOTH, action="append")
    parser.add_argument("--flow", choices=shipped, action="append")
    parser.add_argument("--point", choices=POINTS, action="append")
    parser.add_argument("--every", type=int, default=1, help="walk one path in so many")
    parser.add_argument("--houses", type=int, default=3, help="servers at once")
    parser.add_argument(
        "--again", type=Path, help="what a run printed: walk what was wrong again, and say so"
    )
    given = parser.parse_args()
    try:
        found = _planned(given.flow or shipped)[:: given.every]
    except NothingPlannedError as fault:
        parser.exit(1, f"{fault}\n")
    ok = True
    for kind in given.kind or BOTH:
        flows, begun, told = given.flow or [], time.monotonic(), set[str]()
        if given.again:
            ok = _note_again(kind, flows, found, given.again) and ok
            continue
        for tally in run(kind, found, given.point or list(POINTS), given.houses):
            note(_result(kind, flows, tally, given.every, time.monotonic() - begun))
            news = [*tally.wrong, *(f"led elsewhere: {one}" for one in tally.elsewhere)]
            for one in news:
                if one not in told:
                    print(one, flush=True)
            told |= {*news}
            ok = ok and not tally.wrong
    return 0 if ok else 1


if __name__ == "__main__":
    sys.exit(main())
