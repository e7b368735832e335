"""The operations of the source in view that another handler answers than the document says."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.core.routes.promises import broken_promises

if TYPE_CHECKING:
    from collections.abc import Mapping

    from app.core.operations.model import Api
    from app.core.routes.model import RouteTable
    from app.core.routes.promises import BrokenPromise
    from app.core.workspace.workspace import Workspace


class Promises:
    """Looks for them once for each route table and document."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace
        self._seen: tuple[RouteTable | None, Api | None] = (None, None)
        self._broken: Mapping[str, BrokenPromise] = {}

    @property
    def broken(self) -> Mapping[str, BrokenPromise]:
        """The broken promises by the key of the operation."""
        routes, api = self._workspace.routes, self._workspace.api
        if self._seen[0] is not routes or self._seen[1] is not api:
            self._seen = (routes, api)
            self._broken = broken_promises(routes, api.entries) if routes is not None and api is not None else {}
        return self._broken
