from __future__ import annotations

from typing import TYPE_CHECKING

import httpx2
import pytest

from app.adapters.embedded_bookstore import EmbeddedBookstore

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

BOOK = {"title": "Emma", "author": "Jane Austen", "year": 1815}
LOGIN = {"username": "ada", "password": "analytical-engine"}


@pytest.fixture(params=["memory", "file"])
def bookstore(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[EmbeddedBookstore]:
    made = EmbeddedBookstore(tmp_path / "books.sqlite3" if request.param == "file" else None)
    try:
        yield made
    finally:
        made.close()


@pytest.fixture
def keeps_data(request: pytest.FixtureRequest) -> bool:
    return bool(request.node.callspec.params["bookstore"] == "file")


def test_a_restart_keeps_the_address_and_the_tokens_and_a_file_keeps_the_data(
    bookstore: EmbeddedBookstore, *, keeps_data: bool
) -> None:
    url = bookstore.start()
    with httpx2.Client(base_url=url, trust_env=False) as client:
        token = client.post("/token", data=LOGIN).json()["access_token"]
        made = client.post("/books", json=BOOK).json()["id"]
        assert bookstore.restart() == url
        signed_in = client.get("/me", headers={"Authorization": f"Bearer {token}"})
        assert (signed_in.status_code, signed_in.json()["username"]) == (200, "ada")
        assert client.get(f"/books/{made}").status_code == (200 if keeps_data else 404)
        bookstore.reset()
        assert client.get(f"/books/{made}").status_code == 404


def test_the_first_restart_is_a_start(bookstore: EmbeddedBookstore) -> None:
    with httpx2.Client(base_url=bookstore.restart(), trust_env=False) as client:
        assert client.get("/books").status_code == 200
