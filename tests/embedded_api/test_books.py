from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.support.bookstore import locations

if TYPE_CHECKING:
    import httpx2

CLEAN_CODE = {
    "id": 1,
    "title": "Clean Code",
    "author": "Robert C. Martin",
    "year": 2008,
    "genre": "Software Engineering",
}
DUNE_MESSIAH = {"title": "Dune Messiah", "author": "Frank Herbert", "year": 1969, "genre": "Science Fiction"}


def test_the_first_book_is_clean_code(client: httpx2.Client) -> None:
    assert client.get("/books/1").json() == CLEAN_CODE


def test_the_seed_has_about_twenty_books_of_several_genres(client: httpx2.Client) -> None:
    books = client.get("/books", params={"limit": 100}).json()
    assert len(books) == 22
    assert [book["id"] for book in books] == list(range(1, 23))
    assert {book["genre"] for book in books} >= {"Software Engineering", "Science Fiction", None}


def test_the_list_shows_ten_books_unless_told_otherwise(client: httpx2.Client) -> None:
    assert len(client.get("/books").json()) == 10
    assert len(client.get("/books?limit=3").json()) == 3


@pytest.mark.parametrize("limit", ["0", "101", "-1", "ten", ""])
def test_the_limit_has_limits(client: httpx2.Client, limit: str) -> None:
    assert locations(client.get("/books", params={"limit": limit})) == [["query", "limit"]]


@pytest.mark.parametrize("genre", ["science fiction", "SCIENCE FICTION", "Science Fiction"])
def test_the_genre_filter_ignores_case(client: httpx2.Client, genre: str) -> None:
    found = client.get("/books", params={"genre": genre}).json()
    assert [book["title"] for book in found] == ["Dune", "The Left Hand of Darkness", "Neuromancer"]


def test_the_genre_filter_ignores_case_beyond_ascii(client: httpx2.Client) -> None:
    client.post("/books", json={**DUNE_MESSIAH, "genre": "ÉTUDES"})
    assert [book["title"] for book in client.get("/books?genre=études").json()] == ["Dune Messiah"]


def test_a_genre_that_nobody_has_gives_an_empty_list(client: httpx2.Client) -> None:
    assert client.get("/books?genre=cooking").json() == []
    assert client.get("/books?genre=").json() == []


def test_a_genre_is_data_and_not_sql(client: httpx2.Client) -> None:
    assert client.get("/books", params={"genre": "' OR 1=1 --"}).json() == []


def test_featured_is_a_route_of_its_own_and_not_a_number(client: httpx2.Client) -> None:
    featured = client.get("/books/featured")
    assert featured.status_code == 200
    assert CLEAN_CODE in featured.json()
    assert 1 < len(featured.json()) < 22


@pytest.mark.parametrize("method", ["GET", "PUT", "PATCH", "DELETE"])
def test_a_missing_book_is_named(client: httpx2.Client, method: str) -> None:
    response = client.request(method, "/books/999", json=None if method in {"GET", "DELETE"} else DUNE_MESSIAH)
    assert (response.status_code, response.json()) == (404, {"detail": "Book 999 not found"})


@pytest.mark.parametrize("book_id", ["abc", "0", "-1", "1.5", str(2**63), "%00"])
def test_what_is_no_number_is_refused_in_the_path(client: httpx2.Client, book_id: str) -> None:
    assert locations(client.get(f"/books/{book_id}")) == [["path", "book_id"]]


def test_a_new_book_gets_a_number_and_a_place(client: httpx2.Client) -> None:
    created = client.post("/books", json=DUNE_MESSIAH)
    assert created.status_code == 201
    assert created.json() == {"message": "Book created successfully", "id": 23}
    assert created.headers["Location"] == "/books/23"
    assert client.get(created.headers["Location"]).json() == {"id": 23, **DUNE_MESSIAH}


def test_a_book_needs_no_genre(client: httpx2.Client) -> None:
    without = {key: value for key, value in DUNE_MESSIAH.items() if key != "genre"}
    place = client.post("/books", json=without).headers["Location"]
    assert client.get(place).json()["genre"] is None


def test_the_story_of_the_two_wrong_fields(client: httpx2.Client) -> None:
    response = client.post("/books", json={"title": "", "author": "M", "year": 500})
    assert locations(response) == [["body", "title"], ["body", "author"], ["body", "year"]]
    assert [item["type"] for item in response.json()["detail"]] == [
        "string_too_short",
        "string_too_short",
        "greater_than_equal",
    ]


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"title": ""}, "title"),
        ({"title": "x" * 201}, "title"),
        ({"title": None}, "title"),
        ({"author": "X"}, "author"),
        ({"author": 7}, "author"),
        ({"year": 999}, "year"),
        ({"year": 2101}, "year"),
        ({"year": "soon"}, "year"),
        ({"year": 1999.5}, "year"),
        ({"genre": ""}, "genre"),
        ({"genre": "x" * 61}, "genre"),
    ],
)
def test_each_rule_points_at_its_field(client: httpx2.Client, change: dict[str, Any], field: str) -> None:
    assert locations(client.post("/books", json=DUNE_MESSIAH | change)) == [["body", field]]


@pytest.mark.parametrize(
    "change", [{"title": "x"}, {"title": "x" * 200}, {"year": 1000}, {"year": 2100}, {"author": "Xi"}]
)
def test_the_edges_are_inside(client: httpx2.Client, change: dict[str, Any]) -> None:
    assert client.post("/books", json=DUNE_MESSIAH | change).status_code == 201


def test_put_replaces_everything(client: httpx2.Client) -> None:
    replaced = client.put("/books/1", json={"title": "Refactored Code", "author": "Anybody", "year": 2020})
    assert replaced.json() == {"id": 1, "title": "Refactored Code", "author": "Anybody", "year": 2020, "genre": None}
    assert client.get("/books/1").json() == replaced.json()


def test_patch_changes_only_what_was_sent(client: httpx2.Client) -> None:
    assert client.patch("/books/1", json={"year": 2009}).json() == CLEAN_CODE | {"year": 2009}
    assert client.patch("/books/1", json={}).json() == CLEAN_CODE | {"year": 2009}


def test_patch_tells_null_from_omitted(client: httpx2.Client) -> None:
    assert client.patch("/books/1", json={"genre": None}).json() == CLEAN_CODE | {"genre": None}
    assert locations(client.patch("/books/1", json={"title": None, "year": None})) == [
        ["body", "title"],
        ["body", "year"],
    ]


def test_delete_answers_with_nothing_and_the_number_stays_free(client: httpx2.Client) -> None:
    gone = client.delete("/books/22")
    assert (gone.status_code, gone.content) == (204, b"")
    assert client.get("/books/22").status_code == 404
    assert client.post("/books", json=DUNE_MESSIAH).json()["id"] == 23


def test_the_price_depends_on_path_query_header_and_cookie(client: httpx2.Client) -> None:
    assert client.get("/books/1/price").json() == {
        "book_id": 1,
        "copies": 1,
        "currency": "EUR",
        "discount_percent": 0,
        "total": 39.99,
    }
    headers = {"X-Discount-Code": "READ10", "Cookie": "currency=USD"}
    assert client.get("/books/1/price?copies=3", headers=headers).json()["total"] == 118.77
    assert client.get("/books/999/price").status_code == 404


def test_the_price_names_the_place_of_each_wrong_parameter(client: httpx2.Client) -> None:
    headers = {"X-Discount-Code": "10%", "Cookie": "currency=CHF"}
    assert locations(client.get("/books/one/price?copies=0", headers=headers)) == [
        ["path", "book_id"],
        ["query", "copies"],
        ["header", "x-discount-code"],
        ["cookie", "currency"],
    ]


def test_reset_brings_the_seed_back(client: httpx2.Client) -> None:
    client.delete("/books/1")
    client.post("/books", json=DUNE_MESSIAH)
    assert client.post("/reset").status_code == 204
    assert client.get("/books/1").json() == CLEAN_CODE
    assert len(client.get("/books?limit=100").json()) == 22
    assert client.post("/books", json=DUNE_MESSIAH).json()["id"] == 23
