"""A server in a process of its own, whose event loop is watched: its port, then each event, as lines of JSON.

Run by hand: `python -m tests.support.watched_server MODULE:APP`.
"""

from __future__ import annotations

import importlib
import json
import socket
import sys
import threading
from typing import Any

import uvicorn

from app.adapters.tracing import payload
from app.adapters.tracing.payload.watching.stalls import StallNet


def main(target: str, net: str = "", *, watched: bool = True) -> None:
    """Serves until standard input ends."""
    payload.install()
    module, _, name = target.partition(":")
    app = getattr(importlib.import_module(module), name)
    watchdog = payload.Watchdog(_tell, net=StallNet(net) if net else None)
    listener = socket.create_server(("127.0.0.1", 0))
    config = uvicorn.Config(payload.TraceApp(app, _ignore, watchdog if watched else None), log_level="warning")
    server = uvicorn.Server(config)

    def stop_when_alone() -> None:
        for line in sys.stdin:
            watchdog.turn(live=line.strip() == "watch")
        server.should_exit = True

    threading.Thread(target=stop_when_alone, daemon=True).start()
    _tell({"port": listener.getsockname()[1]})
    server.run(sockets=[listener])


def _tell(event: dict[str, Any]) -> None:
    sys.stdout.write(json.dumps(event) + "\n")
    sys.stdout.flush()


def _ignore(_trace: dict[str, Any]) -> None:
    """Nobody asked for it."""


if __name__ == "__main__":
    main(*sys.argv[1:])
