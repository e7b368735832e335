"""OpenAPI 2.0, once called Swagger (https://spec.openapis.org/oas/v2.0)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from app.core.base.media_types import FORM_MULTIPART, FORM_URLENCODED, essence
from app.core.spec import draft4, v3
from app.core.spec.node import Node
from app.core.spec.references import local_reference
from app.core.spec.v3 import parameters

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

__all__ = [
    "contents",
    "demands_responses",
    "locations",
    "name",
    "operations",
    "parameters",
    "plain_parameter",
    "plain_schema",
    "plain_scheme",
    "request_body",
    "schema_of",
    "security_schemes",
    "servers",
]

name: Final = "OpenAPI 2.0"
demands_responses: Final = True
locations: Final = ("path", "query", "header", "formData", "body")

_METHODS: Final = tuple(method for method in v3.METHODS if method != "trace")
_STYLES: Final = {
    "csv": {"style": "form", "explode": False},
    "ssv": {"style": "spaceDelimited", "explode": False},
    "tsv": {"style": "tabDelimited", "explode": False},
    "pipes": {"style": "pipeDelimited", "explode": False},
    "multi": {"style": "form", "explode": True},
}
_FLOWS: Final = {"application": "clientCredentials", "accessCode": "authorizationCode"}
_OWN: Final = frozenset(("name", "in", "collectionFormat", "allowEmptyValue"))


def operations(path_item: Node) -> tuple[tuple[str, Node], ...]:
    """The operations in the order in which the document writes them."""
    return v3.operations(path_item, _METHODS)


def plain_parameter(raw: Mapping[str, Any]) -> Mapping[str, Any]:
    """The parameter with `collectionFormat` as style and explode.

    A tab between items has no style in OpenAPI 3, it is called `tabDelimited` here; paths and headers only know commas.
    """
    plain = {key: value for key, value in raw.items() if key not in {"style", "explode", "content"}}
    if raw.get("in") == "query" and raw.get("type") == "array":
        plain |= _style(raw)
    if "x-example" in raw:
        plain.setdefault("example", raw["x-example"])
    return plain


def _style(raw: Mapping[str, Any]) -> dict[str, Any]:
    return _STYLES.get(str(raw.get("collectionFormat", "csv")), _STYLES["csv"])


def request_body(operation: Node, parameters: Sequence[Node]) -> Node | None:
    """The parameter `in: body`, else an object of those `in: formData`."""
    bodies = [node for node in parameters if node.mapping.get("in") == "body"]
    if bodies:
        return bodies[-1]
    fields = [node for node in parameters if node.mapping.get("in") == "formData"]
    fields = [node for node in fields if isinstance(node.mapping.get("name"), str)]
    if not fields:
        return None
    schema: dict[str, Any] = {
        "type": "object",
        "properties": {node.mapping["name"]: _member(operation, node) for node in fields},
    }
    required = [node.mapping["name"] for node in fields if node.mapping.get("required") is True]
    if required:
        schema["required"] = list(dict.fromkeys(required))
    encoding = {node.mapping["name"]: _style(node.mapping) for node in fields if node.mapping.get("type") == "array"}
    value = {"in": "formData", "required": bool(required), "schema": schema, "encoding": encoding}
    if any(node.mapping.get("type") == "file" for node in fields):
        value["x-file"] = True
    return Node(f"{operation.pointer}/parameters", value)


def _member(operation: Node, field: Node) -> Any:
    """A field as the schema of a property: where it can, a reference to where it really stands."""
    return {"$ref": local_reference(field.pointer)} if field.resource == operation.resource else field.value


def contents(holder: Node, operation: Node, root: Node) -> tuple[tuple[str, Node], ...]:
    """What `consumes` says of a body, and `produces` of a response; each media type has the same schema."""
    where = holder.mapping.get("in")
    if where == "formData":
        return tuple((media_type, holder) for media_type in _form_types(holder, operation, root))
    if where == "body":
        return tuple((each, holder) for each in _media_types("consumes", operation, root) or ("application/json",))
    if where is not None or "schema" not in holder.mapping:
        return ()
    examples = holder.mapping.get("examples")
    examples = examples if isinstance(examples, dict) else {}
    return tuple(
        (media_type, _media_type(holder, examples, media_type))
        for media_type in _media_types("produces", operation, root) or tuple(examples) or ("*/*",)
    )


def _media_type(response: Node, examples: Mapping[str, Any], media_type: str) -> Node:
    value = {"schema": response.mapping["schema"]}
    return Node(response.pointer, {**value, "example": examples[media_type]} if media_type in examples else value)


def _media_types(keyword: str, operation: Node, root: Node) -> tuple[str, ...]:
    """The operation's own media types, which replace the document's, also when they are none."""
    found = operation.mapping[keyword] if keyword in operation.mapping else root.mapping.get(keyword)
    return tuple(each for each in found if isinstance(each, str)) if isinstance(found, list) else ()


def _form_types(holder: Node, operation: Node, root: Node) -> tuple[str, ...]:
    """A file needs multipart; without one each form type that is consumed will do."""
    if "x-file" in holder.mapping:
        return (FORM_MULTIPART,)
    consumed = _media_types("consumes", operation, root)
    return tuple(each for each in consumed if essence(each) in {FORM_URLENCODED, FORM_MULTIPART}) or (FORM_URLENCODED,)


def schema_of(holder: Node) -> Node | None:
    """The `schema`; else the parameter or header itself, which says the same of its value."""
    return holder if "type" in holder.mapping else holder.get("schema")


def servers(holder: Node) -> tuple[str, ...]:
    """`schemes`, `host` and `basePath` as URLs: without schemes relative to the document's, without host to its own."""
    host, path = holder.mapping.get("host"), holder.mapping.get("basePath")
    path = path if isinstance(path, str) else ""
    if not isinstance(host, str) or not host:
        return (path,) if path else ()
    schemes = holder.mapping.get("schemes")
    known = [scheme for scheme in schemes if scheme in {"http", "https"}] if isinstance(schemes, list) else []
    prefix = "" if path.startswith("/") or not path else "/"
    return tuple(f"{scheme}//{host}{prefix}{path}" for scheme in [f"{each}:" for each in known] or [""])


def security_schemes(root: Node) -> Mapping[str, Node]:
    """The members of `securityDefinitions`."""
    found = root.get("securityDefinitions")
    return {key: found.child(key) for key in found.mapping} if found else {}


def plain_scheme(raw: Mapping[str, Any]) -> Mapping[str, Any]:
    """`basic` is a scheme of HTTP, and the one `flow` one of several."""
    if raw.get("type") == "basic":
        return {**raw, "type": "http", "scheme": "basic"}
    flow = raw.get("flow")
    if raw.get("type") != "oauth2" or not isinstance(flow, str):
        return raw
    return {**raw, "flows": {_FLOWS.get(flow, flow): {key: raw[key] for key in _URLS if key in raw}}}


_URLS: Final = ("authorizationUrl", "tokenUrl", "scopes")


def plain_schema(raw: Mapping[str, Any]) -> Mapping[str, Any]:
    """Rewrites `x-nullable`, files, discriminators, and what 3.0 has too; drops what only a parameter says."""
    schema = {key: value for key, value in draft4.plain(raw, "x-nullable").items() if key not in _OWN}
    if isinstance(schema.get("required"), bool):
        del schema["required"]
    if schema.get("type") == "file":
        schema |= {"type": "string", "format": "binary"}
    if isinstance(schema.get("discriminator"), str):
        schema["discriminator"] = {"propertyName": schema["discriminator"]}
    return schema
