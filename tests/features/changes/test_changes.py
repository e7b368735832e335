"""The list of what changed in the open document."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QToolButton

from app.core.operations.differences import ChangeKind, Comparison, Difference, OperationChange, SharedChange
from app.core.workspace.events import DocumentReplaced, SourceLeft
from app.features.changes.presenter import ChangeRow, ChangesPresenter
from app.features.changes.view import ChangesView
from app.ui.tables import TableView

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from app.core.workspace.workspace import Workspace

COMPARISON = Comparison(
    ("The version is 2 now; it was 1.",),
    (
        OperationChange("GET /books", ChangeKind.ADDED),
        OperationChange(
            "POST /books",
            ChangeKind.CHANGED,
            (Difference("body: `year` is required now", breaks=True), Difference("response 404 is new")),
        ),
        OperationChange("GET /many", ChangeKind.CHANGED, shared=1, shared_breaks=True),
        OperationChange("GET /gone", ChangeKind.REMOVED),
    ),
    (SharedChange("/components/schemas/Book", "Book", (Difference("`Book`: `isbn` is gone", breaks=True),), 1_200),),
)


def test_each_difference_has_a_row(workspace: Workspace) -> None:
    presenter = ChangesPresenter(workspace)
    assert (presenter.rows(), presenter.summary()) == ((), "")
    workspace.events.publish(DocumentReplaced(COMPARISON))
    assert presenter.rows() == (
        ChangeRow("", None, "The version is 2 now; it was 1.", breaks=False),
        ChangeRow("", ChangeKind.CHANGED, "Book: isbn is gone", breaks=True, operations=1_200),
        ChangeRow("GET /books", ChangeKind.ADDED, "is new", breaks=False),
        ChangeRow("POST /books", ChangeKind.CHANGED, "body: year is required now", breaks=True),
        ChangeRow("POST /books", ChangeKind.CHANGED, "response 404 is new", breaks=False),
        ChangeRow("GET /gone", ChangeKind.REMOVED, "is gone", breaks=True),
    )
    assert presenter.summary() == "6 differences, 3 may break a request that was right before"
    workspace.events.publish(SourceLeft())
    assert presenter.rows() == ()
    workspace.events.publish(DocumentReplaced(Comparison(("The title is B now; it was A.",))))
    assert presenter.summary() == "1 difference"


def test_a_row_leads_to_its_operation(workspace: Workspace, qtbot: QtBot) -> None:
    view = ChangesView(ChangesPresenter(workspace))
    qtbot.addWidget(view)
    view.resize(900, 300)
    view.show()
    assert "No changes" in [label.text() for label in view.findChildren(QLabel)]
    workspace.events.publish(DocumentReplaced(COMPARISON))
    table = view.findChild(TableView, "changeTable")
    assert table is not None
    assert table.isVisible()
    table.select_row(0)
    QTest.keyClick(table, Qt.Key.Key_Return)
    assert not workspace.tabs
    assert table.model().index(1, 1).data() == "1,200 operations"
    table.select_row(1)
    QTest.keyClick(table, Qt.Key.Key_Return)
    assert not workspace.tabs
    table.select_row(3)
    QTest.keyClick(table, Qt.Key.Key_Return)
    assert [tab.operation.key for tab in workspace.tabs] == ["POST /books"]
    row = table.visualRect(table.model().index(2, 1))
    QTest.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, pos=row.center())
    assert [tab.operation.key for tab in workspace.tabs] == ["POST /books", "GET /books"]
    clear = view.findChild(QToolButton, "clearChanges")
    assert clear is not None
    clear.click()
    assert not table.isVisible()
