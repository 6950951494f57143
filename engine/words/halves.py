"""Which half of the day an hour belongs to, as far as its words tell."""


def halves(hour: int, part: str | None, zero_led: bool) -> tuple[int, ...]:
    """Say which hours of the day a spoken hour may be.

    Args:
        hour: As written, "5" or "17".
        part: "a" or "p" (of am, pm), "manana", "mediodia", "tarde", "noche", "madrugada" or None.
        zero_led: Written as "05", which nobody does for the afternoon.

    Returns:
        Hours from 0 to 23, as written first; empty when hour and part cannot go together.
    """
    if hour > 24:
        return ()
    if part is None:
        return _unsaid(hour, zero_led)
    told = _TOLD[part].get(hour)
    return () if told is None else (told,)


def _unsaid(hour: int, zero_led: bool) -> tuple[int, ...]:
    if zero_led or not 1 <= hour <= 12:
        return (hour % 24,)
    return (hour, (hour + 12) % 24)


def _as_written(first: int, last: int) -> dict[int, int]:
    return {hour: hour for hour in range(first, last + 1)}


def _later(first: int, last: int) -> dict[int, int]:
    return {hour: hour + 12 for hour in range(first, last + 1)}


_TOLD = {
    "a": _as_written(0, 11) | {12: 0},
    "p": _as_written(12, 23) | _later(1, 11),
    "madrugada": _as_written(0, 6) | {12: 0, 24: 0},
    "manana": _as_written(0, 12),  # «las 12 de la mañana» is noon
    "mediodia": _as_written(11, 15) | _later(1, 3),
    "tarde": _as_written(12, 20) | _later(1, 8),
    "noche": _as_written(0, 5) | _later(6, 11) | _as_written(18, 23) | {12: 0, 24: 0},
}
