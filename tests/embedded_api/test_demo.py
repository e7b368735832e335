"""The small endpoints: greeting, wallet, shelf, the unhandled exception."""

from __future__ import annotations

import contextlib
import logging
from typing import TYPE_CHECKING

import httpx2
import pytest

from tests.support.bookstore import locations

if TYPE_CHECKING:
    from fastapi.testclient import TestClient

    from tests.support.log_guard import ExpectedLogs


def test_the_root_greets(client: httpx2.Client) -> None:
    assert client.get("/").json() == {"message": "Welcome to the Bookstore", "status": "running"}


def test_the_server_is_healthy(client: httpx2.Client) -> None:
    assert client.get("/health").json() == {"healthy": True}


@pytest.mark.parametrize("amount", ["100", "100.0", "0.01"])
def test_what_the_wallet_holds_can_be_taken(client: httpx2.Client, amount: str) -> None:
    taken = client.get(f"/withdraw/{amount}").json()
    assert taken["withdrawn"] + taken["remaining"] == 100


def test_more_than_the_wallet_holds_is_402(client: httpx2.Client) -> None:
    response = client.get("/withdraw/100.01")
    assert response.status_code == 402
    assert response.json() == {
        "error": "insufficient_funds",
        "balance": 100.0,
        "needed": 100.01,
        "message": "You asked for 100.01, but the wallet holds 100.00.",
    }


@pytest.mark.parametrize("amount", ["0", "-5", "inf", "nan", "much"])
def test_no_amount_is_422(client: httpx2.Client, amount: str) -> None:
    assert locations(client.get(f"/withdraw/{amount}")) == [["path", "amount"]]


def test_the_featured_shelf_is_never_reached(client: httpx2.Client) -> None:
    assert client.get("/shelf/featured").json() == {"answered_by": "read_shelf", "shelf": "featured"}
    assert client.get("/shelf/poetry").json() == {"answered_by": "read_shelf", "shelf": "poetry"}


def test_an_unhandled_exception_tells_no_secrets(client: httpx2.Client, expected_logs: ExpectedLogs) -> None:
    expected_logs.allow("Unhandled exception in GET /boom", logger="embedded_api")
    expected_logs.allow("Exception in ASGI application", logger="uvicorn.error", required=False)
    response = client.get("/boom")
    # The server logs after it has answered, then hangs up: another answer, or none, means that it has logged.
    with contextlib.suppress(httpx2.TransportError):
        client.get("/health")
    assert response.status_code == 500
    assert response.json() == {
        "error": "internal_error",
        "correlation_id": response.headers["X-Correlation-ID"],
    }


def test_the_traceback_is_in_the_log_under_the_correlation_id(
    in_process: TestClient, caplog: pytest.LogCaptureFixture, expected_logs: ExpectedLogs
) -> None:
    expected_logs.allow("Unhandled exception")
    with caplog.at_level(logging.ERROR, "embedded_api"):
        response = in_process.get("/boom", headers={"X-Correlation-ID": "lesson-7"})
    assert response.json()["correlation_id"] == "lesson-7"
    assert "lesson-7" in caplog.text
    assert "RuntimeError: This endpoint always fails, on purpose." in caplog.text


def test_every_422_is_logged_with_all_its_errors(in_process: TestClient, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.INFO, "embedded_api"):
        in_process.post("/books", json={"title": "", "author": "M", "year": 500})
    record = next(record for record in caplog.records if "422" in record.getMessage())
    assert all(name in record.getMessage() for name in ("POST /books", "'title'", "'author'", "'year'", "500"))


def test_passwords_and_cards_do_not_reach_the_log(in_process: TestClient, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.INFO, "embedded_api"):
        in_process.post("/token", data={"password": "open-sesame"})
        in_process.post("/token", data={"username": "ada", "password": "open-sesame" * 30})
        in_process.post("/orders", json={"payment": {"method": "card", "number": "41111111x", "cvv": "98765"}})
    assert caplog.text.count("422 for") == 3
    for secret in ("open-sesame", "41111111x", "98765"):
        assert secret not in caplog.text
