"""What the id of a button says: whose it is, and which question it answers.

So a second press, an old button and another client's button are seen for what they are.
"""

from __future__ import annotations

from ...fast_dataclass import dataclass

_SEPARATOR = "|"


@dataclass(frozen=True, slots=True)
class Tap:
    """A button or row, as its id names it.

    Attributes:
        asked: the turn in which its question was first asked; asking again keeps it.
        option: `key` of a button, `=value` of a row, `>page` of "Ver más".
    """

    session_id: str
    flow: str
    version: int
    state: str
    asked: int
    option: str

    def encode(self) -> str:
        """Return the id, 200 characters at most for the ids, names and values we allow."""
        return beginning(self.session_id, self.flow, self.version, self.state, self.asked) + (
            self.option
        )


def beginning(session_id: str, flow: str, version: int, state: str, asked: int) -> str:
    """Return what the ids of all of a question's options begin with."""
    return _SEPARATOR.join((session_id, flow, str(version), state, str(asked), ""))


def read_tap(text: str) -> Tap | None:
    """Read an id that `encode` wrote; None for any other."""
    parts = text.split(_SEPARATOR, 5)
    if len(parts) != 6:
        return None
    session_id, flow, version, state, asked, option = parts
    if not (version.isdecimal() and asked.isdecimal() and len(version + asked) < 12 and option):
        return None
    return Tap(session_id, flow, int(version), state, int(asked), option)


def option_of(text: str) -> str:
    """Return only the option of an id that `encode` wrote; "" for any other."""
    parts = text.split(_SEPARATOR, 5)
    return parts[5] if len(parts) == 6 else ""


@dataclass(frozen=True, slots=True)
class About:
    """A button of a notice, which no question asked: it opens a flow at one of its exits.

    Attributes:
        flow, state, exit_: what is taken, in the flow's newest version.
        slot, value: what the notice is about, as that flow remembers it.
    """

    session_id: str
    flow: str
    state: str
    exit_: str
    slot: str
    value: str

    def encode(self) -> str:
        """Return the id: that of a button whose question was never asked."""
        option = f"{self.exit_}~{self.slot}={self.value}"
        return Tap(self.session_id, self.flow, _NO_VERSION, self.state, 0, option).encode()


_NO_VERSION = 0
"""Flows count their versions from 1."""
_OF_A_NOTICE = f"{_SEPARATOR}{_NO_VERSION}{_SEPARATOR}"


def about_of(text: str) -> About | None:
    """Read an id that `About.encode` wrote; None for any other."""
    tap = read_tap(text) if _OF_A_NOTICE in text else None
    if tap is None or tap.version != _NO_VERSION:
        return None
    exit_, _, what = tap.option.partition("~")
    slot, _, value = what.partition("=")
    return About(tap.session_id, tap.flow, tap.state, exit_, slot, value)
