from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from embedded_api.dependencies import read_claims
from embedded_api.security import Claims
from tests.support.bookstore import locations, order

if TYPE_CHECKING:
    import httpx2
    from fastapi import FastAPI
    from fastapi.testclient import TestClient

ADA = {"username": "ada", "password": "analytical-engine"}
GRACE = {"username": "grace", "password": "first-compiler"}


def sign_in(client: httpx2.Client, account: dict[str, str], scope: str = "") -> dict[str, str]:
    response = client.post("/token", data=account | {"scope": scope})
    assert response.status_code == 200, response.text
    return {"Authorization": f"Bearer {response.json()['access_token']}"}


def test_signing_in_gives_a_bearer_token(client: httpx2.Client) -> None:
    token = client.post("/token", data=ADA | {"grant_type": "password"}).json()
    assert token["token_type"] == "bearer"
    assert token["scope"] == "me orders"
    assert token["expires_in"] == 1800


def test_me_shows_the_account_and_the_token(client: httpx2.Client) -> None:
    me = client.get("/me", headers=sign_in(client, ADA)).json()
    assert 1790 <= me.pop("expires_in") <= 1800
    assert me == {
        "username": "ada",
        "full_name": "Ada Lovelace",
        "email": "ada@example.org",
        "scopes": ["me", "orders"],
    }


@pytest.mark.parametrize(
    "account",
    [ADA | {"password": "wrong"}, {"username": "nobody", "password": "x"}, ADA | {"username": "ADA"}],
)
def test_wrong_credentials_are_401_and_do_not_say_which(client: httpx2.Client, account: dict[str, str]) -> None:
    response = client.post("/token", data=account)
    assert (response.status_code, response.json()) == (401, {"detail": "Incorrect username or password"})
    assert response.headers["WWW-Authenticate"] == "Bearer"


def test_no_token_is_401_with_a_challenge(client: httpx2.Client) -> None:
    response = client.get("/me")
    assert (response.status_code, response.headers["WWW-Authenticate"]) == (401, "Bearer")


@pytest.mark.parametrize("token", ["x", "x.y", "e30=.", "\xe4.\xf6", "."])
def test_a_made_up_token_is_401(client: httpx2.Client, token: str) -> None:
    response = client.get("/me", headers={b"Authorization": f"Bearer {token}".encode("latin-1")})
    assert response.status_code == 401
    assert "WWW-Authenticate" in response.headers


def test_a_changed_token_is_401(client: httpx2.Client) -> None:
    header = sign_in(client, GRACE)["Authorization"]
    payload, _, signature = header.removeprefix("Bearer ").partition(".")
    other = sign_in(client, ADA)["Authorization"].removeprefix("Bearer ").partition(".")[0]
    assert payload != other
    response = client.get("/me/orders", headers={"Authorization": f"Bearer {other}.{signature}"})
    assert response.status_code == 401


def test_an_account_gets_only_its_scopes(client: httpx2.Client) -> None:
    response = client.post("/token", data=GRACE | {"scope": "me orders"})
    assert (response.status_code, response.json()) == (400, {"detail": "This account may not have the scope orders"})


def test_a_token_reaches_only_as_far_as_its_scopes(client: httpx2.Client) -> None:
    headers = sign_in(client, ADA, scope="me")
    assert client.get("/me", headers=headers).status_code == 200
    response = client.get("/me/orders", headers=headers)
    assert response.status_code == 403
    assert response.headers["WWW-Authenticate"] == 'Bearer error="insufficient_scope", scope="orders"'


def test_my_orders_are_those_with_my_address(client: httpx2.Client) -> None:
    headers = sign_in(client, ADA)
    assert client.get("/me/orders", headers=headers).json() == []
    client.post("/orders", json=order())
    others = {"name": "Grace Hopper", "email": "grace@example.org"}
    client.post("/orders", json=order(reference="6f1c1f8e-0d7e-4d7e-8f5b-9a6f0c1d2e3f", customer=others))
    assert [row["id"] for row in client.get("/me/orders", headers=headers).json()] == [1]


def test_the_form_is_checked(client: httpx2.Client) -> None:
    assert locations(client.post("/token", data={"username": "ada"})) == [["body", "password"]]
    assert locations(client.post("/token", data=ADA | {"grant_type": "magic"})) == [["body", "grant_type"]]


def test_a_sub_dependency_runs_once_for_each_request(shared_app: FastAPI, in_process: TestClient) -> None:
    read: list[str] = []

    def count_and_read() -> Claims:
        read.append("claims")
        return Claims("ada", frozenset({"me"}), 4_000_000_000)

    shared_app.dependency_overrides[read_claims] = count_and_read
    assert in_process.get("/me").json()["username"] == "ada"
    assert read == ["claims"], "three dependencies need the claims, one call makes them"
    in_process.get("/me")
    assert len(read) == 2


def test_a_token_outlives_no_account(shared_app: FastAPI, in_process: TestClient) -> None:
    claims = Claims("charles", frozenset({"me"}), 4_000_000_000)
    shared_app.dependency_overrides[read_claims] = lambda: claims
    response = in_process.get("/me")
    assert response.status_code == 401
    assert response.headers["WWW-Authenticate"] == 'Bearer scope="me"'
