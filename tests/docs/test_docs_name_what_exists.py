"""What the documents name is there, and what is there is named."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from configparser import ConfigParser
from functools import cache

import click
import pytest

from milo.cli.commands import main
from milo.cli.commands.base import Listing
from milo.cli.environment import VARIABLES

from .documents import ROOT, anchors, code_in, documents, links, read, rows, spans

DOCUMENTS = {path.relative_to(ROOT).as_posix(): path.read_text() for path in documents()}
EVERYTHING = "\n".join(DOCUMENTS.values())
OF_OTHERS = {"WatchdogSec", "GraphMethodException", "Session.post", "ThreadingActor", "PyYAML"}
"""Names of the same form that are not ours: systemd's, Meta's, and those of libraries."""
ROOMS_THAT_LOG = ("engine", "http", "store", "cli")


def named(pattern: str) -> set[str]:
    return {match for line in code_in(EVERYTHING) for match in re.findall(pattern, line)}


# make and milo


def make_targets() -> set[str]:
    return set(re.findall(r"^([a-z0-9-]+):.*##", read("Makefile"), re.MULTILINE))


def test_every_make_target_named_exists_and_is_named():
    assert named(r"\bmake ([a-z0-9-]+)") == make_targets()


COMMANDS = {
    name: main.get_command(click.Context(main), name)
    for name in main.list_commands(click.Context(main))
}


def _below(command: click.Command) -> list[str]:
    return (
        command.list_commands(click.Context(command)) if isinstance(command, click.Group) else [""]
    )


def milo_commands() -> set[str]:
    """All, but the `list` of a group that lists by itself: `milo clients` is its name."""
    return {
        f"{name} {below}" if below else name
        for name, command in COMMANDS.items()
        for below in _below(command)
        if not (isinstance(command, Listing) and below == Listing.default)
    }


def test_every_milo_command_named_exists_and_is_named():
    groups = "|".join(name for name, one in COMMANDS.items() if isinstance(one, click.Group))
    told = named(rf"(?<![\w/.@-])milo ((?:{groups}) [a-z-]+|(?!(?:{groups})\b)[a-z]+)")
    assert told == milo_commands()


def test_the_readme_lists_every_command():
    table = {row[0] for row in rows(read("README.md"), "## Commands")}
    listed = {command for command in milo_commands() if any(command in cell for cell in table)}
    assert listed == milo_commands()


# Settings


def test_the_readme_lists_every_setting_with_its_default():
    told = {row[0].strip("`"): row[1].strip("`*") for row in rows(read("README.md"), "## Settings")}
    there = {
        variable.env: "needed" if variable.needed else variable.default or "none"
        for variable in VARIABLES
    }
    assert told == there


def test_every_setting_named_anywhere_exists():
    of_tests = set(re.findall(r"MILO_[A-Z_]+", read("Makefile") + read("tests/conftest.py")))
    there = {variable.env for variable in VARIABLES} | of_tests
    assert set(re.findall(r"MILO_[A-Z_]+[A-Z]", EVERYTHING)) - there == set()


# Links and paths


@pytest.mark.parametrize("name", DOCUMENTS)
def test_links_lead_somewhere(name):
    lost = []
    for link in links(DOCUMENTS[name]):
        if re.match(r"https?:", link):
            continue
        place, _, anchor = link.partition("#")
        target = (ROOT / name).parent / place if place else ROOT / name
        if not target.exists() or (anchor and anchor not in anchors(target.read_text())):
            lost.append(link)
    assert lost == []


@pytest.mark.parametrize("name", DOCUMENTS)
def test_files_and_folders_named_are_there(name):
    """`engine/flow/play/turn.py`, `tests/layers`: whatever begins with one of our folders."""
    folders = "|".join(("engine", "http", "store", "flows", "demo", "cli", "tests", "docs"))
    found = re.compile(rf"(?:{folders})/[\w./-]*")
    paths = {span for span in code_in(DOCUMENTS[name]) if found.fullmatch(span)}
    assert {path for path in paths if not (ROOT / path).exists()} == set()


def test_no_path_of_somebodys_machine_is_named():
    assert re.findall(r"(?<![\w:/])/(?:home|root|work|tmp|Users)/", EVERYTHING) == []


# Classes and what they have

ROOMS = ("engine", "http", "store", "cli", "demo", "tests")
_CLASS = re.compile(r"([A-Z][a-z]\w*)(?:\.(\w+))?(?:\(.*\))?")


@cache
def classes() -> dict[str, set[str]]:
    """Return the members of each of our classes, by its name: those that it inherits as well."""
    members: dict[str, set[str]] = {}
    bases: dict[str, set[str]] = {}
    for path in (path for room in ROOMS for path in (ROOT / room).rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ClassDef):
                members.setdefault(node.name, set()).update(_members(node))
                bases.setdefault(node.name, set()).update(map(_last_name, node.bases))
    return {name: _inherited(name, members, bases, set()) for name in members}


def _members(node: ast.ClassDef) -> Iterator[str]:
    for one in ast.walk(node):
        if isinstance(one, ast.FunctionDef):
            yield one.name
        elif isinstance(one, ast.Assign | ast.AnnAssign):
            targets = one.targets if isinstance(one, ast.Assign) else [one.target]
            yield from map(_last_name, targets)


def _last_name(node: ast.expr) -> str:
    return node.attr if isinstance(node, ast.Attribute) else getattr(node, "id", "")


def _inherited(
    name: str, members: dict[str, set[str]], bases: dict[str, set[str]], seen: set[str]
) -> set[str]:
    if name in seen:
        return set()
    above = (_inherited(base, members, bases, {*seen, name}) for base in bases.get(name, ()))
    return members.get(name, set()).union(*above)


def unknown_names(text: str) -> set[str]:
    """Return what a text names that is no class of ours, or no member of it."""
    found = [match for span in spans(text) if (match := _CLASS.fullmatch(span))]
    return {match[0] for match in found if not _is_known(match[1], match[2])}


def _is_known(name: str, member: str | None) -> bool:
    """Return True also for a word with one capital: it may be prose, or a title."""
    if member:
        return member in classes().get(name, ())
    return name in classes() or not re.search(r"[a-z][A-Z]", name)


@pytest.mark.parametrize("name", DOCUMENTS)
def test_classes_and_their_members_are_there(name):
    assert unknown_names(DOCUMENTS[name]) - OF_OTHERS == set()


@pytest.mark.parametrize("told", ["SessionActor.on_dance", "NoSuchThing", "NoSuchThing.get"])
def test_a_name_that_is_not_there_is_seen(told):
    assert unknown_names(f"See `{told}`.") == {told}
    assert unknown_names("`SessionActor.on_receive`, `SessionActor`, `Result.get()`") == set()


# Logs, metrics, dependencies


@cache
def calls_in_rooms() -> list[ast.Call]:
    paths = [path for room in ROOMS_THAT_LOG for path in (ROOT / room).rglob("*.py")]
    trees = [ast.parse(path.read_text(encoding="utf-8")) for path in paths]
    return [node for tree in trees for node in ast.walk(tree) if isinstance(node, ast.Call)]


def logged_actions() -> set[str]:
    values = [
        keyword.value
        for call in calls_in_rooms()
        if isinstance(call.func, ast.Attribute) and getattr(call.func.value, "id", "") == "log"
        for keyword in call.keywords
        if keyword.arg == "action"
    ]
    return {
        node.value
        for value in values
        for node in ast.walk(value)
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }


def test_the_log_table_has_every_action():
    told = {row[0].strip("`") for row in rows(read("docs/operating.md"), "## Logs")}
    assert told == logged_actions()


def measured() -> set[str]:
    endings = {"count": "_total", "gauge": "", "observe": ""}
    return {
        f"milo_{call.args[0].value}{endings[call.func.attr]}"
        for call in calls_in_rooms()
        if isinstance(call.func, ast.Attribute)
        and call.func.attr in endings
        and call.args
        and isinstance(call.args[0], ast.Constant)
        and isinstance(call.args[0].value, str)
        and ast.unparse(call.func.value).endswith("meter")
    }


def test_the_metrics_table_has_every_metric():
    told = {row[0].strip("`") for row in rows(read("docs/operating.md"), "## Metrics")}
    assert told == measured()


def test_every_dependency_has_its_reason():
    setup = ConfigParser()
    setup.read_string(read("setup.cfg"))
    extras = "\n".join(setup["options.extras_require"].values())
    there = _packages(setup["options"]["install_requires"]) | _packages(extras)
    text = read("docs/dependencies.md")
    cells = [
        row[0]
        for heading in ("## What Milo runs on", "## What it is made with")
        for row in rows(text, heading)
    ]
    assert set(re.findall(r"`([^`]+)`", "".join(cells))) == there


def _packages(listed: str) -> set[str]:
    lines = [line.strip() for line in listed.strip().splitlines()]
    return {re.match(r"[A-Za-z0-9._-]+", line)[0] for line in lines if line}
