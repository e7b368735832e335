"""The list of problems, and the place of one in its source text."""

from __future__ import annotations

import asyncio
import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton

from app.core.base.errors import SourceError
from app.core.spec.problems import Problem, Severity
from app.core.workspace.events import SourceLeft
from app.features.problems.presenter import LARGEST, ProblemsPresenter, Shown, row_of
from app.features.problems.view import ProblemsView
from app.ui.code_view import CodeView
from app.ui.search_field import SearchField
from app.ui.tables import TableView
from tests.support.widgets import part, shown

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from app.core.workspace.workspace import Workspace
    from app.jobs.runner import Runner
    from tests.support.heartbeat import Heartbeat

DOCUMENT = json.dumps({"openapi": "3.1.0", "paths": {"/a": {"get": {"parameters": 3}}}}, indent=2)
PLACED = Problem("/info", Severity.WARNING, "is missing", 1, 2)
BROKEN = Problem("/paths/~1a/get/parameters", Severity.ERROR, "should be an array")
ODD = Problem("/info", Severity.WARNING, "is missing")
ELSEWHERE = Problem("file:///api/pet.yaml#/properties/name", Severity.WARNING, "is odd")


@dataclass
class FakeTexts:
    """Hands out texts by resource."""

    texts: dict[str, str | Exception] = field(default_factory=lambda: {"": DOCUMENT})
    waits: bool = False
    asked: list[str] = field(default_factory=list)

    async def read_text(self, place: str) -> str:
        self.asked.append(place)
        if self.waits:
            await asyncio.Event().wait()
        text = self.texts[place]
        if isinstance(text, Exception):
            raise text
        return text


class Listener:
    def __init__(self) -> None:
        self.shown: list[Shown] = []

    def on_problems(self) -> None:
        """Not looked at."""

    def on_shown(self, shown: Shown) -> None:
        self.shown.append(shown)


@pytest.fixture
def texts() -> FakeTexts:
    return FakeTexts()


@pytest.fixture
def presenter(workspace: Workspace, runner: Runner, texts: FakeTexts) -> ProblemsPresenter:
    workspace.set_problems((ODD, BROKEN, ELSEWHERE))
    return ProblemsPresenter(workspace, runner, texts, runner)


@pytest.fixture
def view(presenter: ProblemsPresenter, qtbot: QtBot) -> ProblemsView:
    return shown(qtbot, ProblemsView(presenter), 1000, 400)


def table(view: ProblemsView) -> TableView:
    return part(view, TableView, "problemTable")


def test_errors_come_first_and_words_narrow(presenter: ProblemsPresenter, workspace: Workspace) -> None:
    assert [row.words for row in presenter.rows()] == ["should be an array", "is missing", "is odd"]
    assert presenter.summary() == "1 error, 2 warnings"
    assert [row.pointer for row in presenter.rows("WARNING info")] == ["info"]
    row = presenter.rows()[2]
    assert (row.resource, row.pointer, row.place) == ("file:///api/pet.yaml", "properties › name", "pet.yaml")  # noqa: RUF001
    assert presenter.rows()[0].pointer == "paths › /a › get › parameters"  # noqa: RUF001
    assert row_of(PLACED).place == "1:2"
    assert row.copied() == "warning: is odd (pet.yaml file:///api/pet.yaml#/properties/name)"
    workspace.set_problems(())
    assert (presenter.rows(), presenter.summary()) == ((), "")


def test_a_problem_is_shown_in_the_text(view: ProblemsView, qtbot: QtBot) -> None:
    table(view).select_row(0)
    code = view.findChild(CodeView, "problemSource")
    assert code is not None
    qtbot.waitUntil(lambda: code.isVisible() and code.editor.error() is not None)
    error = code.editor.error()
    assert error is not None
    assert DOCUMENT.splitlines()[error.line - 1].strip().startswith('"parameters"')
    assert code.editor.textCursor().blockNumber() == error.line - 1


def show(presenter: ProblemsPresenter, qtbot: QtBot, row: int) -> Shown:
    listener = Listener()
    presenter.listen(listener)
    presenter.show(presenter.rows()[row])
    qtbot.waitUntil(lambda: len(listener.shown) == 1)
    return listener.shown[0]


def test_a_place_in_another_resource_is_shown_in_its_text(
    presenter: ProblemsPresenter, texts: FakeTexts, qtbot: QtBot
) -> None:
    texts.texts["file:///api/pet.yaml"] = "properties:\n  name: 3\n"
    shown = show(presenter, qtbot, 2)
    assert (shown.text, shown.line, shown.column) == ("properties:\n  name: 3\n", 2, 3)
    texts.texts["file:///api/pet.yaml"] = "the file is another now"
    assert (show(presenter, qtbot, 2).line, show(presenter, qtbot, 2).column) == (1, 1)


def test_texts_that_cannot_be_had_or_are_too_large_are_told(
    presenter: ProblemsPresenter, texts: FakeTexts, qtbot: QtBot
) -> None:
    texts.texts[""] = SourceError("There is no such file.")
    assert show(presenter, qtbot, 0).words == "The source text cannot be read: There is no such file."
    texts.texts[""] = " " * (LARGEST + 1)
    assert "open it in an editor" in show(presenter, qtbot, 0).words


def test_the_last_choice_wins(presenter: ProblemsPresenter, texts: FakeTexts, qtbot: QtBot) -> None:
    texts.waits = True
    presenter.show(presenter.rows()[1])
    qtbot.waitUntil(lambda: len(texts.asked) == 1)
    texts.waits = False
    assert show(presenter, qtbot, 0).row == presenter.rows()[0]


def test_without_texts_the_place_is_only_named(workspace: Workspace, runner: Runner, qtbot: QtBot) -> None:
    workspace.set_problems((BROKEN,))
    presenter = ProblemsPresenter(workspace, runner, None, runner)
    assert show(presenter, qtbot, 0).words == "The source text cannot be shown here."


def test_the_list_is_narrowed_copied_and_emptied(view: ProblemsView, workspace: Workspace) -> None:
    field_ = view.findChild(SearchField, "problemFilter")
    assert field_ is not None
    QTest.keyClicks(field_, "missing")
    assert table(view).model().rowCount() == 1
    next(one for one in view.findChildren(QPushButton) if one.text() == "Copy all").click()
    assert QGuiApplication.clipboard().text() == "warning: is missing (/info)"
    field_.clear()
    table(view).select_row(2)
    QTest.keyClick(table(view), Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert QGuiApplication.clipboard().text().startswith("warning: is odd")
    workspace.events.publish(SourceLeft())
    workspace.set_problems(())
    assert not table(view).isVisible()


def test_ten_thousand_problems_stay_smooth(view: ProblemsView, workspace: Workspace, heartbeat: Heartbeat) -> None:
    problems = [Problem(f"/paths/~1a{number}/get", Severity.WARNING, f"problem {number}") for number in range(10_000)]
    repeated = iter([tuple(problems[:size]) for size in range(10_000, 9_990, -1)])

    def show_them() -> None:
        workspace.set_problems(next(repeated))

    heartbeat.quietest(show_them, limit_ms=120).assert_within(120)
    assert table(view).model().rowCount() > 9_000
