"""Runs one awkward server by hand: `python -m tests.servers slow-drip --port 8099`."""

from __future__ import annotations

import argparse
import threading

from tests.servers.catalogue import CATALOGUE
from tests.servers.serving import Server


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.servers", description=__doc__)
    parser.add_argument("name", choices=sorted(CATALOGUE))
    parser.add_argument("--port", type=int, default=0)
    arguments = parser.parse_args()
    handler = CATALOGUE[arguments.name]
    server = Server(handler, port=arguments.port)
    server.start()
    print(f"{arguments.name} at {server.url}: {handler.__doc__}", flush=True)
    try:
        threading.Event().wait()
    except KeyboardInterrupt:
        server.stop()


if __name__ == "__main__":
    main()
