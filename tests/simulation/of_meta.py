"""What Meta does: it repeats, holds back, refuses, loses answers, tells statuses late."""

from __future__ import annotations

from random import Random

from .kinds import kind
from .meta import CODES, LATE, Plan
from .story import Event
from .world import Simulation


@kind("repeats")
def repeats(world: Simulation, event: Event) -> str:
    if not world.old_posts:
        return "nothing to repeat"
    post = world.old_posts[event.pick % len(world.old_posts)]
    world.bring(post)
    return f"Meta brings an old webhook again: {', '.join(post.messages) or 'statuses'}"


@kind("holds back")
def holds_back(world: Simulation, event: Event) -> str:
    if world.held_back is None:
        world.held_back = []
        return "Meta holds webhooks back"
    count = len(world.held_back)
    world.let_go(Random(event.luck))
    return f"Meta brings {count} webhooks in one, in any order"


@kind("status")
def status(world: Simulation, event: Event) -> str:
    waiting = [fate for fate in world.meta.fates if fate.stage < 3]
    if not waiting:
        return "Meta has nothing to tell"
    fate = waiting[event.pick % len(waiting)]
    stages = ("sent", "delivered", "read")
    if event.luck % 12 == 0:
        world.tells(fate, "failed")
        fate.stage = 3
        return "Meta could not deliver a message"
    fate.stage = min(2, fate.stage + (event.luck % 3 == 0))
    world.tells(fate, stages[fate.stage])
    fate.stage += 1
    return "Meta tells what became of a message"


@kind("fails late")
def fails_late(world: Simulation, event: Event) -> str:
    taken = [fate for fate in world.meta.fates if fate.stage < 3]
    if not taken:
        return "Meta has nothing that could fail"
    fate = taken[-1 - event.pick % min(3, len(taken))]
    codes = list(LATE)
    code = codes[event.luck % len(codes)]
    world.tells(fate, "failed", code)
    fate.stage = 3
    return f"Meta could not deliver what it took: {code} ({LATE[code]})"


@kind("old status")
def old_status(world: Simulation, event: Event) -> str:
    told = [fate for fate in world.meta.fates if fate.told]
    if not told:
        return "Meta has nothing old to tell"
    fate = told[event.pick % len(told)]
    kinds = ("sent", "delivered", "failed", "sent", "delivered")
    world.tells(fate, kinds[event.luck % len(kinds)])
    return "Meta tells late what became of a message"


@kind("refuses")
def refuses(world: Simulation, event: Event) -> str:
    codes = list(CODES)
    code = codes[event.pick % len(codes)]
    times = (1, 1, 2, 4)[event.luck % 4]
    world.meta.plans.extend(Plan("refuses", code) for _ in range(times))
    return f"Meta will refuse {times} with {code}"


@kind("loses")
def loses(world: Simulation, event: Event) -> str:
    kind = ("loses", "late and lost", "half", "bad gateway", "never")[event.pick % 5]
    skip = event.luck % 2
    world.meta.plans.extend([Plan("takes")] * skip + [Plan(kind, seconds=9.0)])
    return f"Meta's next answer but {skip}: {kind}"


@kind("is slow")
def is_slow(world: Simulation, event: Event) -> str:
    seconds = (2.0, 9.0, 14.0)[event.pick % 3]
    kind = ("slow", "late")[event.luck % 2]
    world.meta.plans.append(Plan(kind, seconds=seconds))
    return f"Meta's next answer: {kind}, {seconds:g} s"


@kind("is early")
def is_early(world: Simulation, event: Event) -> str:
    world.meta.plans.append(Plan("early"))
    return "Meta will tell the statuses before it answers"


@kind("unreachable")
def unreachable(world: Simulation, event: Event) -> str:
    seconds = (5, 60, 300)[event.pick % 3]
    world.meta.unreachable_until = world.clock.elapsed + seconds
    return f"Meta cannot be reached for {seconds} s"
