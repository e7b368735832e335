"""Routes of which one hides an operation."""

from __future__ import annotations

from typing import Final

from app.core.routes.model import Route, RouteKind, RouteTable, Shadow

HIDDEN: Final = "GET /things"


def hidden_things(method: str = "GET", path: str = "/things", name: str = "list_things") -> RouteTable:
    """The operation is never reached: a route for everything (`read_any`) stands before it."""
    routes = (
        Route(1, RouteKind.HTTP, "/{what}", (method,), "read_any", "shop:read_any", path_format="/{what}"),
        Route(2, RouteKind.HTTP, path, (method,), name, f"shop:{name}", path_format=path),
    )
    return RouteTable(routes, (Shadow(2, method, 1, path, always=True, fix="Move it."),))
