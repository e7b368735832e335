"""Signing in from the real window: the browser comes back to a port of this program, and nothing of it stays."""

from __future__ import annotations

import json
import socket
import threading
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, urlsplit

import pytest
from PySide6.QtGui import QDesktopServices
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QLineEdit, QWidget

from app.core.operations.read import read_api
from app.core.spec.load import load_document
from app.core.workspace.model import Source, SourceStatus
from tests.journeys.test_closing import AT_MOST_SECONDS, close
from tests.servers.authorization import CLIENT, AuthorizationServer
from tests.servers.serving import serving
from tests.support.signing_in import browse
from tests.support.widgets import part

if TYPE_CHECKING:
    from collections.abc import Iterator

    from PySide6.QtCore import QUrl
    from pytestqt.qtbot import QtBot

    from app.core.exchange.model import Response
    from app.demo.stage import DemoStage


@pytest.fixture
def server() -> Iterator[AuthorizationServer]:
    made = AuthorizationServer()
    with serving(made) as running:
        made.base = running.url
        yield made


@pytest.fixture
def browser(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Addresses that were opened; an HTTP client goes where a browser would."""
    opened: list[str] = []

    def open_url(url: QUrl) -> bool:
        opened.append(url.toString())
        threading.Thread(target=browse, args=(opened[-1],), daemon=True).start()
        return True

    monkeypatch.setattr(QDesktopServices, "openUrl", open_url)
    return opened


def open_shop(person: DemoStage, server: AuthorizationServer) -> None:
    """Opens an API whose one operation wants a token of that server."""
    flow = {"authorizationUrl": "/authorize", "tokenUrl": "/token", "scopes": {"read": "Read."}}
    document = {
        "openapi": "3.1.0",
        "info": {"title": "Shop", "version": "1"},
        "components": {"securitySchemes": {"id": {"type": "oauth2", "flows": {"authorizationCode": flow}}}},
        "paths": {"/me": {"get": {"responses": {"200": {"description": "me"}}, "security": [{"id": ["read"]}]}}},
    }
    workspace = person.desk.workspace
    place = f"{server.base}/openapi.json"
    opened = load_document(json.dumps(document), place)
    shop = Source("Shop", SourceStatus.RUNNING, server.base, key=place, place=place)
    workspace.open_source(shop, opened, read_api(opened))
    workspace.open_operation("GET /me")


def find(person: DemoStage, kind: type[QWidget], name: str, qtbot: QtBot) -> QWidget:
    qtbot.waitUntil(lambda: person.window.findChild(kind, name) is not None)
    return part(person.window, kind, name)


def enter_client(person: DemoStage, qtbot: QtBot) -> None:
    line = find(person, QLineEdit, "auth:id/client_id", qtbot)
    line.setFocus()
    QTest.keyClicks(line, CLIENT)


def press(person: DemoStage, name: str, qtbot: QtBot) -> None:
    button = find(person, QAbstractButton, name, qtbot)
    assert isinstance(button, QAbstractButton)
    qtbot.waitUntil(lambda: button.isVisible() and button.isEnabled())
    button.click()


def send(person: DemoStage, qtbot: QtBot) -> Response:
    workspace = person.desk.workspace
    before = workspace.current.exchange if workspace.current else None
    workspace.send_current()
    qtbot.waitUntil(
        lambda: (
            workspace.current is not None and not workspace.current.sending and workspace.current.exchange is not before
        )
    )
    assert workspace.current is not None
    assert workspace.current.exchange is not None
    assert workspace.current.exchange.response is not None
    return workspace.current.exchange.response


def test_from_a_401_to_a_token_that_is_renewed_by_itself(
    person: DemoStage, server: AuthorizationServer, browser: list[str], qtbot: QtBot
) -> None:
    open_shop(person, server)
    assert send(person, qtbot).status == 401

    enter_client(person, qtbot)
    press(person, "auth:id/fetch", qtbot)
    qtbot.waitUntil(lambda: bool(server.access_tokens))
    qtbot.waitUntil(lambda: person.desk.workspace.sign_ins["id"].words == "")
    assert send(person, qtbot).status == 200
    assert len(browser) == 1

    server.access_tokens.clear()
    assert send(person, qtbot).status == 200
    assert len(browser) == 1
    tab = person.desk.workspace.current
    assert tab is not None
    assert tab.exchange is not None
    assert len(tab.exchange.hops) == 1


def test_closing_while_the_browser_is_away_frees_its_port_in_time(
    person: DemoStage, server: AuthorizationServer, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    opened: list[str] = []
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda url: opened.append(url.toString()))
    open_shop(person, server)
    enter_client(person, qtbot)
    press(person, "auth:id/fetch", qtbot)
    qtbot.waitUntil(lambda: bool(opened))
    port = urlsplit(parse_qs(urlsplit(opened[0]).query)["redirect_uri"][0]).port
    assert port is not None

    assert close(person.desk) < AT_MOST_SECONDS

    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(("127.0.0.1", port), timeout=5)
