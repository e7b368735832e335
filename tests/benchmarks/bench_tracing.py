"""What the recorder and the watchdog cost a server for each request, in CPU time of the server's process."""

from __future__ import annotations

from contextlib import contextmanager
from functools import partial
from typing import TYPE_CHECKING

from tests.benchmarks.children import child
from tests.benchmarks.model import Benchmark, Samplers

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    import httpx

    from tests.benchmarks.children import Child

REQUESTS = 100
TRACED = {"x-routeglass-trace": "b" * 32}
REFUSED = {"title": "", "author": "M", "year": 500}


def benchmarks() -> tuple[Benchmark, ...]:
    """The benches of this file."""
    plain, unwatched = "server without recorder", "server with recorder alone"
    loop, live = partial(serving, {}, ("watched", "unwatched")), partial(serving, {}, ("live", "unwatched"))
    return (
        Benchmark("trace on: server CPU per request", partial(serving, TRACED), peer_name=plain, ratio=1.25, rounds=9),
        Benchmark("trace off: server CPU per request", partial(serving, {}), peer_name=plain, ratio=1.0, rounds=9),
        Benchmark("loop watched: server CPU per request", loop, peer_name=unwatched, ratio=1.1, rounds=9),
        Benchmark("loop strip live: server CPU per request", live, peer_name=unwatched, ratio=1.15, rounds=9),
    )


@contextmanager
def serving(headers: Mapping[str, str], kinds: tuple[str, str] = ("traced", "plain")) -> Iterator[Samplers]:
    """The same requests to two Bookstores; only one has the recorder at its seams, or is watched."""
    import httpx

    with (
        child("server", kinds[0]) as traced,
        child("server", kinds[1]) as plain,
        httpx.Client(base_url=traced.read(), trust_env=False, headers=headers) as to_traced,
        httpx.Client(base_url=plain.read(), trust_env=False, headers=headers) as to_plain,
    ):
        yield Samplers(partial(cpu_of_requests, traced, to_traced), partial(cpu_of_requests, plain, to_plain))


def cpu_of_requests(server: Child, client: httpx.Client) -> float:
    """Milliseconds of CPU for each of some requests, half of them refused by validation."""
    before = float(server.ask("cpu"))
    for _ in range(REQUESTS // 2):
        assert client.get("/books").status_code == 200
        assert client.post("/books", json=REFUSED).status_code == 422
    return (float(server.ask("cpu")) - before) * 1000 / REQUESTS
