"""The order in which a form shows its fields, for lists of places that come in another order."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.core.base.field_path import FieldPath, Location

if TYPE_CHECKING:
    from app.core.forms.build import Form
    from app.core.forms.model import FormState

_LOCATIONS = tuple(Location)


class FormOrder:
    """Tells where a path comes in a form; what is read of the form is remembered, so it holds for one state."""

    def __init__(self, form: Form, state: FormState) -> None:
        self._form = form
        self._state = state
        self._places: dict[FieldPath, dict[str, int]] = {}

    def key(self, path: FieldPath) -> tuple[int, ...]:
        """A sort key: parents before children, siblings as the form shows them, what it does not show behind."""
        key = [_LOCATIONS.index(path.location)]
        for depth, token in enumerate(path.tokens):
            places = self._below(FieldPath(path.location, path.tokens[:depth]))
            key.append(places.get(token, len(places)))
        return tuple(key)

    def _below(self, path: FieldPath) -> dict[str, int]:
        if path not in self._places:
            field = self._form.field_at(path, self._state)
            names = self._form.names_below(field, self._state) if field is not None else ()
            self._places[path] = {name: index for index, name in enumerate(names)}
        return self._places[path]
