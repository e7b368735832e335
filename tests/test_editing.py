"""From a line of code in the window to an editor, and what happens where there is none."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtGui import QDesktopServices

from app.core.base.errors import SourceError
from app.core.workspace.workspace import Workspace
from app.editing import CodeOpener
from app.jobs.runner import Runner
from tests.support.exchanges import Notices

if TYPE_CHECKING:
    from collections.abc import Iterator

    from PySide6.QtCore import QCoreApplication, QUrl
    from pytestqt.qtbot import QtBot

FILE = "/shop/main.py"


class Editor:
    """Opens what it is told to."""

    def __init__(self) -> None:
        self.opened: list[tuple[str, int]] = []
        self.answer: bool | Exception = True

    def __call__(self, file: str, line: int) -> bool:
        self.opened.append((file, line))
        if isinstance(self.answer, Exception):
            raise self.answer
        return self.answer


@pytest.fixture
def runner(qapp: QCoreApplication) -> Iterator[Runner]:
    made = Runner()
    yield made
    assert made.stop()


@pytest.fixture
def workspace() -> Workspace:
    return Workspace()


@pytest.fixture
def editor(workspace: Workspace, runner: Runner) -> Editor:
    made = Editor()
    CodeOpener(workspace, runner, made, runner)
    return made


def test_the_editor_gets_the_line(workspace: Workspace, editor: Editor, runner: Runner, qtbot: QtBot) -> None:
    notices = Notices(workspace)
    workspace.show_code(FILE, 3, by="test")
    qtbot.waitUntil(lambda: runner.running == 0 and bool(editor.opened))
    assert (editor.opened, notices.seen) == ([(FILE, 3)], [])


def test_why_it_cannot_be_opened_is_told(workspace: Workspace, editor: Editor, qtbot: QtBot) -> None:
    notices = Notices(workspace)
    editor.answer = SourceError("It is not there.", hint="It may have moved.")
    workspace.show_code(FILE, 3, by="test")
    qtbot.waitUntil(lambda: bool(notices.seen))
    assert (notices.last.title, notices.last.hint) == ("It is not there.", "It may have moved.")


@pytest.mark.parametrize(("opens", "told"), [(True, []), (False, [f"No editor was found for {FILE}."])])
def test_without_an_editor_the_desktop_opens_the_file(
    workspace: Workspace,
    editor: Editor,
    runner: Runner,
    qtbot: QtBot,
    monkeypatch: pytest.MonkeyPatch,
    opens: bool,
    told: list[str],
) -> None:
    urls: list[QUrl] = []

    def open_url(url: QUrl) -> bool:
        urls.append(url)
        return opens

    monkeypatch.setattr(QDesktopServices, "openUrl", open_url)
    notices = Notices(workspace)
    editor.answer = False
    workspace.show_code(FILE, 3, by="test")
    qtbot.waitUntil(lambda: bool(urls) and runner.running == 0)
    assert urls[0].toLocalFile().startswith("/shop")
    assert notices.titles == told
