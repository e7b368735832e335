from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.support.bookstore import locations, order

if TYPE_CHECKING:
    import httpx2

ADDRESS = {"street": "12 St James's Square", "city": "London", "postcode": "SW1Y 4JH", "country": "GB"}
CARD = {"method": "card", "number": "4000000000000002", "expires": "12/30", "cvv": "123"}


def bearer(token: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}"}


def test_an_order_is_accepted_and_opened_by_its_token(client: httpx2.Client) -> None:
    created = client.post("/orders", json=order(notes={"gift_message": "Happy birthday!"}))
    assert created.status_code == 201
    assert created.json()["total"] == 92.97
    assert created.headers["Location"] == "/orders/1"
    read = client.get("/orders/1", headers=bearer(created.json()["access_token"]))
    assert read.status_code == 200
    assert read.json()["lines"][1] == {"book_id": 15, "quantity": 1, "unit_price": 12.99, "gift_wrap": False}
    assert read.json()["notes"] == {"gift_message": "Happy birthday!"}
    assert "payment" not in read.json()
    assert "4000000000000002" not in read.text


@pytest.mark.parametrize(
    "payment",
    [
        CARD,
        {"method": "transfer", "iban": "DE89370400440532013000", "account_holder": "Ada Lovelace"},
        {"method": "voucher", "code": "BOOK-2024"},
    ],
)
def test_all_three_payments_are_taken(client: httpx2.Client, payment: dict[str, str]) -> None:
    assert client.post("/orders", json=order(payment=payment)).status_code == 201


def test_an_order_needs_its_own_token(client: httpx2.Client) -> None:
    client.post("/orders", json=order())
    missing = client.get("/orders/1")
    assert (missing.status_code, missing.headers["WWW-Authenticate"]) == (401, "Bearer")
    assert client.get("/orders/1", headers=bearer("guessed")).status_code == 401
    assert (
        client.get("/orders/2", headers=bearer("guessed")).json()
        == client.get("/orders/1", headers=bearer("guessed")).json()
    ), "a stranger cannot find out which orders exist"


def test_the_same_reference_twice_is_refused(client: httpx2.Client) -> None:
    client.post("/orders", json=order())
    again = client.post("/orders", json=order())
    assert again.status_code == 409
    assert order()["reference"] in again.json()["detail"]


def test_a_book_that_the_shop_does_not_have_is_named(client: httpx2.Client) -> None:
    lines = [{"book_id": 999, "quantity": 1, "unit_price": 5}]
    response = client.post("/orders", json=order(lines=lines))
    assert (response.status_code, response.json()) == (404, {"detail": "Book 999 not found"})
    assert client.post("/orders", json=order()).json()["id"] == 1, "nothing of the refused order was kept"


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"lines": [{"book_id": 1, "quantity": 0, "unit_price": 5}]}, ["body", "lines", 0, "quantity"]),
        ({"lines": [{"book_id": 1, "quantity": 1, "unit_price": 0}]}, ["body", "lines", 0, "unit_price"]),
        ({"lines": []}, ["body", "lines"]),
        ({"customer": {"name": "Ada Lovelace", "email": "ada"}}, ["body", "customer", "email"]),
        ({"customer": {"name": "A", "email": "ada@example.org"}}, ["body", "customer", "name"]),
        ({"customer": "Ada"}, ["body", "customer"]),
        ({"payment": {"method": "cash"}}, ["body", "payment"]),
        ({"payment": {"method": "voucher", "code": "book"}}, ["body", "payment", "voucher", "code"]),
        ({"payment": CARD | {"expires": "13/30"}}, ["body", "payment", "card", "expires"]),
        ({"shipping_address": ADDRESS | {"country": "XX"}}, ["body", "shipping_address", "country"]),
        ({"deliver_on": "tomorrow"}, ["body", "deliver_on"]),
        ({"status_url": "not a url"}, ["body", "status_url"]),
        ({"reference": "42"}, ["body", "reference"]),
        ({"channel": "phone"}, ["body", "channel"]),
        ({"delivery": "pigeon"}, ["body", "delivery"]),
        ({"notes": {"a": 1}}, ["body", "notes", "a"]),
        ({"notes": {"x" * 31: "long name"}}, ["body", "notes", "x" * 31, "[key]"]),
        ({"notes": {str(number): "many" for number in range(11)}}, ["body", "notes"]),
    ],
)
def test_each_wrong_value_is_pointed_at(
    client: httpx2.Client, changes: dict[str, Any], expected: list[str | int]
) -> None:
    assert locations(client.post("/orders", json=order(**changes))) == [expected]


def test_an_order_over_the_limit_is_wrong_as_a_whole(client: httpx2.Client) -> None:
    response = client.post("/orders", json=order(lines=[{"book_id": 1, "quantity": 99, "unit_price": 20}]))
    assert locations(response) == [["body"]]
    assert "1980.00" in response.json()["detail"][0]["msg"]


def test_a_delivery_needs_an_address(client: httpx2.Client) -> None:
    assert locations(client.post("/orders", json=order(delivery="express", shipping_address=None))) == [["body"]]
    sent = client.post("/orders", json=order(delivery="express", shipping_address=ADDRESS, deliver_on="2030-05-17"))
    assert sent.status_code == 201


def test_defaults_are_made_anew_for_each_order(client: httpx2.Client) -> None:
    first = client.post("/orders", json=order(notes={"a": "b"})).json()
    second = client.post("/orders", json=order(reference="6f1c1f8e-0d7e-4d7e-8f5b-9a6f0c1d2e3f")).json()
    assert client.get("/orders/1", headers=bearer(first["access_token"])).json()["notes"] == {"a": "b"}
    assert client.get("/orders/2", headers=bearer(second["access_token"])).json()["notes"] == {}
