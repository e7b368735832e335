"""A small shop in Flask with a database and a stock service behind it; it knows nothing of OpenTelemetry.

Started as `opentelemetry-instrument python flask_shop.py PORT STOCK_URL` it sends spans all the same.
"""

# mypy: ignore-errors
# What it imports is in the servers' environment alone.

from __future__ import annotations

import sqlite3
import sys
import tempfile
from typing import Any

import requests
from flask import Flask, abort

app = Flask("shop")
_DATABASE = tempfile.NamedTemporaryFile(suffix=".db")  # noqa: SIM115 - it lives as long as the server


def _operation(summary: str) -> dict[str, Any]:
    book = {"name": "book_id", "in": "path", "required": True, "schema": {"type": "integer", "default": 1}}
    return {"get": {"summary": summary, "parameters": [book], "responses": {"200": {"description": "it"}}}}


@app.get("/openapi.json")
def document() -> dict[str, Any]:
    paths = {
        "/books/{book_id}": _operation("Read a book"),
        "/stock/{book_id}": _operation("Ask how many are left"),
        "/broken/{book_id}": _operation("Raise"),
    }
    return {"openapi": "3.1.0", "info": {"title": "Shop", "version": "1"}, "paths": paths}


@app.get("/books/<int:book_id>")
def read_book(book_id: int) -> dict[str, Any]:
    connection = sqlite3.connect(_DATABASE.name)
    cursor = connection.cursor()
    cursor.execute("SELECT title FROM books WHERE id = ?", (book_id,))
    found = cursor.fetchone()
    connection.close()
    if found is None:
        abort(404)
    return {"id": book_id, "title": found[0]}


@app.get("/stock/<int:book_id>")
def read_stock(book_id: int) -> Any:
    return requests.get(f"{sys.argv[2]}/left/{book_id}?api_key=hunter2", timeout=10).json()


@app.get("/broken/<int:book_id>")
def fail(book_id: int) -> None:
    message = f"book {book_id} is on fire"
    raise LookupError(message)


def main() -> None:
    connection = sqlite3.connect(_DATABASE.name)
    connection.executescript("CREATE TABLE books (id INTEGER, title TEXT); INSERT INTO books VALUES (1, 'Dune');")
    connection.close()
    app.run("127.0.0.1", int(sys.argv[1]), threaded=True)


if __name__ == "__main__":
    main()
