"""What becomes of the machine: time passes, it dies, its clock jumps, its store is in trouble."""

from __future__ import annotations

from .disk import Fault
from .kinds import kind
from .meta import Plan
from .story import Event
from .world import Simulation


@kind("waits")
def waits(world: Simulation, event: Event) -> str:
    minutes = (0.1, 0.2, 1, 5, 11, 16, 31)[event.pick % 7]
    world.wait(minutes * 60)
    return f"{minutes:g} minutes pass"


@kind("waits a while")
def waits_a_while(world: Simulation, event: Event) -> str:
    minutes = (11, 31)[event.pick % 2]
    world.wait(minutes * 60)
    return f"{minutes} minutes pass"


@kind("hours")
def hours(world: Simulation, event: Event) -> str:
    span = (2, 13, 24)[event.pick % 3]
    world.wait(span * 3600)
    return f"{span} hours pass"


@kind("sleeps")
def sleeps(world: Simulation, event: Event) -> str:
    minutes = (5, 20, 45, 13 * 60, 25 * 60, 25 * 60)[event.pick % 6]
    world.die()
    world.clock.elapsed += minutes * 60
    return f"the machine is off for {minutes} minutes"


@kind("sleeps a while")
def sleeps_a_while(world: Simulation, event: Event) -> str:
    world.die()
    world.clock.elapsed += 45 * 60
    return "the machine is off for 45 minutes"


@kind("sleeps for a day")
def sleeps_for_a_day(world: Simulation, event: Event) -> str:
    world.die()
    world.clock.elapsed += 25 * 3600
    return "the machine is off for 25 hours"


@kind("kill")
def kill(world: Simulation, event: Event) -> str:
    world.process.run(event.pick % 8)
    world.die()
    return f"the program is killed after {event.pick % 8} jobs"


@kind("kill within")
def kill_within(world: Simulation, event: Event) -> str:
    where = event.pick % 5
    if where == 0:
        world.meta.plans.append(Plan("kill after"))
        return "the program will be killed when Meta has taken a message"
    if where == 1:
        world.meta.plans.append(Plan("kill before"))
        return "the program will be killed before Meta takes a message"
    kind = "kill after" if where == 2 else "kill"
    skips, calls = event.luck % 5, (event.luck >> 4) % 14
    world.store.faults.append(Fault(kind, skips, calls))
    return f"{kind}: in the transaction after {skips}, at call {calls}"


@kind("clock")
def clock(world: Simulation, event: Event) -> str:
    seconds = (-3600, -120, -5, 5, 300, 7200)[event.pick % 6]
    world.clock.offset += seconds
    world.model.deliveries.clock_jumped()
    return f"the clock jumps by {seconds} s"


@kind("store")
def store(world: Simulation, event: Event) -> str:
    kind = ("away", "breaks", "unsure", "full", "locked", "readonly")[event.pick % 6]
    skips, calls, times = (
        event.luck % 3,
        (event.luck >> 4) % 12,
        (1, 1, 2, 4)[(event.luck >> 8) % 4],
    )
    world.store.faults.append(Fault(kind, skips, calls, times))
    return f"the store will be in trouble: {kind}, {times} times"


@kind("defect")
def defect(world: Simulation, event: Event) -> str:
    world.defects = (1, 2, 3, 3, 4)[event.pick % 5]
    return f"a defect will meet the next {world.defects} turns"


@kind("nudges")
def nudges(world: Simulation, event: Event) -> str:
    contacts = sorted(world.onlooker.look().contacts)
    world.engine.nudge([*contacts, "nobody"])
    world.engine.send([*contacts, "nobody"])
    return "everybody is nudged"
