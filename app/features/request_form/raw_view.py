"""The body as text: an editor, and what is wrong with the text below it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QEvent, QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from app.ui.banner import Banner, BannerText
from app.ui.code.editor import CodeError
from app.ui.code.highlighting import Language
from app.ui.code_view import CodeView
from app.ui.messages import MessageAction
from app.ui.metrics import RADIUS, SPACE_S
from app.ui.painting import focus_ring, stroke_rounded
from app.ui.properties import is_restyled
from app.ui.theme import Level, Token, current_theme, current_zoom

if TYPE_CHECKING:
    from app.features.request_form.host import FormHost
    from app.features.request_form.raw import RawBody, RawRemark
    from app.ui.editors.base import Edited

LEAST_LINES: Final = 9
MOST_LINES: Final = 34


class RawView(QWidget):
    """Edits the same value as the form, as text.

    Attributes:
        code: The editor; the inner one is called `rawBody`.
    """

    def __init__(self, host: FormHost, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._host = host
        called = host.presenter.raw_language()
        language = Language.MARKUP if called == "XML" else Language.JSON
        self.code = CodeView(f"Body as {called}", self, editable=True, language=language)
        self.code.setObjectName("rawBodyView")
        self.code.editor.setObjectName("rawBody")
        self.code.edited.connect(self._on_edited)
        self.problem = Banner(self)
        self.problem.setObjectName("rawProblem")
        self.problem.action_triggered.connect(self._on_action)
        frame = _Frame(self.code, self)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(SPACE_S)
        layout.addWidget(frame)
        layout.addWidget(self.problem)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        self.code.editor.blockCountChanged.connect(self._fit)
        self.refresh()

    def refresh(self) -> None:
        """Shows the body as it is now; a text that a person is typing is the same and stays alone."""
        raw = self._host.presenter.raw()
        self.code.set_text(raw.text)
        self._show_remarks(raw)
        self._fit()

    def refresh_marks(self) -> None:
        """Marks the place that the server could not read past, unless a syntax error is marked anyway."""
        self._show_remarks(self._host.presenter.raw())

    def go_to_error(self) -> None:
        """Puts the caret onto what is marked."""
        if self.code.editor.error() is not None:
            self.code.go_to_error()
        else:
            self.code.editor.setFocus()

    def changeEvent(self, event: QEvent) -> None:
        """Follows the zoom."""
        super().changeEvent(event)
        if is_restyled(event):
            self._fit()

    def _show_remarks(self, raw: RawBody) -> None:
        error = raw.error
        if error is not None:
            self.code.set_error(CodeError(error.line, error.column, error.message))
            called = self._host.presenter.raw_language()
            title = f"Not {called} yet, line {error.line}, column {error.column}: {error.message}."
            text = f"{error.tip} It can be sent as it is." if error.tip else "It can be sent as it is."
            actions = (MessageAction("go", "Go to it", "target"),)
            self.problem.show_message(BannerText(Level.WARN, title, text, actions))
            return
        if raw.losses:
            title = "It is sent as it stands here; the form does not show all of it."
            actions = (MessageAction("loss", "Go to it", "target"),)
            self.problem.show_message(BannerText(Level.INFO, title, f"{loss_words(raw.losses)}.", actions))
        else:
            self.problem.clear()
        place = self._host.presenter.marks.place_in_text()
        self.code.set_error(CodeError(place.line, place.column, place.message) if place else None)

    def _on_edited(self, edited: Edited) -> None:
        self._host.presenter.edits.set_text(edited.text)

    def _on_action(self, action: MessageAction) -> None:
        losses = self._host.presenter.raw_losses()
        if action.key == "loss" and losses:
            self.code.editor.go_to(losses[0].line, losses[0].column)
            self.code.editor.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            self.go_to_error()

    def _fit(self) -> None:
        editor = self.code.editor
        lines = max(LEAST_LINES, min(MOST_LINES, editor.blockCount() + 1))
        height = lines * editor.fontMetrics().lineSpacing() + round(SPACE_S * current_zoom())
        self.code.setMinimumHeight(height)
        self.code.setMaximumHeight(height)


def loss_words(losses: tuple[RawRemark, ...]) -> str:
    """The first of what the form does not show, and how many more there are."""
    more = f", and {len(losses) - 1} more" if len(losses) > 1 else ""
    return f"{losses[0].words}{more}"


class _Frame(QWidget):
    """A hairline around the editor that becomes the focus ring."""

    def __init__(self, code: CodeView, parent: QWidget) -> None:
        super().__init__(parent)
        self._code = code
        layout = QVBoxLayout(self)
        layout.setContentsMargins(2, 2, 2, 2)
        layout.addWidget(code)
        code.editor.installEventFilter(self)

    def eventFilter(self, watched: object, event: QEvent) -> bool:
        """Repaints the ring."""
        if event.type() in (QEvent.Type.FocusIn, QEvent.Type.FocusOut):
            self.update()
        return False

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paints the frame."""
        theme, rect = current_theme(), QRectF(self.rect())
        painter = QPainter(self)
        if self._code.editor.hasFocus():
            focus_ring(painter, rect, theme.color(Token.ACCENT), RADIUS)
        else:
            token = Token.ERROR if self._code.editor.error() is not None else Token.BORDER_STRONG
            stroke_rounded(painter, rect, theme.color(token), RADIUS)
