"""A JSON body against its schema; a large array in pieces, so that nothing else waits for one long check."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

from app.core.base.errors import DanglingReferenceError
from app.core.diagnosis.contract.model import Subject, Violation
from app.core.diagnosis.contract.violations import Violations, errors_of
from app.core.forms.validators import compiled, is_pattern
from app.core.forms.words import words_for
from app.core.spec.bundle import bundle_response
from app.core.spec.keywords import LISTS, MAPS, SINGLES, is_understood

if TYPE_CHECKING:
    from collections.abc import Iterator

    from app.core.base.json_types import JsonValue
    from app.core.spec.document import Document, Node

WHOLE: Final = 1_000_000
"""Characters up to which an array is checked at one go: some ten milliseconds."""

MOST: Final = 5_000_000
"""Characters up to which anything else is checked."""

CHUNK: Final = 500
"""Items of a large array that are checked at one go."""

_PIECEWISE: Final = frozenset(("type", "items", "minItems", "maxItems"))
"""Rules of an array that hold for each item by itself, or for their number."""


def check_body(document: Document, schema: Node, value: JsonValue, size: int, notes: list[str]) -> Iterator[Violation]:
    """The violations of a body that is JSON; what cannot be checked is told in the notes.

    Args:
        size: How many characters its text has.
    """
    if size <= (WHOLE if isinstance(value, list) else MOST):
        yield from check_value(document, schema, value, notes)
        return
    resolved = _resolved(document, schema)
    if not isinstance(value, list) or not _is_piecewise(document, resolved):
        notes.append("The body is too large to be held against its schema at one go.")
        return
    yield from _check_length(resolved, value)
    yield from check_each(document, resolved.child("items"), value, notes)


def check_value(document: Document, schema: Node, value: JsonValue, notes: list[str]) -> Iterator[Violation]:
    """The violations of any value."""
    prepared = _prepared(document, schema, notes)
    if prepared is not None:
        validator, violations = prepared
        for error in errors_of(validator, value, notes):
            yield from violations.of(error, value)


def is_list(document: Document, schema: Node) -> bool:
    """Whether a schema is that of a list."""
    plain = document.dialect.plain_schema(_resolved(document, schema).mapping)
    return plain.get("type") == "array" or "items" in plain or "prefixItems" in plain


def is_structured(document: Document, schema: Node) -> bool:
    """Whether a schema says more of a body than that it is any text or bytes."""
    plain = document.dialect.plain_schema(_resolved(document, schema).mapping)
    kinds = plain.get("type")
    kinds = kinds if isinstance(kinds, list) else [kinds]
    is_text = "string" in kinds and all(kind in ("string", "null") for kind in kinds)
    return bool(plain) and not is_text


def is_bytes(document: Document, schema: Node) -> bool:
    """Whether a schema is that of a file: any bytes, which may also be JSON (OpenAPI 3.0 section 4.7.24)."""
    plain = document.dialect.plain_schema(_resolved(document, schema).mapping)
    return plain.get("type") == "string" and plain.get("format") == "binary"


def _prepared(
    document: Document, schema: Node, notes: list[str], *, each: bool = False
) -> tuple[Any, Violations] | None:
    """The validator of a schema, or of an array of such values; None, and a note, where it cannot be made."""
    try:
        bundled = bundle_response(document, schema, is_pattern)
    except RecursionError:
        notes.append(f"The schema at {schema.pointer} nests too deep to be checked.")
        return None
    made = _each(bundled.schema) if each else bundled.schema
    validator = compiled(lambda: made)
    if isinstance(validator, str):
        notes.append(f"The schema at {schema.pointer} cannot be checked: {validator}")
        return None
    return validator, Violations(document, schema, bundled, depth=int(each))


def _resolved(document: Document, schema: Node) -> Node:
    try:
        return document.resolve(schema)
    except DanglingReferenceError:
        return schema


def _is_piecewise(document: Document, schema: Node) -> bool:
    plain = document.dialect.plain_schema(schema.mapping)
    rules = {key for key, said in plain.items() if key in {*LISTS, *MAPS, *SINGLES, "$ref"} or is_understood(key, said)}
    return "items" in rules and isinstance(plain["items"], dict) and rules <= _PIECEWISE


def _check_length(schema: Node, value: list[JsonValue]) -> Iterator[Violation]:
    least, most = schema.mapping.get("minItems", 0), schema.mapping.get("maxItems", len(value))
    for keyword, limit, is_kept in (
        ("minItems", least, len(value) >= least),
        ("maxItems", most, len(value) <= most),
    ):
        if not is_kept:
            place = f"{schema.pointer}/{keyword}"
            yield Violation(Subject.BODY, words_for(keyword, limit, value), keyword, value=value, promise=place)


def check_each(document: Document, items: Node, value: list[JsonValue], notes: list[str]) -> Iterator[Violation]:
    """The violations of many values of one schema, the place of each before what is broken in it."""
    prepared = _prepared(document, items, notes, each=True)
    if prepared is None:
        return
    validator, violations = prepared
    for first in range(0, len(value), CHUNK):
        piece = value[first : first + CHUNK]
        for error in errors_of(validator, piece, notes):
            for violation in violations.of(error, piece):
                index = str(first + int(violation.tokens[0]))
                yield replace(violation, tokens=(index, *violation.tokens[1:]))


def _each(schema: Any) -> Any:
    """The schema of an array of such values; its own definitions move to the top."""
    if not isinstance(schema, dict) or "$defs" not in schema:
        return {"items": schema}
    return {"items": schema["allOf"][0], "$defs": schema["$defs"]}
