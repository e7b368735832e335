"""The 422 mystery, and that defaults do not leak from one request into the next."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.support.bookstore import locations

if TYPE_CHECKING:
    import httpx2

ALL = ["/items/", "/items/strict", "/items/populate_by_name"]


def test_the_mystery_is_an_alias(client: httpx2.Client) -> None:
    response = client.post("/items/", json={"name": "Bookmark", "price": 2.5})
    assert locations(response) == [["body", "item_name"]]
    assert response.json()["detail"][0] == {
        "type": "missing",
        "loc": ["body", "item_name"],
        "msg": "Field required",
        "input": {"name": "Bookmark", "price": 2.5},
    }


@pytest.mark.parametrize("path", ALL)
def test_the_name_on_the_wire_is_item_name(client: httpx2.Client, path: str) -> None:
    created = client.post(path, json={"item_name": "Bookmark", "price": 2.5})
    assert (created.status_code, created.json()["name"]) == (201, "Bookmark")


def test_the_strict_twin_names_the_unknown_key_too(client: httpx2.Client) -> None:
    response = client.post("/items/strict", json={"name": "Bookmark", "price": "2.5"})
    assert locations(response) == [["body", "item_name"], ["body", "price"], ["body", "name"]]
    assert [item["type"] for item in response.json()["detail"]] == ["missing", "float_type", "extra_forbidden"]


def test_the_friendly_twin_takes_both_names(client: httpx2.Client) -> None:
    created = client.post("/items/populate_by_name", json={"name": "Bookmark", "price": "2.5"})
    assert (created.status_code, created.json()["price"]) == (201, 2.5)


@pytest.mark.parametrize("path", ALL)
def test_nothing_leaks_from_one_request_into_the_next(client: httpx2.Client, path: str) -> None:
    for _ in range(3):
        created = client.post(path, json={"item_name": "Bookmark", "price": 2.5}).json()
        assert created["tags"] == ["received"]
        assert created["attributes"] == {}


def test_without_the_slash_the_request_is_sent_on(client: httpx2.Client) -> None:
    redirect = client.post("/items", json={"item_name": "Bookmark", "price": 2.5}, follow_redirects=False)
    assert redirect.status_code == 307
    assert redirect.headers["Location"].endswith("/items/")
