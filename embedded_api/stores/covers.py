"""The table of cover pictures."""

import sqlite3
from dataclasses import dataclass

from embedded_api.database import Database
from embedded_api.errors import BookNotFoundError


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture with its bytes."""

    filename: str
    media_type: str
    content: bytes


@dataclass(frozen=True, slots=True)
class CoverStore:
    """Reads and writes pictures."""

    database: Database

    async def add(self, book_id: int, caption: str, pictures: list[Picture]) -> None:
        """Keeps the pictures, the front cover first.

        Raises:
            BookNotFoundError: There is no such book.
        """

        def work(connection: sqlite3.Connection) -> None:
            if connection.execute("SELECT 1 FROM books WHERE id = ?", (book_id,)).fetchone() is None:
                raise BookNotFoundError(book_id)
            connection.execute("DELETE FROM covers WHERE book_id = ?", (book_id,))
            connection.executemany(
                "INSERT INTO covers (book_id, caption, filename, media_type, content) VALUES (?, ?, ?, ?, ?)",
                [(book_id, caption, picture.filename, picture.media_type, picture.content) for picture in pictures],
            )

        await self.database.run(work)

    async def front(self, book_id: int) -> Picture | None:
        """The front cover of a book, None where none was uploaded."""

        def work(connection: sqlite3.Connection) -> Picture | None:
            row = connection.execute(
                "SELECT filename, media_type, content FROM covers WHERE book_id = ? ORDER BY id LIMIT 1", (book_id,)
            ).fetchone()
            return None if row is None else Picture(**row)

        return await self.database.run(work)
