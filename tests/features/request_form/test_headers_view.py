"""Header lines in the form, and what of them a server reads from its socket."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit, QPlainTextEdit

from app.adapters.http.client import HttpClient
from app.core.exchange.connection import ConnectionSettings
from app.core.exchange.model import Response
from app.core.requests.prepare import prepare
from tests.servers import catalogue
from tests.servers.http2_server import Http2Server, offering_h2
from tests.servers.serving import self_signed, serving
from tests.support.form_desk import FormDesk
from tests.support.form_documents import bookstore_document
from tests.support.form_window import FormWindow
from tests.support.widgets import settle

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    Open = Callable[[str], FormWindow]


def sent_to(desk: FormDesk, url: str, connection: ConnectionSettings) -> Response:
    api, tab = desk.workspace.api, desk.tab
    assert api is not None
    request = prepare(api, tab.operation, tab.state, url, {}, "0" * 32).request

    async def send() -> Response:
        client = HttpClient()
        client.configure(connection)
        try:
            outcome = (await client.send(request, "")).outcome
        finally:
            await client.close()
        assert isinstance(outcome, Response), outcome
        return outcome

    return asyncio.run(send())


def want_header(window: FormWindow) -> None:
    """Chooses "Add a header" in the menu."""
    action = window.view.findChild(QAction, "addPart:header")
    assert action is not None
    action.trigger()


def add(window: FormWindow, name: str, text: str) -> None:
    """Adds a header as a person does: the menu, its name, Enter, its text."""
    want_header(window)
    line = window.find("addName:header", QLineEdit)
    line.setText(name)
    QTest.keyClick(line, Qt.Key.Key_Return)
    settle()
    window.type_into(window.focus().removeprefix("field:"), text)


@pytest.fixture
def typed(opened: Open) -> FormWindow:
    """X-Tag three times, once in another case, with another header between."""
    window = opened("GET /books")
    for name, text in (("X-Tag", "b"), ("x-Between", "1.10"), ("X-Tag", "a"), ("x-tAG", '"c"')):
        add(window, name, text)
    return window


def test_what_is_typed_is_what_the_server_reads(typed: FormWindow) -> None:
    with serving(catalogue.echo) as server:
        raw = sent_to(typed.desk, server.url, ConnectionSettings()).body.data
    assert b'\r\nX-Tag: b\r\nx-Between: 1.10\r\nX-Tag: a\r\nx-tAG: "c"\r\n' in raw


def test_http_2_sends_each_line_in_lower_case(typed: FormWindow, tmp_path: Path) -> None:
    server = Http2Server()
    context, certificate = self_signed(tmp_path)
    connection = ConnectionSettings(http2=True, ca_file=str(certificate))
    with serving(server, context=offering_h2(context)) as running:
        answer = sent_to(typed.desk, running.url, connection)
    assert answer.http_version == "HTTP/2"
    lines = [(name, text) for name, text in server.asked[0] if name.startswith("x-")]
    assert lines == [("x-tag", "b"), ("x-between", "1.10"), ("x-tag", "a"), ("x-tag", '"c"')]


def test_each_line_has_a_row_that_can_be_taken_away(typed: FormWindow) -> None:
    typed.press("remove:header/X-Tag")
    with serving(catalogue.echo) as server:
        raw = sent_to(typed.desk, server.url, ConnectionSettings()).body.data
    assert b'\r\nx-Between: 1.10\r\nX-Tag: a\r\nx-tAG: "c"\r\n' in raw


def test_headers_go_out_in_the_order_of_the_form_however_they_were_typed(qtbot: QtBot) -> None:
    raw = bookstore_document()
    words = [{"name": name, "in": "header", "schema": {"type": "string"}} for name in ("X-One", "X-Two")]
    raw["paths"]["/books"]["get"]["parameters"] = words
    window = FormWindow(qtbot, FormDesk(raw), "GET /books")
    add(window, "X-Free", "f")
    for name in ("X-Two", "X-One"):
        window.choose(f"presence:header/{name}", "value")
        window.type_into(f"header/{name}", f"{name} typed")
        assert window.focus() == f"field:header/{name}"
    with serving(catalogue.echo) as server:
        read = sent_to(window.desk, server.url, ConnectionSettings()).body.data
    assert b"\r\nX-One: X-One typed\r\nX-Two: X-Two typed\r\nX-Free: f\r\n" in read


def test_many_lines_at_once_are_sent_as_pasted(opened: Open) -> None:
    window = opened("GET /books")
    want_header(window)
    window.press("several:header")
    window.find("many:header", QPlainTextEdit).setPlainText('If-Match: "one"\nX-N: 1e2\nIf-Match: "two"')
    window.press("addMany:header")
    with serving(catalogue.echo) as server:
        raw = sent_to(window.desk, server.url, ConnectionSettings()).body.data
    assert b'\r\nIf-Match: "one"\r\nX-N: 1e2\r\nIf-Match: "two"\r\n' in raw
