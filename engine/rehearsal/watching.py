"""Sees what comes of a step: where the session stands, which exits were taken, what was said."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from ..conversation.lobby import FLOW as LOBBY
from ..flow.compiled.compiled_flow import CompiledFlow
from ..flow.paths.trail import Trail
from ..flow.paths.transcript import Step
from ..flow.play.memory import Frame, Memory
from ..flow.play.tap_ids import read_tap
from ..messages import Outgoing
from ..model import Client, Mode, Session
from ..ports import Store
from .seen import Seen
from .setup import RehearsalSetup


class Watcher:
    """Watches one person's conversation with a merchant.

    Args:
        flow: the one that the merchant's conversations run.
    """

    def __init__(
        self, house: RehearsalSetup, store: Store, client: Client, contact_id: str, flow: str
    ) -> None:
        self._house = house
        self._store = store
        self._contact_id = contact_id
        self._flow = flow
        self._begins = house.terms_of(client).flow
        self._trail: Trail | None = None
        self._done = 0

    def begin(self, step: Step) -> None:
        """Look before a step: script what it scripts, note where everything stands."""
        frames = self.frames()
        script = self.script(frames[-1].flow, frames[-1].version) if frames else None
        flow = (script or self._house.library.newest(self._flow)).flow
        types = {name: slot.type for name, slot in flow.slots.items()}
        self._house.props.turn(step, types, frames[-1].slots if frames else {})
        self._trail = Trail(self.script, frames, self._begins)
        self._done = len(self._paths())

    def seen(self, said: Sequence[Outgoing], error: str = "") -> Seen:
        """Look after a step: return what came of it."""
        assert self._trail
        paths = self._paths()[self._done :]
        taken = tuple(one for path in paths for one in self._trail.follow(path))
        session, frames = self.session(), self.frames()
        top = frames[-1] if frames else Frame("", 0, "")
        return Seen(
            flow=top.flow,
            state=top.state,
            mode=str(session.mode if session else Mode.BOT),
            slots=dict(top.slots),
            result=session.data.get("result") if session else None,
            texts=tuple(self._house.props.texts),
            path=tuple(trigger for path in paths for trigger, _ in path),
            taken=taken,
            said=tuple(said),
            error=error,
        )

    def session(self) -> Session | None:
        """Return the person's session."""
        rows = self._store.read(lambda tx: tx.sessions.of_contact(self._contact_id))
        return rows[0] if rows else None

    def frames(self) -> list[Frame]:
        """Return the flows under way; none before the first message."""
        if session := self.session():
            return Memory.read(session).frames
        kept = self._lobby()
        if not kept:
            return []
        version = self._house.library.newest(LOBBY).flow.version
        return [Frame(LOBBY, version, kept["state"], dict(kept["data"].get("slots", {})))]

    def is_asked(self, tap_id: str) -> bool:
        """Return whether an option is one of the question that is being asked."""
        session, tap = self.session(), read_tap(tap_id)
        if session is None or tap is None:
            return False
        memory = Memory.read(session)
        return (tap.flow, tap.state, tap.asked) == (memory.top.flow, memory.top.state, memory.asked)

    def script(self, flow: str, version: int | None) -> CompiledFlow:
        """Return a version of a flow, the newest for None."""
        library = self._house.library
        return self._store.read(lambda tx: library.script(tx, flow, version))

    def _lobby(self) -> Mapping[str, Any]:
        contact = self._store.read(lambda tx: tx.contacts.by_id(self._contact_id))
        kept: Mapping[str, Any] = contact.data.get("lobby", {}) if contact else {}
        return kept

    def _paths(self) -> list[tuple[tuple[str, str], ...]]:
        session = self.session()
        if session is None:
            return []
        records = self._store.read(lambda tx: tx.turns.of_session(session.id))
        return [record.path for record in records]
