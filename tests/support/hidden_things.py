"""Routes of which one hides an operation."""

from __future__ import annotations

from typing import Final

from app.core.routes.model import Route, RouteKind, RouteTable, Shadow

GET: Final = ("GET",)
READ_THING: Final = Route(1, RouteKind.HTTP, "/{what}", GET, "read_any", "shop:read_any", path_format="/{what}")
HIDDEN: Final = "GET /things"


def hidden_things() -> RouteTable:
    """`GET /things` is never reached: `GET /{what}` stands before it."""
    things = Route(2, RouteKind.HTTP, "/things", GET, "list_things", "shop:list_things", path_format="/things")
    return RouteTable((READ_THING, things), (Shadow(2, "GET", 1, "/things", always=True, fix="Move it."),))
