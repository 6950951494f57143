"""A process of ours that works for this one."""

import os

import pytest

from milo.http.processes.child import ChildProcess


@pytest.mark.skipif(not hasattr(os, "SCHED_BATCH"), reason="only Linux schedules batches")
def test_a_child_takes_no_core_by_waking():
    child = ChildProcess("milo.http.processes.sender_child")
    try:
        assert os.sched_getscheduler(child.process.pid) == os.SCHED_BATCH
    finally:
        child.end()


def test_a_child_ends_with_our_end_of_the_socket():
    child = ChildProcess("milo.http.processes.sender_child")
    child.end()
    assert child.process.returncode == 0
