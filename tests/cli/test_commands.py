from __future__ import annotations

import json
import signal
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import pytest

from app.cli.main import run_cli
from app.cli.output import FOUND, NO_RESPONSE, OK, USAGE_ERROR
from tests.servers import catalogue
from tests.servers.serving import read_request, serving

if TYPE_CHECKING:
    import asyncio
    from pathlib import Path

DOCUMENT = {
    "openapi": "3.1.0",
    "info": {"title": "Tiny", "version": "1"},
    "components": {
        "securitySchemes": {
            "Key": {"type": "apiKey", "in": "query", "name": "api_key"},
            "Basic": {"type": "http", "scheme": "basic"},
            "Token": {"type": "http", "scheme": "bearer"},
            "Login": {"type": "oauth2", "flows": {"password": {"tokenUrl": "token", "scopes": {"me": "me"}}}},
        }
    },
    "paths": {
        "/things": {
            "post": {
                "responses": {"200": {"description": "ok"}},
                "security": [{"Key": []}, {"Basic": []}, {"Token": []}, {"Login": ["me"]}],
                "requestBody": {"content": {"application/json": {"schema": {"type": "object"}}}},
            }
        }
    },
}


def run(*words: str) -> int:
    return run_cli(words)


@pytest.fixture
def document(tmp_path: Path) -> str:
    path = tmp_path / "openapi.json"
    path.write_text(json.dumps(DOCUMENT), encoding="utf-8")
    return str(path)


def printed(capsys: pytest.CaptureFixture[str]) -> Any:
    return json.loads(capsys.readouterr().out)


# The Bookstore


def test_send_names_the_three_fields(capsys: pytest.CaptureFixture[str]) -> None:
    body = '{"title":"","author":"M","year":500}'
    assert run("send", "bookstore", "POST /books", "--body", body, "--json") == OK
    done = printed(capsys)
    assert done["status"] == 422
    assert [finding["field"] for finding in done["findings"]] == ["body/title", "body/author", "body/year"]
    assert [finding["sent"] for finding in done["findings"]] == ["", "M", 500]
    year = done["findings"][2]
    assert year["code"] == "greater_than_equal"
    assert year["message"] == "Input should be greater than or equal to 1000"
    assert "1000" in year["rule"]
    assert any("1000" in fix for fix in year["fixes"])
    stages = {stage["stage"]: stage["state"] for stage in done["journey"]}
    assert stages["Validation"] == "stopped"
    assert (done["contract"]["kept"], done["contract"]["promised"]) == (True, "422")


def test_send_for_people(capsys: pytest.CaptureFixture[str]) -> None:
    words = ("send", "bookstore", "post /books", "--set", "body/title=T", "--set", "body/author=Me")
    assert run(*words, "--set", "body/year=500", "--fail") == FOUND
    text = capsys.readouterr().out
    assert "422 Unprocessable Content · " in text
    assert "body/year: Input should be greater than or equal to 1000  [greater_than_equal]" in text
    headline = "422 Unprocessable Content: the API read the request, but 1 error keeps it from being accepted."
    assert headline in text
    assert "note: More errors may follow once these are mended" in text
    assert text.index(headline) < text.index("body/year: ") < text.index("note: ") < text.index('"detail"')
    assert run(*words, "--set", "body/year=1999", "--fail") == OK
    text = capsys.readouterr().out
    assert "201 Created" in text
    assert "note: It is at /books/" in text
    assert "Location: /books/" in text
    assert "contract: The response keeps what the document promises." in text


def test_send_signs_in_and_hides_what_was_given(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("send", "bookstore", "GET /me", "--auth", "SignIn=ada:analytical-engine", "--json") == OK
    done = printed(capsys)
    assert (done["status"], done["body"]["username"]) == (200, "ada")
    assert ["Authorization", "Bearer ********"] in done["request"]["headers"]
    assert run("send", "bookstore", "GET /me", "--auth", "SignIn=ada:wrong") == USAGE_ERROR
    assert "The server gave no token" in capsys.readouterr().err


def test_send_by_request_with_an_api_key(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("send", "bookstore", "GET /external-quote", "--auth", "ApiKey=forge-secret-key-123", "--json") == OK
    out = capsys.readouterr().out
    assert json.loads(out)["status"] == 200
    assert "forge-secret-key-123" not in out
    assert run("send", "bookstore", "GET /books/1", "--json") == OK
    done = printed(capsys)
    assert (done["operation"], done["body"]["title"]) == ("GET /books/{book_id}", "Clean Code")


def test_routes_names_what_is_never_reached_and_nothing_else(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("routes", "bookstore", "--try", "GET /books/featured", "--check", "--json") == FOUND
    done = printed(capsys)
    assert [shadow["path"] for shadow in done["never_reachable"]] == ["/shelf/featured"]
    shadow = done["never_reachable"][0]
    assert (shadow["method"], shadow["winner"]["path"]) == ("GET", "/shelf/{name}")
    assert shadow["witness"].startswith("/shelf/")
    assert "above route" in shadow["fix"]
    assert done["partly_hidden"] == []
    numbers = [route["number"] for route in done["routes"]]
    assert numbers == list(range(1, len(numbers) + 1))
    winner = done["routes"][done["try"]["winner"] - 1]
    assert winner["path"] == "/books/featured"
    assert winner["file"].endswith("books.py")


SHELVES = {
    "openapi": "3.1.0",
    "info": {"title": "Shelves", "version": "1"},
    "servers": [{"url": "http://127.0.0.1:9/api"}],
    "paths": {
        "/shelf/{name}": {"get": {"operationId": "readShelf", "responses": {}}},
        "/shelf/featured": {"get": {"operationId": "readFeatured", "responses": {}}},
    },
}


def test_routes_of_a_document_are_simulated_and_say_so(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "shelves.json"
    path.write_text(json.dumps(SHELVES), encoding="utf-8")
    assert run("routes", str(path), "--try", "GET /api/shelf/featured", "--check", "--json") == FOUND
    done = printed(capsys)
    assert done["simulated"]
    assert (done["try"]["winner"], done["try"]["by_document"]) == (1, 2)
    assert [route["name"] for route in done["routes"]] == ["readShelf", "readFeatured"]
    assert done["broken_promises"] == {}
    assert run("routes", str(path)) == OK
    text = capsys.readouterr().out
    assert text.startswith("Simulated by the document's order; the server may try its routes otherwise.")
    assert "GET /shelf/featured (route 2) is hidden where the first match wins:" in text


def test_routes_for_people(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("routes", "bookstore", "--try", "/chat") == OK
    text = capsys.readouterr().out
    assert "warning: GET /shelf/featured" in text
    assert "GET /shelf/featured: The document promises read_featured_shelf here; read_shelf answers" in text
    assert "books.py:" in text
    assert "(not in the document)" in text
    assert "404 Not Found" in text


def test_routes_behind_the_match_are_not_tried(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("routes", "bookstore", "--try", "GET /books") == OK
    rows = [line for line in capsys.readouterr().out.splitlines() if line[:3].strip().isdigit()]
    met = [line[5:19].strip() for line in rows]
    behind = met.index("match") + 1
    assert set(met[behind:]) == {"not tried", "never reached"}
    assert [line.split()[4] for line in rows if "never reached" in line] == ["/shelf/featured"]
    assert run("routes", "bookstore", "--try", "GET /books", "--json") == OK
    encounters = [step["encounter"] for step in printed(capsys)["try"]["steps"]]
    assert set(encounters[behind:]) == {"never reached"}


def test_lint_finds_nothing_wrong_with_the_bookstore(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("lint", "bookstore", "--json") == OK
    done = printed(capsys)
    assert (done["problems"], done["impossible"]) == ([], [])
    assert done["operations"] > 25


# Documents and servers


def test_lint_says_what_is_impossible_and_where(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    never = {"type": "object", "required": ["n"], "properties": {"n": {"type": "integer", "minimum": 5, "maximum": 1}}}
    content = {"application/json": {"schema": never}}
    broken = {
        **DOCUMENT,
        "paths": {
            "/ok": {"get": {"responses": {}}},
            "/bad": {
                "get": {"parameters": [{"$ref": "#/nowhere"}], "responses": {}},
                "post": {"requestBody": {"required": True, "content": content}, "responses": {}},
            },
        },
    }
    path = tmp_path / "broken.json"
    path.write_text(json.dumps(broken), encoding="utf-8")
    assert run("lint", str(path), "--json") == FOUND
    done = printed(capsys)
    assert "/paths/~1bad/get/parameters/0" in {problem["pointer"] for problem in done["problems"]}
    assert [(one["operation"], one["field"]) for one in done["impossible"]] == [("POST /bad", "body/n")]
    assert run("lint", str(path)) == FOUND
    assert "impossible: POST /bad: body/n: " in capsys.readouterr().out


def test_lint_notes_what_had_to_be_decided_and_calls_nothing_impossible(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    inner = {"type": "object", "required": ["b"], "properties": {"b": {"type": "string"}}}
    outer = {"type": "object", "required": ["a"], "properties": {"a": inner}}
    deep = {"name": "filter", "in": "query", "required": True, "style": "deepObject", "schema": outer}
    paths = {"/found": {"get": {"parameters": [deep], "responses": {"200": {"description": "Fine."}}}}}
    document = tmp_path / "deep.json"
    document.write_text(json.dumps({**DOCUMENT, "paths": paths}), encoding="utf-8")
    assert run("lint", str(document), "--json") == OK
    done = printed(capsys)
    assert done["impossible"] == []
    assert [(one["operation"], one["field"]) for one in done["notes"]] == [("GET /found", "query/filter")]
    assert run("lint", str(document)) == OK
    assert "note: GET /found: query/filter: " in capsys.readouterr().out


def test_lint_does_not_blame_the_document_for_files_that_a_person_chooses(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = {"type": "string", "format": "binary"}
    form = {"type": "object", "required": ["cover"], "properties": {"cover": file}}
    paths = {
        path: {"put": {"requestBody": {"required": True, "content": {kind: {"schema": schema}}}, "responses": {}}}
        for path, kind, schema in (("/raw", "image/png", file), ("/form", "multipart/form-data", form))
    }
    document = tmp_path / "files.json"
    document.write_text(json.dumps({**DOCUMENT, "paths": paths}), encoding="utf-8")
    assert run("lint", str(document), "--json") == OK
    assert printed(capsys)["impossible"] == []


def test_send_to_a_server_that_dies(document: str, capsys: pytest.CaptureFixture[str]) -> None:
    with serving(catalogue.dies_mid_body) as server:
        assert run("send", document, "POST /things", "--base-url", server.url, "--json") == NO_RESPONSE
        done = printed(capsys)
        assert done["failure"]["phase"] == "receive"
        assert "in the middle" in done["failure"]["message"]
        assert (done["status"], done["body_kind"]) == (200, "broken json")
        address = server.url.removeprefix("http://")
        assert run("send", document, "POST /things", "--base-url", address) == NO_RESPONSE
    assert "no response (receive): " in capsys.readouterr().out


def test_bodies_of_all_kinds_are_printed(document: str, capsys: pytest.CaptureFixture[str]) -> None:
    for handler, words in (
        (catalogue.huge, "00000000  00 01 02"),
        (catalogue.lies_about_json, "it is not JSON"),
        (catalogue.gzipped, '"text": "aaa'),
        (catalogue.hello, "hello"),
    ):
        with serving(handler) as server:
            assert run("send", document, "POST /things", "--base-url", server.url) == OK
        assert words in capsys.readouterr().out


def test_every_kind_of_credential(document: str, capsys: pytest.CaptureFixture[str]) -> None:
    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while (request := await read_request(reader)) is not None:
            tokens = b'{"access_token": "t0ken", "token_type": "bearer"}'
            body = tokens if request.target == "/token" else request.head
            writer.write(catalogue.response(body))
            await writer.drain()

    with serving(answer) as server:
        for given, expected in (
            ("Key=k&y", "POST /things?api_key=k%26y HTTP/1.1"),
            ("Basic=a:b:c", "Authorization: Basic YTpiOmM="),
            ("Token=abc", "Authorization: Bearer abc"),
            ("Login=typed-token", "Authorization: Bearer typed-token"),
            ("Login=ann:pw", "Authorization: Bearer t0ken"),
        ):
            words = ("send", document, "POST /things", "--base-url", server.url, "--auth", given)
            assert run(*words, "--json") == OK
            done = printed(capsys)
            assert expected in done["body"]
            assert expected not in json.dumps(done["request"])
            if given.startswith("Key"):
                assert done["request"]["url"].endswith("/things?api_key=********")


@pytest.mark.parametrize("given", ["Nope=x", "Key"])
def test_credentials_that_cannot_be_understood(document: str, given: str, capsys: pytest.CaptureFixture[str]) -> None:
    words = ("send", document, "POST /things", "--base-url", "http://127.0.0.1:1", "--auth", given)
    assert run(*words) == USAGE_ERROR
    assert "Key, Basic, Token, Login" in capsys.readouterr().err


def test_a_token_from_a_server_that_is_gone(document: str, capsys: pytest.CaptureFixture[str]) -> None:
    words = ("send", document, "POST /things", "--base-url", "http://127.0.0.1:1", "--auth", "Login=a:b")
    assert run(*words) == NO_RESPONSE
    assert "Nothing accepts connections" in capsys.readouterr().err


def test_a_server_by_its_address(capsys: pytest.CaptureFixture[str]) -> None:
    with serving(catalogue.api) as server:
        assert run("lint", f"127.0.0.1:{server.port}/v1", "--json") == OK
        assert printed(capsys)["operations"] == 0
        assert run("lint", server.url) == USAGE_ERROR
    assert "404 Not Found" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("words", "status", "said"),
    [
        (("lint", "http://127.0.0.1:1"), NO_RESPONSE, "Nothing accepts connections"),
        (("lint", "no-such-file.json"), USAGE_ERROR, "no such file"),
        (("routes", "http://127.0.0.1:1"), NO_RESPONSE, "Nothing accepts connections"),
        (("send", "no-such-file.json", "GET /"), USAGE_ERROR, "no such file"),
    ],
)
def test_sources_that_cannot_be_used(
    words: tuple[str, ...], status: int, said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(*words) == status
    captured = capsys.readouterr()
    assert said in captured.err
    assert captured.out == ""


def test_a_document_without_a_server(document: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("send", document, "POST /things") == USAGE_ERROR
    assert "--base-url" in capsys.readouterr().err


def test_the_named_server_comes_before_those_the_document_lists(capsys: pytest.CaptureFixture[str]) -> None:
    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while (request := await read_request(reader)) is not None:
            servers = [{"url": "https://production.example"}, {"url": "/v2"}]
            document = json.dumps({**DOCUMENT, "servers": servers}).encode()
            body = document if request.target.endswith("json") else b"reached " + request.target.encode()
            writer.write(catalogue.response(body))
            await writer.drain()

    with serving(answer) as server:
        assert run("send", server.url, "POST /things", "--json") == OK
    assert printed(capsys)["body"] == "reached /v2/things"


@pytest.mark.parametrize("words", [(), ("fly",), ("send", "bookstore"), ("lint",)])
def test_wrong_words(words: tuple[str, ...], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as caught:
        run(*words)
    assert caught.value.code == USAGE_ERROR
    assert "usage: routeglass" in capsys.readouterr().err


# As a program


def program(*words: str, **more: Any) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-m", "app", *words], stdout=subprocess.PIPE, stderr=subprocess.PIPE, **more
    )


def test_the_program_tells_its_version_and_its_words() -> None:
    for words, said in ((("--version",), b"routeglass 0."), (("--help",), b"Exit status")):
        with program(*words) as started:
            out, err = started.communicate(timeout=60)
        assert (started.returncode, err) == (0, b"")
        assert said in out


def test_ctrl_c_ends_a_request_and_says_so(document: str) -> None:
    asked = []

    async def silent(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        asked.append(await read_request(reader))
        started.send_signal(signal.SIGINT)
        await reader.read()

    with (
        serving(silent) as server,
        program("send", document, "POST /things", "--base-url", server.url, "--json") as started,
    ):
        out, err = started.communicate(timeout=60)
    assert asked
    assert (started.returncode, err) == (128 + signal.SIGINT, b"")
    assert json.loads(out)["failure"]["cancelled"] is True


def test_a_reader_that_leaves_is_no_error(document: str) -> None:
    with program("lint", document, "--json") as started:
        assert started.stdout is not None
        started.stdout.close()
        assert started.stderr is not None
        err = started.stderr.read()
        assert started.wait(timeout=60) == OK
    assert err == b""


def test_output_is_utf_8_whatever_the_terminal_says(tmp_path: Path) -> None:
    titled = {**DOCUMENT, "info": {"title": "ü"}, "paths": {"/日": {"get": {"responses": {"9": 1}}}}}
    path = tmp_path / "d.json"
    path.write_text(json.dumps(titled), encoding="utf-8")
    with program("lint", str(path), "--json", env={"PYTHONIOENCODING": "ascii", "PATH": ""}) as started:
        out, err = started.communicate(timeout=60)
    assert err == b""
    assert "日" in json.dumps(json.loads(out.decode()), ensure_ascii=False)
