"""Looking into a router: the whole table, and how one path meets it."""

from __future__ import annotations

from contextlib import contextmanager
from functools import partial
from typing import TYPE_CHECKING, Any

from tests.benchmarks.model import Benchmark, Samplers, timed

if TYPE_CHECKING:
    from collections.abc import Iterator

FRAME_MS = 16
"""A path is tried on the main thread: it has one frame."""

MANY = 500


def benchmarks() -> tuple[Benchmark, ...]:
    """The benches of this file."""
    return (
        Benchmark("route table, Bookstore", partial(table, 0), peer_name="the app's own OpenAPI document"),
        Benchmark("route table, 500 routes", partial(table, MANY), peer_name="the app's own OpenAPI document"),
        Benchmark(
            "try a path, Bookstore", partial(trying, 0), peer_name="every route's own match", limit=FRAME_MS, rounds=21
        ),
        Benchmark(
            "try a path, 500 routes",
            partial(trying, MANY),
            peer_name="every route's own match",
            limit=FRAME_MS,
            rounds=21,
        ),
    )


@contextmanager
def table(count: int) -> Iterator[Samplers]:
    """The table with its shadows, read once after each start, beside what FastAPI computes for its document."""
    from app.adapters.tracing.in_process import RouteInspector

    app = make_app(count)

    def document() -> None:
        app.openapi_schema = None
        app.openapi()

    yield Samplers(timed(RouteInspector(app).routes), timed(document))


@contextmanager
def trying(count: int) -> Iterator[Samplers]:
    """A path that only the last routes could answer."""
    from app.adapters.tracing.in_process import RouteInspector

    app = make_app(count)
    scope = {"type": "http", "method": "GET", "path": "/nowhere/at/all", "headers": [], "root_path": ""}

    def match_all() -> None:
        for route in app.router.routes:
            route.matches(dict(scope))

    inspector = RouteInspector(app)
    yield Samplers(timed(lambda: inspector.try_path("GET", "/nowhere/at/all")), timed(match_all))


def make_app(count: int) -> Any:
    """The Bookstore, or an app with so many routes."""
    if not count:
        from embedded_api.factory import create_app

        return create_app()
    from fastapi import FastAPI

    app = FastAPI()

    async def answer() -> None:
        """Says nothing."""

    for number in range(count):
        app.add_api_route(f"/part{number % 20}/{{name}}/thing{number}", answer, methods=["GET"], name=f"n{number}")
    return app
