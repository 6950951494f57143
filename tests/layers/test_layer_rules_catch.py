"""Each rule is shown sources that break it, in every spelling that people use."""

from __future__ import annotations

import pytest

from .imports_of_source import Source
from .layer_rules import (
    known_in_one_place,
    libraries_known,
    rooms_known,
    world_handed_in,
)

BROKEN = [
    (rooms_known, "milo.engine.errors", "from ..http import app"),
    (rooms_known, "milo.engine.errors", "from .. import store"),
    (rooms_known, "milo.engine.errors", "import milo.store.factory"),
    (rooms_known, "milo.engine.flow.play.turn", "from ....cli.settings import VARIABLES"),
    (rooms_known, "milo.engine.errors", "def f():\n    from milo.demo import Chat"),
    (rooms_known, "milo.engine.errors", "if TYPE_CHECKING:\n    from ..store import open_store"),
    (rooms_known, "milo.engine.errors", "import importlib\nimportlib.import_module('milo.store')"),
    (rooms_known, "milo.http.app", "from ..store import open_store"),
    (rooms_known, "milo.http.app", "from ..cli import main"),
    (rooms_known, "milo.store.pool", "from ..http.edge import Edge"),
    (rooms_known, "milo.demo.server", "from ..engine.messages import Outgoing"),
    (rooms_known, "milo.cli.server", "import engine.errors"),
    (rooms_known, "milo.cli.server", "from store import open_store"),
    (libraries_known, "milo.engine.errors", "import falcon"),
    (libraries_known, "milo.engine.errors", "import falcon.testing as t"),
    (libraries_known, "milo.engine.errors", "from waitress import serve"),
    (libraries_known, "milo.engine.errors", "from playhouse.migrations import Runner"),
    (libraries_known, "milo.engine.errors", "import requests"),
    (libraries_known, "milo.engine.errors", "from urllib.request import urlopen"),
    (libraries_known, "milo.engine.errors", "def f():\n    import psycopg"),
    (libraries_known, "milo.engine.errors", "from concurrent.futures import ThreadPoolExecutor"),
    (libraries_known, "milo.engine.errors", "import random"),
    (libraries_known, "milo.store.pool", "import requests"),
    (libraries_known, "milo.http.app", "from peewee import Model"),
    (
        known_in_one_place,
        "milo.engine.flow.compiled.compiled_flow",
        "from transitions import Machine",
    ),
    (known_in_one_place, "milo.engine.flow.machinery", "import transitions"),
    (known_in_one_place, "milo.cli.wiring", "import transitions.extensions"),
    (known_in_one_place, "milo.engine.errors", "from pykka import ActorRef"),
    (world_handed_in, "milo.engine.errors", "from datetime import datetime\ndatetime.now()"),
    (world_handed_in, "milo.engine.errors", "import datetime as dt\ndt.datetime.utcnow()"),
    (world_handed_in, "milo.engine.errors", "from datetime import date as d\nd.today()"),
    (
        world_handed_in,
        "milo.engine.errors",
        "from datetime import datetime\nf(default=datetime.now)",
    ),
    (world_handed_in, "milo.engine.errors", "import time\ntime.time()"),
    (world_handed_in, "milo.engine.errors", "from time import sleep as nap\nnap(1)"),
    (world_handed_in, "milo.engine.errors", "from uuid import uuid4\nuuid4()"),
    (world_handed_in, "milo.engine.errors", "import random as r\nr.Random(1)"),
    (world_handed_in, "milo.engine.errors", "import secrets\nsecrets.token_hex()"),
    (world_handed_in, "milo.engine.errors", "from threading import Thread\nclass T(Thread): ..."),
    (world_handed_in, "milo.engine.errors", "import threading\nthreading.Timer(1, print)"),
    (world_handed_in, "milo.engine.errors", "import os\nos.environ['MILO_PORT']"),
    (world_handed_in, "milo.engine.errors", "import pykka\nclass A(pykka.ThreadingActor): ..."),
]

FINE = [
    (rooms_known, "milo.http.app", "from ..engine.ports import Store\nfrom http import HTTPStatus"),
    (rooms_known, "milo.store.pool", "from ..engine import ports"),
    (rooms_known, "milo.cli.wiring", "from ..store import open_store\nfrom ..http.app import x"),
    (
        rooms_known,
        "milo.engine.flow.play.turn",
        "from ..messages import Incoming\nfrom . import taps",
    ),
    (libraries_known, "milo.engine.errors", "from datetime import time\nimport http_like"),
    (known_in_one_place, "milo.engine.flow.compiled.machine", "from transitions import Machine"),
    (known_in_one_place, "milo.engine.actors.router", "from pykka import ActorRef"),
    (world_handed_in, "milo.engine.errors", "from datetime import datetime, time\ntime(9)\nnow()"),
    (world_handed_in, "milo.engine.errors", "import threading\nthreading.Lock()\nself.clock.now()"),
    (world_handed_in, "milo.cli.system_world", "from datetime import datetime\ndatetime.now()"),
]


@pytest.mark.parametrize(("rule", "module", "text"), BROKEN)
def test_a_planted_violation_is_found(rule, module, text):
    found = list(rule(Source(module, text)))
    assert found
    assert all(line.startswith(module) for line in found)


@pytest.mark.parametrize(("rule", "module", "text"), FINE)
def test_what_is_allowed_passes(rule, module, text):
    assert list(rule(Source(module, text))) == []


def test_a_package_counts_its_dots_from_itself():
    inside = Source("milo.store.memory", "from . import bookings", is_package=True)
    above = Source("milo.store", "from ..engine import ports", is_package=True)
    wrong = Source("milo.store", "from ..http import app", is_package=True)
    assert not [*rooms_known(inside), *rooms_known(above)]
    assert list(rooms_known(wrong)) == ["milo.store:1 imports milo.http.app"]
