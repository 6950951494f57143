"""A clock that is set back by an hour makes nobody wait for an hour."""

from __future__ import annotations

from datetime import timedelta

from .simulated_world import Stage

HOUR = timedelta(hours=1)


def test_a_turn_that_failed_is_tried_again_within_seconds_of_a_clock_set_back() -> None:
    stage = Stage()
    stage.restart()
    stage.work.faults["carla: hola"] = [KeyError("a defect")]
    stage.writes("p1", "carla: hola")
    stage.wind()
    assert stage.work.done == []
    stage.clock.wind_to(stage.clock.now() - HOUR)
    stage.restart()
    stage.wind(10)
    assert stage.work.done == [("p1", "carla: hola")]
