"""The rounds of an exchange, one below the other: what was asked, what came, why it went on."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.features.response.presenter import level_of
from app.ui.badges import StatusBadge
from app.ui.buttons import Button, ButtonVariant
from app.ui.code.highlighting import Language
from app.ui.code_view import CodeView
from app.ui.column import Column
from app.ui.labels import ElidedLabel, Label, TextRole
from app.ui.messages import IconLabel
from app.ui.metrics import SPACE_S, SPACE_XS
from app.ui.panels import Hairline
from app.ui.scrolling import ScrollingArea
from app.ui.theme import Level, Token
from app.ui.widths import take_any_width

if TYPE_CHECKING:
    from app.features.response.presenter import ResponsePresenter
    from app.features.response.travel import HopRow


MOST_LINES: Final = 24
"""Lines of headers before they scroll."""


class HopsView(ScrollingArea):
    """The hops of the tab in front (objectName `hopList`)."""

    def __init__(self, presenter: ResponsePresenter, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._presenter = presenter
        self._shown: tuple[HopRow, ...] | None = None
        self.setObjectName("hopList")
        self.setAccessibleName("Hops")
        self.refresh()

    def refresh(self) -> None:
        """Shows the tab in front as it is now."""
        rows = self._presenter.hops()
        if rows == self._shown:
            return
        self._shown = rows
        column = Column()
        if not rows:
            words = "There was one round: nothing was redirected, no challenge answered, no token renewed."
            column.add(_wrapped(words, TextRole.HINT, column))
        for row in rows:
            if row.number > 1:
                column.add(Hairline(parent=column))
            column.add(HopCard(row, column))
        self.hold(column)


class HopCard(QWidget):
    """One round (objectName `hop:1`); its headers on demand."""

    def __init__(self, row: HopRow, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName(f"hop:{row.number}")
        self.setAccessibleName(f"{row.number}: {row.request}, {row.status}, {row.time}. {row.reason}")
        badge = StatusBadge(row.status, Level(level_of(row.code).value), self)
        self._more = Button("Headers", ButtonVariant.LINK, "chevron-right", self)
        self._more.setObjectName(f"hopHeaders:{row.number}")
        self._more.setAccessibleName(f"Headers of round {row.number}")
        self._more.clicked.connect(self._toggle)
        request = Label(row.request, TextRole.DATA, self, wrap=True, selectable=True)
        take_any_width(request)
        head = QHBoxLayout()
        head.setSpacing(SPACE_S)
        head.addWidget(badge)
        head.addWidget(ElidedLabel(row.time, TextRole.MUTED, self), 1)
        if row.unchecked:
            mark = IconLabel("lock-open", Token.ERROR, self)
            mark.setToolTip("The certificate of this server was not checked.")
            head.addWidget(mark)
        head.addWidget(self._more)
        self._text = row.headers
        self._headers: CodeView | None = None
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(SPACE_XS)
        layout.addWidget(request)
        layout.addLayout(head)
        if row.reason:
            layout.addWidget(_wrapped(row.reason, TextRole.BODY, self))
        self._room = layout
        take_any_width(self)

    def _toggle(self) -> None:
        if self._headers is None:
            self._headers = CodeView(self._more.accessibleName(), self, language=Language.HTTP)
            self._headers.hide()
            self._headers.set_text(self._text)
            # All of them, where they are not very many.
            lines = min(MOST_LINES, self._text.count("\n") + 4)
            self._headers.setFixedHeight(lines * self._headers.editor.fontMetrics().lineSpacing() + 2 * SPACE_S)
            self._room.addWidget(self._headers)
        is_shown = self._headers.isHidden()
        self._headers.setVisible(is_shown)
        self._more.set_icon_name("chevron-down" if is_shown else "chevron-right")


def _wrapped(text: str, role: TextRole, parent: QWidget) -> Label:
    label = Label(text, role, parent, wrap=True)
    take_any_width(label)
    return label
