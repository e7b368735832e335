"""Decides what the route table shows: rows in match order, shadows, and how one path meets each row."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, cast

from PySide6.QtCore import QObject

from app.core.base.errors import RouteglassError
from app.core.routes.model import Encounter, RouteKind
from app.core.routes.simulated_words import SIMULATED
from app.core.workspace.events import RoutesChanged, SourceChanged
from app.core.workspace.model import SourceStatus
from app.features.route_map.lazy_rows import LazyRows

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from app.core.routes.inspector import Inspector
    from app.core.routes.model import Dependency, MatchResult, Route, RouteTable, Shadow
    from app.core.workspace.workspace import Workspace
    from app.jobs.model import JobDone, JobHandle
    from app.jobs.runner import Runner

BY = "route_map"
METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS", "TRACE", "WEBSOCKET")


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
        ruled: Whether OpenAPI's rule means this row where the order leads to another.
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
    ruled: bool = False

    @property
    def reason(self) -> str:
        """The warning without its first word, as a sentence of its own."""
        words = self.shadow.partition(": ")[2]
        return words[:1].upper() + words[1:]


@dataclass(frozen=True, slots=True)
class Attempt:
    """What "try a path" says.

    Attributes:
        matched: Whether a route answers.
        agreed: False where the order and OpenAPI's rule lead to different routes.
    """

    sentence: str
    matched: bool
    agreed: bool = True


@dataclass(frozen=True, slots=True)
class Warned:
    """What stands above the table.

    Attributes:
        witness: A request that shows it.
        certain: Whether it is so, or would be so if the server went by the document's order.
    """

    words: str
    witness: str
    certain: bool


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


class RouteMapPresenter(QObject):
    """The route table of the source in view.

    Attributes:
        result: How the path that was tried last met the routes; None while none is.
        attempt: What is said of it; None before the first, and after other routes came.
    """

    def __init__(self, workspace: Workspace, runner: Runner, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._workspace = workspace
        self._runner = runner
        self._listener: Callable[[], None] | None = None
        self._job: JobHandle | None = None
        self.result: MatchResult | None = None
        self.attempt: Attempt | None = None
        workspace.events.subscribe(RoutesChanged, self._routes_changed)
        workspace.events.subscribe(SourceChanged, self._routes_changed)

    def listen(self, listener: Callable[[], None]) -> None:
        """Calls `listener` when there is something else to show."""
        self._listener = listener

    @property
    def table(self) -> RouteTable | None:
        """The server's routes, None where it tells none."""
        return self._workspace.routes

    def rows(self) -> Sequence[RouteRow]:
        """The rows in match order, each made when it is looked at."""
        table = self.table
        return LazyRows(table.routes, partial(self._row, _shadows_of(table))) if table is not None else ()

    def worst(self) -> RouteRow | None:
        """The first route that can never be reached, None where each can be."""
        table = self.table
        shadow = next(iter(table.never_reachable), None) if table is not None else None
        route = table.route(shadow.number) if table is not None and shadow is not None else None
        return self._row(_shadows_of(table), route) if table is not None and route is not None else None

    def hidden(self) -> int:
        """How many routes can never be reached."""
        return len({shadow.number for shadow in self.table.never_reachable}) if self.table is not None else 0

    @property
    def is_foreign(self) -> bool:
        """Whether nobody can look into the server in view."""
        source = self._workspace.source
        return not source.inside and source.status is SourceStatus.RUNNING

    def summary(self) -> str:
        """One line above the table."""
        table = self.table
        if table is None:
            return ""
        hidden = self.hidden()
        if table.simulated:
            base = f" below {table.base_path}" if table.base_path else ""
            words = f"{len(table.routes):,} operations in the document's order{base}"
            return f"{words} · {hidden:,} hidden where the first match wins" if hidden else words
        words = f"{len(table.routes):,} routes, tried from the top"
        return f"{words} · {hidden:,} can never be reached" if hidden else words

    @property
    def mark(self) -> str:
        """What a simulated table is, in words; empty for one that the server tells."""
        table = self.table
        if table is None or not table.simulated:
            return ""
        return f"{SIMULATED} {table.caution}".strip()

    def warning(self) -> Warned | None:
        """The first route that can never be reached, in words; None where there is nothing to warn of."""
        row, hidden = self.worst(), self.hidden()
        if row is None or self.table is None or self.table.caution:
            return None
        more = f" {hidden - 1:,} more below." if hidden > 1 else ""
        if self.table.simulated:
            words = f"Where the first match wins, `{row.path}` is never reached: {row.reason} {row.fix}{more}"
            return Warned(words, row.witness, certain=False)
        return Warned(f"`{row.path}` can never be reached: {row.reason} {row.fix}{more}", row.witness, certain=True)

    def try_text(self, text: str) -> None:
        """Tries a path on the router of the source in view; `attempt` and `result` say later how it went."""
        self._job, self.result = None, None
        inspector = self._workspace.inspector
        try:
            method, target = parse_attempt(text)
        except RouteglassError as error:
            self._tell(Attempt(str(error), matched=False))
            return
        if inspector is None:
            self._tell(Attempt("This server does not tell its routes.", matched=False))
            return
        self.attempt = None
        # A server in another process may take its time.
        self._job = self._runner.submit_blocking(partial(_try, inspector, method, target), self, self._tried)

    def clear(self) -> None:
        """Puts the lights out."""
        self._job = self.result = self.attempt = None

    def _tried(self, done: JobDone) -> None:
        if self._job is None or done.handle_id != self._job.id:
            return
        self._job = None
        if isinstance(done.result, Attempt):
            self._tell(done.result)
        elif done.result is not None:
            self.result = cast("MatchResult", done.result)
            self._workspace.tried(self.result, by=BY)
            agreed = self.result.by_document is None
            self._tell(Attempt(self.result.sentence, matched=self.result.winner is not None, agreed=agreed))
        else:
            self._tell(Attempt("This could not be tried.", matched=False))

    def _tell(self, attempt: Attempt) -> None:
        self.attempt = attempt
        if self._listener is not None:
            self._listener()

    def _routes_changed(self, _event: RoutesChanged | SourceChanged) -> None:
        self.clear()
        if self._listener is not None:
            self._listener()

    def _row(self, all_shadows: Mapping[int, list[Shadow]], route: Route) -> RouteRow:
        shadows = all_shadows.get(route.number, [])
        step = self.result.step(route.number) if self.result else None
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
            never=any(shadow.always for shadow in shadows) and not self._is_simulated,
            encounter=step.encounter if step else None,
            captured=", ".join(f"{name}={value}" for name, value in step.path_params) if step else "",
            tooltip="\n".join(
                part
                for part in (route.endpoint, f"{route.file}:{route.line}" if route.file else "", route.regex)
                if part
            ),
            ruled=self.result is not None and self.result.by_document == route.number,
        )

    @property
    def _is_simulated(self) -> bool:
        return self.table is not None and self.table.simulated

    def _shadow_words(self, shadow: Shadow | None) -> str:
        if shadow is None or self.table is None:
            return ""
        winner = self.table.route(shadow.winner)
        name = f"{winner.path} (route {winner.number})" if winner else f"route {shadow.winner}"
        much = "Never reached" if shadow.always else "Partly hidden"
        if self.table.simulated:
            much = "Hidden where the first match wins"
        return f"{much}: {name} is tried first and takes {shadow.witness}."


def _try(inspector: Inspector, method: str, target: str) -> MatchResult | Attempt:
    """On a worker: the router's answer, or why there is none."""
    try:
        return inspector.try_path(method, target)
    except RouteglassError as error:
        return Attempt(str(error), matched=False)


def _shadows_of(table: RouteTable) -> dict[int, list[Shadow]]:
    found: dict[int, list[Shadow]] = {}
    for shadow in table.shadows:
        found.setdefault(shadow.number, []).append(shadow)
    return found


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
