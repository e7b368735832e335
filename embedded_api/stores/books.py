"""The table of books."""

import sqlite3
from dataclasses import dataclass
from typing import Any

from embedded_api.database import Database
from embedded_api.errors import BookNotFoundError
from embedded_api.models.books import Book, BookContent


@dataclass(frozen=True, slots=True)
class BookStore:
    """Reads and writes books."""

    database: Database

    async def find(self, genre: str | None, limit: int) -> list[Book]:
        """The first `limit` books, of one genre if one is named; upper and lower case are the same."""

        def work(connection: sqlite3.Connection) -> list[Book]:
            rows = connection.execute(
                "SELECT * FROM books WHERE :genre IS NULL OR casefold(genre) = casefold(:genre)"
                " ORDER BY id LIMIT :limit",
                {"genre": genre, "limit": limit},
            )
            return [_book(row) for row in rows]

        return await self.database.run(work)

    async def featured(self) -> list[Book]:
        """The books in the shop window."""

        def work(connection: sqlite3.Connection) -> list[Book]:
            rows = connection.execute("SELECT * FROM books WHERE featured ORDER BY id")
            return [_book(row) for row in rows]

        return await self.database.run(work)

    async def get(self, book_id: int) -> Book:
        """One book.

        Raises:
            BookNotFoundError: There is none with this id.
        """

        def work(connection: sqlite3.Connection) -> Book:
            row = connection.execute("SELECT * FROM books WHERE id = ?", (book_id,)).fetchone()
            return _book(_found(row, book_id))

        return await self.database.run(work)

    async def price_cents(self, book_id: int) -> int:
        """What one copy costs, in euro cents.

        Raises:
            BookNotFoundError: There is none with this id.
        """

        def work(connection: sqlite3.Connection) -> int:
            row = connection.execute("SELECT price_cents FROM books WHERE id = ?", (book_id,)).fetchone()
            return int(_found(row, book_id)["price_cents"])

        return await self.database.run(work)

    async def add(self, content: BookContent) -> int:
        """Keeps a new book and returns its id; ids are never used twice."""

        def work(connection: sqlite3.Connection) -> int:
            row = connection.execute(
                "INSERT INTO books (title, author, year, genre) VALUES (:title, :author, :year, :genre) RETURNING id",
                content.model_dump(),
            ).fetchone()
            return int(row["id"])

        return await self.database.run(work)

    async def change(self, book_id: int, changes: dict[str, Any]) -> Book:
        """Writes the named columns of a book and returns the whole book.

        Raises:
            BookNotFoundError: There is none with this id.
        """

        def work(connection: sqlite3.Connection) -> Book:
            row = connection.execute("SELECT * FROM books WHERE id = ?", (book_id,)).fetchone()
            book = _book(_found(row, book_id)).model_copy(update=changes)
            connection.execute(
                "UPDATE books SET title = :title, author = :author, year = :year, genre = :genre WHERE id = :id",
                book.model_dump(),
            )
            return book

        return await self.database.run(work)

    async def remove(self, book_id: int) -> None:
        """Deletes a book with its covers.

        Raises:
            BookNotFoundError: There is none with this id.
        """

        def work(connection: sqlite3.Connection) -> None:
            if connection.execute("DELETE FROM books WHERE id = ?", (book_id,)).rowcount == 0:
                raise BookNotFoundError(book_id)

        await self.database.run(work)


def _found(row: sqlite3.Row | None, book_id: int) -> sqlite3.Row:
    if row is None:
        raise BookNotFoundError(book_id)
    return row


def _book(row: sqlite3.Row) -> Book:
    return Book.model_validate(dict(row))
