"""Decides what the route table shows: rows in match order, shadows, and how one path meets each row."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from app.core.base.errors import RouteglassError
from app.core.routes.model import Encounter, RouteKind
from app.core.workspace.events import RoutesChanged, SourceChanged
from app.core.workspace.model import SourceStatus

if TYPE_CHECKING:
    from collections.abc import Callable

    from app.core.routes.model import Dependency, MatchResult, Route, RouteTable, Shadow
    from app.core.workspace.workspace import Workspace

BY = "route_map"
METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS", "TRACE", "WEBSOCKET")


class Inspector(Protocol):
    """What can ask the server's real router."""

    def try_path(self, method: str, target: str) -> MatchResult:
        """How a request would go through the router; nothing is sent. It takes a few milliseconds.

        Raises:
            RouteglassError: There is no router to ask.
        """
        ...


@dataclass(frozen=True, slots=True)
class RouteRow:
    """One line of the table.

    Attributes:
        methods: `GET, HEAD`, `WS` or `mount`.
        where: `books.py:42`, empty where unknown.
        notes: `hidden from the document`, `inside mount 4`, …
        shadow: The warning, empty for a route that can be reached.
        fix: What to do about the shadow.
        witness: A request target that shows it.
        never: Whether it can never be reached.
        encounter: What the tried path met here, None while nothing is tried.
        captured: `name=featured`, path parameters of a match.
    """

    number: int
    kind: RouteKind
    methods: str
    path: str
    endpoint: str
    where: str
    dependencies: str
    notes: str
    shadow: str
    fix: str
    witness: str
    never: bool
    encounter: Encounter | None
    captured: str
    tooltip: str

    @property
    def reason(self) -> str:
        """The warning without its first word, as a sentence of its own."""
        words = self.shadow.partition(": ")[2]
        return words[:1].upper() + words[1:]


@dataclass(frozen=True, slots=True)
class Attempt:
    """What "try a path" says: a sentence, and whether a route answers."""

    sentence: str
    matched: bool


def parse_attempt(text: str) -> tuple[str, str]:
    """Reads `GET /books/1`, or `/books/1` as a GET; a missing slash is added.

    Raises:
        RouteglassError: There is nothing to try, or the method is none.
    """
    words = text.split(maxsplit=1)
    if not words:
        message = "There is no path to try."
        raise RouteglassError(message, hint="Type a path, for example /books/featured.")
    method, target = ("GET", words[0]) if len(words) == 1 else (words[0].upper(), words[1].strip())
    if len(words) == 1 and method == "GET" and words[0].upper() in METHODS:
        message = f"{words[0].upper()} is a method without a path."
        raise RouteglassError(message, hint=f"Type a path behind it, for example {words[0].upper()} /books.")
    if method not in METHODS:
        message = f"{method!r} is not a method this table knows."
        raise RouteglassError(message, hint=f"Use one of {', '.join(METHODS)}.")
    return method, target if target.startswith("/") else f"/{target}"


class RouteMapPresenter:
    """The route table of the source in view."""

    def __init__(self, workspace: Workspace, inspector: Inspector | None) -> None:
        self._workspace = workspace
        self._inspector = inspector
        self._listener: Callable[[], None] | None = None
        self.result: MatchResult | None = None
        workspace.events.subscribe(RoutesChanged, self._routes_changed)
        workspace.events.subscribe(SourceChanged, self._routes_changed)

    def listen(self, listener: Callable[[], None]) -> None:
        """Calls `listener` when the server's routes are others."""
        self._listener = listener

    @property
    def table(self) -> RouteTable | None:
        """The server's routes, None where it tells none."""
        return self._workspace.routes

    def rows(self) -> tuple[RouteRow, ...]:
        """The rows in match order."""
        table = self.table
        if table is None:
            return ()
        shadows: dict[int, list[Shadow]] = {}
        for shadow in table.shadows:
            shadows.setdefault(shadow.number, []).append(shadow)
        return tuple(self._row(route, shadows.get(route.number, [])) for route in table.routes)

    @property
    def is_foreign(self) -> bool:
        """Whether nobody can look into the server in view."""
        source = self._workspace.source
        return not source.embedded and source.status is SourceStatus.RUNNING

    def summary(self) -> str:
        """One line above the table."""
        table = self.table
        if table is None:
            return ""
        dead = {shadow.number for shadow in table.shadows if shadow.always}
        words = f"{len(table.routes)} routes, tried from the top"
        if dead:
            words += f" · {len(dead)} can never be reached" if len(dead) > 1 else " · 1 can never be reached"
        return words

    def attempt(self, text: str) -> Attempt:
        """Tries a path on the real router and lights the rows; bad input is told in words."""
        try:
            method, target = parse_attempt(text)
        except RouteglassError as error:
            self.result = None
            return Attempt(str(error), matched=False)
        if self._inspector is None or self.table is None:
            return Attempt("This server does not tell its routes.", matched=False)
        try:
            self.result = self._inspector.try_path(method, target)
        except RouteglassError as error:
            self.result = None
            return Attempt(str(error), matched=False)
        self._workspace.tried(self.result, by=BY)
        return Attempt(self.result.sentence, matched=self.result.winner is not None)

    def clear(self) -> None:
        """Puts the lights out."""
        self.result = None

    def _routes_changed(self, _event: RoutesChanged | SourceChanged) -> None:
        self.clear()
        if self._listener is not None:
            self._listener()

    def _row(self, route: Route, shadows: list[Shadow]) -> RouteRow:
        step = next((s for s in self.result.steps if s.number == route.number), None) if self.result else None
        worst = next((shadow for shadow in shadows if shadow.always), shadows[0] if shadows else None)
        return RouteRow(
            number=route.number,
            kind=route.kind,
            methods=method_words(route),
            path=route.path,
            endpoint=route.endpoint.rpartition(":")[2].rpartition("<locals>.")[2] or route.name,
            where=where_words(route.file, route.line),
            dependencies=dependency_words(route.dependencies),
            notes=note_words(route),
            shadow=self._shadow_words(worst),
            fix=worst.fix.replace("`", "") if worst else "",
            witness=f"{worst.method or 'WEBSOCKET'} {worst.witness}" if worst else "",
            never=any(shadow.always for shadow in shadows),
            encounter=step.encounter if step else None,
            captured=", ".join(f"{name}={value}" for name, value in step.path_params) if step else "",
            tooltip="\n".join(
                part
                for part in (route.endpoint, f"{route.file}:{route.line}" if route.file else "", route.regex)
                if part
            ),
        )

    def _shadow_words(self, shadow: Shadow | None) -> str:
        if shadow is None or self.table is None:
            return ""
        winner = next((route for route in self.table.routes if route.number == shadow.winner), None)
        name = f"{winner.path} (route {winner.number})" if winner else f"route {shadow.winner}"
        much = "Never reached" if shadow.always else "Partly hidden"
        return f"{much}: {name} is tried first and takes {shadow.witness}."


def method_words(route: Route) -> str:
    """The methods of a row, or what stands in for them."""
    if route.kind is RouteKind.WEBSOCKET:
        return "WS"
    if route.kind in {RouteKind.MOUNT, RouteKind.HOST} and not route.methods:
        return route.kind.value.upper()
    shown = [method for method in route.methods if method != "HEAD" or "GET" not in route.methods]
    return ", ".join(shown)


def where_words(file: str, line: int) -> str:
    """`books.py:42` from a full path."""
    return f"{file.replace(chr(92), '/').rpartition('/')[2]}:{line}" if file else ""


def dependency_words(dependencies: tuple[Dependency, ...]) -> str:
    """The dependency tree on one line: sub-dependencies in brackets behind their parent."""
    words = ""
    depth = 0
    for dependency in dependencies:
        name = dependency.name.rpartition(":")[2].rpartition(".")[2]
        if dependency.scope > depth:
            words += " ("
        elif words:
            words += ")" * (depth - dependency.scope) + ", "
        depth = dependency.scope
        words += name
    return words + ")" * depth


def note_words(route: Route) -> str:
    """What is special about a route."""
    notes = []
    if not route.in_schema and route.kind is RouteKind.HTTP:
        notes.append("hidden from the document")
    if route.kind is RouteKind.WEBSOCKET:
        notes.append("OpenAPI cannot show it")
    if route.parent is not None:
        notes.append(f"inside {route.parent}")
    return " · ".join(notes)
