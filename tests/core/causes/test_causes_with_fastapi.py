"""Each rule against a real app: once where it must speak, and where it must be silent."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

from app.adapters.embedded_server.server import EmbeddedServer
from app.core.base.json_types import FileRef
from app.core.causes.model import Look
from app.core.causes.rules import find_causes
from app.core.diagnosis.diagnose import diagnose
from app.core.exchange.model import Exchange, Response, ResponseBody
from app.core.operations.read import read_api
from app.core.requests.credentials import BearerCredential
from app.core.requests.model import PreparedRequest, Sent
from app.core.spec.document import Document
from tests.support.puzzles import Ask, Puzzle
from tests.support.puzzling_api import make_api

JSON = "application/json"
FORM = "multipart/form-data"


@pytest.fixture(scope="module")
def inside() -> Puzzle:
    return Puzzle(make_api(), inside=True)


@pytest.fixture(scope="module")
def outside() -> Puzzle:
    return Puzzle(make_api())


def price(amount: Any = 1.5) -> dict[str, Any]:
    return {"body": {"amount": amount}}


def test_what_goes_well_has_no_cause(inside: Puzzle, outside: Puzzle) -> None:
    for puzzle in (inside, outside):
        assert puzzle.causes(Ask("POST /prices", price(), JSON)) == ()
        assert puzzle.causes(Ask("GET /shelf/{name}", {"path": {"name": "x"}})) == ()
        assert puzzle.causes(Ask("GET /books/{book_id}", {"path": {"book_id": "7"}})) == ()
        assert puzzle.causes(Ask("GET /numbers", {"query": {"q": "7", "tags": ["1", "2"]}})) == ()


def test_ordinary_mistakes_have_a_card_of_their_own_and_no_cause(inside: Puzzle, outside: Puzzle) -> None:
    for puzzle in (inside, outside):
        assert puzzle.rules(Ask("POST /prices", price(-1), JSON)) == []
        assert puzzle.rules(Ask("POST /days", {"body": {"day": "x"}}, JSON)) == []
        assert puzzle.rules(Ask("GET /numbers", {"query": {"q": "seven"}})) == []
        assert puzzle.rules(Ask("GET /numbers", {"query": {"tags": ["1", "x"]}})) == []


# Slashes


def test_a_redirect_for_one_slash_is_told(outside: Puzzle) -> None:
    cause = outside.cause(Ask("GET /slashed/", path="/slashed"), "trailing-slash")
    assert cause.sentence == (
        "`/slashed` is not what the server has: it has `/slashed/`, and sent the client there with 307."
    )
    assert cause.advice.startswith("Call `/slashed/` at once, or follow the redirect")


def test_a_redirect_that_lost_nothing_is_not_told() -> None:
    puzzle = Puzzle(make_api(), follows=True)
    assert puzzle.rules(Ask("GET /slashed/", path="/slashed")) == []
    assert puzzle.exchange is not None
    assert len(puzzle.exchange.hops) == 1


def test_what_a_redirect_lost_is_told() -> None:
    app = make_api()

    @app.post("/moved", status_code=301)
    def moved() -> Any:
        from fastapi.responses import RedirectResponse

        return RedirectResponse("https://other.example/moved/", 301)

    credentials = {"HTTPBearer": BearerCredential("secret")}
    document = app.openapi()
    document["paths"]["/moved"]["post"] |= {
        "security": [{"HTTPBearer": []}],
        "requestBody": {"content": {JSON: {"schema": {}}}},
    }
    puzzle = Puzzle(app, document=document, follows=True)
    ask = Ask("POST /moved", {"body": {"a": 1}}, JSON, credentials=credentials)
    cause = puzzle.cause(ask, "trailing-slash")
    assert (
        "On the way POST became GET and the body was lost and the credentials were left out, because it is another "
        "origin."
    ) in cause.sentence


def test_without_redirects_one_slash_is_404() -> None:
    app = make_api(redirect_slashes=False)
    cause = Puzzle(app, inside=True).cause(Ask("GET /slashed/", path="/slashed"), "trailing-slash")
    assert cause.sentence.startswith("No route has `/slashed`, but route")
    assert cause.certain
    assert (cause.look, cause.words) == (Look.ROUTES, "GET /slashed/")
    guessed = Puzzle(app).cause(Ask("GET /slashed/", path="/slashed"), "trailing-slash")
    assert not guessed.certain
    assert "trailing-slash" not in Puzzle(app).rules(Ask("GET /slashed/", path="/slush"))
    assert "trailing-slash" not in Puzzle(app).rules(Ask("GET /slashed/", path="/books/x"))


# Routes


def test_another_handler_is_named_by_the_routes_and_by_the_trace(inside: Puzzle) -> None:
    cause = inside.cause(Ask("GET /shelf/featured"), "other-handler")
    assert cause.sentence.startswith("The document promises `read_featured` here; `read_shelf` answered, because route")
    assert "puzzling_api.py:" in cause.place
    assert cause.advice.startswith("Move it above route")
    assert cause.certain


def test_of_a_foreign_server_another_handler_is_only_a_guess() -> None:
    app = make_api()

    @app.get("/things/{number}")
    def read_thing(number: int) -> int:
        return number

    @app.get("/things/newest")
    def read_newest() -> int:
        return 1

    puzzle = Puzzle(app)
    cause = puzzle.cause(Ask("GET /things/newest"), "other-handler")
    assert not cause.certain
    assert cause.sentence.startswith("Perhaps `/things/{number}` answered in place of `/things/newest`")
    # Where it went well nobody can know, and nothing is claimed.
    assert puzzle.rules(Ask("GET /shelf/featured")) == []


def test_a_method_that_is_not_there_names_those_that_are(inside: Puzzle, outside: Puzzle) -> None:
    ask = Ask("GET /books/{book_id}", {"path": {"book_id": "7"}}, method="DELETE")
    cause = inside.cause(ask, "method-not-allowed")
    assert cause.sentence == (
        "The path is there, but not for DELETE: it answers to GET and PUT. `Allow` names GET alone, because FastAPI "
        "tells there of the first route with this path."
    )
    assert cause.advice == "Send GET or PUT."
    assert outside.cause(ask, "method-not-allowed").sentence == cause.sentence


@pytest.mark.parametrize(
    ("method", "words"), [("HEAD", "FastAPI gives a GET route no HEAD"), ("OPTIONS", "A preflight is answered by")]
)
def test_methods_that_people_expect_are_explained(method: str, words: str, inside: Puzzle) -> None:
    ask = Ask("GET /books/{book_id}", {"path": {"book_id": "7"}}, method=method)
    assert words in inside.cause(ask, "method-not-allowed").advice


def test_a_path_that_no_route_has(inside: Puzzle, outside: Puzzle) -> None:
    ask = Ask("GET /books/{book_id}", {"path": {"book_id": "x"}})
    cause = inside.cause(ask, "not-found")
    assert cause.sentence == "No route of the server matches `/books/x`."
    assert "`{id:int}` answers 404, not 422" in cause.advice
    assert cause.certain
    guessed = outside.cause(ask, "not-found")
    assert guessed.sentence.startswith("Most likely no route matches `/books/x`.")
    assert not guessed.certain


@pytest.mark.parametrize("number", ["404", "999"])
def test_a_handler_that_answers_404_is_no_missing_route(number: str, inside: Puzzle) -> None:
    cause = inside.cause(Ask("GET /books/{book_id}", {"path": {"book_id": number}}), "not-found")
    assert cause.sentence == "The route is there, and `read_book` answered that what it was asked for is not."


def test_without_a_look_inside_a_404_is_read_by_its_words(outside: Puzzle) -> None:
    said = outside.cause(Ask("GET /books/{book_id}", {"path": {"book_id": "999"}}), "not-found")
    assert said.sentence.startswith("The API gave its own words for it")
    plain = outside.cause(Ask("GET /books/{book_id}", {"path": {"book_id": "404"}}), "not-found")
    assert not plain.certain


def test_a_socket_answers_no_plain_request(inside: Puzzle) -> None:
    cause = inside.cause(Ask("GET /divide", path="/live"), "not-found")
    assert cause.sentence == "At `/live` is a WebSocket route; a plain HTTP request gets 404 there."


# Refusals


def test_the_dependency_that_refused_is_named(inside: Puzzle, outside: Puzzle) -> None:
    ask = Ask("GET /guarded", {"header": {"x-key": "wrong"}})
    cause = inside.cause(ask, "dependency")
    assert cause.sentence == ("The dependency `need_key` answered 403 Forbidden: Wrong key. The endpoint never ran.")
    assert "puzzling_api.py:" in cause.place
    assert "dependency" not in outside.rules(ask)
    assert inside.rules(Ask("GET /guarded", {"header": {"x-key": "right"}})) == []


def test_missing_credentials_and_such_that_were_not_enough(inside: Puzzle, outside: Puzzle) -> None:
    for puzzle in (inside, outside):
        cause = puzzle.cause(Ask("GET /secured"), "credentials")
        assert "The API asks for Bearer credentials. The request carried no credentials." in cause.sentence
        assert cause.advice == "Enter them under Auth."
        sent = Ask("GET /secured", credentials={"HTTPBearer": BearerCredential("t")})
        cause = puzzle.cause(sent, "credentials")
        assert cause.sentence == "What was sent for `HTTPBearer` was not enough."
        assert cause.advice == "Look at them under Auth."
    assert "credentials" not in inside.rules(Ask("GET /books/{book_id}", {"path": {"book_id": "999"}}))
    assert outside.rules(Ask("GET /guarded", {"header": {"x-key": "wrong"}})) == []


def test_a_socket_that_is_refused_by_uvicorn_tells_only_its_status() -> None:
    app = make_api()
    document = app.openapi()
    document["paths"]["/live"] = {"get": {"responses": {}}}
    api = read_api(Document(document, version="3.1.0"))
    server = EmbeddedServer(lambda: app)
    try:
        server.start()
        url = server.wait_until_running()
        headers = {
            "connection": "Upgrade",
            "upgrade": "websocket",
            "sec-websocket-key": "dGhlIHNhbXBsZSBub25jZQ==",
            "sec-websocket-version": "13",
        }
        # Without the token that the endpoint requires.
        got = httpx.get(f"{url}/live", headers=headers, trust_env=False)
    finally:
        server.stop()
    request = PreparedRequest("GET", f"{url}/live", "/live", tuple(headers.items()), None, Sent(), "0" * 32)
    response = Response(got.status_code, "", "HTTP/1.1", (), ResponseBody(len(got.content), got.content))
    exchange = Exchange("GET /live", request, response, 0.0, 1.0)
    operation, opened = api.operation("GET /live"), api.document
    assert operation is not None
    assert opened is not None
    (cause,) = find_causes(opened, operation, exchange, diagnose(opened, operation, exchange))
    assert (got.status_code, cause.rule) == (403, "socket")


# Failures


def test_a_failure_names_exception_place_and_correlation_id(inside: Puzzle, outside: Puzzle) -> None:
    cause = inside.cause(Ask("GET /divide"), "failure")
    assert cause.sentence == (
        "The server's code raised `ZeroDivisionError`: division by zero. Its traceback stands in the server's log "
        "under c-77."
    )
    assert "puzzling_api.py:" in cause.place
    assert (cause.look, cause.words) == (Look.LOG, "c-77")
    known = outside.cause(Ask("GET /divide"), "failure")
    assert known.sentence == "The cause stands in the server's log under the correlation id c-77."
    unknown = outside.cause(Ask("GET /built-inside"), "failure")
    assert unknown.sentence == "The cause stands in the server's log, not in this response."


def test_a_response_model_and_a_model_built_inside_are_the_servers_mistake(inside: Puzzle) -> None:
    wrong = inside.cause(Ask("GET /wrong-model"), "failure")
    assert wrong.sentence.startswith("What the endpoint returned does not fit its response model")
    assert "the request was right" in wrong.advice
    built = inside.cause(Ask("GET /built-inside"), "failure")
    assert "FastAPI answers 422 only for the request's own values" in built.advice


FORM_SENT = Ask("POST /form", headers=(("content-type", FORM + "; boundary=x"),), raw=b"--x--")


def test_a_missing_package_for_forms(inside: Puzzle, outside: Puzzle, monkeypatch: pytest.MonkeyPatch) -> None:
    assert inside.rules(FORM_SENT) == []
    # Starlette's own sign that the package could not be imported.
    monkeypatch.setattr("starlette.requests.parse_options_header", None)
    assert "pip install python-multipart" in inside.cause(FORM_SENT, "no-multipart").advice
    assert "no-multipart" not in inside.rules(Ask("GET /divide"))
    assert outside.rules(FORM_SENT) == ["failure"]


def test_a_missing_package_is_read_from_a_debug_page(monkeypatch: pytest.MonkeyPatch) -> None:
    app = make_api()
    app.debug = True
    monkeypatch.setattr("starlette.requests.parse_options_header", None)
    assert "no-multipart" in Puzzle(app).rules(FORM_SENT)


# Bodies


def test_nan_makes_a_500_of_a_422(inside: Puzzle, outside: Puzzle) -> None:
    for puzzle in (inside, outside):
        cause = puzzle.cause(Ask("POST /prices", media_type=JSON, text='{"amount": NaN}'), "nan")
        assert cause.sentence.startswith("The body holds NaN or Infinity.")
    assert "nan" not in outside.rules(Ask("GET /divide"))


def test_bytes_where_json_is_read(outside: Puzzle) -> None:
    headers = (("content-type", "application/octet-stream"),)
    ask = Ask("POST /prices", media_type="application/octet-stream", headers=headers, raw=b"\xff\xfe")
    cause = outside.cause(ask, "wrong-bytes")
    assert [fix.label for fix in cause.fixes] == ["Send as application/json"]
    assert "wrong-bytes" not in outside.rules(Ask("POST /prices", price(-1), JSON))


def test_a_body_that_is_no_text(outside: Puzzle) -> None:
    cause = outside.cause(Ask("POST /prices", price(), JSON, raw=b'{"amount": "\xff"}'), "unparsed")
    assert "UTF-8" in cause.sentence


def test_a_media_type_that_is_refused(outside: Puzzle) -> None:
    cause = outside.cause(Ask("POST /csv", price(), JSON), "media-type")
    assert cause.sentence == "You sent `application/json`; the document names `application/json`."
    assert cause.fixes == ()


def test_a_text_for_a_file_and_a_file_for_a_text(outside: Puzzle) -> None:
    text = Ask("POST /files", {"body": {"file": "text"}}, FORM)
    assert outside.cause(text, "expected-file").sentence == "`file` is an upload, and a text was sent for it."
    file = FileRef("a.txt", "a.txt", "text/plain")
    wrong = Ask("POST /files", {"body": {"file": file, "note": file}}, FORM)
    assert outside.cause(wrong, "unexpected-file").sentence == (
        "A file was sent for `note`, which the API reads as text."
    )
    assert outside.rules(Ask("POST /files", {"body": {"file": file, "note": "x"}}, FORM)) == []
    assert outside.rules(Ask("POST /files", {"body": {}}, FORM)) == []


# Values


def test_a_strict_model_refuses_what_is_right(outside: Puzzle) -> None:
    cause = outside.cause(Ask("POST /days", {"body": {"day": "2024-01-31"}}, JSON), "strict")
    assert cause.sentence.startswith("This model is strict")
    assert "strict" not in outside.rules(Ask("POST /days", {"body": {"day": 5}}, JSON))
    assert "strict" not in outside.rules(Ask("POST /days", {"body": {}}, JSON))


def test_nothing_behind_a_name_is_an_empty_text(outside: Puzzle) -> None:
    cause = outside.cause(Ask("GET /numbers", {"query": {"q": ""}}), "empty-text")
    assert cause.sentence == "`q` was sent with nothing behind it. That is an empty text, not a missing value."
    assert [fix.label for fix in cause.fixes] == ["Leave q out"]


def test_of_what_is_sent_twice_the_last_is_read(outside: Puzzle) -> None:
    cause = outside.cause(Ask("GET /numbers", path="/numbers?q=1&q=x"), "repeated")
    assert cause.sentence == "`q` was sent 2 times; the API reads the last one only."
    assert "repeated" not in outside.rules(Ask("GET /numbers", {"query": {"tags": ["x", "y"]}}))


def test_a_header_model_that_no_client_can_please(outside: Puzzle) -> None:
    cause = outside.cause(Ask("GET /headers"), "uncallable")
    assert cause.sentence.startswith("The API refuses headers that every HTTP client sends")
