"""Random route tables and random requests for them, and what the real router does with those.

It runs under Python 3.8 too. FastAPI reads the endpoints' annotations at run time: their names stand in this module.
"""

from __future__ import annotations

import json
import random
import re
import uuid
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, unquote

from fastapi import APIRouter, FastAPI, Request, WebSocket
from fastapi.responses import JSONResponse
from starlette.applications import Starlette
from starlette.convertors import Convertor, register_url_convertor
from starlette.routing import Host, Mount, Route, Router

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

PARAMS = ("{x}", "{n:int}", "{f:float}", "{u:uuid}", "pre-{x}", "{x}.json", "{l:lang}", "{x}-{n:int}")
WORDS = ("a", "b", "items", "7", "1.5", "x7")
METHODS = ("GET", "POST", "PUT")
HOSTS = ("api.test", "shop.example.org", "127.0.0.1")


class LanguageConvertor(Convertor[str]):
    """A convertor of an app's own: `en`, `de-AT`."""

    regex = "[a-z]{2}(-[A-Z]{2})?"

    def convert(self, value: str) -> str:
        return value

    def to_string(self, value: str) -> str:
        return value


register_url_convertor("lang", LanguageConvertor())


@dataclass
class Answer:
    """What came back from the real app."""

    status: int
    marker: int | None = None
    path_params: dict[str, str] = field(default_factory=dict)
    location: str = ""


class RouteTableMaker:
    """Makes apps from a seed; every endpoint answers with its own marker."""

    def __init__(self, seed: int, frontend: Path | None = None) -> None:
        self.random = random.Random(seed)
        self.templates: list[str] = []
        self.markers: dict[Any, int] = {}
        self.has_host = False
        self._includes = 0
        self._frontend = frontend

    def app(self) -> FastAPI:
        """A FastAPI app with routes of every kind."""
        app = FastAPI(redirect_slashes=self.random.random() < 0.8, openapi_url=None)
        for _ in range(self.random.randint(3, 7)):
            self._add_something(app, depth=0, prefix="")
        if self._frontend is not None and hasattr(app, "frontend") and self.random.random() < 0.15:
            app.frontend(self.random.choice(["/", "/a"]), directory=self._frontend, fallback="index.html")
            self.templates.append("/{p:path}")
        if self.random.random() < 0.1:
            app.root_path = "/root"
        return app

    def _add_something(self, owner: Any, depth: int, prefix: str) -> None:
        kinds: list[Callable[[Any, int, str], None]] = [self._add_route] * 4 + [self._add_include, self._add_mount]
        if depth < 1:
            kinds.append(self._add_host)
        self.random.choice(kinds if depth < 2 else kinds[:1])(owner, depth, prefix)

    def _path(self, *, catch_all: float = 0.12) -> str:
        taken: set[str] = set()
        parts: list[str] = []
        for _ in range(self.random.randint(1, 3)):
            part = self.random.choice([*PARAMS, *WORDS, *WORDS])
            names = set(re.findall(r"\{(\w+)", part))
            if names & taken:
                part = self.random.choice(WORDS)
            taken |= names
            parts.append(part)
        if self.random.random() < catch_all:
            parts[-1] = "{p:path}"
        slash = "/" if self.random.random() < 0.12 else ""
        return "/" + "/".join(parts) + slash

    def _marked(self) -> Callable[[Request], Any]:
        number = len(self.markers) + 1

        async def probe(request: Request) -> JSONResponse:
            params = {key: str(value) for key, value in request.path_params.items()}
            return JSONResponse({"marker": number, "params": params})

        self.markers[probe] = number
        return probe

    def _opaque(self) -> Callable[[Any, Any, Any], Any]:
        number = len(self.markers) + 1

        async def answer(scope: Any, receive: Any, send: Any) -> None:
            params = {key: str(value) for key, value in scope.get("path_params", {}).items()}
            # A socket gets its answer as a refused handshake does (the extension "websocket.http.response").
            await JSONResponse({"marker": number, "params": params})(scope, receive, send)

        self.markers[answer] = number
        return answer

    def _add_route(self, owner: Any, depth: int, prefix: str) -> None:
        path = self._path()
        self.templates.append(prefix + path)
        methods = self.random.sample(METHODS, self.random.randint(1, 2))
        kind = self.random.random()
        if kind < 0.1 and hasattr(owner, "add_api_websocket_route"):
            owner.add_api_websocket_route(path, self._marked_socket())
        elif kind < 0.75 and hasattr(owner, "add_api_route"):
            owner.add_api_route(path, self._marked(), methods=methods)
        else:
            getattr(owner, "router", owner).routes.append(Route(path, self._marked(), methods=methods))

    def _marked_socket(self) -> Callable[[WebSocket], Any]:
        number = len(self.markers) + 1

        async def probe(websocket: WebSocket) -> None:
            await websocket.accept()
            params = {key: str(value) for key, value in websocket.path_params.items()}
            await websocket.send_text(json.dumps({"marker": number, "params": params}))
            await websocket.close()

        self.markers[probe] = number
        return probe

    def _add_include(self, owner: Any, depth: int, prefix: str) -> None:
        if not hasattr(owner, "include_router"):
            return self._add_route(owner, depth, prefix)
        self._includes += 1
        router = APIRouter(prefix=self.random.choice(["", "/r", f"/{{r{self._includes}}}"]))
        outer = self.random.choice(["/v1", "", "/a"]) if router.prefix else self.random.choice(["/v1", "/a"])
        for _ in range(self.random.randint(1, 3)):
            self._add_something(router, depth + 1, prefix + outer + router.prefix)
        owner.include_router(router, prefix=outer)
        if self.random.random() < 0.2:
            owner.include_router(router, prefix="/again")
            self.templates.append("/again" + self._path())
        return None

    def _add_mount(self, owner: Any, depth: int, prefix: str) -> None:
        path = self.random.choice(["/m", "/a", "/t/{tenant}", "/m/a", "/items"])
        if self.random.random() < 0.25:
            inner: Any = self._opaque()
        else:
            inner = self.random.choice([FastAPI(openapi_url=None), Starlette(), Router(redirect_slashes=False)])
            for _ in range(self.random.randint(1, 3)):
                self._add_something(inner, depth + 1, prefix + path)
        self.templates.append(prefix + path + "/x")
        getattr(owner, "router", owner).routes.append(Mount(path, app=inner))

    def _add_host(self, owner: Any, depth: int, prefix: str) -> None:
        self.has_host = True
        inner = Starlette()
        self._add_route(inner, 2, prefix)
        getattr(owner, "router", owner).routes.append(
            Host(self.random.choice(["api.test", "{sub}.example.org"]), inner)
        )

    # Requests

    def target(self) -> str:
        """A path that often fits one of the templates, and often nearly does."""
        template = self.random.choice(self.templates) if self.random.random() < 0.9 else self._path()
        path = "/".join(self._fill(part) for part in template.split("/"))
        change = self.random.random()
        if change < 0.1:
            path = path.rstrip("/") if path.endswith("/") else path + "/"
        elif change < 0.2:
            path += "/" + self.random.choice([*WORDS, "", "é"])
        elif change < 0.25:
            path = path.replace("a", "A")
        path = quote(path, safe="/:@!$&'()*+,;=~-._")
        return (path or "/") + ("?q=1" if self.random.random() < 0.1 else "")

    def _fill(self, part: str) -> str:
        values = {
            "{n:int}": ("7", "0", "42"),
            "{f:float}": ("1.5", "7"),
            "{u:uuid}": (str(uuid.UUID(int=self.random.getrandbits(128))),),
            "{p:path}": ("p/q", "p", "", "a/7"),
            "{l:lang}": ("en", "de-AT", "e"),
            "{x}-{n:int}": ("a-7", "a-b-7", "a-b"),
        }
        if part in values:
            return self.random.choice(values[part])
        name = part[part.index("{") : part.index("}") + 1] if "{" in part else ""
        return part.replace(name, self.random.choice([*WORDS, "zq", "é ü", "x.json", "%"])) if name else part

    def request(self) -> tuple[str, str, str]:
        """Method, target, host."""
        method = self.random.choice([*METHODS, "GET", "GET", "GET", "DELETE", "HEAD", "WEBSOCKET"])
        return method, self.target(), self.random.choice(HOSTS) if self.has_host else HOSTS[2]


async def ask(app: Any, method: str, target: str, host: str) -> Answer:
    """Sends a request through the whole real app, without a server; `WEBSOCKET` opens a socket."""
    path, _, query = target.partition("?")
    scope: dict[str, Any] = {
        "type": "http",
        "asgi": {"version": "3.0", "spec_version": "2.4"},
        "http_version": "1.1",
        "method": method,
        "scheme": "http",
        "path": unquote(path),
        "raw_path": path.encode(),
        "query_string": query.encode(),
        "root_path": "",
        "headers": [(b"host", host.encode()), (b"accept", b"text/html")],
        "server": ("127.0.0.1", 80),
        "client": ("127.0.0.1", 1),
    }
    if method == "WEBSOCKET":
        del scope["method"]
        refusals: dict[str, Any] = {"websocket.http.response": {}}
        scope.update(type="websocket", scheme="ws", subprotocols=[], extensions=refusals)
    sent: list[Any] = []

    async def receive() -> dict[str, Any]:
        if method == "WEBSOCKET":
            return {"type": "websocket.connect"}
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: Any) -> None:
        sent.append(message)

    await app(scope, receive, send)
    return _answer_of(sent)


def _answer_of(sent: list[Any]) -> Answer:
    status = sent[0].get("status", 403 if sent[0]["type"] == "websocket.close" else 101)
    headers = {name.decode(): value.decode() for name, value in sent[0].get("headers", ())}
    body = b"".join(message.get("body") or message.get("text", "").encode() for message in sent[1:])
    answer = Answer(status, location=headers.get("location", ""))
    if body.startswith(b'{"marker"'):
        told = json.loads(body)
        answer.marker, answer.path_params = told["marker"], told["params"]
    elif body.startswith(b"frontend"):
        answer.marker = -1
    return answer
