"""The routes of an app, in the order in which its routers try them."""

from __future__ import annotations

import importlib
import re
import types
from typing import TYPE_CHECKING, Any

from .callables import Place, place_of, text_or_empty, unwrap
from .class_lines import ClassLines
from .values import key_text, type_name

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator


class Node:
    """One row of the route table: a route as the router tries it, and where it stands.

    Attributes:
        number: 1-based place in match order over the whole tree.
        route: The object whose path, methods and endpoint are shown; for included routes their effective form.
        context: FastAPI's effective context of an included route (0.137 and newer), else None.
        above: The mount or host it lies in.
        inner: What a mount or host leads to, None where that is an app without routes.
        specificity: Of a frontend path; None for all other routes.
        prefix: What every path that it matches begins with, within its own router; empty where that is not sure.
    """

    __slots__ = ("above", "context", "inner", "kind", "number", "path", "prefix", "route", "specificity")

    def __init__(self, number: int, route: Any, context: Any, above: Node | None) -> None:
        self.number = number
        self.route = route
        self.context = context
        self.above = above
        self.inner: Branch | None = None
        self.kind = _kind_of(route)
        self.specificity: int | None = None
        self.path: str
        prefix = "" if above is None or above.kind == "host" else above.path
        own = getattr(route, "host", "") if self.kind == "host" else getattr(route, "path", "") or ""
        self.path = prefix + own
        self.prefix = _sure_prefix(route, context)

    def match(self, scope: dict[str, Any]) -> tuple[str, dict[str, Any]]:
        """Asks the real route: `FULL`, `PARTIAL` or `NONE`, and what it would add to the scope."""
        if self.context is None:
            match, child = self.route.matches(scope)
            return match.name, child
        own = {**(scope.get("fastapi") or {}), "effective_route_context": self.context}
        scratch = {**scope, "fastapi": own}
        asked = self.context if getattr(self.context, "starlette_route", None) else self.context.original_route
        match, child = asked.matches(scratch)
        return match.name, child


class Branch:
    """A router: its routes in match order, then those that are tried when nothing else fits (`app.frontend`)."""

    __slots__ = ("_shelves", "app", "late", "nodes", "router")

    def __init__(self, app: Any, router: Any) -> None:
        self.app = app
        self.router = router
        self.nodes: list[Node] = []
        self.late: list[Node] = []
        self._shelves: dict[str, list[tuple[int, Node]]] | None = None

    def likely(self, path: str) -> list[Node]:
        """The nodes whose sure beginning this path has, in match order; all others cannot match.

        They stand on shelves by their beginning up to its last slash, so that thousands of routes cost nothing here.
        """
        if self._shelves is None:
            self._shelves = {}
            for place, node in enumerate(self.nodes):
                self._shelves.setdefault(node.prefix[: node.prefix.rfind("/") + 1], []).append((place, node))
        found = list(self._shelves.get("", ()))
        slash = path.find("/")
        while slash >= 0:
            found += self._shelves.get(path[: slash + 1], ())
            slash = path.find("/", slash + 1)
        found.sort(key=_place_of_entry)
        return [node for _, node in found if path.startswith(node.prefix)]


def _place_of_entry(entry: tuple[int, Node]) -> int:
    return entry[0]


class RouteMap:
    """The routes of an app as its routers try them, and the simulation of a request through them.

    It holds the app's own route objects; build a new one after routes were added.
    """

    def __init__(self, app: Any) -> None:
        self.nodes: list[Node] = []
        self._open: set[int] = set()
        self.top = self._branch(app, None)

    def rows(self) -> list[Any]:
        """Every route as JSON data, in match order."""
        lines = ClassLines()
        return [_row_of(node, lines) for node in self.nodes]

    def _branch(self, app: Any, above: Node | None) -> Branch | None:
        app, router = _router_of(app)
        if router is None or id(router) in self._open:
            return None
        self._open.add(id(router))
        branch = Branch(app, router)
        self._walk(router.routes, branch.nodes, above)
        self._walk_late(router, branch.late, above)
        self._open.discard(id(router))
        return branch

    def _walk(self, routes: Iterable[Any], nodes: list[Node], above: Node | None) -> None:
        """An included router is no row: its candidates stand in its place, in order."""
        for route in routes:
            if hasattr(route, "effective_candidates"):
                self._walk(route.effective_candidates(), nodes, above)
            else:
                nodes.append(self._add(route, above))

    def _add(self, route: Any, above: Node | None) -> Node:
        context = route if hasattr(route, "original_route") else None
        shown = getattr(context, "starlette_route", None) or route
        node = Node(len(self.nodes) + 1, shown, context, above)
        self.nodes.append(node)
        if node.kind in {"mount", "host"}:
            base = getattr(shown, "_base_app", None)
            node.inner = self._branch(shown.app if base is None else base, node)
        return node

    def _walk_late(self, router: Any, late: list[Node], above: Node | None) -> None:
        candidates = getattr(router, "_iter_low_priority_routes", None)
        for candidate in candidates() if callable(candidates) else ():
            group = getattr(candidate, "original_route", candidate)
            prefix = getattr(candidate, "frontend_prefix", "")
            for frontend in getattr(group, "routes", ()):
                node = self._add(candidate, above)
                path = prefix if prefix and frontend.path == "/" else prefix + frontend.path
                node.specificity = 0 if path == "/" else len(path)
                node.path = (above.path if above else "") + path.rstrip("/") + "/{path:path}"
                late.append(node)


def app_with_routes(app: Any) -> Any:
    """The app that has the routes, behind whatever is wrapped around it."""
    return _router_of(app)[0]


def _router_of(app: Any) -> tuple[Any, Any]:
    """The app with routes behind wrappers, and its router; `(app, None)` where there is none."""
    for _ in range(50):
        router = getattr(app, "router", None)
        if router is not None and _is_route_list(getattr(router, "routes", None)):
            return app, router
        if _is_route_list(getattr(app, "routes", None)):
            return app, app
        inner = getattr(app, "app", None)
        if inner is None or isinstance(inner, types.MethodType):
            break
        app = inner
    return app, None


def _is_route_list(routes: Any) -> bool:
    return isinstance(routes, list) and all(hasattr(route, "matches") for route in routes)


def _kind_of(route: Any) -> str:
    routing = importlib.import_module("starlette.routing")
    if isinstance(route, routing.Mount):
        return "mount"
    if isinstance(route, routing.Host):
        return "host"
    if isinstance(route, routing.WebSocketRoute):
        return "websocket"
    if hasattr(route, "endpoint") and hasattr(route, "methods") and getattr(route, "path_regex", None) is not None:
        return "http"
    return "other"


def _sure_prefix(route: Any, context: Any) -> str:
    """The fixed beginning of a path, if nothing but the router's own expression decides about matches."""
    asked = route if context is None else getattr(context, "original_route", None)
    module = getattr(getattr(type(asked), "matches", None), "__module__", "")
    pattern = getattr(getattr(route, "path_regex", None), "pattern", "")
    fixed = (getattr(route, "path", "") or "").partition("{")[0]
    known = module in {"starlette.routing", "fastapi.routing"} and isinstance(pattern, str)
    return fixed if known and pattern.startswith("^" + re.escape(fixed)) else ""


def _row_of(node: Node, lines: ClassLines) -> dict[str, Any]:
    route = node.route
    regex = getattr(route, "host_regex" if node.kind == "host" else "path_regex", None)
    target = getattr(route, "app" if node.kind in {"mount", "host"} else "endpoint", None)
    place = _listed_place(target, lines) if target is not None else Place("", "")
    dependant = getattr(route, "dependant", None)
    return {
        "number": node.number,
        "kind": node.kind,
        "path": node.path,
        "path_format": path_format(node),
        "methods": sorted(getattr(route, "methods", None) or ()),
        "name": text_or_empty(getattr(route, "name", "")),
        "endpoint": place.full_name,
        "file": place.file,
        "line": place.line,
        "dependencies": _dependency_rows(dependant, lines),
        "in_schema": node.kind == "http" and bool(getattr(route, "include_in_schema", False)) and dependant is not None,
        "parent": node.above.number if node.above is not None else None,
        "regex": getattr(regex, "pattern", ""),
        "tags": [key_text(tag) for tag in getattr(route, "tags", None) or ()],
        "param_types": _param_types(node, dependant),
    }


def path_format(node: Node) -> str:
    """The path as OpenAPI writes it, `{book_id}` for `{book_id:int}`."""
    return re.sub(r"\{([a-zA-Z_]\w*):[a-zA-Z_]\w*\}", r"{\1}", node.path)


def _listed_place(call: Any, lines: ClassLines) -> Place:
    """As `place_of`; for a class whose line Python does not keep, its source is read, which only a listing may."""
    place = place_of(call)
    if not place.line and place.file and not isinstance(unwrap(call), types.FunctionType):
        place.line = lines.line_of(place.file, place.qualname)
    return place


def _dependency_rows(dependant: Any, lines: ClassLines, depth: int = 0) -> list[dict[str, Any]]:
    """The dependency tree in the order in which it is solved, parents first."""
    rows: list[dict[str, Any]] = []
    for child in getattr(dependant, "dependencies", ()) if depth < 20 else ():
        place = _listed_place(child.call, lines)
        row = {"name": place.name, "scope": depth, "file": place.file, "line": place.line}
        rows += [row, *_dependency_rows(child, lines, depth + 1)]
    return rows


def _param_types(node: Node, dependant: Any) -> dict[str, str]:
    """The Python type of each path parameter, which is not what the router looks at: the convertor is."""
    found: dict[str, str] = {}
    for owner in dependants(dependant):
        for field in getattr(owner, "path_params", ()):
            kind = getattr(field, "type_", None) or getattr(field.field_info, "annotation", None)
            found[getattr(field, "alias", field.name)] = type_name(kind) if isinstance(kind, type) else ""
    return found


def dependants(dependant: Any, depth: int = 0) -> Iterator[Any]:
    """The dependant of a route and, behind it, those of all its dependencies."""
    if dependant is None or depth > 20:
        return
    yield dependant
    for child in getattr(dependant, "dependencies", ()):
        yield from dependants(child, depth + 1)
