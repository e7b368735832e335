"""Any API in the real window: files, servers, changes under the window, bad days, and back to the Bookstore."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from fastapi import FastAPI
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit

from app.adapters.embedded_server.server import EmbeddedServer
from app.adapters.storage.locations import locations_under
from app.bootstrap import Desk, Profile
from app.core.base.field_path import FieldPath
from app.core.forms.state import get
from app.ui.tab_bar import TabBar
from app.ui.tables import TableView
from tests.journeys.conftest import START_MS
from tests.servers import catalogue
from tests.servers.serving import serving
from tests.support.person import Person

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from tests.journeys.conftest import OpenDesk

YAML = """
openapi: 3.0.3
info: {title: Shelter, version: "1"}
servers: [{url: SERVER}]
paths:
  /pets:
    get:
      parameters: [{name: kind, in: query, schema: {type: string}}]
      responses: {"200": {description: pets}}
"""


def a_document(url: str = "", **paths: Any) -> dict[str, Any]:
    """Pets, to be listed and added."""
    body = {"type": "object", "required": ["name"], "properties": {"name": {"type": "string"}}}
    pets = {
        "get": {"responses": {"200": {"description": "all"}}},
        "post": {
            "requestBody": {"required": True, "content": {"application/json": {"schema": body}}},
            "responses": {"201": {"description": "made"}},
        },
    }
    servers = {"servers": [{"url": url}]} if url else {}
    return {"openapi": "3.1.0", "info": {"title": "Pets", "version": "1"}, **servers, "paths": {"/pets": pets, **paths}}


def write(path: Path, raw: dict[str, Any] | str) -> Path:
    """Writes as editors do: whole, by renaming."""
    part = path.with_suffix(".part")
    part.write_text(raw if isinstance(raw, str) else json.dumps(raw), encoding="utf-8")
    part.replace(path)
    return path


@pytest.fixture
def pets() -> Iterator[str]:
    """A real FastAPI app under uvicorn; its base URL."""

    def make() -> FastAPI:
        app = FastAPI(title="Live pets")

        @app.get("/pets")
        async def all_pets(kind: str = "cat") -> list[str]:
            return [kind]

        return app

    server = EmbeddedServer(make)
    server.start()
    yield server.wait_until_running()
    server.stop()


@pytest.fixture
def someone(desk: Desk, qtbot: QtBot) -> Person:
    made = Person(desk, qtbot)
    qtbot.waitUntil(lambda: made.ready, timeout=START_MS)
    return made


def test_a_file_a_live_server_and_back(someone: Person, pets: str, tmp_path: Path, qtbot: QtBot) -> None:
    file = write(tmp_path / "pets.json", a_document("https://pets.example/v1"))
    someone.ask_for(str(file))
    someone.sees("Pets")
    assert someone.window.windowTitle() == "Pets – Routeglass"  # noqa: RUF001 - as titles are written
    assert someone.find("operationList") is not None
    someone.ask_for(pets.removeprefix("http://"))
    someone.sees("Live pets")
    someone.open("GET /pets")
    someone.send()
    qtbot.waitUntil(lambda: someone.status() == 200)
    someone.desk.sources.open_bookstore()
    someone.sees("Bookstore")
    qtbot.waitUntil(lambda: someone.ready)
    someone.open("GET /books")
    someone.send()
    qtbot.waitUntil(lambda: someone.status() == 200)
    assert [one.label for one in someone.desk.sources.recents.all()] == ["Live pets", "Pets"]


def test_a_yaml_file_whose_server_has_to_be_agreed_to(someone: Person, pets: str, tmp_path: Path, qtbot: QtBot) -> None:
    someone.ask_for(str(write(tmp_path / "shelter.yaml", YAML.replace("SERVER", pets))))
    someone.sees("Shelter")
    someone.open("GET /pets")
    someone.send()
    qtbot.waitUntil(lambda: someone.find("destinationQuestion") is not None)
    assert f"This request goes to {pets}" in someone.words_of("destinationQuestion")
    assert someone.tab.exchange is None
    someone.desk.workspace.destinations.agree(pets)
    someone.send()
    qtbot.waitUntil(lambda: someone.status() == 200)


def test_a_file_without_a_server_asks_where_the_api_runs(
    someone: Person, pets: str, tmp_path: Path, qtbot: QtBot
) -> None:
    someone.ask_for(str(write(tmp_path / "pets.json", a_document())))
    someone.sees("Pets")
    someone.open("GET /pets")
    someone.send()
    line = someone.find("whereLine")
    assert isinstance(line, QLineEdit)
    line.setText(pets)
    QTest.keyClick(line, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: someone.status() == 200)


def test_a_file_that_changes_under_the_window_keeps_what_was_typed(
    someone: Person, tmp_path: Path, qtbot: QtBot
) -> None:
    old: dict[str, Any] = {"get": {"responses": {}}}
    file = write(tmp_path / "pets.json", a_document("http://127.0.0.1:1", **{"/old": old}))
    someone.ask_for(str(file))
    someone.sees("Pets")
    someone.open("GET /old")
    someone.open("POST /pets")
    qtbot.waitUntil(lambda: someone.find("field:body/name") is not None)
    someone.type_into("field:body/name", "Rex")
    changed = a_document("http://127.0.0.1:1", **{"/new": old})
    schema = changed["paths"]["/pets"]["post"]["requestBody"]["content"]["application/json"]["schema"]
    schema["properties"]["age"] = {"type": "integer"}
    schema["required"].append("age")
    write(file, changed)
    qtbot.waitUntil(lambda: someone.find("strip:changes") is not None, timeout=START_MS)
    assert "1 operation is new, 1 is gone, 1 differs" in someone.words_of("strip:changes")
    assert get(someone.tab.state, FieldPath.parse("body/name")) == "Rex"
    qtbot.waitUntil(lambda: someone.find("field:body/age") is not None)
    bar = someone.find("requestTabs")
    assert isinstance(bar, TabBar)
    assert [info.count for info in bar.tabs()] == ["gone", ""]

    someone.desk.workspace.show_page("changes", by="test")
    qtbot.waitUntil(lambda: someone.find("changeTable") is not None)
    table = someone.find("changeTable")
    assert isinstance(table, TableView)
    model = table.model()
    words = [model.index(row, 2).data() for row in range(model.rowCount())]
    assert "body: age is new (integer, required)" in words
    write(file, "{ broken")
    qtbot.waitUntil(lambda: someone.find("strip:trouble") is not None, timeout=START_MS)
    assert get(someone.tab.state, FieldPath.parse("body/name")) == "Rex"
    write(file, a_document("http://127.0.0.1:1"))
    qtbot.waitUntil(lambda: someone.find("strip:trouble") is None, timeout=START_MS)


def test_what_cannot_be_opened_is_told_and_nothing_is_lost(someone: Person, tmp_path: Path, qtbot: QtBot) -> None:
    someone.open("POST /books")
    qtbot.waitUntil(lambda: someone.find("field:body/title") is not None)
    someone.type_into("field:body/title", "Half a book")
    for text, words in (
        (str(write(tmp_path / "broken.json", "{\n  broken")), "broken.json could not be opened"),
        (str(tmp_path / "nowhere.json"), "There is no such file"),
        ("http://127.0.0.1:1/openapi.json", "127.0.0.1:1 could not be opened"),
    ):
        someone.ask_for(text)
        qtbot.waitUntil(lambda words=words: words in someone.words_of("sourceState"), timeout=START_MS)  # type: ignore[misc]
        assert someone.desk.workspace.source.label == "Bookstore"
        assert get(someone.tab.state, FieldPath.parse("body/title")) == "Half a book"
    someone.press("keepSource")
    assert someone.find("operationList") is not None
    someone.send()
    qtbot.waitUntil(lambda: someone.status() == 201)


def test_a_slow_source_can_be_cancelled(someone: Person, qtbot: QtBot) -> None:
    with serving(catalogue.never_answers) as server:
        someone.ask_for(f"{server.url}/openapi.json")
        qtbot.waitUntil(lambda: someone.find("strip:opening") is not None and server.connections > 0)
        button = someone.find("strip:opening")
        assert button is not None
        someone.desk._working.sources.strip.act("cancelOpening")
        qtbot.waitUntil(lambda: someone.find("strip:opening") is None)
    assert someone.desk.workspace.source.label == "Bookstore"
    someone.sees("Bookstore")


def test_closing_while_something_is_being_opened_leaves_nothing_running(someone: Person, qtbot: QtBot) -> None:
    with serving(catalogue.never_answers) as server:
        someone.ask_for(f"{server.url}/openapi.json")
        qtbot.waitUntil(lambda: server.connections > 0)
        someone.window.close()
        assert someone.desk._working.runner.running == 0


def test_a_source_on_the_command_line_is_opened_at_once_and_its_session_comes_back(
    open_desk: OpenDesk, tmp_path: Path, qtbot: QtBot
) -> None:
    file = write(tmp_path / "pets.json", a_document("http://127.0.0.1:1"))
    profile = Profile(locations=locations_under(tmp_path / "kept"), source=str(file))
    first = Person(open_desk(profile), qtbot)
    first.sees("Pets")
    first.open("POST /pets")
    qtbot.waitUntil(lambda: first.find("field:body/name") is not None)
    first.type_into("field:body/name", "Rex")
    first.window.close()
    again = Person(open_desk(profile), qtbot)
    again.sees("Pets")
    assert get(again.tab.state, FieldPath.parse("body/name")) == "Rex"
    assert [one.label for one in again.desk.sources.recents.all()] == ["Pets"]


def test_a_text_on_standard_input_is_a_source(open_desk: OpenDesk, qtbot: QtBot) -> None:
    someone = Person(open_desk(Profile(source="-", text=YAML.replace("SERVER", "/v1"))), qtbot)
    someone.sees("Shelter")
    assert someone.desk.workspace.source.base_url == ""


def test_a_first_source_that_cannot_be_had_leaves_the_way_to_the_bookstore(
    open_desk: OpenDesk, tmp_path: Path, qtbot: QtBot
) -> None:
    someone = Person(open_desk(Profile(source=str(tmp_path / "nowhere.json"))), qtbot)
    qtbot.waitUntil(lambda: someone.find("openBookstore") is not None)
    someone.press("openBookstore")
    qtbot.waitUntil(lambda: someone.ready, timeout=START_MS)
    someone.sees("Bookstore")
