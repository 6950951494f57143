"""A process of ours that works for this one."""

import os
from pathlib import Path
from queue import SimpleQueue

import pytest
from support.polling import until

from milo.http.processes import child
from milo.http.processes.child import HEARTBEAT, ChildProcess, SupervisedChild

SECONDS = 15


@pytest.mark.skipif(not hasattr(os, "SCHED_BATCH"), reason="only Linux schedules batches")
def test_a_child_takes_no_core_by_waking():
    made = ChildProcess("milo.http.processes.sender_child")
    try:
        assert os.sched_getscheduler(made.process.pid) == os.SCHED_BATCH
    finally:
        made.end()


def test_a_child_ends_with_our_end_of_the_socket():
    made = ChildProcess("milo.http.processes.sender_child")
    assert made.frames.receive(SECONDS) == [HEARTBEAT]
    made.end()
    assert made.process.returncode == 0


def supervised(monkeypatch, tmp_path, program: str) -> tuple[SupervisedChild, SimpleQueue[str]]:
    """Supervise a program of a few lines, which has its end as `frames`."""
    begin = [
        "import socket, sys, time",
        "from milo.http.processes.channel import MessageChannel",
        "from milo.http.processes.child import HEARTBEAT",
        "frames = MessageChannel(socket.socket(fileno=int(sys.argv[1])))",
    ]
    (tmp_path / "of_a_test.py").write_text("\n".join([*begin, program]))
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    monkeypatch.setattr(child, "RESTART_SECONDS", 0.0)
    monkeypatch.setattr(child, "SILENT_SECONDS", 0.2)
    seen: SimpleQueue[str] = SimpleQueue()
    made = SupervisedChild(
        "test",
        "of_a_test",
        lambda _, message: seen.put(message),
        lambda: seen.put("restart"),
        on_death=lambda: seen.put("death"),
    )
    made.start()
    return made, seen


def test_a_child_that_lives_and_says_nothing_is_replaced(monkeypatch, tmp_path):
    """Though it sends messages: what its work hangs on may be dead."""
    program = "frames.send(HEARTBEAT)\nwhile True:\n    frames.send('a')\n    time.sleep(0.05)"
    made, seen = supervised(monkeypatch, tmp_path, program)
    told = [word for word in iter(lambda: seen.get(timeout=SECONDS), "restart") if word != "a"]
    made.stop()
    assert told == ["death"]


def test_a_child_that_answers_before_its_first_heartbeat_has_loaded(monkeypatch, tmp_path):
    """What stops then is replaced as soon as any other, not after the time for loading."""
    made, seen = supervised(monkeypatch, tmp_path, "frames.send('a')\nframes.receive()")
    assert [seen.get(timeout=SECONDS) for _ in range(3)] == ["a", "death", "restart"]
    made.stop()


def test_a_child_that_has_yet_to_load_is_given_time(monkeypatch, tmp_path):
    program = "time.sleep(1)\nframes.send(HEARTBEAT)\nframes.send('well')\nframes.receive()"
    made, seen = supervised(monkeypatch, tmp_path, program)
    assert seen.get(timeout=SECONDS) == "well"
    made.stop()


def test_a_child_whose_work_is_not_in_order_is_replaced(monkeypatch, tmp_path):
    made, seen = supervised(monkeypatch, tmp_path, "frames.receive()")
    made._is_well = lambda: False
    assert [seen.get(timeout=SECONDS) for _ in range(2)] == ["death", "restart"]
    made.stop()


def test_a_child_is_given_no_variable_that_it_does_not_need(monkeypatch):
    monkeypatch.setenv("CLINIC_TOKEN", "a business's token")
    monkeypatch.setenv("PGPASSWORD", "the database's")
    monkeypatch.setenv("HTTPS_PROXY", "http://proxy:3128")
    made = ChildProcess("milo.http.processes.sender_child", needs=("HTTPS_PROXY",))
    until(lambda: b"sender_child" in Path(f"/proc/{made.process.pid}/cmdline").read_bytes(), "exec")
    given = Path(f"/proc/{made.process.pid}/environ").read_bytes()
    made.end()
    assert b"PATH=" in given
    assert b"HTTPS_PROXY" in given
    assert b"CLINIC" not in given
    assert b"PGPASSWORD" not in given
