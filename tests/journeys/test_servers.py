"""Choosing among a document's servers, their variables and an operation's own, in the real window with real servers."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QAbstractButton

from app.adapters.storage.locations import locations_under
from app.bootstrap import Profile
from app.core.operations.read import read_api
from app.core.spec.load import load_document
from app.core.workspace.model import Source, SourceStatus
from app.demo.stage import DemoStage
from app.ui.editors.choice import ChoiceEditor
from tests.journeys.conftest import START_MS
from tests.servers.catalogue import response
from tests.servers.serving import read_request, serving

if TYPE_CHECKING:
    import asyncio
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from tests.journeys.conftest import OpenDesk
    from tests.servers.serving import Server


class Region:
    """Notes what it is asked for.

    Attributes:
        targets: The request targets.
    """

    def __init__(self) -> None:
        self.targets: list[str] = []

    async def __call__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while (request := await read_request(reader)) is not None:
            self.targets.append(request.target)
            writer.write(response(b"{}", "Content-Type: application/json"))
            await writer.drain()


def open_api(person: DemoStage, one: Server, two: Server) -> None:
    raw = {
        "openapi": "3.1.0",
        "info": {"title": "Regions", "version": "1"},
        "servers": [
            {"url": f"{one.url}/v1", "description": "Production"},
            {
                "url": "http://127.0.0.1:{port}/{version}",
                "description": "Test",
                "variables": {"port": {"default": "9"}, "version": {"default": "v1", "enum": ["v1", "v2"]}},
            },
        ],
        "paths": {
            "/a": {"get": {"responses": {"200": {"description": "ok"}}}},
            "/up": {
                "servers": [{"url": f"{one.url}/files"}, {"url": f"{two.url}/files"}],
                "get": {"responses": {"200": {"description": "ok"}}},
            },
        },
    }
    document = load_document(json.dumps(raw), "/regions.json")
    source = Source("Regions", SourceStatus.RUNNING, f"{one.url}/v1", key="/regions.json", place="/regions.json")
    person.desk.workspace.open_source(source, document, read_api(document))


def send(person: DemoStage, key: str, qtbot: QtBot) -> None:
    person.open(key)
    before = person.tab.exchange
    person.desk.workspace.destinations.agree(person.desk.workspace.destinations.base_url(person.tab.operation))
    person.desk.workspace.send_current()
    qtbot.waitUntil(lambda: not person.tab.sending and person.tab.exchange is not before)


def press(person: DemoStage, name: str, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: person.find(name) is not None)
    button = person.find(name)
    assert isinstance(button, QAbstractButton)
    button.click()


def fill(person: DemoStage, name: str, text: str, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: person.find(name) is not None)
    editor = person.find(name)
    assert isinstance(editor, ChoiceEditor)
    editor.set_value_text(text)


def test_requests_go_to_the_server_that_was_chosen_and_do_so_after_a_restart(
    open_desk: OpenDesk, tmp_path: Path, qtbot: QtBot
) -> None:
    profile = Profile(locations=locations_under(tmp_path))
    one, two = Region(), Region()
    with serving(one) as first_server, serving(two) as second_server:
        person = DemoStage(open_desk(profile))
        qtbot.waitUntil(lambda: person.ready, timeout=START_MS)
        open_api(person, first_server, second_server)
        send(person, "GET /a", qtbot)
        send(person, "GET /up", qtbot)
        assert (one.targets, two.targets) == (["/v1/a", "/files/up"], [])

        press(person, "serverMenu", qtbot)
        press(person, f"useServer:{second_server.url}/files", qtbot)
        send(person, "GET /up", qtbot)
        person.open("GET /a")
        if person.find("serverPanel") is None:
            press(person, "serverMenu", qtbot)
        fill(person, "serverVariable:port", str(second_server.port), qtbot)
        fill(person, "serverVariable:version", "v2", qtbot)
        press(person, "useServer:http://127.0.0.1:{port}/{version}", qtbot)
        send(person, "GET /a", qtbot)
        assert two.targets == ["/files/up", "/v2/a"]
        person.window.close()

        again = DemoStage(open_desk(profile))
        qtbot.waitUntil(lambda: again.ready, timeout=START_MS)
        open_api(again, first_server, second_server)
        send(again, "GET /a", qtbot)
        send(again, "GET /up", qtbot)
        assert two.targets == ["/files/up", "/v2/a", "/v2/a", "/files/up"]
        assert len(one.targets) == 2
