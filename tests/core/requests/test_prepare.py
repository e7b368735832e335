from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from app.core.base.field_path import Location
from app.core.base.json_types import OMIT
from app.core.forms.model import FormState
from app.core.operations.model import (
    QUERYSTRING,
    Api,
    Body,
    MediaType,
    Operation,
    Parameter,
    Response,
    SecurityNeed,
    SecurityScheme,
)
from app.core.requests.credentials import ApiKeyCredential, BasicCredential, Credential
from app.core.requests.model import BytesBody, Preparation, PreparedRequest
from app.core.requests.prepare import prepare, recorded

if TYPE_CHECKING:
    from collections.abc import Mapping

    from app.core.base.json_types import Omitted, Value

TRACE = "0af7651916cd43dd8448eb211c80319c"
BASE = "http://127.0.0.1:8000"
SCHEMES = {
    "header": SecurityScheme("header", "apiKey", parameter="X-API-Key", location=Location.HEADER),
    "query": SecurityScheme("query", "apiKey", parameter="key", location=Location.QUERY),
    "cookie": SecurityScheme("cookie", "apiKey", parameter="sid", location=Location.COOKIE),
    "basic": SecurityScheme("basic", "http", scheme="basic"),
}
PATH_ID = Parameter("book_id", Location.PATH, required=True, schema=None, pointer="", style="simple", explode=False)


def parameter(name: str, location: Location, **more: object) -> Parameter:
    style = "form" if location in {Location.QUERY, Location.COOKIE} else "simple"
    settings = {"style": style, "explode": style == "form", **more}
    return Parameter(name, location, required=False, schema=None, pointer="", **settings)  # type: ignore[arg-type]


def operation(
    *parameters: Parameter,
    method: str = "GET",
    path: str = "/books",
    body: Body | None = None,
    responses: tuple[Response, ...] = (),
    security: tuple[SecurityNeed, ...] = (),
) -> Operation:
    return Operation(
        f"{method} {path}",
        method,
        path,
        "",
        parameters=parameters,
        body=body,
        responses=responses,
        security=security,
    )


def preparation(
    what: Operation,
    roots: Mapping[Location, Value | Omitted] | None = None,
    *,
    base: str = BASE,
    credentials: Mapping[str, Credential] | None = None,
    media_type: str | None = None,
) -> Preparation:
    api = Api("t", "1", "", (what,), SCHEMES)
    return prepare(api, what, FormState(roots or {}, media_type), base, credentials or {}, TRACE)


def request(
    what: Operation,
    roots: Mapping[Location, Value | Omitted] | None = None,
    *,
    base: str = BASE,
    credentials: Mapping[str, Credential] | None = None,
    media_type: str | None = None,
) -> PreparedRequest:
    return preparation(what, roots, base=base, credentials=credentials, media_type=media_type).request


def notes(done: Preparation) -> list[tuple[str, str]]:
    return [(str(path), words) for path, words in done.warnings]


def test_the_plainest_request() -> None:
    done = preparation(operation())
    assert done.warnings == ()
    made = done.request
    assert (made.method, made.url, made.target, made.body) == ("GET", f"{BASE}/books", "/books", None)
    assert made.headers == (
        ("Accept", "*/*"),
        ("User-Agent", "Routeglass"),
        ("traceparent", f"00-{TRACE}-8448eb211c80319c-01"),
    )
    assert made.trace_id == TRACE
    assert made.sent.headers == made.headers
    assert (made.sent.path, made.sent.query, made.sent.cookies) == ((), (), ())
    assert (made.sent.media_type, made.sent.text, made.sent.body) == (None, None, OMIT)


# Path


def test_path_parameters_are_encoded_and_the_template_is_kept() -> None:
    made = request(operation(PATH_ID, path="/a b/{book_id}/x%2Fy:z"), {Location.PATH: {"book_id": "1/2 ü"}})
    assert made.target == "/a%20b/1%2F2%20%C3%BC/x%2Fy:z"
    assert made.sent.path == (("book_id", "1/2 ü"),)


@pytest.mark.parametrize("roots", [{}, {Location.PATH: {}}, {Location.PATH: {"book_id": ""}}, {Location.PATH: OMIT}])
def test_an_empty_path_parameter_is_sent_and_told(roots: Mapping[Location, Value | Omitted]) -> None:
    done = preparation(operation(PATH_ID, path="/books/{book_id}"), roots)
    assert done.request.target == "/books/"
    assert done.request.sent.path == (("book_id", ""),)
    assert [place for place, _ in notes(done)] == ["path/book_id"]
    assert "another route" in done.warnings[0][1]


def test_odd_path_values_are_told() -> None:
    done = preparation(operation(PATH_ID, path="/books/{book_id}"), {Location.PATH: {"book_id": None, "stray": 1}})
    assert done.request.target == "/books/null"
    assert notes(done) == [
        ("path/book_id", "There is no null outside JSON; the text null is sent."),
        ("path/stray", "The path /books has no place for stray.".replace("/books", "/books/{book_id}")),
    ]


def test_path_styles_come_from_the_document() -> None:
    matrix = parameter("p", Location.PATH, style="matrix", explode=True)
    made = request(operation(matrix, path="/x{p}"), {Location.PATH: {"p": ["a", "b"]}})
    assert made.target == "/x;p=a;p=b"
    assert made.sent.path == (("p", "a,b"),)
    json = parameter("p", Location.PATH, media_type="application/json")
    made = request(operation(json, path="/x/{p}"), {Location.PATH: {"p": {"a": 1}}})
    assert made.target == "/x/%7B%22a%22%3A1%7D"
    assert made.sent.path == (("p", '{"a":1}'),)


def test_a_path_without_a_leading_part() -> None:
    assert request(operation(path="")).target == "/"
    assert request(operation(path="/")).url == f"{BASE}/"


# Base


def test_base_paths_and_queries_come_first() -> None:
    what = operation(parameter("q", Location.QUERY), path="/books?fixed=1")
    made = request(what, {Location.QUERY: {"q": "x"}}, base="https://h/v1/?key=1")
    assert made.target == "/v1/books?fixed=1&key=1&q=x"
    assert made.url == "https://h/v1/books?fixed=1&key=1&q=x"


def test_user_and_password_of_the_base_become_a_header() -> None:
    made = request(operation(), base="http://a:b@h")
    assert made.url == "http://h/books"
    assert ("Authorization", "Basic YTpi") in made.headers


def test_a_credential_wins_over_the_user_of_the_base() -> None:
    what = operation(security=(SecurityNeed((("basic", ()),)),))
    made = request(what, base="http://a:b@h", credentials={"basic": BasicCredential("c", "d")})
    assert [value for name, value in made.headers if name == "Authorization"] == ["Basic Yzpk"]


# Query


def test_query_parameters_in_the_order_they_were_typed_declared_or_not() -> None:
    what = operation(parameter("limit", Location.QUERY), parameter("tags", Location.QUERY, explode=False))
    made = request(what, {Location.QUERY: {"free": "a&b", "tags": ["x", "y"], "limit": 5, "again": ["1", "2"]}})
    assert made.target == "/books?free=a%26b&tags=x,y&limit=5&again=1&again=2"
    assert made.sent.query == (("free", "a&b"), ("tags", "x,y"), ("limit", "5"), ("again", "1"), ("again", "2"))


def test_the_three_kinds_of_nothing() -> None:
    what = operation(parameter("q", Location.QUERY))
    assert request(what, {Location.QUERY: {}}).target == "/books"
    assert request(what, {Location.QUERY: {"q": ""}}).target == "/books?q="
    done = preparation(what, {Location.QUERY: {"q": None}})
    assert done.request.target == "/books?q=null"
    assert notes(done) == [("query/q", "There is no null outside JSON; the text null is sent.")]


def test_json_and_reserved_query_parameters() -> None:
    what = operation(
        parameter("filter", Location.QUERY, media_type="application/json"),
        parameter("raw", Location.QUERY, media_type="text/plain"),
        parameter("url", Location.QUERY, allow_reserved=True),
    )
    made = request(what, {Location.QUERY: {"filter": {"n": 2**70}, "raw": "x", "url": "http://h/?a"}})
    assert made.target == "/books?filter=%7B%22n%22%3A1180591620717411303424%7D&raw=x&url=http://h/?a"


@pytest.mark.parametrize(
    ("media_type", "value", "query"),
    [
        ("application/x-www-form-urlencoded", {"a": "b c", "d": ["1", "2"]}, "a=b%20c&d=%5B%221%22%2C%222%22%5D"),
        ("application/json", {"a": [1]}, "%7B%22a%22%3A%5B1%5D%7D"),
        ("text/plain", "$.a[?(@.b)]", "%24.a%5B%3F%28%40.b%29%5D"),
    ],
)
def test_a_parameter_may_be_the_whole_query(media_type: str, value: Value, query: str) -> None:
    what = operation(parameter("q", Location.QUERY, media_type=media_type, style=QUERYSTRING, explode=False))
    assert request(what, {Location.QUERY: {"q": value}}).target == f"/books?{query}"


def test_a_fragment_of_a_path_is_not_sent() -> None:
    assert request(operation(path="/links/{id}#share"), {Location.PATH: {"id": "a#b"}}).target == "/links/a%23b"
    done = preparation(operation(path="/#Target={t}"), {Location.PATH: {"t": "v"}, Location.QUERY: {"q": "1"}})
    assert done.request.target == "/?q=1"
    assert notes(done) == [("path/t", "The path /#Target={t} has no place for t.")]


def test_a_parameter_may_be_a_form_in_itself() -> None:
    form = "application/x-www-form-urlencoded"
    what = operation(
        parameter("f", Location.QUERY, media_type=form), parameter("X-F", Location.HEADER, media_type=form)
    )
    value: dict[str, Value] = {"a": "b c&d", "l": [1, 2]}
    made = request(what, {Location.QUERY: {"f": value}, Location.HEADER: {"X-F": value}})
    assert made.target == "/books?f=a%3Db%2520c%2526d%26l%3D1%26l%3D2"
    assert ("X-F", "a=b%20c%26d&l=1&l=2") in made.headers


# Headers and cookies


def test_typed_headers_stay_as_typed_and_win() -> None:
    what = operation(parameter("X-Token", Location.HEADER), method="POST")
    typed: dict[str, Value] = {
        "x-token": "A",
        "ACCEPT": "text/csv",
        "user-agent": "me",
        "content-type": "a/b",
        "x-e": "",
    }
    made = request(what, {Location.HEADER: typed, Location.BODY: {}})
    assert made.headers[:5] == tuple((name, str(value)) for name, value in typed.items())
    assert {name for name, _ in made.headers[5:]} == {"traceparent"}
    assert made.sent.media_type == "a/b"


def test_lines_of_one_header_go_out_in_their_order_beside_others() -> None:
    what = operation(parameter("X-Ids", Location.HEADER, explode=False))
    typed: dict[str, Value] = {"X-Tag": "a", "X-B": "1", "X-Tag (2)": "", "x-tag": "c", "X-Ids (2)": [1, 2]}
    made = request(what, {Location.HEADER: typed})
    assert made.headers[2:-1] == (("X-Tag", "a"), ("X-B", "1"), ("X-Tag", ""), ("x-tag", "c"), ("X-Ids", "1,2"))


def test_what_is_wrong_with_a_further_line_is_told_there() -> None:
    done = preparation(operation(), {Location.HEADER: {"X-Tag": "a", "X-Tag (2)": "\n", "X-Tag (3)": None}})
    assert notes(done) == [
        ("header/X-Tag (2)", "It contains a line break; HTTP cannot carry it."),
        ("header/X-Tag (3)", "There is no null outside JSON; the text null is sent."),
    ]


def test_cookies_join_the_first_typed_cookie_header() -> None:
    made = request(operation(), {Location.HEADER: {"cookie": "a=1", "Cookie": "c=3"}, Location.COOKIE: {"b": "2"}})
    lines = [pair for pair in made.headers if pair[0].lower() == "cookie"]
    assert lines == [("cookie", "a=1; b=2"), ("Cookie", "c=3")]


def test_a_typed_traceparent_wins() -> None:
    made = request(operation(), {Location.HEADER: {"traceparent": "00-x"}})
    assert [value for name, value in made.headers if name == "traceparent"] == ["00-x"]


def test_a_server_that_we_look_into_is_told_of_the_trace() -> None:
    made = recorded(preparation(operation()))
    assert made.request.headers[-1] == ("x-routeglass-trace", TRACE)
    assert made.request.sent.headers == made.request.headers
    assert recorded(made) == made


def test_header_values_of_all_kinds() -> None:
    what = operation(
        parameter("X-List", Location.HEADER),
        parameter("X-Json", Location.HEADER, media_type="application/json"),
        parameter("X-Obj", Location.HEADER, explode=True),
    )
    values: dict[str, Value] = {"X-List": [1, 2], "X-Json": ["a"], "X-Obj": {"a": 1}, "X-Null": None, "X-Gone": []}
    done = preparation(what, {Location.HEADER: values})
    assert done.request.headers[2:-1] == (("X-List", "1,2"), ("X-Json", '["a"]'), ("X-Obj", "a=1"), ("X-Null", "null"))
    assert [place for place, _ in notes(done)] == ["header/X-Null", "header/X-Gone"]


@pytest.mark.parametrize(("text", "charset"), [("é", "ISO-8859-1"), ("日", "UTF-8")])
def test_headers_beyond_ascii_are_told(text: str, charset: str) -> None:
    done = preparation(operation(), {Location.HEADER: {"X-Name": text}})
    assert charset in done.warnings[0][1]


def test_what_commas_and_other_alphabets_do_in_headers_and_cookies_is_told() -> None:
    what = operation(
        parameter("X-L", Location.HEADER),
        parameter("X-J", Location.HEADER, media_type="application/json"),
        parameter("c", Location.COOKIE, explode=False),
        parameter("e", Location.COOKIE, explode=True),
    )
    headers: dict[str, Value] = {"X-L": ["a,b", "c"], "X-J": ["a,b", "c"], "X-T": "a,b"}
    done = preparation(what, {Location.HEADER: headers, Location.COOKIE: {"c": {"k": ","}, "e": [","], "u": "日"}})
    comma = "A comma inside an item reads as the border between two: nothing is percent-encoded here."
    assert notes(done) == [
        ("cookie/c", comma),
        ("cookie/u", "Headers are ASCII by rule; the rest is sent in UTF-8."),
        ("header/X-L", comma),
    ]


def test_headers_that_http_cannot_carry_are_told() -> None:
    done = preparation(operation(), {Location.HEADER: {"X-B": "one\r\ntwo", "X C": "x"}})
    assert notes(done) == [
        ("header/X-B", "It contains a line break; HTTP cannot carry it."),
        ("header/X C", "It has a name that HTTP does not allow: no spaces, no colons, nothing but ASCII."),
    ]


def test_cookies() -> None:
    what = operation(parameter("sid", Location.COOKIE), parameter("ids", Location.COOKIE, explode=False))
    done = preparation(what, {Location.COOKIE: {"sid": "a b%20", "ids": [1, 2], "free": "x;y", "obj": {"k": "v"}}})
    assert ("Cookie", "sid=a b%20; ids=1,2; free=x%3By; k=v") in done.request.headers
    assert done.request.sent.cookies == (("sid", "a b%20"), ("ids", "1,2"), ("free", "x%3By"), ("k", "v"))
    assert notes(done) == [("cookie/free", "What would end the cookie is percent-encoded.")]


def test_a_typed_cookie_header_and_cookie_parameters_are_one_header() -> None:
    made = request(operation(), {Location.HEADER: {"cookie": "a=1", "X": "2"}, Location.COOKIE: {"b": "2"}})
    assert [pair for pair in made.headers if pair[0].lower() == "cookie"] == [("cookie", "a=1; b=2")]


def test_accept_names_the_documented_types_of_success() -> None:
    responses = (
        Response("200", "", (MediaType("application/json", None), MediaType("text/csv", None))),
        Response("2XX", "", (MediaType("application/json", None),)),
        Response("422", "", (MediaType("application/problem+json", None),)),
    )
    made = request(operation(responses=responses))
    assert made.headers[0] == ("Accept", "application/json, text/csv, */*;q=0.1")


# Body


def test_a_body_with_its_type() -> None:
    what = operation(method="POST", body=Body(required=True, contents=(MediaType("application/json", None),)))
    made = request(what, {Location.BODY: {"title": ""}}, media_type="application/json")
    assert made.body == BytesBody(b'{"title": ""}')
    assert ("Content-Type", "application/json") in made.headers
    assert (made.sent.media_type, made.sent.text, made.sent.body) == (
        "application/json",
        '{"title": ""}',
        {"title": ""},
    )


def test_a_missing_body_and_missing_credentials_are_told() -> None:
    need = (SecurityNeed((("header", ()),)),)
    what = operation(method="POST", body=Body(required=True, contents=()), security=need)
    assert [place for place, _ in notes(preparation(what))] == ["body", "header/X-API-Key"]


def test_multipart_announces_the_boundary_it_uses() -> None:
    what = operation(method="POST", body=Body(required=False, contents=(MediaType("multipart/form-data", None),)))
    made = request(what, {Location.BODY: {"a": "1"}}, media_type="multipart/form-data")
    assert ("Content-Type", f"multipart/form-data; boundary=routeglass-{TRACE}") in made.headers


# Credentials


def test_credentials_go_where_the_scheme_says_unless_typed() -> None:
    need = (SecurityNeed((("header", ()), ("query", ()), ("cookie", ()))),)
    key = ApiKeyCredential("s3")
    credentials: dict[str, Credential] = dict.fromkeys(("header", "query", "cookie"), key)
    what = operation(security=need)
    made = request(what, credentials=credentials)
    assert ("X-API-Key", "s3") in made.headers
    assert ("Cookie", "sid=s3") in made.headers
    assert made.target == "/books?key=s3"
    typed: dict[Location, Value | Omitted] = {
        Location.HEADER: {"x-api-key": "mine"},
        Location.QUERY: {"key": "mine"},
        Location.COOKIE: {"sid": "mine"},
    }
    made = request(what, typed, credentials=credentials)
    assert "s3" not in repr(made)


def test_an_operations_own_server_is_told_where_it_is_elsewhere() -> None:
    elsewhere = preparation(replace(operation(path="/up"), servers=("https://files.example/v1",)))
    assert elsewhere.request.url == "https://files.example/v1/up"
    assert [(str(path), words) for path, words in elsewhere.warnings] == [
        ("path", "The document says that this operation alone is at https://files.example; the request goes there.")
    ]
    here = preparation(replace(operation(path="/up"), servers=("/v2",)))
    assert (here.request.url, here.warnings) == (f"{BASE}/v2/up", ())
