"""A server in a process of its own: `python -m tests.benchmarks.programs.server KIND`, KIND being one of
`plain`, `traced`, `watched`, `live`, `unwatched`, `json`.

Its first line is its URL. `cpu` on its input answers with the CPU seconds of the process; the input's end ends it.
"""

from __future__ import annotations

import json
import sys
import time
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable


def main(kind: str) -> None:
    kinds: dict[str, Callable[[], tuple[str, Callable[[], object]]]] = {
        "plain": plain,
        "traced": traced,
        "watched": partial(recorded, watched=True),
        "live": partial(recorded, watched=True, live=True),
        "unwatched": recorded,
        "json": serve_json,
    }
    url, stop = kinds[kind]()
    print(url, flush=True)
    for line in sys.stdin:
        if line.strip() == "cpu":
            print(time.process_time(), flush=True)
    stop()


def plain() -> tuple[str, Callable[[], object]]:
    """The Bookstore without a recorder."""
    from app.adapters.embedded_server.bookstore import BookstoreFactory, make_bookstore_server

    server = make_bookstore_server(BookstoreFactory())
    server.start()
    return server.wait_until_running(), server.stop


def traced() -> tuple[str, Callable[[], object]]:
    """The Bookstore as the window serves it."""
    from app.adapters.embedded_bookstore import EmbeddedBookstore

    bookstore = EmbeddedBookstore()
    return bookstore.start(), bookstore.close


def recorded(*, watched: bool = False, live: bool = False) -> tuple[str, Callable[[], object]]:
    """The Bookstore with the recorder, and with or without somebody who watches its event loop.

    Args:
        live: Whether the loop is measured also while no request is under way.
    """
    from app.adapters.embedded_server.bookstore import BookstoreFactory, make_bookstore_server
    from app.adapters.embedded_server.model import ServerHooks
    from app.adapters.tracing import payload

    watchdog = payload.Watchdog(_ignore) if watched else None

    def wrap(app: Any) -> Any:
        return payload.TraceApp(app, _ignore, watchdog)

    if watchdog is not None:
        watchdog.turn(live=live)
    hooks = ServerHooks(prepare=_install, wrap=wrap)
    server = make_bookstore_server(BookstoreFactory(), hooks)
    server.start()
    return server.wait_until_running(), server.stop


def _install() -> None:
    from app.adapters.tracing import payload

    payload.install()


def _ignore(_told: dict[str, Any]) -> None:
    """Nobody listens."""


def serve_json() -> tuple[str, Callable[[], object]]:
    """Answers `/json/N` with about N bytes of JSON."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), JsonHandler)
    Thread(target=server.serve_forever, daemon=True).start()
    return f"http://127.0.0.1:{server.server_port}", server.shutdown


class JsonHandler(BaseHTTPRequestHandler):
    """Keeps its connections open, and says nothing in a log."""

    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        body = json_text(int(self.path.rpartition("/")[2]))
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the library's name
        pass


def json_text(size: int) -> bytes:
    """A list of books of about `size` bytes, as a server sends it."""
    books: list[dict[str, Any]] = []
    length = 2
    while length < size:
        number = len(books)
        books.append(
            {
                "id": number,
                "title": f"The {number}th Book of Routes",
                "year": 1900 + number % 125,
                "price": number * 0.37,
                "tags": ["history", "of", "äther"],
                "author": {"name": "M. Author", "born": None, "alive": number % 2 == 0},
            }
        )
        length += len(json.dumps(books[-1])) + 2
    return json.dumps(books).encode()


if __name__ == "__main__":
    main(sys.argv[1])
