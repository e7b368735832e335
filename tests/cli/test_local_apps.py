"""The commands on a person's own app: found, started in the chosen interpreter, looked into, ended."""

from __future__ import annotations

import json
import re
import sys
from typing import TYPE_CHECKING, Any

import pytest

from app.cli.main import run_cli
from app.cli.output import FOUND, NO_RESPONSE, OK, USAGE_ERROR
from tests.support.pretended_pythons import real

if TYPE_CHECKING:
    from pathlib import Path

APP = """
from fastapi import FastAPI
from pydantic import BaseModel, Field

app = FastAPI()

class Book(BaseModel):
    year: int = Field(ge=1000)

@app.get("/books/{book_id}")
def read_book(book_id: int) -> int:
    return book_id

@app.get("/books/featured")
def featured() -> int:
    return 1

@app.post("/books")
def add_book(book: Book) -> Book:
    return book

@app.get("/die")
def die() -> None:
    import os
    os._exit(9)

@app.get("/boom")
def boom() -> None:
    raise RuntimeError("the shelf broke")
"""


@pytest.fixture
def shop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "shop").mkdir()
    (tmp_path / "shop" / "main.py").write_text(APP)
    monkeypatch.chdir(tmp_path)
    return tmp_path / "shop"


def run(*words: str) -> int:
    return run_cli([*words, "--python", sys.executable])


def printed(capsys: pytest.CaptureFixture[str]) -> Any:
    return json.loads(capsys.readouterr().out)


@pytest.mark.parametrize("source", ["shop", "shop/main.py", "shop/main.py:app", "shop::main:app"])
def test_its_real_routes_are_told(shop: Path, source: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("routes", source, "--try", "GET /books/featured", "--check", "--json") == FOUND
    told = printed(capsys)
    assert not told["simulated"]
    assert [row["path"] for row in told["never_reachable"]] == ["/books/featured"]
    (book,) = [row for row in told["routes"] if row["path"] == "/books/{book_id}"]
    assert (book["file"], book["endpoint"]) == (str(shop / "main.py"), "main:read_book")
    assert told["try"]["winner"] == book["number"]


def test_a_request_is_traced_and_its_errors_land(
    shop: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(shop)
    assert run("send", "main:app", "POST /books", "--set", "body/year=5", "--json") == OK
    done = printed(capsys)
    assert done["status"] == 422
    assert [finding["field"] for finding in done["findings"]] == ["body/year"]
    stages = {stage["stage"]: stage["state"] for stage in done["journey"]}
    assert (stages["Route"], stages["Validation"]) == ("passed", "stopped")


def test_the_traceback_of_a_failing_request_is_shown(
    shop: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(shop)
    assert run("send", "main:app", "GET /boom") == OK
    captured = capsys.readouterr()
    assert "RuntimeError: the shelf broke" in captured.err
    assert captured.err.startswith("routeglass: main:app with ")


def test_an_app_that_dies_of_a_request_is_told(shop: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("send", "shop", "GET /die", "--json") == NO_RESPONSE
    assert printed(capsys)["failure"]


def test_its_forms_are_checked(shop: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("lint", "shop", "--json") == OK
    assert printed(capsys)["operations"] == 5


def test_why_it_does_not_start_is_told(shop: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (shop / "main.py").write_text(f"{APP}\nimport nowhere_to_be_found\n")
    assert run("routes", "shop") == USAGE_ERROR
    captured = capsys.readouterr()
    assert "Traceback (most recent call last)" in captured.err
    assert re.search(r"main\.py:\d+: ModuleNotFoundError: No module named 'nowhere_to_be_found'", captured.err)
    assert "Install nowhere_to_be_found into this interpreter" in captured.err
    assert captured.out == ""


@pytest.mark.parametrize(
    ("source", "words"),
    [
        ("empty", "No FastAPI app was found there."),
        ("shop/main.py:api", "Found: main:app."),
        ("shop/none.py", "No FastAPI app was found there."),
        ("nowhere:app", "No module named 'nowhere'"),
    ],
)
def test_what_is_not_there_is_told(shop: Path, source: str, words: str, capsys: pytest.CaptureFixture[str]) -> None:
    (shop.parent / "empty").mkdir()
    assert run("routes", source) == USAGE_ERROR
    assert words in capsys.readouterr().err


def test_an_interpreter_that_does_not_work_is_told(shop: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run_cli(["routes", "shop", "--python", str(shop / "python")]) == USAGE_ERROR
    assert "Make the environment anew" in capsys.readouterr().err


def test_the_projects_environment_is_found(shop: Path, capsys: pytest.CaptureFixture[str]) -> None:
    real(shop / ".venv", fastapi="0.115.0")
    assert run_cli(["routes", "shop"]) == USAGE_ERROR
    error = capsys.readouterr().err
    assert "main:app with .venv (Python" in error
    assert "FastAPI 0.115.0" in error
    assert "No module named 'fastapi'" in error


def test_several_apps_are_told(shop: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (shop / "other.py").write_text("from fastapi import FastAPI\napp = FastAPI()\n")
    assert run("routes", "shop") == OK
    assert "also here: other:app" in capsys.readouterr().err
