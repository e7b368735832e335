"""A server that sets a cookie and redirects, over TLS that nobody knows: the whole way in the real window."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from PySide6.QtWidgets import QAbstractButton

from app.adapters.storage.locations import locations_under
from app.bootstrap import Profile
from app.core.operations.read import read_api
from app.core.spec.load import load_document
from app.core.workspace.model import Source, SourceStatus
from app.demo.stage import DemoStage
from app.ui.badges import StatusBadge
from app.ui.tables import TableView
from tests.journeys.conftest import START_MS
from tests.servers.catalogue import response
from tests.servers.serving import read_request, self_signed, serving

if TYPE_CHECKING:
    import asyncio
    from collections.abc import Iterator
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from tests.journeys.conftest import OpenDesk
    from tests.servers.serving import Server


class Shop:
    """Sets a cookie and redirects.

    Attributes:
        cookies: The cookie lines that came, by target.
    """

    def __init__(self) -> None:
        self.cookies: dict[str, list[str]] = {}

    async def __call__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while (request := await read_request(reader)) is not None:
            lines = [line for line in request.header_lines if line.lower().startswith("cookie:")]
            self.cookies[request.target] = lines
            if request.target == "/login":
                writer.write(response(b"", "Location: /me", "Set-Cookie: sid=abc; HttpOnly", status="302 Found"))
            else:
                writer.write(response(b'{"name": "ada"}', "X-Kind: me"))
            await writer.drain()


@pytest.fixture
def shop() -> Shop:
    return Shop()


@pytest.fixture
def server(shop: Shop, tmp_path: Path) -> Iterator[Server]:
    context, _ = self_signed(tmp_path)
    with serving(shop, context=context) as running:
        yield running


def open_shop(person: DemoStage, server: Server) -> None:
    document = {
        "openapi": "3.1.0",
        "info": {"title": "Shop", "version": "1"},
        "paths": {"/login": {"post": {"responses": {"302": {"description": "on"}}}}},
    }
    place = f"{server.url}/openapi.json"
    opened = load_document(json.dumps(document), place)
    shop = Source("Shop", SourceStatus.RUNNING, server.url, key=place, place=place)
    person.desk.workspace.open_source(shop, opened, read_api(opened))
    person.open("POST /login")


def press(person: DemoStage, name: str, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: person.find(name) is not None)
    button = person.find(name)
    assert isinstance(button, QAbstractButton)
    button.click()


def send(person: DemoStage, qtbot: QtBot) -> None:
    before = person.tab.exchange
    person.desk.workspace.send_current()
    qtbot.waitUntil(lambda: not person.tab.sending and person.tab.exchange is not before)


def status(person: DemoStage) -> str:
    badge = person.window.findChild(StatusBadge, "responseStatus")
    assert badge is not None
    return badge.text()


def test_from_a_certificate_nobody_knows_to_the_page_behind_a_redirect(
    person: DemoStage, server: Server, shop: Shop, qtbot: QtBot
) -> None:
    open_shop(person, server)
    send(person, qtbot)
    assert status(person) == "No response"
    assert person.find("uncheckedHost") is None

    press(person, "skipCheck", qtbot)
    qtbot.waitUntil(lambda: person.find("uncheckedHost") is not None)
    send(person, qtbot)
    assert status(person) == "302 Found"
    assert person.find("travelUnchecked") is not None

    press(person, "follow", qtbot)
    qtbot.waitUntil(lambda: status(person) == "302 → 200 OK")
    assert shop.cookies["/me"] == ["Cookie: sid=abc"]
    person.desk.result.pages.set_current("hops")
    press(person, "hopHeaders:1", qtbot)

    # The line of the form leads to the jar.
    press(person, "showJar", qtbot)
    qtbot.waitUntil(lambda: person.find("cookieList") is not None)
    table = person.find("cookieList")
    assert isinstance(table, TableView)
    model = table.model()
    assert [model.index(0, column).data() for column in (0, 1, 2)] == ["yes", "sid", "abc"]
    press(person, "clearCookies", qtbot)
    assert person.find("showJar") is None


def test_settings_are_there_at_the_next_start(open_desk: OpenDesk, tmp_path: Path, qtbot: QtBot) -> None:
    profile = Profile(locations=locations_under(tmp_path))
    first = DemoStage(open_desk(profile))
    qtbot.waitUntil(lambda: first.ready, timeout=START_MS)
    press(first, "connectionSettings", qtbot)
    press(first, "followRedirects", qtbot)
    assert first.desk.workspace.travelling.connection.follow_redirects
    first.window.close()
    second = open_desk(profile)
    assert second.workspace.travelling.connection.follow_redirects
