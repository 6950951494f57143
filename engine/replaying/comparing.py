"""Recorded turns beside the same turns as a changed flow would play them.

A conversation goes on in the changed flow with what people did then, as long as it stands where
it stood then: once it asks something else, what they answered says nothing of it any more.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from ..errors import MiloError
from ..flow.compiled.compiled_flow import CompiledFlow, Scripts
from ..flow.forms.form_turn import play
from ..flow.play.events import RETURN, Arrived, Elapsed, Event, Filled, Wrote
from ..flow.play.form_memory import takes_form
from ..flow.play.memory import Memory
from ..flow.play.tap_ids import Tap, read_tap
from ..flow.play.turn import Terms, Turn
from ..flow.versions.history import History
from ..messages import Outgoing
from ..model import Mode, Session, TurnRecord
from .retracing import Retraced, followed, fresh, functions_of, offers_of, retrace, starts_over
from .tape import Recall, answering


@dataclass(frozen=True, slots=True)
class TurnShown:
    """Where a turn led, and what it said.

    Attributes:
        state: of the flow that asks.
        text: "" for silence.
        options: the titles of buttons or rows.
    """

    state: str
    mode: Mode
    text: str
    options: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Compared:
    """One turn, then and now.

    Attributes:
        did: what the person did, in their words; for a time-out, its trigger.
        now: None where it is not known.
        unknown: why it is not known, or what of its text is not.
    """

    record: TurnRecord
    did: str
    then: TurnShown | None
    now: TurnShown | None
    unknown: str = ""

    @property
    def differs(self) -> bool:
        """Whether the changed flow does something else."""
        return self.now is not None and self.now != self.then


def compare(
    history: History,
    session: Session,
    records: Sequence[TurnRecord],
    changed: CompiledFlow,
    terms: Terms,
) -> Iterator[Compared]:
    """Yield each of a session's turns, then and now."""
    run: _Run | None = None
    why = "it cannot be played again as it was"
    for one in retrace(history, session, records, terms):
        record = one if isinstance(one, TurnRecord) else one.record
        if isinstance(one, TurnRecord):
            run, why = None, "it cannot be played again as it was"
            yield Compared(record, _did(record), None, None, why)
            continue
        if starts_over(record):
            run = _Run(history, changed, terms, fresh(session, record))
        then = _shown(one.turn)
        if run is None:
            yield Compared(record, _did(record), then, None, why)
            continue
        try:
            turn = run.play(one)
        except (MiloError, LookupError) as error:
            run, why = None, f"from here on: {error}"
            yield Compared(record, _did(record), then, None, why)
            continue
        now = _shown(turn)
        missing = ", ".join(dict.fromkeys(run.recall.missing))
        yield Compared(record, _did(record), run.mapped(then), now, missing and f"shows {missing}")
        if (now.state, now.mode) != (run.mapped(then).state, then.mode):
            run, why = None, "from here on: the person would have been asked something else"


class _Run:
    """A conversation as the changed flow carries it."""

    def __init__(
        self, history: History, changed: CompiledFlow, terms: Terms, session: Session
    ) -> None:
        self._history = history
        self._changed = changed
        self._terms = terms
        self._session = session
        self.recall = Recall()

    def play(self, then: Retraced) -> Turn:
        """Play what a person did then.

        Raises:
            UnrecordedError: the changed flow asks what was not asked then.
        """
        record = then.record
        self.recall.turn(list(then.learned))
        registry = answering(self._history.library.registry, self.recall.answer)
        session = self._session = self._at_its_version(self._session, then.before)
        turn = play(
            self._scripts(record),
            session,
            self._event(then),
            functions_of(registry, session, record),
            replace(self._terms, flow=then.turn.flow, offers=offers_of(record)),
            record.now,
        )
        self._session = followed(session, turn)
        return turn

    def mapped(self, then: TurnShown) -> TurnShown:
        """Return what was shown then, with the name that its state has now."""
        named = self._changed.flow.migrate.get(then.state) or then.state
        return replace(then, state=named)

    def _at_its_version(self, session: Session, before: Session) -> Session:
        """Return the session on the flow that it was on then, in the version that is tried."""
        flow = before.flow if "restart" in session.data or not session.data else session.flow
        version = before.flow_version
        if flow == self._changed.flow.flow:
            version = self._changed.flow.version
        state = session.state
        if "restart" in session.data or not session.data:
            script = self._changed if flow == self._changed.flow.flow else None
            state = script.flow.initial if script else before.state
        return replace(session, flow=flow, flow_version=version, state=state)

    def _scripts(self, record: TurnRecord) -> Scripts:
        at = self._history.scripts_at(record.now)

        def found(flow: str, version: int | None) -> CompiledFlow:
            return self._changed if flow == self._changed.flow.flow else at(flow, version)

        return found

    def _event(self, then: Retraced) -> Event:
        match then.event:
            case Elapsed(name) if name != RETURN:
                self._refuse_other_time(then, name)
            case Wrote(message) if (tap := read_tap(message.tap)) is not None:
                return Wrote(replace(message, tap=self._tap(then, tap).encode()))
            case Filled(asked) if not takes_form(self._session, asked, then.record.now):
                raise MiloError("the form would have been over")
            case Arrived() | Elapsed() | Wrote() | Filled():
                pass
        return then.event

    def _refuse_other_time(self, then: Retraced, name: str) -> None:
        """Refuse a time-out that would not have come, or at another time."""
        now = Memory.read(self._session).top
        was = Memory.read(then.before).top
        if now.flow != self._changed.flow.flow or name.startswith("outer:"):
            return
        number = int(name.rpartition(":")[2])
        waits = self._changed.flow.timeouts(now.state)
        before = self._history.script(was.flow, was.version).flow.timeouts(was.state)
        if number >= len(waits) or waits[number].after != before[number].after:
            raise MiloError("the time-out would have come at another time")

    def _tap(self, then: Retraced, tap: Tap) -> Tap:
        """Return a tap as it would name the question that the changed flow asks."""
        was, now = Memory.read(then.before), Memory.read(self._session)
        if tap.flow == self._changed.flow.flow:
            state = self._changed.flow.migrate.get(tap.state) or tap.state
            tap = replace(tap, version=self._changed.flow.version, state=state)
        return replace(tap, asked=now.asked) if tap.asked == was.asked else tap


def _shown(turn: Turn) -> TurnShown:
    frames: Sequence[dict[str, Any]] = turn.data.get("frames") or ()
    state = frames[-1]["state"] if frames else turn.state
    message = turn.message or Outgoing("")
    options = tuple(option.title for option in (*message.buttons, *message.rows))
    return TurnShown(state, turn.mode, message.text, options)


def _did(record: TurnRecord) -> str:
    """Return what set a turn off."""
    if record.input.get("event") == "elapsed":
        return f"({record.input['name']})"
    if record.input.get("event") == "arrived":
        return "(by the link)"
    if form := record.input.get("form"):
        return f"({form['action']} on {form['screen']})"
    message = record.input.get("message") or {}
    return str(message.get("text") or f"({message.get('type')})")
