"""What all commands share: exit statuses, faults in a line, examples, `--json`."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from importlib import import_module
from typing import TYPE_CHECKING, Any, TypeVar

import click

from ...engine.errors import Fault, InputError, MiloError, StoreError

if TYPE_CHECKING:
    from ...http.api.validation import RequestModel

FOUND = 1
"""The exit status where something is wrong; click's own 2 means used wrongly."""
T = TypeVar("T")
Model = TypeVar("Model", bound="RequestModel")


MODULES = {
    "backup": "backup",
    "bookings": "bookings",
    "businesses": "businesses",
    "chat": "running",
    "clients": "clients",
    "demo": "running",
    "doctor": "doctor",
    "explain": "explain",
    "export": "privacy",
    "forget": "privacy",
    "flow": "flow",
    "forms": "forms",
    "handback": "people",
    "inbox": "inbox",
    "migrate": "running",
    "outbox": "outbox",
    "panel": "panel",
    "prune": "privacy",
    "reply": "people",
    "serve": "running",
    "shortlinks": "shortlinks",
    "templates": "templates",
}
"""Which file has a command."""


class Lazy(click.Group):
    """A group that loads a command's file when the command is asked for.

    Args:
        package: where the files are.
        modules: which file has a command.
    """

    def __init__(
        self, *args: Any, package: str = "", modules: Mapping[str, str] | None = None, **more: Any
    ) -> None:
        super().__init__(*args, **more)
        self.package = package
        self.modules = modules or {}

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return every command's name."""
        return sorted(self.modules)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Load a command."""
        if cmd_name in self.modules:
            import_module(f"{self.package}.{self.modules[cmd_name]}")
        return super().get_command(ctx, cmd_name)


class CommandGroup(Lazy):
    """Commands whose expected faults are one line on standard error, never a traceback.

    Each is loaded when it is asked for, so that `milo serve` listens at once.
    """

    def invoke(self, ctx: click.Context) -> Any:
        """Run a command; a fault of ours ends it with 1."""
        try:
            return super().invoke(ctx)
        except StoreError as error:
            click.echo(" ".join(str(error).split()), err=True)
            ctx.exit(FOUND)
        except MiloError as error:
            click.echo(str(error), err=True)
            ctx.exit(FOUND)


class Listing(click.Group):
    """A group that lists when it is told nothing else: `milo clients` is `milo clients list`."""

    default = "list"

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Put `list` before what names no command of the group and asks for no help."""
        asks_for_help = bool(args) and args[0] in ctx.help_option_names
        if not asks_for_help and (not args or args[0] not in self.commands):
            args = [self.default, *args]
        return super().parse_args(ctx, args)


def example(*lines: str) -> Callable[[T], T]:
    """End a command's help with examples."""

    def add(command: T) -> T:
        assert isinstance(command, click.Command)
        command.epilog = "\n\n".join(
            [f"Example: {lines[0]}", *(f"Example: {line}" for line in lines[1:])]
        )
        return command

    return add


as_json = click.option("--json", "as_json", is_flag=True, help="For programs.")


def print_json(data: Any) -> None:
    """Print data for programs."""
    click.echo(json.dumps(data, indent=2, ensure_ascii=False))


def typed(read: Callable[[], T], names: Mapping[str, str]) -> T:
    """Return what `read` makes of what was typed; its faults end the command with 2.

    `names` says how a path was typed: `{"user_phone": "--phone"}`.
    """
    try:
        return read()
    except InputError as error:
        told = [f"{names.get(one.path, one.path)}: {one.message}" for one in error.faults]
        raise click.UsageError("\n".join(told)) from None


def asked(
    model: type[Model],
    data: Mapping[str, Any],
    names: Mapping[str, str],
    more: Iterable[Fault] = (),
) -> Model:
    """Return what was typed as a request of the API's, held to the same rules; see `typed`."""
    from ...http.api.validation import raise_any, unstorable, validate

    typed(lambda: raise_any(unstorable(data)), names)
    return typed(lambda: validate(model, data, more), names)


@click.group(
    cls=CommandGroup,
    package=__package__,
    modules=MODULES,
    context_settings={"help_option_names": ["-h", "--help"]},
)
@click.version_option(package_name="milo", prog_name="milo")
def main() -> None:
    """Milo: conversations and bookings on WhatsApp, many merchants on one number."""
