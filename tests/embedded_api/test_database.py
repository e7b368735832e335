from __future__ import annotations

import asyncio
import sqlite3
import threading
from typing import TYPE_CHECKING

import pytest
from fastapi.testclient import TestClient

from embedded_api.database import Database, DatabaseUnavailableError
from embedded_api.dependencies import get_database
from embedded_api.factory import create_app
from embedded_api.settings import Settings

if TYPE_CHECKING:
    from pathlib import Path

    from fastapi import FastAPI

    from tests.support.log_guard import ExpectedLogs


def titles(connection: sqlite3.Connection) -> list[str]:
    return [row["title"] for row in connection.execute("SELECT title FROM books ORDER BY id")]


def delete_all(connection: sqlite3.Connection) -> None:
    connection.execute("DELETE FROM books")


def add_a_cover(connection: sqlite3.Connection) -> None:
    connection.execute(
        "INSERT INTO covers (book_id, caption, filename, media_type, content) VALUES (1, '', '', '', '')"
    )


def complaint(path: Path) -> str:
    database = Database(str(path))
    with pytest.raises(DatabaseUnavailableError) as caught:
        database.open()
    database.close()
    assert str(path) in str(caught.value)
    return str(caught.value)


def test_one_that_is_closed_while_it_opens_stays_closed(monkeypatch: pytest.MonkeyPatch) -> None:
    database = Database(":memory:")
    opened: list[sqlite3.Connection] = []
    connect = database._connect

    def connect_slowly() -> sqlite3.Connection:
        opened.append(connect())
        database.close()
        return opened[0]

    monkeypatch.setattr(database, "_connect", connect_slowly)
    database.open()
    with pytest.raises(sqlite3.ProgrammingError, match="closed database"):
        opened[0].execute("SELECT 1")
    with pytest.raises(DatabaseUnavailableError):
        database.run_blocking(titles)


def test_one_whose_start_is_cancelled_stays_closed_though_its_thread_comes_late(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    database = Database(":memory:")
    entered, let_in, left = threading.Event(), threading.Event(), threading.Event()
    open_now, connect = database._open, database._connect
    opened: list[sqlite3.Connection] = []

    def open_late() -> None:
        entered.set()
        assert let_in.wait(10)
        open_now()
        left.set()

    def connect_and_keep() -> sqlite3.Connection:
        opened.append(connect())
        return opened[0]

    async def start_and_stop() -> None:
        starting = asyncio.create_task(database.start())
        await asyncio.to_thread(entered.wait, 10)
        starting.cancel()
        with pytest.raises(asyncio.CancelledError):
            await starting
        await database.stop()
        let_in.set()
        assert await asyncio.to_thread(left.wait, 10)

    monkeypatch.setattr(database, "_open", open_late)
    monkeypatch.setattr(database, "_connect", connect_and_keep)
    asyncio.run(start_and_stop())
    with pytest.raises(sqlite3.ProgrammingError, match="closed database"):
        opened[0].execute("SELECT 1")


def test_one_whose_stop_is_cancelled_before_its_thread_begins_is_closed() -> None:
    database = Database(":memory:")

    async def start_and_stop() -> None:
        await database.start()
        assert await database.run(titles)
        stopping = asyncio.create_task(database.stop())
        await asyncio.sleep(0)
        stopping.cancel()
        with pytest.raises(asyncio.CancelledError):
            await stopping

    asyncio.run(start_and_stop())
    with pytest.raises(DatabaseUnavailableError):
        database.run_blocking(titles)


def test_data_outlives_the_connection(tmp_path: Path) -> None:
    path = tmp_path / "not there yet" / "books.sqlite3"
    first = Database(str(path))
    first.open()
    first.run_blocking(delete_all)
    first.close()
    assert sorted(file.name for file in path.parent.iterdir()) == ["books.sqlite3"]
    second = Database(str(path))
    second.open()
    assert second.run_blocking(titles) == []
    second.reset()
    assert second.run_blocking(titles)[0] == "Clean Code"
    second.close()


def test_a_file_is_journaled_so_that_others_can_read_along(tmp_path: Path) -> None:
    path = tmp_path / "books.sqlite3"
    database = Database(str(path))
    database.open()
    reader = sqlite3.connect(path)
    try:
        assert reader.execute("PRAGMA journal_mode").fetchone() == ("wal",)
        reader.execute("BEGIN")
        assert reader.execute("SELECT count(*) FROM books").fetchone() == (22,)
        database.run_blocking(delete_all)
        assert reader.execute("SELECT count(*) FROM books").fetchone() == (22,), "the reader sees its own snapshot"
    finally:
        reader.close()
        database.close()


def test_databases_in_memory_know_nothing_of_each_other() -> None:
    first, second = Database(":memory:"), Database(":memory:")
    first.open()
    second.open()
    first.run_blocking(delete_all)
    assert len(second.run_blocking(titles)) == 22
    first.close()
    second.close()


def test_work_that_fails_leaves_no_trace() -> None:
    database = Database(":memory:")
    database.open()

    def delete_and_fail(connection: sqlite3.Connection) -> None:
        delete_all(connection)
        message = "half-way"
        raise ValueError(message)

    with pytest.raises(ValueError, match="half-way"):
        database.run_blocking(delete_and_fail)
    assert len(database.run_blocking(titles)) == 22
    database.close()


def test_a_rollback_that_sqlite_did_itself_is_no_second_error() -> None:
    database = Database(":memory:")
    database.open()

    def roll_back_and_fail(connection: sqlite3.Connection) -> None:
        connection.execute("ROLLBACK")
        message = "disk full"
        raise sqlite3.OperationalError(message)

    with pytest.raises(sqlite3.OperationalError, match="disk full"):
        database.run_blocking(roll_back_and_fail)
    database.close()


def test_many_threads_take_turns() -> None:
    database = Database(":memory:")
    database.open()
    together = threading.Barrier(8)

    def add_one(connection: sqlite3.Connection) -> None:
        (count,) = connection.execute("SELECT count(*) FROM books").fetchone()
        connection.execute("INSERT INTO books (title, author, year) VALUES (?, 'somebody', 2000)", (str(count),))

    def work() -> None:
        together.wait()
        for _ in range(25):
            database.run_blocking(add_one)

    threads = [threading.Thread(target=work) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    names = database.run_blocking(titles)
    assert len(names) == len(set(names)) == 22 + 8 * 25
    database.close()


def test_reset_restores_everything_also_what_depends_on_books() -> None:
    database = Database(":memory:")
    database.open()
    database.run_blocking(add_a_cover)
    database.reset()
    assert database.run_blocking(lambda connection: connection.execute("SELECT * FROM covers").fetchall()) == []
    assert len(database.run_blocking(titles)) == 22
    database.close()


def test_a_closed_database_says_so() -> None:
    database = Database(":memory:")
    with pytest.raises(DatabaseUnavailableError, match="is not open"):
        database.reset()
    database.open()
    database.close()
    database.close()
    with pytest.raises(DatabaseUnavailableError, match="Start the app first"):
        database.run_blocking(titles)


def test_a_folder_is_no_database(tmp_path: Path) -> None:
    assert "a folder that you may write to" in complaint(tmp_path)


def test_a_file_in_a_file_is_no_database(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    assert "a folder that you may write to" in complaint(tmp_path / "file" / "books.sqlite3")


def test_a_damaged_file_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "books.sqlite3"
    path.write_bytes(b"This was a letter to my aunt." * 100)
    assert "Move it away" in complaint(path)
    assert path.read_bytes().startswith(b"This was a letter")


def test_a_file_that_is_damaged_inside_is_noticed(tmp_path: Path) -> None:
    path = tmp_path / "books.sqlite3"
    database = Database(str(path))
    database.open()
    database.close()
    data = path.read_bytes()
    path.write_bytes(data[:100] + b"\xff" * 3996 + data[4096:])
    assert "Move it away" in complaint(path)


def test_the_data_of_another_program_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "photos.sqlite3"
    foreign = sqlite3.connect(path)
    foreign.execute("CREATE TABLE photos (name TEXT)")
    foreign.commit()
    foreign.close()
    assert "the data of another program. Choose another file." in complaint(path)
    foreign = sqlite3.connect(path)
    assert foreign.execute("SELECT name FROM sqlite_master").fetchall() == [("photos",)]
    assert foreign.execute("PRAGMA journal_mode").fetchone() == ("delete",)
    foreign.close()


def test_the_file_of_another_version_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "books.sqlite3"
    database = Database(str(path))
    database.open()
    database.run_blocking(lambda connection: connection.execute("PRAGMA user_version=7"))
    database.close()
    assert "another version of the Bookstore wrote it (format 7, this one writes 1)" in complaint(path)


def test_a_locked_file_says_who_to_ask(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("embedded_api.database._BUSY_MILLISECONDS", 10)
    path = tmp_path / "books.sqlite3"
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN EXCLUSIVE")
    assert "Close the other program" in complaint(path)
    other.close()


def test_a_start_on_a_bad_file_fails_with_the_reason(tmp_path: Path) -> None:
    app = create_app(Settings(database=str(tmp_path)))
    with pytest.raises(DatabaseUnavailableError, match="The Bookstore cannot use the database file"), TestClient(app):
        pass


def test_a_database_that_fails_later_is_503(
    shared_app: FastAPI, in_process: TestClient, tmp_path: Path, expected_logs: ExpectedLogs
) -> None:
    expected_logs.allow("The database failed in POST /books", logger="embedded_api")
    database = Database(str(tmp_path / "books.sqlite3"))
    database.open()
    database.run_blocking(lambda connection: connection.execute("PRAGMA query_only=ON"))
    shared_app.dependency_overrides[get_database] = lambda: database
    response = in_process.post("/books", json={"title": "T", "author": "Au", "year": 2000})
    assert response.status_code == 503
    assert response.json()["error"] == "database_unavailable"
    assert "readonly database" in response.json()["message"]
    assert in_process.get("/books/1").status_code == 200
    database.close()


def test_a_database_that_is_closed_is_503(
    shared_app: FastAPI, in_process: TestClient, expected_logs: ExpectedLogs
) -> None:
    expected_logs.allow("The database failed in GET /books/1", logger="embedded_api")
    shared_app.dependency_overrides[get_database] = lambda: Database(":memory:")
    assert in_process.get("/books/1").status_code == 503
