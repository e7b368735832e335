"""What a document promises and another handler answers: operations whose route an earlier one hides."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from app.core.routes.explain import label
from app.core.routes.model import RouteKind

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from app.core.operations.listing import OperationEntry
    from app.core.routes.model import Route, RouteTable

_NO_WORD: Final = re.compile(r"\W")


@dataclass(frozen=True, slots=True)
class BrokenPromise:
    """An operation that is never answered by what the document has for it.

    Attributes:
        promised: The route that the document describes.
        answering: The one that takes its requests.
        witness: A request target that shows it.
    """

    promised: Route
    answering: Route
    witness: str


def broken_promises(table: RouteTable, entries: Iterable[OperationEntry]) -> Mapping[str, BrokenPromise]:
    """The broken promises by the key of the operation; none are told of a simulated table, which nobody saw run."""
    hidden = {(shadow.number, shadow.method): shadow for shadow in table.never_reachable}
    if table.simulated or not hidden:
        return {}
    documented = DocumentedRoutes(table)
    found: dict[str, BrokenPromise] = {}
    for entry in entries:
        route = documented.route_of(entry)
        shadow = hidden.get((route.number, entry.method)) if route is not None else None
        answering = table.route(shadow.winner) if shadow is not None else None
        if route is not None and shadow is not None and answering is not None:
            found[entry.key] = BrokenPromise(route, answering, shadow.witness)
    return found


class DocumentedRoutes:
    """Which route an operation of the document describes."""

    def __init__(self, table: RouteTable) -> None:
        self._routes: dict[tuple[str, str], list[Route]] = {}
        for route in table.routes:
            # What lies in a mounted app stands in that app's own document.
            if route.in_schema and route.kind is RouteKind.HTTP and route.parent is None:
                for method in route.methods:
                    self._routes.setdefault((method, route.path_format or route.path), []).append(route)

    def route_of(self, entry: OperationEntry) -> Route | None:
        """The route, None where the document has what no route has.

        Of several with the same path and method FastAPI documents the last one, unless the operation id names another.
        """
        found = self._routes.get((entry.method, entry.path), [])
        named = [route for route in found if entry.operation_id in {route.name, _unique_id(route, entry.method)}]
        return next(reversed(named or found), None)


def _unique_id(route: Route, method: str) -> str:
    """The operation id that FastAPI makes (`fastapi.utils.generate_unique_id`)."""
    return _NO_WORD.sub("_", f"{route.name}{route.path_format}") + f"_{method.lower()}"


def promise_words(promise: BrokenPromise) -> str:
    """One sentence for the place where somebody is about to call the operation."""
    return (
        f"The document promises `{handler_name(promise.promised)}` here; `{handler_name(promise.answering)}` answers, "
        f"because {label(promise.answering)} comes first and takes `{promise.witness}`."
    )


def handler_name(route: Route) -> str:
    """The endpoint as its author calls it: `read_shelf`."""
    return route.endpoint.rpartition(":")[2].rpartition("<locals>.")[2] or route.name or route.path
