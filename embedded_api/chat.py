"""The chat room: everybody who is in hears everybody."""

import anyio
from starlette.websockets import WebSocket, WebSocketDisconnect

_PATIENCE_SECONDS = 1.0
_LONGEST_MESSAGE = 500


class ChatRoom:
    """The open WebSockets of one room. Lives on the event loop, so it needs no lock."""

    def __init__(self) -> None:
        self._guests: dict[WebSocket, str] = {}

    async def host(self, websocket: WebSocket, name: str) -> None:
        """Keeps one guest in the room until it hangs up; ended by an exception or a cancellation, it leaves too."""
        await websocket.accept()
        self._guests[websocket] = name
        try:
            await self._tell_all(f"{name} joined, {len(self._guests)} here")
            while True:
                text = await websocket.receive_text()
                await self._tell_all(f"{name}: {text[:_LONGEST_MESSAGE]}")
        except WebSocketDisconnect:
            # Whoever was shown out meanwhile has left without a word.
            if self._guests.pop(websocket, None) is not None:
                await self._tell_all(f"{name} left")
        finally:
            self._guests.pop(websocket, None)

    async def _tell_all(self, text: str) -> None:
        async with anyio.create_task_group() as group:
            for guest in tuple(self._guests):
                group.start_soon(self._tell, guest, text)

    async def _tell(self, guest: WebSocket, text: str) -> None:
        try:
            # A guest who does not read must not silence the others.
            with anyio.fail_after(_PATIENCE_SECONDS):
                await guest.send_text(text)
        except (TimeoutError, WebSocketDisconnect, RuntimeError):
            self._guests.pop(guest, None)
