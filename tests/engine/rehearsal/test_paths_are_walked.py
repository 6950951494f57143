"""Every path of every shipped flow, walked through a whole Milo: webhook to stand-in."""

from __future__ import annotations

import logging
from functools import cache

import pytest
import structlog

from milo.cli.flow_files import shipped_flows
from milo.cli.rehearsing.setup import rehearsal_setup
from milo.cli.rehearsing.walking import walked
from milo.engine.rehearsal.setup import RehearsalSetup


@cache
def house() -> RehearsalSetup:
    return rehearsal_setup()


@pytest.fixture(autouse=True)
def quiet():
    before = structlog.get_config()
    quiet = structlog.make_filtering_bound_logger(logging.CRITICAL)
    structlog.configure(wrapper_class=quiet, cache_logger_on_first_use=False)
    yield
    structlog.configure(**before)


@pytest.mark.slow
@pytest.mark.parametrize("flow", [path.stem for path in shipped_flows()])
def test_every_exit_is_reached_through_the_whole_of_milo(flow: str):
    every = list(walked(house(), flow))
    assert every
    assert [(one.path.name, one.astray) for one in every if one.astray] == []
