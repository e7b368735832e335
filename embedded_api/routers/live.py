"""Connections that stay open: server-sent events and a WebSocket."""

import asyncio
from collections.abc import AsyncIterator
from typing import Annotated

from fastapi import APIRouter, Query, WebSocket
from fastapi.sse import EventSourceResponse, ServerSentEvent

from embedded_api.dependencies import ResourcesDependency
from embedded_api.models.answers import Tick

router = APIRouter(tags=["demo"])

_TICKS = 10


@router.get(
    "/ticks",
    summary="Watch ten events arrive",
    response_description="Ten events, each with its number.",
    response_class=EventSourceResponse,
)
async def stream_ticks(
    interval: Annotated[float, Query(ge=0.01, le=2, description="Seconds between two events.", examples=[0.5])] = 0.5,
) -> AsyncIterator[ServerSentEvent]:
    """Sends ten server-sent events and ends. Cancel it half-way: the server notices and stops."""
    for number in range(1, _TICKS + 1):
        yield ServerSentEvent(data=Tick(number=number), event="tick", id=str(number))
        if number < _TICKS:
            await asyncio.sleep(interval)


@router.websocket("/chat")
async def chat(
    websocket: WebSocket,
    resources: ResourcesDependency,
    name: Annotated[str, Query(min_length=1, max_length=30)] = "guest",
) -> None:
    """A chat room. OpenAPI has no words for WebSockets, so the document does not show it; the route list does."""
    await resources.chat.host(websocket, name)
