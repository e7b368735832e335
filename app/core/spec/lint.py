"""What is wrong with a document: every problem with its place, nothing twice, nothing that stops the rest."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from app.core.base.errors import DanglingReferenceError
from app.core.spec.document import MAX_STEPS
from app.core.spec.lint_schemas import all_objects, parameter_problems, schema_problems, schemas_of
from app.core.spec.problems import Problem, Severity
from app.core.spec.references import reference_of
from app.core.spec.shapes import BODY, OPERATION, PATH_ITEM, RESPONSE, ROOT, shape_problems

if TYPE_CHECKING:
    from collections.abc import Iterator

    from app.core.spec.document import Document
    from app.core.spec.node import Node

_TEMPLATE: Final = re.compile(r"\{([^{}]*)\}")
_STATUS: Final = re.compile(r"[1-5](?:\d\d|XX)|default")


def lint(document: Document) -> tuple[Problem, ...]:
    """All problems of a document, in its order."""
    return tuple(dict.fromkeys(_Linter(document).problems()))


class _Linter:
    """Reads one document."""

    def __init__(self, document: Document) -> None:
        self._document = document
        self._dialect = document.dialect
        self._schemes = self._dialect.security_schemes(document.root)
        self._steps: dict[str, int] = {}
        self._operation_ids: dict[str, str] = {}
        self._templates: dict[str, str] = {}

    def problems(self) -> Iterator[Problem]:
        root = self._document.root
        yield from self._document.problems
        yield from shape_problems(root, ROOT)
        yield from self._info(root)
        yield from self._version(root)
        yield from self._references()
        yield from self._security(root)
        yield from self._paths(root)
        for schema in schemas_of(self._document):
            yield from schema_problems(self._document, schema)

    def _info(self, root: Node) -> Iterator[Problem]:
        info = root.get("info")
        for name in ("title", "version"):
            if info is None or not isinstance(info.mapping.get(name), str):
                yield Problem("/info", Severity.WARNING, f"`info` should have a `{name}`")

    def _version(self, root: Node) -> Iterator[Problem]:
        for member in ("openapi", "swagger"):
            if isinstance(root.mapping.get(member), int | float):
                words = f"`{member}` should be text: put the version between quotes"
                yield Problem(f"/{member}", Severity.WARNING, words)

    def _references(self) -> Iterator[Problem]:
        for node in all_objects(self._document):
            if reference_of(node.value) is not None:
                yield from self._reference(node)

    def _reference(self, node: Node) -> Iterator[Problem]:
        """What is wrong on the way from here on; what was gone before is known."""
        way: dict[str, Node] = {}
        here: Node | None = node
        while here is not None and here.pointer not in self._steps:
            if here.pointer in way:
                words = f"the reference {reference_of(here.value)!r} leads back to itself"
                yield Problem(here.pointer, Severity.ERROR, words)
                break
            way[here.pointer] = last = here
            try:
                here = self._document.follow(last)
            except DanglingReferenceError as error:
                yield Problem(last.pointer, Severity.ERROR, error.what)
                break
        steps = self._steps.get(here.pointer, 0) if here is not None else 0
        for pointer in reversed(way):
            steps += 1
            self._steps[pointer] = steps
        if steps > MAX_STEPS + 1:
            words = f"the reference {reference_of(node.value)!r} leads over more than {MAX_STEPS} others"
            yield Problem(node.pointer, Severity.ERROR, words)

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
            yield from _no_object(node, "path item")
            return
        yield from shape_problems(item, PATH_ITEM)
        shared, problems = self._parameters(item)
        yield from problems
        for _method, reference in self._dialect.operations(item):
            operation = self._resolved(reference)
            if operation is None:
                yield from _no_object(reference, "operation")
            else:
                yield from self._operation(path, operation, shared)

    def _operation(self, path: str, node: Node, shared: dict[tuple[str, str], Node]) -> Iterator[Problem]:
        yield from shape_problems(node, OPERATION)
        own, problems = self._parameters(node)
        yield from problems
        yield from self._path_parameters(path, node, {**shared, **own})
        identity = node.mapping.get("operationId")
        if isinstance(identity, str):
            first = self._operation_ids.setdefault(identity, node.pointer)
            if first != node.pointer:
                message = f"operationId `{identity}` is used twice, first at {first}"
                yield Problem(f"{node.pointer}/operationId", Severity.ERROR, message)
        body = node.get("requestBody")
        resolved = self._resolved(body) if body is not None else None
        yield from shape_problems(resolved, BODY) if resolved is not None else ()
        yield from self._responses(node)
        yield from self._security(node)

    def _parameters(self, holder: Node) -> tuple[dict[tuple[str, str], Node], list[Problem]]:
        found: dict[tuple[str, str], Node] = {}
        problems: list[Problem] = []
        for reference in self._dialect.parameters(holder):
            node = self._resolved(reference)
            if node is None:
                continue
            key = (str(node.mapping.get("in")), str(node.mapping.get("name")))
            if key in found:
                message = f"the {key[0]} parameter `{key[1]}` stands here twice"
                problems.append(Problem(reference.pointer, Severity.ERROR, message))
            found[key] = node
            problems += parameter_problems(self._dialect, node)
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
            if self._dialect.demands_responses:
                yield Problem(node.pointer, Severity.WARNING, "no response is described")
            return
        for status in responses.mapping:
            response = self._resolved(responses.child(status))
            yield from shape_problems(response, RESPONSE) if response is not None else ()
            if not status.startswith("x-") and not _STATUS.fullmatch(status):
                message = f"`{status}` is neither a status code, nor a range such as `4XX`, nor `default`"
                yield Problem(responses.child(status).pointer, Severity.ERROR, message)

    def _security(self, holder: Node) -> Iterator[Problem]:
        security = holder.get("security")
        needs = security.value if security is not None and isinstance(security.value, list) else []
        for index, need in enumerate(needs):
            for name in need if isinstance(need, dict) else ():
                # OpenAPI 3.2 also takes the URI of a scheme here.
                if name not in self._schemes and "/" not in name:
                    message = f"the security scheme `{name}` is described nowhere"
                    yield Problem(f"{holder.pointer}/security/{index}", Severity.ERROR, message)

    def _resolved(self, node: Node) -> Node | None:
        try:
            node = self._document.resolve(node)
        except DanglingReferenceError:
            return None
        return node if isinstance(node.value, dict) else None


def _no_object(node: Node, what: str) -> Iterator[Problem]:
    # Where a reference leads is looked at elsewhere.
    if reference_of(node.value) is None:
        yield Problem(node.pointer, Severity.ERROR, f"this {what} should be an object")
