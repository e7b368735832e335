"""Opens a document, or looks for apps on disk, by what a person named."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.core.projects.places import AppPlace, app_place
from app.core.projects.project import look
from app.features.sources.orders import Kind

if TYPE_CHECKING:
    from app.core.operations.opening import Opened, OpenRequest
    from app.core.projects.project import Project, ProjectFinder
    from app.features.sources.orders import Order
    from app.features.sources.ports import Opener


async def open_or_look(opener: Opener, finder: ProjectFinder, order: Order, request: OpenRequest) -> Opened | Project:
    """Opens a document, or looks for apps where an app or a folder was named.

    Raises:
        RouteglassError: It cannot be had; says why, where, and what to do.
    """
    import asyncio  # noqa: PLC0415 - the window's own thread does not need it

    place = app_place(order.reference) if order.kind is Kind.APP else None
    if order.kind is Kind.FILE and await asyncio.to_thread(finder.is_folder, order.reference):
        place = AppPlace(order.reference)
    if place is not None:
        return await asyncio.to_thread(look, finder, place)
    return await opener.open(request)
