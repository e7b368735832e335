"""What OpenAPI 3.0 and 3.1 have in common."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from app.core.spec.document import Node

METHODS: Final = ("get", "put", "post", "delete", "options", "head", "patch", "trace")
"""The members of a path item that are operations, in the specification's order."""

_VARIABLE = re.compile(r"\{([^{}]+)\}")


def operations(path_item: Node) -> tuple[tuple[str, Node], ...]:
    """The operations in the order in which the document writes them."""
    return tuple((name.upper(), path_item.child(name)) for name in path_item.mapping if name in METHODS)


def parameters(holder: Node) -> tuple[Node, ...]:
    """The members of `parameters`."""
    found = holder.get("parameters")
    return tuple(items(found)) if found else ()


def request_body(operation: Node) -> Node | None:
    """The `requestBody`."""
    return operation.get("requestBody")


def servers(root: Node) -> tuple[str, ...]:
    """The `servers`, variables replaced by their defaults (section 4.8.6)."""
    found = root.get("servers")
    return tuple(filter(None, map(_server_url, items(found)))) if found else ()


def _server_url(server: Node) -> str:
    url = server.mapping.get("url")
    variables = server.get("variables")
    if not isinstance(url, str):
        return ""
    return url if variables is None else _VARIABLE.sub(lambda found: _default(variables, found), url)


def _default(variables: Node, found: re.Match[str]) -> str:
    variable = variables.get(found[1])
    default = variable.mapping.get("default") if variable else None
    return found.group() if default is None else str(default)


def security_schemes(root: Node) -> Mapping[str, Node]:
    """The members of `components/securitySchemes`."""
    components = root.get("components")
    found = components.get("securitySchemes") if components else None
    return {key: found.child(key) for key in found.mapping} if found else {}


def items(node: Node) -> Iterator[Node]:
    """The items of an array; nothing where the value is none."""
    if isinstance(node.value, list):
        for index in range(len(node.value)):
            yield node.child(index)


def with_examples(schema: Mapping[str, Any]) -> Mapping[str, Any]:
    """Reads `example`, which OpenAPI 3.1 deprecates, as a list of one."""
    if "example" not in schema:
        return schema
    rest = {key: value for key, value in schema.items() if key != "example"}
    return rest if isinstance(schema.get("examples"), list) else {**rest, "examples": [schema["example"]]}
