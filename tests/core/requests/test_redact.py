from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from app.core.base.field_path import FieldPath, Location
from app.core.base.json_types import OMIT
from app.core.forms.build import Form
from app.core.forms.model import FormState
from app.core.operations.read import read_api
from app.core.requests.model import Authentication, PreparedRequest, Sent
from app.core.requests.redact import shown, without_secrets
from app.core.spec.document import Document

if TYPE_CHECKING:
    from app.core.base.json_types import Omitted, Value

STRING = {"type": "string"}
PASSWORD = {"type": "string", "format": "password"}
SCHEMA = {
    "type": "object",
    "properties": {
        "user": STRING,
        "password": STRING,
        "pins": {"type": "array", "items": PASSWORD},
        "login": {"type": "object", "properties": {"api_key": STRING, "realm": STRING}},
    },
}
DOCUMENT = Document(
    {
        "openapi": "3.1.0",
        "info": {"title": "t", "version": "1"},
        "paths": {
            "/login": {
                "post": {
                    "parameters": [
                        {"name": "access_token", "in": "query", "schema": STRING},
                        {"name": "limit", "in": "query", "schema": {"type": "integer"}},
                    ],
                    "requestBody": {"content": {"application/json": {"schema": SCHEMA}}},
                    "responses": {},
                }
            }
        },
    },
    version="3.1.0",
)


@pytest.fixture
def form() -> Form:
    return Form(DOCUMENT, read_api(DOCUMENT).operations[0])


def state(body: Value | Omitted = OMIT, text: str | None = None, **more: Value) -> FormState:
    roots: dict[Location, Value | Omitted] = {Location(name): root for name, root in more.items()}
    return FormState({**roots, Location.BODY: body}, "application/json", text)


def test_secrets_are_left_out_everywhere(form: Form) -> None:
    typed = state(
        {
            "user": "ann",
            "password": "s3cret",
            "pins": ["s3cret", "s3cret", "s3cret"],
            "login": {"api_key": "s3cret", "realm": "r"},
            "free": {"client_secret": "s3cret", "kept": 1},
        },
        query={"access_token": "s3cret", "limit": 5, "X-Api-Key": "s3cret"},
        header={
            "AUTHORIZATION": "s3cret",
            "cookie": "s3cret",
            "X-Auth-Token": "s3cret",
            "Cookie (2)": "s3cret",
            "X-Trace": "kept",
            "X-Trace (2)": "kept",
        },
    )
    redacted = without_secrets(form, typed)
    assert "s3cret" not in repr(redacted)
    assert redacted.roots[Location.BODY] == {
        "user": "ann",
        "pins": [],
        "login": {"realm": "r"},
        "free": {"kept": 1},
    }
    assert redacted.roots[Location.QUERY] == {"limit": 5}
    assert redacted.roots[Location.HEADER] == {"X-Trace": "kept", "X-Trace (2)": "kept"}


def test_a_text_with_a_secret_is_dropped(form: Form) -> None:
    redacted = without_secrets(form, state({"user": "a", "password": "s3"}, '{"user":"a","password":"s3"}'))
    assert (redacted.body_text, redacted.roots[Location.BODY]) == (None, {"user": "a"})


def test_a_broken_text_with_a_secret_is_dropped(form: Form) -> None:
    assert without_secrets(form, state({"user": "a"}, '{"user":"a", "password": "s3')).body_text is None


def test_what_holds_no_secret_stays_as_it_is(form: Form) -> None:
    typed = state({"user": "a"}, '{ "user": "a", ', header={"X": "1"})
    assert without_secrets(form, typed) == typed
    assert without_secrets(form, state()) == state()


# What may be shown


def test_credentials_are_starred_where_a_request_is_shown() -> None:
    places = (
        FieldPath(Location.HEADER, ("X-Me",)),
        FieldPath(Location.QUERY, ("api key",)),
        FieldPath(Location.COOKIE, ("sid",)),
    )
    headers = (
        ("X-Me", "s3cret"),
        ("Cookie", "sid=s3cret; theme=dark; odd"),
        ("Authorization", "Bearer s3cret"),
        ("Proxy-Authorization", "s3cret"),
        ("X-Api-Key", "s3cret"),
        ("Accept", "*/*"),
    )
    target = "/a?limit=3&api%20key=s3cret&bare"
    made = PreparedRequest(
        "GET", f"http://h{target}", target, headers, None, Sent(), "0" * 32, Authentication(places=places)
    )

    told = shown(made)

    assert "s3cret" not in "".join(text for _, text in told.headers) + told.url + told.target
    assert told.target == "/a?limit=3&api%20key=********&bare"
    assert told.url == f"http://h{told.target}"
    assert dict(told.headers) == {
        "X-Me": "********",
        "Cookie": "sid=********; theme=dark; odd",
        "Authorization": "Bearer ********",
        "Proxy-Authorization": "********",
        "X-Api-Key": "********",
        "Accept": "*/*",
    }


def test_a_request_without_credentials_is_shown_as_it_is() -> None:
    made = PreparedRequest("GET", "http://h/", "/", (("A", "b"),), None, Sent(), "0" * 32)
    assert shown(made) == made
