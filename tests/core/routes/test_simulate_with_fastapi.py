"""The simulation by a document's order against the real router of the app that wrote the document."""

from __future__ import annotations

import asyncio
import random
from typing import TYPE_CHECKING, Any

import pytest
from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse

from app.core.operations.read import read_api
from app.core.routes.simulate import DocumentRoutes
from app.core.spec.document import Document
from tests.support.route_tables import ask

if TYPE_CHECKING:
    from collections.abc import Callable

PARTS = ("a", "b", "items", "{x}", "{y}", "{x}.json", "pre-{x}", "{x}-{z}")
VALUES = ("a", "b", "items", "7", "a.json", "pre-b", "a-b-c", "é ü", "%25")
METHODS = ("GET", "POST", "PUT")


class Maker:
    """Apps whose document has the routes in the order in which they are tried."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)
        self.names: list[str] = []

    def app(self) -> FastAPI:
        app = FastAPI(redirect_slashes=self.random.random() < 0.7)
        for path in dict.fromkeys(self._path() for _ in range(self.random.randint(2, 12))):
            for method in self.random.sample(METHODS, self.random.randint(1, 2)):
                self.names.append(f"op{len(self.names)}")
                app.add_api_route(path, self._endpoint(), methods=[method], operation_id=self.names[-1])
        return app

    def _path(self) -> str:
        parts = [self.random.choice(PARTS) for _ in range(self.random.randint(1, 3))]
        taken = [name for name in "xyz" if sum(part.count("{" + name) for part in parts) > 1]
        return "/" + "/".join(part for part in parts if not any("{" + name in part for name in taken)) or "/"

    def _endpoint(self) -> Callable[..., Any]:
        number = len(self.names) - 1

        async def endpoint(request: Request) -> JSONResponse:
            return JSONResponse({"marker": number, "params": {key: str(v) for key, v in request.path_params.items()}})

        return endpoint

    def request(self) -> tuple[str, str]:
        path = "/" + "/".join(self.random.choices(VALUES, k=self.random.randint(1, 3)))
        path = path.replace("é ü", "%C3%A9%20%C3%BC") + ("/" if self.random.random() < 0.1 else "")
        return self.random.choice(METHODS), path


async def compared(maker: Maker, requests: int) -> tuple[list[str], dict[str, int]]:
    """Differences, and how often each decision came."""
    app = maker.app()
    routes = DocumentRoutes(read_api(Document(app.openapi(), version="3.1.0")).entries)
    dead = {shadow.number for shadow in routes.table.never_reachable}
    wrong, seen = [], dict[str, int]()
    for _ in range(requests):
        method, path = maker.request()
        real, told = await ask(app, method, path, "127.0.0.1"), routes.try_path(method, path)
        seen[told.decision] = seen.get(told.decision, 0) + 1
        route = routes.table.route(told.winner)
        step = told.step(told.winner) if told.winner is not None else None
        winner = (route.name, dict(step.path_params)) if route is not None and step is not None else None
        wanted = (maker.names[real.marker], real.path_params) if real.marker is not None else None
        status = 404 if told.status == 307 and not app.router.redirect_slashes else told.status
        if winner != wanted or (wanted is None and status != real.status) or told.winner in dead:
            wrong.append(f"{method} {path}: {told.sentence} but {real}")
    return wrong, seen


@pytest.mark.parametrize("block", range(4))
def test_the_document_in_its_order_says_what_fastapi_does(block: int) -> None:
    seen: dict[str, int] = {}
    for seed in range(block * 25, block * 25 + 25):
        wrong, decisions = asyncio.run(compared(Maker(seed), 40))
        assert wrong == [], seed
        for decision, count in decisions.items():
            seen[decision] = seen.get(decision, 0) + count
    assert min(seen.get(name, 0) for name in ("matched", "not found", "method not allowed", "redirect")) > 0, seen
