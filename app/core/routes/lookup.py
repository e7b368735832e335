"""Which routes have a path, whatever their method and whichever comes first."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final
from urllib.parse import unquote

from app.core.routes.model import RouteKind
from app.core.routes.templates import decode_then_split, parse_template

if TYPE_CHECKING:
    from app.core.routes.model import Route, RouteTable


_PLAIN: Final = frozenset({RouteKind.HTTP, RouteKind.WEBSOCKET})


def routes_at(table: RouteTable, path: str) -> list[Route]:
    """The routes that match a path as it was sent, percent-encoded; mounts and hosts themselves are left out.

    What lies in a mount is found where its path has no convertors, whose expressions are known of its own part alone.
    """
    if table.find is not None:
        found = map(table.route, table.find(path))
        return [route for route in found if route is not None]
    decoded, segments = unquote(path), decode_then_split(path)
    return [route for route in table.routes if route.kind in _PLAIN and _has(route, decoded, segments)]


def may_be_inside(table: RouteTable, path: str) -> bool:
    """Whether something that is no plain route may take a path: a mount, a host, a frontend."""
    others = (route for route in table.routes if route.kind not in _PLAIN)
    return any(route.kind is not RouteKind.MOUNT or _begins(route.path, path) for route in others)


def _begins(prefix: str, path: str) -> bool:
    fixed = prefix.partition("{")[0].rstrip("/")
    return "{" in prefix or path == fixed or path.startswith(f"{fixed}/")


def _has(route: Route, decoded: str, segments: tuple[str, ...]) -> bool:
    if route.parent is None and route.regex:
        try:
            return re.match(route.regex, decoded) is not None
        except re.error:
            return False
    if route.regex and ":" in route.path:
        return False
    return _matches(route.path, segments)


def _matches(template: str, segments: tuple[str, ...]) -> bool:
    parsed = parse_template(template)
    if not parsed.is_path or len(segments) != len(parsed.segments):
        return False
    return all(own.match(text) is not None for own, text in zip(parsed.segments, segments, strict=True))
