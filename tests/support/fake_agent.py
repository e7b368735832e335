"""What runs in place of the real agent where a test needs a child that behaves oddly: standard library alone.

It speaks the agreed protocol; `odd.py` in the working folder may define `before(say)`, called after the greeting, and
`serve(say)`, called once it listens. Whatever they print or do is theirs.
"""

from __future__ import annotations

import json
import os
import socket
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any


class Handler(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.send_response(200)
        self.end_headers()
        self.wfile.write(str(os.getpid()).encode())

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the name of the base
        pass


def main() -> None:
    config = json.loads(sys.stdin.readline())
    link = socket.create_connection(("127.0.0.1", config["link_port"]))

    def say(ev: str, **members: Any) -> None:
        link.sendall(json.dumps({"ev": ev, **members}).encode() + b"\n")

    say("auth", token=config["token"], pid=os.getpid(), proto=1)
    say("hello", pid=os.getpid(), port=None, versions={"python": "3", "fastapi": "0"}, caps={}, exe=sys.executable)
    odd: dict[str, Any] = {}
    if Path("odd.py").exists():
        exec(Path("odd.py").read_text(), odd)  # noqa: S102 - the test wrote it
    odd.get("before", lambda say: None)(say)
    port = config["port"]
    if config["wait_bind"]:
        say("loaded")
        port = int(sys.stdin.readline().split()[1])
    try:
        server = ThreadingHTTPServer(("127.0.0.1", port), Handler)
    except OSError as error:
        say("bind-error", message=str(error))
        sys.exit(3)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    say("ready", port=server.server_address[1], url=f"http://127.0.0.1:{server.server_address[1]}")
    odd.get("serve", lambda say: None)(say)
    for line in sys.stdin:
        if line.strip() == "stop":
            break
    os._exit(0)


main()
