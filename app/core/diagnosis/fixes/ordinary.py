"""The fixes for an error type, whatever the reason (design: error types and what a form can do about them)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from app.core.diagnosis.fixes import containers, kinds, numbers, presence, selection, texts
from app.core.diagnosis.fixes.place import Place
from app.core.diagnosis.model import TargetKind

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from app.core.diagnosis.context import Context
    from app.core.diagnosis.model import Fix
    from app.core.diagnosis.placement import Placement

_BY_TYPE: Final[dict[str, Callable[[Place], Iterator[Fix]]]] = {
    "missing": presence.missing,
    "extra_forbidden": presence.extra,
    "enum": selection.choice,
    "literal_error": selection.choice,
    "union_tag_invalid": selection.tag,
    "union_tag_not_found": selection.tag,
    "greater_than": numbers.bound_fixes,
    "greater_than_equal": numbers.bound_fixes,
    "less_than": numbers.bound_fixes,
    "less_than_equal": numbers.bound_fixes,
    "multiple_of": numbers.bound_fixes,
    "finite_number": numbers.finite,
    "int_from_float": numbers.rounded,
    "decimal_max_places": numbers.rounded,
    "string_too_short": texts.too_short,
    "bytes_too_short": texts.too_short,
    "string_too_long": texts.too_long,
    "bytes_too_long": texts.too_long,
    "string_pattern_mismatch": texts.sampled,
    "too_short": containers.too_short,
    "too_long": containers.too_long,
    "timezone_aware": texts.zone,
    "timezone_naive": texts.zone,
    "date_from_datetime_inexact": texts.day,
    "is_instance_of": kinds.wrong_type,
    "none_not_allowed": texts.sampled,
    "ip_v4_address": texts.sampled,
    "ip_v6_address": texts.sampled,
}
_BY_ENDING: Final[tuple[tuple[str, Callable[[Place], Iterator[Fix]]], ...]] = (
    ("_type", kinds.wrong_type),
    ("_parsing", kinds.wrong_text),
    ("_invalid", texts.sampled),
)
_UNREACHABLE: Final = frozenset((TargetKind.UNMAPPED, TargetKind.OFFSET, TargetKind.GROUP))


def ordinary_fixes(context: Context, placement: Placement) -> tuple[Fix, ...]:
    """What a form can do about an error of this type; nothing where only a person can know."""
    place = None if placement.target.kind in _UNREACHABLE else Place.of(context, placement)
    if place is None:
        return ()
    if placement.target.kind is TargetKind.KEY:
        return tuple(selection.key(place))
    kind = placement.item.kind
    known = _BY_TYPE.get(kind) or next((make for ending, make in _BY_ENDING if kind.endswith(ending)), None)
    return tuple(known(place)) if known is not None else ()
