"""The smallest endpoints, and the way back to the beginning."""

import anyio.to_thread
from fastapi import APIRouter, status

from embedded_api.dependencies import DatabaseDependency
from embedded_api.models.answers import Health, Welcome

router = APIRouter(tags=["status"])


@router.get("/", summary="Say hello", response_description="A greeting.")
async def read_root() -> Welcome:
    """The smallest endpoint there is: a function that returns a value."""
    return Welcome(message="Welcome to the Bookstore")


@router.get("/health", summary="Check the server", response_description="The server can do its work.")
async def read_health() -> Health:
    """What a monitoring system asks every few seconds."""
    return Health(healthy=True)


@router.post("/reset", summary="Restore the seed data", status_code=status.HTTP_204_NO_CONTENT, include_in_schema=False)
async def reset_bookstore(database: DatabaseDependency) -> None:
    """Restores the seed data. Hidden from the schema: the document does not list every route of a server."""
    await anyio.to_thread.run_sync(database.reset)
