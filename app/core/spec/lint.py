"""What is wrong with a document: every problem with its place, nothing twice, nothing that stops the rest."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from app.core.base.errors import DanglingReferenceError
from app.core.spec.document import Node
from app.core.spec.keywords import complaint, subschemas
from app.core.spec.problems import Problem, Severity
from app.core.spec.walk import objects

if TYPE_CHECKING:
    from collections.abc import Iterator

    from app.core.spec.document import Document

_TEMPLATE: Final = re.compile(r"\{([^{}]*)\}")
_STATUS: Final = re.compile(r"[1-5](?:\d\d|XX)|default")


def lint(document: Document) -> tuple[Problem, ...]:
    """All problems of a document, in its order."""
    return tuple(dict.fromkeys(_Linter(document).problems()))


class _Linter:
    """Reads one document."""

    def __init__(self, document: Document) -> None:
        self._document = document
        self._operation_ids: dict[str, str] = {}
        self._templates: dict[str, str] = {}

    def problems(self) -> Iterator[Problem]:
        root = self._document.root
        yield from self._document.problems
        yield from self._info(root)
        yield from self._references(root)
        yield from self._paths(root)
        for schema in schemas_of(self._document):
            yield from _schema_problems(schema)

    def _info(self, root: Node) -> Iterator[Problem]:
        info = root.get("info")
        for name in ("title", "version"):
            if info is None or not isinstance(info.mapping.get(name), str):
                yield Problem("/info", Severity.WARNING, f"`info` should have a `{name}`")

    def _references(self, root: Node) -> Iterator[Problem]:
        for node in _objects(root):
            if not isinstance(node.mapping.get("$ref"), str):
                continue
            try:
                self._document.resolve(node)
            except DanglingReferenceError as error:
                yield Problem(node.pointer, Severity.ERROR, error.what)

    # Paths

    def _paths(self, root: Node) -> Iterator[Problem]:
        paths = root.get("paths")
        if paths is None or not isinstance(paths.value, dict):
            if paths is not None or not {"webhooks", "components"} & root.mapping.keys():
                yield Problem("/paths", Severity.ERROR, "`paths` should be an object")
            return
        for path in paths.value:
            if not path.startswith("x-"):
                yield from self._path(path, paths.child(path))

    def _path(self, path: str, node: Node) -> Iterator[Problem]:
        if not path.startswith("/"):
            yield Problem(node.pointer, Severity.ERROR, "a path begins with `/`")
        shape = _TEMPLATE.sub("{}", path)
        if shape in self._templates:
            message = f"the same path as {self._templates[shape]}: only the names of its parameters differ"
            yield Problem(node.pointer, Severity.WARNING, message)
        self._templates.setdefault(shape, path)
        item = self._resolved(node)
        if item is None:
            yield Problem(node.pointer, Severity.ERROR, "a path item should be an object")
            return
        shared, problems = self._parameters(item)
        yield from problems
        for _method, operation in self._document.dialect.operations(item):
            yield from self._operation(path, operation, shared)

    def _operation(self, path: str, node: Node, shared: dict[tuple[str, str], Node]) -> Iterator[Problem]:
        own, problems = self._parameters(node)
        yield from problems
        yield from self._path_parameters(path, node, {**shared, **own})
        identity = node.mapping.get("operationId")
        if isinstance(identity, str):
            first = self._operation_ids.setdefault(identity, node.pointer)
            if first != node.pointer:
                message = f"operationId `{identity}` is used twice, first at {first}"
                yield Problem(f"{node.pointer}/operationId", Severity.ERROR, message)
        yield from self._responses(node)
        yield from self._security(node)

    def _parameters(self, holder: Node) -> tuple[dict[tuple[str, str], Node], list[Problem]]:
        found: dict[tuple[str, str], Node] = {}
        problems: list[Problem] = []
        for reference in self._document.dialect.parameters(holder):
            node = self._resolved(reference)
            if node is None:
                continue
            key = (str(node.mapping.get("in")), str(node.mapping.get("name")))
            if key in found:
                message = f"the {key[0]} parameter `{key[1]}` stands here twice"
                problems.append(Problem(reference.pointer, Severity.ERROR, message))
            found[key] = node
            problems += _parameter_problems(node)
        return found, problems

    def _path_parameters(self, path: str, node: Node, found: dict[tuple[str, str], Node]) -> Iterator[Problem]:
        wanted = _TEMPLATE.findall(path)
        declared = [name for location, name in found if location == "path"]
        for name in dict.fromkeys(wanted):
            if name not in declared:
                message = f"the path has `{{{name}}}`, but no path parameter of that name is declared"
                yield Problem(node.pointer, Severity.ERROR, message)
            if wanted.count(name) > 1:
                yield Problem(node.pointer, Severity.ERROR, f"the path has `{{{name}}}` twice")
        for name in declared:
            if name not in wanted:
                message = f"the path parameter `{name}` is declared, but the path has no `{{{name}}}`"
                yield Problem(found["path", name].pointer, Severity.ERROR, message)

    def _responses(self, node: Node) -> Iterator[Problem]:
        responses = node.get("responses")
        if responses is None or not responses.mapping:
            yield Problem(node.pointer, Severity.WARNING, "no response is described")
            return
        for status in responses.mapping:
            if not status.startswith("x-") and not _STATUS.fullmatch(status):
                message = f"`{status}` is neither a status code, nor a range such as `4XX`, nor `default`"
                yield Problem(responses.child(status).pointer, Severity.ERROR, message)

    def _security(self, node: Node) -> Iterator[Problem]:
        known = self._document.dialect.security_schemes(self._document.root)
        for holder in (node, self._document.root):
            security = holder.get("security")
            needs = security.value if security is not None and isinstance(security.value, list) else []
            for index, need in enumerate(needs):
                for name in need if isinstance(need, dict) else ():
                    if name not in known:
                        message = f"the security scheme `{name}` is not described in `components/securitySchemes`"
                        yield Problem(f"{holder.pointer}/security/{index}", Severity.ERROR, message)

    def _resolved(self, node: Node) -> Node | None:
        try:
            node = self._document.resolve(node)
        except DanglingReferenceError:
            return None
        return node if isinstance(node.value, dict) else None


def _parameter_problems(node: Node) -> Iterator[Problem]:
    raw = node.mapping
    if not isinstance(raw.get("name"), str) or raw.get("in") not in {"path", "query", "header", "cookie"}:
        message = "a parameter needs a `name` and `in`: path, query, header or cookie"
        yield Problem(node.pointer, Severity.ERROR, message)
    if raw.get("in") == "path" and raw.get("required") is not True:
        yield Problem(node.pointer, Severity.ERROR, "a path parameter has to say `required: true`")
    if "schema" not in raw and "content" not in raw:
        yield Problem(node.pointer, Severity.WARNING, "a parameter should have a `schema` or `content`")


def _schema_problems(schema: Node) -> Iterator[Problem]:
    for key, value in schema.mapping.items():
        # OpenAPI 3.0 has `exclusiveMinimum: true`, and `required: true` is what many write on a property.
        words = complaint(key, value) if not isinstance(value, bool) or key == "required" else ""
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


def _objects(root: Node) -> Iterator[Node]:
    for pointer, value in objects(root.value, root.pointer):
        yield Node(pointer, value)


def schemas_of(document: Document) -> Iterator[Node]:
    """Every schema of a document, wherever one can stand, references not followed."""
    for node in _objects(document.root):
        tops = [node.child("schema")] if isinstance(node.mapping.get("schema"), dict) else []
        if node.pointer == "/components/schemas":
            tops = [node.child(name) for name in node.mapping]
        pending = tops[::-1]
        while pending:
            schema = pending.pop()
            yield schema
            pending.extend(reversed(list(subschemas(schema))))
