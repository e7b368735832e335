"""What the app holds while it runs, opened at its start and closed at its end."""

import logging
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass, field

from fastapi import FastAPI
from fastapi.routing import iter_route_contexts

from embedded_api.chat import ChatRoom
from embedded_api.database import Database
from embedded_api.security import TokenSigner
from embedded_api.settings import Settings
from embedded_api.upstream import QuoteUpstream

_logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Resources:
    """Everything with a life of its own.

    Attributes:
        settings: As given to `create_app`.
        database: Open while the app runs.
        signer: Issues and reads bearer tokens.
        quotes: The upstream of `/external-quote`.
        chat: The room of `/chat`.
    """

    settings: Settings
    database: Database
    signer: TokenSigner
    quotes: QuoteUpstream
    chat: ChatRoom = field(default_factory=ChatRoom)


def make_resources(settings: Settings) -> Resources:
    """Builds the resources; nothing is opened yet."""
    return Resources(
        settings=settings,
        database=Database(settings.database),
        signer=TokenSigner(settings.token_secret, settings.token_seconds),
        quotes=QuoteUpstream(trust_environment=settings.quote_url is not None),
    )


def make_lifespan(resources: Resources) -> Callable[[FastAPI], AbstractAsyncContextManager[None]]:
    """The lifespan that opens and closes `resources`."""

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        # A server that is stopped while it starts or ends cancels this; even then nothing stays open.
        try:
            await resources.database.start()
            _logger.info("The database is %s", resources.database.path)
            log_routes(app)
            yield
        finally:
            try:
                await resources.quotes.close()
            finally:
                await resources.database.stop()

    return lifespan


def log_routes(app: FastAPI) -> None:
    """Logs the routes in the order in which a request tries them."""
    for number, route in enumerate(iter_route_contexts(app.routes), start=1):
        methods = ",".join(sorted(route.methods)) if route.methods else "WEBSOCKET"
        _logger.info("Route %2d: %-9s %s -> %s", number, methods, route.path, route.name)
