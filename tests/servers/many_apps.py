"""Serves the FastAPI apps of many modules, one after the other, each in a forked process of its own.

It is run by the interpreter of the environment that the modules need, so it imports nothing of this project:
`PYTHON tests/servers/many_apps.py FOLDER`, FOLDER holds the package. Each line on standard input is a module's name;
each answer is one line of JSON: `{"module": …, "apps": [{"name": …, "port": …, "openapi_url": …}], "error": …}`. The
apps of a module are served until the next line, or until standard input ends.
"""

from __future__ import annotations

import importlib
import json
import os
import signal
import socket
import sys
import tempfile
import threading
import warnings
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

BESIDE = ("static", "templates", "dist")
"""Folders that some modules expect where they are started."""

SETTINGS = {"ADMIN_EMAIL": "a@example.com", "APP_NAME": "x", "ITEMS_PER_USER": "50", "OTEL_SDK_DISABLED": "true"}


def main(folder: Path) -> None:
    sys.path.insert(0, str(folder))
    sys.dont_write_bytecode = True
    os.environ.update(SETTINGS)
    warnings.simplefilter("ignore")
    # Imported once, inherited by every fork.
    importlib.import_module("fastapi")
    importlib.import_module("uvicorn")
    # What the modules print must not be taken for an answer.
    answers = os.fdopen(os.dup(1), "w")
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
    os.dup2(1, 2)
    child = 0
    for line in sys.stdin:
        stop(child)
        answering, told = os.pipe()
        child = os.fork()
        if child == 0:
            os.close(answering)
            signal.signal(signal.SIGTERM, signal.SIG_DFL)
            serve(line.strip(), folder, told)
            os._exit(0)
        os.close(told)
        with os.fdopen(answering) as reader:
            answer = reader.readline() or json.dumps({"module": line.strip(), "apps": [], "error": "it ended"}) + "\n"
        answers.write(answer)
        answers.flush()
    stop(child)


def stop(child: int) -> None:
    if child:
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)


def serve(name: str, folder: Path, told: int) -> None:
    with tempfile.TemporaryDirectory() as place:
        os.chdir(place)
        for beside in BESIDE:
            if (folder / beside).exists():
                Path(beside).symlink_to(folder / beside)
        threads = []
        apps: list[dict[str, object]] = []
        problem = ""
        try:
            for key, app in apps_of(name):
                listening = socket.create_server(("127.0.0.1", 0))
                port = listening.getsockname()[1]
                apps.append({"name": key, "port": port, "openapi_url": app.openapi_url})
                # The connection waits in the socket's own queue until the server takes it.
                threads.append(threading.Thread(target=run, args=(app, listening), daemon=True))
        except (Exception, SystemExit) as error:  # noqa: BLE001 - whatever a module raises is its answer
            problem = f"{type(error).__name__}: {error}"[:300]
        for thread in threads:
            thread.start()
        os.write(told, (json.dumps({"module": name, "apps": apps, "error": problem}) + "\n").encode())
        os.close(told)
        for thread in threads:
            thread.join()


def apps_of(name: str) -> Iterator[tuple[str, Any]]:
    import fastapi

    module = importlib.import_module(name)
    seen = set()
    for key, value in sorted(vars(module).items(), key=lambda item: (item[0] != "app", item[0])):
        if isinstance(value, fastapi.FastAPI) and id(value) not in seen:
            seen.add(id(value))
            yield key, value


def run(app: Any, listening: socket.socket) -> None:
    import uvicorn

    uvicorn.Server(uvicorn.Config(app, log_level="critical", lifespan="on")).run(sockets=[listening])


if __name__ == "__main__":
    main(Path(sys.argv[1]).resolve())
