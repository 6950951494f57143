"""An explained message, for people and for programs."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Mapping
from datetime import datetime, tzinfo
from typing import Any

from rich import box
from rich.console import Console, Group, RenderableType
from rich.padding import Padding
from rich.panel import Panel
from rich.table import Table
from rich.text import Text

from ..engine.booking.settings.settings import settings_of
from ..engine.explaining.exits_taken import ExitTaken
from ..engine.explaining.explanation import (
    COMMANDS,
    UNDERSTOOD,
    Explained,
    MessageFate,
    Route,
    commands_of,
)
from ..engine.messages import Incoming, Kind, Outgoing
from ..engine.model import Client, OutboxRow, OutboxStatus
from ..http.text import one_line
from .showing import masked

_BUBBLE = 56
_LONG = 160
_ROUTES = {
    Route.SLUG: "it is the merchant's slug",
    Route.BUTTON: "its button was sent by this conversation",
    Route.FORM: "its form was sent by this conversation",
    Route.QUOTE: "it quotes a message of this conversation",
    Route.LOBBY: "the lobby: no conversation with a merchant that attends",
    Route.MOST_RECENT: "the most recent conversation",
    Route.TIMER: "its time had come: nobody had written since",
    Route.DESK: "a merchant answers somebody, quoting what it was told of them",
}
_FATES = {
    MessageFate.WAITS: "It waits to be worked",
    MessageFate.PARKED: "It was put aside, and the person was told",
    MessageFate.NOT_OURS: "It came for a number that is not ours: kept, and never answered",
    MessageFate.SILENT: "Nobody waits for an answer to it: a reaction, an edit, a notice",
    MessageFate.FORM_OVER: "The form was over, or had been answered that already: nothing was done",
    MessageFate.PASSED_ON: "It was passed on to the person",
    MessageFate.LOBBY: "The lobby answered it",
    MessageFate.WITH_A_PERSON: "A person has the conversation: the bot was silent",
    MessageFate.PLAYED: "It was played",
    MessageFate.UNASKED: "No turn sent it: it is a notice, a person's reply, or the lobby's word",
}
_RULES = {
    "tap": "a tap on the question that was being asked",
    "old_button": "a button of an earlier question",
    "escape": "an escape's word, as the whole message",
    "word": "a word or a button's title of this state",
    "typed": "read by the state's parser and checks",
    "row": "a row's number or title",
    "moments": "days and hours found in the sentence",
    "names": "a service, a person or how many, found in the sentence",
    "meanings": "what the sentence means, in any words",
    "replies": "a short reply as a whole",
    "form": "what was filled in or tapped on a screen of a form",
    "either": "one of the meanings that were asked about",
    "inside": "a word inside the message",
    "unreadable": "nothing that we read: a photo, a voice note",
    "nothing": "by nobody: invalid",
}
_READ = (UNDERSTOOD, COMMANDS)
_STATUS = {
    OutboxStatus.PENDING: "·",
    OutboxStatus.SENT: "✓",
    OutboxStatus.DELIVERED: "✓✓",
    OutboxStatus.READ: "✓✓ read",
    OutboxStatus.FAILED: "✗",
}


# -- for programs ---------------------------------------------------------------------------------


def to_json(told: Explained) -> dict[str, Any]:
    """Return all of it as JSON data."""
    row, turn, session = told.received, told.turn, told.session
    return {
        "fate": told.fate.value,
        "route": told.route.value if told.route else None,
        "message": {
            "id": row.message_id,
            "received_at": row.received_at.isoformat(),
            "done_at": row.done_at.isoformat() if row.done_at else None,
            "attempts": row.attempts,
            "error": row.error,
            **(row.message.to_json() if row.message else {}),
        }
        if row
        else None,
        "contact": told.contact.id if told.contact else None,
        "session": session.id if session else None,
        "client": session.client_slug if session else None,
        "turn": {
            "id": turn.id,
            "number": turn.turn,
            "now": turn.now.isoformat(),
            "flow": turn.flow,
            "version": turn.flow_version,
            "state_before": turn.state_before,
            "state_after": turn.state_after,
            "input": turn.input,
            "understood": told.heard or None,
            "answers": [one for one in turn.answers if one.get("call") not in _READ],
            "commands": list(commands_of(turn)),
            "path": [list(step) for step in turn.path],
            "exits": [_exit_json(exit_) for exit_ in told.exits],
        }
        if turn
        else None,
        "sent": [_sent_json(one) for one in told.sent],
    }


def _exit_json(exit_: ExitTaken) -> dict[str, Any]:
    return {
        "flow": exit_.flow,
        "version": exit_.version,
        "state": exit_.state,
        "trigger": exit_.trigger,
        "to": exit_.target,
        "path": exit_.path or None,
        "line": exit_.line or None,
        "column": exit_.column or None,
    }


def _sent_json(row: OutboxRow) -> dict[str, Any]:
    return {
        "id": row.id,
        "wamid": row.wamid,
        "contact": row.contact_id,
        "status": row.status.value,
        "error": row.error,
        "attempts": row.attempts,
        "created_at": row.created_at.isoformat(),
        "claimed_at": row.claimed_at.isoformat() if row.claimed_at else None,
        "retry_at": row.retry_at.isoformat() if row.retry_at else None,
        "body": row.body.to_json(),
    }


# -- for people -----------------------------------------------------------------------------------


def show(told: Explained, client: Client | None) -> None:
    """Print it: the message as a bubble, why and how, the answer as another."""
    zone = settings_of(client).zone if client else None
    console = Console(file=sys.stdout, highlight=False, soft_wrap=False)
    parts: list[RenderableType] = [Text(_headline(told, client), style="bold"), Text()]
    if told.received:
        parts += [_bubble(_said(told.received.message), "green", right=True), Text()]
    table = Table(box=None, show_header=False, padding=(0, 2, 0, 0), pad_edge=False)
    table.add_column(style="bold", no_wrap=True)
    table.add_column(overflow="fold")
    for name, value in _facts(told, zone):
        table.add_row(name, value if isinstance(value, Text) else Text(value))
    parts += [table, Text()]
    for row in told.sent:
        parts += [_bubble(_answer(row.body), "white"), Text(_became(row), style="dim"), Text()]
    console.print(Group(*parts))


def _headline(told: Explained, client: Client | None) -> str:
    contact = told.contact
    who = " ".join(filter(None, (contact.name, masked(contact.user_phone)))) if contact else ""
    whom = client.name if client else ""
    return one_line(" → ".join(filter(None, (who or "Somebody", whom))), _LONG)


def _facts(told: Explained, zone: tzinfo | None) -> Iterator[tuple[str, str | Text]]:
    row, turn = told.received, told.turn
    if row:
        yield "received", f"{_time(row.received_at, zone)}   {row.message_id}"
    if told.fate is not MessageFate.PLAYED:
        yield "fate", _FATES[told.fate] + "."
    if row and row.error:
        yield "error", Text(one_line(row.error, 500), style="red")
    if row and row.attempts:
        yield "tried", f"{row.attempts + 1} times"
    if told.route:
        yield (
            "routed",
            f"{told.session.client_slug + ': ' if told.session else ''}" + _ROUTES[told.route],
        )
    if turn:
        of = f"session {turn.session_id}" if turn.session_id else "the lobby"
        yield "played", f"{_time(turn.now, zone)}   turn {turn.turn} of {of}"
        yield "flow", f"{turn.flow} {turn.flow_version}, in {turn.state_before}"
    if told.heard:
        yield "understood", _RULES.get(told.heard, told.heard)
    for command in commands_of(turn):
        yield "command", _command(command)
    yield from _calls(told)
    yield from _exits(told)
    if turn and turn.state_after != turn.state_before:
        yield "now in", turn.state_after


def _command(command: Mapping[str, Any]) -> str:
    """Return a command in a line: `answer date=2026-11-27 · «el viernes» · 1.0`."""
    wish = command.get("wish", {})
    meant = ", ".join(wish.get("values", ())) or wish.get("label", "")
    topic = f" {command['topic']}" if command.get("topic") else ""
    value = f"={meant}" if meant else ""
    return f"{command['act']}{topic}{value} · «{command['words']}» · {command['strength']}"


def _calls(told: Explained) -> Iterator[tuple[str, str]]:
    """Yield what functions answered; what texts showed is left to the JSON."""
    for one in told.turn.answers if told.turn else ():
        kind, _, name = str(one.get("call")).partition(":")
        if kind in ("provider", "parser", "check", "guard", "action", "outside"):
            yield kind, f"{name} → {_brief(kind, one.get('answer'))}"


def _brief(kind: str, answer: Any) -> str:
    if kind == "provider" and isinstance(answer, list):
        titles = ", ".join(str(row.get("title")) for row in answer[:4])
        return f"{len(answer)} rows: {titles}{', …' if len(answer) > 4 else ''}"
    if kind == "check" and answer is None:
        return "passes"
    if isinstance(answer, Mapping):
        kept = {key: value for key, value in answer.items() if value not in (None, "", [], {}, ())}
        name = kept.pop("name", None) or kept.pop("text", None)
        rest = json.dumps(kept, ensure_ascii=False) if kept else ""
        return one_line(" ".join(filter(None, (name and str(name), rest))), _LONG)
    return one_line(json.dumps(answer, ensure_ascii=False), _LONG)


def _exits(told: Explained) -> Iterator[tuple[str, str | Text]]:
    for exit_ in told.exits:
        arrow = f"{exit_.trigger} → {exit_.target}"
        if not exit_.path:
            yield "exit", arrow
            continue
        at = f"{exit_.flow}@{exit_.version}:{exit_.line}:{exit_.column}"
        yield "exit", Text(f"{arrow}\n{at}  {exit_.path}\n").append(exit_.text, style="dim")


def _time(instant: datetime, zone: tzinfo | None) -> str:
    local = instant.astimezone(zone) if zone else instant
    return f"{local:%a %d %b %H:%M:%S} {'' if zone else 'UTC'}".strip()


def _said(message: Incoming | None) -> Text:
    if message is None:
        return Text("(it could not be read)", style="dim")
    if message.kind is Kind.OTHER:
        return Text(f"({message.type})", style="dim")
    text = Text(one_line(message.text, 700) or f"({message.type})")
    if message.is_caption:
        return Text(f"({message.type}) ", style="dim").append_text(text)
    said = {Kind.TAP: "  ▸ tap", Kind.FORM: "  ▸ form"}.get(message.kind)
    return text.append(said, style="dim") if said else text


def _answer(body: Outgoing) -> Text:
    text = Text("\n".join(one_line(line, 700) for line in body.text.split("\n")))
    for option in body.buttons:
        text.append(f"\n[ {one_line(option.title, 40)} ]", style="cyan")
    for option in body.rows:
        text.append(f"\n• {one_line(option.title, 40)}", style="cyan")
    return text


def _bubble(text: Text, style: str, *, right: bool = False) -> RenderableType:
    panel = Panel(text, box=box.ROUNDED, border_style=style, width=_BUBBLE)
    return Padding(panel, (0, 0, 0, 20 if right else 0))


def _became(row: OutboxRow) -> str:
    told = [f"{_STATUS[row.status]} {row.status.value}", row.id]
    if row.about:
        told.insert(0, "to the merchant's own phone:")
    if row.wamid:
        told.append(row.wamid)
    if row.attempts:
        told.append(f"tried {row.attempts} times")
    if row.error:
        told.append(one_line(row.error, 300))
    return "  ".join(told)
