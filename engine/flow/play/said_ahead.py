"""What a person said before it was asked for: remembered, checked as soon as it can be, shown."""

from __future__ import annotations

from collections.abc import Sequence

from ...understanding.decisions import Wishes
from ...understanding.readers.notes import NOTE, joined_notes
from ...understanding.wish import Wish
from .flow_stack import FlowStack


def remember(stack: FlowStack, wishes: Wishes) -> None:
    """Remember what was said until it is asked for; a note, which nobody asks for, at once."""
    ahead, slots, note = stack.memory.top.ahead, stack.memory.slots, stack.script.keeps.get(NOTE)
    for kind, wish in wishes.items():
        if kind != NOTE:
            ahead[kind] = wish.to_json()
        elif note:
            slots[note] = joined_notes(str(slots.get(note) or ""), wish.values[0])


def answers_question(stack: FlowStack, wishes: Wishes) -> bool:
    """Return whether what was said answers the question that is asked."""
    asks = stack.script.meant[stack.state].asks
    return bool(asks) and any(kind in wishes for kind in stack.functions.parts(asks))


def forget_answered(stack: FlowStack) -> None:
    """Forget what was said ahead of questions that were answered otherwise since.

    Where such an answer is given up later, as a hold that ran out, what was said before it must not
    come true again.
    """
    ahead, slots = stack.memory.top.ahead, stack.memory.slots
    asks = stack.script.meant[stack.state].asks
    for kind, slot in stack.script.keeps.items():
        if kind in ahead and kind != asks and slots.get(slot):
            del ahead[kind]


def heed(stack: FlowStack) -> bool:
    """Check what was said ahead of other questions; return whether anything is refused.

    The answer to a later question is refused now if its checks can already tell that it is
    impossible. An earlier question is never asked: its answer is kept if it passes its checks.
    """
    ahead, asks = stack.memory.top.ahead, stack.script.meant[stack.state].asks
    refused = False
    kinds = list(stack.script.keeps)
    for kind in kinds if asks in kinds else ():
        slot = stack.script.keeps[kind]
        if kind == asks or kind not in ahead or stack.memory.slots.get(slot):
            continue
        checks = [
            one
            for one in _checks_of(stack, slot)
            if stack.functions.can_check(one, stack.memory.slots)
        ]
        if checks:
            is_past = kinds.index(kind) < kinds.index(asks)
            refused |= _heeded(stack, kind, slot, checks, is_past=is_past)
    return refused


def _heeded(
    stack: FlowStack, kind: str, slot: str, checks: Sequence[str], *, is_past: bool
) -> bool:
    """Keep, or refuse, what was said ahead of one question; return whether it is refused."""
    ahead, slots = stack.memory.top.ahead, stack.memory.slots
    wish = Wish.from_json(ahead[kind])
    if is_past:
        del ahead[kind]
    if len(wish.values) != 1 or not wish.sure:
        return False
    refusal = stack.functions.refusal(checks, wish.values[0], slots)
    if refusal:
        ahead.pop(kind, None)
        stack.voice.say(refusal.text, stack.memory, refusal.says, leads=False)
    elif is_past:
        slots[slot] = wish.values[0]
    return refusal is not None


def title_of(stack: FlowStack, wishes: Wishes) -> str:
    """Return how a meaning is called on a button; "" where it cannot be."""
    slots, told = dict(stack.memory.slots), []
    for kind in ("service", "staff", "party", "date", "time"):
        if kind not in wishes:
            continue
        wish, slot = wishes[kind], _slot_of(stack, kind)
        if wish.narrows:
            told.append(wish.label)
        if slot is None or wish.narrows:
            continue
        reading = stack.functions.weigh(kind, {kind: wish}, slots)
        checks = _checks_of(stack, slot)
        fits = [one for one in reading.values if not stack.functions.refusal(checks, one, slots)]
        if not fits:
            return ""
        slots[slot] = fits[0]
        told.append(stack.voice.short(slot, fits[0], slots))
    title = " ".join(filter(None, told))
    return title[:1].upper() + title[1:]


def _slot_of(stack: FlowStack, kind: str) -> str | None:
    """Return the slot that keeps what is said of a type: of the question, or ahead of it."""
    node = stack.flow.asking(stack.state)
    if node and stack.script.meant[stack.state].asks == kind:
        return node.ask.keeps
    return stack.script.keeps.get(kind)


def _checks_of(stack: FlowStack, slot: str) -> Sequence[str]:
    """Return the checks that an answer which fills a slot has to pass."""
    for name in stack.flow.states:
        node = stack.flow.asking(name)
        if node and node.ask.keeps == slot and node.ask.typed:
            return node.ask.typed.check
    return ()
