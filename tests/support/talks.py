"""The way to each state of `reservas`, as a person walks it."""

from __future__ import annotations

from .person import Person, Said

DAY = 3
"""Which of the offered days is taken: late enough that no notice and no midnight touch it."""
STATES = ("inicio", "eligiendo_servicio", "eligiendo_fecha", "eligiendo_horario", "confirmando")


def walk(person: Person, slug: str, state: str, hour: str = "10:00") -> Said:
    """Bring a new session to a state by buttons; return the message that asks there."""
    steps = [
        lambda said: person.say(slug),
        lambda said: person.tap("Reservar"),
        lambda said: person.tap("Corte"),
        lambda said: person.tap(said.titles[DAY]),
        lambda said: person.tap(hour),
    ]
    said: Said | None = None
    for step in steps[: STATES.index(state) + 1]:
        said = step(said)
    assert said
    return said


def book(person: Person, slug: str, hour: str = "10:00") -> Said:
    """Make a booking by buttons; return the confirmation."""
    walk(person, slug, "confirmando", hour)
    return person.tap("Confirmar")
