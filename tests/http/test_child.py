"""A process of ours that works for this one."""

import os

import pytest

from milo.http.child import Child


@pytest.mark.skipif(not hasattr(os, "SCHED_BATCH"), reason="only Linux schedules batches")
def test_a_child_takes_no_core_by_waking():
    child = Child("milo.http.carrier")
    try:
        assert os.sched_getscheduler(child.process.pid) == os.SCHED_BATCH
    finally:
        child.end()


def test_a_child_ends_with_our_end_of_the_socket():
    child = Child("milo.http.carrier")
    child.end()
    assert child.process.returncode == 0
