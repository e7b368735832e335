"""Headers of the response and of the request, as they went over the wire."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.ui.code.highlighting import Language
from app.ui.code_view import CodeView

if TYPE_CHECKING:
    from app.features.response.presenter import ResponsePresenter


class HeadersView(QWidget):
    """Both header blocks as text that can be searched and copied."""

    def __init__(self, presenter: ResponsePresenter, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._presenter = presenter
        self._text = CodeView("Headers", self, language=Language.PLAIN)
        self._text.setObjectName("headersView")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._text)

    def refresh(self) -> None:
        """Shows the tab in front as it is now."""
        presenter = self._presenter
        parts = []
        if presenter.response is not None:
            response = presenter.response
            parts.append(f"{response.http_version} {response.status} {response.reason}".rstrip())
            parts += [f"{name}: {value}" for name, value in presenter.headers()]
            parts.append("")
        if presenter.exchange is not None:
            parts.append(f"> {presenter.request_line()}")
            parts += [f"> {name}: {value}" for name, value in presenter.request_headers()]
        self._text.set_text("\n".join(parts))
