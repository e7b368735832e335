"""Rows that are made when they are looked at: a document may have a hundred thousand, a window shows thirty."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, overload

if TYPE_CHECKING:
    from collections.abc import Callable

    from app.core.routes.model import Route
    from app.features.route_map.presenter import RouteRow


class LazyRows(Sequence["RouteRow"]):
    """A row for each route; one that was made is kept.

    Args:
        make: Makes one.
    """

    def __init__(self, routes: Sequence[Route], make: Callable[[Route], RouteRow]) -> None:
        self._routes = routes
        self._make = make
        self._made: dict[int, RouteRow] = {}

    def __len__(self) -> int:
        return len(self._routes)

    @overload
    def __getitem__(self, index: int) -> RouteRow: ...

    @overload
    def __getitem__(self, index: slice) -> tuple[RouteRow, ...]: ...

    def __getitem__(self, index: int | slice) -> RouteRow | tuple[RouteRow, ...]:
        if isinstance(index, slice):
            return tuple(self[number] for number in range(*index.indices(len(self._routes))))
        row = self._made.get(index)
        if row is None:
            row = self._made[index] = self._make(self._routes[index])
        return row
