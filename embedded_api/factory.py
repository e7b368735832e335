"""Puts the Bookstore together."""

from fastapi import FastAPI
from fastapi.middleware.cors import CORSMiddleware

from embedded_api import documentation
from embedded_api.correlation import CORRELATION_HEADER, CorrelationMiddleware
from embedded_api.errors import install_error_handlers
from embedded_api.resources import make_lifespan, make_resources
from embedded_api.routers import auth, books, covers, demo, items, lab, live, orders, quotes, shelf, shop
from embedded_api.settings import Settings

_LOOPBACK_ORIGIN = r"https?://(localhost|127\.0\.0\.1|\[::1\])(:\d+)?"
_LARGEST_BODY = 1024 * 1024


def create_app(settings: Settings | None = None) -> FastAPI:
    """A new Bookstore, independent of every other; its database opens when the app starts.

    Args:
        settings: None means all defaults: a database in memory.
    """
    resources = make_resources(settings or Settings())
    app = FastAPI(
        title=documentation.TITLE,
        version=documentation.VERSION,
        summary=documentation.SUMMARY,
        description=documentation.DESCRIPTION,
        openapi_tags=documentation.TAGS,
        generate_unique_id_function=documentation.operation_id,
        lifespan=make_lifespan(resources),
        max_body_size=_LARGEST_BODY,
    )
    app.state.resources = resources
    app.add_middleware(CorrelationMiddleware)
    app.add_middleware(
        CORSMiddleware,
        allow_origin_regex=_LOOPBACK_ORIGIN,
        allow_methods=["*"],
        allow_headers=["*"],
        allow_credentials=True,
        expose_headers=["Location", CORRELATION_HEADER],
    )
    install_error_handlers(app)
    # The order matters: a request goes to the first route that fits.
    for module in (shop, books, quotes, demo, items, shelf, lab, orders, covers, auth, live):
        app.include_router(module.router)
    return app
