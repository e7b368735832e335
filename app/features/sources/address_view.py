"""The address that requests go to, to be typed, or chosen from the document's servers (objectName `baseUrl`)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from app.core.workspace import events as ev
from app.features.sources.servers import ServerRow, ServersPresenter
from app.ui.buttons import Button, ButtonVariant, IconButton
from app.ui.editors.base import Edited
from app.ui.editors.choice import Choice, ChoiceEditor
from app.ui.editors.line import LineEditor
from app.ui.labels import ElidedLabel, Label, TextRole
from app.ui.messages import IconLabel
from app.ui.metrics import SPACE_L, SPACE_M, SPACE_S, SPACE_XS
from app.ui.names import NameLabel
from app.ui.popover import Popover
from app.ui.properties import is_restyled
from app.ui.theme import Token, current_zoom

if TYPE_CHECKING:
    from PySide6.QtGui import QFocusEvent, QKeyEvent

    from app.core.workspace.workspace import Workspace

_WIDTH = 460
_LINE_WIDTH = 230
_WIDEST = 380
_ROWS = 12


class AddressLine(LineEditor):
    """Enter takes the address over, Esc brings the old one back."""

    left = Signal(Edited)

    def sizeHint(self) -> QSize:
        """Room for host and port."""
        return QSize(round(_LINE_WIDTH * current_zoom()), super().sizeHint().height())

    def minimumSizeHint(self) -> QSize:
        """A few letters."""
        return QSize(round(_LINE_WIDTH / 2.5 * current_zoom()), super().minimumSizeHint().height())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc gives the change up."""
        if event.key() == Qt.Key.Key_Escape and self.isModified():
            self.announce_left(Edited(""))
        else:
            super().keyPressEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """What was typed holds when the keyboard goes elsewhere."""
        super().focusOutEvent(event)
        if self.isModified():
            self.announce_left(Edited(self.text()))

    def announce_left(self, edited: Edited) -> None:
        """The typed door to the signal."""
        self.left.emit(edited)


class AddressView(QWidget):
    """The line, a mark where requests leave the document's own host, and the servers to choose from."""

    def __init__(self, workspace: Workspace, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("addressView")
        self._presenter = ServersPresenter(workspace)
        self._mark = IconLabel("warning", Token.WARN, self)
        self._mark.setObjectName("addressMark")
        self.line = AddressLine("", self)
        self.line.setObjectName("baseUrl")
        self.line.setAccessibleName("Where requests go")
        self.line.set_placeholder("Where does the API run?")
        self.line.returnPressed.connect(self._take)
        self.line.left.connect(self._left)
        self._button = IconButton("chevron-down", "Choose one of the document's servers", self)
        self._button.setObjectName("serverMenu")
        self._panel = ServerPanel(self._presenter, self._button)
        self._button.clicked.connect(self._panel.toggle_panel)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(SPACE_XS)
        layout.addWidget(self._mark)
        layout.addWidget(self.line, 1)
        layout.addWidget(self._button)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        for event in (ev.SourceChanged, ev.ApiChanged, ev.TabActivated, ev.DestinationChanged):
            workspace.events.subscribe(event, self._refresh)
        self._fit()
        self._show()

    def changeEvent(self, event: QEvent) -> None:
        """Follows the zoom."""
        super().changeEvent(event)
        if is_restyled(event):
            self._fit()

    def _fit(self) -> None:
        self.setMaximumWidth(round(_WIDEST * current_zoom()))

    def focus_line(self) -> None:
        """Puts the keyboard into the line (Ctrl+L)."""
        if self.line.isEnabled():
            self.line.setFocus(Qt.FocusReason.ShortcutFocusReason)
            self.line.selectAll()

    def _refresh(self, _event: object) -> None:
        self._show()

    def _show(self) -> None:
        address, usable = self._presenter.address(), self._presenter.is_usable
        if not self.line.hasFocus() or not self.line.isModified():
            self.line.set_value_text(address.text)
            self.line.setModified(False)
        warns = usable and address.warns
        self._mark.setVisible(warns)
        self._mark.setToolTip(address.words)
        self.line.setToolTip("\n".join(filter(None, (address.text, address.words or "Where requests go  (Ctrl+L)"))))
        self.line.set_state("warn" if warns else None)
        self.line.setAccessibleDescription(address.words)
        self.setVisible(usable)
        self._button.setVisible(usable and bool(self._presenter.rows()))
        self._panel.refresh()

    def _take(self) -> None:
        if self._presenter.choose(self.line.text()):
            self.line.setModified(False)
            self._show()
        else:
            self.line.set_state("error")
            self.line.setToolTip("An address begins with http:// or https:// and a host.")

    def _left(self, edited: Edited) -> None:
        if not (edited.text and self._presenter.choose(edited.text)):
            self.line.setModified(False)
            self.line.set_value_text(self._presenter.address().text)
        self.line.setModified(False)
        self._show()


class ServerPanel(Popover):
    """The servers of the document with their variables (objectName `serverPanel`)."""

    def __init__(self, presenter: ServersPresenter, anchor: QWidget) -> None:
        super().__init__("Servers of the document", anchor, _WIDTH)
        self.setObjectName("serverPanel")
        self._presenter = presenter
        self._shown: tuple[ServerRow, ...] = ()
        self._rows: list[QWidget] = []
        self._column = QVBoxLayout()
        self._column.setSpacing(SPACE_M)
        self._more = Label("", TextRole.HINT, self)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(SPACE_L, SPACE_M, SPACE_L, SPACE_M)
        layout.setSpacing(SPACE_S)
        layout.addWidget(Label("Servers that the document names", TextRole.HEADING, self))
        layout.addLayout(self._column)
        layout.addWidget(self._more)

    def open_panel(self) -> None:
        """Shows them as they are now."""
        self._fill()
        super().open_panel()

    def refresh(self) -> None:
        """Follows a choice."""
        if self.isVisible() and self._presenter.rows() != self._shown:
            self._fill()

    def _fill(self) -> None:
        for row in self._rows:
            self._column.removeWidget(row)
            row.hide()
            row.deleteLater()
        self._shown = self._presenter.rows()
        self._rows = [_ServerLine(self._presenter, row, self) for row in self._shown[:_ROWS]]
        for row in self._rows:
            self._column.addWidget(row)
        rest = len(self._shown) - len(self._rows)
        self._more.setText(f"And {rest:,} more: type the address you want." if rest else "")
        self._more.setVisible(rest > 0)


class _ServerLine(QWidget):
    """One server: its URL, what the document says of it, a field for each variable, and the button that takes it."""

    def __init__(self, presenter: ServersPresenter, row: ServerRow, parent: QWidget) -> None:
        super().__init__(parent)
        self._presenter = presenter
        self._row = row
        self._editors: dict[str, ChoiceEditor] = {}
        shown = row.url or row.server.template
        settled = row.current and not row.server.variables
        use = Button("In use" if settled else "Use", ButtonVariant.NORMAL, parent=self)
        use.setObjectName(f"useServer:{row.server.template}")
        use.setEnabled(row.can_be_used)
        use.clicked.connect(self._use)
        layout = QGridLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setHorizontalSpacing(SPACE_S)
        layout.setVerticalSpacing(2)
        layout.setColumnStretch(0, 1)
        layout.addWidget(ElidedLabel(shown, TextRole.DATA, self, mode=Qt.TextElideMode.ElideMiddle), 0, 0)
        layout.addWidget(use, 0, 1)
        if row.note:
            layout.addWidget(ElidedLabel(row.note, TextRole.HINT, self), 1, 0, 1, 2)
        if row.server.variables:
            layout.addWidget(self._variables(), 2, 0, 1, 2)

    def _variables(self) -> QWidget:
        box = QWidget(self)
        grid = QGridLayout(box)
        grid.setContentsMargins(0, SPACE_XS, 0, SPACE_XS)
        grid.setHorizontalSpacing(SPACE_S)
        grid.setVerticalSpacing(SPACE_XS)
        grid.setColumnStretch(1, 1)
        for line, variable in enumerate(self._row.server.variables):
            editor = ChoiceEditor(tuple(Choice(choice) for choice in variable.choices), box)
            editor.setObjectName(f"serverVariable:{variable.name}")
            editor.setAccessibleName(variable.name)
            editor.setToolTip(variable.description)
            editor.set_value_text(self._row.values[variable.name])
            editor.edited.connect(self._forgive)
            self._editors[variable.name] = editor
            grid.addWidget(NameLabel(variable.name, box), line, 0)
            grid.addWidget(editor, line, 1)
        return box

    def _use(self) -> None:
        values = {name: editor.value_text().strip() for name, editor in self._editors.items()}
        if self._presenter.choose_server(self._row.server, values):
            return
        # An empty one is at fault, else any of them may be.
        wrong = [name for name, value in values.items() if not value] or list(values)
        for name in wrong:
            self._editors[name].set_state("error")
        self._editors[wrong[0]].setFocus(Qt.FocusReason.OtherFocusReason)

    def _forgive(self, _edited: Edited) -> None:
        for editor in self._editors.values():
            editor.set_state(None)
