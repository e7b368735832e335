"""A server's routes in the order in which they are tried, and how one request meets them."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence


class RouteKind(StrEnum):
    """What stands in the router's list."""

    HTTP = "http"
    WEBSOCKET = "websocket"
    MOUNT = "mount"
    HOST = "host"
    OTHER = "other"


class Encounter(StrEnum):
    """What happens at one route when a request walks down the list."""

    NO_MATCH = "no match"
    WRONG_METHOD = "wrong method"
    MATCH = "match"
    NEVER_REACHED = "never reached"


@dataclass(frozen=True, slots=True)
class Dependency:
    """One dependency of an endpoint.

    Attributes:
        name: Qualified name of the callable.
        scope: Nesting depth, 0 for the endpoint's own.
        file, line: Where it is defined; empty and 0 where unknown.
    """

    name: str
    scope: int = 0
    file: str = ""
    line: int = 0


@dataclass(frozen=True, slots=True)
class Route:
    """One row of the route table.

    Attributes:
        number: 1-based place in match order over the whole tree.
        path: The full path template, prefixes of includes and mounts joined in.
        methods: Sorted; empty for WebSockets and mounts.
        endpoint: `module:qualname`.
        in_schema: Whether OpenAPI shows it.
        parent: Number of the mount or host it lies in, None at the top.
        regex: The router's own path expression.
        path_format: The path as OpenAPI writes it: `/books/{book_id}` for `/books/{book_id:int}`.
        param_types: The Python types of the path parameters; the router looks at the convertor, not at these.
    """

    number: int
    kind: RouteKind
    path: str
    methods: tuple[str, ...] = ()
    name: str = ""
    endpoint: str = ""
    file: str = ""
    line: int = 0
    dependencies: tuple[Dependency, ...] = ()
    in_schema: bool = True
    parent: int | None = None
    regex: str = ""
    tags: tuple[str, ...] = ()
    path_format: str = ""
    param_types: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Shadow:
    """A route that another one, tried earlier, takes requests from.

    Attributes:
        number: The shadowed route.
        method: The method this is about; empty for WebSockets.
        winner: The route that answers instead.
        witness: A request target that shows it, for example `/shelf/featured`.
        always: True: never reachable; False: only for some paths.
        fix: What to do, in words.
    """

    number: int
    method: str
    winner: int
    witness: str
    always: bool
    fix: str


@dataclass(frozen=True, slots=True)
class RouteTable:
    """All routes of a server and the shadows among them.

    Attributes:
        simulated: Whether this is only a document's order; the server that it describes may try them otherwise.
        base_path: Of a simulated table the path below which its server is: `/api/v1`; empty for none.
        caution: Why the order is likely not the server's, one sentence; empty where nothing speaks against it.
        find: Of a simulated table finds the numbers of the routes that have a path, whatever their method, in no time.
    """

    routes: tuple[Route, ...]
    shadows: tuple[Shadow, ...] = ()
    simulated: bool = False
    base_path: str = ""
    caution: str = ""
    find: Callable[[str], Sequence[int]] | None = field(default=None, compare=False, repr=False)

    def route(self, number: int | None) -> Route | None:
        """The route of that number, None where there is none."""
        return self.routes[number - 1] if number is not None and 0 < number <= len(self.routes) else None

    @property
    def never_reachable(self) -> tuple[Shadow, ...]:
        """The shadows that leave nothing of a route."""
        return tuple(shadow for shadow in self.shadows if shadow.always)


@dataclass(frozen=True, slots=True)
class Step:
    """One route on the way of a request, with the path parameters it took where it matched."""

    number: int
    encounter: Encounter
    path_params: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class MatchResult:
    """How a request would go through the router.

    Attributes:
        steps: One for each route of the table, in order.
        decision: `matched`, `method not allowed`, `redirect`, `not found`, or `error` where a route itself failed.
        winner: The route that answers, None where none does.
        status: The router's own answer: 405, 307 or 404; None when a route answers.
        sentence: In plain words.
        redirect_to: The target of the redirect, else empty.
        taken_by: The innermost mount or host that took the request, None outside mounts.
        near: The first route with the path but another method, or the one that a redirect leads to.
        by_document: Of a simulated table the route that OpenAPI's own rule chooses where that is another one.
    """

    method: str
    target: str
    steps: Sequence[Step]
    decision: str
    winner: int | None
    status: int | None
    sentence: str
    redirect_to: str = ""
    taken_by: int | None = None
    near: int | None = None
    by_document: int | None = None

    def step(self, number: int) -> Step | None:
        """What happened at a route, None for one that it does not tell of."""
        found = self.steps[number - 1] if 0 < number <= len(self.steps) else None
        return found if found is not None and found.number == number else None
