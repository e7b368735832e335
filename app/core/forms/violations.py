"""A validator's errors as warnings on fields: a missing member is its own field, a union speaks for its alternative."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from app.core.forms.model import Check, FieldKind
from app.core.forms.unions import tag_text
from app.core.forms.words import words_for

if TYPE_CHECKING:
    from collections.abc import Iterator

    from app.core.base.field_path import FieldPath
    from app.core.forms.build import Form
    from app.core.forms.model import Field, FormState

_UNIONS = ("anyOf", "oneOf")


class Violations:
    """Turns errors of jsonschema-rs for one parameter or body into checks."""

    def __init__(self, form: Form, field: Field, state: FormState, unchecked: set[FieldPath]) -> None:
        self._form = form
        self._field = field
        self._state = state
        self._unchecked = unchecked

    def of(self, error: Any, opened: int = 0) -> Iterator[Check]:
        """The checks of one error.

        Args:
            opened: How many unions at the same place have been opened on the way to it.
        """
        path = self._path(error)
        kind = error.kind
        if path in self._unchecked:
            return
        if kind.name in _UNIONS:
            yield from self._alternatives(path, error, opened)
        elif kind.name in {"additionalProperties", "unevaluatedProperties"}:
            for name in kind.unexpected:
                yield Check(path.child(name), kind.name, words_for("unknown", None, None))
        elif kind.name == "propertyNames":
            inner = kind.error
            words = words_for(inner.kind.name, inner.kind.value, inner.instance)
            yield Check(path.child(str(inner.instance)), kind.name, f"its name {words}")
        elif kind.name == "contains":
            # The library calls all three limits alike; where the schema says it, they differ.
            keyword = str(error.schema_path[-1])
            yield Check(path, keyword, words_for(keyword, None, error.instance))
        else:
            place = path.child(kind.property) if kind.name == "required" else path
            yield Check(place, kind.name, words_for(kind.name, kind.value, error.instance))

    def _path(self, error: Any) -> FieldPath:
        path = self._field.path
        for token in error.instance_path:
            path = path.child(token)
        return path

    def _alternatives(self, path: FieldPath, error: Any, opened: int) -> Iterator[Check]:
        contexts = [context for context in error.kind.context if not is_about_null(context)]
        field = self._form.field_at(path, self._state)
        if type(error.kind).__name__ == "OneOfMultipleValid":
            yield self._unknown_tag(field, error.instance) or Check(path, "oneOf", words_for("oneOf", None, None))
        elif field is not None and field.kind in {FieldKind.ENUM, FieldKind.CONST}:
            yield Check(path, "enum", words_for("enum", list(field.choices), error.instance))
        elif error.instance is None or not contexts:
            yield Check(path, "type", words_for("type", [], error.instance))
        elif (tag := self._unknown_tag(field, error.instance)) is not None:
            yield tag
        else:
            context = self._chosen(field, error, opened) or min(contexts, key=distance)
            for inner in context:
                same_place = list(inner.instance_path) == list(error.instance_path)
                yield from self.of(inner, opened + 1 if same_place else 0)

    def _unknown_tag(self, field: Field | None, value: Any) -> Check | None:
        """The check of a discriminator that names no alternative; None where it does, or there is none."""
        if field is None or field.shape is None or field.discriminator is None or not isinstance(value, dict):
            return None
        pairs = [pair for found in field.shape.alternatives for pair in found.tags if pair[0] == field.discriminator]
        known = [tag for _, tags in pairs for tag in tags]
        tag = value.get(field.discriminator)
        if field.discriminator not in value or tag_text(tag) in known:
            return None
        return Check(field.path.child(field.discriminator), "enum", words_for("enum", list(dict.fromkeys(known)), tag))

    def _chosen(self, field: Field | None, error: Any, opened: int) -> list[Any] | None:
        """The errors of the alternative that the field shows; None where it shows none of this union."""
        if field is None or field.shape is None or field.branch is None:
            return None
        steps = field.shape.alternatives[field.branch].steps[opened:]
        contexts: list[list[Any]] = error.kind.context
        for pointer, index in steps:
            union = self._form.document.at(pointer).value
            if pointer.endswith(error.kind.name) and len(union) == len(contexts) and contexts[index]:
                return contexts[index]
        return None


def is_about_null(context: list[Any]) -> bool:
    """Whether an alternative was refused only because it is null."""
    return all(error.kind.name == "type" and error.kind.value in ("null", ["null"]) for error in context)


def distance(context: list[Any]) -> tuple[int, int]:
    """How far a value is from an alternative: a wrong type is farther than any number of broken rules."""
    return sum(error.kind.name == "type" for error in context), len(context)
