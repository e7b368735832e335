"""Trusted certificates, hosts that are not checked, and time limits."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.features.connection.presenter import Line
from app.features.connection.setting_view import Problem, column, grid, hint, name
from app.ui.buttons import Button, ButtonVariant, IconButton
from app.ui.editors.line import LineEditor, NumberEditor
from app.ui.labels import ElidedLabel, TextRole
from app.ui.messages import IconLabel, MessageAction
from app.ui.metrics import SPACE_S, SPACE_XS
from app.ui.theme import Token

if TYPE_CHECKING:
    from app.features.connection.presenter import ConnectionPresenter
    from app.ui.editors.base import Edited

_TRUST: Final = (
    "The system's authorities are trusted in any case. Those in a PEM file of yours are trusted besides them."
)
_DANGER: Final = (
    "Whoever sits between you and such a host can read and change everything, passwords too. "
    "For a server of your own, trusting its certificate is better."
)
_CONNECT: Final = "Seconds for looking up the host, connecting, and TLS, each."
_READ: Final = "Seconds of silence after which a request fails; empty waits until you cancel."


class TrustPart(QWidget):
    """The file of trusted certificates.

    Attributes:
        choose: The button that asks for a file; whoever owns the dialog connects it.
    """

    def __init__(self, presenter: ConnectionPresenter, parent: QWidget) -> None:
        super().__init__(parent)
        self._presenter = presenter
        self._line = LineEditor("", self)
        self._line.setObjectName(Line.CA_FILE)
        self._line.setAccessibleName("File of trusted certificates")
        self._line.set_placeholder("No file: the system's authorities alone")
        self._line.editingFinished.connect(self._take)
        self.choose = IconButton("folder", "Choose a file of certificates…", self)
        self.choose.setObjectName("chooseCaFile")
        self._clear = IconButton("cross", "Trust the system's authorities alone", self)
        self._clear.setObjectName("clearCaFile")
        self._clear.clicked.connect(self._forget)
        self._problem = Problem(Line.CA_FILE, self)
        row = QHBoxLayout()
        row.setSpacing(SPACE_XS)
        row.addWidget(self._line, 1)
        row.addWidget(self.choose)
        row.addWidget(self._clear)
        layout = column(self)
        layout.addLayout(row)
        layout.addWidget(self._problem)
        layout.addWidget(hint(_TRUST, self))

    def refresh(self) -> None:
        """Shows what is in force, or what is wrong."""
        text, problem = self._presenter.text(Line.CA_FILE), self._presenter.problems.get(Line.CA_FILE, "")
        if not self._line.hasFocus() or not self._line.isModified():
            self._line.set_value_text(text)
        self._problem.say(problem)
        self._line.set_state("error" if problem else None)
        self._clear.setEnabled(bool(text))

    def _take(self) -> None:
        if self._line.isModified():
            self._line.setModified(False)
            self._presenter.enter(Line.CA_FILE, self._line.text())

    def _forget(self) -> None:
        self._line.setModified(False)
        self._presenter.enter(Line.CA_FILE, "")


class HostsPart(QWidget):
    """The hosts whose certificates are not checked, each with a way back."""

    def __init__(self, presenter: ConnectionPresenter, parent: QWidget) -> None:
        super().__init__(parent)
        self._presenter = presenter
        self._shown: tuple[str, ...] = ()
        self._rows: list[_HostRow] = []
        self._list = QWidget(self)
        self._list.setObjectName("insecureHosts")
        self._list.setAccessibleName("Hosts whose certificates are not checked")
        self._column = QVBoxLayout(self._list)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(SPACE_XS)
        self._line = LineEditor("", self)
        self._line.setObjectName(Line.INSECURE_HOST)
        self._line.setAccessibleName("Host whose certificate shall not be checked")
        self._line.set_placeholder("localhost:8443")
        self._line.edited.connect(self._typed)
        self._line.returnPressed.connect(self._add)
        add = Button("Do not check", ButtonVariant.DANGER, parent=self)
        add.setObjectName("addInsecureHost")
        add.clicked.connect(self._add)
        self._problem = Problem(Line.INSECURE_HOST, self)
        row = QHBoxLayout()
        row.setSpacing(SPACE_S)
        row.addWidget(self._line, 1)
        row.addWidget(add)
        layout = column(self)
        layout.addWidget(self._list)
        layout.addLayout(row)
        layout.addWidget(self._problem)
        layout.addWidget(hint(_DANGER, self))

    def refresh(self) -> None:
        """Shows the hosts as they are now."""
        problem = self._presenter.problems.get(Line.INSECURE_HOST, "")
        self._problem.say(problem)
        self._line.set_state("error" if problem else None)
        if not self._line.hasFocus() or not self._presenter.text(Line.INSECURE_HOST):
            self._line.set_value_text(self._presenter.text(Line.INSECURE_HOST))
        if self._presenter.hosts == self._shown:
            return
        for row in self._rows:
            self._column.removeWidget(row)
            row.hide()
            row.deleteLater()
        self._shown = self._presenter.hosts
        self._rows = [_HostRow(host, self._list) for host in self._shown]
        for row in self._rows:
            self._column.addWidget(row)
            row.removed.connect(self._remove)
        self._list.setVisible(bool(self._rows))

    def _typed(self, edited: Edited) -> None:
        self._presenter.enter(Line.INSECURE_HOST, edited.text)
        self.refresh()

    def _add(self) -> None:
        self._presenter.add_host()

    def _remove(self, action: MessageAction) -> None:
        self._presenter.remove_host(action.key)


class _HostRow(QWidget):
    removed = Signal(MessageAction)

    def __init__(self, host: str, parent: QWidget) -> None:
        super().__init__(parent)
        self._action = MessageAction(host, "Check it again")
        again = Button("Check it again", ButtonVariant.LINK, parent=self)
        again.setObjectName(f"checkHost:{host}")
        again.setAccessibleName(f"Check the certificate of {host} again")
        again.clicked.connect(self._tell)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(SPACE_S)
        layout.addWidget(IconLabel("lock-open", Token.ERROR, self))
        label = ElidedLabel(host, TextRole.ERROR, self, mode=Qt.TextElideMode.ElideMiddle)
        layout.addWidget(label, 1)
        layout.addWidget(again)

    def announce(self, action: MessageAction) -> None:
        """Tells which host; the typed door to the signal."""
        self.removed.emit(action)

    def _tell(self) -> None:
        self.announce(self._action)


class LimitsPart(QWidget):
    """How long is waited."""

    def __init__(self, presenter: ConnectionPresenter, parent: QWidget) -> None:
        super().__init__(parent)
        self._presenter = presenter
        self._layout = grid(self)
        self._connect, self._connect_problem = self._line(Line.CONNECT_LIMIT, "Connect", _CONNECT)
        self._connect.edited.connect(self._enter_connect)
        self._read, self._read_problem = self._line(Line.READ_LIMIT, "Answer", _READ)
        self._read.set_placeholder("no limit")
        self._read.edited.connect(self._enter_read)

    def refresh(self) -> None:
        """Shows what is in force, or what is wrong."""
        for line, editor, label in (
            (Line.CONNECT_LIMIT, self._connect, self._connect_problem),
            (Line.READ_LIMIT, self._read, self._read_problem),
        ):
            problem = self._presenter.problems.get(line, "")
            label.say(problem)
            editor.set_state("error" if problem else None)
            if not editor.hasFocus():
                editor.set_value_text(self._presenter.text(line))

    def _line(self, line: Line, title: str, effect: str) -> tuple[NumberEditor, Problem]:
        editor, problem, row = NumberEditor("", self), Problem(line, self), 3 * self._layout.rowCount()
        editor.setObjectName(line)
        editor.setAccessibleName(f"{title}: {effect}")
        self._layout.addWidget(name(title, self), row, 0)
        self._layout.addWidget(editor, row, 1, Qt.AlignmentFlag.AlignLeft)
        self._layout.addWidget(problem, row + 1, 1)
        self._layout.addWidget(hint(effect, self), row + 2, 1)
        return editor, problem

    def _enter_connect(self, edited: Edited) -> None:
        self._presenter.enter(Line.CONNECT_LIMIT, edited.text)

    def _enter_read(self, edited: Edited) -> None:
        self._presenter.enter(Line.READ_LIMIT, edited.text)
