from __future__ import annotations

from typing import TYPE_CHECKING

import httpx2
import pytest

from app.adapters.embedded_server.bookstore import BookstoreFactory, make_bookstore_server
from app.adapters.embedded_server.model import ServerHooks, ServerPhase
from app.core.base.errors import SourceError

if TYPE_CHECKING:
    from pathlib import Path

    from tests.adapters.embedded_server.conftest import Witness
    from tests.support.log_guard import ExpectedLogs

BOOK = {"title": "Emma", "author": "Jane Austen", "year": 1815}


def test_the_bookstore_keeps_its_books_over_a_restart_and_resets_them(tmp_path: Path, witness: Witness) -> None:
    factory = BookstoreFactory(tmp_path / "own" / "books.sqlite3")
    server = make_bookstore_server(factory, ServerHooks(on_log=witness.hear_line))
    server.start()
    try:
        with httpx2.Client(base_url=server.wait_until_running(), trust_env=False) as client:
            assert client.post("/books", json=BOOK).json()["id"] == 23
            server.restart()
            server.wait_until_running()
            assert client.get("/books/23").json()["title"] == "Emma"
            factory.reset()
            assert client.get("/books/23").status_code == 404
            assert client.post("/books", json={}).status_code == 422
    finally:
        server.stop()
    texts = [line.text for line in witness.lines if line.logger.startswith("embedded_api")]
    assert any("/shelf/{name}" in text for text in texts), "the routes are listed at the start"
    assert any(text.startswith("422 for POST /books") for text in texts)


def test_what_does_not_run_cannot_be_reset(tmp_path: Path) -> None:
    factory = BookstoreFactory(tmp_path / "books.sqlite3")
    with pytest.raises(SourceError, match="has not been started"):
        factory.reset()
    server = make_bookstore_server(factory)
    server.start()
    server.wait_until_running()
    server.stop()
    with pytest.raises(SourceError) as caught:
        factory.reset()
    assert "is not open" in caught.value.what
    assert caught.value.where == str(tmp_path / "books.sqlite3")


def test_a_database_file_that_cannot_be_used_is_the_cause(tmp_path: Path, expected_logs: ExpectedLogs) -> None:
    expected_logs.allow("startup failed|DatabaseUnavailableError", logger="uvicorn.error")
    path = tmp_path / "letter.txt"
    path.write_text("Dear aunt, " * 100)
    server = make_bookstore_server(BookstoreFactory(path))
    server.start()
    state = server.wait_until_settled()
    assert state.phase is ServerPhase.FAILED
    assert f"The Bookstore cannot use the database file {path}: file is not a database." in state.cause
    assert "Move it away" in state.cause


def test_the_upstream_can_be_set(tmp_path: Path) -> None:
    app = BookstoreFactory(quote_url="http://127.0.0.1:9/quote")()
    assert app.state.resources.settings.quote_url == "http://127.0.0.1:9/quote"
    assert app.state.resources.settings.database == ":memory:"


def test_the_chat_and_the_ticks_end_with_the_server(expected_logs: ExpectedLogs) -> None:
    expected_logs.allow("timeout graceful shutdown|Exception in ASGI", logger="uvicorn.error")
    from websockets.sync.client import connect

    server = make_bookstore_server(BookstoreFactory())
    server.start()
    url = server.wait_until_running()
    with (
        connect(url.replace("http", "ws") + "/chat") as guest,
        httpx2.stream("GET", f"{url}/ticks?interval=2", trust_env=False) as ticks,
    ):
        guest.recv(5)
        lines = ticks.iter_lines()
        assert next(lines) == "event: tick"
        assert server.stop(2).phase is ServerPhase.STOPPED
