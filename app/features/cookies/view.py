"""The jar as a table (objectName `cookieList`), and beside it the cookie that is written or changed."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QStackedWidget, QWidget

from app.core.requests.cookies import Cookie
from app.ui.buttons import Button, ButtonVariant
from app.ui.check_box import CheckBox
from app.ui.editors.line import LineEditor
from app.ui.empty_state import EmptyState, EmptyText
from app.ui.flow import FlowLayout
from app.ui.following import FollowingView
from app.ui.labels import ElidedLabel, Label, TextRole
from app.ui.messages import MessageAction
from app.ui.metrics import SPACE_M, SPACE_S, SPACE_XS
from app.ui.page_layout import lay_out_page
from app.ui.scrolling import ScrollingArea
from app.ui.splitter import Splitter
from app.ui.table_model import Cell, CellFace, Column, RowTableModel
from app.ui.tables import RowChosen, TableView
from app.ui.theme import Level
from app.ui.widths import take_any_width

if TYPE_CHECKING:
    from PySide6.QtGui import QKeyEvent

    from app.features.cookies.presenter import CookieRow, CookiesPresenter, Key

_NOTHING = EmptyText(
    "database",
    "No cookies yet",
    "What servers set is kept here until the window closes, each source by itself, and sent where it belongs.",
    (MessageAction("firstCookie", "Add a cookie", "plus"),),
)


class CookiesView(FollowingView):
    """Table and form; Delete takes the chosen cookie away."""

    def __init__(self, presenter: CookiesPresenter, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._presenter = presenter
        self._summary = ElidedLabel("", TextRole.MUTED, self)
        self._summary.setObjectName("cookieSummary")
        self._new = Button("Add a cookie", ButtonVariant.LINK, "plus", self)
        self._new.setObjectName("newCookie")
        self._new.clicked.connect(self._begin)
        self._clear = Button("Clear all", ButtonVariant.LINK, "trash", self)
        self._clear.setObjectName("clearCookies")
        self._clear.clicked.connect(presenter.clear)
        self._model: RowTableModel[CookieRow] = RowTableModel(_columns(), self)
        self._table = TableView("Cookies", self)
        self._table.setObjectName("cookieList")
        self._table.show_model(self._model)
        self._table.chosen.connect(self._chosen)
        self._form = CookieForm(presenter, self)
        self._form.hide()
        self._split = Splitter(Qt.Orientation.Horizontal, self)
        self._split.addWidget(self._table)
        self._split.addWidget(self._form)
        self._split.setStretchFactor(0, 3)
        self._split.setStretchFactor(1, 2)
        self._empty = EmptyState(_NOTHING, self)
        self._empty.action_triggered.connect(self._begin)
        self._stack = QStackedWidget(self)
        self._stack.addWidget(self._split)
        self._stack.addWidget(self._empty)
        self._form.left.clicked.connect(self._leave)
        lay_out_page(self, (self._summary, self._new, self._clear), self._stack)
        presenter.listen(self.follow)
        self.refresh()

    def refresh(self) -> None:
        """Shows the jar as it is now."""
        rows = self._presenter.rows()
        self._model.set_rows(rows)
        self._summary.setText(self._presenter.summary())
        self._new.setVisible(bool(rows))
        self._clear.setVisible(bool(rows))
        keys = [row.cookie.key for row in rows]
        if self._form.key is not None and self._form.key not in keys:
            self._leave()
        self._stack.setCurrentIndex(0 if rows or not self._form.isHidden() else 1)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Delete takes away."""
        row = self._model.row(self._table.currentIndex())
        if event.key() == Qt.Key.Key_Delete and row is not None and self._table.hasFocus():
            self._presenter.remove(row.cookie.key)
        else:
            super().keyPressEvent(event)

    def _chosen(self, event: RowChosen) -> None:
        cookie = self._model.rows()[event.row].cookie
        self._form.show_cookie(cookie, cookie.key)
        self._form.show()
        if event.activated:
            self._form.focus_value()

    def _begin(self) -> None:
        self._form.show_cookie(self._presenter.blank(), None)
        self._form.show()
        self._stack.setCurrentIndex(0)
        self._form.focus_name()

    def _leave(self) -> None:
        self._form.show_cookie(self._presenter.blank(), None)
        self._form.hide()
        self._table.clearSelection()
        self._stack.setCurrentIndex(0 if self._model.rows() else 1)


class CookieForm(ScrollingArea):
    """One cookie.

    Attributes:
        key: Of the cookie that is changed; None for a new one.
        left: The button that closes it.
    """

    def __init__(self, presenter: CookiesPresenter, parent: QWidget) -> None:
        super().__init__(parent)
        self._presenter = presenter
        self._cookie = Cookie("", "", "")
        self.key: Key | None = None
        content = QWidget()
        self._grid = QGridLayout(content)
        self._grid.setContentsMargins(SPACE_M, SPACE_S, SPACE_M, SPACE_S)
        self._grid.setHorizontalSpacing(SPACE_S)
        self._grid.setVerticalSpacing(SPACE_XS)
        # Two beside each other: the drawer is low.
        self._grid.setColumnStretch(1, 1)
        self._grid.setColumnStretch(3, 1)
        self._name = self._line("cookieName", "Name", 0, 0)
        self._value = self._line("cookieValue", "Value", 0, 2)
        self._domain = self._line("cookieDomain", "Domain", 1, 0)
        self._path = self._line("cookiePath", "Path", 1, 2)
        self._below = self._box("cookieBelow", "All hosts below", "It also goes to the hosts below its domain.")
        self._secure = self._box("cookieSecure", "Secure", "It goes over https, and to this machine itself, alone.")
        self._http_only = self._box("cookieHttpOnly", "HttpOnly", "A page's scripts do not see it.")
        boxes = FlowLayout(spacing=SPACE_M)
        for box in (self._below, self._secure, self._http_only):
            boxes.addWidget(box)
        self._grid.addLayout(boxes, 2, 0, 1, 4)
        self._problem = Label("", TextRole.ERROR, content, wrap=True)
        self._problem.setObjectName("cookieProblem")
        take_any_width(self._problem)
        self._problem.hide()
        self._save = Button("Save", ButtonVariant.PRIMARY, parent=content)
        self._save.setObjectName("saveCookie")
        self._save.clicked.connect(self._keep)
        self._remove = Button("Remove", ButtonVariant.DANGER, parent=content)
        self._remove.setObjectName("removeCookie")
        self._remove.clicked.connect(self._take_away)
        self.left = Button("Close", ButtonVariant.GHOST, parent=content)
        self.left.setObjectName("leaveCookie")
        buttons = FlowLayout()
        for button in (self._save, self._remove, self.left):
            buttons.addWidget(button)
        self._grid.addWidget(self._problem, 3, 0, 1, 4)
        self._grid.addLayout(buttons, 4, 0, 1, 4)
        self._grid.setRowStretch(5, 1)
        self.hold(content)

    def show_cookie(self, cookie: Cookie, key: Key | None) -> None:
        """Shows a cookie to be changed, or one to begin with."""
        self._cookie, self.key = cookie, key
        for line, text in (
            (self._name, cookie.name),
            (self._value, cookie.value),
            (self._domain, cookie.domain),
            (self._path, cookie.path),
        ):
            line.set_value_text(text)
        self._below.setChecked(not cookie.host_only)
        self._secure.setChecked(cookie.secure)
        self._http_only.setChecked(cookie.http_only)
        self._say("")
        self._save.setText("Add" if key is None else "Save")
        self._remove.setVisible(key is not None)

    def focus_name(self) -> None:
        """Puts the keyboard into the name."""
        self._name.setFocus(Qt.FocusReason.OtherFocusReason)

    def focus_value(self) -> None:
        """Puts the keyboard into the value."""
        self._value.setFocus(Qt.FocusReason.OtherFocusReason)
        self._value.selectAll()

    def _keep(self) -> None:
        written = replace(
            self._cookie,
            name=self._name.text(),
            value=self._value.text(),
            domain=self._domain.text(),
            path=self._path.text(),
            host_only=not self._below.isChecked(),
            secure=self._secure.isChecked(),
            http_only=self._http_only.isChecked(),
        )
        old, self.key = self.key, None
        problem = self._presenter.save(written, old)
        self._say(problem)
        if problem:
            self.key = old
        else:
            self.left.click()

    def _take_away(self) -> None:
        if self.key is not None:
            self._presenter.remove(self.key)

    def _say(self, problem: str) -> None:
        self._problem.setText(problem)
        self._problem.setAccessibleName(problem)
        self._problem.setVisible(bool(problem))

    def _line(self, object_name: str, words: str, row: int, column: int) -> LineEditor:
        line = LineEditor()
        line.setObjectName(object_name)
        line.setAccessibleName(words)
        line.returnPressed.connect(self._keep)
        self._grid.addWidget(Label(words, TextRole.MUTED), row, column)
        self._grid.addWidget(line, row, column + 1)
        return line

    def _box(self, object_name: str, words: str, tip: str) -> CheckBox:
        box = CheckBox(words)
        box.setObjectName(object_name)
        box.setToolTip(tip)
        box.setAccessibleDescription(tip)
        return box


def _columns() -> tuple[Column[CookieRow], ...]:
    return (
        Column("Sent", _goes, width=70),
        Column("Name", _name, CellFace.DATA, 160),
        Column("Value", _value, CellFace.DATA, width=0),
        Column("Domain", _domain, CellFace.DATA, 170),
        Column("Path", _path, CellFace.DATA, 100),
        Column("Ends", _expires, width=120),
        Column("Attributes", _marks, width=170),
    )


def _goes(row: CookieRow) -> Cell:
    if row.goes:
        return Cell("yes", Level.OK, "check", tip="It goes to the request in front.")
    return Cell("no", muted=True, tip="Domain, path, Secure, or the settings keep it from the request in front.")


def _name(row: CookieRow) -> Cell:
    return Cell(row.cookie.name)


def _value(row: CookieRow) -> Cell:
    return Cell(row.cookie.value)


def _domain(row: CookieRow) -> Cell:
    alone = row.cookie.host_only
    words = "To this host alone." if alone else "To this host and all below it."
    return Cell(row.cookie.domain if alone else f"*.{row.cookie.domain}", tip=words)


def _path(row: CookieRow) -> Cell:
    return Cell(row.cookie.path)


def _expires(row: CookieRow) -> Cell:
    return Cell(row.expires, muted=True)


def _marks(row: CookieRow) -> Cell:
    return Cell(row.attributes, muted=True)
