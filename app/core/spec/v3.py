"""What OpenAPI 3.0, 3.1 and 3.2 have in common."""

from __future__ import annotations

import re
from itertools import islice, product
from typing import TYPE_CHECKING, Any, Final

from app.core.spec.keywords import MEANT_TYPES

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from app.core.spec.node import Node

METHODS: Final = ("get", "put", "post", "delete", "options", "head", "patch", "trace")
"""The members of a path item that are operations, in the specification's order."""

MAX_OFFERS: Final = 50
"""So many URLs one server offers; the values of several variables multiply."""

_VARIABLE = re.compile(r"\{([^{}]+)\}")


def operations(path_item: Node, methods: tuple[str, ...] = METHODS) -> tuple[tuple[str, Node], ...]:
    """The operations in the order in which the document writes them."""
    return tuple((name.upper(), path_item.child(name)) for name in path_item.mapping if name in methods)


def parameters(holder: Node) -> tuple[Node, ...]:
    """The members of `parameters`."""
    found = holder.get("parameters")
    return tuple(items(found)) if found else ()


def plain_parameter(raw: Mapping[str, Any]) -> Mapping[str, Any]:
    """The Parameter Object itself."""
    return raw


def request_body(operation: Node, _parameters: Sequence[Node] = ()) -> Node | None:
    """The `requestBody`."""
    return operation.get("requestBody")


def contents(holder: Node, _operation: Node, _root: Node) -> tuple[tuple[str, Node], ...]:
    """The members of `content`."""
    found = holder.get("content")
    return tuple((media_type, found.child(media_type)) for media_type in found.mapping) if found else ()


def schema_of(holder: Node) -> Node | None:
    """The `schema`."""
    return holder.get("schema")


def servers(holder: Node) -> tuple[str, ...]:
    """The URLs of the `servers` of a document, path item or operation (section 4.8.5).

    Variables get their default. One with an `enum` offers an URL for each of its values, its default first; a server
    offers at most `MAX_OFFERS`.
    """
    found = holder.get("servers")
    return tuple(dict.fromkeys(url for server in items(found) for url in _server_urls(server))) if found else ()


def _server_urls(server: Node) -> Iterator[str]:
    url = server.mapping.get("url")
    if not isinstance(url, str):
        return
    variables = server.get("variables")
    parts = _VARIABLE.split(url)
    # Odd places of the split hold the names of variables; one that stands twice has one value.
    names = list(dict.fromkeys(parts[1::2]))
    offered = [_offered(variables.get(name) if variables else None, name) for name in names]
    for chosen in islice(product(*offered), MAX_OFFERS):
        values = dict(zip(names, chosen, strict=True))
        filled = "".join(values[part] if place % 2 else part for place, part in enumerate(parts))
        if filled:
            yield filled


def _offered(variable: Node | None, name: str) -> tuple[str, ...]:
    """The values of a server variable, its default first (section 4.8.6); its place stays where it has none."""
    raw = variable.mapping if variable else {}
    default, choices = raw.get("default"), raw.get("enum")
    offered = [str(choice) for choice in choices] if isinstance(choices, list) else []
    if default is None or (offered and str(default) not in offered):
        return tuple(offered) or (f"{{{name}}}",)
    return tuple(dict.fromkeys([str(default), *offered]))


def security_schemes(root: Node) -> Mapping[str, Node]:
    """The members of `components/securitySchemes`."""
    components = root.get("components")
    found = components.get("securitySchemes") if components else None
    return {key: found.child(key) for key in found.mapping} if found else {}


def plain_scheme(raw: Mapping[str, Any]) -> Mapping[str, Any]:
    """The Security Scheme Object itself."""
    return raw


def items(node: Node) -> Iterator[Node]:
    """The items of an array; nothing where the value is none."""
    if isinstance(node.value, list):
        for index in range(len(node.value)):
            yield node.child(index)


def as_meant(schema: Mapping[str, Any]) -> Mapping[str, Any]:
    """Reads `example`, which OpenAPI 3.1 deprecates, as a list of one, and types by the names of other languages."""
    named = schema.get("type")
    if isinstance(named, str) and named in MEANT_TYPES:
        schema = {**schema, "type": MEANT_TYPES[named]}
    if "example" not in schema:
        return schema
    rest = {key: value for key, value in schema.items() if key != "example"}
    return rest if isinstance(schema.get("examples"), list) else {**rest, "examples": [schema["example"]]}
