"""Sizes and durations as people read them."""

from __future__ import annotations

from typing import Final

_SIZE_UNITS: Final = ("kB", "MB", "GB", "TB")
_KILO: Final = 1000.0
_TEN: Final = 10.0
_HUNDRED: Final = 100.0
_SECOND_MS: Final = 1000.0
_MINUTE_S: Final = 60


def size_words(size: int) -> str:
    """Bytes in decimal units (SI): `412 B`, `1.2 kB`, `34 MB`."""
    if size < _KILO:
        return f"{size} B"
    amount, units = size / _KILO, list(_SIZE_UNITS)
    # 999.5 and more would read as 1000 of this unit.
    while amount >= _KILO - 0.5 and len(units) > 1:
        amount /= _KILO
        units.pop(0)
    unit = units[0]
    return f"{amount:.1f} {unit}" if amount < _TEN else f"{amount:,.0f} {unit}"


def fine_duration_words(milliseconds: float) -> str:
    """A duration of a part of a request, where microseconds matter: `8.7 µs`, `1.97 ms`, `12.4 ms`, `131 ms`."""
    micros = milliseconds * _KILO
    if micros < _TEN - 0.05:
        return f"{max(micros, 0.0):.1f} µs"
    if micros < _KILO - 0.5:
        return f"{micros:.0f} µs"
    if milliseconds < _TEN - 0.005:
        return f"{milliseconds:.2f} ms"
    return f"{milliseconds:.1f} ms" if milliseconds < _HUNDRED - 0.05 else duration_words(milliseconds)


def duration_words(milliseconds: float) -> str:
    """A duration: `0.4 ms`, `11 ms`, `1.24 s`, `2 min 5 s`."""
    if milliseconds < 1:
        return f"{max(milliseconds, 0.0):.1f} ms"
    if milliseconds < _SECOND_MS - 0.5:
        return f"{milliseconds:.0f} ms"
    seconds = milliseconds / _SECOND_MS
    if seconds < _TEN:
        return f"{seconds:.2f} s"
    if seconds < _MINUTE_S - 0.05:
        return f"{seconds:.1f} s"
    minutes, rest = divmod(round(seconds), _MINUTE_S)
    return f"{minutes} min {rest} s"
