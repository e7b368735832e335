"""The SQLite database: one connection, used by one worker thread at a time, never on the event loop."""

import sqlite3
import threading
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import anyio.to_thread

from embedded_api.seed import create_tables, fill_tables
from embedded_api.settings import IN_MEMORY

T = TypeVar("T")

_APPLICATION_ID = 0x426F6F6B  # "Book": SQLite files carry it, so that no other program's file is ever overwritten.
_SCHEMA_VERSION = 1
_BUSY_MILLISECONDS = 2000
_MOVE_AWAY = "Move it away, and the next start makes a new one with the seed data."


class DatabaseUnavailableError(Exception):
    """The database cannot be used; the text names the file, the reason and what to do."""


class Database:
    """A SQLite database for an async app.

    SQLite calls block, so they run in a worker thread; a lock lets one of them in at a time. Each piece of work is one
    transaction: it is committed when it returns and rolled back when it raises.

    Attributes:
        path: The file, or `:memory:`.
    """

    def __init__(self, path: str) -> None:
        self.path = path
        self._lock = threading.Lock()
        self._connection: sqlite3.Connection | None = None
        self._wanted = False

    async def start(self) -> None:
        """Does what `open` does in a worker thread; whoever is cancelled while it waits calls `stop`."""
        # Said before the thread begins: one that comes to its turn after `stop` must find that nobody wants it.
        self._wanted = True
        await anyio.to_thread.run_sync(self._open)

    async def stop(self) -> None:
        """Does what `close` does in a worker thread; it is closed, too, where the caller is cancelled meanwhile."""
        try:
            await anyio.to_thread.run_sync(self.close)
        finally:
            # The thread of a cancelled call may never have come to its turn.
            self.close()

    def open(self) -> None:
        """Connects, makes the tables where they are missing, and fills new ones with the seed data.

        One that is closed meanwhile, as when the server stops while it starts, stays closed.

        Raises:
            DatabaseUnavailableError: The file cannot be opened or written, is damaged, or belongs to another program.
        """
        self._wanted = True
        self._open()

    def _open(self) -> None:
        try:
            connection = self._connect()
        except (sqlite3.Error, OSError) as error:
            raise self._unavailable(str(error), _advice(error)) from error
        try:
            self._prepare(connection)
        except sqlite3.Error as error:
            connection.close()
            raise self._unavailable(str(error), _advice(error)) from error
        except DatabaseUnavailableError:
            connection.close()
            raise
        with self._lock:
            if self._wanted:
                self._connection = connection
            else:
                connection.close()

    def close(self) -> None:
        """Disconnects after the work in progress; closing twice is harmless."""
        with self._lock:
            self._wanted = False
            if self._connection is not None:
                self._connection.close()
                self._connection = None

    async def run(self, work: Callable[[sqlite3.Connection], T]) -> T:
        """Does `work` in a worker thread, as one transaction."""
        return await anyio.to_thread.run_sync(self.run_blocking, work)

    def run_blocking(self, work: Callable[[sqlite3.Connection], T]) -> T:
        """Does `work` on the calling thread, as one transaction; any thread but the event loop's may call it.

        Raises:
            DatabaseUnavailableError: The database is not open: the app has not started yet, or has stopped.
        """
        with self._lock:
            if self._connection is None:
                message = f"The database {self.path} is not open. Start the app first; it opens the database."
                raise DatabaseUnavailableError(message)
            return _in_transaction(self._connection, work)

    def reset(self) -> None:
        """Throws everything away and restores the seed data; any thread but the event loop's may call it."""
        self.run_blocking(_restore)

    def _connect(self) -> sqlite3.Connection:
        if self.path != IN_MEMORY:
            Path(self.path).parent.mkdir(parents=True, exist_ok=True)
        # Worker threads come and go; the lock does what check_same_thread would do.
        connection = sqlite3.connect(self.path, check_same_thread=False, isolation_level=None)
        connection.row_factory = sqlite3.Row
        connection.create_function("casefold", 1, _casefold, deterministic=True)
        return connection

    def _prepare(self, connection: sqlite3.Connection) -> None:
        connection.execute(f"PRAGMA busy_timeout={_BUSY_MILLISECONDS}")
        connection.execute("PRAGMA foreign_keys=ON")
        (tables,) = connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
        (application_id,) = connection.execute("PRAGMA application_id").fetchone()
        (version,) = connection.execute("PRAGMA user_version").fetchone()
        if tables and application_id != _APPLICATION_ID:
            raise self._unavailable("it holds the data of another program", "Choose another file.")
        if tables and version != _SCHEMA_VERSION:
            reason = f"another version of the Bookstore wrote it (format {version}, this one writes {_SCHEMA_VERSION})"
            raise self._unavailable(reason, _MOVE_AWAY)
        # Readers of the file from outside see whole transactions; in memory this says "memory" and changes nothing.
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("PRAGMA synchronous=NORMAL")
        # Writing the version back proves before the first request that the file can be written.
        _in_transaction(connection, _set_version if tables else _create)

    def _unavailable(self, reason: str, advice: str) -> DatabaseUnavailableError:
        return DatabaseUnavailableError(f"The Bookstore cannot use the database file {self.path}: {reason}. {advice}")


def _in_transaction(connection: sqlite3.Connection, work: Callable[[sqlite3.Connection], T]) -> T:
    connection.execute("BEGIN")
    try:
        result = work(connection)
        connection.execute("COMMIT")
    except BaseException:
        # SQLite has already rolled back by itself after some errors, a full disk for example.
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise
    return result


def _set_version(connection: sqlite3.Connection) -> None:
    connection.execute(f"PRAGMA application_id={_APPLICATION_ID}")
    connection.execute(f"PRAGMA user_version={_SCHEMA_VERSION}")


def _create(connection: sqlite3.Connection) -> None:
    _set_version(connection)
    create_tables(connection)
    fill_tables(connection)


def _restore(connection: sqlite3.Connection) -> None:
    names = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite%'")
    # Children first, because foreign keys are on: tables are listed in the order in which they were made.
    for (name,) in reversed(names.fetchall()):
        connection.execute(f'DROP TABLE "{name}"')
    create_tables(connection)
    fill_tables(connection)


def _casefold(text: str | None) -> str | None:
    # SQLite's own NOCASE knows only the letters of ASCII.
    return None if text is None else text.casefold()


def _advice(error: sqlite3.Error | OSError) -> str:
    name = getattr(error, "sqlite_errorname", "")
    if name.startswith(("SQLITE_BUSY", "SQLITE_LOCKED")):
        return "Close the other program that uses the file, then start again."
    if name.startswith(("SQLITE_NOTADB", "SQLITE_CORRUPT")):
        return f"The file is damaged. {_MOVE_AWAY}"
    return "Choose a file in a folder that you may write to, and see that the disk is not full."
