"""Headers of the response and of the request, as they went over the wire."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.ui.code.highlighting import Language
from app.ui.code_view import CodeView

if TYPE_CHECKING:
    from app.features.response.presenter import ResponsePresenter


class HeadersView(QWidget):
    """Both header blocks as text that can be searched and copied (objectName `headersView`)."""

    def __init__(self, presenter: ResponsePresenter, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._presenter = presenter
        self._text = CodeView("Headers", self, language=Language.HTTP)
        self._text.editor.setObjectName("headersView")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._text)
        self.refresh()

    def refresh(self) -> None:
        """Shows the tab in front as it is now."""
        self._text.set_text(self._presenter.header_text())
