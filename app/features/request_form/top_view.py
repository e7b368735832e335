"""The line on top: method, path, and the button that sends."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QElapsedTimer, QEvent, QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QFont, QFontMetrics, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QGridLayout, QSizePolicy, QWidget

from app.ui.badges import Chip, MethodBadge
from app.ui.buttons import Button, ButtonVariant
from app.ui.fonts import data_font
from app.ui.labels import ElidedLabel, TextRole
from app.ui.metrics import CONTROL_HEIGHT, RADIUS_SMALL, SPACE_L, SPACE_M, SPACE_S
from app.ui.painting import fill_rounded
from app.ui.properties import is_restyled
from app.ui.theme import Level, Token, current_theme, current_zoom

if TYPE_CHECKING:
    from app.features.request_form.presenter import RequestFormPresenter

PATIENCE_MS: Final = 300
"""How long a request may take before the button offers to stop it."""

TICK_MS: Final = 100

LEAST_LETTERS: Final = 12
"""Of a path; the button gives up its words before the path gives up these."""

_PARAMETER = re.compile(r"\{[^{}]*\}")


@dataclass(frozen=True, slots=True)
class ParameterPressed:
    """A person pressed a parameter in the path."""

    name: str


@dataclass(frozen=True, slots=True)
class _Piece:
    text: str
    name: str = ""


class PathLabel(QWidget):
    """A path template; its parameters stand out and lead to their fields.

    Signals:
        pressed: A ParameterPressed.
    """

    pressed = Signal(ParameterPressed)

    def __init__(self, path: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._path = ""
        self._pieces: tuple[_Piece, ...] = ()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setMouseTracking(True)
        self.set_path(path)

    def path(self) -> str:
        """What it shows."""
        return self._path

    def set_path(self, path: str) -> None:
        """Shows another path."""
        self._path = path
        self._pieces = tuple(_pieces(path))
        self.setAccessibleName(f"Path {path}")
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        """As much of the path as tells it apart; the layout gives it what is left."""
        least = min(self._whole_width(), QFontMetrics(data_font()).averageCharWidth() * LEAST_LETTERS)
        return QSize(least, round(CONTROL_HEIGHT * current_zoom()))

    def minimumSizeHint(self) -> QSize:
        """The same: the button beside it gives way first."""
        return self.sizeHint()

    def changeEvent(self, event: QEvent) -> None:
        """Measures anew."""
        super().changeEvent(event)
        if is_restyled(event):
            self.updateGeometry()
            self.update()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Shows where a press leads somewhere."""
        over = self._name_at(event.position().x())
        self.setCursor(Qt.CursorShape.PointingHandCursor if over else Qt.CursorShape.ArrowCursor)
        self.setToolTip(f"Go to {over}" if over else self._path if self.is_cut() else "")

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Leads to the parameter's field."""
        name = self._name_at(event.position().x())
        if name:
            self.announce(ParameterPressed(name))

    def is_cut(self) -> bool:
        """Whether some of the path is hidden."""
        return self._whole_width() > self.width()

    def shown_path(self) -> str:
        """What can be read of the path."""
        return "".join(piece.text for piece in self._shown())

    def announce(self, pressed: ParameterPressed) -> None:
        """Tells who listens; the typed door to the signal."""
        self.pressed.emit(pressed)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paints the pieces; what does not fit is left out in the middle."""
        painter, theme = QPainter(self), current_theme()
        painter.setFont(data_font())
        metrics = QFontMetrics(data_font())
        left = 0.0
        for piece in self._shown():
            width = _width(piece)
            rect = QRectF(left, 0, width, self.height())
            if piece.name:
                height = metrics.height() + 2
                pill = QRectF(left, (self.height() - height) / 2, width, height)
                fill_rounded(painter, pill, theme.color(Token.ACCENT_SOFT), RADIUS_SMALL)
            painter.setPen(theme.color(Token.ACCENT if piece.name else Token.TEXT))
            align = Qt.AlignmentFlag.AlignCenter if piece.name else Qt.AlignmentFlag.AlignVCenter
            painter.drawText(rect, align, piece.text)
            left += width

    def _whole_width(self) -> int:
        return sum(_width(piece) for piece in self._pieces)

    def _shown(self) -> tuple[_Piece, ...]:
        """The pieces, without as many letters in the middle as do not fit."""
        letters = len(self._path)
        pieces, kept = self._pieces, letters
        while kept > 2 and sum(_width(piece) for piece in pieces) > self.width():
            kept -= 1
            pieces = _without_middle(self._pieces, kept - kept // 2, letters - kept // 2)
        return pieces

    def _name_at(self, x: float) -> str:
        left = 0
        for piece in self._shown():
            width = _width(piece)
            if left <= x < left + width:
                return piece.name
            left += width
        return ""


def _pieces(path: str) -> list[_Piece]:
    pieces, end = [], 0
    for found in _PARAMETER.finditer(path):
        if found.start() > end:
            pieces.append(_Piece(path[end : found.start()]))
        pieces.append(_Piece(found.group(), found.group()[1:-1]))
        end = found.end()
    return [*pieces, _Piece(path[end:])] if end < len(path) else pieces


def _width(piece: _Piece) -> int:
    return QFontMetrics(data_font()).horizontalAdvance(piece.text) + (SPACE_S if piece.name else 0)


def _without_middle(pieces: tuple[_Piece, ...], head: int, tail: int) -> tuple[_Piece, ...]:
    """The letters before `head` and from `tail` on, an ellipsis between them; pieces keep what they stand for."""
    shown, start = [], 0
    for piece in pieces:
        end = start + len(piece.text)
        text = piece.text[: max(0, head - start)]
        if start <= head < end:
            text += "…"
        text += piece.text[max(0, tail - start) :] if end > tail else ""
        if text:
            shown.append(_Piece(text, piece.name))
        start = end
    return tuple(shown)


class SendButton(Button):
    """Sends; while a request takes its time it shows how long and stops it. In little room only its icon is seen."""

    def __init__(self, presenter: RequestFormPresenter, parent: QWidget | None = None) -> None:
        super().__init__("Send", ButtonVariant.PRIMARY, "send", parent)
        self._presenter = presenter
        self.setObjectName("sendButton")
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self._clock = QElapsedTimer()
        self._ticker = QTimer(self)
        self._ticker.setInterval(TICK_MS)
        self._ticker.timeout.connect(self._tick)
        self._patience = QTimer(self)
        self._patience.setSingleShot(True)
        self._patience.setInterval(PATIENCE_MS)
        self._patience.timeout.connect(self._offer_cancel)
        self.clicked.connect(self._on_clicked)
        self._show_send()
        self.refresh()

    def is_cancel(self) -> bool:
        """Whether a click stops the request."""
        return self._ticker.isActive()

    def refresh(self) -> None:
        """Follows the tab: sending or not."""
        if not self._presenter.tab.sending:
            self._ticker.stop()
            self._patience.stop()
            self._show_send()
        elif not self._ticker.isActive() and not self._patience.isActive():
            self._clock.start()
            self._patience.start()

    def changeEvent(self, event: QEvent) -> None:
        """Keeps its width, so that nothing jumps when the words change."""
        super().changeEvent(event)
        if is_restyled(event):
            self.updateGeometry()

    def sizeHint(self) -> QSize:
        """Always as wide as its longest words, so that nothing jumps when they change."""
        # The style sheet makes "Send" bold and "Cancel" not: the wider of the two decides for both.
        bold = QFont(self.font())
        bold.setWeight(QFont.Weight.DemiBold)
        words = QFontMetrics(bold).horizontalAdvance("Cancel 00.0 s")
        hint = super().sizeHint()
        return QSize(max(hint.width(), words + self.iconSize().width() + 2 * SPACE_L), hint.height())

    def minimumSizeHint(self) -> QSize:
        """The icon in its frame."""
        return QSize(self.iconSize().width() + 2 * SPACE_M, self.sizeHint().height())

    def shown_text(self) -> str:
        """All words, or the first one, or none: an icon alone says more than half a word."""
        text = self.text()
        fitting = [words for words in (text, text.split(" ")[0]) if self._fits(words)]
        return fitting[0] if fitting else ""

    def _fits(self, words: str) -> bool:
        return self.fontMetrics().horizontalAdvance(words) <= self.room()

    def _show_send(self) -> None:
        self.set_variant(ButtonVariant.PRIMARY)
        self.set_icon_name("send")
        self.setText("Send")
        self.setToolTip("Send the request  (Ctrl+Enter)")
        self.setAccessibleName("Send")

    def _offer_cancel(self) -> None:
        self.set_variant(ButtonVariant.DANGER)
        self.set_icon_name("stop")
        self.setToolTip("Stop the request  (Esc)")
        self.setAccessibleName("Cancel")
        self._ticker.start()
        self._tick()

    def _tick(self) -> None:
        seconds = self._clock.elapsed() / 1000
        self.setText(f"Cancel {seconds:.1f} s" if seconds < 100 else f"Cancel {seconds:.0f} s")

    def _on_clicked(self) -> None:
        if self.is_cancel():
            self._presenter.cancel()
        else:
            self._presenter.send()


class TopView(QWidget):
    """Method, path, summary, Send.

    Attributes:
        path_label: The path.
        send_button: The button.
    """

    def __init__(self, presenter: RequestFormPresenter, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._presenter = presenter
        operation = presenter.tab.operation
        self._badge = MethodBadge(operation.method, self)
        self.path_label = PathLabel(operation.path, self)
        self.path_label.setObjectName("requestPath")
        self._summary = ElidedLabel(role=TextRole.HINT, parent=self)
        self._summary.setObjectName("requestSummary")
        self._deprecated = Chip("deprecated", Level.WARN, self)
        self._deprecated.setObjectName("requestDeprecated")
        self.send_button = SendButton(presenter, self)
        layout = QGridLayout(self)
        layout.setContentsMargins(SPACE_L, SPACE_M, SPACE_L, SPACE_S)
        layout.setHorizontalSpacing(SPACE_M)
        layout.setVerticalSpacing(2)
        layout.setColumnStretch(1, 1)
        layout.addWidget(self._badge, 0, 0)
        layout.addWidget(self.path_label, 0, 1)
        layout.addWidget(self._deprecated, 0, 2)
        layout.addWidget(self.send_button, 0, 3)
        layout.addWidget(self._summary, 1, 0, 1, 4)
        self.refresh()

    def refresh(self) -> None:
        """Follows the operation."""
        operation = self._presenter.tab.operation
        self._badge.set_method(operation.method)
        if self.path_label.path() != operation.path:
            self.path_label.set_path(operation.path)
        self._deprecated.setVisible(operation.deprecated)
        # Some documents put paragraphs here; one line is enough.
        summary = " ".join(operation.summary.split())
        self._summary.setText(summary)
        self._summary.setVisible(bool(summary))
        self.send_button.refresh()
