"""The values that a form begins with: required fields filled, everything else left out."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from app.core.base.field_path import FieldPath, Location
from app.core.base.json_text import encode_json
from app.core.base.json_types import OMIT
from app.core.forms.fields import ANYTHING
from app.core.forms.kinds import Medium
from app.core.forms.model import FieldKind, FormState

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from app.core.base.json_types import Omitted, Value
    from app.core.forms.build import Form
    from app.core.forms.kinds import Place
    from app.core.forms.model import Field
    from app.core.forms.shape import Shape
    from app.core.operations.model import Parameter

_BODY: Final = FieldPath(Location.BODY)
_EMPTY_LINE: Final = "{}"


class FirstValues:
    """Makes the values that one form begins with, and remembers them."""

    def __init__(self, form: Form) -> None:
        self._form = form
        self._known: dict[str | None, FormState] = {}

    def whole(self, media_type: str | None) -> FormState:
        """All values.

        Args:
            media_type: The body's; None chooses JSON, else a form, else the first.
        """
        chosen = self._form.media_type() if media_type is None else media_type
        if chosen not in self._known:
            state = self._without_body(chosen)
            body = self._form.operation.body
            is_needed = body is not None and body.required
            self._known[chosen] = _with_body(state, self._body(state, None)[0]) if is_needed else state
        return self._known[chosen]

    def part(self, most: int) -> tuple[FormState, bool]:
        """The state with about `most` values in its body, and whether something is missing."""
        body, chosen = self._form.operation.body, self._form.media_type()
        if chosen in self._known or body is None or not body.required:
            return self.whole(None), False
        state = self._without_body(chosen)
        value, is_cut = self._body(state, most)
        return _with_body(state, value), is_cut

    def prepare(self) -> Iterator[None]:
        """Reads in small steps the schemas that the body needs, so that making it whole is quick afterwards."""
        state = self._without_body(self._form.media_type())
        field, place = self._root(state)
        yield from self._form.examples.prepare(field.shape or ANYTHING, place)

    def _without_body(self, media_type: str | None) -> FormState:
        form = self._form
        roots: dict[Location, Value | Omitted] = {
            location: {} for location in Location if location is not Location.BODY
        }
        for parameter in form.operation.parameters:
            value = self._first_value(parameter) if parameter.required else OMIT
            root = roots[parameter.location]
            if value is not OMIT and isinstance(root, dict):
                root[parameter.name] = value
        return FormState(roots={**roots, Location.BODY: OMIT}, media_type=media_type if form.operation.body else None)

    def _first_value(self, parameter: Parameter) -> Value | Omitted:
        form = self._form
        shape = form.shapes.shape(() if parameter.schema is None else (parameter.schema,))
        place = form.place(parameter.path, None)
        given = self._given((example.value for example in parameter.examples), shape, place)
        return form.examples.example(shape, place, parameter.name) if given is OMIT else given

    def _root(self, state: FormState) -> tuple[Field, Place]:
        field, _ = self._form.nearest(_BODY, state)
        return field, self._form.place(_BODY, state.media_type)

    def _body(self, state: FormState, most: int | None) -> tuple[Value | Omitted, bool]:
        """The body, and whether it is only a part of about `most` values."""
        field, place = self._root(state)
        if field.kind is FieldKind.FILE:
            return OMIT, False
        shape = field.shape or ANYTHING
        examples: tuple[object, ...] = field.examples
        is_text = field.kind is FieldKind.STRING
        if place.medium in {Medium.XML, Medium.LINES}:
            # Documents write these examples as the text that is sent; a form of fields cannot start from it.
            examples = tuple(example for example in examples if isinstance(example, str) is is_text)
            if is_text:
                # A line of JSON that says nothing is still one; which element an XML text begins with nobody knows.
                empty = _EMPTY_LINE if place.medium is Medium.LINES else OMIT
                return str(examples[0]) if examples else empty, False
        value, is_cut = self._given(examples, shape, place), False
        if value is OMIT and most is None:
            value = self._form.examples.partial(shape, place)
        elif value is OMIT and most is not None:
            value, is_cut = self._form.examples.sketch(shape, place, most)
        if place.medium is Medium.TEXT and value is not OMIT and not isinstance(value, str):
            value = encode_json(value, indent=2)
        return value, is_cut

    def _given(self, examples: Iterable[object], shape: Shape, place: Place) -> Value | Omitted:
        """The first of the document's examples that its own schema takes."""
        found = (self._form.examples.as_sent(shape, example, place) for example in examples)
        return next((value for value in found if value is not OMIT), OMIT)


def _with_body(state: FormState, value: Value | Omitted) -> FormState:
    return replace(state, roots={**state.roots, Location.BODY: value})
