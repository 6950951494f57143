"""What the machine says about itself and about processes: Linux's /proc."""

from __future__ import annotations

import os
import platform
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

_TICKS = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True, slots=True)
class Memory:
    """A process's resident memory now and at its highest, and its threads."""

    megabytes: float
    peak_megabytes: float
    threads: int


def cpu_seconds(pids: Iterable[int]) -> float:
    """Return the CPU time that processes have used; those that are gone count nothing."""
    return sum(_ticks(pid) for pid in pids) / _TICKS


def family(pid: int) -> list[int]:
    """Return a process and all that it started, and they started, that still live."""
    parents: dict[int, list[int]] = {}
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            parent = int((folder / "stat").read_text().rpartition(")")[2].split()[1])
        except (FileNotFoundError, ProcessLookupError):
            continue
        parents.setdefault(parent, []).append(int(folder.name))
    found = [pid]
    for one in found:
        found += parents.get(one, [])
    return found


def busy_seconds() -> float:
    """Return the CPU time that the whole machine has used."""
    user, nice, system, _idle, _wait, irq, softirq, steal = map(
        int, Path("/proc/stat").read_text().split("\n", 1)[0].split()[1:9]
    )
    return (user + nice + system + irq + softirq + steal) / _TICKS


def descriptors(pid: int) -> int:
    """Return how many files and sockets a process holds open."""
    return len(list(Path(f"/proc/{pid}/fd").iterdir()))


def memory_of(pids: Iterable[int]) -> Memory:
    """Return what processes hold, added up."""
    each = [memory(pid) for pid in pids]
    return Memory(
        round(sum(one.megabytes for one in each), 1),
        round(sum(one.peak_megabytes for one in each), 1),
        sum(one.threads for one in each),
    )


def memory(pid: int) -> Memory:
    """Return what a process holds."""
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    values = dict(line.split(":", 1) for line in lines)
    now, peak = (int(values[name].split()[0]) / 1024 for name in ("VmRSS", "VmHWM"))
    return Memory(round(now, 1), round(peak, 1), int(values["Threads"]))


def describe() -> str:
    """Return the machine in a line."""
    models = [
        line.split(":", 1)[1].strip()
        for line in Path("/proc/cpuinfo").read_text().splitlines()
        if line.startswith("model name")
    ]
    pages = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    return (
        f"{os.cpu_count()} cores {models[0] if models else platform.machine()}, "
        f"{pages / 2**30:.0f} GiB, {platform.system()} {platform.release()}, "
        f"Python {platform.python_version()}"
    )


def _ticks(pid: int) -> int:
    try:
        text = Path(f"/proc/{pid}/stat").read_text()
    except (FileNotFoundError, ProcessLookupError):
        return 0
    user, system = text.rpartition(")")[2].split()[11:13]
    return int(user) + int(system)
