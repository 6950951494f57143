"""What holds for all commands."""

from __future__ import annotations

from collections.abc import Iterator

import click
import pytest

from milo.cli import main
from milo.cli.commands.base import Listing

PRINTS_DATA = {
    *("clients list", "clients show", "clients apply", "clients status"),
    *("businesses list", "businesses add", "businesses set"),
    *("bookings list", "bookings add", "bookings move", "bookings confirm", "bookings reject"),
    *("bookings cancel", "bookings done", "bookings no-show"),
    *("shortlinks list", "outbox list", "inbox list", "reply", "handback", "doctor"),
    *("flow publish", "flow replay", "explain"),
}


def commands(group: click.Group = main, before: str = "") -> Iterator[tuple[str, click.Command]]:
    context = click.Context(group)
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        assert command
        yield before + name, command
        if isinstance(command, click.Group):
            yield from commands(command, f"{before}{name} ")


COMMANDS = dict(commands())


@pytest.mark.parametrize("name", COMMANDS)
def test_help_has_an_example(milo, name):
    for flag in ("--help", "-h"):
        told = milo.good(*name.split(), flag)
        assert told.startswith("Usage: ")
        assert "Example: " in told


@pytest.mark.parametrize("name", COMMANDS)
def test_examples_are_of_the_command_itself(name):
    examples = [line for line in (COMMANDS[name].epilog or "").split("\n") if line]
    group = name.removesuffix(" list")
    assert examples
    assert all(f"milo {group}" in line for line in examples), examples


@pytest.mark.parametrize("name", sorted(PRINTS_DATA))
def test_what_prints_data_has_json(milo, name):
    assert "--json" in milo.good(*name.split(), "--help")


@pytest.mark.parametrize("name", [n for n, one in COMMANDS.items() if isinstance(one, Listing)])
def test_a_listing_group_lists_by_itself(milo, name):
    if name == "bookings":
        milo.apply()
        assert milo.good(name, "carla") == milo.good(name, "list", "carla")
    else:
        assert milo.good(name) == milo.good(name, "list")


@pytest.mark.parametrize(
    "arguments",
    [
        ("nothing",),
        ("clients", "--nothing"),
        ("clients", "show"),
        ("clients", "status", "carla", "closed"),
        ("bookings",),
        ("bookings", "confrim", "x"),
        ("shortlinks", "--status", "open"),
        ("outbox", "--limit", "0"),
        ("outbox", "again"),
        ("inbox", "--limit", "0"),
        ("inbox", "again"),
        ("handback",),
    ],
)
def test_wrong_use_ends_with_2(milo, arguments):
    assert "Usage: " in milo.misused(*arguments)


@pytest.mark.parametrize(
    "arguments",
    [
        ("clients",),
        ("businesses",),
        ("bookings", "carla"),
        ("shortlinks",),
        ("outbox",),
        ("inbox",),
        ("reply",),
        ("handback", "s"),
        ("migrate",),
    ],
)
@pytest.mark.parametrize("url", ["mysql://x/y", "postgresql://localhost:1/x", "sqlite:////no/x.db"])
def test_a_database_that_cannot_be_had_is_one_line(milo, arguments, url):
    milo.env["MILO_DATABASE_URL"] = url
    said = milo.wrong(*arguments)
    assert said
    assert "\n" not in said


def test_a_wrong_setting_is_named(milo):
    milo.env["MILO_PORT"] = "x"
    assert milo.wrong("clients") == "MILO_PORT is not a port: 0 to 65535"
