"""The pages of a response in the window, in every state."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog, QLabel, QPlainTextEdit, QToolButton, QWidget

from app.adapters.files.saving import save_body
from app.core.exchange.model import Failure, Phase
from app.features.response.body_view import BodyView
from app.features.response.headers_view import HeadersView
from app.features.response.presenter import BodyMode, ResponsePresenter
from app.features.response.status_view import StatusView
from app.features.response.timing_view import TimingChart, TimingView
from app.ui.code.editor import CodeEditor
from app.ui.segmented import SegmentedControl
from app.ui.theme_manager import ThemeManager, ThemeMode
from tests.support.exchanges import answer, finish, open_tab
from tests.support.widgets import part, shown

if TYPE_CHECKING:
    from pathlib import Path

    from PySide6.QtWidgets import QApplication
    from pytestqt.qtbot import QtBot

    from app.core.workspace.workspace import Workspace
    from app.jobs.runner import Runner
    from tests.support.exchanges import Notices

BINARY = bytes(range(256))


@pytest.fixture
def presenter(workspace: Workspace, runner: Runner) -> ResponsePresenter:
    open_tab(workspace)
    return ResponsePresenter(workspace, runner, save_body, runner)


@pytest.fixture
def body(presenter: ResponsePresenter, qtbot: QtBot) -> BodyView:
    return shown(qtbot, BodyView(presenter), 500, 500)


def text(view: BodyView) -> str:
    return part(view, QPlainTextEdit, "bodyView").toPlainText()


def problem(view: BodyView) -> QLabel:
    return part(view, QLabel, "bodyProblem")


def words(view: QWidget, name: str) -> list[str]:
    return [label.text() for label in part(view, QWidget, name).findChildren(QLabel)]


def test_nothing_sent_yet(body: BodyView) -> None:
    assert part(body, QWidget, "bodyEmpty").isVisible()
    assert "Nothing sent yet" in words(body, "bodyEmpty")
    assert not part(body, SegmentedControl, "bodyModes").isVisible()
    assert not problem(body).isVisible()


def test_json_in_its_modes(workspace: Workspace, body: BodyView) -> None:
    finish(workspace, answer('{"a":{"b":[1,2]}}'))
    body.refresh()
    assert text(body).startswith('{\n  "a": {')
    modes = part(body, SegmentedControl, "bodyModes")
    modes.choose(BodyMode.TREE.value)
    assert part(body, QWidget, "bodyTree").isVisible()
    modes.choose(BodyMode.RAW.value)
    assert text(body) == '{"a":{"b":[1,2]}}'
    modes.choose(BodyMode.HEX.value)
    assert text(body).startswith("00000000  7b 22 61")


def test_the_chosen_mode_stays_for_the_next_response(workspace: Workspace, body: BodyView) -> None:
    finish(workspace, answer('{"a":1}'))
    body.refresh()
    part(body, SegmentedControl, "bodyModes").choose(BodyMode.RAW.value)
    finish(workspace, answer(BINARY, media_type="image/png"))
    body.refresh()
    assert part(body, SegmentedControl, "bodyModes").current() == "hex"
    finish(workspace, answer('{"b":2}'))
    body.refresh()
    assert part(body, SegmentedControl, "bodyModes").current() == "raw"
    assert text(body) == '{"b":2}'


def test_broken_json_is_marked_where_it_breaks(workspace: Workspace, body: BodyView) -> None:
    finish(workspace, answer('{\n  "a": oops\n}'))
    body.refresh()
    assert problem(body).isVisible()
    assert "it is not JSON" in problem(body).text()
    editor = part(body, CodeEditor, "bodyView")
    mark = editor.error()
    assert mark is not None
    assert mark.line == 2
    finish(workspace, answer({"a": 1}))
    body.refresh()
    assert not problem(body).isVisible()
    assert editor.error() is None


def test_markup_of_a_server_stays_words(workspace: Workspace, body: BodyView) -> None:
    finish(workspace, answer("<h1>It works!</h1>"))
    body.refresh()
    assert text(body) == "<h1>It works!</h1>"
    assert problem(body).textFormat() is Qt.TextFormat.PlainText


def test_a_binary_body_and_an_empty_one(workspace: Workspace, body: BodyView) -> None:
    finish(workspace, answer(BINARY, media_type="image/png"))
    body.refresh()
    assert text(body).count("\n") == 15
    finish(workspace, answer(b"", 204, ""))
    body.refresh()
    assert "No body" in words(body, "bodyEmpty")
    assert not part(body, QToolButton, "saveBody").isVisible()


def test_cancelled_and_failed(workspace: Workspace, body: BodyView) -> None:
    finish(workspace, Failure(Phase.WAIT, "Stopped after 3 ms while waiting.", cancelled=True))
    body.refresh()
    assert {"Cancelled", "Stopped after 3 ms while waiting."} <= set(words(body, "bodyEmpty"))
    finish(workspace, Failure(Phase.CONNECT, "Nothing listens there."))
    body.refresh()
    assert {"No response", "Nothing listens there."} <= set(words(body, "bodyEmpty"))


def test_a_huge_body_says_what_is_not_shown(workspace: Workspace, body: BodyView, qtbot: QtBot) -> None:
    beginning = "x" * 79 + "\n"
    finish(workspace, answer(beginning * 12_500, media_type="text/plain", file="/nowhere", size=100_000_000))
    body.refresh()
    assert problem(body).text() == "The first 1.0 MB of 100 MB are shown; Save has it all."
    qtbot.waitUntil(lambda: len(text(body)) == 80 * 12_500)


def test_copy_puts_what_is_shown_onto_the_clipboard(workspace: Workspace, body: BodyView) -> None:
    finish(workspace, answer('{"a":1}'))
    body.refresh()
    part(body, QToolButton, "copyBody").click()
    assert QGuiApplication.clipboard().text() == '{\n  "a": 1\n}'


def test_save_asks_where_and_writes(
    workspace: Workspace, body: BodyView, notices: Notices, qtbot: QtBot, tmp_path: Path
) -> None:
    finish(workspace, answer('{"a":1}'))
    body.refresh()
    part(body, QToolButton, "saveBody").click()
    dialog = part(body, QFileDialog, "saveBodyDialog")
    assert dialog.acceptMode() is QFileDialog.AcceptMode.AcceptSave
    target = tmp_path / "kept.json"
    dialog.fileSelected.emit(str(target))
    dialog.close()
    qtbot.waitUntil(lambda: bool(notices.seen))
    assert target.read_text(encoding="utf-8") == '{"a":1}'


def test_find_is_reached_by_its_key_and_its_button(workspace: Workspace, body: BodyView, qtbot: QtBot) -> None:
    finish(workspace, answer('{"a":1}'))
    body.refresh()
    button = next(b for b in body.findChildren(QToolButton) if b.accessibleName() == "Find in the body")
    button.click()
    find = next(w for w in body.findChildren(QWidget) if type(w).__name__ == "FindBar")
    assert find.isVisible()
    part(body, SegmentedControl, "bodyModes").choose(BodyMode.TREE.value)
    assert not button.isEnabled()


def test_headers(workspace: Workspace, presenter: ResponsePresenter, qtbot: QtBot) -> None:
    view = HeadersView(presenter)
    qtbot.addWidget(view)
    editor = part(view, QPlainTextEdit, "headersView")
    assert editor.toPlainText() == ""
    finish(workspace, answer({"a": 1}, 201))
    view.refresh()
    assert editor.toPlainText().startswith("HTTP/1.1 201\ncontent-type: application/json\n\nPOST /books HTTP/1.1")


def test_the_status_line_is_read_aloud(workspace: Workspace, presenter: ResponsePresenter, qtbot: QtBot) -> None:
    view = StatusView(presenter)
    qtbot.addWidget(view)
    view.show()
    assert not view.badge.isVisible()
    finish(workspace, answer({}, 422))
    view.refresh()
    assert view.badge.isVisible()
    assert view.badge.text() == "422 Unprocessable Content"
    assert view.accessibleName() == "422 Unprocessable Content, 12 ms · 2 B · HTTP/1.1"


def test_the_waterfall_names_its_bars_and_follows_the_zoom(
    workspace: Workspace, presenter: ResponsePresenter, qtbot: QtBot, qapp: QApplication
) -> None:
    themes = ThemeManager(qapp)
    view = TimingView(presenter)
    qtbot.addWidget(view)
    view.resize(500, 300)
    view.show()
    chart = view.findChild(TimingChart)
    assert chart is not None
    assert chart.accessibleName() == "Timing: nothing sent yet"
    finish(workspace, answer({"a": 1}))
    view.refresh()
    assert chart.accessibleName() == "Timing: queue 0.5 ms, connect 1 ms, send 0.5 ms, wait 8 ms, receive 2 ms"
    before, light = chart.sizeHint().height(), chart.grab().toImage()
    themes.apply(ThemeMode.DARK, 150)
    assert chart.sizeHint().height() > before
    assert chart.grab().toImage().pixelColor(2, 2) != light.pixelColor(2, 2)
    themes.apply(ThemeMode.LIGHT, 100)


def test_everything_is_reached_by_tab(workspace: Workspace, body: BodyView) -> None:
    finish(workspace, answer('{"a":1}'))
    body.refresh()
    modes = part(body, SegmentedControl, "bodyModes")
    modes.setFocus()
    QTest.keyClick(modes, Qt.Key.Key_Right)
    assert modes.current() == "tree"
    reached = {part(body, QToolButton, name).focusPolicy() for name in ("copyBody", "saveBody")}
    assert reached == {Qt.FocusPolicy.TabFocus}
