"""The search for shortest paths: Dijkstra's algorithm over states and what is known in them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from heapq import heappop, heappush
from itertools import count

from ...understanding.intents import EXAMPLES
from ..compiled.compiled_flow import CompiledFlow
from ..compiled.exits import CLOSING, EXHAUSTED, INVALID, JUMP, STALE, Place, PlacedExit, outermost
from ..compiled.machine import return_of
from ..language.definition import AskingState, Choice, Exit, Timeout
from ..play.event_handler import IN_A_ROW, MISSED_PAUSE
from .known import ANYTHING, Known, holding, holds, wanted, without
from .steps import Cast, Leg, Legs, cost
from .transcript import ScriptedRow, Step
from .typed_answers import counted_up, marks, typed_answers

GIBBERISH = "***"
"""What no state understands: marks without a word are not even a text."""
CALLS_LIMIT = 3


@dataclass(frozen=True, slots=True)
class Node:
    """Where a path stands: `old` says whether an earlier message had something to tap."""

    state: str
    known: Known = frozenset()
    old: bool = False


@dataclass(frozen=True, slots=True)
class _Leaf:
    """What an exit may become, and what must be scripted for it."""

    trigger: str
    exit: Exit
    actions: Mapping[str, str] = field(default_factory=dict)
    guards: Mapping[str, bool] = field(default_factory=dict)
    fills: frozenset[str] = frozenset()


class PathSearch:
    """Searches one flow; the flows that it calls are searched as far as their end.

    Attributes:
        best: the cheapest path to each exit found so far, with its cost.
    """

    def __init__(self, script: CompiledFlow, cast: Cast, depth: int = 0) -> None:
        self.script = script
        self.flow = script.flow
        self.cast = cast
        self.depth = depth
        self.best: dict[Place, tuple[int, Legs]] = {}
        self._heap: list[tuple[int, int, Node, Legs]] = []
        self._order = count()
        self._marks = marks(self.flow)
        self._exits: dict[str, list[PlacedExit]] = {state: [] for state in self.flow.states}
        for one in sorted(outermost(self.flow), key=lambda one: one.inherited):
            if one.state:
                self._exits[one.state].append(one)

    def run(self, opening: Leg, *, to_end: bool = False, at: str | None = None) -> Legs | None:
        """Search from the first question, or from `at`; with `to_end` only to a final state."""
        self._come(Node(at or self.flow.initial), (opening,))
        seen: set[Node] = set()
        while self._heap:
            _, _, node, legs = heappop(self._heap)
            if to_end and self.script.is_final(node.state):
                return legs
            if node not in seen:
                seen.add(node)
                self._expand(node, legs)
        return None

    # -- moves ----------------------------------------------------------------------------------

    def _expand(self, node: Node, legs: Legs) -> None:
        asking = self.flow.asking(node.state)
        for one in self._exits[node.state]:
            self._go(node, legs, asking, one)
        if asking is None:
            begins = Leg(Step(say=GIBBERISH))
            self._come(Node(self.flow.initial, old=node.old), (*legs, begins))
            return
        for key in asking.ask.buttons.keys() - asking.go.keys():
            self._tap(node, legs, asking, key, "ok", asking.go.get("ok"))

    def _go(self, node: Node, legs: Legs, asking: AskingState | None, one: PlacedExit) -> None:
        """Take an exit by what a person does for it; time alone takes some."""
        kind, _, name = one.trigger.partition(":")
        if kind in (STALE, JUMP):
            self._press_old(node, legs, one)
        elif kind == CLOSING:
            self._thank(node, legs)
        elif one.trigger == INVALID:
            self._misunderstood(node, legs)
        elif one.trigger == EXHAUSTED:
            again = (*legs, *self._again(node, self._tries(node)))
            self._try(node, again, EXHAUSTED, one.exit or Exit(), Step(say=GIBBERISH))
        elif one.exit and kind == "escape":
            said = (*one.exit.words, *self._examples(node.state, one.trigger, one.exit))
            if said:
                self._try(node, legs, one.trigger, one.exit, Step(say=said[0]))
        elif asking and one.exit and kind == "gone":
            self._lost(node, legs, asking, name, one.exit)
        elif isinstance(one.exit, Timeout):
            if not self._waited(node, int(name)):
                self._try(node, legs, one.trigger, one.exit, Step(wait=one.exit.after))
        elif asking and one.exit and not one.inherited:
            self._answer(node, legs, asking, one.trigger, one.exit)

    def _press_old(self, node: Node, legs: Legs, one: PlacedExit) -> None:
        if not node.old:
            return
        step = Step(tap=1, old=True)
        if one.exit:
            self._try(node, legs, STALE, one.exit, step)
        elif (one.trigger == JUMP) is (self.flow.stale(node.state).then == "jump"):
            self._take(node, legs, one.trigger, step)

    def _thank(self, node: Node, legs: Legs) -> None:
        ending = self.flow.ending(node.state)
        if ending and ending.closing:
            self._take(node, legs, CLOSING, Step(say=ending.closing.words[0]))

    def _answer(self, node: Node, legs: Legs, asking: AskingState, key: str, exit_: Exit) -> None:
        ask = asking.ask
        if key in ask.buttons:
            self._tap(node, legs, asking, key, key, exit_)
        elif words := [
            *(word for word in exit_.words if not self._is_escape(word)),
            *self._examples(node.state, key, exit_),
        ]:
            self._try(node, legs, key, exit_, Step(say=words[0]))
        elif key == "ok" and (ask.list or ask.typed):
            own = self.flow.options.get(ask.list.provider, {}) if ask.list else {}
            for value, option in own.items():
                chosen = holding_at(node, ask.keeps, value)
                self._try(chosen, legs, key, exit_, Step(say=option.title))
            if own:
                return
            self._choose_wanted(node, legs, asking, exit_)
            for value, step in self._choices(asking):
                self._try(holding_at(node, ask.keeps, value), legs, key, exit_, step)
            filled = holding_at(node, ask.keeps, ANYTHING)
            if ask.typed and not ask.list and (doubt := self.cast.doubts.get(ask.typed.parse)):
                asked_back = (*legs, Leg(Step(say=doubt)))
                self._try(replace(filled, old=True), asked_back, key, exit_, Step(tap=1))

    def _choose_wanted(self, node: Node, legs: Legs, asking: AskingState, exit_: Exit) -> None:
        """Tap each row that a condition asks for by its value, which the list is made to have."""
        choice = asking.ask.list
        if choice is None or choice.alone:
            return
        for value in wanted(exit_, choice.into):
            row = ScriptedRow(value=value, title=value)
            asked = legs[-1].scripted(providers={choice.provider: (row,)})
            chosen = holding_at(node, choice.into, value)
            self._try(chosen, (*legs[:-1], asked), "ok", exit_, Step(tap=row.title))

    def _choices(self, asking: AskingState) -> Iterator[tuple[str, Step]]:
        """Yield what fills a state's slot, each after what it then holds: a row, what is typed."""
        typed = asking.ask.typed
        if asking.ask.list or typed is None:
            yield ANYTHING, Step(tap=1)
            return
        example, gives = self.cast.answer(typed.parse), self.cast.gives(typed.parse)
        asked = self._marks.get(asking.ask.keeps, ())
        for value, text in typed_answers(typed, example, gives, asked):
            yield value, Step(say=text)

    def _tap(
        self, node: Node, legs: Legs, asking: AskingState, key: str, to: str, exit_: Exit | None
    ) -> None:
        """Tap a button, whose key may fill a slot."""
        if exit_:
            node = holding_at(node, asking.ask.into, key)
            self._try(node, legs, to, exit_, Step(tap=asking.ask.buttons[key]))

    def _examples(self, state: str, trigger: str, exit_: Exit) -> Iterator[str]:
        """Yield what may be said for an exit that has a meaning here, and is no other's.

        A question that takes any text takes a sentence as it stands.
        """
        asking = self.flow.asking(state)
        typed = asking.ask.typed if asking else None
        free = typed is not None and self.cast.is_free(typed.parse)
        means = {} if free else self.script.meant[state].means
        yield from (EXAMPLES[one] for one in exit_.means if means.get(one) == trigger)

    def _is_escape(self, word: str) -> bool:
        return any(word in exit_.words for exit_ in self.flow.escapes.values())

    def _tries(self, node: Node) -> int:
        return self.flow.invalid(node.state).tries or 1

    def _misunderstood(self, node: Node, legs: Legs) -> None:
        if self._tries(node) > 1:
            again = self._leg(node, INVALID, Step(say=GIBBERISH))
            self._record(node, INVALID, (*legs, again))

    def _again(self, node: Node, tries: int) -> Iterator[Leg]:
        """Yield what comes before the last try; who is answered rarely waits before the next."""
        for number in range(1, tries):
            yield self._leg(node, INVALID, Step(say=GIBBERISH))
            if number >= IN_A_ROW:
                yield Leg(Step(wait=MISSED_PAUSE))

    def _lost(self, node: Node, legs: Legs, asking: AskingState, name: str, exit_: Exit) -> None:
        """What a slot refers to is gone: one that was filled before, or by this very answer."""
        if name in {slot for slot, _ in node.known}:
            step = Step(say=GIBBERISH, gone=(name,))
            self._try(node, legs, f"gone:{name}", exit_, step)
        elif asking.ask.keeps == name:
            _, step = next(self._choices(asking))
            lost = step.model_copy(update={"gone": (name,)})
            self._try(node, legs, f"gone:{name}", exit_, lost)

    def _waited(self, node: Node, number: int) -> bool:
        """Return whether a time-out never comes: one before it leads away."""
        before = self.flow.timeouts(node.state)[:number]
        leaves = (leaf for one in before for leaf in self._leaves("", one, node.known))
        return any(leaf.exit.moves for leaf in leaves)

    # -- exits ----------------------------------------------------------------------------------

    def _try(self, node: Node, legs: Legs, trigger: str, exit_: Exit, step: Step) -> None:
        """Take an exit in each way that it may turn out."""
        for leaf in self._leaves(trigger, exit_, node.known):
            if leaf.exit.offer:  # it is asked back first
                asked = Leg(step).scripted(actions=leaf.actions, guards=leaf.guards)
                leg = self._leg(node, leaf.trigger, Step(tap=leaf.exit.offer.yes))
                self._follow(node, (*legs, asked, leg), leaf)
                continue
            leg = self._leg(node, leaf.trigger, step)
            leg = leg.scripted(actions=leaf.actions, guards=leaf.guards)
            self._follow(node, (*legs, leg), leaf)

    def _take(self, node: Node, legs: Legs, trigger: str, step: Step) -> None:
        """Take what leads nowhere."""
        self._record(node, trigger, (*legs, self._leg(node, trigger, step)))

    def _leg(self, node: Node, trigger: str, step: Step) -> Leg:
        return Leg(step, ((self.flow.flow, node.state, trigger),))

    def _leaves(self, trigger: str, exit_: Exit, known: Known) -> Iterator[_Leaf]:
        if exit_.escape:
            trigger = f"escape:{exit_.escape}"
            yield from self._leaves(trigger, self.flow.escapes[exit_.escape], known)
        elif exit_.outcomes and exit_.do:
            usual = self.cast.usual(exit_.do) or next(iter(exit_.outcomes))
            for outcome, branch in exit_.outcomes.items():
                script = {} if outcome == usual else {exit_.do: outcome}
                fills = self.cast.fills(exit_.do, outcome)
                for leaf in self._leaves(f"{trigger}:{outcome}", branch, known):
                    actions = {**script, **leaf.actions}
                    yield replace(leaf, actions=actions, fills=leaf.fills | fills)
        elif exit_.first:
            yield from self._branches(trigger, exit_, known)
        else:
            yield _Leaf(trigger, exit_)

    def _branches(self, trigger: str, exit_: Exit, known: Known) -> Iterator[_Leaf]:
        """Yield the branches that can be reached with what is known; guards say what they must."""
        guards: dict[str, bool] = {}
        for i, branch in enumerate(exit_.first):
            condition = branch.condition
            wanted = guards | ({condition: True} if isinstance(condition, str) else {})
            met = not isinstance(condition, Mapping) or holds(condition, known)
            if met:
                for leaf in self._leaves(f"{trigger}?{i}", branch, known):
                    yield replace(leaf, guards={**wanted, **leaf.guards})
            if isinstance(condition, str):
                guards[condition] = False
            elif met:
                return

    def _follow(self, node: Node, legs: Legs, leaf: _Leaf) -> None:
        """Go where a leaf leads."""
        self._record(node, leaf.trigger, legs)
        exit_, old = leaf.exit, node.old or self._has_options(node.state)
        known = self._known_after(node.known, leaf)
        if exit_.handoff:
            return
        if exit_.call:
            self._call(replace(node, known=known, old=True), legs, exit_)
        elif exit_.to:
            self._come(Node(exit_.to, known, old), legs, had=_slots(node))
        else:
            self._push(replace(node, known=known), legs)

    def _known_after(self, known: Known, leaf: _Leaf) -> Known:
        known = without(known | {(slot, ANYTHING) for slot in leaf.fills}, set(leaf.exit.clear))
        if slot := leaf.exit.count:
            number = counted_up(dict(known).get(slot), self._marks.get(slot, ()))
            known = holding(known, slot, number)
        return known

    def _has_options(self, state: str) -> bool:
        asking = self.flow.asking(state)
        return bool(asking and (asking.ask.buttons or asking.ask.list))

    def _call(self, node: Node, legs: Legs, exit_: Exit) -> None:
        """Play the called flow to its end, and come back."""
        if self.depth >= CALLS_LIMIT or exit_.call is None:
            return
        called = PathSearch(self.cast.scripts(exit_.call), self.cast, self.depth + 1)
        within = called.run(legs[-1], to_end=True, at=exit_.at)
        if within:
            back = exit_.back if exit_.back != node.state else None
            trigger = return_of(exit_.call, back)
            last = within[-1].taking((self.flow.flow, node.state, trigger))
            whole = (*legs[:-1], *within[:-1], last)
            self._record(node, trigger, whole)
            self._come(replace(node, state=exit_.back or node.state), whole)

    def _come(
        self,
        node: Node,
        legs: Legs,
        seen: frozenset[str] = frozenset(),
        had: frozenset[str] = frozenset(),
    ) -> None:
        """Come to a state, whose list may have something in it or nothing.

        One whose slot is filled is passed where the flow does not want it asked again, and so is
        one whose list has a single row, where that is taken by itself. `had` are the slots that
        held something before in the turn.
        """
        asking = self.flow.asking(node.state)
        if asking and asking.ask.skip and self._pass(node, legs, asking, seen, had):
            return
        self._push(node, legs)
        if asking is None or asking.ask.list is None or node.state in seen:
            return
        if asking.ask.list.alone:
            self._take_only_row(node, legs, asking.ask.list, asking.go.get("ok"), seen, had)
        empty = asking.go.get("empty")
        if empty is None:
            return
        nothing: dict[str, tuple[ScriptedRow, ...]] = {asking.ask.list.provider: ()}
        if not legs[-1].allows(providers=nothing):
            return
        last = legs[-1].scripted(providers=nothing)
        for leaf in self._leaves("empty", empty, node.known):
            if not last.allows(actions=leaf.actions, guards=leaf.guards):
                continue
            ended = last.taking((self.flow.flow, node.state, leaf.trigger))
            ended = ended.scripted(actions=leaf.actions, guards=leaf.guards)
            whole = (*legs[:-1], ended)
            self._record(node, leaf.trigger, whole)
            self._come_on(node, whole, leaf, seen, had)

    def _take_only_row(
        self,
        node: Node,
        legs: Legs,
        choice: Choice,
        exit_: Exit | None,
        seen: frozenset[str],
        had: frozenset[str],
    ) -> None:
        """Go on from a list with a single row: one that is asked for, or of the cast's.

        It never takes the place of what the slot held before in the turn, and may be gone.
        """
        if exit_ is None or (choice.into in had and self.flow.slots[choice.into].gone):
            return
        values = wanted(exit_, choice.into)
        only = {value: ScriptedRow(value=value, title=value) for value in values}
        usual = (row for row in self.cast.rows.get(choice.provider, ()) if row.value not in only)
        if row := next(usual, None):
            only[ANYTHING] = row
        for value, row in only.items():
            rows = {choice.provider: (row,)}
            if legs[-1].allows(providers=rows):
                chosen = holding_at(node, choice.into, value)
                last = legs[-1].scripted(providers=rows)
                self._take_at_once(chosen, (*legs[:-1], last), exit_, seen, had)

    def _take_at_once(
        self, node: Node, legs: Legs, exit_: Exit, seen: frozenset[str], had: frozenset[str]
    ) -> None:
        """Take `ok` in the very turn that comes to a state."""
        for leaf in self._leaves("ok", exit_, node.known):
            if not legs[-1].allows(actions=leaf.actions, guards=leaf.guards):
                continue
            ended = legs[-1].taking((self.flow.flow, node.state, leaf.trigger))
            whole = (*legs[:-1], ended.scripted(actions=leaf.actions, guards=leaf.guards))
            self._record(node, leaf.trigger, whole)
            self._come_on(node, whole, leaf, seen, had)

    def _pass(
        self,
        node: Node,
        legs: Legs,
        asking: AskingState,
        seen: frozenset[str],
        had: frozenset[str],
    ) -> bool:
        """Go on from a state whose slot is filled; return whether it is."""
        exit_ = asking.go.get("ok")
        held = {slot for slot, _ in node.known}
        if asking.ask.keeps not in held or exit_ is None or node.state in seen:
            return False
        self._take_at_once(node, legs, exit_, seen, had)
        return True

    def _come_on(
        self, node: Node, legs: Legs, leaf: _Leaf, seen: frozenset[str], had: frozenset[str]
    ) -> None:
        """Come to where a state leads that asks nothing now."""
        known = self._known_after(node.known, leaf)
        if leaf.exit.to and not (leaf.exit.handoff or leaf.exit.call):
            target = replace(node, state=leaf.exit.to, known=known)
            self._come(target, legs, seen | {node.state}, had | _slots(node))

    # -- the best so far ------------------------------------------------------------------------

    def _push(self, node: Node, legs: Legs) -> None:
        heappush(self._heap, (cost(legs), next(self._order), node, legs))

    def _record(self, node: Node, trigger: str, legs: Legs) -> None:
        place, costs = (node.state, trigger), cost(legs)
        if place not in self.best or costs < self.best[place][0]:
            self.best[place] = (costs, legs)


def holding_at(node: Node, slot: str | None, value: str) -> Node:
    """Return where a path stands once a slot holds a value."""
    return replace(node, known=holding(node.known, slot, value))


def _slots(node: Node) -> frozenset[str]:
    return frozenset(slot for slot, _ in node.known)
