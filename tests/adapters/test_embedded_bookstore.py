"""The Bookstore of this process: its life, its look inside, and its end in every state."""

from __future__ import annotations

import json
import queue
import socket
import threading
from typing import TYPE_CHECKING

import httpx2
import pytest

from app.adapters.embedded_bookstore import EmbeddedBookstore, Listeners
from app.adapters.embedded_server.model import ServerPhase, ServerState
from app.core.base.errors import SourceError
from app.core.routes.model import Encounter
from app.core.trace.loop import LoopBlock, LoopSample
from tests.support.bookstore import API_KEY
from tests.support.children import run_child
from tests.support.served_apps import get

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from app.core.trace.model import Trace
    from app.core.workspace.model import LogLine

    Make = Callable[..., EmbeddedBookstore]


class Witness:
    """Everything the server tells."""

    def __init__(self) -> None:
        self.lines: list[LogLine] = []
        self.traces: list[Trace] = []
        self.states: list[ServerState] = []
        self.loop: queue.Queue[LoopBlock | LoopSample] = queue.Queue()

    @property
    def listeners(self) -> Listeners:
        return Listeners(self.lines.append, self.traces.append, self.states.append, self.loop.put)

    def next_block(self) -> LoopBlock:
        """The next block of the event loop that has ended."""
        while True:
            seen = self.loop.get(timeout=30)
            if isinstance(seen, LoopBlock) and not seen.lasts:
                return seen

    def next_sample(self) -> LoopSample:
        """The next sample; a busy machine may have told of blocks before it."""
        while True:
            seen = self.loop.get(timeout=30)
            if isinstance(seen, LoopSample):
                return seen


@pytest.fixture
def make() -> Iterator[Make]:
    made: list[EmbeddedBookstore] = []

    def build(database: Path | None = None, listeners: Listeners | None = None, *, port: int = 0) -> EmbeddedBookstore:
        made.append(EmbeddedBookstore(database, listeners, port=port))
        return made[-1]

    yield build
    for bookstore in made:
        bookstore.close()


@pytest.fixture
def taken_port() -> Iterator[tuple[int, socket.socket]]:
    holder = socket.socket()
    holder.bind(("127.0.0.1", 0))
    holder.listen()
    yield holder.getsockname()[1], holder
    holder.close()


def test_preparing_it_imports_nothing_heavy() -> None:
    code = (
        "import sys; from app.adapters.embedded_bookstore import EmbeddedBookstore as B; b = B(); b.close(); b.stop();"
        "print([m for m in ('fastapi', 'pydantic', 'uvicorn', 'asyncio', 'sqlite3') if m in sys.modules])"
    )
    assert run_child("-c", code).stdout.strip() == "[]"


def test_it_starts_is_looked_into_and_stops(make: Make) -> None:
    witness = Witness()
    bookstore = make(listeners=witness.listeners)
    url = bookstore.start()
    assert get(f"{url}/health").status_code == 200
    routes, names = bookstore.routes()
    assert "/shelf/featured" in [route.path for route in routes.routes]
    assert any("item_name" in wires.values() for wires in names.values())
    met = {step.number: step.encounter for step in bookstore.try_path("GET", "/shelf/featured").steps}
    assert Encounter.NEVER_REACHED in met.values()
    bookstore.stop()
    bookstore.stop()
    with pytest.raises(httpx2.ConnectError):
        get(f"{url}/health")
    assert [state.phase.value for state in witness.states] == ["starting", "running", "stopping", "stopped"]
    assert any("Route 1" in line.text for line in witness.lines)


def test_what_it_records_is_told(make: Make) -> None:
    witness = Witness()
    bookstore = make(listeners=witness.listeners)
    url = bookstore.start()
    httpx2.get(f"{url}/health", headers={"x-routeglass-trace": "a" * 32}, trust_env=False)
    bookstore.stop()
    assert [trace.trace_id for trace in witness.traces] == ["a" * 32]


def test_a_restart_keeps_its_address_and_its_data(make: Make, tmp_path: Path) -> None:
    bookstore = make(tmp_path / "books.sqlite")
    url = bookstore.start()
    book = {"title": "Kept", "author": "Ada Lovelace", "year": 1843}
    created = httpx2.post(f"{url}/books", json=book, headers=API_KEY, trust_env=False)
    assert created.status_code == 201, created.text
    again = bookstore.restart()
    assert again == url
    assert get(url + created.headers["location"]).json()["title"] == "Kept"


def test_the_seed_data_comes_back(make: Make) -> None:
    bookstore = make()
    url = bookstore.start()
    before = get(f"{url}/books").json()
    book = {"title": "Gone soon", "author": "Ada Lovelace", "year": 1843}
    assert httpx2.post(f"{url}/books", json=book, headers=API_KEY, trust_env=False).status_code == 201
    bookstore.reset()
    assert get(f"{url}/books").json() == before


def test_a_taken_port_is_told_and_a_later_try_takes_it(make: Make, taken_port: tuple[int, socket.socket]) -> None:
    port, holder = taken_port
    bookstore = make(port=port)
    with pytest.raises(SourceError, match="already in use") as caught:
        bookstore.start()
    assert caught.value.where == f"127.0.0.1:{port}"
    assert caught.value.hint
    holder.close()
    assert bookstore.restart() == f"http://127.0.0.1:{port}"


@pytest.mark.parametrize("name", ["folder", "file/below", "damaged"])
@pytest.mark.expected_logs("startup failed|DatabaseUnavailableError", logger="uvicorn.error")
def test_a_database_that_cannot_be_used_is_told_in_words(make: Make, tmp_path: Path, name: str) -> None:
    (tmp_path / "folder").mkdir()
    (tmp_path / "file").write_text("x")
    (tmp_path / "damaged").write_text("no database " * 500)
    bookstore = make(tmp_path / name)
    with pytest.raises(SourceError) as caught:
        bookstore.start()
    assert caught.value.what.startswith("The Bookstore cannot use the database file")
    assert str(tmp_path / name) in caught.value.what
    assert caught.value.hint
    assert "Traceback" in caught.value.detail or "DatabaseUnavailableError" in caught.value.detail


def test_before_its_start_there_is_nothing_to_look_into(make: Make) -> None:
    bookstore = make()
    for look in (bookstore.routes, lambda: bookstore.try_path("GET", "/")):
        with pytest.raises(SourceError, match="has not started"):
            look()
    with pytest.raises(SourceError, match="has not been started"):
        bookstore.reset()


def test_closed_it_starts_no_more(make: Make) -> None:
    bookstore = make()
    bookstore.close()
    bookstore.close()
    for begin in (bookstore.start, bookstore.restart, bookstore.reset):
        with pytest.raises(SourceError, match="is closed"):
            begin()


def test_closing_frees_a_worker_that_waits_for_the_start(make: Make) -> None:
    outcome: list[object] = []
    begun = threading.Event()

    def starting(state: ServerState) -> None:
        if state.phase is ServerPhase.STARTING:
            begun.set()

    bookstore = make(listeners=Listeners(on_state=starting))

    def start() -> None:
        try:
            outcome.append(bookstore.start())
        except SourceError as error:
            outcome.append(error)

    worker = threading.Thread(target=start)
    worker.start()
    assert begun.wait(30)
    bookstore.begin_close()
    worker.join(10)
    assert not worker.is_alive()
    bookstore.close()
    assert len(outcome) == 1


@pytest.mark.expected_logs("graceful shutdown|CancelledError|Exception in ASGI", logger="uvicorn.error", required=False)
def test_closing_ends_with_a_request_in_flight(make: Make) -> None:
    bookstore = make()
    url = bookstore.start()
    ended: list[BaseException | httpx2.Response] = []

    def ask() -> None:
        try:
            ended.append(httpx2.get(f"{url}/lab/async?seconds=5", timeout=30, trust_env=False))
        except httpx2.HTTPError as error:
            ended.append(error)

    before = {thread.name for thread in threading.enumerate()}
    caller = threading.Thread(target=ask)
    caller.start()
    bookstore.close()
    caller.join(10)
    assert not caller.is_alive()
    assert not {thread.name for thread in threading.enumerate()} - before


def test_what_holds_its_loop_is_named(make: Make) -> None:
    witness = Witness()
    url = make(listeners=witness.listeners).start()
    get(f"{url}/lab/thread?seconds=0.1")
    get(f"{url}/lab/async?seconds=0.1")
    get(f"{url}/lab/blocking?seconds=0.1")
    block = witness.next_block()
    assert block.request is not None
    assert block.request.words == "GET /lab/blocking"
    assert block.place is not None
    assert block.place.file.endswith("lab.py")
    assert block.place.text.startswith("time.sleep(seconds)")


def test_work_of_this_process_that_is_not_its_own_is_not_blamed_on_it(make: Make) -> None:
    witness, ended = Witness(), threading.Event()
    url = make(listeners=witness.listeners).start()

    def keep_the_interpreter() -> None:
        text = "[" + "1," * 100_000 + "1]"
        while not ended.is_set():
            json.loads(text)  # one call into C that lets nobody else run

    busy = threading.Thread(target=keep_the_interpreter)
    busy.start()
    try:
        for _ in range(10):
            assert get(f"{url}/books").status_code == 200
        get(f"{url}/lab/blocking?seconds=0.5")
        assert witness.next_block().place is not None
    finally:
        ended.set()
        busy.join()
    assert witness.loop.empty()


def test_its_loop_is_measured_while_somebody_looks_over_a_restart_too(make: Make) -> None:
    witness = Witness()
    bookstore = make(listeners=witness.listeners)
    bookstore.watch_loop(on=True)
    bookstore.start()
    first = witness.next_sample()
    bookstore.restart()
    bookstore.watch_loop(on=False)
    bookstore.watch_loop(on=True)
    while not witness.loop.empty():
        witness.loop.get()
    later = witness.next_sample()
    assert first.lag_ms is not None
    assert later.at_s > first.at_s
