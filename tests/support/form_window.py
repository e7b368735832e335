"""The request form in a window, and the person in front of it: finds widgets by name, types, presses, reads."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QComboBox, QLabel, QLineEdit, QPlainTextEdit, QWidget

from app.features.request_form.services import RequestFormServices
from app.features.request_form.view import RequestFormView
from app.ui.segmented import SegmentedControl
from tests.support.widgets import settle

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from tests.support.form_desk import FormDesk

WidgetT = TypeVar("WidgetT", bound=QWidget)


class FormWindow:
    """One open operation on the screen.

    Attributes:
        desk: The workspace behind it.
        view: The form.
    """

    def __init__(self, qtbot: QtBot, desk: FormDesk, key: str, services: RequestFormServices | None = None) -> None:
        self.qtbot = qtbot
        self.desk = desk
        identity = desk.open(key)
        self.view = RequestFormView(desk.workspace, identity, services or RequestFormServices())
        qtbot.addWidget(self.view)
        self.view.resize(640, 760)
        with qtbot.waitExposed(self.view):
            self.view.show()

    # Finding

    def find(self, name: str, kind: type[WidgetT]) -> WidgetT:
        """The widget of that name."""
        found = self.view.findChild(kind, name)
        assert found is not None, f"no {kind.__name__} is called {name}; there are {sorted(self.names())}"
        return found

    def has(self, name: str) -> bool:
        """Whether there is a visible widget of that name."""
        settle()
        return any(widget.isVisible() for widget in self.view.findChildren(QWidget, name))

    def names(self) -> set[str]:
        """The names of all fields and messages."""
        parts = ("field:", "error:", "warning:")
        return {one.objectName() for one in self.view.findChildren(QWidget) if one.objectName().startswith(parts)}

    def line(self, path: str) -> QLineEdit:
        """The line editor of a field."""
        return self.find(f"field:{path}", QLineEdit)

    def messages(self, name: str) -> list[str]:
        """The visible messages of that name, for example `error:body/year`."""
        settle()
        return [label.text() for label in self.view.findChildren(QLabel, name) if label.isVisible()]

    def errors(self, path: str) -> list[str]:
        """What the server said about a field."""
        return self.messages(f"error:{path}")

    def focus(self) -> str:
        """The name of what has the keyboard."""
        widget: QWidget | None = self.view.focusWidget()
        return widget.objectName() if widget is not None else ""

    # Doing

    def type_into(self, path: str, text: str) -> None:
        """Replaces what stands in a field, key by key."""
        editor = self.find(f"field:{path}", QWidget)
        editor.setFocus()
        line = editor.lineEdit() if isinstance(editor, QComboBox) else editor
        if isinstance(line, QLineEdit | QPlainTextEdit):
            line.selectAll()
        if text:
            QTest.keyClicks(editor, text)
        else:
            QTest.keyClick(editor, Qt.Key.Key_Delete)

    def press(self, name: str) -> None:
        """Presses a button, once it has its place."""
        button = self.find(name, QAbstractButton)
        self.qtbot.waitUntil(lambda: button.isVisible() and button.height() > 0)
        QTest.mouseClick(button, Qt.MouseButton.LeftButton)

    def press_text(self, text: str) -> None:
        """Presses the visible button with these words."""
        settle()
        buttons = [one for one in self.view.findChildren(QAbstractButton) if one.isVisible() and one.text() == text]
        assert buttons, f"no button says {text}"
        QTest.mouseClick(buttons[0], Qt.MouseButton.LeftButton)

    def choose(self, name: str, key: str) -> None:
        """Chooses a segment of a control, or of the one inside it."""
        holder = self.find(name, QWidget)
        control = holder if isinstance(holder, SegmentedControl) else holder.findChild(SegmentedControl)
        assert control is not None
        control.choose(key)

    def rest(self) -> None:
        """Waits until the live checks have run."""
        self.qtbot.waitUntil(self._is_at_rest)

    def _is_at_rest(self) -> bool:
        return not self.view.is_check_pending()
