"""Headers that every answer carries: correlation ids and CORS."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    import httpx2


def test_every_answer_has_a_correlation_id_of_its_own(client: httpx2.Client) -> None:
    first, second = client.get("/"), client.get("/nowhere")
    assert len(first.headers["X-Correlation-ID"]) == 32
    assert first.headers["X-Correlation-ID"] != second.headers["X-Correlation-ID"]


def test_the_callers_correlation_id_is_kept(client: httpx2.Client) -> None:
    assert client.get("/", headers={"X-Correlation-ID": "a.b_c-1"}).headers["X-Correlation-ID"] == "a.b_c-1"


@pytest.mark.parametrize("wished", ["", "two words", "x" * 65, "forged] ERROR", "a\tb"])
def test_a_correlation_id_cannot_forge_the_log(client: httpx2.Client, wished: str) -> None:
    assert client.get("/", headers={"X-Correlation-ID": wished}).headers["X-Correlation-ID"] != wished


@pytest.mark.parametrize(
    "origin", ["http://localhost", "http://localhost:5173", "http://127.0.0.1:8000", "https://[::1]:3000"]
)
def test_pages_on_this_machine_may_call(client: httpx2.Client, origin: str) -> None:
    preflight = client.options("/books", headers={"Origin": origin, "Access-Control-Request-Method": "PATCH"})
    assert preflight.status_code == 200
    assert preflight.headers["Access-Control-Allow-Origin"] == origin
    answer = client.get("/books", headers={"Origin": origin})
    assert answer.headers["Access-Control-Allow-Origin"] == origin
    assert "Location" in answer.headers["Access-Control-Expose-Headers"]


@pytest.mark.parametrize(
    "origin", ["https://example.org", "http://localhost.example.org", "http://127.0.0.1.example.org", "null"]
)
def test_pages_from_elsewhere_may_not(client: httpx2.Client, origin: str) -> None:
    assert "Access-Control-Allow-Origin" not in client.get("/books", headers={"Origin": origin}).headers
    preflight = client.options("/books", headers={"Origin": origin, "Access-Control-Request-Method": "GET"})
    assert preflight.status_code == 400
