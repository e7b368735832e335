"""Document to API: version-neutral operations; a broken one does not break the rest."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any, Final

from app.core.base.errors import DanglingReferenceError
from app.core.base.field_path import Location
from app.core.operations.examples import Examples
from app.core.operations.listing import ListedOperations, OperationEntry
from app.core.operations.model import (
    QUERYSTRING,
    Api,
    Body,
    MediaType,
    Operation,
    Parameter,
    Response,
    SecurityNeed,
    SecurityScheme,
    Tag,
)
from app.core.spec.node import Node
from app.core.spec.problems import Problem, Severity

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from app.core.spec.document import Document

_LOCATIONS: Final = {
    "path": Location.PATH,
    "query": Location.QUERY,
    "header": Location.HEADER,
    "cookie": Location.COOKIE,
    QUERYSTRING: Location.QUERY,
}
_TEMPLATE: Final = re.compile(r"\{([^{}]+)\}")
_DEFAULT_STYLES: Final = {Location.QUERY: "form", Location.COOKIE: "form"}
_HTTP_SCHEMES: Final = frozenset({"basic", "bearer", "digest"})
_IGNORED_HEADERS: Final = {"accept", "content-type", "authorization"}


def read_api(document: Document) -> Api:
    """Everything that can be called.

    What cannot be read is left out, as small a part as possible, and told in the result's `problems`.
    """
    reader = _Reader(document)
    return reader.api(tuple(reader.operations()))


def read_listed_api(document: Document, entries: tuple[OperationEntry, ...]) -> Api:
    """The same where the operations are listed already (`list_operations`): each is read when it is asked for.

    What cannot be read of an operation is left out then, and told by `read_api` alone.
    """
    return _Reader(document).api(ListedOperations(entries, partial(_read_listed, document)))


def _read_listed(document: Document, entry: OperationEntry) -> Operation:
    return _Reader(document).operation(entry)


class _Reader:
    """Reads one document and collects what is wrong with it."""

    def __init__(self, document: Document) -> None:
        self._document = document
        self._dialect = document.dialect
        self._problems: dict[Problem, None] = {}
        self._examples = Examples(self._resolved)

    def api(self, operations: Sequence[Operation]) -> Api:
        root = self._document.root
        info = root.get("info")
        about = info.mapping if info else {}
        schemes = self._schemes(root)
        return Api(
            title=_text(about, "title"),
            version=_text(about, "version"),
            description=_text(about, "description"),
            operations=operations,
            schemes=schemes,
            servers=self._dialect.servers(root),
            problems=tuple(self._problems),
            tags=tuple(_tags(root)),
            document=self._document,
        )

    def operation(self, entry: OperationEntry) -> Operation:
        paths = self._document.root.get("paths")
        item = self._resolved(paths.child(entry.path), "path item") if paths and entry.path in paths.mapping else None
        for method, reference in self._dialect.operations(item) if item else ():
            node = self._resolved(reference, "operation") if method == entry.method else None
            if item is not None and node is not None:
                return self._operation(entry.path, method, node, item)
        # What its document no longer has can still be told from its entry.
        return Operation(entry.key, entry.method, entry.path, entry.pointer, entry.operation_id, entry.summary)

    def operations(self) -> list[Operation]:
        paths = self._document.root.get("paths")
        if paths is None or not isinstance(paths.value, dict):
            if paths is not None:
                self._problem(paths.pointer, "`paths` should be an object")
            return []
        found: list[Operation] = []
        for path in paths.value:
            if str(path).startswith("x-"):
                continue
            item = self._resolved(paths.child(path), "path item")
            if item is None:
                continue
            for method, reference in self._dialect.operations(item):
                # OpenAPI knows no reference here; documents in many files have them, and every tool follows.
                node = self._resolved(reference, "operation")
                if node is not None:
                    found.append(self._operation(path, method, node, item))
        return found

    def _operation(self, path: str, method: str, node: Node, item: Node) -> Operation:
        raw = node.mapping
        nodes = self._parameter_nodes(node, item)
        tags = raw.get("tags")
        return Operation(
            key=f"{method} {path}",
            method=method,
            path=path,
            pointer=node.pointer,
            operation_id=_text(raw, "operationId"),
            summary=_text(raw, "summary"),
            description=_text(raw, "description"),
            tags=tuple(tag for tag in tags if isinstance(tag, str)) if isinstance(tags, list) else (),
            deprecated=raw.get("deprecated") is True,
            parameters=(*self._parameters(nodes, node), *_undeclared(path, nodes, node)),
            body=self._body(node, nodes),
            responses=self._responses(node),
            security=self._security(node),
            servers=self._own_servers(node, item),
        )

    def _own_servers(self, *holders: Node) -> tuple[str, ...]:
        """The servers of the first that names its own: the operation's replace the path item's (section 4.8.10)."""
        return next((self._dialect.servers(holder) for holder in holders if "servers" in holder.mapping), ())

    # Parameters

    def _parameter_nodes(self, operation: Node, item: Node) -> tuple[Node, ...]:
        """The Parameter Objects that hold for an operation; its own replace those of its path (section 4.8.9)."""
        found: dict[tuple[str, str], Node] = {}
        for holder in (item, operation):
            for reference in self._dialect.parameters(holder):
                node = self._resolved(reference, "parameter")
                location, name = (str(node.mapping.get(key)) for key in ("in", "name")) if node else ("", "")
                if node is not None and self._is_parameter(node):
                    found[location, name.lower() if location == "header" else name] = node
        return tuple(found.values())

    def _is_parameter(self, node: Node) -> bool:
        locations = self._dialect.locations
        if isinstance(node.mapping.get("name"), str) and node.mapping.get("in") in locations:
            return True
        self._problem(node.pointer, f"a parameter needs a `name` and `in`: {', '.join(locations)}")
        return False

    def _parameters(self, nodes: tuple[Node, ...], operation: Node) -> tuple[Parameter, ...]:
        found = [self._parameter(node, operation) for node in nodes if node.mapping["in"] in _LOCATIONS]
        return tuple(parameter for parameter in found if not _is_ignored(parameter))

    def _parameter(self, node: Node, operation: Node) -> Parameter:
        raw = self._dialect.plain_parameter(node.mapping)
        location = _LOCATIONS[raw["in"]]
        style = raw.get("style")
        style = style if isinstance(style, str) else _DEFAULT_STYLES.get(location, "simple")
        explode = raw.get("explode")
        content = self._contents(node, operation)
        own = self._examples.of(Node(node.pointer, raw), content[0].media_type if content else "")
        return Parameter(
            name=raw["name"],
            location=location,
            required=location is Location.PATH or raw.get("required") is True,
            schema=content[0].schema if content else self._dialect.schema_of(node),
            pointer=node.pointer,
            description=_text(raw, "description"),
            deprecated=raw.get("deprecated") is True,
            style=QUERYSTRING if raw["in"] == QUERYSTRING else style,
            explode=explode if isinstance(explode, bool) else style in {"form", "cookie"},
            allow_reserved=raw.get("allowReserved") is True,
            media_type=content[0].media_type if content else None,
            examples=(*own, *(content[0].examples if content else ())),
        )

    # Bodies and responses

    def _body(self, operation: Node, parameters: tuple[Node, ...]) -> Body | None:
        reference = self._dialect.request_body(operation, parameters)
        node = self._resolved(reference, "request body") if reference else None
        if node is None:
            return None
        required, description = node.mapping.get("required") is True, _text(node.mapping, "description")
        return Body(required, self._contents(node, operation), description)

    def _contents(self, holder: Node, operation: Node) -> tuple[MediaType, ...]:
        found: list[MediaType] = []
        for media_type, reference in self._dialect.contents(holder, operation, self._document.root):
            node = self._resolved(reference, "media type")
            if node is not None:
                found.append(self._media_type(media_type, node))
        return tuple(found)

    def _media_type(self, media_type: str, node: Node) -> MediaType:
        prefix, items = node.get("prefixEncoding"), node.get("itemEncoding")
        count = len(prefix.value) if prefix is not None and isinstance(prefix.value, list) else 0
        return MediaType(
            media_type,
            self._dialect.schema_of(node),
            self._encodings(node),
            tuple(self._encoding(node.child("prefixEncoding", index)) for index in range(count)),
            self._encoding(items) if items is not None and isinstance(items.value, dict) else None,
            self._examples.of(node, media_type),
        )

    def _encodings(self, node: Node) -> dict[str, dict[str, object]]:
        encoding = node.get("encoding")
        names = [name for name, spec in encoding.mapping.items() if isinstance(spec, dict)] if encoding else []
        return {name: self._encoding(node.child("encoding", name)) for name in names}

    def _encoding(self, node: Node) -> dict[str, object]:
        """An Encoding Object whose headers and their schemas are followed: a part says them, and no form asks."""
        headers = node.get("headers")
        followed: dict[str, object] = {}
        for name in headers.mapping if headers else ():
            header = self._resolved(headers.child(name), "header") if headers else None
            schema = header.get("schema") if header else None
            found = self._resolved(schema, "schema") if schema is not None and schema.mapping else None
            if header is not None:
                followed[name] = {**header.mapping, "schema": dict(found.mapping) if found else {}}
        return {**node.mapping, "headers": followed} if followed else dict(node.mapping)

    def _responses(self, operation: Node) -> tuple[Response, ...]:
        responses = operation.get("responses")
        found: list[Response] = []
        for status in responses.mapping if responses else ():
            node = self._resolved(responses.child(status), "response") if responses else None
            if node is not None:
                headers, needed = self._headers(node, operation)
                contents, words = self._contents(node, operation), _text(node.mapping, "description")
                found.append(Response(status, words, contents, headers, needed, node.pointer))
        return tuple(found)

    def _headers(self, response: Node, operation: Node) -> tuple[dict[str, Node | None], frozenset[str]]:
        """The schemas of the headers by name, and which of them must come."""
        headers = response.get("headers")
        found: dict[str, Node | None] = {}
        needed: set[str] = set()
        for name in headers.mapping if headers else ():
            node = self._resolved(headers.child(name), "header") if headers else None
            content = self._contents(node, operation) if node else ()
            found[name] = content[0].schema if content else self._dialect.schema_of(node) if node else None
            if node is not None and node.mapping.get("required") is True:
                needed.add(name)
        return found, frozenset(needed)

    # Security

    def _security(self, operation: Node) -> tuple[SecurityNeed, ...]:
        """The operation's own alternatives; an empty list switches the document's off (section 4.8.10)."""
        own = operation.get("security")
        node = own if own is not None else self._document.root.get("security")
        if node is None or not isinstance(node.value, list):
            return ()
        return tuple(SecurityNeed(_needs(need)) for need in node.value if isinstance(need, dict))

    def _schemes(self, root: Node) -> dict[str, SecurityScheme]:
        found: dict[str, SecurityScheme] = {}
        for key, reference in self._dialect.security_schemes(root).items():
            node = self._resolved(reference, "security scheme")
            if node is not None:
                found[key] = _scheme(key, self._dialect.plain_scheme(node.mapping))
        return found

    # Problems

    def _resolved(self, node: Node, what: str) -> Node | None:
        """The object that stands there, references followed; None, and a problem, where there is none."""
        try:
            node = self._document.resolve(node)
        except DanglingReferenceError as error:
            self._problem(error.where or node.pointer, error.what)
            return None
        return node if self._is_object(node, what) else None

    def _is_object(self, node: Node, what: str) -> bool:
        if isinstance(node.value, dict):
            return True
        self._problem(node.pointer, f"this {what} should be an object")
        return False

    def _problem(self, pointer: str, message: str) -> None:
        self._problems[Problem(pointer, Severity.ERROR, message)] = None


def _undeclared(path: str, nodes: tuple[Node, ...], operation: Node) -> Iterator[Parameter]:
    """The parameters of the template that the document forgot: without them the path cannot be called."""
    declared = {node.mapping["name"] for node in nodes if node.mapping["in"] == "path"}
    for name in dict.fromkeys(_TEMPLATE.findall(path)):
        if name not in declared:
            bare = Parameter(name, Location.PATH, required=True, schema=None, pointer=operation.pointer)
            yield replace(bare, style="simple", explode=False)


def _text(mapping: Any, key: str) -> str:
    value = mapping.get(key)
    return value if isinstance(value, str) else ""


def _is_ignored(parameter: Parameter) -> bool:
    """Whether OpenAPI says to ignore it: these headers are described elsewhere (section 4.8.12.2)."""
    return parameter.location is Location.HEADER and parameter.name.lower() in _IGNORED_HEADERS


def _objects(raw: Mapping[Any, Any]) -> dict[Any, dict[str, object]]:
    return {key: value for key, value in raw.items() if isinstance(value, dict)}


def _tags(root: Node) -> Iterator[Tag]:
    tags = root.mapping.get("tags")
    for raw in tags if isinstance(tags, list) else ():
        if isinstance(raw, dict) and isinstance(raw.get("name"), str):
            words = (_text(raw, key) for key in ("summary", "description", "parent", "kind"))
            yield Tag(raw["name"], *words)


def _needs(need: dict[str, Any]) -> tuple[tuple[str, tuple[str, ...]], ...]:
    return tuple(
        (key, tuple(scope for scope in scopes if isinstance(scope, str)) if isinstance(scopes, list) else ())
        for key, scopes in need.items()
    )


def _scheme(key: str, raw: Any) -> SecurityScheme:
    written = _text(raw, "scheme")
    flows = raw.get("flows")
    return SecurityScheme(
        key=key,
        kind=_text(raw, "type"),
        parameter=_text(raw, "name"),
        location=_LOCATIONS.get(_text(raw, "in")),
        scheme=written.lower() if written.lower() in _HTTP_SCHEMES else written,
        flows=_objects(flows) if isinstance(flows, dict) else {},
        description=_text(raw, "description"),
        open_id_connect_url=_text(raw, "openIdConnectUrl"),
        oauth2_metadata_url=_text(raw, "oauth2MetadataUrl"),
    )
