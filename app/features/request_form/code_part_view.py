"""The request as code, folded until somebody wants it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.features.request_form.part_view import PartView
from app.ui.buttons import Button
from app.ui.code.highlighting import Language
from app.ui.code_view import CodeView
from app.ui.labels import Label, TextRole
from app.ui.metrics import SPACE_S
from app.ui.properties import is_restyled
from app.ui.sections import Section, SectionText, SectionToggled

if TYPE_CHECKING:
    from PySide6.QtCore import QEvent

    from app.features.request_form.host import FormHost
    from app.features.request_form.parts import Part


class CodePart(PartView):
    """The curl command of what would be sent now."""

    def __init__(self, host: FormHost, part: Part, parent: QWidget | None = None) -> None:
        super().__init__(host, part, parent)
        self.heading.hide()
        self._code: CurlView | None = None
        self.section = Section(SectionText("Code", note="the same request as a curl command"), self._make, self)
        self.section.setObjectName("codeSection")
        self.section.toggled.connect(self._on_toggled)
        self.body.addWidget(self.section)

    def refresh(self) -> None:
        """Writes the command anew where somebody can see it."""
        if self._code is not None and self.section.is_expanded():
            self._code.refresh()

    def _make(self) -> QWidget:
        self._code = CurlView(self.host)
        return self._code

    def _on_toggled(self, toggled: SectionToggled) -> None:
        self.refresh()


class CurlView(QWidget):
    """The command and a button that copies it."""

    def __init__(self, host: FormHost, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._host = host
        self._text = ""
        self._view = CodeView("Request as a curl command", self, language=Language.SHELL)
        self._view.setObjectName("curlView")
        self._view.set_wrapped(wrapped=True)
        self._note = Label("Credentials are hidden here; the copy holds them.", TextRole.HINT, self)
        copy = Button("Copy", icon_name="copy", parent=self)
        copy.setObjectName("copyCurl")
        copy.clicked.connect(self.copy)
        line = QHBoxLayout()
        line.setSpacing(SPACE_S)
        line.addWidget(copy)
        line.addWidget(self._note, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(SPACE_S)
        layout.addWidget(self._view)
        layout.addLayout(line)
        self.refresh()

    def refresh(self) -> None:
        """Writes the command anew."""
        self._text = self._host.presenter.curl(hidden=True)
        self._view.set_text(self._text)
        self._note.setVisible(self._text != self._host.presenter.curl(hidden=False))
        self._fit()

    def copy(self) -> None:
        """Puts the command with its credentials onto the clipboard."""
        QGuiApplication.clipboard().setText(self._host.presenter.curl(hidden=False))

    def changeEvent(self, event: QEvent) -> None:
        """Follows the zoom."""
        super().changeEvent(event)
        if is_restyled(event):
            self._fit()

    def _fit(self) -> None:
        editor = self._view.editor
        lines = min(20, max(3, self._text.count("\n") + 2))
        self._view.setFixedHeight(lines * editor.fontMetrics().lineSpacing() + SPACE_S)
