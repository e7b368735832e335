"""What is wrong with tags, security schemes, media types and the parameters of one operation together."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from app.core.base.pointers import escape_token
from app.core.spec.problems import Problem, Severity

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from app.core.spec.dialect import Dialect
    from app.core.spec.node import Node

_NEEDS: Final[Mapping[str, tuple[str, ...]]] = {
    "apiKey": ("name", "in"),
    "http": ("scheme",),
    "oauth2": ("flows",),
    "openIdConnect": ("openIdConnectUrl",),
    "mutualTLS": (),
}
_FLOW_URLS: Final[Mapping[str, tuple[str, ...]]] = {
    "implicit": ("authorizationUrl",),
    "password": ("tokenUrl",),
    "clientCredentials": ("tokenUrl",),
    "authorizationCode": ("authorizationUrl", "tokenUrl"),
    "deviceAuthorization": ("deviceAuthorizationUrl", "tokenUrl"),
}
_KEY_PLACES: Final = ("query", "header", "cookie")
_FORM: Final = "formData"
_QUERYSTRING: Final = "querystring"


def scheme_problems(dialect: Dialect, scheme: Node) -> Iterator[Problem]:
    """What a Security Scheme Object lacks, without which nobody can sign in with it."""
    raw = dialect.plain_scheme(scheme.mapping)
    kind = raw.get("type")
    if not isinstance(kind, str) or kind not in _NEEDS:
        message = f"a security scheme needs a `type`: {', '.join(_NEEDS)}"
        yield Problem(scheme.pointer, Severity.ERROR, message)
        return
    for name in _NEEDS[kind]:
        value = raw.get(name)
        if not value or not isinstance(value, dict if name == "flows" else str):
            yield Problem(scheme.pointer, Severity.ERROR, f"a security scheme of type `{kind}` needs `{name}`")
        elif name == "in" and value not in _KEY_PLACES:
            message = f"an API key is sent in {', '.join(_KEY_PLACES)}, not in `{value}`"
            yield Problem(f"{scheme.pointer}/in", Severity.ERROR, message)
    flows = raw.get("flows")
    yield from _flow_problems(scheme, flows) if kind == "oauth2" and isinstance(flows, dict) else ()


def _flow_problems(scheme: Node, flows: Mapping[str, Any]) -> Iterator[Problem]:
    written = scheme.mapping.get("flows")
    for name, flow in flows.items():
        # OpenAPI 2.0 writes its one flow into the scheme itself.
        pointer = f"{scheme.pointer}/flows/{escape_token(name)}" if isinstance(written, dict) else scheme.pointer
        if name.startswith("x-"):
            continue
        if name not in _FLOW_URLS:
            message = f"`{name}` is no flow of OAuth 2: {', '.join(_FLOW_URLS)} are"
            yield Problem(pointer, Severity.ERROR, message)
        elif not isinstance(flow, dict):
            yield Problem(pointer, Severity.ERROR, "this flow should be an object")
        else:
            missing = [url for url in _FLOW_URLS[name] if not isinstance(flow.get(url), str) or not flow[url]]
            for url in missing:
                yield Problem(pointer, Severity.ERROR, f"the flow `{name}` needs `{url}`")


def tag_problems(root: Node) -> Iterator[Problem]:
    """Tags that stand twice, and trees of tags that have no root (OpenAPI 3.2 section 4.22)."""
    tags = root.get("tags")
    named = [
        (f"/tags/{index}", tag)
        for index, tag in enumerate(tags.value if tags is not None and isinstance(tags.value, list) else ())
        if isinstance(tag, dict) and isinstance(tag.get("name"), str)
    ]
    parents: dict[str, str] = {}
    for pointer, tag in named:
        if tag["name"] in parents:
            yield Problem(pointer, Severity.WARNING, f"the tag `{tag['name']}` stands here twice")
        parent = tag.get("parent")
        parents.setdefault(tag["name"], parent if isinstance(parent, str) else "")
    for pointer, tag in named:
        parent = tag.get("parent")
        if not isinstance(parent, str) or not parent:
            continue
        if parent not in parents:
            yield Problem(f"{pointer}/parent", Severity.WARNING, f"the tag `{parent}` is described nowhere")
        elif _is_above(parents, tag["name"]):
            yield Problem(f"{pointer}/parent", Severity.WARNING, f"the tag `{tag['name']}` stands above itself")


def _is_above(parents: Mapping[str, str], name: str) -> bool:
    above, seen = parents.get(name, ""), set[str]()
    while above and above not in seen:
        if above == name:
            return True
        seen.add(above)
        above = parents.get(above, "")
    return False


def together_problems(nodes: Iterable[Node], operation: Node) -> Iterator[Problem]:
    """What parameters of one operation cannot be beside each other.

    OpenAPI 2.0 has one body, or a form; 3.2 one whole query string, or single query parameters.
    """
    kinds = [node.mapping.get("in") for node in nodes]
    pointer = f"{operation.pointer}/parameters" if operation.get("parameters") is not None else operation.pointer
    if kinds.count("body") > 1:
        yield Problem(pointer, Severity.ERROR, "an operation has one body: two parameters are one here")
    if "body" in kinds and _FORM in kinds:
        message = "a body and form fields exclude each other: what is sent is either"
        yield Problem(pointer, Severity.ERROR, message)
    if kinds.count(_QUERYSTRING) > 1 or (_QUERYSTRING in kinds and "query" in kinds):
        message = "a parameter that is the whole query string has to be the only one of the query"
        yield Problem(pointer, Severity.ERROR, message)


def content_problems(holder: Node) -> Iterator[Problem]:
    """Names in a `content` that are no media types, and members that are no objects."""
    content = holder.get("content")
    for name, value in content.mapping.items() if content is not None else ():
        pointer = f"{holder.pointer}/content/{escape_token(name)}"
        if "/" not in name and not name.startswith("x-"):
            message = f"`{name}` is no media type: one is written as in `application/json`"
            yield Problem(pointer, Severity.WARNING, message)
        if not isinstance(value, dict):
            yield Problem(pointer, Severity.WARNING, "this media type should be an object")
        elif not isinstance(value.get("schema"), dict | bool | None):
            yield Problem(f"{pointer}/schema", Severity.WARNING, "this schema should be an object")
