"""The routes of a source."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from app.core.routes.simulate import DocumentRoutes

if TYPE_CHECKING:
    from app.cli.source import OpenSource
    from app.core.routes.inspector import Inspector
    from app.core.routes.model import RouteTable


def routes_of(source: OpenSource) -> tuple[RouteTable, Inspector]:
    """The server's own routes where it can be looked into, else those of its document in their order."""
    if source.server is not None:
        return source.server.routes()[0], source.server
    simulated = DocumentRoutes(source.api.entries, urlsplit(source.base_url).path)
    return simulated.table, simulated
