from __future__ import annotations

import json

import pytest

from app.core.exchange.model import Response, ResponseBody
from app.core.exchange.tokens import TokenProblem, read_token
from app.core.requests.model import PasswordCredential

TYPED = PasswordCredential("ann", "pw", scopes=("me",))


def answer(body: object, status: int = 200) -> PasswordCredential | TokenProblem:
    data = body if isinstance(body, bytes) else json.dumps(body).encode()
    headers = (("content-type", "application/json"),)
    return read_token(Response(status, "", "HTTP/1.1", headers, ResponseBody(len(data), data)), TYPED, now=1000.0)


def test_a_token() -> None:
    assert answer({"access_token": "t", "token_type": "Bearer", "expires_in": 60, "scope": "me items"}) == (
        PasswordCredential("ann", "pw", ("me", "items"), "t", 1060.0)
    )


def test_a_bare_token_keeps_the_scopes_that_were_asked_for() -> None:
    assert answer({"access_token": "t"}) == PasswordCredential("ann", "pw", ("me",), "t", None)
    assert answer({"access_token": "t", "expires_in": True}) == PasswordCredential("ann", "pw", ("me",), "t", None)


@pytest.mark.parametrize("body", [{}, {"access_token": ""}, {"access_token": 5}, [], b"<html>", b""])
def test_no_token_in_a_success(body: object) -> None:
    problem = answer(body)
    assert isinstance(problem, TokenProblem)
    assert problem.message == "200 OK, but the answer holds no access_token."


@pytest.mark.parametrize("kind", ["mac", 5])
def test_another_kind_of_token(kind: object) -> None:
    problem = answer({"access_token": "t", "token_type": kind})
    assert isinstance(problem, TokenProblem)
    assert repr(kind) in problem.message


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ({"error": "invalid_grant", "error_description": "No such user."}, ", No such user."),
        ({"detail": "Incorrect username or password"}, ", Incorrect username or password."),
        ({"error": "invalid_grant"}, ", invalid_grant."),
        ({"detail": [{"loc": ["body"]}]}, "."),
        (b"no json", "."),
    ],
)
def test_a_refusal_in_the_servers_words(body: object, words: str) -> None:
    problem = answer(body, 400)
    assert isinstance(problem, TokenProblem)
    assert problem.message == f"The server gave no token: 400 Bad Request{words}"
    assert problem.hint
