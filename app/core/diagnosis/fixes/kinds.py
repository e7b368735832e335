"""Values of the wrong type, and texts that should have been one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.core.base.json_types import OMIT
from app.core.diagnosis.convert import converted, fits
from app.core.diagnosis.fixes.texts import sampled

if TYPE_CHECKING:
    from collections.abc import Iterator

    from app.core.diagnosis.fixes.place import Place
    from app.core.diagnosis.model import Fix


def wrong_type(place: Place) -> Iterator[Fix]:
    """The same value as the type that the schema wants (`"5"` as 5), else a value that fits.

    What fits by the document and is refused all the same (strict models) is beyond any change of the form.
    """
    if place.node is None or (place.sent is not OMIT and place.types and fits(place.schemas, place.sent, place.node)):
        return
    value = converted(place.schemas, place.sent, place.node) if place.sent is not OMIT else OMIT
    if value is OMIT and isinstance(place.sent, list) and len(place.sent) == 1:
        alone = place.sent[0]
        value = alone if place.types and fits(place.schemas, alone, place.node) else OMIT
    if isinstance(value, str) and not isinstance(place.sent, str | list):
        yield place.put("Use", value, quoted=True)
    elif value is not OMIT:
        yield place.put("Fix:", value)
    else:
        yield from sampled(place)


def wrong_text(place: Place) -> Iterator[Fix]:
    """The number or boolean in a text that holds more than that, else a value that fits."""
    if place.item.kind == "bool_parsing":
        yield place.put("Fix:", value=True)
        yield place.put("Fix:", value=False)
        return
    changed = tuple(wrong_type(place))
    yield from changed or sampled(place)
