"""What the Bookstore's tests share: a good order, a picture, and how to read a 422."""

from __future__ import annotations

import copy
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import httpx2

API_KEY = {"X-API-Key": "forge-secret-key-123"}
PNG = b"\x89PNG\r\n\x1a\n" + b"picture"

_ORDER = {
    "reference": "3f1b8c4e-8f0a-4b53-9a44-1f2d3c4b5a69",
    "customer": {"name": "Ada Lovelace", "email": "ada@example.org"},
    "lines": [{"book_id": 1, "quantity": 2, "unit_price": 39.99}, {"book_id": 15, "quantity": 1, "unit_price": 12.99}],
    "payment": {"method": "card", "number": "4000000000000002", "expires": "12/30", "cvv": "123"},
}


def order(**changes: Any) -> dict[str, Any]:
    """An order that the Bookstore accepts, with some of its members replaced."""
    return copy.deepcopy(_ORDER) | changes


def locations(response: httpx2.Response) -> list[list[str | int]]:
    """The `loc` of each error of a 422."""
    assert response.status_code == 422, response.text
    return [item["loc"] for item in response.json()["detail"]]
