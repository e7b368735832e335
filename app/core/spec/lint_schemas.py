"""What is wrong with single parameters and schemas, wherever in a document they stand."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from app.core.base.errors import DanglingReferenceError
from app.core.spec.keywords import complaint, subschemas
from app.core.spec.node import Node
from app.core.spec.problems import Problem, Severity
from app.core.spec.shapes import PARAMETER, shape_problems
from app.core.spec.walk import objects

if TYPE_CHECKING:
    from collections.abc import Iterator

    from app.core.spec.dialect import Dialect
    from app.core.spec.document import Document

_STYLES: Final = {
    "path": ("simple", "label", "matrix"),
    "query": ("form", "spaceDelimited", "pipeDelimited", "deepObject"),
    "header": ("simple",),
    "cookie": ("form", "cookie"),
}
_COMMAS_ONLY: Final = ("path", "header")


def parameter_problems(dialect: Dialect, node: Node) -> Iterator[Problem]:
    """What is wrong with a Parameter Object."""
    raw = node.mapping
    location = raw.get("in")
    if not isinstance(raw.get("name"), str) or location not in dialect.locations:
        message = f"a parameter needs a `name` and `in`: {', '.join(dialect.locations)}"
        yield Problem(node.pointer, Severity.ERROR, message)
    if location == "path" and raw.get("required") is not True:
        yield Problem(node.pointer, Severity.ERROR, "a path parameter has to say `required: true`")
    if dialect.schema_of(node) is None and "content" not in raw:
        yield Problem(node.pointer, Severity.WARNING, "a parameter should say which values it takes (`schema`)")
    yield from shape_problems(node, PARAMETER)
    yield from _style_problems(node, str(location))


def _style_problems(node: Node, location: str) -> Iterator[Problem]:
    style, separator = node.mapping.get("style"), node.mapping.get("collectionFormat")
    known = _STYLES.get(location, ())
    if isinstance(style, str) and known and style not in known:
        message = f"the style `{style}` does not exist for a {location} parameter: {', '.join(known)} do"
        yield Problem(f"{node.pointer}/style", Severity.WARNING, message)
    if separator is not None and location in _COMMAS_ONLY and separator != "csv":
        message = f"`{separator}` cannot be sent in a {location} parameter, commas are"
        yield Problem(f"{node.pointer}/collectionFormat", Severity.WARNING, message)


def schema_problems(document: Document, schema: Node) -> Iterator[Problem]:
    """What is wrong with a Schema Object itself; the schemas below it are looked at one by one."""
    plain = document.dialect.plain_schema(schema.mapping)
    # On a parameter of OpenAPI 2.0 it is right, on a property many write it.
    if isinstance(schema.mapping.get("required"), bool) and "in" not in schema.mapping:
        plain = {**plain, "required": schema.mapping["required"]}
    for key, value in plain.items():
        words = complaint(key, value)
        if words:
            yield Problem(f"{schema.pointer}/{key}", Severity.WARNING, words)
        if key == "pattern" and isinstance(value, str):
            yield from _pattern_problems(schema, value)
        if key == "enum" and value == []:
            yield Problem(f"{schema.pointer}/enum", Severity.WARNING, "an empty `enum` allows no value at all")


def _pattern_problems(schema: Node, pattern: str) -> Iterator[Problem]:
    depth = 0
    for char in re.sub(r"\\.|\[(?:\\.|[^\]\\])*\]", "", pattern, flags=re.DOTALL):
        depth += {"(": 1, ")": -1}.get(char, 0)
        if depth < 0:
            break
    if depth:
        yield Problem(f"{schema.pointer}/pattern", Severity.WARNING, "the brackets of `pattern` do not match")


def all_objects(document: Document) -> Iterator[Node]:
    """Every object of a document and of the resources it was loaded with, apart from the API's own data."""
    for pointer, value in objects(document.raw):
        yield Node(pointer, value)
    for uri in document.resources:
        for pointer, value in objects(document.resources[uri], f"{uri}#"):
            yield Node(pointer, value)


def schemas_of(document: Document) -> Iterator[Node]:
    """Every schema of a document, wherever one can stand, and those in other resources that are referred to."""
    seen: set[str] = set()
    for top in _tops(document):
        pending = [top]
        while pending:
            schema = pending.pop()
            if schema.pointer in seen:
                continue
            seen.add(schema.pointer)
            yield schema
            below = [*subschemas(schema), *_followed(document, schema)]
            below.reverse()
            pending += below


def _tops(document: Document) -> Iterator[Node]:
    dialect = document.dialect
    for node in all_objects(document):
        # A parameter or header of OpenAPI 2.0 is its own schema.
        is_typed = node.pointer.rpartition("/")[0].endswith(("/parameters", "/headers"))
        for holder in (node.get("schema"), node.get("itemSchema"), dialect.schema_of(node) if is_typed else None):
            if holder is not None and isinstance(holder.value, dict | bool):
                yield holder
        if node.pointer in {"/components/schemas", "/definitions"}:
            yield from (node.child(name) for name in node.mapping)


def _followed(document: Document, schema: Node) -> tuple[Node, ...]:
    try:
        target = document.follow(schema)
    except DanglingReferenceError:
        return ()
    return () if target is None else (target,)
