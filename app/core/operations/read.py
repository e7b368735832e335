"""Document to API: version-neutral operations; a broken one does not break the rest."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any, Final

from app.core.base.errors import DanglingReferenceError
from app.core.base.field_path import Location
from app.core.operations.listing import ListedOperations, OperationEntry
from app.core.operations.model import (
    Api,
    Body,
    MediaType,
    Operation,
    Parameter,
    Response,
    SecurityNeed,
    SecurityScheme,
)
from app.core.spec.problems import Problem, Severity

if TYPE_CHECKING:
    from collections.abc import Sequence

    from app.core.spec.document import Document, Node

_LOCATIONS: Final = {
    "path": Location.PATH,
    "query": Location.QUERY,
    "header": Location.HEADER,
    "cookie": Location.COOKIE,
}
_DEFAULT_STYLES: Final = {Location.QUERY: "form", Location.COOKIE: "form"}
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
        self._problems: list[Problem] = []

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
        )

    def operation(self, entry: OperationEntry) -> Operation:
        paths = self._document.root.get("paths")
        item = self._resolved(paths.child(entry.path), "path item") if paths and entry.path in paths.mapping else None
        for method, node in self._dialect.operations(item) if item else ():
            if method == entry.method and self._is_object(node, "operation"):
                return self._operation(entry.path, method, node, self._parameters(item) if item else {})
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
            shared = self._parameters(item)
            for method, node in self._dialect.operations(item):
                if self._is_object(node, "operation"):
                    operation = self._operation(path, method, node, shared)
                    found.append(replace(operation, servers=self._own_servers(node, item)))
        return found

    def _operation(self, path: str, method: str, node: Node, shared: dict[_Key, Parameter]) -> Operation:
        raw = node.mapping
        parameters = {**shared, **self._parameters(node)}
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
            parameters=tuple(parameters.values()),
            body=self._body(node),
            responses=self._responses(node),
            security=self._security(node),
        )

    def _own_servers(self, *holders: Node) -> tuple[str, ...]:
        """The servers of the first that names its own: the operation's replace the path item's (section 4.8.10)."""
        return next((self._dialect.servers(holder) for holder in holders if "servers" in holder.mapping), ())

    # Parameters

    def _parameters(self, holder: Node) -> dict[_Key, Parameter]:
        found: dict[_Key, Parameter] = {}
        for reference in self._dialect.parameters(holder):
            node = self._resolved(reference, "parameter")
            parameter = self._parameter(node) if node else None
            if parameter is None or _is_ignored(parameter):
                continue
            name = parameter.name.lower() if parameter.location is Location.HEADER else parameter.name
            found[parameter.location, name] = parameter
        return found

    def _parameter(self, node: Node) -> Parameter | None:
        raw = node.mapping
        name, location = raw.get("name"), _LOCATIONS.get(str(raw.get("in")))
        if not isinstance(name, str) or location is None:
            self._problem(node.pointer, "a parameter needs a `name` and `in`: path, query, header or cookie")
            return None
        style = raw.get("style")
        style = style if isinstance(style, str) else _DEFAULT_STYLES.get(location, "simple")
        explode = raw.get("explode")
        content = self._contents(node)
        return Parameter(
            name=name,
            location=location,
            required=location is Location.PATH or raw.get("required") is True,
            schema=content[0].schema if content else node.get("schema"),
            pointer=node.pointer,
            description=_text(raw, "description"),
            deprecated=raw.get("deprecated") is True,
            style=style,
            explode=explode if isinstance(explode, bool) else style == "form",
            allow_reserved=raw.get("allowReserved") is True,
            media_type=content[0].media_type if content else None,
            examples=(*self._examples(node), *(content[0].examples if content else ())),
        )

    def _examples(self, node: Node) -> tuple[object, ...]:
        """The values of `examples` (a map of Example Objects), else of `example`."""
        found: list[object] = []
        examples = node.get("examples")
        for key in examples.mapping if examples else ():
            example = self._resolved(examples.child(key), "example") if examples else None
            if example is not None and "value" in example.mapping:
                found.append(example.mapping["value"])
        if not found and "example" in node.mapping:
            found.append(node.mapping["example"])
        return tuple(found)

    # Bodies and responses

    def _body(self, operation: Node) -> Body | None:
        reference = self._dialect.request_body(operation)
        node = self._resolved(reference, "request body") if reference else None
        if node is None:
            return None
        return Body(node.mapping.get("required") is True, self._contents(node), _text(node.mapping, "description"))

    def _contents(self, holder: Node) -> tuple[MediaType, ...]:
        content = holder.get("content")
        found: list[MediaType] = []
        for media_type in content.mapping if content else ():
            node = self._resolved(content.child(media_type), "media type") if content else None
            if node is not None:
                found.append(MediaType(media_type, node.get("schema"), _encoding(node), self._examples(node)))
        return tuple(found)

    def _responses(self, operation: Node) -> tuple[Response, ...]:
        responses = operation.get("responses")
        found: list[Response] = []
        for status in responses.mapping if responses else ():
            node = self._resolved(responses.child(status), "response") if responses else None
            if node is not None:
                headers = self._headers(node)
                found.append(Response(status, _text(node.mapping, "description"), self._contents(node), headers))
        return tuple(found)

    def _headers(self, response: Node) -> dict[str, Node | None]:
        headers = response.get("headers")
        found: dict[str, Node | None] = {}
        for name in headers.mapping if headers else ():
            node = self._resolved(headers.child(name), "header") if headers else None
            content = self._contents(node) if node else ()
            found[name] = content[0].schema if content else node.get("schema") if node else None
        return found

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
                found[key] = _scheme(key, node.mapping)
        return found

    # Problems

    def _resolved(self, node: Node, what: str) -> Node | None:
        """The object that stands there, references followed; None, and a problem, where there is none."""
        try:
            node = self._document.resolve(node)
        except DanglingReferenceError as error:
            self._problem(error.where or node.pointer, f"{what}: {error.what}")
            return None
        return node if self._is_object(node, what) else None

    def _is_object(self, node: Node, what: str) -> bool:
        if isinstance(node.value, dict):
            return True
        self._problem(node.pointer, f"this {what} should be an object")
        return False

    def _problem(self, pointer: str, message: str) -> None:
        problem = Problem(pointer, Severity.ERROR, message)
        if problem not in self._problems:
            self._problems.append(problem)


_Key = tuple[Location, str]


def _text(mapping: Any, key: str) -> str:
    value = mapping.get(key)
    return value if isinstance(value, str) else ""


def _is_ignored(parameter: Parameter) -> bool:
    """Whether OpenAPI says to ignore it: these headers are described elsewhere (section 4.8.12.2)."""
    return parameter.location is Location.HEADER and parameter.name.lower() in _IGNORED_HEADERS


def _encoding(node: Node) -> dict[str, dict[str, object]]:
    encoding = node.get("encoding")
    return {key: value for key, value in encoding.mapping.items() if isinstance(value, dict)} if encoding else {}


def _needs(need: dict[str, Any]) -> tuple[tuple[str, tuple[str, ...]], ...]:
    return tuple(
        (key, tuple(scope for scope in scopes if isinstance(scope, str)) if isinstance(scopes, list) else ())
        for key, scopes in need.items()
    )


def _scheme(key: str, raw: Any) -> SecurityScheme:
    flows = raw.get("flows")
    return SecurityScheme(
        key=key,
        kind=_text(raw, "type"),
        parameter=_text(raw, "name"),
        location=_LOCATIONS.get(_text(raw, "in")),
        scheme=_text(raw, "scheme").lower(),
        flows={name: flow for name, flow in flows.items() if isinstance(flow, dict)} if isinstance(flows, dict) else {},
        description=_text(raw, "description"),
    )
